import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot, projectRoot } from './cache';

/**
 * Where this process builds what it runs in the host: apart from `dist`, which a build beside it empties, and under
 * the project, where the suites find mocha.
 */
export const runFolder = (): string => join(cacheRoot, `run-${process.pid}`);

/** Copies the built extension as it is packaged: `.vscodeignore` is an allow-list, each line `!<path>`. */
export function stageExtension(target: string): void {
  const allowed = readFileSync(join(projectRoot, '.vscodeignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    // `/**` is the folder with all that is in it.
    .map((line) =>
      line
        .slice(1)
        .trim()
        .replace(/\/\*\*$/, ''),
    );
  for (const path of allowed) {
    // A missing bundle is the build's failure to report, not ours.
    if (existsSync(join(projectRoot, path)))
      cpSync(join(projectRoot, path), join(target, path), { recursive: true });
  }
}
