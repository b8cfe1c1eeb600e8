import type { Edit } from '../text/edit';
import { applyEdit } from '../text/edit';
import { concatRuns, editRuns, lengthOf, type Run, type Runs, runsOf } from './runs';
import type { Evidence, Origin, Source } from './source';

/**
 * The ledger is a journal of entries, one a line of JSON, appended whole. Folding it from the start gives, for each
 * path, the texts whose sources are known: the present one of each window that has it open, and those it was saved as.
 * An entry that does not parse, or does not fit what came before, is left out and counted: what it said is unknown.
 */
export type Entry =
  | {
      readonly t: 'text';
      readonly s: string;
      readonly p: string;
      readonly x: string;
      readonly r: CodedRuns;
      readonly at: number;
    }
  | {
      readonly t: 'edit';
      readonly s: string;
      readonly n: number;
      readonly e: readonly CodedReplacement[];
      readonly q: readonly CodedSource[];
      readonly at: number;
    }
  | { readonly t: 'saved'; readonly s: string; readonly at: number }
  | { readonly t: 'moved'; readonly p: string; readonly to: string; readonly at: number }
  | { readonly t: 'drop'; readonly p: string; readonly at: number }
  | { readonly t: 'attest'; readonly a: Attestation; readonly at: number };

/** A person's statement on the AI lines of some zones of what is staged: binds the lines by their digest. */
export interface Attestation {
  readonly by: string;
  /** By zone: the digest of its AI lines, see `workflow/attest.ts`. */
  readonly zones: Readonly<Record<string, string>>;
}

/** `[length, source]` pairs; the source is an index into the table, -1 for none. */
export interface CodedRuns {
  readonly q: readonly CodedSource[];
  readonly l: readonly number[];
}
/** `[start, end, text, ...runs of the text as length, source]`. */
export type CodedReplacement = readonly [number, number, string, ...number[]];
export type CodedSource = Source;

/** A text whose sources are known. */
export interface Version {
  readonly text: string;
  readonly runs: Runs;
  readonly at: number;
  /** The open document that this is the present text of. */
  readonly stream?: string;
}

export interface FileState {
  /** The most recent first, no two of the same text. */
  readonly versions: readonly Version[];
}

export interface Folded {
  readonly files: ReadonlyMap<string, FileState>;
  readonly attestations: readonly (Attestation & { readonly at: number })[];
  /** Entries left out. */
  readonly broken: number;
}

/** Texts kept for one path: what is staged was saved lately. */
const VERSIONS = 8;
const ATTESTATIONS = 16;

interface Stream {
  path: string;
  text: string;
  runs: Runs;
  at: number;
}

