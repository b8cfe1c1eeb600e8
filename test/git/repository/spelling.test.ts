import { deepStrictEqual, ok } from 'node:assert/strict';
import { posix } from 'node:path';
import { longNames, spellingsOf, trueName } from '../../../src/git/repository/spelling';
import { type Disk, type System, thisSystem } from '../../../src/git/repository/system';
import { windowsWith } from '../../support/windowsDisk';

const home = String.raw`C:\Users\Ada`;
const root = String.raw`C:\Work\Repo`;
const windows = windowsWith([String.raw`C:\Work\Repo\src\training-data\x.c`], {
  'TRAINI~1': 'training-data',
});
const { disk } = thisSystem();
const macos: System = { name: 'darwin', path: posix, disk };

describe('The spellings of a path', () => {
  const wanted = String.raw`c:\work\repo\src\n.c`;
  const one = String.raw;
  const absolute = [
    one`C:\work\repo\src\n.c`,
    'C:/work/repo/src/n.c',
    '/c:/work/repo/src/n.c',
    '/c/work/repo/src/n.c',
    '/mnt/c/work/repo/src/n.c',
    '/cygdrive/c/work/repo/src/n.c',
    '/proc/cygdrive/c/work/repo/src/n.c',
    one`\work\repo\src\n.c`,
    one`\\?\C:\work\repo\src\n.c`,
    one`\\.\C:\work\repo\src\n.c`,
    one`\??\C:\work\repo\src\n.c`,
    '//?/C:/work/repo/src/n.c',
    '//./c:/work/repo/src/n.c',
    one`\\?\GLOBALROOT\Device\HarddiskVolume3\work\repo\src\n.c`,
    one`\\?\Volume{0c6b2a2e-0000-0000-0000-100000000000}\work\repo\src\n.c`,
    one`\\localhost\c$\work\repo\src\n.c`,
    one`\\127.0.0.1\C$\work\repo\src\n.c`,
    one`\\PC\C$\work\repo\src\n.c`,
    '//localhost/c$/work/repo/src/n.c',
    one`\\?\UNC\localhost\C$\work\repo\src\n.c`,
    one`\\wsl$\Debian\mnt\c\work\repo\src\n.c`,
    one`\\wsl.localhost\Debian\mnt\c\work\repo\src\n.c`,
    one`C:src\n.c`,
    one`c:.\src\n.c`,
    one`src\n.c`,
    one`SRC.\N.C `,
    one`src \n.c...`,
    one`src\n.c:stream`,
    one`src\n.c::$DATA`,
    one`src::$INDEX_ALLOCATION\n.c`,
    one`src:$I30:$INDEX_ALLOCATION\n.c`,
    one`lib\..\src\n.c`,
    'file:///C:/work/repo/src/n.c',
    'file:///c%3A/work/repo/src/n.c',
    'file://localhost/C:/work/repo/src/n.c',
    'file:/C:/work/repo/src/n.c',
    'file:C:/work/repo/src/n.c',
    'file:///C|/work/repo/src/n.c',
    'file://localhost/c$/work/repo/src/n.c',
    'FILE:///C:/work/repo/%73rc/n.c',
    one`file:\\\C:\work\repo\src\n.c`,
  ];
  for (const text of absolute) {
    it(`on Windows lead to one file: ${text}`, () => {
      const found = spellingsOf(windows, text, home).map((reading) =>
        windows.path.resolve(root, reading).toLowerCase(),
      );
      ok(found.includes(wanted), found.join('\n'));
    });
  }

  it('from the home folder', () => {
    ok(spellingsOf(windows, '~/.claude/settings.json', home).includes(`${home}/.claude/settings.json`));
    ok(spellingsOf(windows, String.raw`~\.claude`, home).includes(String.raw`C:\Users\Ada\.claude`));
  });

  it('short names are those that the folder has', () => {
    deepStrictEqual(longNames(windows, one`C:\Work\Repo\src\TRAINI~1\n.c`), [
      one`C:\Work\Repo\src\training-data\n.c`,
    ]);
    deepStrictEqual(longNames(windows, one`C:\Work\Repo\src\TR3A9F~1\n.c`), [
      one`C:\Work\Repo\src\training-data\n.c`,
    ]);
    deepStrictEqual(longNames(windows, one`C:\Work\Repo\src\LIBRAR~1\n.c`), []);
    deepStrictEqual(longNames(windows, one`C:\Work\Repo\src\n.c`), []);
  });

  it('the one name has the case of the disk, as far as that goes', () => {
    deepStrictEqual(trueName(windows, one`c:\WORK\repo\SRC\New\N.C`), one`C:\Work\Repo\src\New\N.C`);
    deepStrictEqual(
      trueName(windows, one`c:\work\repo\src\TRAINI~1\X.C`),
      one`C:\Work\Repo\src\training-data\x.c`,
    );
  });

  it('on macOS names are composed as in git’s index, links followed, and the volume’s own name is none', () => {
    const apfs: Disk = {
      ...disk,
      nameOf: (path) => (path === '/var/repo' ? '/private/var/repo' : undefined),
    };
    deepStrictEqual(
      trueName({ ...macos, disk: apfs }, '/var/repo/cafe\u0301/n.c'),
      '/private/var/repo/caf\u00e9/n.c',
    );
    ok(spellingsOf(macos, '/System/Volumes/Data/Users/ada/x', '/Users/ada').includes('/Users/ada/x'));
  });

  it('WSL knows a drive by its mount', () => {
    const linux: System = { name: 'linux', path: posix, disk };
    ok(spellingsOf(linux, one`C:\work\repo\src\n.c`, '/home/ada').includes('/mnt/c/work/repo/src/n.c'));
  });
});
