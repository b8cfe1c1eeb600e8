import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type GitAiFile, gitAiRecords, gitAiRef, parseGitAiNote } from '../../provenance/written/gitAiNote';
import type { NoteFile } from '../../provenance/written/note';
import { parseNote } from '../../provenance/written/readNote';
import { withoutFetching } from '../repository/environment';
import type { Repository } from '../repository/repository';
import { writeWhole } from '../repository/writeWhole';
import { blobsAt } from './blame';
import { listNotes, mayHaveNotes, waitingNotes } from './notes';
import { catFiles, textOf } from './objects';

/** What a note, of whatever commit, says of a blob. */
export interface NotedFile {
  /** The note hangs on it; it may be gone. */
  readonly commit: string;
  readonly file: NoteFile;
}

/** All notes of the repository, to be asked by blob. */
export interface NoteIndex {
  /** No note speaks of any blob. */
  readonly isEmpty: boolean;
  /** By whose they are, what `listNotes` says. */
  readonly listed: Record<Row['ref'], ReadonlyMap<string, string>>;
  /** Commits with a note of ours. */
  readonly noted: ReadonlySet<string>;
  /** Which of these blobs a note may speak of. */
  readonly mayKnow: (blob: string) => boolean;
  /** By blob, what notes say of it, ours first; a blob that none speaks of is not in the answer. */
  readonly find: (blobs: ReadonlySet<string>) => Promise<ReadonlyMap<string, readonly NotedFile[]>>;
  readonly sums: NoteSums;
  /** Commits whose notes were found by what they name, so far. */
  readonly met: Set<string>;
}

/** How far the notes of a repository could be read. */
export interface NoteSums {
  readonly own: number;
  readonly gitAi: number;
  /** Listed, and not here: a partial clone has the list and not the notes. */
  readonly unread: number;
}

/** One note: which, and the blobs that it speaks of, shortened. */
interface Row {
  readonly ref: 'own' | 'gitAi';
  readonly commit: string;
  readonly note: string;
  readonly keys: readonly string[];
}

/** Digits of a blob's name that the index keeps; what it finds is looked at in full. */
const KEY = 12;
/** An index beyond this was not written by us, in bytes. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Notes that are read in one go. */
const AT_ONCE = 1000;
/** A blob that more notes name than these is in too many places for any of them to tell of it. */
const MOST_NOTES = 200;
const FORMAT = '# notes by blob, 1';

/**
 * Finds notes by what they speak of. A note hangs on the name of a commit, which a forge's squash, `git history`,
 * `filter-repo` and others give anew; the blobs that it names stay what they are. What was read of the notes is kept in
 * the file `noted` of the common folder, so that a note is read once; it may be deleted at any time.
 */
export async function openNoteIndex(repo: Repository): Promise<NoteIndex> {
  const [own, gitAi] = mayHaveNotes(repo)
    ? await Promise.all([listNotes(repo), listNotes(repo, gitAiRef)])
    : [new Map<string, string>(), new Map<string, string>()];
  const listed = { own, gitAi };
  const wanted = (['own', 'gitAi'] as const).flatMap((ref) =>
    [...listed[ref]].map(([commit, note]) => ({ ref, commit, note })),
  );
  const file = join(repo.commonDir, 'colophon', 'noted');
  const known = readIndex(file);
  const fresh = wanted.filter((row) => !known.has(nameOf(row)));
  let unread = 0;
  for (let i = 0; i < fresh.length; i += AT_ONCE) {
    for (const row of await readRows(repo, fresh.slice(i, i + AT_ONCE))) {
      if (row === 'unread') unread++;
      else known.set(nameOf(row), row);
    }
  }
  const rows = wanted.flatMap((row) => known.get(nameOf(row)) ?? []);
  if (known.size !== rows.length || fresh.length > unread) writeIndex(file, rows);
  const waiting = [...waitingNotes(repo)].map(([commit, text]) => ({ commit, files: parseNote(text) ?? [] }));
  const byKey = new Map<string, Row[]>();
  for (const row of rows) for (const key of new Set(row.keys)) pushTo(byKey, key, row);
  for (const { files } of waiting)
    for (const { blob } of files) if (!byKey.has(keyOf(blob))) byKey.set(keyOf(blob), []);
  const met = new Set<string>();
  return {
    isEmpty: byKey.size === 0,
    listed,
    noted: new Set([...own.keys(), ...waiting.map(({ commit }) => commit)]),
    mayKnow: (blob) => byKey.has(keyOf(blob)),
    find: async (blobs) => {
      const found = new Map<string, NotedFile[]>();
      const add = (commit: string, file: NoteFile) => {
        if (!blobs.has(file.blob)) return;
        met.add(commit);
        pushTo(found, file.blob, { commit, file });
      };
      for (const { commit, files } of waiting) for (const one of files) add(commit, one);
      const rowsOf = (blob: string) => byKey.get(keyOf(blob)) ?? [];
      const asked = new Set([...blobs].map(rowsOf).flatMap((of) => (of.length > MOST_NOTES ? [] : of)));
      const sorted = [...asked].sort((a, b) => Number(a.ref === 'gitAi') - Number(b.ref === 'gitAi'));
      for (let i = 0; i < sorted.length; i += AT_ONCE) {
        const part = sorted.slice(i, i + AT_ONCE);
        const noted = await readFiles(repo, part);
        for (const { commit } of part) for (const one of noted.get(commit) ?? []) add(commit, one);
      }
      return found;
    },
    met,
    sums: { own: own.size, gitAi: gitAi.size, unread },
  };
}

