import { ChunkedText } from '../../text/chunks';
import { defined } from '../../text/defined';
import { type Edit, rangesAfter, type Span } from '../../text/edit';
import { ends } from '../carry/alignSeen';
import { copied, keptRuns, moved, pastedRuns, replacedRuns, type Sourced } from '../carry/rearrange';
import { takeOver } from '../carry/takeOver';
import { RunList } from '../runList';
import { concatRuns, mapSources, type Runs, runsOf, sliceRuns } from '../runs';
import type { Source } from '../source';
import { classify, type KnownAssistants } from './classify';
import { invert, UndoHistory } from './history';
import type { Reading } from './observation';
import { LINE_ENDS, markDirty, type Pending, pairRequest, pairSelection, patience, twinOf } from './pending';
import { agentSource, isModelStream, type ProgramStream, streamOn } from './programEdits';
import { isRenaming } from './rename';
import type { ChangeSignal, CopySignal, SelectionSignal, Signal, SuggestionSignal } from './signals';

const SAVE_MS = 10_000;
const CUT_MS = 200;
/** A paste is applied at most this long after it was offered. */
const PASTE_MS = 5000;

/** Text copied or cut in one of this window's editors, with its sources. One a window. */
export interface Clipboard {
  copied?: Sourced;
}

/** One edit with the sources of what it inserted: what the ledger keeps. */
export interface Recorded {
  readonly edit: Edit;
  readonly inserted: readonly Runs[];
  /** The text's length before, to notice a ledger that has lost an entry. */
  readonly lengthBefore: number;
}

interface ObserverPorts extends KnownAssistants {
  readonly clipboard: Clipboard;
  /** What is known of a text that appeared on the disk, by its content, with `gap` for the rest; `undefined` for nothing. */
  readonly lookUp: (text: string, gap: Source) => Runs | undefined;
  readonly record: (recorded: Recorded, reading: Source | undefined) => void;
}

interface RecentCut {
  readonly edit: Edit;
  readonly removed: readonly Sourced[];
  readonly at: number;
}

/**
 * Follows one document: signals in, recorded edits out. A change is read once what follows it has come or is overdue;
 * until then it waits in a queue, so the text runs ahead of the runs.
 * Reads no clock: time comes with each signal, and `tick` says that it has passed.
 */
export class Observer {
  #text: ChunkedText;
  #runs: RunList;
  readonly #ports: ObserverPorts;
  readonly #history = new UndoHistory();
  #queue: Pending[] = [];
  /** When the save under way began; a save that failed says nothing. */
  #saving: number | undefined;
  #paste: { text: string; at: number } | undefined;
  #suggestion: SuggestionSignal | undefined;
  #jumped: SelectionSignal | undefined;
  /** What extensions that nobody names are writing. */
  #stream: ProgramStream | undefined;
  #previous: { source: Source; at: number; text: string } | undefined;
  #actions: { at: number; last: boolean } | undefined;
  /** What the last change took away, where it did nothing else. */
  #cut: RecentCut | undefined;

  constructor(text: string, runs: Runs, ports: ObserverPorts) {
    this.#text = new ChunkedText(text);
    this.#runs = new RunList(runs);
    this.#ports = ports;
  }

  /** The text with all signals so far. */
  get text(): string {
    return this.#text.toString();
  }

  get length(): number {
    return this.#text.length;
  }

  /** Complete only after `drain`. */
  get runs(): Runs {
    return this.#runs.runs;
  }

  /** The runs of `[start, end)`, at the cost of these; as complete as `runs`. */
  runsIn(start: number, end: number): Runs {
    return this.#runs.slice(start, end);
  }

  get waiting(): boolean {
    return this.#queue.length > 0;
  }

  /** When `tick` has something to do, if nothing else comes. */
  get deadline(): number | undefined {
    const head = this.#queue[0];
    return head && head.signal.at + patience(head);
  }

  feed(signal: Signal): void {
    switch (signal.kind) {
      case 'change':
        return this.#change(signal);
      case 'selection':
        return this.#select(signal);
      case 'dirty':
        if (signal.dirty) markDirty(this.#queue);
        return this.tick(signal.at);
      case 'willSave':
        // What is waiting goes on waiting: a person may save before the editor has said all of the last change.
        this.#saving = signal.at;
        return;
      case 'saved':
        this.#saving = undefined;
        return;
      case 'paste':
        this.#paste = { text: signal.text, at: signal.at };
        return;
      case 'copy':
        return this.#copy(signal);
      case 'suggestion':
        return this.#suggest(signal);
      case 'actions':
        this.#actions = { at: signal.at, last: true };
        return;
    }
  }

  /** Reads the changes that have waited long enough. */
  tick(now: number): void {
    for (let head = this.#queue[0]; head; head = this.#queue[0]) {
      if (now < head.signal.at + patience(head)) return;
      this.#queue.shift();
      this.#read(head);
    }
  }

  /** Reads all changes with what has been seen by now. */
  drain(): void {
    this.tick(Number.POSITIVE_INFINITY);
  }

  /** Puts other runs under the text, after a commit or a look at the base. Only while nothing is waiting. */
  rebase(change: (text: string, runs: Runs) => Runs): boolean {
    if (this.waiting) return false;
    this.#runs = new RunList(change(this.text, this.runs));
    return true;
  }

  /** An agent's hook says what it wrote. Only while nothing is waiting. */
  takeOver(report: { readonly text: string; readonly runs: Runs }): void {
    if (this.waiting) return;
    const { text } = this;
    const taken = takeOver(text, this.runs, report);
    if (taken.length === 0) return;
    const edit: Edit = taken.map(({ start, end }) => ({ start, end, text: text.slice(start, end) }));
    const inserted = taken.map(({ start, end, source }) => runsOf(end - start, source));
    this.#apply(
      edit,
      inserted,
      edit.map((r) => r.text),
      undefined,
      true,
    );
  }

