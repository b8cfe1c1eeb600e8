import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { AuditedCommit } from './auditCommit';
import type { CarriedFile } from './auditExposure';
import type { AuditTally } from './auditTally';
import type { TermsUse } from './auditTerms';

/** What is kept of one commit, in the order of the history. */
export type AuditEvent =
  | {
      readonly kind: 'audited';
      readonly commit: AuditedCommit;
      readonly uses: readonly TermsUse[];
      /** By the file's index in `commit.files`, the deciding zone of today's policy, and of the policy at that time; null without one. */
      readonly zones: readonly (string | null)[];
      readonly zonesThen: readonly (string | null)[];
      /** Of those zones, which are for training data. */
      readonly trainingThen: readonly string[];
    }
  | { readonly kind: 'carried'; readonly files: readonly CarriedFile[] };

/** A part of the history that has been read. */
interface AuditChunk {
  /** Commits read so far. */
  readonly done: number;
  /** The sums so far, over all of it. */
  readonly tally: AuditTally;
  readonly events: readonly AuditEvent[];
}

/** More than the audit of a million commits needs; beyond, it is read again. */
const maxBytes = 512 * 1024 * 1024;
const prefix = 'audit-';

/**
 * What an audit has found so far, under git's own directory: one line a part of the history, each appended whole. A
 * line that was cut off, or is out of its order, ends what is taken over. It is of one list of commits, one policy and
 * one set of options: `key` is their digest, and with another one nothing is found.
 */
export class AuditJournal {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#file = join(folder, `${prefix}${key}.jsonl`);
  }

  /** The parts that are there, in order; what other audits have left is removed. */
  read(): AuditChunk[] {
    this.#clear((name) => join(this.#folder, name) !== this.#file);
    const chunks: AuditChunk[] = [];
    try {
      if (!existsSync(this.#file) || statSync(this.#file).size > maxBytes) return [];
      const lines = readFileSync(this.#file, 'utf8').split('\n');
      // Without its line break, the last one was cut off.
      lines.pop();
      for (const line of lines) {
        const chunk = JSON.parse(line) as AuditChunk & { number: number };
        if (chunk.number < chunks.length) continue;
        if (chunk.number > chunks.length) break;
        chunks.push(chunk);
      }
    } catch {
      // What was read so far is whole.
    }
    // So that nothing is appended to half a line.
    if (chunks.length > 0) this.#write(chunks);
    else this.remove();
    return chunks;
  }

  append(number: number, chunk: AuditChunk): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      appendFileSync(this.#file, `${JSON.stringify({ number, ...chunk })}\n`);
    } catch {
      // A disk that is full, or not ours to write to, makes the audit no longer and no less.
    }
  }

  remove(): void {
    this.#clear((name) => join(this.#folder, name) === this.#file);
  }

  #write(chunks: readonly AuditChunk[]): void {
    try {
      writeFileSync(
        this.#file,
        chunks.map((chunk, number) => `${JSON.stringify({ number, ...chunk })}\n`).join(''),
      );
    } catch {
      // As above.
    }
  }

  #clear(isStale: (name: string) => boolean): void {
    try {
      for (const name of existsSync(this.#folder) ? readdirSync(this.#folder) : []) {
        if (name.startsWith(prefix) && name.endsWith('.jsonl') && isStale(name))
          rmSync(join(this.#folder, name), { force: true });
      }
    } catch {
      // As above.
    }
  }
}
