import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A script of the folder `shell`, as it stands there. The build puts their texts in the place of this: `tools/shellTexts.mjs`. */
export function shellText(name: string): string {
  return readFileSync(join(__dirname, 'shell', name), 'utf8');
}