  /** A person says where `[start, end)` came from. */
  declare(start: number, end: number, change: (source: Source | null) => Source): void {
    this.drain();
    const text = this.#text.slice(start, end);
    const runs = mapSources(this.#runs.slice(start, end), change);
    this.#apply([{ start, end, text }], [runs], [text], undefined, true);
  }

  #change(signal: ChangeSignal): void {
    // The editor sends the last change first, and so of several at one offset.
    const changes = [...signal.changes].reverse().sort((a, b) => a.start - b.start || a.end - b.end);
    if (changes.length === 0) return;
    // What is still waiting has had its turn for a selection: the pair comes in order.
    const whole = signal.reason !== undefined || signal.host?.source.startsWith('Chat.') === true;
    const textBefore = whole ? this.text : undefined;
    const isLook = signal.diskMoved === true || signal.host?.source === 'reloadFromDisk';
    const renames = isRenaming(this.#text, changes);
    const twins = changes.map((change) => twinOf(this.#text, change));
    const removed: string[] = [];
    for (let i = changes.length - 1; i >= 0; i--) {
      removed.unshift(this.#text.replace(changes[i]!.start, changes[i]!.end, changes[i]!.text));
    }
    const paste = this.#paste;
    if (paste && signal.at - paste.at > PASTE_MS) this.#paste = undefined;
    const seen = defined({
      paste: this.#paste?.text,
      before: this.#suggestion,
      jumped: this.#jumped,
      actions: this.#actions,
      textBefore,
      textAfter: whole || isLook ? this.text : undefined,
    });
    this.#queue.push({
      signal: { ...signal, changes },
      removed,
      twins,
      saving: this.#saving !== undefined && signal.at - this.#saving <= SAVE_MS,
      ...seen,
      renames,
      asked: false,
      dirty: signal.dirty,
    });
    this.#suggestion = undefined;
    this.#jumped = undefined;
    this.#leaveMenu();
    this.tick(signal.at);
  }

  #select(signal: SelectionSignal): void {
    pairSelection(this.#queue, signal);
    const isOfChange = this.#queue[this.#queue.length - 1]?.selection === signal;
    this.#jumped = isOfChange || signal.by !== undefined ? undefined : signal;
    // Who moves the cursor has left the menu.
    if (signal.by !== undefined) this.#leaveMenu();
    this.tick(signal.at);
  }

  #leaveMenu(): void {
    if (this.#actions) this.#actions = { ...this.#actions, last: false };
  }

  #suggest(signal: SuggestionSignal): void {
    pairRequest(this.#queue, signal);
    this.#suggestion = signal;
    this.tick(signal.at);
  }

  #copy(signal: CopySignal): void {
    this.drain();
    const cut = this.#cut && isCutOf(this.#cut, signal) ? this.#cut : undefined;
    const parts = cut
      ? cut.removed
      : signal.ranges.map((r) => ({
          text: this.#text.slice(r.start, r.end),
          runs: this.#runs.slice(r.start, r.end),
        }));
    const taken = cut ? moved : copied;
    this.#ports.clipboard.copied = {
      text: parts.map((part) => part.text).join('\n'),
      runs: concatRuns(
        parts.flatMap(({ runs }, i) => [...(i > 0 ? [moved(runsOf(1, null))] : []), taken(runs)]),
      ),
    };
  }

