import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerStore } from '../../../src/git/store/ledgerStore';
import { decideLines } from '../../../src/provenance/decide';
import type { Clipboard } from '../../../src/provenance/observe/observer';
import type { LineRecord } from '../../../src/provenance/source';
import { linesOf } from '../../../src/text/lines';
import { WorkingRecord } from '../../../src/workflow/commit/workingRecord';
import { type RecordedEvent, toSignals } from '../streams';

/** What `sessions.suite.ts` writes of a session that a real VS Code played. */
export interface PlayedSession {
  readonly name: string;
  /** The first 16 digits of the SHA-256 of the session's file. */
  readonly of: string;
  readonly host: string;
  readonly before: {
    readonly commit: string;
    readonly files: Readonly<Record<string, { readonly text: string; readonly open: boolean }>>;
  };
  readonly after: Readonly<Record<string, string>>;
  /** By file and line: what Colophon in that window recorded, with host signals. */
  readonly live: Readonly<Record<string, readonly string[]>>;
  /** What VS Code's own trailer said at the end, committed in its own view. */
  readonly builtIn: { readonly all: boolean; readonly chatAndAgent: boolean; readonly trailer: boolean };
  readonly events: readonly PlayedEvent[];
}

type PlayedEvent =
  | RecordedEvent
  | { readonly at: number; readonly file: string; readonly event: 'open'; readonly text: string }
  | {
      readonly at: number;
      readonly file: '';
      readonly event: 'reload';
      /** Their texts, as the window has them after it. */
      readonly files: Readonly<Record<string, string>>;
    }
  | {
      readonly at: number;
      readonly file: '';
      readonly event: 'head';
      readonly commit: string;
      readonly files: Readonly<Record<string, string>>;
    };

/**
 * Replays a session through the record of a working tree, with a real ledger in a temporary folder and a clock that
 * goes with the events. Answers the record of each line of the files in `after`.
 * `host: false` hides the host's own change reasons. `pace` gives each pause between two events another length.
 */
export async function replaySession(
  session: PlayedSession,
  { host, pace = (ms) => ms }: { host: boolean; pace?: (ms: number) => number },
): Promise<Record<string, LineRecord[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-session-'));
  try {
    const replay = new Replay(session, folder, host);
    let [before, at] = [0, 0];
    for (const event of session.events) {
      at += pace(Math.max(0, event.at - before));
      before = event.at;
      await replay.play({ ...event, at });
    }
    return await replay.end();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

class Replay {
  readonly #session: PlayedSession;
  readonly #host: boolean;
  readonly #store: LedgerStore;
  readonly #open = new Map<string, string>();
  readonly #clock = new Clock();
  #clipboard: Clipboard = {};
  #record: WorkingRecord;
  #head: { commit: string; files: Readonly<Record<string, string>> };
  #ids = 0;

  constructor(session: PlayedSession, folder: string, host: boolean) {
    const { commit, files } = session.before;
    this.#session = session;
    this.#host = host;
    this.#store = new LedgerStore(folder);
    this.#head = {
      commit,
      files: Object.fromEntries(Object.entries(files).map(([file, { text }]) => [file, text])),
    };
    this.#record = this.#newRecord();
    for (const [file, { text, open }] of Object.entries(files)) if (open) this.#openFile(file, text);
  }

  #newRecord(): WorkingRecord {
    return new WorkingRecord({
      store: this.#store,
      nameAssistant: (id) => id,
      isAgentActive: () => true,
      clipboard: this.#clipboard,
      now: () => this.#clock.now,
      newId: () => `w${this.#ids++}`,
      setTimer: (work, ms) => this.#clock.set(work, ms),
      inHead: async (file) => {
        const { commit, files } = this.#head;
        return Object.hasOwn(files, file) ? { text: files[file]!, commit } : undefined;
      },
      changed: () => {},
      failed: (error) => {
        throw error;
      },
    });
  }

  async play(event: PlayedEvent): Promise<void> {
    await this.#clock.advance(event.at);
    switch (event.event) {
      case 'head':
        this.#head = event;
        return this.#settle();
      case 'reload':
        this.#record.dispose();
        this.#clipboard = {};
        this.#record = this.#newRecord();
        for (const file of this.#open.keys()) this.#openFile(file, event.files[file]!);
        return settled();
      case 'open':
        if (this.#open.has(event.file)) return;
        return this.#openFile(event.file, (event as { text: string }).text);
      case 'close':
        this.#open.delete(event.file);
        return this.#record.close(event.file);
      case 'actions':
        for (const path of this.#open.keys()) this.#record.get(path)?.feed({ kind: 'actions', at: event.at });
        return;
      default: {
        const file = this.#record.get(event.file);
        if (!file) return;
        await file.ready;
        const before = this.#open.get(event.file)!;
        for (const signal of toSignals(event, this.#host, before)) {
          file.feed(signal);
          if (signal.kind === 'change') {
            let text = before;
            for (const { start, end, text: added } of signal.changes)
              text = text.slice(0, start) + added + text.slice(end);
            this.#open.set(event.file, text);
          }
        }
        return settled();
      }
    }
  }

  async end(): Promise<Record<string, LineRecord[]>> {
    await this.#clock.advance(this.#clock.now + 10_000);
    const isOld = (commit: string) => commit === 'base' || commit === this.#session.before.commit;
    const result: Record<string, LineRecord[]> = {};
    for (const [path, after] of Object.entries(this.#session.after)) {
      const open = this.#open.get(path);
      if (open !== undefined && open !== after)
        throw new Error(`${this.#session.name}: ${path} is replayed as ${JSON.stringify(open)}`);
      this.#record.flush();
      const file = this.#record.get(path) ?? this.#record.open(path, after);
      await file.ready;
      await this.#clock.advance(this.#clock.now + 1000);
      const { text, runs } = file.observer!;
      const lines = linesOf(text).map((_, i) => i + 1);
      result[path] = decideLines(text, runs, lines, isOld);
    }
    return result;
  }

  #openFile(file: string, text: string): void {
    this.#open.set(file, text);
    this.#record.open(file, text);
  }

  /** As the editor does when HEAD has moved. */
  #settle(): Promise<void> {
    const { commit, files } = this.#head;
    this.#record.rebaseOnHead(new Map(Object.entries(files)), commit);
    return settled();
  }
}

/** Lets what was promised happen. */
const settled = (): Promise<void> => new Promise((fulfil) => setImmediate(fulfil));

/** Time that stands still between two events. */
class Clock {
  now = 0;
  #timers: { readonly at: number; readonly work: () => void }[] = [];

  set(work: () => void, ms: number): { cancel(): void } {
    const timer = { at: this.now + ms, work };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      },
    };
  }

  async advance(to: number): Promise<void> {
    for (;;) {
      await settled();
      const next = this.#timers.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      next.work();
    }
    this.now = Math.max(this.now, to);
  }
}
