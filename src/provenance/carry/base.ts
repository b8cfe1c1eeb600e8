import { diff } from '../../text/diff';
import { linesOf } from '../../text/lines';
import { concatRuns, mapSources, type Runs, sliceRuns } from '../runs';
import type { Source } from '../source';

/**
 * The runs of `text` once `base` is what is committed: whole lines that stand in `base` are no longer insertions.
 * Their sources stay as the record, marked with the commit; what nobody saw come is simply base.
 */
export function settleBase(text: string, runs: Runs, base: string, commit: string): Runs {
  return inBase(text, runs, base, (source) => committed(source, commit));
}

/** The runs of `text` where what a program is thought to have written stood in `base` before: it was only put back. */
export function restoreBase(text: string, runs: Runs, base: string): Runs {
  return inBase(text, runs, base, (source) =>
    source?.cause === 'agent' && source.commit === undefined ? null : source,
  );
}

/** Whole lines of `text` that stand in `base` have their sources changed. */
function inBase(
  text: string,
  runs: Runs,
  base: string,
  change: (source: Source | null) => Source | null,
): Runs {
  const a = linesOf(base);
  const b = linesOf(text);
  const parts: Runs[] = [];
  let at = 0;
  const matches = diff(
    a.map((line) => base.slice(line.start, line.end)),
    b.map((line) => text.slice(line.start, line.end)),
  );
  for (const match of matches) {
    const start = b[match.bStart]!.start;
    const end = b[match.bStart + match.length - 1]!.next;
    parts.push(sliceRuns(runs, at, start));
    parts.push(mapSources(sliceRuns(runs, start, end), change));
    at = end;
  }
  parts.push(sliceRuns(runs, at, text.length));
  return concatRuns(parts);
}

function committed(source: Source | null, commit: string): Source | null {
  if (source === null || source.commit !== undefined) return source;
  return source.origin === 'unknown' ? null : { ...source, commit };
}
