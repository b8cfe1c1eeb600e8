import { LedgerTail } from '../../git/store/ledgerTail';
import { settleBase } from '../../provenance/carry/base';
import { isReported } from '../../provenance/carry/takeOver';
import { type Entry, encodeRuns, isReportStream, reportStream } from '../../provenance/entry';
import type { FileState, Folded, Version } from '../../provenance/ledger';
import { decodeRuns, parseEntry } from '../../provenance/parseEntry';
import { mapSources } from '../../provenance/runs';
import type { Source } from '../../provenance/source';
import { isCallUnderWay } from '../agents/openCalls';
import { FileRecord, type RecordPorts, sameRuns } from './fileRecord';

/** What a report calls written is of its own edit where it is not older, in milliseconds. */
const OWN_EDIT_MS = 10_000;

/**
 * The record of one working tree, made while one window works in it: an observer for each open document, and the
 * ledger that they are written to.
 */
export class WorkingRecord {
  readonly #ports: RecordPorts;
  readonly #files = new Map<string, FileRecord>();
  readonly #tail: LedgerTail;
  #cache: { stamp: string; folded: Folded } | undefined;

  constructor(ports: RecordPorts) {
    this.#ports = ports;
    this.#tail = new LedgerTail(ports.store.dir);
  }

  /** Starts or goes on observing `path` (POSIX, from the root), whose text is `text`. */
  open(path: string, text: string): FileRecord {
    this.#files.get(path)?.close();
    const file = new FileRecord(path, text, this.#ports, (wanted) => this.stateOf(wanted));
    this.#files.set(path, file);
    return file;
  }

  close(path: string): void {
    this.#files.get(path)?.close();
    this.#files.delete(path);
  }

  get(path: string): FileRecord | undefined {
    return this.#files.get(path);
  }

  openPaths(): Iterable<string> {
    return this.#files.keys();
  }

  /** The ledger as it is on the disk. */
  folded(): Folded {
    try {
      const stamp = this.#ports.store.stamp();
      if (this.#cache?.stamp !== stamp) this.#cache = { stamp, folded: this.#ports.store.read() };
      return this.#cache.folded;
    } catch (error) {
      this.#ports.failed(error);
      return { files: new Map(), attestations: [], broken: 0 };
    }
  }

  stateOf(path: string): FileState | undefined {
    return this.folded().files.get(path);
  }

  renamed(from: string, to: string): void {
    this.flush();
    this.#append([{ t: 'moved', p: from, to, at: this.#ports.now() }]);
  }

  /** Writes what is waiting to be written. */
  flush(): void {
    for (const file of this.#files.values()) file.flush();
  }

  /** The ledger was written: what agents' hooks have reported in it since is taken over. */
  takeOver(): void {
    this.#guard(() => {
      for (const line of this.#tail.next()) {
        // Most of it is what windows have written.
        const entry = line.includes(reportStream('')) ? parseEntry(line) : undefined;
        const runs =
          entry?.t === 'text' && isReportStream(entry.s) ? decodeRuns(entry.r, entry.x.length) : undefined;
        if (entry?.t !== 'text' || !runs) continue;
        this.#files.get(entry.p)?.takeOver({ text: entry.x, runs });
        const sources = runs.map((run) => run.source).filter(isReported);
        const own = sources.findLast(({ at = 0 }) => entry.at - at <= OWN_EDIT_MS);
        if (own) this.#ports.changed(entry.p, own);
      }
    });
  }

  /**
   * After a commit, a checkout, a pull, a reset: lines that stand in HEAD are no longer insertions of the working tree.
   * `headTexts` gives the text in HEAD of each path that the ledger knows.
   */
  rebaseOnHead(headTexts: ReadonlyMap<string, string>, commit: string): void {
    this.flush();
    const at = this.#ports.now();
    const { entries, pending } = this.#settled(headTexts, commit, at);
    for (const [path, head] of headTexts) this.#files.get(path)?.rebaseOnHead(head, commit);
    this.#append(entries);
    this.flush();
    this.#guard(() => {
      const { store } = this.#ports;
      // An attestation alone is nothing to say: it is about AI lines, which are pending themselves until they are committed.
      const isCall = () => isCallUnderWay({ colophonDir: store.dir }, at);
      if (pending) store.setPending(true);
      else if (!isCall()) {
        store.setPending(false);
        // Another process may have written AI text, or begun to, since the ledger was read.
        if (isCall() || this.#settled(headTexts, commit, at).pending) store.setPending(true);
      }
      store.compactIfLarge(at, this.#ports.newId());
    });
  }

  /** What is to be written of files that are not open, and whether there is AI text that is in no commit. */
  #settled(
    headTexts: ReadonlyMap<string, string>,
    commit: string,
    at: number,
  ): { entries: Entry[]; pending: boolean } {
    const entries: Entry[] = [];
    let pending = false;
    for (const [path, state] of this.folded().files) {
      const head = headTexts.get(path);
      for (const [age, version] of state.versions.entries()) {
        const runs = head === undefined ? version.runs : settleBase(version.text, version.runs, head, commit);
        pending ||= runs.some((run) => run.source?.origin === 'ai' && run.source.commit === undefined);
        pending ||= age === 0 && isTakenBack(version, head ?? '');
        // An open document is written by its own record; the others' latest text only, which is what will be carried.
        if (age > 0 || this.#files.has(path) || sameRuns(runs, version.runs)) continue;
        entries.push({ t: 'text', s: `settled#${path}`, p: path, x: version.text, r: encodeRuns(runs), at });
      }
    }
    return { entries, pending };
  }

  #append(entries: readonly Entry[]): void {
    this.#guard(() => this.#ports.store.append(entries.map((entry) => JSON.stringify(entry))));
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#ports.failed(error);
    }
  }

  dispose(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}

/**
 * It has AI text that was committed, and is not in HEAD: as after a reset, or on another branch, from where it can come
 * without a sign (`checkout <branch> -- <path>`, `cherry-pick --no-commit`).
 */
function isTakenBack({ text, runs }: Version, head: string): boolean {
  if (!runs.some(({ source }) => source?.origin === 'ai')) return false;
  return settleBase(text, mapSources(runs, withoutCommit), head, 'HEAD').some(
    ({ source }) => source?.origin === 'ai' && source.commit === undefined,
  );
}

function withoutCommit(source: Source | null): Source | null {
  if (source?.commit === undefined) return source;
  const { commit: _, ...rest } = source;
  return rest;
}
