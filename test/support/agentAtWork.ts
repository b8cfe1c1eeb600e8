import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerStore } from '../../src/git/store/ledgerStore';
import { ends } from '../../src/provenance/carry/alignSeen';
import { carry, carryFrom } from '../../src/provenance/carry/carry';
import { encodeRuns, reportStream } from '../../src/provenance/entry';
import type { HostReason } from '../../src/provenance/observe/signals';
import type { Runs } from '../../src/provenance/runs';
import type { Source } from '../../src/provenance/source';
import { WorkingRecord } from '../../src/workflow/commit/workingRecord';
import { toMarks } from './marks';

const path = 'a.ts';
const typed: HostReason = { source: 'cursor', metadata: { kind: 'type', detailedSource: 'keyboard' } };
const reloaded: HostReason = { source: 'reloadFromDisk', metadata: {} };

/** As an agent's hook does after its edit of `file`, which took the text from `before` to `after`. */
export function reportEdit(
  store: LedgerStore,
  file: string,
  before: string,
  after: string,
  assistant: string,
): void {
  const at = Date.now();
  const unknown: Source = { origin: 'unknown', cause: 'missing' };
  const versions = store.read().files.get(file)?.versions ?? [];
  const known = versions.find((one) => one.text === before)?.runs ?? carryFrom(versions, before, unknown);
  const source: Source = { origin: 'ai', evidence: 'reported', cause: 'tool-call', assistant, at };
  const r = encodeRuns(carry(before, known, after, source, ends));
  store.appendPending([JSON.stringify({ t: 'text', s: reportStream(file), p: file, x: after, r, at })]);
}

/** One file, the ledger of its working tree, and an agent that edits the file and whose hook reports it. */
export class AgentAtWork {
  readonly store: LedgerStore;
  readonly #folder = mkdtempSync(join(tmpdir(), 'colophon-agent-'));
  #reports: (() => void)[] = [];

  constructor(public disk: string) {
    this.store = new LedgerStore(join(this.#folder, 'colophon'));
  }

  /** The agent writes; what its hook will report waits for `report`. */
  write(text: string, assistant = 'claude-code'): void {
    const before = this.disk;
    this.disk = text;
    this.#reports.push(() => reportEdit(this.store, path, before, text, assistant));
  }

  /** The hooks of all edits so far have run. */
  report(): void {
    for (const report of this.#reports) report();
    this.#reports = [];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

let streams = 0;

/** A window that has the file open. It sees what others did only when it is told to look. */
export class Window {
  readonly record: WorkingRecord;
  /** What the record said of AI text: the assistants, in order. */
  readonly told: (string | undefined)[] = [];
  text: string;
  isDirty = false;
  readonly #agent: AgentAtWork;

  private constructor(agent: AgentAtWork) {
    this.#agent = agent;
    this.text = agent.disk;
    this.record = new WorkingRecord({
      store: agent.store,
      nameAssistant: () => 'github-copilot',
      clipboard: {},
      now: Date.now,
      newId: () => `window${streams++}`,
      setTimer: () => ({ cancel: () => {} }),
      inHead: async () => undefined,
      changed: (_path, source) => source?.origin === 'ai' && this.told.push(source.assistant),
      failed: (error) => {
        throw error;
      },
    });
  }

  static async on(agent: AgentAtWork): Promise<Window> {
    const window = new Window(agent);
    await window.open();
    return window;
  }

  async open(): Promise<void> {
    this.text = this.#agent.disk;
    this.isDirty = false;
    await this.record.open(path, this.text).ready;
  }

  close(): void {
    this.record.close(path);
  }

  type(start: number, text: string, end = start): void {
    this.isDirty = true;
    this.#change(start, end, text, typed);
  }

  save(): void {
    this.#agent.disk = this.text;
    this.isDirty = false;
    this.record.get(path)?.feed({ kind: 'saved', at: Date.now() });
    this.record.flush();
  }

  /** The editor looks at the disk; it keeps what is not saved, unless the person discards it. */
  look(discard = false): void {
    if (this.isDirty && !discard) return;
    this.isDirty = false;
    // The lines between the first and the last that differ: as VS Code takes over a text.
    const lines = (text: string) => text.split(/(?<=\n)/);
    const [before, after] = [lines(this.text), lines(this.#agent.disk)];
    const shorter = Math.min(before.length, after.length);
    let head = 0;
    while (head < shorter && before[head] === after[head]) head++;
    let tail = 0;
    while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
    const middle = (all: string[]) => all.slice(head, all.length - tail).join('');
    const start = before.slice(0, head).join('').length;
    if (this.text !== this.#agent.disk)
      this.#change(start, start + middle(before).length, middle(after), reloaded);
    this.record.flush();
  }

  /** The watcher has told that the ledger was written. */
  notice(): void {
    this.record.takeOver();
    this.record.flush();
  }

  get runs(): Runs {
    const { observer } = this.record.get(path)!;
    observer!.drain();
    return observer!.runs;
  }

  get marks(): string {
    return toMarks(this.text, this.runs, { evidence: true });
  }

  /** What the ledger says of the text, which is what a commit will count. */
  get ledger(): string | undefined {
    this.record.flush();
    const version = this.#agent.store
      .read()
      .files.get(path)
      ?.versions.find((one) => one.text === this.text);
    return version && toMarks(version.text, version.runs, { evidence: true });
  }

  #change(start: number, end: number, text: string, host: HostReason): void {
    const lines = this.text.slice(0, start).split('\n');
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.record.get(path)!.feed({
      kind: 'change',
      at: Date.now(),
      dirty: this.isDirty,
      active: true,
      host,
      changes: [{ start, end, text, line: lines.length - 1, character: lines.at(-1)!.length }],
    });
  }
}
