import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Folded, fold } from '../provenance/ledger';

/** A ledger beyond this was not written by us; it is not read, in bytes. */
const READ_MAX = 64_000_000;

/** The ledger in a working tree's `colophon` directory: see ARCHITECTURE.md. Throws the file system's own errors. */
export function readLedger(dir: string): Folded {
  return fold(ledgerLines(dir));
}

/** Journals that are being compacted, or were lately, oldest first. */
export function sealedJournals(dir: string): string[] {
  const age = (name: string) => fs.statSync(path.join(dir, name)).mtimeMs;
  return fs
    .readdirSync(dir)
    .filter((name) => /^ledger\.[a-z0-9-]+\.jsonl$/.test(name))
    .sort((a, b) => age(a) - age(b));
}

/** All lines, oldest first; for a compaction only those of sealed journals, each as far as is said. */
export function* ledgerLines(dir: string, sealedOnly?: Readonly<Record<string, number>>): Generator<string> {
  if (!fs.existsSync(dir)) return;
  const [header, ...snapshot] = readLines(dir, 'snapshot.jsonl');
  const covered = parseHeader(header);
  // Without its header the snapshot says nothing of what it covers, but its entries are whole all the same.
  yield* snapshot;
  for (const name of sealedJournals(dir)) {
    yield* readLines(dir, name, covered.get(name) ?? 0, sealedOnly?.[name]);
  }
  if (!sealedOnly) yield* readLines(dir, 'ledger.jsonl');
}

function readLines(dir: string, name: string, from = 0, to?: number): string[] {
  const file = path.join(dir, name);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isFile() || stat.size > READ_MAX) {
    throw new Error(`${file} is no ledger that Colophon wrote; move it away to start a new one`);
  }
  return fs.readFileSync(file).subarray(from, to).toString('utf8').split('\n');
}

function parseHeader(line: string | undefined): Map<string, number> {
  try {
    const header: unknown = JSON.parse(line ?? '');
    const folded = (header as { folded?: unknown }).folded;
    if (typeof folded !== 'object' || folded === null) return new Map();
    return new Map(Object.entries(folded).filter((e): e is [string, number] => Number.isInteger(e[1])));
  } catch {
    return new Map();
  }
}
