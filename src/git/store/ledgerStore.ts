import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { compact, type Folded } from '../../provenance/ledger';
import { replaceFile } from '../repository/system';
import { writeWhole } from '../repository/writeWhole';
import { withChecksum } from './checksum';
import { readCovered, readLedger, readRotated, rotatedJournals, rotatedName } from './ledgerReader';

/** A journal of this size is folded into the snapshot, in bytes. */
const COMPACT_AT = 2_000_000;
const SNAPSHOT_MAX = 7_000_000;
const KEEP_COMMITTED_MS = 30 * 24 * 3_600_000;
/** A lock this old was left by a process that died. */
const LOCK_STALE_MS = 30_000;
/** An appender that opened a journal before it was rotated has written by then. */
const ROTATED_KEEP_MS = 60_000;

/**
 * The ledger's files in one working tree's `colophon` directory: see ARCHITECTURE.md.
 * Appending takes no lock: each line is written whole, and a rotated journal is read to its end wherever it has grown.
 * All methods throw the file system's own errors; callers say them once and go on.
 */
export class LedgerStore {
  constructor(readonly dir: string) {}

  /** Appends JSON lines, all or none of them. */
  append(lines: readonly string[]): void {
    if (lines.length === 0) return;
    mkdirSync(this.dir, { recursive: true });
    const file = openSync(this.#path('ledger.jsonl'), 'a+', 0o600);
    try {
      const { size } = fstatSync(file);
      const last = Buffer.alloc(1);
      // After a crash the last line may be cut off; it must not swallow the next one.
      const torn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 10;
      appendWhole(file, size, `${torn ? '\n' : ''}${lines.map(withChecksum).join('\n')}\n`);
    } finally {
      closeSync(file);
    }
  }

  /**
   * Appends lines with AI text that is in no commit. The marker is there before them, so that no commit hook misses
   * them, and again after them: a window that settled meanwhile did not see them.
   */
  appendPending(lines: readonly string[]): void {
    this.setPending(true);
    this.append(lines);
    this.setPending(true);
  }

  read(): Folded {
    return readLedger(this.dir);
  }

  /** Changes whenever the ledger does; equal stamps mean an equal ledger. */
  stamp(): string {
    const names = ['snapshot.jsonl', ...rotatedJournals(this.dir), 'ledger.jsonl'];
    return names.map((name) => `${name} ${this.#stampOf(name)}`).join('\n');
  }

  /** Changes when the ledger was compacted: what writers rely on must be said again. */
  generation(): string {
    return this.#stampOf('snapshot.jsonl');
  }

  #stampOf(name: string): string {
    const stat = statSync(this.#path(name), { throwIfNoEntry: false });
    return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : '-';
  }

  /** Whether the hook may find AI text that is in no commit; when there was none last is noted, by `settled`. */
  setPending(pending: boolean): void {
    const marker = this.#path('pending');
    if (!pending) {
      if (existsSync(this.dir)) writeFileSync(this.#path('settled'), '');
      rmSync(marker, { force: true });
    } else if (!existsSync(marker)) {
      mkdirSync(this.dir, { recursive: true });
      writeFileSync(marker, '');
    }
  }

  /**
   * Folds the journal into the snapshot where it has grown to `at` bytes; false where it has not, or where another
   * process is at it. `id` is unlike any other compaction's. Killed at any moment, it loses nothing.
   */
  compactIfLarge(now: number, id: string, at = COMPACT_AT): boolean {
    const done =
      this.#isLarge(at) && this.#locked(now, id, () => this.#isLarge(at) && this.#compact(now, id));
    this.#sweep(now);
    return done;
  }

  #isLarge(at: number): boolean {
    const journal = statSync(this.#path('ledger.jsonl'), { throwIfNoEntry: false });
    return journal !== undefined && journal.size >= at;
  }

  #compact(now: number, id: string): boolean {
    try {
      replaceFile(this.#path('ledger.jsonl'), this.#path(rotatedName(this.dir, id)));
    } catch (error) {
      // Who has it open appends to it: it is compacted another time.
      if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
      throw error;
    }
    const { folded, covered } = readRotated(this.dir);
    const header = JSON.stringify({ v: 1, folded: covered });
    const lines = [header, ...compact(folded, now, KEEP_COMMITTED_MS, SNAPSHOT_MAX)];
    const text = `${lines.map(withChecksum).join('\n')}\n`;
    writeWhole(this.#path('snapshot.jsonl'), text, { mode: 0o600, flush: true });
    return true;
  }

  /** Removes rotated journals that the snapshot covers to their end, and what a killed compaction left. */
  #sweep(now: number): void {
    // Who read the snapshot before it reads the journals that this one covers.
    if (this.#age('snapshot.jsonl', now) <= ROTATED_KEEP_MS) return;
    const old = rotatedJournals(this.dir).filter((name) => this.#age(name, now) > ROTATED_KEEP_MS);
    const covered = old.length > 0 ? readCovered(this.dir) : {};
    for (const name of old) {
      const size = statSync(this.#path(name), { throwIfNoEntry: false })?.size;
      if (Object.hasOwn(covered, name) && covered[name] === size) rmSync(this.#path(name), { force: true });
    }
    for (const name of readdirSync(this.dir)) {
      const isLeft = /^snapshot\..*\.tmp$/.test(name) && this.#age(name, now) > ROTATED_KEEP_MS;
      if (isLeft) rmSync(this.#path(name), { force: true });
    }
  }

  /** Milliseconds since it was written or renamed; 0 where there is no such file. */
  #age(name: string, now: number): number {
    const stat = statSync(this.#path(name), { throwIfNoEntry: false });
    return stat ? now - stat.ctimeMs : 0;
  }

  #path(name: string): string {
    return join(this.dir, name);
  }

  #locked(now: number, id: string, work: () => boolean): boolean {
    const lock = this.#path('ledger.lock');
    try {
      writeFileSync(lock, id, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const stat = statSync(lock, { throwIfNoEntry: false });
      if (stat && now - stat.mtimeMs > LOCK_STALE_MS) rmSync(lock, { force: true });
      return false;
    }
    try {
      return work();
    } finally {
      // Where it took so long that another process has put its own there, that one stays.
      if (existsSync(lock) && readFileSync(lock, 'utf8') === id) rmSync(lock, { force: true });
    }
  }
}

/** Appends to a file of `size` bytes; where only a part gets in, takes it out again and throws. */
function appendWhole(file: number, size: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } catch (error) {
    // Unless another process has appended since.
    if (written > 0 && fstatSync(file).size === size + written) ftruncateSync(file, size);
    throw error;
  }
}
