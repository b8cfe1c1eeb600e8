import type { ChunkedText } from '../../text/chunks';
import type { Span } from '../../text/edit';
import type { Observation } from './observation';
import { endOf } from './shape';
import type { ChangeSignal, SelectionSignal, SuggestionSignal } from './signals';

/** How long a change waits for what follows it, in milliseconds: see `reference/vscode-signals.md`. */
const SELECTION_MS = 50;
const ASKED_MS = 600;
const DIRTY_MS = 1000;

/** A change that is not read yet, and what has been seen of it so far. */
export interface Pending extends Omit<Observation, 'disk' | 'previous' | 'selection' | 'asked'> {
  /** Where the text stands already, beside each change: a line that is being doubled. */
  readonly twins: readonly (Span | undefined)[];
  /** The text before, for undo and redo alone; that after for a look at the disk as well. */
  readonly textBefore?: string;
  readonly textAfter?: string;
  selection?: SelectionSignal;
  asked: boolean;
  dirty: boolean;
}

/** How long this change may still be waiting for what tells how to read it. */
export function patience(pending: Pending): number {
  const { signal } = pending;
  if (signal.reason || signal.host) return 0;
  const text = signal.changes.some((c) => c.text !== '');
  if (!pending.dirty) return DIRTY_MS;
  if (!text || pending.selection?.by === 'keyboard') return 0;
  if (pending.saving) return pending.asked && pending.selection ? 0 : PAIR_MS;
  if (pending.asked && pending.selection) return 0;
  return signal.active ? ASKED_MS : SELECTION_MS;
}

/** The document became unsaved: by the last change, and by those before it that were not a look at the disk. */
export function markDirty(queue: readonly Pending[]): void {
  for (const [i, pending] of queue.entries())
    if (i === queue.length - 1 || !pending.signal.diskMoved) pending.dirty = true;
}

function isAt(selection: SelectionSignal | undefined, { line, character }: SuggestionSignal): boolean {
  return selection?.cursors.some((at) => at.line === line && at.character === character) === true;
}

/** A selection tells of the last change, and of the keys before it that came in one go. */
export function pairSelection(queue: readonly Pending[], signal: SelectionSignal): void {
  // The host may report the keyboard once for several keys that came in one go, after the last of them.
  for (let i = queue.length - 1; i >= 0; i--) {
    const pending = queue[i]!;
    const later = queue[i + 1];
    if (!later) {
      // Keys in one go have a selection event each without a key, and one with it at the end.
      const burst = signal.by === 'keyboard' && signal.at - pending.signal.at <= BURST_MS;
      // What the editor does at the end of a change of its own is reported step by step.
      const step =
        signal.by === undefined &&
        pending.selection?.by === undefined &&
        signal.at - (pending.selection?.at ?? 0) <= BURST_MS;
      if (pending.selection && !step && (pending.selection.by === 'keyboard' || !burst)) break;
      // The pair comes within a few milliseconds; what comes later is a person who moves the cursor.
      if (signal.at - pending.signal.at > PAIR_MS) break;
      pending.selection = signal;
    } else if (later.selection?.by === 'keyboard' && follows(pending.signal, later.signal)) {
      pending.selection = {
        ...later.selection,
        cursors: [{ ...endOf(lastInserting(pending.signal)!), empty: true }],
      };
    } else break;
  }
}

/** The host asked for ghost text at the end of the last change: it took it for a person's doing. */
export function pairRequest(queue: readonly Pending[], signal: SuggestionSignal): void {
  const last = queue[queue.length - 1];
  if (!last || !signal.automatic || signal.at - last.signal.at > ASKED_MS) return;
  if (isAt(last.selection, signal)) last.asked = true;
}

/** Keys in one go are this close; Enter is reported with the key after it. */
const BURST_MS = 20;
/** A selection that a change made follows it this closely, on a slow machine too. */
const PAIR_MS = 150;
const ENTER_MS = ASKED_MS;

/** `next` starts where `change` ended: keys of one run. */
function follows(change: ChangeSignal, next: ChangeSignal): boolean {
  const last = lastInserting(change);
  const start = next.changes[0];
  if (!last || !start || next.changes.length !== 1 || next.changes[0]!.text === '') return false;
  const pause = next.at - change.at;
  if (pause > (last.text.trim() === '' ? ENTER_MS : BURST_MS)) return false;
  const end = endOf(last);
  return end.line === start.line && end.character === start.character;
}

function lastInserting(signal: ChangeSignal): ChangeSignal['changes'][number] | undefined {
  const inserting = signal.changes.filter((c) => c.text !== '');
  return inserting.length === 1 ? inserting[0] : undefined;
}

/** What parts a doubled line from its twin. */
export const LINE_ENDS = /^\r?\n|\r?\n$/g;

/** Where the line or lines that `change` inserts stand already, right above or below: they are being doubled. */
export function twinOf(
  text: ChunkedText,
  { start, end, text: added }: ChangeSignal['changes'][number],
): Span | undefined {
  if (start !== end || !added.includes('\n')) return undefined;
  const lines = added.replace(LINE_ENDS, '');
  if (lines.trim() === '') return undefined;
  for (const from of [start - lines.length, start])
    if (from >= 0 && text.slice(from, from + lines.length) === lines)
      return { start: from, end: from + lines.length };
  return undefined;
}
