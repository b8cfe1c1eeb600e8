import { deepStrictEqual } from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import type { Disk, System } from '../../src/git/repository/system';
import { Stage } from './stage';

/** A disk that finds names in any case and any Unicode form, over one that does not. */
function folding(name: System['name']): System {
  const find = (path: string): string | undefined => {
    if (existsSync(path)) return realpathSync(path);
    if (path === dirname(path)) return undefined;
    const folder = find(dirname(path));
    const same = (one: string) =>
      one.normalize('NFC').toLowerCase() === basename(path).normalize('NFC').toLowerCase();
    const found =
      folder !== undefined && lstatSync(folder).isDirectory() ? readdirSync(folder).find(same) : undefined;
    return found === undefined ? undefined : join(folder!, found);
  };
  const disk: Disk = {
    kindOf: (path) => {
      const found = find(path);
      return found === undefined ? undefined : lstatSync(found).isDirectory() ? 'folder' : 'file';
    },
    targetOf: () => undefined,
    nameOf: find,
    namesIn: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  };
  return { name, path: posix, disk };
}

describe('What an agent wrote under another name of the file', function () {
  this.timeout(60_000);
  let stage: Stage;
  beforeEach(() => {
    stage = Stage.create({ 'lib/n.txt': 'one\n', 'lib/caf\u00e9.txt': 'one\n' });
  });
  afterEach(() => stage.remove());

  const spellings: [what: string, system: System['name'], path: (root: string) => string, real: string][] = [
    ['another case', 'win32', (root) => `${root}/LIB/N.TXT`, 'lib/n.txt'],
    ['backslashes', 'win32', () => 'LIB\\N.TXT', 'lib/n.txt'],
    ['dots at the end', 'win32', (root) => `${root}/lib./n.txt`, 'lib/n.txt'],
    ['another case', 'darwin', (root) => `${root}/Lib/n.txt`, 'lib/n.txt'],
    ['a name taken apart', 'darwin', (root) => `${root}/lib/cafe\u0301.txt`, 'lib/caf\u00e9.txt'],
    ['a new file in a folder of another case', 'darwin', (root) => `${root}/LIB/new.txt`, 'lib/new.txt'],
  ];
  for (const [what, name, path, real] of spellings) {
    it(`is recorded as git calls it: ${what} (${name})`, async () => {
      const input = { file_path: path(stage.repo.root), content: 'one\ntwo\n' };
      const system = folding(name);
      await stage.claude('before', 'Write', input, { system });
      stage.repo.write(real, 'one\ntwo\n');
      const heard = await stage.claude('after', 'Write', input, { system });
      deepStrictEqual(heard.said, []);
      const whole = real === 'lib/new.txt' ? 'claude-code|one\ntwo\n' : 'claude-code|two\n';
      deepStrictEqual(await stage.known(real), [whole]);
    });
  }

  it('is recorded once, and in the case of the index where the disk has another', async () => {
    const { repo } = stage;
    repo.git('mv', 'lib/n.txt', 'lib/N.TXT');
    repo.git('commit', '-qm', 'Shout');
    // The index keeps the name that it had; this disk holds the file under it, and finds it under the other.
    const system = folding('win32');
    const input = { file_path: `${repo.root}/lib/n.txt`, content: 'one\ntwo\n' };
    await stage.claude('before', 'Write', input, { system });
    repo.write('lib/N.TXT', 'one\ntwo\n');
    await stage.claude('after', 'Write', input, { system });
    deepStrictEqual(
      [await stage.known('lib/N.TXT'), await stage.known('lib/n.txt')],
      [['claude-code|two\n'], []],
    );
  });
});
