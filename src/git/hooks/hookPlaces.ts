import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { readConfig } from '../repository/config';
import { oneLine } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';

/** Where git looks for hooks, and whose place that is. */
export interface HookPlaces {
  /** Absolute; symbolic links resolved where it exists. */
  readonly folder: string;
  /**
   * `own`: in the repository's git directory. `ignored`: in the working tree, but git ignores it (husky's `_`).
   * `tracked`: in the working tree. `outside`: elsewhere, so other repositories may use it too. `none`: no folder.
   */
  readonly whose: 'own' | 'ignored' | 'tracked' | 'outside' | 'none';
  /** `core.hooksPath`, where it is set. */
  readonly hooksPath?: string;
  /** git runs hooks that its configuration names (2.54 and later). */
  readonly configured: boolean;
}

export async function hookPlaces(repo: Repository): Promise<HookPlaces | undefined> {
  const [path, version, config] = await Promise.all([
    gitIn(repo, ['rev-parse', '--path-format=absolute', '--git-path', 'hooks']),
    gitIn(repo, ['version']),
    readConfig(repo, /^core\.hookspath$/),
  ]);
  if (path.code !== 0) return undefined;
  const named = resolve(repo.root, oneLine(path));
  const folder = existsSync(named) ? realpathSync(named) : named;
  const hooksPath = config.get('core.hookspath');
  return {
    folder,
    whose: await whoseFolder(repo, folder),
    ...(hooksPath !== undefined && { hooksPath }),
    configured: hasConfigHooks(oneLine(version)),
  };
}

/** Hooks in the configuration came with git 2.54 (`hook.<name>.command`, `hook.<name>.event`). */
export function hasConfigHooks(version: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 54);
}

async function whoseFolder(repo: Repository, folder: string): Promise<HookPlaces['whose']> {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory()) return 'none';
  if (isInside(folder, realpath(repo.commonDir)) || isInside(folder, realpath(repo.gitDir))) return 'own';
  const root = realpath(repo.root);
  if (!isInside(folder, root)) return 'outside';
  const file = join(relative(root, folder), 'commit-msg').split(sep).join('/');
  const ignored = await gitIn(repo, ['check-ignore', '-q', '--', file], {
    env: { GIT_LITERAL_PATHSPECS: '0' },
  });
  return ignored.code === 0 ? 'ignored' : 'tracked';
}

function realpath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A hook that is there, as far as it must be known to leave it working. */
type HookFile =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'file';
      readonly mode: number;
      readonly symbolicLink: boolean;
      readonly text: string;
      /** A script for a POSIX-like shell, by its first line. */
      readonly shell: boolean;
      /** It looks at its own name or place, or its tool looks for it there, so it must keep them. */
      readonly mustStay: boolean;
    }
  /** A folder, a device, or too large to look at. */
  | { readonly kind: 'other' };

const maxHook = 1024 * 1024;

export function readHook(file: string): HookFile {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'none' };
  const symbolicLink = stats.isSymbolicLink();
  if (!symbolicLink && !stats.isFile()) return { kind: 'other' };
  if (stats.size > maxHook)
    return { kind: 'file', mode: stats.mode, symbolicLink, text: '', shell: false, mustStay: false };
  // What a symbolic link points to is not ours to read; it is kept as the link it is.
  const text = symbolicLink ? '' : readFileSync(file, 'latin1');
  const first = text.slice(0, text.indexOf('\n') + 1 || text.length);
  return {
    kind: 'file',
    mode: stats.mode & 0o7777,
    symbolicLink,
    text,
    shell: /^#!\s*\S*(?:\/|\benv\s+(?:-S\s+)?)(?:ba|da|k|z|a)?sh\b/.test(first),
    // lefthook knows its files by that word: what else is under a hook's name it moves away at its next installation.
    mustStay:
      /\$0\b|\$\{0\b|BASH_SOURCE|__FILE__|__file__|PROGRAM_NAME|\bargv\s*\[\s*0|import\.meta|\bLEFTHOOK\b/.test(
        text,
      ),
  };
}
