import { squashedCommits } from '../../git/hooks/state';
import { blobsAt } from '../../git/objects/blame';
import { commitChange } from '../../git/objects/change';
import { recordsByBlob } from '../../git/objects/committedRecords';
import { headCommit } from '../../git/objects/headFiles';
import { openNoteIndex } from '../../git/objects/noteIndex';
import { mayHaveNotes, readNotes } from '../../git/objects/notes';
import { catFiles, textOf } from '../../git/objects/objects';
import type { Repository } from '../../git/repository/repository';
import { fillLines } from '../../provenance/fillLines';
import type { LineRecord } from '../../provenance/source';
import type { NoteFile } from '../../provenance/written/note';
import { carryRecords, parseNote } from '../../provenance/written/readNote';
import type { EarlierRecords } from './lineRecords';
import { expectUnread } from './rewriteQueue';

/** By path, what notes say of the lines of a text. */
type NotedLines = Map<string, Map<number, LineRecord>>;

/** See `EarlierRecords`. */
export const earlierRecords: EarlierRecords = async (repo, replacing, files, newTexts) => {
  const commits = replacing === 'amend' ? [await headCommit(repo)] : squashedCommits(repo);
  const { texts: notes, unread } = await readNotes(
    repo,
    new Set(commits.filter((commit) => commit !== undefined)),
  );
  if (replacing === 'amend' && unread.size > 0) expectUnread(repo);
  const parsed = commits.map((commit) => parseNote(notes.get(commit ?? '') ?? '') ?? []);
  const asked = files.flatMap(({ lines: _, ...file }) => {
    const text = newTexts.get(file.path)?.text;
    return text === undefined ? [] : [{ ...file, text }];
  });
  const unnoted = commits.flatMap((commit) =>
    commit === undefined || notes.has(commit) || unread.has(commit) ? [] : [commit],
  );
  const found = await recordsFrom(repo, [...parsed, await unnotedFiles(repo, unnoted, asked)], asked);
  return fillLines(files, found);
};

/** What the notes of other commits say of these files as commits without a note have them. */
async function unnotedFiles(
  repo: Repository,
  commits: readonly string[],
  files: readonly NewText[],
): Promise<NoteFile[]> {
  if (commits.length === 0 || !mayHaveNotes(repo)) return [];
  const paths = new Set(files.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from])));
  const places = commits.flatMap((commit) => [...paths].map((path) => ({ commit, path })));
  const blobs = await blobsAt(repo, places);
  const there = places.flatMap((place, i) => (blobs[i] === undefined ? [] : [{ ...place, blob: blobs[i]! }]));
  const found = await recordsByBlob(repo, there, await openNoteIndex(repo));
  return [...found.values()].flat();
}

interface NewText {
  readonly path: string;
  readonly from?: string;
  readonly text: string;
}

/**
 * What notes say of the lines of texts, carried by diff from the blobs that they speak of. Where two know one line, the
 * first is believed; lines of which nothing is said are left out.
 */
async function recordsFrom(
  repo: Repository,
  notes: readonly (readonly NoteFile[])[],
  files: readonly NewText[],
): Promise<NotedLines> {
  const about = (file: NewText) =>
    notes.flatMap((note) => note.filter(({ path }) => path === file.path || path === file.from));
  const contents = await catFiles(repo, new Set(files.flatMap(about).map(({ blob }) => blob)));
  const found: NotedLines = new Map();
  for (const file of files) {
    const lines = new Map<number, LineRecord>();
    for (const { blob, lines: records } of about(file)) {
      const before = textOf(contents, blob);
      if (before === undefined) continue;
      for (const [line, record] of carryRecords(before, records, file.text)) {
        // That one note does not know a line is no reason against another that does.
        if (lines.get(line)?.evidence === undefined) lines.set(line, record);
      }
    }
    found.set(file.path, lines);
  }
  return found;
}

/** The lines that a commit adds, of which the notes say something. */
export async function notedLines(
  repo: Repository,
  commit: string,
  parents: readonly string[],
  notes: readonly (readonly NoteFile[])[],
): Promise<NoteFile[]> {
  const result = await commitChange(repo, commit, parents, { withContents: true });
  if (result.kind === 'problem') return [];
  const { files, contents } = result.change;
  const texts = files.flatMap(({ path, from, newOid, binary, added }) => {
    const content = contents?.get(newOid);
    if (binary || added.length === 0 || content?.kind !== 'ok') return [];
    return [
      {
        path,
        ...(from !== undefined && { from }),
        blob: newOid,
        added,
        text: content.content.toString('utf8'),
      },
    ];
  });
  const found = await recordsFrom(repo, notes, texts);
  return texts.flatMap(({ path, from, blob, added }) => {
    const known = found.get(path);
    const numbers = added.flatMap(([start, count]) => Array.from({ length: count }, (_, i) => start + i));
    const lines = numbers.flatMap((line) => known?.get(line) ?? []);
    return lines.length === 0 ? [] : [{ path, ...(from !== undefined && { from }), blob, lines }];
  });
}
