import type { Edit } from '../text/edit';
import { isRecord } from '../text/isRecord';
import { parseJson } from '../text/parseJson';
import type { CodedReplacement, CodedRuns, EditEntry, Entry } from './entry';
import { concatRuns, lengthOf, type Run, type Runs } from './runs';
import { isEvidence, isLineOrigin, type Source } from './source';

/** A journal line as an entry, or `undefined` where it is cut off or of another shape. */
export function parseEntry(line: string): Entry | undefined {
  const value = parseJson(line);
  if (!isRecord(value) || !isNumber(value.at)) return undefined;
  const { at } = value;
  switch (value.t) {
    case 'text': {
      const { s, p, x, r } = value;
      if (!isText(s) || !isText(p) || !isText(x) || !isRecord(r)) return undefined;
      const { q, l } = r;
      return isSources(q) && isNumbers(l) ? { t: 'text', s, p, x, r: { q, l }, at } : undefined;
    }
    case 'edit': {
      const { s, n, e, q } = value;
      return isText(s) && isNumber(n) && Array.isArray(e) && e.every(isReplacement) && isSources(q)
        ? { t: 'edit', s, n, e, q, at }
        : undefined;
    }
    case 'saved':
      return isText(value.s) ? { t: 'saved', s: value.s, at } : undefined;
    case 'moved':
      return isText(value.p) && isText(value.to) ? { t: 'moved', p: value.p, to: value.to, at } : undefined;
    case 'drop':
      return isText(value.p) ? { t: 'drop', p: value.p, at } : undefined;
    case 'attest': {
      const { a } = value;
      return isRecord(a) && isText(a.by) && isRecord(a.zones) && isTexts(a.zones)
        ? { t: 'attest', a: { by: a.by, zones: a.zones }, at }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** The runs of a text of `length`; `undefined` where they do not fit it. */
export function decodeRuns(coded: CodedRuns, length: number): Runs | undefined {
  return decodePairs(coded.l, coded.q, length);
}

/** The edit of a text of `length`; `undefined` where it does not fit it. */
export function decodeEdit(entry: EditEntry, length: number): { edit: Edit; inserted: Runs[] } | undefined {
  if (entry.n !== length) return undefined;
  const edit: { start: number; end: number; text: string }[] = [];
  const inserted: Runs[] = [];
  let from = 0;
  for (const [start, end, text, ...pairs] of entry.e) {
    const runs = decodePairs(pairs, entry.q, text.length);
    if (!runs || start < from || end < start || end > length) return undefined;
    from = end;
    edit.push({ start, end, text });
    inserted.push(runs);
  }
  return { edit, inserted };
}

function decodePairs(pairs: readonly number[], sources: readonly Source[], length: number): Runs | undefined {
  if (pairs.length % 2 !== 0) return undefined;
  const runs: Run[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    const index = pairs[i + 1]!;
    const source = index === -1 ? null : sources[index];
    if (pairs[i]! < 1 || source === undefined) return undefined;
    runs.push({ length: pairs[i]!, source });
  }
  return lengthOf(runs) === length ? concatRuns([runs]) : undefined;
}

const TEXTS = ['cause', 'assistant', 'model', 'session', 'by', 'why', 'commit'] as const;

function isSource(value: unknown): value is Source {
  if (!isRecord(value) || !isOrigin(value)) return false;
  const { was, at } = value;
  return (
    (was === undefined || (isRecord(was) && isOrigin(was))) &&
    (at === undefined || isNumber(at)) &&
    TEXTS.every((key) => value[key] === undefined || isText(value[key]))
  );
}

/** An origin and its evidence; only the unknown has none. */
function isOrigin({ origin, evidence }: Record<string, unknown>): boolean {
  if (origin === 'mixed' || !isLineOrigin(origin)) return false;
  return evidence === undefined ? origin === 'unknown' : isEvidence(evidence);
}

function isSources(value: unknown): value is Source[] {
  return Array.isArray(value) && value.every(isSource);
}

function isReplacement(value: unknown): value is CodedReplacement {
  if (!Array.isArray(value)) return false;
  const [start, end, text, ...pairs] = value as unknown[];
  return (
    Number.isInteger(start) &&
    (start as number) >= 0 &&
    Number.isInteger(end) &&
    isText(text) &&
    isNumbers(pairs)
  );
}

function isTexts(value: Record<string, unknown>): value is Record<string, string> {
  return Object.values(value).every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(Number.isInteger);
}
