import type { Runs } from '../../../provenance/runs';
import { isSeenAsAi, type LineOrigin, type Source } from '../../../provenance/source';
import { isPending } from '../lines/pendingLines';

/**
 * The whole insertions that `[start, end)` touches and that give their lines the origin `origin`, as `[start, end)`
 * offsets from first to last. A `mixed` line has it from its AI text; what a person typed into it is none of it.
 */
export function insertionOffsets(
  runs: Runs,
  start: number,
  end: number,
  origin: LineOrigin,
): { readonly start: number; readonly end: number }[] {
  const wanted = origin === 'mixed' ? 'ai' : origin;
  const found: { start: number; end: number }[] = [];
  let at = 0;
  for (const { length, source } of runs) {
    const next = at + length;
    if (next > start && at < end && isPending(source) && countedOrigin(source) === wanted)
      found.push({ start: at, end: next });
    at = next;
  }
  return found;
}

/** Law 8: text that was seen to be written by AI counts as such, whatever was declared over it. */
function countedOrigin(source: Source): Source['origin'] {
  return isSeenAsAi(source) ? 'ai' : source.origin;
}
