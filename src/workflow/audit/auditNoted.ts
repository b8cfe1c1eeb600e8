import type { AddedLines, ChangedFile } from '../../git/objects/patch';
import { isAi } from '../../provenance/source';
import type { GitAiFile } from '../../provenance/written/gitAiNote';
import type { Names } from '../../provenance/written/marks';
import type { NoteFile } from '../../provenance/written/note';
import { defined } from '../../text/defined';

export interface CommitNotes {
  /** `unreadable`: there is one, and it is of no known form. */
  readonly own?: readonly NoteFile[] | 'unreadable';
  readonly gitAi?: readonly GitAiFile[] | 'unreadable';
}

export interface AuditedAssistant {
  /** Id of a known assistant. */
  readonly assistant?: string;
  /** As it was named, where that is all. */
  readonly named?: string;
  readonly model?: string;
}

/** What notes say of the lines that a commit adds. */
export interface Noted {
  note: number;
  gitAi: number;
  human: number;
  pasted: number;
  tool: number;
  says: boolean;
  readonly files: Map<string, { ai: number; first: number }>;
  readonly assistants: AuditedAssistant[];
  readonly evidence: Record<string, number>;
}

/** What the notes of other commits say of files of this one, told apart by whose notes they are. */
export function notesByBlob(files: readonly NoteFile[]): CommitNotes {
  const own = files.map((file) => ({ ...file, lines: file.lines.filter(({ via }) => via === undefined) }));
  const gitAi = files.map(({ path, lines }) => ({
    path,
    ranges: lines
      .filter(({ via }) => via !== undefined)
      .map(({ line, by: [one] = [] }) => ({
        start: line,
        end: line,
        by: 'ai' as const,
        ...defined({ tool: one?.assistant, model: one?.model }),
      })),
  }));
  return {
    own: own.filter(({ lines }) => lines.length > 0),
    gitAi: gitAi.filter(({ ranges }) => ranges.length > 0),
  };
}

/** What notes say of the added lines. A note's lines are those of the blob that it names, and of no other. */
export function readNoted(files: readonly ChangedFile[], { own, gitAi }: CommitNotes, names: Names): Noted {
  const noted: Noted = {
    note: 0,
    gitAi: 0,
    human: 0,
    pasted: 0,
    tool: 0,
    says: false,
    files: new Map(),
    assistants: [],
    evidence: {},
  };
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const part of own === 'unreadable' ? [] : (own ?? [])) readOwn(noted, part, byPath.get(part.path));
  if (noted.says) return noted;
  for (const part of gitAi === 'unreadable' ? [] : (gitAi ?? []))
    readGitAi(noted, part, byPath.get(part.path), names);
  return noted;
}

function readOwn(noted: Noted, { path, blob, lines }: NoteFile, file: ChangedFile | undefined): void {
  if (file === undefined || file.newOid !== blob || file.binary) return;
  noted.says = true;
  const isAdded = within(file.added);
  for (const { line, origin, evidence, by } of lines) {
    if (!isAdded(line) || origin === 'unknown') continue;
    if (!isAi(origin)) {
      noted[origin]++;
      continue;
    }
    noted.note++;
    addAiLine(noted, path, line);
    const key = evidence ?? 'unknown';
    noted.evidence[key] = (noted.evidence[key] ?? 0) + 1;
    for (const { assistant, model } of by ?? []) addAssistant(noted, defined({ assistant, model }));
  }
}

function readGitAi(
  noted: Noted,
  { path, ranges }: GitAiFile,
  file: ChangedFile | undefined,
  names: Names,
): void {
  if (file === undefined || file.binary) return;
  noted.says = true;
  const seen = new Set<number>();
  // Later entries win. Only lines that the commit adds are looked at: a range costs nothing to write.
  for (const { start, end, by, tool, model } of [...ranges].reverse()) {
    for (const line of addedIn(file.added, start, end)) {
      if (seen.has(line)) continue;
      seen.add(line);
      if (by === 'human') {
        noted.human++;
        continue;
      }
      noted.gitAi++;
      addAiLine(noted, path, line);
      const assistant = tool === undefined ? undefined : names.byName(tool);
      addAssistant(noted, defined({ assistant, named: assistant === undefined ? tool : undefined, model }));
    }
  }
}

/** The added lines from `start` to `end`, both included. */
function* addedIn(added: readonly AddedLines[], start: number, end: number): Iterable<number> {
  for (const [from, count] of added)
    for (let line = Math.max(start, from); line <= end && line < from + count; line++) yield line;
}

function addAiLine({ files }: Noted, path: string, line: number): void {
  const known = files.get(path);
  if (known === undefined) files.set(path, { ai: 1, first: line });
  else known.ai++;
}

function addAssistant({ assistants }: Noted, one: AuditedAssistant): void {
  const isSame = (other: AuditedAssistant) =>
    other.assistant === one.assistant && other.named === one.named && other.model === one.model;
  if (!assistants.some(isSame)) assistants.push(one);
}

/** Whether a line is in one of the ranges; to be asked in ascending order, or it looks from the start again. */
function within(ranges: readonly AddedLines[]): (line: number) => boolean {
  let at = 0;
  return (line) => {
    if (at > 0 && line < ranges[at - 1]![0] + ranges[at - 1]![1]) at = 0;
    while (at < ranges.length && line >= ranges[at]![0] + ranges[at]![1]) at++;
    return at < ranges.length && line >= ranges[at]![0];
  };
}