/** Folds journal lines, oldest first. Never throws on bad lines. */
export function fold(lines: Iterable<string>): Folded {
  const streams = new Map<string, Stream>();
  const saved = new Map<string, Version[]>();
  const attestations: (Attestation & { at: number })[] = [];
  let broken = 0;
  const keep = (path: string, version: Version) => {
    const versions = (saved.get(path) ?? []).filter((v) => v.text !== version.text);
    saved.set(path, [version, ...versions].slice(0, VERSIONS));
  };
  for (const line of lines) {
    if (line === '') continue;
    const entry = parseEntry(line);
    if (!entry) {
      broken++;
      continue;
    }
    switch (entry.t) {
      case 'text': {
        const runs = decodeRuns(entry.r);
        if (!runs || lengthOf(runs) !== entry.x.length) {
          broken++;
          break;
        }
        const before = streams.get(entry.s);
        if (before) keep(before.path, { ...before });
        streams.set(entry.s, { path: entry.p, text: entry.x, runs, at: entry.at });
        break;
      }
      case 'edit': {
        const stream = streams.get(entry.s);
        const decoded =
          stream && stream.text.length === entry.n ? decodeEdit(entry, stream.text.length) : undefined;
        if (!stream || !decoded) {
          broken++;
          // What follows in this stream rests on the lost entry; its last good text still tells.
          if (stream) keep(stream.path, { ...stream });
          streams.delete(entry.s);
          break;
        }
        stream.text = applyEdit(stream.text, decoded.edit);
        stream.runs = editRuns(stream.runs, decoded.edit, decoded.inserted);
        stream.at = entry.at;
        break;
      }
      case 'saved': {
        const stream = streams.get(entry.s);
        if (stream) keep(stream.path, { text: stream.text, runs: stream.runs, at: entry.at });
        break;
      }
      case 'moved': {
        for (const stream of streams.values()) if (stream.path === entry.p) stream.path = entry.to;
        const versions = saved.get(entry.p);
        if (versions) saved.set(entry.to, versions);
        saved.delete(entry.p);
        break;
      }
      case 'drop':
        saved.delete(entry.p);
        for (const [id, stream] of streams) if (stream.path === entry.p) streams.delete(id);
        break;
      case 'attest':
        attestations.push({ ...entry.a, at: entry.at });
        break;
    }
  }
  const open = [...streams].sort(([, a], [, b]) => a.at - b.at);
  for (const [id, { path, text, runs, at }] of open) keep(path, { text, runs, at, stream: id });
  const files = new Map<string, FileState>();
  for (const [path, versions] of saved) {
    files.set(path, { versions: versions.sort((a, b) => b.at - a.at) });
  }
  return { files, attestations: attestations.slice(-ATTESTATIONS), broken };
}

/**
 * The entries of a compacted ledger, a line each. Files whose text is all committed go after `keepMs`, and the oldest
 * of those before, until the whole fits `maxBytes`; text that is in no commit goes last.
 */
export function compact(folded: Folded, now: number, keepMs: number, maxBytes: number): string[] {
  const items: { line: string; at: number; pending: boolean }[] = [];
  for (const [path, file] of folded.files) {
    const pending = file.versions.some((v) =>
      v.runs.some((run) => run.source && run.source.commit === undefined),
    );
    for (const [age, version] of file.versions.entries()) {
      if (!pending && (age > 0 || now - version.at > keepMs)) continue;
      const entry: Entry = {
        t: 'text',
        s: version.stream ?? `${path}#${age}`,
        p: path,
        x: version.text,
        r: encodeRuns(version.runs),
        at: version.at,
      };
      items.push({ line: JSON.stringify(entry), at: version.at, pending: pending && age === 0 });
    }
  }
  items.sort((a, b) => Number(b.pending) - Number(a.pending) || b.at - a.at);
  const lines: string[] = [];
  let bytes = 0;
  for (const item of items) {
    bytes += Buffer.byteLength(item.line) + 1;
    if (bytes > maxBytes) break;
    lines.push(item.line);
  }
  lines.reverse();
  for (const { at, ...a } of folded.attestations)
    lines.push(JSON.stringify({ t: 'attest', a, at } satisfies Entry));
  return lines;
}

export function encodeRuns(runs: Runs): CodedRuns {
  const table = new SourceTable();
  const l: number[] = [];
  for (const run of runs) l.push(run.length, table.index(run.source));
  return { q: table.sources, l };
}

/** One journal line for several edits made one after another. */
export function encodeEdits(
  stream: string,
  edits: readonly {
    readonly edit: Edit;
    readonly inserted: readonly Runs[];
    readonly lengthBefore: number;
  }[],
  at: number,
): string[] {
  return edits.map(({ edit, inserted, lengthBefore }) => {
    const table = new SourceTable();
    const e = edit.map((r, i): CodedReplacement => {
      const runs = inserted[i]!.flatMap((run) => [run.length, table.index(run.source)]);
      return [r.start, r.end, r.text, ...runs];
    });
    return JSON.stringify({ t: 'edit', s: stream, n: lengthBefore, e, q: table.sources, at } satisfies Entry);
  });
}

