import { lstatSync, readdirSync, readlinkSync, realpathSync, renameSync, statSync } from 'node:fs';
import path, { type PlatformPath } from 'node:path';

/**
 * What differs between systems, as a value that is handed on: tests give the rules of another one. No other file reads
 * `process.platform`.
 */
export interface System {
  readonly name: 'win32' | 'darwin' | 'linux';
  readonly path: PlatformPath;
  readonly disk: Disk;
}

/** What the file system says of a path; nothing of it throws. */
export interface Disk {
  readonly kindOf: (path: string) => 'file' | 'folder' | 'link' | undefined;
  /** Where a symbolic link leads, as it says so. */
  readonly targetOf: (path: string) => string | undefined;
  /** The one name of what is there: its case, its long names, what links and mapped drives lead to. */
  readonly nameOf: (path: string) => string | undefined;
  readonly namesIn: (folder: string) => readonly string[];
}

const disk: Disk = {
  kindOf: (path) => {
    const stats = quietly(() => lstatSync(path, { throwIfNoEntry: false }));
    if (stats === undefined) return undefined;
    return stats.isSymbolicLink() ? 'link' : stats.isDirectory() ? 'folder' : 'file';
  },
  targetOf: (path) => quietly(() => (lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined)),
  nameOf: (path) => quietly(() => realpathSync.native(path)),
  namesIn: (folder) => quietly(() => readdirSync(folder)) ?? [],
};

/** The one that this process runs on. */
export function thisSystem(): System {
  const { platform } = process;
  return { name: platform === 'win32' || platform === 'darwin' ? platform : 'linux', path, disk };
}

type SystemName = Pick<System, 'name'>;

/** One file has names in several cases there, and git's index has one of them. */
export function foldsCase({ name }: SystemName): boolean {
  return name !== 'linux';
}

/** Whether two files may be run alike. Windows keeps nothing of that: what `chmod` has set is read back as 666. */
export function isRunAlike(mode: number, other: number, { name }: SystemName = thisSystem()): boolean {
  return name === 'win32' || (mode & 0o111) === (other & 0o111);
}

export function mayBeRun(mode: number, { name }: SystemName = thisSystem()): boolean {
  return name === 'win32' || (mode & 0o111) !== 0;
}

export function nullDevice({ name }: SystemName): string {
  return name === 'win32' ? 'NUL' : '/dev/null';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's folder. Git's shell on Windows has one of its own, in a spelling that no other program knows. */
export function homeFolder({ name }: SystemName, env: Environment, told: string): string {
  return name === 'win32' ? told : env.HOME || told;
}

/** The folder for the user's data; the scripts that agents' hooks start find the same, see `connections`. */
export function dataFolder(system: System, home: string, env: Environment): string {
  const { name, path } = system;
  if (name === 'win32') return env.LOCALAPPDATA || path.join(home, 'AppData', 'Local');
  return env.LOCALAPPDATA || env.XDG_DATA_HOME || path.join(home, '.local', 'share');
}

/**
 * The file that is started by a name, found as a shell finds it. Windows looks into the current folder before the PATH,
 * which is no place to start a program from: a repository may bring its own.
 */
export function programOnPath(
  { name, path }: System,
  program: string,
  env: Environment,
  isProgram: (file: string) => boolean = (file) =>
    statSync(file, { throwIfNoEntry: false })?.isFile() === true,
): string | undefined {
  const isWindows = name === 'win32';
  const list = env.PATH ?? env.Path ?? '';
  const folders = list.split(path.delimiter).map((folder) => folder.replace(/^"(.*)"$/, '$1'));
  const endings = isWindows && path.extname(program) === '' ? ['.exe', '.cmd', '.bat', '.ps1'] : [''];
  return folders
    .filter((folder) => (isWindows ? path.isAbsolute(folder) : folder !== ''))
    .flatMap((folder) => endings.map((ending) => path.join(folder, program + ending)))
    .find((file) => quietly(() => isProgram(file)));
}

const patienceMs = 500;
const pauseMs = 20;

/**
 * Renames a file over another one, or in its place. Windows refuses that as long as another program has either open: an
 * editor, an indexer or a virus scanner, mostly for a moment. Throws the system's error; where it lasts, one that says why.
 */
export function replaceFile(
  from: string,
  to: string,
  { name, rename = renameSync }: SystemName & { readonly rename?: typeof renameSync } = thisSystem(),
): void {
  const end = Date.now() + (name === 'win32' ? patienceMs : 0);
  for (;;) {
    try {
      return rename(from, to);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!/^(?:EPERM|EACCES|EBUSY)$/.test(code)) throw error;
      if (Date.now() >= end) throw name === 'win32' ? refusal(error as NodeJS.ErrnoException, to) : error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}

/** Windows says EPERM of a file that is open, of one that is read-only, and of a folder. `EBUSY` is what is open. */
function refusal(error: NodeJS.ErrnoException, to: string): NodeJS.ErrnoException {
  const stats = quietly(() => lstatSync(to, { throwIfNoEntry: false }));
  if (stats?.isDirectory() || (stats && (stats.mode & 0o200) === 0)) return error;
  return Object.assign(new Error(`${to} is open in another program, which has to close it first`), {
    code: 'EBUSY',
    path: to,
  });
}

function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
