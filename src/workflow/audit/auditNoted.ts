import type { AddedLines, ChangedFile } from '../../git/objects/patch';
import { isAi } from '../../provenance/source';
import type { GitAiFile } from '../../provenance/written/gitAiNote';
import type { Names } from '../../provenance/written/marks';
import type { NoteFile } from '../../provenance/written/note';

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
  const take = (path: string, line: number): void => {
    const known = noted.files.get(path);
    if (known === undefined) noted.files.set(path, { ai: 1, first: line });
    else known.ai++;
  };
  for (const { path, blob, lines } of own === 'unreadable' ? [] : (own ?? [])) {
    const file = byPath.get(path);
    if (file === undefined || file.newOid !== blob || file.binary) continue;
    noted.says = true;
    const isAdded = within(file.added);
    for (const { line, origin, evidence, by } of lines) {
      if (!isAdded(line)) continue;
      if (isAi(origin)) {
        noted.note++;
        take(path, line);
        const key = evidence ?? 'unknown';
        noted.evidence[key] = (noted.evidence[key] ?? 0) + 1;
        for (const { assistant, model } of by ?? []) {
          const one = {
            ...(assistant !== undefined && { assistant }),
            ...(model !== undefined && { model }),
          };
          if (!noted.assistants.some((other) => other.assistant === assistant && other.model === model))
            noted.assistants.push(one);
        }
      } else if (origin !== 'unknown') noted[origin]++;
    }
  }
  if (noted.says) return noted;
  for (const { path, ranges } of gitAi === 'unreadable' ? [] : (gitAi ?? [])) {
    const file = byPath.get(path);
    if (file === undefined || file.binary) continue;
    noted.says = true;
    const seen = new Set<number>();
    // Later entries win. Only lines that the commit adds are looked at: a range costs nothing to write.
    for (const { start, end, by, tool, model } of [...ranges].reverse()) {
      for (const [from, count] of file.added) {
        for (let line = Math.max(start, from); line <= end && line < from + count; line++) {
          if (seen.has(line)) continue;
          seen.add(line);
          if (by === 'human') {
            noted.human++;
            continue;
          }
          noted.gitAi++;
          take(path, line);
          const assistant = tool === undefined ? undefined : names.byName(tool);
          const one: AuditedAssistant = {
            ...(assistant !== undefined ? { assistant } : tool !== undefined && { named: tool }),
            ...(model !== undefined && { model }),
          };
          const isSame = (other: AuditedAssistant) =>
            other.assistant === one.assistant && other.named === one.named && other.model === one.model;
          if (!noted.assistants.some(isSame)) noted.assistants.push(one);
        }
      }
    }
  }
  return noted;
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