class SourceTable {
  readonly sources: Source[] = [];
  index(source: Source | null): number {
    if (source === null) return -1;
    const found = this.sources.indexOf(source);
    return found >= 0 ? found : this.sources.push(source) - 1;
  }
}

function decodeRuns(coded: CodedRuns): Runs | undefined {
  return decodePairs(coded.l, coded.q);
}

function decodePairs(pairs: readonly number[], sources: readonly Source[]): Runs | undefined {
  if (pairs.length % 2 !== 0) return undefined;
  const runs: Run[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    const length = pairs[i]!;
    const index = pairs[i + 1]!;
    const source = index === -1 ? null : sources[index];
    if (!Number.isInteger(length) || length < 1 || source === undefined) return undefined;
    runs.push({ length, source });
  }
  return concatRuns([runs]);
}

function decodeEdit(
  entry: Extract<Entry, { t: 'edit' }>,
  length: number,
): { edit: Edit; inserted: Runs[] } | undefined {
  const edit: { start: number; end: number; text: string }[] = [];
  const inserted: Runs[] = [];
  let from = 0;
  for (const [start, end, text, ...pairs] of entry.e) {
    const runs = decodePairs(pairs, entry.q);
    if (!runs || start < from || end < start || end > length || lengthOf(runs) !== text.length)
      return undefined;
    from = end;
    edit.push({ start, end, text });
    inserted.push(runs);
  }
  return { edit, inserted };
}

/** A journal line as an entry, or `undefined` where it is cut off or of another shape. */
function parseEntry(line: string): Entry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isNumber(value.at)) return undefined;
  switch (value.t) {
    case 'text': {
      const { s, p, x, r } = value;
      return isText(s) && isText(p) && isText(x) && isRecord(r) && isSources(r.q) && isNumbers(r.l)
        ? ({ t: 'text', s, p, x, r: { q: r.q, l: r.l }, at: value.at } as Entry)
        : undefined;
    }
    case 'edit': {
      const { s, n, e, q } = value;
      return isText(s) && isNumber(n) && Array.isArray(e) && e.every(isReplacement) && isSources(q)
        ? { t: 'edit', s, n, e, q, at: value.at }
        : undefined;
    }
    case 'saved':
      return isText(value.s) ? { t: 'saved', s: value.s, at: value.at } : undefined;
    case 'moved':
      return isText(value.p) && isText(value.to)
        ? { t: 'moved', p: value.p, to: value.to, at: value.at }
        : undefined;
    case 'drop':
      return isText(value.p) ? { t: 'drop', p: value.p, at: value.at } : undefined;
    case 'attest': {
      const a = value.a;
      if (!isRecord(a) || !isText(a.by) || !isRecord(a.zones) || !Object.values(a.zones).every(isText))
        return undefined;
      return { t: 'attest', a: { by: a.by, zones: a.zones as Record<string, string> }, at: value.at };
    }
    default:
      return undefined;
  }
}

const ORIGINS: ReadonlySet<unknown> = new Set<Origin>(['human', 'ai', 'pasted', 'tool', 'unknown']);
const EVIDENCE: ReadonlySet<unknown> = new Set<Evidence>([
  'reported',
  'host',
  'observed',
  'inferred',
  'declared',
]);

function isSource(value: unknown): value is Source {
  if (!isRecord(value) || !ORIGINS.has(value.origin)) return false;
  if (value.evidence === undefined ? value.origin !== 'unknown' : !EVIDENCE.has(value.evidence)) return false;
  const was = value.was;
  if (was !== undefined && !(isRecord(was) && ORIGINS.has(was.origin))) return false;
  return (
    ['cause', 'assistant', 'model', 'session', 'by', 'why', 'commit'].every(
      (k) => value[k] === undefined || isText(value[k]),
    ) &&
    (value.at === undefined || isNumber(value.at))
  );
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

/** The first state of a text that nobody has seen change. */
export function baseVersion(text: string, at: number): Version {
  return { text, runs: runsOf(text.length, null), at };
}
