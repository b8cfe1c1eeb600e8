import type { FileProvenance, LineOrigin, LineRecord } from '../source';

/** Where the line-level record of a commit is kept. */
export const notesRef = 'refs/notes/colophon';

/** What is known of the lines of one file of a commit. */
export interface NoteFile extends FileProvenance {
  /** The object that the line numbers are those of: whatever copies a note, a line is not taken for another. */
  readonly blob: string;
}

interface NoteHead {
  /** A UUID. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The record of a commit as its git note: an Agent Trace record (0.1.0) in one line, where each range's contributor
 * says origin and evidence too, and each file its blob. It names no revision: the commit is the one it is a note of.
 */
export function formatNote(files: readonly NoteFile[], { id, at }: NoteHead): string {
  const traced = files.map(({ path, from, blob, lines }) => ({
    path,
    ...(from !== undefined && { from }),
    blob,
    conversations: conversations(lines),
  }));
  const tool = { name: 'colophon' };
  const record = { version: '0.1.0', id, timestamp: new Date(at).toISOString(), tool, files: traced };
  return `${JSON.stringify(record)}\n`;
}

interface NoteRange {
  readonly start_line: number;
  end_line: number;
}

/** Lines of one record, wherever they stand, are one conversation. */
function conversations(lines: readonly LineRecord[]): object[] {
  const found = new Map<string, NoteRange[]>();
  for (const { line, ...record } of lines) {
    const key = JSON.stringify(record);
    const ranges = found.get(key) ?? [];
    found.set(key, ranges);
    const last = ranges.at(-1);
    if (last?.end_line === line - 1) last.end_line = line;
    else ranges.push({ start_line: line, end_line: line });
  }
  return [...found].map(([key, ranges]) => {
    const record = JSON.parse(key) as Omit<LineRecord, 'line'>;
    const model = record.by?.[0]?.model;
    const contributor = {
      type: contributorType(record.origin),
      ...(model && { model_id: model }),
      ...record,
    };
    return { contributor, ranges };
  });
}

/** Agent Trace knows no more of them. */
function contributorType(origin: LineOrigin): string {
  return origin === 'pasted' || origin === 'tool' ? 'unknown' : origin;
}
