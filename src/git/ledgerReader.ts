import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Folded, fold } from '../provenance/ledger';
import { unseal } from './seal';

/** A ledger beyond this was not written by us; it is not read, in bytes. */
const READ_MAX = 64_000_000;
/** A snapshot's first line names a few journals. */
const HEADER_MAX = 65_536;
/** How often a ledger that is being compacted is read anew. */
const ATTEMPTS = 5;

/** How far the snapshot says what each sealed journal says, in bytes. */
export type Covered = Readonly<Record<string, number>>;

/** The ledger in a working tree's `colophon` directory: see ARCHITECTURE.md. Throws the file system's own errors. */
export function readLedger(dir: string): Folded {
  for (let attempt = 1; ; attempt++) {
    const before = layout(dir);
    const { snapshot, covered } = readSnapshot(dir);
    const sealed = sealedJournals(dir).map((name) => read(dir, name, covered?.[name]).lines);
    const journal = read(dir, 'ledger.jsonl').lines;
    // What moved from one file to another while we read would be there twice, or not at all.
    if (layout(dir) !== before && attempt < ATTEMPTS) continue;
    return fold([...inOrder(snapshot, covered, sealed.flat()), ...journal]);
  }
}

/** What a compaction folds: the snapshot and the sealed journals, each to the end of its last whole line. */
export function readSealed(dir: string): { folded: Folded; covered: Covered } {
  const { snapshot, covered: before } = readSnapshot(dir);
  const covered: Record<string, number> = {};
  const sealed = sealedJournals(dir).map((name) => {
    const { lines, end } = read(dir, name, before?.[name], 'whole lines');
    covered[name] = end;
    return lines;
  });
  return { folded: fold(inOrder(snapshot, before, sealed.flat())), covered };
}

/** The name of a journal that is sealed at `now`; later ones sort behind. */
export function sealedName(now: number, id: string): string {
  return `ledger.${String(now).padStart(15, '0')}-${id.toLowerCase().replace(/[^a-z0-9]/g, '-')}.jsonl`;
}

/** When a journal was sealed. */
export function sealedAt(name: string): number {
  return Number(/^ledger\.(\d+)-/.exec(name)?.[1] ?? 0);
}

/** What the present snapshot covers, by its first line alone. */
export function readCovered(dir: string): Covered {
  const file = path.join(dir, 'snapshot.jsonl');
  if (!fs.existsSync(file)) return {};
  const head = Buffer.alloc(HEADER_MAX);
  const opened = fs.openSync(file, 'r');
  try {
    const length = fs.readSync(opened, head, 0, HEADER_MAX, 0);
    const [line = ''] = head.toString('utf8', 0, length).split('\n');
    return parseHeader(unseal(line)) ?? {};
  } finally {
    fs.closeSync(opened);
  }
}

/** Journals that are being compacted, or were lately, oldest first. */
export function sealedJournals(dir: string): string[] {
  if (!fs.existsSync(dir)) return [];
  return fs
    .readdirSync(dir)
    .filter((name) => /^ledger\.[a-z0-9-]+\.jsonl$/.test(name))
    .sort();
}

/** Changes when a journal is sealed, folded or removed. */
export function layout(dir: string): string {
  const stat = (name: string) => fs.statSync(path.join(dir, name), { throwIfNoEntry: false });
  const snapshot = stat('snapshot.jsonl');
  return JSON.stringify([
    snapshot && [snapshot.ino, snapshot.mtimeMs],
    sealedJournals(dir),
    stat('ledger.jsonl')?.ino,
  ]);
}

/** A snapshot that does not say what it covers comes after the journals: it says each text whole, and so anew. */
function inOrder(
  snapshot: readonly string[],
  covered: Covered | undefined,
  sealed: readonly string[],
): string[] {
  return covered ? [...snapshot, ...sealed] : [...sealed, ...snapshot];
}

function readSnapshot(dir: string): { snapshot: string[]; covered: Covered | undefined } {
  const [header, ...snapshot] = read(dir, 'snapshot.jsonl').lines;
  return { snapshot, covered: parseHeader(header) };
}

/** The lines of a file from an offset on, without their seals, and the offset of their end. */
function read(dir: string, name: string, from = 0, upTo?: 'whole lines'): { lines: string[]; end: number } {
  const file = path.join(dir, name);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return { lines: [], end: from };
  if (!stat.isFile() || stat.size > READ_MAX) {
    throw new Error(`${file} is no ledger that Colophon wrote; move it away to start a new one`);
  }
  const bytes = readIfThere(file);
  // A line without its end is being written just now, or never will be.
  const end = upTo ? Math.max(from, bytes.lastIndexOf(10) + 1) : bytes.length;
  return { lines: bytes.subarray(from, end).toString('utf8').split('\n').map(unseal), end };
}

function readIfThere(file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function parseHeader(line: string | undefined): Covered | undefined {
  try {
    const header: unknown = JSON.parse(line ?? '');
    const { folded } = header as { folded?: unknown };
    if (typeof folded !== 'object' || folded === null) return undefined;
    const sizes = Object.entries(folded).filter(([, size]) => Number.isInteger(size) && size >= 0);
    return Object.assign(Object.create(null), Object.fromEntries(sizes)) as Covered;
  } catch {
    return undefined;
  }
}
