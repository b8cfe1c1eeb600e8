import { decideLines } from '../../../provenance/decide';
import { type Runs, sliceRuns } from '../../../provenance/runs';
import type { LineRecord, Source } from '../../../provenance/source';
import { linesOf } from '../../../text/lines';

/** Text of one source on a line. */
interface Stretch {
  readonly text: string;
  readonly source: Source | null;
}

export interface LineExplanation {
  /** What the line would be counted as, were it committed now; absent where it is committed already. */
  readonly record?: LineRecord;
  /** From left to right; the line break stands for a blank line. */
  readonly stretches: readonly Stretch[];
}

/** Longer text is cut; it is there to tell the stretches of a line apart. */
const EXCERPT = 60;

/** What is known of a line (1-based); `undefined` behind the end of the text. */
export function explainLineModel(text: string, runs: Runs, line: number): LineExplanation | undefined {
  const at = linesOf(text)[line - 1];
  if (!at) return undefined;
  const stretches: Stretch[] = [];
  let start = at.start;
  for (const { length, source } of sliceRuns(runs, at.start, Math.max(at.end, at.start))) {
    const piece = text.slice(start, start + length);
    start += length;
    if (piece.trim() !== '') stretches.push({ text: excerpt(piece.trim()), source });
  }
  // A blank line has nothing but its break.
  if (stretches.length === 0) {
    const [first] = sliceRuns(runs, at.start, at.next);
    stretches.push({ text: '', source: first?.source ?? null });
  }
  const isNew = sliceRuns(runs, at.start, at.next).some(
    ({ source }) => source && source.commit === undefined,
  );
  const [record] = isNew ? decideLines(text, runs, [line], () => true) : [];
  return { ...(record && { record }), stretches };
}

function excerpt(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1)}…` : text;
}
