import { countLines } from '../../../provenance/decide';
import type { Counts, FileProvenance, LineRecord } from '../../../provenance/source';
import * as l10n from '../../../text/l10n';

export interface ZoneRows {
  readonly zone: string;
  readonly mode: string;
  readonly files: readonly FileRows[];
}

export interface FileRows {
  readonly path: string;
  readonly counts: Counts;
  readonly insertions: readonly InsertionRow[];
}

/** Neighbouring lines of one origin, evidence and assistant: `[first, last]`, 1-based. */
export interface InsertionRow {
  readonly lines: readonly [first: number, last: number];
  readonly record: LineRecord;
}

const strictness = ['restricted', 'attest', 'eligible'];

/** The added lines of a change by zone, the strictest first, then by file and insertion. */
export function rowsByZone(
  files: readonly FileProvenance[],
  zoneOf: (path: string) => { readonly zone: string; readonly mode: string },
): ZoneRows[] {
  const zones = new Map<string, { zone: string; mode: string; files: FileRows[] }>();
  for (const file of files) {
    const { zone, mode } = zoneOf(file.path);
    const rows = zones.get(zone) ?? { zone, mode, files: [] };
    rows.files.push({ path: file.path, counts: countLines([file]), insertions: insertionsOf(file.lines) });
    zones.set(zone, rows);
  }
  const rank = ({ mode }: ZoneRows) => strictness.indexOf(mode);
  return [...zones.values()].sort((a, b) => rank(a) - rank(b) || (a.zone < b.zone ? -1 : 1));
}

/** The insertions that the lines of one file make up, in order. */
export function insertionsOf(lines: readonly LineRecord[]): InsertionRow[] {
  const rows: { lines: [number, number]; record: LineRecord }[] = [];
  for (const record of lines) {
    const last = rows[rows.length - 1];
    if (last && last.lines[1] === record.line - 1 && isSame(last.record, record)) last.lines[1] = record.line;
    else rows.push({ lines: [record.line, record.line], record });
  }
  return rows;
}

function isSame(a: LineRecord, b: LineRecord): boolean {
  return (
    a.origin === b.origin &&
    a.evidence === b.evidence &&
    a.declared === b.declared &&
    JSON.stringify(a.by) === JSON.stringify(b.by)
  );
}

/** `lines 3–9: ai, GitHub Copilot (gpt-5.2), host`. */
export function insertionText(
  { lines: [first, last], record }: InsertionRow,
  displayName: (assistant: string) => string,
): { readonly where: string; readonly what: string } {
  const assistants = (record.by ?? []).flatMap(({ assistant, model }) =>
    assistant === undefined ? [] : [`${displayName(assistant)}${model ? ` (${model})` : ''}`],
  );
  const what = [record.origin, ...new Set(assistants), ...(record.evidence ? [record.evidence] : [])];
  const where = first === last ? l10n.t('line {0}', first) : l10n.t('lines {0}–{1}', first, last);
  return { where, what: what.join(', ') };
}

/** `4 AI of 12 lines`. */
export function aiOf(ai: number, lines: number): string {
  return lines === 1 ? l10n.t('{0} AI of 1 line', ai) : l10n.t('{0} AI of {1} lines', ai, lines);
}

/** A text in lines of at most `columns`, broken at spaces; a longer word stays whole. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else if (word !== '') lines.push(word);
  }
  return lines;
}