/** Adds to a list of a map, which need not be there. */
export function pushTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
}

function keyOf(blob: string): string {
  return blob.slice(0, KEY);
}

function nameOf({ ref, commit, note }: Omit<Row, 'keys'>): string {
  return `${ref} ${commit} ${note}`;
}

function readIndex(file: string): Map<string, Row> {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > MAX_BYTES) return new Map();
  const [first, ...lines] = readFileSync(file, 'latin1').split('\n');
  if (first !== FORMAT) return new Map();
  const rows = lines.flatMap((line): Row[] => {
    const [ref, commit, note, ...keys] = line.split(' ');
    return (ref === 'own' || ref === 'gitAi') && commit && note ? [{ ref, commit, note, keys }] : [];
  });
  return new Map(rows.map((row) => [nameOf(row), row]));
}

/** A cache: where it cannot be written, the notes are read again the next time. */
function writeIndex(file: string, rows: readonly Row[]): void {
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    const text = [FORMAT, ...rows.map((row) => [nameOf(row), ...row.keys].join(' '))].join('\n');
    // The shim of `post-commit` takes away what a process that was ended left of it.
    writeWhole(file, text, { temporary: join(file, '..', 'prepared') });
  } catch {
    // A folder that nobody may write to is read all the same.
  }
}

async function readRows(repo: Repository, rows: readonly Omit<Row, 'keys'>[]): Promise<(Row | 'unread')[]> {
  const contents = await catFiles(repo, new Set(rows.map(({ note }) => note)), { env: withoutFetching });
  const isHere = ({ note }: Omit<Row, 'keys'>) => contents.get(note)?.kind === 'ok';
  const files = await filesOf(repo, rows.filter(isHere), (note) => textOf(contents, note) ?? '');
  return rows.map((row) =>
    contents.get(row.note)?.kind === 'missing' || contents.get(row.note)?.kind === 'unread'
      ? 'unread'
      : { ...row, keys: (files.get(row.commit) ?? []).map(({ blob }) => keyOf(blob)) },
  );
}

async function readFiles(
  repo: Repository,
  rows: readonly Omit<Row, 'keys'>[],
): Promise<Map<string, readonly NoteFile[]>> {
  const contents = await catFiles(repo, new Set(rows.map(({ note }) => note)), { env: withoutFetching });
  return filesOf(repo, rows, (note) => textOf(contents, note) ?? '');
}

/** By commit, what notes say of files. git-ai's name no blob: theirs is what their commit holds, while it is there. */
async function filesOf(
  repo: Repository,
  rows: readonly Omit<Row, 'keys'>[],
  textOfNote: (note: string) => string,
): Promise<Map<string, readonly NoteFile[]>> {
  const found = new Map<string, NoteFile[]>();
  const add = (commit: string, file: NoteFile) => pushTo(found, commit, file);
  const theirs: { commit: string; file: GitAiFile }[] = [];
  for (const { ref, commit, note } of rows) {
    if (ref === 'own') for (const file of parseNote(textOfNote(note)) ?? []) add(commit, file);
    else for (const file of parseGitAiNote(textOfNote(note)) ?? []) theirs.push({ commit, file });
  }
  const blobs = await blobsAt(
    repo,
    theirs.map(({ commit, file }) => ({ commit, path: file.path })),
  );
  for (const [i, { commit, file }] of theirs.entries()) {
    const blob = blobs[i];
    if (blob !== undefined) add(commit, { path: file.path, blob, lines: gitAiRecords(file) });
  }
  return found;
}
