import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Copies unpacked extensions to where the server looks for installed ones: `<publisher>.<name>-<version>`. */
export function copyExtensions(folders: readonly string[], target: string): void {
  mkdirSync(target, { recursive: true });
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
    cpSync(folder, join(target, name), { recursive: true });
  }
}
