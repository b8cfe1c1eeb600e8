import { ChunkedText } from '../text/chunks';
import { type Attestation, type EditEntry, type Entry, encodeRuns, type TextEntry } from './entry';
import { fillUnknown } from './fillUnknown';
import { decodeEdit, decodeRuns, parseEntry } from './parseEntry';
import { RunList } from './runList';
import type { Runs } from './runs';

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

/**
 * Folds journal lines, oldest first: for each path, the texts whose sources are known, namely the present one of each
 * window that has it open, and those it was saved as. Never throws on bad lines: one that does not parse, or does not
 * fit what came before, is left out and counted, and what it said is unknown.
 */
export function fold(lines: Iterable<string>): Folded {
  const folding = new Folding();
  for (const line of lines) if (line !== '') folding.add(parseEntry(line));
  return folding.result();
}

interface OpenStream {
  path: string;
  readonly text: ChunkedText;
  readonly runs: RunList;
  at: number;
}

class Folding {
  readonly #streams = new Map<string, OpenStream>();
  readonly #saved = new Map<string, Version[]>();
  readonly #attestations: (Attestation & { at: number })[] = [];
  #broken = 0;

  add(entry: Entry | undefined): void {
    switch (entry?.t) {
      case undefined:
        this.#broken++;
        return;
      case 'text':
        return this.#text(entry);
      case 'edit':
        return this.#edit(entry);
      case 'saved': {
        const stream = this.#streams.get(entry.s);
        if (stream) this.#keep(stream, entry.at);
        return;
      }
      case 'moved':
        return this.#moved(entry.p, entry.to);
      case 'drop':
        this.#saved.delete(entry.p);
        for (const [id, { path }] of this.#streams) if (path === entry.p) this.#streams.delete(id);
        return;
      case 'attest':
        this.#attestations.push({ ...entry.a, at: entry.at });
        return;
    }
  }

  #text({ s, p, x, r, at }: TextEntry): void {
    const runs = decodeRuns(r, x.length);
    if (!runs) {
      this.#broken++;
      return;
    }
    const before = this.#streams.get(s);
    if (before) this.#keep(before);
    this.#streams.set(s, { path: p, text: new ChunkedText(x), runs: new RunList(runs), at });
  }

  #edit(entry: EditEntry): void {
    const stream = this.#streams.get(entry.s);
    const decoded = stream && decodeEdit(entry, stream.text.length);
    if (!stream || !decoded) {
      this.#broken++;
      // What follows in this stream rests on the lost entry; its last good text still tells.
      if (stream) this.#keep(stream);
      this.#streams.delete(entry.s);
      return;
    }
    for (const [i, { start, end, text }] of [...decoded.edit.entries()].reverse()) {
      stream.text.replace(start, end, text);
      stream.runs.replace(start, end, decoded.inserted[i]!);
    }
    stream.at = entry.at;
  }

  #moved(from: string, to: string): void {
    for (const stream of this.#streams.values()) if (stream.path === from) stream.path = to;
    const versions = this.#saved.get(from);
    if (versions) this.#saved.set(to, versions);
    this.#saved.delete(from);
  }

  /** Of one text the later account counts; what it calls unknown, the earlier one may know. */
  #keep({ path, text: chunks, runs, at: last }: OpenStream, at = last, stream?: string): void {
    const text = chunks.toString();
    const saved = this.#saved.get(path) ?? [];
    const same = saved.find((version) => version.text === text);
    const version: Version = {
      text,
      runs: same ? fillUnknown(runs.runs, same.runs) : runs.runs,
      at,
      ...(stream && { stream }),
    };
    this.#saved.set(path, [version, ...saved.filter((one) => one !== same)].slice(0, VERSIONS));
  }

  result(): Folded {
    const open = [...this.#streams].sort(([, a], [, b]) => a.at - b.at);
    for (const [id, stream] of open) this.#keep(stream, stream.at, id);
    const files = new Map(
      [...this.#saved].map(([path, versions]) => [path, { versions: versions.sort((a, b) => b.at - a.at) }]),
    );
    return { files, attestations: this.#attestations.slice(-ATTESTATIONS), broken: this.#broken };
  }
}

interface Item {
  readonly line: string;
  readonly at: number;
  readonly path: string;
  readonly age: number;
  readonly pending: boolean;
}

/**
 * The entries of a compacted ledger, a line each, oldest first. Files whose text is all committed go after `keepMs`,
 * and the oldest of those before, until the whole fits `maxBytes`; text that is in no commit goes last.
 * Law: compacting what was compacted changes nothing, where all of it fits.
 */
export function compact(folded: Folded, now: number, keepMs: number, maxBytes: number): string[] {
  const items: Item[] = [];
  for (const [path, file] of folded.files) {
    const pending = file.versions.some(isPending);
    for (const [age, version] of file.versions.entries()) {
      if (!pending && (age > 0 || now - version.at > keepMs)) continue;
      const line = JSON.stringify(textOf(path, version, age));
      items.push({ line, at: version.at, path, age, pending: pending && age === 0 });
    }
  }
  // What is first here is what is kept.
  items.sort((a, b) => Number(b.pending) - Number(a.pending) || b.at - a.at);
  let left = maxBytes;
  const kept = items.filter(({ line }) => {
    const bytes = Buffer.byteLength(line) + 1;
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
  const attested = folded.attestations.map(({ at, ...a }) =>
    JSON.stringify({ t: 'attest', a, at } satisfies Entry),
  );
  return [...kept.sort(inTime).map((item) => item.line), ...attested];
}

/** Folding puts what comes last first; the path decides between equals, so that the order is always the same. */
function inTime(a: Item, b: Item): number {
  return a.at - b.at || (a.path < b.path ? -1 : a.path > b.path ? 1 : b.age - a.age);
}

/** Some of it is in no commit. */
function isPending({ runs }: Version): boolean {
  return runs.some(({ source }) => source !== null && source.commit === undefined);
}

function textOf(path: string, { text, runs, at, stream }: Version, age: number): TextEntry {
  return { t: 'text', s: stream ?? `${path}#${age}`, p: path, x: text, r: encodeRuns(runs), at };
}
