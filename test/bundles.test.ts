import { deepStrictEqual } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildFolder, buildScript, bundleBudgets, shippedBundles } from './support/bundles';

describe('the bundles', () => {
  it('stay within their budgets', async () => {
    const folder = await shippedBundles();
    const sizes = readdirSync(folder).map((name) => ({ name, size: statSync(join(folder, name)).size }));
    deepStrictEqual(sizes.map(({ name }) => name).sort(), Object.keys(bundleBudgets).sort());
    deepStrictEqual(
      sizes.filter(({ name, size }) => size > bundleBudgets[name]!),
      [],
    );
  }).timeout(120_000);

  it('ask each other on call for nothing that the other does not give', async () => {
    const folder = await shippedBundles();
    const onCall = /require\("\.\/((?:rewrite|notes)\.cjs)"\)\.(\w+)/g;
    const asked = Object.keys(bundleBudgets).flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(onCall)].map(([, of = '', what = '']) => [
        of,
        what,
      ]),
    );
    deepStrictEqual(
      ['earlierRecords', 'openNoteIndex'].filter((one) => !asked.some(([, what]) => what === one)),
      [],
    );
    const given = new Map(
      ['rewrite.cjs', 'notes.cjs'].map((of) => [of, Object.keys(require(join(folder, of)))]),
    );
    deepStrictEqual(
      asked.filter(([of = '', what = '']) => !given.get(of)?.includes(what)),
      [],
    );
  });

  it('are under watch what they are when they are shipped', async () => {
    const shipped = await shippedBundles();
    const made = buildFolder();
    const watch = spawn(process.execPath, [buildScript, '--watch'], {
      cwd: made,
      stdio: 'ignore',
    });
    try {
      const read = (folder: string) => (name: string) => {
        const file = join(folder, name);
        // Under watch, a last line leads a debugger to the source.
        return existsSync(file)
          ? readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*\n$/m, '')
          : '';
      };
      const differing = () =>
        Object.keys(bundleBudgets).filter((name) => read(shipped)(name) !== read(join(made, 'dist'))(name));
      for (let waited = 0; waited < 150_000 && differing().length > 0; waited += 200) await sleep(200);
      deepStrictEqual(differing(), []);
    } finally {
      const ended = once(watch, 'exit');
      watch.kill();
      await ended;
    }
  }).timeout(300_000);
});
