import type { LineRecord } from '../../provenance/source';
import type { NoteFile } from '../../provenance/written/note';
import { carryRecords, parseNote } from '../../provenance/written/readNote';
import type { Repository } from '../repository/repository';
import { nearestAncestors, parentsOf } from './ancestors';
import { type BlamedLine, blame, blobsAt } from './blame';
import { readCommits } from './commits';
import { type NotedFile, type NoteIndex, openNoteIndex, pushTo } from './noteIndex';
import { mayHaveNotes, readNotes } from './notes';
import { catFiles, textOf } from './objects';
import type { AddedLines } from './patch';

/** How often a line is followed from a commit without a note to another that holds the same file. */
const MOST_STEPS = 4;
/** Files that are looked at by blob in one go: git is asked for the history of each. */
const MOST_FILES = 1000;

/**
 * What notes say of lines that commits hold, in their order; `undefined` for a line of which none says anything, or
 * that is in no commit. The note of a line's own commit speaks; without one, a note that names the same blob.
 */
export async function committedRecords(
  repo: Repository,
  lines: readonly BlamedLine[],
  given?: NoteIndex,
): Promise<(LineRecord | undefined)[]> {
  const index = given ?? (await openNoteIndex(repo));
  const { sources, records } = await noteSources(repo, lines, index);
  for (const [i, { commit }] of sources.entries())
    if (commit !== undefined && commit !== lines[i]?.commit && index.noted.has(commit)) index.met.add(commit);
  const noted = await notedRecords(repo, sources, index);
  return sources.map(
    (one, i) => records[i] ?? (isCommitted(one) ? noted.get(placeOf(one))?.get(one.line) : undefined),
  );
}

/** By commit without a note, what the notes of others say of the lines that it adds. */
export async function unnotedRecords(
  repo: Repository,
  commits: readonly string[],
): Promise<Map<string, NoteFile[]>> {
  if (commits.length === 0 || !mayHaveNotes(repo)) return new Map();
  const index = await openNoteIndex(repo);
  const there = index.isEmpty ? [] : [...(await parentsOf(repo, [...new Set(commits)])).keys()];
  const files: UnnotedFile[] = [];
  await readCommits({ repo, commits: there, merges: [] }, ({ oid, files: changed }) => {
    for (const { path, newOid, added } of changed) files.push({ commit: oid, path, blob: newOid, added });
  });
  return recordsByBlob(repo, files, index);
}

/** The file of a commit, or of what it changes: the numbers of the lines that are asked for, or all. */
export interface UnnotedFile extends FilePlace {
  readonly blob: string;
  readonly added?: readonly AddedLines[];
}

/**
 * By commit without a note, what is known of these files of it by the notes of others that name the same blobs. A file
 * of which none speaks is not in the answer.
 */
export async function recordsByBlob(
  repo: Repository,
  files: readonly UnnotedFile[],
  index: NoteIndex,
): Promise<Map<string, NoteFile[]>> {
  const known = files.filter(
    ({ commit, blob, added }) => added?.length !== 0 && !index.noted.has(commit) && index.mayKnow(blob),
  );
  const found = new Map<string, NoteFile[]>();
  for (const { commit, path, blob, added } of known.slice(0, MOST_FILES)) {
    const blamed = await blame(repo, path, commit);
    if (typeof blamed === 'string') continue;
    const numbers = (added ?? [[1, blamed.length]])
      .flatMap(([start, count]) => Array.from({ length: count }, (_, i) => start + i))
      .filter((line) => line <= blamed.length);
    const asked = numbers.map((line) => blamed[line - 1]!);
    const records = await committedRecords(repo, asked, index);
    const lines = records.flatMap((record, i) => (record ? [{ ...record, line: numbers[i]! }] : []));
    if (lines.length > 0) pushTo(found, commit, { path, blob, lines });
  }
  return found;
}

/**
 * The lines as the commits have them whose notes tell of them. Notes hang on the names of commits, which a forge's
 * squash, `git history`, `filter-repo` and others give anew: a file that is the blob that another commit's note names
 * is that commit's file, line by line, and git tells where each line of it came from.
 */
async function noteSources(
  repo: Repository,
  lines: readonly BlamedLine[],
  index: NoteIndex,
): Promise<{ sources: readonly BlamedLine[]; records: (LineRecord | undefined)[] }> {
  const records: (LineRecord | undefined)[] = lines.map(() => undefined);
  let sources = lines;
  const seen = new Set<string>();
  for (let step = 0; step < MOST_STEPS; step++) {
    const asked = placesOf(sources).filter(
      (place) => !index.noted.has(place.commit) && !seen.has(placeOf(place)),
    );
    if (asked.length === 0) break;
    for (const place of asked) seen.add(placeOf(place));
    const same = await sameFiles(repo, asked, index);
    if (same.size === 0) break;
    sources = sources.map((one, i) => {
      const found = isCommitted(one) ? same.get(placeOf(one)) : undefined;
      if (found === undefined) return one;
      records[i] ??= found.records.get(one.line);
      return found.lines?.[one.line - 1] ?? one;
    });
  }
  return { sources, records };
}

