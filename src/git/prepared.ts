import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { CommitSummary, FileProvenance } from '../provenance/source';
import type { Repository } from './repository';

/**
 * What `prepare-commit-msg` found out about the commit under way: `prepared.json`, and after the commit
 * `commits/<oid>.json`.
 */
export interface Prepared {
  readonly format: 1;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: 'new' | 'amend' | 'merge' | 'squash';
  /** HEAD when it was made; `amends` is the same, for an amend. Absent on an unborn branch. */
  readonly head?: string;
  readonly amends?: string;
  readonly parents: readonly string[];
  /** See `Change.digest`: what is committed must be what was looked at. */
  readonly digest: string;
  /** The content is that of the amended commit: its trailers were kept, and nothing was looked at. */
  readonly kept?: true;
  readonly files: readonly FileProvenance[];
  readonly summary?: CommitSummary;
  /** `Key: value`, one each; empty when nothing is to be written. */
  readonly trailers: readonly string[];
  /** Lines that were put into the editor for the person to read. */
  readonly shown: readonly string[];
  /** The cleaned message as the editor opened with, where it came from a template. */
  readonly template?: string;
}

/**
 * The files that the shims look at without starting Node:
 * `prepared` the trailers, one a line, only if there are any;
 * `blocked` what to say when the commit must not go on, only then;
 * `parents` the parents that the commit will have, in one line.
 */
const shimFiles = {
  trailers: 'prepared',
  blocked: 'blocked',
  parents: 'prepared.parents',
  record: 'prepared.json',
};

export function clearPrepared(repo: Repository): void {
  for (const name of Object.values(shimFiles)) rmSync(join(repo.colophonDir, name), { force: true });
}

/** The record comes last: without it, the other files mean nothing. */
export function writePrepared(repo: Repository, prepared: Prepared, blocked?: string): void {
  mkdirSync(repo.colophonDir, { recursive: true });
  clearPrepared(repo);
  if (prepared.trailers.length > 0) writeWhole(repo, shimFiles.trailers, `${prepared.trailers.join('\n')}\n`);
  if (blocked !== undefined) writeWhole(repo, shimFiles.blocked, blocked);
  writeWhole(repo, shimFiles.parents, `${prepared.parents.join(' ')}\n`);
  writeWhole(repo, shimFiles.record, JSON.stringify(prepared));
  forgetOldest(join(repo.colophonDir, 'commits'));
}

/** Records of finished commits that are kept. */
const maxCommits = 200;

function forgetOldest(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.length <= maxCommits) return;
  const files = names.map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }));
  const oldest = files.sort((a, b) => a.at - b.at).slice(0, names.length - maxCommits);
  for (const { path } of oldest) rmSync(path, { force: true });
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

function writeWhole(repo: Repository, name: string, content: string): void {
  const file = join(repo.colophonDir, name);
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

function isPrepared(value: unknown): value is Prepared {
  const prepared = value as Partial<Prepared> | null;
  return (
    prepared !== null &&
    typeof prepared === 'object' &&
    prepared.format === 1 &&
    typeof prepared.digest === 'string' &&
    [prepared.parents, prepared.trailers, prepared.shown].every(
      (list) => Array.isArray(list) && list.every((item) => typeof item === 'string'),
    )
  );
}
