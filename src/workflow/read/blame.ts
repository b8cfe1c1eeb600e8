import { type BlamedLine, blame, blobsAt } from '../../git/objects/blame';
import { readHeadFiles } from '../../git/objects/headFiles';
import { listNotes, mayHaveNotes, readNotes } from '../../git/objects/notes';
import { catFiles, textOf } from '../../git/objects/objects';
import type { Repository } from '../../git/repository/repository';
import { readLedger } from '../../git/store/ledgerReader';
import { decideLines } from '../../provenance/decide';
import type { LineRecord } from '../../provenance/source';
import type { NoteFile } from '../../provenance/written/note';
import { carryRecords, parseNote } from '../../provenance/written/readNote';
import { defined } from '../../text/defined';
import { runsFor } from '../commit/lineRecords';

/** A line as `colophon blame` says it; fields may be added, never renamed. */
export interface BlameLine {
  /** 1-based. */
  readonly line: number;
  readonly origin: LineRecord['origin'];
  readonly evidence?: LineRecord['evidence'];
  readonly assistant?: string;
  readonly model?: string;
  /** Who said so, `Name <email>`, and when, in milliseconds since the epoch. */
  readonly declared?: LineRecord['declared'];
  /** Absent for a line that is in no commit. */
  readonly commit?: string;
}

/** What was found of a file, and the lines that it is about: those that git stores, whatever a filter makes of them. */
export interface Blame {
  readonly lines: readonly BlameLine[];
  readonly texts: readonly string[];
}

/**
 * Origin and evidence of each line of a file of the working tree: from the note of the commit that it comes from, and
 * for lines in no commit from the ledger. What neither says is unknown. A string is what went wrong.
 */
export async function blameFile(repo: Repository, path: string): Promise<Blame | string> {
  const lines = await blame(repo, path);
  if (typeof lines === 'string') return lines;
  const texts = lines.map((line) => line.text);
  const text = texts.map((line) => `${line}\n`).join('');
  const sources = await noteSources(repo, lines);
  const [noted, fresh] = await Promise.all([
    notedRecords(repo, sources),
    freshRecords(repo, path, text, lines),
  ]);
  const found = lines.map(({ commit }, i): BlameLine => {
    const source = sources[i]!;
    const record =
      source.commit === undefined
        ? fresh.get(i + 1)
        : noted.get(placeOf(source.commit, source.path))?.get(source.line);
    const by = record?.by?.[0];
    return defined({
      line: i + 1,
      origin: record?.origin ?? 'unknown',
      evidence: record?.evidence,
      assistant: by?.assistant,
      model: by?.model,
      declared: record?.declared,
      commit,
    });
  });
  return { lines: found, texts };
}

/** More notes than these are not read to find a blob. */
const MOST_NOTES = 20_000;

/**
 * The lines as the commits have them whose notes tell of them. Notes hang on the names of commits, which a forge's
 * squash, `git history`, `filter-repo` and others give anew: a file that is the blob that another commit's note names
 * is that commit's file, line by line, and git tells where each line of it came from. Where two notes say different
 * things of one line of a blob, neither is believed.
 */
async function noteSources(repo: Repository, lines: readonly BlamedLine[]): Promise<readonly BlamedLine[]> {
  if (!mayHaveNotes(repo)) return lines;
  const listed = await listNotes(repo);
  const asked = placesOf(lines).filter(({ commit }) => !listed.has(commit));
  if (asked.length === 0 || listed.size === 0 || listed.size > MOST_NOTES) return lines;
  const wanted = new Set(asked.map(({ path }) => path));
  const byBlob = new Map<string, { commit: string; file: NoteFile }[]>();
  for (const [commit, text] of await readNotes(repo, new Set(listed.keys()))) {
    for (const file of parseNote(text) ?? []) {
      if (!wanted.has(file.path)) continue;
      const key = placeOf(file.blob, file.path);
      byBlob.set(key, [...(byBlob.get(key) ?? []), { commit, file }]);
    }
  }
  const blobs = await blobsAt(repo, asked);
  const same = new Map<string, readonly BlamedLine[]>();
  for (const [i, { commit, path }] of asked.entries()) {
    const told = byBlob.get(placeOf(blobs[i] ?? '', path)) ?? [];
    const last = told.at(-1);
    if (last === undefined || contradict(told.map(({ file }) => file))) continue;
    const there = await blame(repo, path, last.commit);
    // A commit that is gone has left its note.
    const alone = (line: number): BlamedLine => ({ commit: last.commit, path, line, text: '' });
    const count = Math.max(...last.file.lines.map(({ line }) => line));
    same.set(
      placeOf(commit, path),
      typeof there === 'string' ? Array.from({ length: count }, (_, at) => alone(at + 1)) : there,
    );
  }
  return lines.map((one) => {
    const found =
      one.commit === undefined ? undefined : same.get(placeOf(one.commit, one.path))?.[one.line - 1];
    return found ?? one;
  });
}

/** Whether notes of one blob give a line to different origins. */
function contradict(files: readonly NoteFile[]): boolean {
  const origins = new Map<number, string>();
  return files.some(({ lines }) =>
    lines.some(({ line, origin }) => {
      const before = origins.get(line) ?? origin;
      origins.set(line, origin);
      return before !== origin;
    }),
  );
}

/** The key of a file of a commit. */
export function placeOf(commit: string, path: string): string {
  return `${commit}:${path}`;
}

/** The files of commits that lines come from, each once. */
function placesOf(lines: readonly BlamedLine[]): { readonly commit: string; readonly path: string }[] {
  const places = new Map<string, { commit: string; path: string }>();
  for (const { commit, path } of lines)
    if (commit !== undefined) places.set(placeOf(commit, path), { commit, path });
  return [...places.values()];
}

/** By place, the records that the commits' notes have of its lines. */
export async function notedRecords(
  repo: Repository,
  lines: readonly BlamedLine[],
): Promise<Map<string, ReadonlyMap<number, LineRecord>>> {
  const places = placesOf(lines);
  const notes = await readNotes(repo, new Set(places.map(({ commit }) => commit)));
  const known = places.flatMap(({ commit, path }) => {
    const file = parseNote(notes.get(commit) ?? '')?.find((one) => one.path === path);
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
    // Of a commit that is gone, only its own blob's lines are asked for.
    if (blob === file.blob || blob === undefined)
      return new Map(file.lines.map((record) => [record.line, record]));
    const [before, now] = [textOf(contents, file.blob), textOf(contents, blob)];
    return before === undefined || now === undefined ? new Map() : carryRecords(before, file.lines, now);
  };
  return new Map(known.map(({ commit, path, file }, i) => [placeOf(commit, path), records(file, blobs[i])]));
}

async function freshRecords(
  repo: Repository,
  path: string,
  text: string,
  lines: readonly BlamedLine[],
): Promise<Map<number, LineRecord>> {
  const numbers = lines.flatMap(({ commit }, i) => (commit === undefined ? [i + 1] : []));
  if (numbers.length === 0) return new Map();
  const base = (await readHeadFiles(repo, [path]))?.texts.get(path);
  const runs = runsFor({ path }, text, base, readLedger(repo.colophonDir));
  return new Map(decideLines(text, runs, numbers, () => true).map((record) => [record.line, record]));
}
