import type { LedgerStore } from '../../git/store/ledgerStore';
import { restoreBase, settleBase } from '../../provenance/carry/base';
import { carryFrom } from '../../provenance/carry/carry';
import { firstRuns } from '../../provenance/carry/firstRuns';
import { type Entry, encodeEdits, encodeRuns, isReportStream } from '../../provenance/entry';
import type { FileState } from '../../provenance/ledger';
import type { KnownAssistants } from '../../provenance/observe/classify';
import { type Clipboard, Observer, type Recorded } from '../../provenance/observe/observer';
import type { Signal } from '../../provenance/observe/signals';
import type { Runs } from '../../provenance/runs';
import type { Source } from '../../provenance/source';

/** Entries are written this long after the first of them, in milliseconds. */
const FLUSH_MS = 150;

export interface RecordPorts extends KnownAssistants {
  readonly store: LedgerStore;
  readonly clipboard: Clipboard;
  readonly now: () => number;
  /** Names this window's streams; unlike any other window's. */
  readonly newId: () => string;
  readonly setTimer: (work: () => void, ms: number) => { cancel(): void };
  /** The text of a path in HEAD and that commit; `undefined` where there is none. */
  readonly inHead: (path: string) => Promise<{ text: string; commit: string } | undefined>;
  /** Something was recorded or declared: what is shown may have changed. */
  readonly changed: (path: string, source: Source | undefined) => void;
  /** The ledger could not be written or read. Text is kept and tried again. */
  readonly failed: (error: unknown) => void;
}

/** What a file held after an agent's edit, by the agent's own hook. */
interface Report {
  readonly text: string;
  readonly runs: Runs;
}

/** One open document: its observer, and what of it has not been written yet. */
export class FileRecord {
  readonly path: string;
  readonly #ports: RecordPorts;
  readonly #stream: string;
  readonly #stateOf: (path: string) => FileState | undefined;
  #observer: Observer | undefined;
  /** Signals that came before the first state was known. */
  #early: Signal[] = [];
  /** The state that the ledger must hold before the edits can follow; gone once it is written. */
  #anchor: { text: string; runs: Runs } | undefined;
  #generation: string | undefined;
  #unwritten: string[] = [];
  #edits: Recorded[] = [];
  /** There is AI text in them. */
  #hasAi = false;
  #timer: { cancel(): void } | undefined;
  #flushTimer: { cancel(): void } | undefined;
  #savedAt: number | undefined;
  /** What agents' hooks have reported of this file, to be taken over as soon as nothing is waiting. */
  #reports: Report[] = [];
  /** How to settle the runs on what HEAD has, as soon as nothing is waiting. */
  #settleOn: ((text: string, runs: Runs) => Runs)[] = [];
  /** The commit that was settled on last. */
  #commit: string | undefined;
  #restoreTimer: { cancel(): void } | undefined;
  /** Resolves when the document is being observed. */
  readonly ready: Promise<void>;

  constructor(
    path: string,
    text: string,
    ports: RecordPorts,
    stateOf: (path: string) => FileState | undefined,
  ) {
    this.path = path;
    this.#ports = ports;
    this.#stream = `${ports.newId()}:${path}`;
    this.#stateOf = stateOf;
    this.ready = this.#start(text);
  }

  /** `undefined` until `ready`. */
  get observer(): Observer | undefined {
    return this.#observer;
  }

  feed(signal: Signal): void {
    const observer = this.#observer;
    if (!observer) {
      this.#early.push(signal);
      return;
    }
    observer.feed(signal);
    if (signal.kind === 'saved') this.#savedAt = signal.at;
    this.#noteSave();
    this.#arm();
  }

  /** A save is noted once all that was saved has been read. */
  #noteSave(): void {
    if (this.#savedAt === undefined || this.#observer?.waiting !== false) return;
    this.#encode();
    this.#unwritten.push(JSON.stringify({ t: 'saved', s: this.#stream, at: this.#savedAt } satisfies Entry));
    this.#savedAt = undefined;
    this.flush();
  }

