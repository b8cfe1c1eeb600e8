import { deepStrictEqual, strictEqual } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { agentShim, hookBlock, hookCommand, hookFile, hookNames, shim } from '../../../src/git/hooks/shim';
import { debianProgram } from '../../support/debian';

const root = resolve(__dirname, '../../..');

/** What shellcheck has to say; empty where that is nothing. It takes the nearest `.shellcheckrc` above a file. */
function check(files: readonly string[]): string {
  const { stdout, stderr } = spawnSync(debianProgram('shellcheck'), ['--shell=sh', ...files], {
    encoding: 'utf8',
  });
  return stdout + stderr;
}

describe('The shell scripts', function () {
  this.timeout(5 * 60_000);

  it('are sound as they lie here', () => {
    const files = ['src', 'docs'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.sh'))
        .map((name) => join(root, folder, name)),
    );
    strictEqual(files.length > 15, true);
    deepStrictEqual(check(files), '');
  });

  it('are sound as they are installed, with nothing left to be filled in', () => {
    const folder = mkdtempSync(join(tmpdir(), 'colophon-shell-'));
    try {
      copyFileSync(join(root, '.shellcheckrc'), join(folder, '.shellcheckrc'));
      const scripts = hookNames.flatMap((hook) => [
        shim(hook),
        hookFile(hook),
        hookBlock(hook),
        hookCommand(hook),
      ]);
      const files = [...scripts, agentShim()].map((text, i) => {
        strictEqual(/@[A-Z_]+@|undefined|^ *\. \.\/|^## /m.exec(text), null);
        const file = join(folder, `${i}.sh`);
        // What a hook's file starts is not there.
        writeFileSync(
          file,
          text.replace(/^ *(?=\. "\$colophon_common)/gm, '# shellcheck source=/dev/null\n'),
        );
        return file;
      });
      deepStrictEqual(check(files), '');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
