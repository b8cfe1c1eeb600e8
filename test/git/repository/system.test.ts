import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import {
  dataFolder,
  homeFolder,
  isRunAlike,
  mayBeRun,
  programOnPath,
  replaceFile,
  type System,
  thisSystem,
} from '../../../src/git/repository/system';

const { disk } = thisSystem();
const windows: System = { name: 'win32', path: win32, disk };
const macos: System = { name: 'darwin', path: posix, disk };
const linux: System = { name: 'linux', path: posix, disk };

describe('What differs between systems', () => {
  const refused = (code: string) => Object.assign(new Error(`${code}: operation not permitted`), { code });

  it('a file that another program has open is replaced as soon as it is closed', () => {
    for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
      let tries = 0;
      const rename = () => {
        if (++tries < 4) throw refused(code);
      };
      replaceFile('a', 'b', { name: 'win32', rename });
      strictEqual(tries, 4);
    }
  });

  it('and where it stays open, half a second later the real cause is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'colophon-system-'));
    try {
      const file = join(folder, 'ledger');
      writeFileSync(file, '');
      const rename = () => {
        throw refused('EPERM');
      };
      const began = Date.now();
      throws(
        () => replaceFile('a', file, { name: 'win32', rename }),
        (error: NodeJS.ErrnoException) =>
          error.code === 'EBUSY' &&
          error.message === `${file} is open in another program, which has to close it first`,
      );
      const took = Date.now() - began;
      strictEqual(took >= 500 && took < 2_000, true, `${took} ms`);
      // A folder in its place, or a read-only file, is another cause.
      throws(() => replaceFile('a', folder, { name: 'win32', rename }), { code: 'EPERM' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('elsewhere nobody waits, nor for what waiting does not mend', () => {
    let tries = 0;
    const rename = (code: string) => () => {
      tries++;
      throw refused(code);
    };
    throws(() => replaceFile('a', 'b', { name: 'linux', rename: rename('EACCES') }), { code: 'EACCES' });
    throws(() => replaceFile('a', 'b', { name: 'win32', rename: rename('ENOENT') }), { code: 'ENOENT' });
    strictEqual(tries, 2);
  });

  it('on Windows no file says whether it may be run', () => {
    deepStrictEqual([isRunAlike(0o666, 0o755, windows), mayBeRun(0o666, windows)], [true, true]);
    deepStrictEqual([isRunAlike(0o666, 0o755, linux), mayBeRun(0o666, macos)], [false, false]);
  });

  it('the folders of the user', () => {
    const env = { HOME: '/c/Users/Ada', XDG_DATA_HOME: '/data' };
    const local = { ...env, LOCALAPPDATA: String.raw`D:\Local` };
    deepStrictEqual(
      [
        dataFolder(windows, 'x', local),
        ...[macos, linux].map((system) => dataFolder(system, '/home/ada', env)),
      ],
      [String.raw`D:\Local`, '/data', '/data'],
    );
    deepStrictEqual(
      [dataFolder(windows, String.raw`C:\Users\Ada L`, {}), dataFolder(linux, '/home/ada', {})],
      [String.raw`C:\Users\Ada L\AppData\Local`, '/home/ada/.local/share'],
    );
    deepStrictEqual(
      [homeFolder(windows, env, String.raw`C:\Users\Ada`), homeFolder(linux, env, '/home/ada')],
      [String.raw`C:\Users\Ada`, '/c/Users/Ada'],
    );
  });

  it('programs are found by the endings that Windows gives them, and not in the current folder', () => {
    const files = new Set([
      String.raw`C:\npm\claude.cmd`,
      String.raw`C:\Git\cmd\git.exe`,
      'git.exe',
      '.\\git.exe',
    ]);
    const find = (name: string, env: NodeJS.ProcessEnv) =>
      programOnPath(windows, name, env, (file) => files.has(file));
    deepStrictEqual(
      find('claude', { Path: String.raw`.;;C:\Windows;"C:\npm"` }),
      String.raw`C:\npm\claude.cmd`,
    );
    deepStrictEqual(find('git.exe', { PATH: String.raw`.;C:\Git\cmd` }), String.raw`C:\Git\cmd\git.exe`);
    deepStrictEqual(find('git.exe', { PATH: '.;;' }), undefined);
    const isShell = (file: string) => file === '/bin/sh';
    deepStrictEqual(programOnPath(linux, 'sh', { PATH: '/nowhere::/bin' }, isShell), '/bin/sh');
  });
});