  /** A person says where `[start, end)` came from. */
  declare(start: number, end: number, change: (source: Source | null) => Source): void {
    this.#observer?.declare(start, end, change);
    this.flush();
  }

  /** An agent's hook has reported what it wrote. */
  takeOver(report: Report): void {
    this.#reports.push(report);
    this.#catchUp();
  }

  rebaseOnHead(head: string, commit: string): void {
    this.#commit = commit;
    this.#settleOn.push((text, runs) => settleBase(text, runs, head, commit));
    this.#catchUp();
  }

  /** Writes to the ledger what it does not have yet. What cannot be written now is kept. */
  flush(): void {
    this.#flushTimer?.cancel();
    this.#flushTimer = undefined;
    this.#encode();
    if (this.#unwritten.length === 0) return;
    try {
      const { store } = this.#ports;
      const generation = store.generation();
      const lines = this.#anchor ? [this.#textEntry(this.#anchor), ...this.#unwritten] : this.#unwritten;
      if (this.#hasAi) store.appendPending(lines);
      else store.append(lines);
      this.#hasAi = false;
      this.#unwritten = [];
      this.#anchor = undefined;
      // A compacted ledger may have let this document's state go: say it again, whole.
      const observer = this.#observer;
      if (
        this.#generation !== undefined &&
        this.#generation !== generation &&
        observer &&
        !observer.waiting
      ) {
        store.append([this.#textEntry(observer)]);
      }
      this.#generation = generation;
      store.compactIfLarge(this.#ports.now(), this.#ports.newId());
    } catch (error) {
      this.#ports.failed(error);
    }
  }

  close(): void {
    this.#observer?.drain();
    this.#timer?.cancel();
    this.#restoreTimer?.cancel();
    this.#noteSave();
    this.flush();
    this.#flushTimer?.cancel();
  }

  async #start(text: string): Promise<void> {
    // It may be about a text that a window had when it was closed before it could take it over.
    const report = this.#stateOf(this.path)?.versions.find(
      ({ stream }) => stream !== undefined && isReportStream(stream),
    );
    if (report) this.#reports.push(report);
    const runs = await this.#firstRuns(text);
    this.#anchor = { text, runs };
    this.#observer = new Observer(text, runs, {
      nameAssistant: this.#ports.nameAssistant,
      isAgentActive: () => this.#ports.isAgentActive?.() === true,
      clipboard: this.#ports.clipboard,
      lookUp: (wanted, gap) => {
        const versions = this.#stateOf(this.path)?.versions ?? [];
        const known = versions.find((version) => version.text === wanted)?.runs;
        return known ?? (versions.length > 0 ? carryFrom(versions, wanted, gap) : undefined);
      },
      record: (recorded, source) => this.#record(recorded, source),
    });
    const early = this.#early;
    this.#early = [];
    for (const signal of early) this.feed(signal);
    this.#catchUp();
  }

  /** What is known of a text as it is opened: by the ledger, else by HEAD. The rest nobody saw come. */
  async #firstRuns(text: string): Promise<Runs> {
    const unseen: Source = { origin: 'unknown', cause: 'unobserved', at: this.#ports.now() };
    const versions = this.#stateOf(this.path)?.versions ?? [];
    // Then HEAD need not be read.
    const isKnown = versions.some((version) => version.text === text);
    const head = isKnown
      ? undefined
      : await this.#ports.inHead(this.path).catch((error: unknown) => {
          this.#ports.failed(error);
          return undefined;
        });
    return firstRuns(versions, text, head, unseen);
  }

  #record(recorded: Recorded, source: Source | undefined): void {
    this.#hasAi ||= recorded.inserted.some((runs) => runs.some((run) => run.source?.origin === 'ai'));
    if (!this.#join(recorded)) this.#edits.push(recorded);
    this.#flushTimer ??= this.#ports.setTimer(() => this.flush(), FLUSH_MS);
    this.#ports.changed(this.path, source);
    if (source?.cause === 'disk') void this.#lookAtHead((head) => this.rebaseOnHead(head.text, head.commit));
    if (source?.cause === 'agent')
      this.#restoreTimer ??= this.#ports.setTimer(() => this.#restore(), FLUSH_MS);
  }

  /** Keys typed one after another are one entry. */
  #join(recorded: Recorded): boolean {
    const last = this.#edits[this.#edits.length - 1];
    const a = last?.edit.length === 1 ? last.edit[0] : undefined;
    const b = recorded.edit.length === 1 ? recorded.edit[0] : undefined;
    if (!last || !a || !b || b.start !== b.end || b.start !== a.start + a.text.length) return false;
    const [run, ...others] = recorded.inserted[0]!;
    const [before, ...more] = last.inserted[0]!;
    if (
      !run ||
      !before ||
      others.length > 0 ||
      more.length > 0 ||
      !sameRuns([{ ...run, length: 1 }], [{ ...before, length: 1 }])
    )
      return false;
    this.#edits[this.#edits.length - 1] = {
      edit: [{ ...a, text: a.text + b.text }],
      inserted: [[{ length: before.length + run.length, source: before.source }]],
      lengthBefore: last.lengthBefore,
    };
    return true;
  }

  #encode(): void {
    this.#unwritten.push(...encodeEdits(this.#stream, this.#edits, this.#ports.now()));
    this.#edits = [];
  }

  #textEntry({ text, runs }: { text: string; runs: Runs }): string {
    const entry: Entry = {
      t: 'text',
      s: this.#stream,
      p: this.path,
      x: text,
      r: encodeRuns(runs),
      at: this.#ports.now(),
    };
    return JSON.stringify(entry);
  }

  /** Text that came from elsewhere may be what HEAD has: then it is base, not an insertion. */
  async #lookAtHead(then: (head: { text: string; commit: string }) => void): Promise<void> {
    const head = await this.#ports.inHead(this.path).catch(() => undefined);
    if (head) then(head);
  }

  /** What a program seems to have written may be what was committed: as when a hunk is discarded. */
  #restore(): void {
    this.#restoreTimer = undefined;
    void this.#lookAtHead((head) => {
      // A commit of this very moment has it as new text.
      if (this.#commit !== undefined && this.#commit !== head.commit) return;
      this.#settleOn.push((text, runs) => restoreBase(text, runs, head.text));
      this.#catchUp();
    });
  }

  /** Does what had to wait until all changes are read. */
  #catchUp(): void {
    const observer = this.#observer;
    if (!observer || observer.waiting) return;
    const reports = this.#reports;
    this.#reports = [];
    for (const report of reports) observer.takeOver(report);
    this.#trySettle();
  }

  #trySettle(): void {
    if (this.#settleOn.length === 0 || !this.#observer) return;
    this.flush();
    this.#observer.rebase((text, runs) => {
      const settled = this.#settleOn.reduce((so, settle) => settle(text, so), runs);
      this.#settleOn = [];
      if (sameRuns(settled, runs)) return runs;
      if (this.#anchor) this.#anchor = { text, runs: settled };
      else this.#unwritten.push(this.#textEntry({ text, runs: settled }));
      this.#ports.changed(this.path, undefined);
      return settled;
    });
    this.flush();
  }

  /** The observer waits for what may not come; somebody must tell it that time has passed. */
  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const deadline = this.#observer?.deadline;
    if (deadline === undefined) {
      this.#catchUp();
      return;
    }
    this.#timer = this.#ports.setTimer(
      () => {
        this.#observer?.tick(this.#ports.now());
        this.#noteSave();
        this.#arm();
      },
      Math.max(1, deadline - this.#ports.now()),
    );
  }
}

export function sameRuns(a: Runs, b: Runs): boolean {
  if (a === b) return true;
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}
