import { ChunkedText } from '../../text/chunks';
import { type Edit, rangesAfter } from '../../text/edit';
import { editRuns, type Runs } from '../runs';

/** One change, both ways. `inserted[i]` and `removed[i]` are the runs of replacement `i`. */
interface UndoStep {
  readonly edit: Edit;
  readonly inserted: readonly Runs[];
  /** In coordinates of the text after; puts back what `edit` took away. */
  readonly inverse: Edit;
  readonly removed: readonly Runs[];
  /** A person said where text came from: the text is as before, and no undo takes it back. */
  readonly declaration?: true;
}

/** Steps kept for one document, and looked back over at one undo. */
const STEPS = 1000;

/**
 * The changes of one document, for undo and redo: they restore sources and create none.
 * The editor says only "undo", and undoes as many of our steps in one go as it likes; the text tells how many.
 */
export class UndoHistory {
  #steps: UndoStep[] = [];
  /** Steps before this one are done, the others are undone. */
  #done = 0;

  push(step: UndoStep): void {
    // What was undone can be redone after a declaration, but not after an edit.
    this.#steps.splice(this.#done, step.declaration ? 0 : Number.POSITIVE_INFINITY, step);
    this.#done++;
    if (this.#steps.length <= STEPS) return;
    this.#steps.shift();
    this.#done--;
  }

  /**
   * The runs of `after`, a text that an undo or redo made of `before`: those of the nearest state with that very text.
   * `undefined` where no step leads there.
   */
  restore(before: string, runs: Runs, after: string, way: 'undo' | 'redo'): Runs | undefined {
    const text = new ChunkedText(before);
    let at = this.#done;
    let result = runs;
    for (;;) {
      const step = this.#steps[way === 'undo' ? at - 1 : at];
      if (!step) return undefined;
      if (way === 'undo' && step.declaration) {
        at--;
        continue;
      }
      const [edit, sources] = way === 'undo' ? [step.inverse, step.removed] : [step.edit, step.inserted];
      for (let i = edit.length - 1; i >= 0; i--) text.replace(edit[i]!.start, edit[i]!.end, edit[i]!.text);
      result = editRuns(result, edit, sources);
      at += way === 'undo' ? -1 : 1;
      // What was said of a text is said of it again.
      if (way === 'redo' && this.#steps[at]?.declaration) continue;
      if (text.equals(after)) {
        this.#done = at;
        return result;
      }
    }
  }

  /** The sources that `text` had when it was last removed or inserted as a whole, for an undo that fits no state. */
  find(text: string): Runs | undefined {
    for (let i = this.#steps.length - 1; i >= 0; i--) {
      const step = this.#steps[i]!;
      const removed = step.inverse.findIndex((r) => r.text === text);
      if (removed >= 0) return step.removed[removed];
      const inserted = step.edit.findIndex((r) => r.text === text);
      if (inserted >= 0) return step.inserted[inserted];
    }
    return undefined;
  }
}

/** The edit that takes `edit` back, given the texts it removed. */
export function invert(edit: Edit, removed: readonly string[]): Edit {
  return rangesAfter(edit).map((range, i) => ({ ...range, text: removed[i]! }));
}
