import { chmodSync, linkSync, lstatSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { replaceFile } from './system';

interface WholeFileOptions {
  /** Permissions; without them a file that is there keeps its own. */
  readonly mode?: number;
  /** When it was changed, in milliseconds since the epoch; now, where it is not given. */
  readonly changedAt?: number;
  /** On the disk before it has its name. */
  readonly flush?: boolean;
  /** What the temporary file's path begins with, where leftovers of killed processes are known by it. */
  readonly temporary?: string;
}

/**
 * Writes a file whole or not at all: beside it first, under a name of its own, and then renamed over it. A link that is
 * there is replaced, not followed. Throws the file system's error, and leaves nothing behind then.
 */
export function writeWhole(path: string, content: string | Uint8Array, options: WholeFileOptions = {}): void {
  const before = options.mode === undefined ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
  const mode = before?.isFile() ? before.mode & 0o777 : options.mode;
  place(path, content, { ...options, ...(mode !== undefined && { mode }) }, (made) =>
    replaceFile(made, path),
  );
}

/** The same, but never over another file: then it throws `EEXIST`. */
export function writeNew(path: string, content: string | Uint8Array): void {
  place(path, content, {}, (made) => {
    try {
      // A link fails where the name is taken, which a rename does not.
      linkSync(made, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // Some file systems have no links.
      writeFileSync(path, content, { flag: 'wx' });
    }
    rmSync(made, { force: true });
  });
}

function place(
  path: string,
  content: string | Uint8Array,
  { mode, changedAt, flush = false, temporary = path }: WholeFileOptions,
  move: (made: string) => void,
): void {
  const made = `${temporary}.${Math.random().toString(36).slice(2)}.tmp`;
  try {
    writeFileSync(made, content, { flag: 'wx', flush, ...(mode !== undefined && { mode }) });
    // What the process's mask took away.
    if (mode !== undefined) chmodSync(made, mode);
    if (changedAt !== undefined) utimesSync(made, new Date(changedAt), new Date(changedAt));
    move(made);
  } catch (error) {
    rmSync(made, { force: true });
    throw error;
  }
}
