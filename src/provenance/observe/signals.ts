import type { Replacement, Span } from '../../text/edit';

/**
 * What an editor tells about one document, as plain data, so that a recorded session can be replayed.
 * `at` is milliseconds since the epoch. Positions are 0-based.
 */
export type Signal =
  | ChangeSignal
  | SelectionSignal
  | DirtySignal
  | SavedSignal
  | PasteSignal
  | CopySignal
  | SuggestionSignal
  | ActionsSignal;

/** Its offsets are those of the text before the event. */
export interface TextChange extends Replacement {
  /** Position of `start`. */
  readonly line: number;
  readonly character: number;
}

/** The document's text changed. */
export interface ChangeSignal {
  readonly kind: 'change';
  readonly at: number;
  /** As VS Code sends them: from the end of the text to its start, of several at one offset the last first. */
  readonly changes: readonly TextChange[];
  /** Whether the document was unsaved as the event came: not yet set at the first change after a save. */
  readonly dirty: boolean;
  /** While it was not unsaved: its file has changed on the disk since it was opened, saved or read last. */
  readonly diskMoved?: boolean;
  readonly reason?: 'undo' | 'redo';
  /** The document of the active editor. */
  readonly active: boolean;
  /** VS Code's own account of the change, where the host offers it. */
  readonly host?: HostReason;
}

export interface HostReason {
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface SelectionSignal {
  readonly kind: 'selection';
  readonly at: number;
  readonly by?: 'keyboard' | 'mouse' | 'command';
  /** The active end of each selection; `empty` where nothing is selected. */
  readonly cursors: readonly { readonly line: number; readonly character: number; readonly empty: boolean }[];
}

/** The document became unsaved, or clean without a save (reverted). */
interface DirtySignal {
  readonly kind: 'dirty';
  readonly at: number;
  readonly dirty: boolean;
}

/** `willSave`: changes from here to `saved` are made by the save (format, trim). */
interface SavedSignal {
  readonly kind: 'willSave' | 'saved';
  readonly at: number;
}

/** A paste is about to be applied here: what the clipboard held. */
interface PasteSignal {
  readonly kind: 'paste';
  readonly at: number;
  readonly text: string;
}

/** Text is copied or cut here; `[start, end)` offsets. */
export interface CopySignal {
  readonly kind: 'copy';
  readonly at: number;
  readonly ranges: readonly Span[];
}

/**
 * Our own inline completion provider was asked, and offers nothing: what the suggest widget has selected,
 * or that ghost text is wanted at a position.
 */
export interface SuggestionSignal {
  readonly kind: 'suggestion';
  readonly at: number;
  readonly line: number;
  readonly character: number;
  readonly automatic: boolean;
  /** The item selected in the suggest widget. */
  readonly selected?: string;
}

/** A person asked for code actions (quick fixes, refactorings) somewhere in this window. */
interface ActionsSignal {
  readonly kind: 'actions';
  readonly at: number;
}