/** A file of a commit that another commit's note speaks of. */
interface SameFile {
  /** What the notes that name this very blob say of its lines. */
  readonly records: ReadonlyMap<number, LineRecord>;
  /** Its lines as the commit has them that the note hangs on; absent where that is gone. */
  readonly lines?: readonly BlamedLine[];
}

async function sameFiles(
  repo: Repository,
  asked: readonly FilePlace[],
  index: NoteIndex,
): Promise<Map<string, SameFile>> {
  const blobs = await blobsAt(repo, asked);
  const wanted = new Set(blobs.filter((blob) => blob !== undefined && index.mayKnow(blob)) as string[]);
  const found = new Map<string, SameFile>();
  if (wanted.size === 0) return found;
  const noted = await index.find(wanted);
  for (const [i, { commit, path }] of asked.entries()) {
    // The same few lines stand in many files: what is said of one is not said of another.
    const told = (noted.get(blobs[i] ?? '') ?? []).filter(({ file }) => file.path === path);
    if (told.length === 0) continue;
    const { records, of } = await nearestRecords(repo, commit, told);
    // Only what the note's commit added is in its note: git says which commits the other lines came from.
    const there = await blame(repo, of.file.path, of.commit);
    found.set(placeOf({ commit, path }), { records, ...(typeof there !== 'string' && { lines: there }) });
  }
  return found;
}

/**
 * What several notes say of the lines of one blob. Where they disagree on a line, the nearest one in the history of the
 * commit is believed; where none is nearest, the line is unknown.
 */
async function nearestRecords(
  repo: Repository,
  commit: string,
  told: readonly NotedFile[],
): Promise<{ records: Map<number, LineRecord>; of: NotedFile }> {
  const [first] = told;
  const near = contradict(told)
    ? await nearestAncestors(
        repo,
        commit,
        told.map((one) => one.commit),
      )
    : new Set<string>();
  const pool = near.size === 0 ? told : told.filter((one) => near.has(one.commit));
  const records = new Map<number, LineRecord>();
  for (const { file } of pool)
    for (const record of file.lines) {
      const before = records.get(record.line);
      if (before === undefined) records.set(record.line, record);
      else if (before.origin !== record.origin)
        records.set(record.line, { line: record.line, origin: 'unknown' });
    }
  return { records, of: pool[0] ?? first! };
}

/** Whether notes of one blob give a line to different origins. */
function contradict(told: readonly NotedFile[]): boolean {
  const origins = new Map<number, string>();
  return told.some(({ file }) =>
    file.lines.some(({ line, origin }) => {
      const before = origins.get(line) ?? origin;
      origins.set(line, origin);
      return before !== origin;
    }),
  );
}

interface FilePlace {
  readonly commit: string;
  readonly path: string;
}

function placeOf({ commit, path }: FilePlace): string {
  return `${commit}:${path}`;
}

function isCommitted(line: BlamedLine): line is BlamedLine & FilePlace {
  return line.commit !== undefined;
}

/** The files of commits that lines come from, each once. */
function placesOf(lines: readonly BlamedLine[]): FilePlace[] {
  return [...new Map(lines.filter(isCommitted).map((line) => [placeOf(line), line])).values()];
}

/** By place, the records that the commits' own notes have of its lines. */
async function notedRecords(
  repo: Repository,
  lines: readonly BlamedLine[],
  index: NoteIndex,
): Promise<Map<string, ReadonlyMap<number, LineRecord>>> {
  const places = placesOf(lines);
  const { texts } = await readNotes(repo, new Set(places.map(({ commit }) => commit)), index.listed.own);
  const known = places.flatMap(({ commit, path }) => {
    const file = parseNote(texts.get(commit) ?? '')?.find((one) => one.path === path);
    return file ? [{ commit, path, file }] : [];
  });
  const blobs = await blobsAt(repo, known);
  // Whatever copied a note to another commit: its numbers are those of its own blob.
  const strange = known.flatMap(({ file }, i) => {
    const blob = blobs[i];
    return blob === undefined || blob === file.blob ? [] : [file.blob, blob];
  });
  const contents = await catFiles(repo, new Set(strange));
  const records = (file: NoteFile, blob: string | undefined): ReadonlyMap<number, LineRecord> => {
    if (blob === file.blob) return new Map(file.lines.map((record) => [record.line, record]));
    const [before, now] = [textOf(contents, file.blob), textOf(contents, blob)];
    return before === undefined || now === undefined ? new Map() : carryRecords(before, file.lines, now);
  };
  return new Map(known.map((one, i) => [placeOf(one), records(one.file, blobs[i])]));
}