  #read(pending: Pending): void {
    const { signal, removed } = pending;
    const previous = this.#previous && { previous: this.#previous };
    const reading = classify({ ...pending, disk: !pending.dirty, ...previous }, this.#ports);
    if (reading.as === 'paste') this.#paste = undefined;
    if (reading.as === 'restore') return this.#restore(pending);
    const edit: Edit = signal.changes.map(({ start, end, text }) => ({ start, end, text }));
    const old = edit.map((r, i) => ({ text: removed[i]!, runs: this.#runs.slice(r.start, r.end) }));
    const inserted = this.#insertedRuns(edit, old, pending, reading);
    const added = edit.find((r) => r.text !== '');
    if (added) this.#previous = { source: reading.source, at: signal.at, text: added.text };
    this.#apply(edit, inserted, removed, reading.source);
    this.#cut = edit.every((r) => r.text === '') ? { edit, removed: old, at: signal.at } : undefined;
    this.#follow(signal, reading.source);
  }

  /** What the pieces of a stream are shows only after some of them: then all of them are of one source. */
  #follow({ changes, at }: ChangeSignal, { cause }: Source): void {
    // Blanks between two pieces are read as a formatter's.
    const isProgram =
      cause === 'edit' || cause === 'agent' || (this.#stream !== undefined && cause === 'format');
    const stream = isProgram && changes.length === 1 ? streamOn(this.#stream, changes[0]!, at) : undefined;
    this.#stream = stream;
    if (!stream || this.#ports.isAgentActive?.() !== true) return;
    if (stream.known === 0 && !isModelStream(stream)) return;
    const { start, text, known } = stream;
    this.#stream = { ...stream, known: text.length };
    const piece = { start: start + known, end: start + text.length, text: text.slice(known) };
    const source = agentSource(stream.began);
    this.#apply([piece], [runsOf(piece.text.length, source)], [piece.text], source, true);
  }

  #insertedRuns(
    edit: Edit,
    old: readonly Sourced[],
    { twins, textAfter }: Pending,
    reading: Exclude<Reading, { as: 'restore' }>,
  ): Runs[] {
    const { source } = reading;
    switch (reading.as) {
      case 'type':
        return edit.map((r) => runsOf(r.text.length, source));
      case 'insert':
        return edit.map((r, i) => replacedRuns(old[i]!, r.text, source, ends));
      case 'paste': {
        const texts = edit.map((r) => r.text);
        return pastedRuns(texts, this.#ports.clipboard.copied, source);
      }
      case 'keep': {
        const doubled = twins.map((twin, i) => twin && this.#sourced(edit, i, twin));
        return keptRuns(edit, old, doubled, source);
      }
      case 'disk': {
        // What has come since is not in the text that is looked up.
        const text = textAfter ?? (this.#queue.length === 0 ? this.text : undefined);
        const known = text === undefined ? undefined : this.#ports.lookUp(text, source);
        if (!known) return edit.map((r, i) => replacedRuns(old[i]!, r.text, source, ends));
        return rangesAfter(edit).map(({ start, end }) => sliceRuns(known, start, end));
      }
    }
  }

  /** The text of replacement `i`, as it stands at `twin`. */
  #sourced(edit: Edit, i: number, twin: Span): Sourced {
    const text = edit[i]!.text.replace(LINE_ENDS, '');
    return { text, runs: this.#runs.slice(twin.start, twin.end) };
  }

  /** Undo and redo restore sources; they create none. */
  #restore(pending: Pending): void {
    this.#stream = undefined;
    const { signal, removed } = pending;
    const edit: Edit = signal.changes.map(({ start, end, text }) => ({ start, end, text }));
    const restored =
      pending.textBefore !== undefined && pending.textAfter !== undefined
        ? this.#history.restore(pending.textBefore, this.runs, pending.textAfter, signal.reason ?? 'undo')
        : undefined;
    if (restored) {
      const lengthBefore = pending.textBefore!.length;
      const inserted = rangesAfter(edit).map(({ start, end }) => sliceRuns(restored, start, end));
      // Only what came back: the rest may have been declared or committed since.
      this.#advance(edit, inserted);
      this.#ports.record({ edit, inserted, lengthBefore }, undefined);
      return;
    }
    const lost: Source = { origin: 'unknown', cause: signal.reason ?? 'undo', at: signal.at };
    const inserted = edit.map((r) => this.#history.find(r.text) ?? runsOf(r.text.length, lost));
    this.#apply(edit, inserted, removed, undefined);
  }

  #apply(
    edit: Edit,
    inserted: readonly Runs[],
    removedText: readonly string[],
    reading: Source | undefined,
    declaration = false,
  ): void {
    const removed = edit.map((r) => this.#runs.slice(r.start, r.end));
    const lengthBefore = this.#runs.length;
    this.#advance(edit, inserted);
    this.#history.push({
      edit,
      inserted,
      inverse: invert(edit, removedText),
      removed,
      ...(declaration && { declaration }),
    });
    this.#ports.record({ edit, inserted, lengthBefore }, reading);
  }

  #advance(edit: Edit, inserted: readonly Runs[]): void {
    for (let i = edit.length - 1; i >= 0; i--) {
      this.#runs.replace(edit[i]!.start, edit[i]!.end, inserted[i]!);
    }
  }
}

/** A cut is reported after its text is gone, with the ranges it had; that of a last line took the break before it. */
function isCutOf(cut: RecentCut, copy: CopySignal): boolean {
  const first = cut.removed[0]!.text;
  const ahead = Math.min(...copy.ranges.map((range) => range.start)) - cut.edit[0]!.start;
  const lineBreak = /^\r?\n/.exec(first)?.[0].length ?? 0;
  return copy.at - cut.at <= CUT_MS && (ahead === 0 || ahead === lineBreak);
}
