import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Folded, fold } from '../../provenance/ledger';
import { isRecord } from '../../text/isRecord';
import { parseJson } from '../../text/parseJson';
import { withoutChecksum } from './checksum';

/** A ledger beyond this was not written by us; it is not read, in bytes. */
const READ_MAX = 64_000_000;
/** A snapshot's first line names a few journals. */
const HEADER_MAX = 65_536;

/** How far the snapshot says what each rotated journal says, in bytes. */
type Covered = Readonly<Record<string, number>>;

/**
 * The ledger in a working tree's `colophon` directory: see ARCHITECTURE.md. Throws the file system's own errors.
 * Others may append and compact at the same time. The journal is read first: what one process wrote before, to a
 * journal that was being rotated, is then there to be read after it. If it is rotated meanwhile, it is among the rotated
 * ones, known by its inode. These are listed after the snapshot, which so covers none that is not among them.
 */
export function readLedger(dir: string): Folded {
  const journal = readFile(join(dir, 'ledger.jsonl'));
  const { snapshot, covered } = readSnapshot(dir);
  const rotated = rotatedJournals(dir).map((name) => readFile(join(dir, name), covered?.[name]));
  const isRotated = rotated.some(({ inode }) => inode === journal.inode);
  const lines = rotated.flatMap((file) => file.lines);
  return fold([...inOrder(snapshot, covered, lines), ...(isRotated ? [] : journal.lines)]);
}

/** What a compaction folds: the snapshot and the rotated journals, each to the end of its last whole line. */
export function readRotated(dir: string): { folded: Folded; covered: Covered } {
  const { snapshot, covered: before } = readSnapshot(dir);
  const covered: Record<string, number> = {};
  const rotated = rotatedJournals(dir).map((name) => {
    const { lines, end } = readFile(join(dir, name), before?.[name]);
    covered[name] = end;
    return lines;
  });
  return { folded: fold(inOrder(snapshot, before, rotated.flat())), covered };
}

/** The name of the next journal to be rotated; `id` is unlike any before. */
export function rotatedName(dir: string, id: string): string {
  const last = Math.max(
    0,
    ...rotatedJournals(dir).map((name) => Number(/^ledger\.(\d+)-/.exec(name)?.[1] ?? 0)),
  );
  const number = String(last + 1).padStart(9, '0');
  return `ledger.${number}-${id.toLowerCase().replace(/[^a-z0-9]/g, '-')}.jsonl`;
}

/** What the present snapshot covers, by its first line alone. */
export function readCovered(dir: string): Covered {
  const file = join(dir, 'snapshot.jsonl');
  if (!existsSync(file)) return {};
  const head = Buffer.alloc(HEADER_MAX);
  const opened = openSync(file, 'r');
  try {
    const length = readSync(opened, head, 0, HEADER_MAX, 0);
    const [line = ''] = head.toString('utf8', 0, length).split('\n');
    return parseHeader(withoutChecksum(line)) ?? {};
  } finally {
    closeSync(opened);
  }
}

/** Journals that are being compacted, or were lately, oldest first. */
export function rotatedJournals(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => /^ledger\.[a-z0-9-]+\.jsonl$/.test(name))
    .sort();
}

/** A snapshot that does not say what it covers comes after the journals: it says each text whole, and so anew. */
function inOrder(
  snapshot: readonly string[],
  covered: Covered | undefined,
  rotated: readonly string[],
): string[] {
  return covered ? [...snapshot, ...rotated] : [...rotated, ...snapshot];
}

function readSnapshot(dir: string): { snapshot: readonly string[]; covered: Covered | undefined } {
  const [header, ...snapshot] = readFile(join(dir, 'snapshot.jsonl')).lines;
  return { snapshot, covered: parseHeader(header) };
}

/** The whole lines of a file, without their checksums, and the offset of their end. */
interface Lines {
  readonly lines: readonly string[];
  readonly end: number;
  readonly inode?: bigint;
}

/** None where there is no such file; asked by opening it, since others come and go meanwhile. */
function readFile(file: string, from = 0): Lines {
  let opened: number;
  try {
    // A pipe must not hold us.
    opened = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], end: from };
    throw error;
  }
  try {
    const stat = fstatSync(opened, { bigint: true });
    if (!stat.isFile() || stat.size > READ_MAX) {
      throw new Error(`${file} is no ledger that Colophon wrote; move it away to start a new one`);
    }
    const bytes = readFileSync(opened);
    // A line without its end is being written just now, or never will be.
    const end = Math.max(from, bytes.lastIndexOf(10) + 1);
    const lines = bytes.subarray(from, end).toString('utf8').split('\n').map(withoutChecksum);
    return { lines, end, inode: stat.ino };
  } finally {
    closeSync(opened);
  }
}

function parseHeader(line: string | undefined): Covered | undefined {
  const header = parseJson(line ?? '');
  if (!isRecord(header) || !isRecord(header.folded)) return undefined;
  const sizes = Object.entries(header.folded).filter(
    ([, size]) => Number.isInteger(size) && (size as number) >= 0,
  );
  return Object.assign(Object.create(null), Object.fromEntries(sizes)) as Covered;
}
