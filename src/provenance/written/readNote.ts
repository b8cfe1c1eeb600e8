import { diff } from '../../text/diff';
import { isRecord } from '../../text/isRecord';
import { linesOf } from '../../text/lines';
import { parseJson } from '../../text/parseJson';
import { isEvidence, isLineOrigin, type LineRecord } from '../source';
import type { NoteFile } from './note';

/** A note beyond this was not written by us, in UTF-16 code units. */
const MAX_NOTE = 8_000_000;
/** Lines that one note may speak of: a range costs nothing to write and much to read. */
const MAX_LINES = 2_000_000;

/**
 * The files of a note. `undefined` where it is not of our form. git joins notes that it copies (`notes.rewriteRef`):
 * then the first one speaks, which is of this very commit.
 */
export function parseNote(text: string): NoteFile[] | undefined {
  const [first = ''] = text.slice(0, MAX_NOTE).trimStart().split('\n', 1);
  const value = parseJson(first);
  if (!isRecord(value) || !isRecord(value.tool) || value.tool.name !== 'colophon') return undefined;
  if (!Array.isArray(value.files)) return undefined;
  const room = { lines: MAX_LINES };
  return value.files.flatMap((file) => readFile(file, room) ?? []);
}

function readFile(value: unknown, room: { lines: number }): NoteFile | undefined {
  if (!isRecord(value) || !Array.isArray(value.conversations)) return undefined;
  const { path, from, blob } = value;
  if (typeof path !== 'string' || typeof blob !== 'string' || !/^[0-9a-f]{40,64}$/.test(blob))
    return undefined;
  const lines: LineRecord[] = [];
  for (const conversation of value.conversations as unknown[]) {
    if (!isRecord(conversation) || !Array.isArray(conversation.ranges)) continue;
    const record = readContributor(conversation.contributor);
    for (const range of record ? (conversation.ranges as unknown[]) : []) {
      if (!isRecord(range)) continue;
      const [start, end] = [Number(range.start_line), Number(range.end_line)];
      if (!Number.isInteger(start) || !Number.isInteger(end) || start < 1 || end < start) continue;
      room.lines -= end - start + 1;
      if (room.lines < 0) return undefined;
      for (let line = start; line <= end; line++) lines.push({ line, ...record! });
    }
  }
  lines.sort((a, b) => a.line - b.line);
  return { path, ...(typeof from === 'string' && { from }), blob, lines };
}

/** An origin without evidence is `unknown`: nothing else can be without. */
function readContributor(value: unknown): Omit<LineRecord, 'line'> | undefined {
  if (!isRecord(value) || !isLineOrigin(value.origin)) return undefined;
  const { origin, evidence } = value;
  if (!isEvidence(evidence)) return { origin: 'unknown' };
  const by = Array.isArray(value.by) ? value.by.filter(isRecord).map(readAssistant) : [];
  return {
    origin,
    evidence,
    ...(by.length > 0 && { by }),
    ...(isRecord(value.declared) && { declared: readDeclaration(value.declared) }),
    ...(value.via === 'git-ai' && { via: value.via }),
  };
}

function readDeclaration({ by, at }: Record<string, unknown>): NonNullable<LineRecord['declared']> {
  return { ...(typeof by === 'string' && { by }), ...(typeof at === 'number' && { at }) };
}

function readAssistant(value: Record<string, unknown>): NonNullable<LineRecord['by']>[number] {
  const texts = ['assistant', 'model', 'session'].filter((key) => typeof value[key] === 'string');
  return Object.fromEntries(texts.map((key) => [key, value[key]]));
}

/** Of `text`, the lines that stand in `before` too, with what is recorded of them there, by number. */
export function carryRecords(
  before: string,
  records: readonly LineRecord[],
  text: string,
): Map<number, LineRecord> {
  const known = new Map(records.map((record) => [record.line, record]));
  if (before === text) return known;
  const contents = (whole: string) => linesOf(whole).map(({ start, next }) => whole.slice(start, next));
  const carried = new Map<number, LineRecord>();
  for (const { aStart, bStart, length } of diff(contents(before), contents(text))) {
    for (let i = 0; i < length; i++) {
      const record = known.get(aStart + i + 1);
      const line = bStart + i + 1;
      if (record) carried.set(line, { ...record, line });
    }
  }
  return carried;
}
