import * as fs from 'node:fs';
import * as path from 'node:path';
import { compact, type Folded, fold } from '../provenance/ledger';
import { ledgerLines, readLedger, sealedJournals } from './ledgerReader';

/** A journal of this size is folded into the snapshot, in bytes. */
const COMPACT_AT = 2_000_000;
const SNAPSHOT_MAX = 7_000_000;
const KEEP_COMMITTED_MS = 30 * 24 * 3_600_000;
/** A lock this old was left by a process that died. */
const LOCK_STALE_MS = 30_000;
/** An appender that opened a journal before it was sealed has written by then. */
const SEALED_KEEP_MS = 60_000;

/**
 * The ledger's files in one working tree's `colophon` directory: see ARCHITECTURE.md.
 * Appending takes no lock: each line is written whole, and a sealed journal is read to its end wherever it has grown.
 * All methods throw the file system's own errors; callers say them once and go on.
 */
export class LedgerStore {
  constructor(readonly dir: string) {}

  append(lines: readonly string[]): void {
    if (lines.length === 0) return;
    fs.mkdirSync(this.dir, { recursive: true });
    const file = fs.openSync(this.#path('ledger.jsonl'), 'a+', 0o600);
    try {
      const { size } = fs.fstatSync(file);
      const last = Buffer.alloc(1);
      // After a crash the last line may be cut off; it must not swallow the next one.
      const torn = size > 0 && fs.readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 10;
      fs.writeSync(file, `${torn ? '\n' : ''}${lines.join('\n')}\n`);
    } finally {
      fs.closeSync(file);
    }
  }

  read(): Folded {
    return readLedger(this.dir);
  }

  /** Changes whenever the ledger does; equal stamps mean an equal ledger. */
  stamp(): string {
    return ['snapshot.jsonl', 'ledger.jsonl']
      .map((name) => {
        const stat = fs.statSync(this.#path(name), { throwIfNoEntry: false });
        return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : '-';
      })
      .join(' ');
  }

  /** Changes when the ledger was compacted: what writers rely on must be said again. */
  generation(): string {
    const stat = fs.statSync(this.#path('snapshot.jsonl'), { throwIfNoEntry: false });
    return stat ? `${stat.ino}:${stat.mtimeMs}` : '-';
  }

  /** Whether the hook may find AI text that is in no commit. */
  setPending(pending: boolean): void {
    const marker = this.#path('pending');
    if (!pending) fs.rmSync(marker, { force: true });
    else if (!fs.existsSync(marker)) {
      fs.mkdirSync(this.dir, { recursive: true });
      fs.writeFileSync(marker, '');
    }
  }

  /** Folds the journal into the snapshot where it has grown large. `id` names the sealed journal. */
  compactIfLarge(now: number, id: string, at = COMPACT_AT): boolean {
    const journal = fs.statSync(this.#path('ledger.jsonl'), { throwIfNoEntry: false });
    if (!journal || journal.size < at) return false;
    return this.#locked(now, () => {
      fs.renameSync(this.#path('ledger.jsonl'), this.#path(`ledger.${id}.jsonl`));
      const covered: Record<string, number> = {};
      for (const name of sealedJournals(this.dir)) covered[name] = fs.statSync(this.#path(name)).size;
      const folded = fold(ledgerLines(this.dir, covered));
      const header = JSON.stringify({ v: 1, folded: covered });
      const lines = compact(folded, now, KEEP_COMMITTED_MS, SNAPSHOT_MAX);
      const made = this.#path(`snapshot.${id}.tmp`);
      fs.writeFileSync(made, `${[header, ...lines].join('\n')}\n`, { mode: 0o600, flush: true });
      fs.renameSync(made, this.#path('snapshot.jsonl'));
      for (const name of Object.keys(covered)) {
        if (name === `ledger.${id}.jsonl`) continue;
        if (now - fs.statSync(this.#path(name)).mtimeMs > SEALED_KEEP_MS) fs.rmSync(this.#path(name));
      }
    });
  }

  #path(name: string): string {
    return path.join(this.dir, name);
  }

  #locked(now: number, work: () => void): boolean {
    const lock = this.#path('ledger.lock');
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      const stat = fs.statSync(lock, { throwIfNoEntry: false });
      if (stat && now - stat.mtimeMs > LOCK_STALE_MS) fs.rmSync(lock, { force: true });
      return false;
    }
    try {
      work();
      return true;
    } finally {
      fs.rmSync(lock, { force: true });
    }
  }
}
