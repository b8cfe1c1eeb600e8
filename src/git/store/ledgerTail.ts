import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withoutChecksum } from './checksum';
import { rotatedJournals } from './ledgerReader';

/** Reads what is appended to a ledger, and no more; what was there before it was made is for `readLedger`. */
export class LedgerTail {
  readonly #dir: string;
  /** How far each journal was read, by its inode, which it keeps when it is rotated; only of those that are there. */
  #read = new Map<bigint, number>();

  constructor(dir: string) {
    this.#dir = dir;
    for (const path of this.#journals()) {
      const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
      if (stat) this.#read.set(stat.ino, Number(stat.size));
    }
  }

  /** The whole lines that came since it was asked last, without their checksums, oldest first. Throws the file system's errors. */
  next(): string[] {
    const before = this.#read;
    this.#read = new Map();
    return this.#journals().flatMap((path) => this.#nextOf(path, before));
  }

  #journals(): string[] {
    return [...rotatedJournals(this.#dir), 'ledger.jsonl'].map((name) => join(this.#dir, name));
  }

  #nextOf(path: string, before: ReadonlyMap<bigint, number>): string[] {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    try {
      const { ino, size } = fstatSync(file, { bigint: true });
      // An append that failed was cut off again.
      const from = Math.min(before.get(ino) ?? 0, Number(size));
      const bytes = Buffer.alloc(Number(size) - from);
      const length = readSync(file, bytes, 0, bytes.length, from);
      const end = bytes.subarray(0, length).lastIndexOf(10) + 1;
      this.#read.set(ino, from + end);
      return bytes.toString('utf8', 0, end).split('\n').map(withoutChecksum);
    } finally {
      closeSync(file);
    }
  }
}
