import type { Source } from '../source';
import type { ChangeSignal, SelectionSignal, SuggestionSignal } from './signals';

/** One change with what was seen around it, when no more is to be expected. */
export interface Observation {
  readonly signal: ChangeSignal;
  /** The text each change took away. */
  readonly removed: readonly string[];
  /** The document never became unsaved: the change came from the disk. */
  readonly disk: boolean;
  /** Made by a save: between its start and its end. */
  readonly saving: boolean;
  /** The selection event that followed. */
  readonly selection?: SelectionSignal;
  /** What a paste was about to insert. */
  readonly paste?: string;
  /** Our inline provider was asked after the previous change and before this one. */
  readonly before?: SuggestionSignal;
  /** The last thing before this change: a cursor that no key and no mouse had moved. */
  readonly jumped?: SelectionSignal;
  /** The host asked for ghost text at the end of this change: it took the change for a person's doing. */
  readonly asked: boolean;
  /** A person asked for code actions; `last`: and has done nothing in this document since. */
  readonly actions?: { readonly at: number; readonly last: boolean };
  /** The same name was put in the place of the same name, in several places. */
  readonly renames: boolean;
  /** How the previous change of this document was read, and the text it brought. */
  readonly previous?: { readonly source: Source; readonly at: number; readonly text: string };
}

/**
 * `insert`: new text, whose unchanged ends keep their sources. `type`, `paste`: all of it is new (a paste of text
 * that was copied here carries it). `keep`: the editor rearranged text, which keeps its sources; what is new gets `source`.
 * `restore`: undo or redo. `disk`: whatever is on the disk now.
 */
export type Reading =
  | { readonly as: 'insert' | 'type' | 'paste' | 'keep' | 'disk'; readonly source: Source }
  | { readonly as: 'restore' };
