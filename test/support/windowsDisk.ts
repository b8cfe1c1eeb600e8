import { win32 } from 'node:path';
import type { Repository } from '../../src/git/repository/repository';
import type { Disk, System } from '../../src/git/repository/system';

/**
 * Windows as far as the rules ask for it, on any system: folders and files by their paths, found in any case and, with
 * `short`, by their short names too; of a path that ends in a backslash a folder.
 */
export function windowsWith(paths: readonly string[], short: Readonly<Record<string, string>> = {}): System {
  const known = new Map<string, { readonly name: string; readonly isFolder: boolean }>();
  for (const path of paths) {
    let isFolder = path.endsWith('\\');
    for (let at = path.replace(/(?<=[^:])\\$/, ''); !known.has(at.toLowerCase()); at = win32.dirname(at)) {
      known.set(at.toLowerCase(), { name: at, isFolder });
      isFolder = true;
    }
  }
  const find = (path: string) => {
    const long = path.split('\\').map((name) => short[name.toUpperCase()] ?? name);
    return known.get(long.join('\\').toLowerCase());
  };
  const disk: Disk = {
    kindOf: (path) => {
      const found = find(path);
      return found && (found.isFolder ? 'folder' : 'file');
    },
    targetOf: () => undefined,
    nameOf: (path) => find(path)?.name,
    namesIn: (folder) => {
      const { name } = find(folder) ?? { name: folder };
      return [...known.values()].flatMap((one) =>
        one.name !== name && win32.dirname(one.name) === name ? win32.basename(one.name) : [],
      );
    },
  };
  return { name: 'win32', path: win32, disk };
}

/** The repository whose `.git` lies in a folder of such a disk. */
export function windowsRepository(root: string): Repository {
  const gitDir = win32.join(root, '.git');
  return { root, gitDir, commonDir: gitDir, colophonDir: win32.join(gitDir, 'colophon'), env: {} };
}
