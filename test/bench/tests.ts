import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/**
 * How long `npm test` takes here and in another checkout, one after the other: `npm run bench -- tests --against <folder>`.
 * It takes as long as both, so it does nothing where no other is named.
 */
export function run({ against }: { against?: string }): void {
  if (against === undefined) {
    console.log(
      '  npm run bench -- tests --against <folder> compares npm test with that of another checkout',
    );
    return;
  }
  const here = secondsOf(join(__dirname, '../..'));
  const there = secondsOf(resolve(against));
  console.log(`  ${(here / there).toFixed(2)} of the other's time`);
}

function secondsOf(folder: string): number {
  const start = performance.now();
  const ran = spawnSync('npm', ['test'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 90 * 60_000,
    shell: process.platform === 'win32',
  });
  const seconds = (performance.now() - start) / 1000;
  // The last line counts; where something failed, the time says little.
  console.log(`  ${folder}: ${seconds.toFixed(0)} s, ${ran.stdout.trimEnd().split('\n').at(-1)}`);
  return seconds;
}
