import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../repository/repository';
import { writeWhole } from '../repository/writeWhole';

/** What `prepare-commit-msg` tells `commit-msg` of the commit under way: `prepared.json`. */
export interface Prepared {
  readonly format: 1;
  readonly kind: 'new' | 'amend' | 'merge' | 'squash';
  /** `Key: value`, one each; empty when nothing is to be written. */
  readonly trailers: readonly string[];
  /** Lines that were put into the editor for the person to read. */
  readonly shown: readonly string[];
  /** The cleaned message as the editor opened with, where it came from a template. */
  readonly template?: string;
  /** The tree that was staged, and HEAD then: it is said of no other content. */
  readonly tree?: string;
  readonly head?: string;
  /** The process id of the git that makes the commit, where the system tells. */
  readonly git?: number;
}

/** What the shims read of it, without starting Node. */
export interface PreparedFiles {
  /** What to say when the commit must not go on. */
  readonly blocked?: string;
  /** The record of its lines, to become the commit's note. */
  readonly note?: string;
  /** The parents that the commit will have, and HEAD before it. */
  readonly parents: readonly string[];
  readonly head?: string;
  /** The tree that was staged; without it no commit is known to be the one. */
  readonly tree?: string;
  /** The trailers are not in the message yet: only `commit-msg` will write them. */
  readonly unwritten: boolean;
}

/**
 * See `PreparedFiles`; `prepared` holds the trailers, one a line, only if there are any. The record is taken away first
 * and written last: without it, the other files mean nothing.
 */
const shimFiles = {
  record: 'prepared.json',
  trailers: 'prepared',
  blocked: 'blocked',
  parents: 'prepared.parents',
  note: 'prepared.note',
  unwritten: 'unwritten',
};

/** Their names, in `Repository.colophonDir`. */
export const preparedNames: readonly string[] = Object.values(shimFiles);

export function clearPrepared(repo: Repository): void {
  for (const name of preparedNames) rmSync(join(repo.colophonDir, name), { force: true });
}

export function writePrepared(repo: Repository, prepared: Prepared, files: PreparedFiles): void {
  const { blocked, note, parents, head, tree, unwritten } = files;
  mkdirSync(repo.colophonDir, { recursive: true });
  clearPrepared(repo);
  const { trailers } = prepared;
  if (trailers.length > 0) write(repo, shimFiles.trailers, `${trailers.join('\n')}\n`);
  if (blocked !== undefined) write(repo, shimFiles.blocked, blocked);
  if (note !== undefined) write(repo, shimFiles.note, note);
  if (unwritten) write(repo, shimFiles.unwritten, '');
  write(repo, shimFiles.parents, `${parents.join(' ')}\n${head ?? ''}\n${tree ?? 'none'}\n`);
  write(repo, shimFiles.record, JSON.stringify(prepared));
}

/** The trailers are in the message now. */
export function markWritten(repo: Repository): void {
  rmSync(join(repo.colophonDir, shimFiles.unwritten), { force: true });
}

export function readPrepared(repo: Repository): Prepared | undefined {
  try {
    const prepared: unknown = JSON.parse(readFileSync(join(repo.colophonDir, shimFiles.record), 'utf8'));
    return isPrepared(prepared) ? prepared : undefined;
  } catch {
    return undefined;
  }
}

/** The trailers that we wrote to `oid`, if it is the last commit made here; see the shim of `post-commit`. */
export function lastWritten(repo: Repository, oid: string): string[] | undefined {
  try {
    const [of, ...trailers] = readFileSync(join(repo.colophonDir, 'last'), 'utf8').split('\n');
    return of === oid ? trailers.filter((line) => line !== '') : undefined;
  } catch {
    return undefined;
  }
}

const maxErrors = 64 * 1024;

/** Keeps what went wrong for a report; never fails, and starts anew when there is too much. */
export function logError(colophonDir: string, now: number, text: string): void {
  try {
    const file = join(colophonDir, 'errors.log');
    const line = `${new Date(now).toISOString()} ${text.slice(0, 4096).replace(/\n/g, '\n  ')}\n`;
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > maxErrors) writeFileSync(file, line);
    else appendFileSync(file, line);
  } catch {
    // Nothing is left to say it with.
  }
}

function write(repo: Repository, name: string, content: string): void {
  // The shim of `post-commit` takes away what a process that was ended left of these.
  writeWhole(join(repo.colophonDir, name), content, { temporary: join(repo.colophonDir, 'prepared') });
}

function isPrepared(value: unknown): value is Prepared {
  const prepared = value as Partial<Prepared> | null;
  return (
    prepared !== null &&
    typeof prepared === 'object' &&
    prepared.format === 1 &&
    [prepared.trailers, prepared.shown].every(
      (list) => Array.isArray(list) && list.every((item) => typeof item === 'string'),
    )
  );
}
