import type { Edit } from '../text/edit';
import type { Source } from './source';

/**
 * The sources of a text, from its first character to its last: a partition into stretches.
 * A `null` source is text that was in the base when it was first seen: nobody inserted it since.
 */
export interface Run {
  readonly length: number;
  readonly source: Source | null;
}

/** No empty runs, and no two neighbours of the same source. The lengths add up to the text's. */
export type Runs = readonly Run[];

export function runsOf(length: number, source: Source | null): Runs {
  return length === 0 ? [] : [{ length, source }];
}

export function lengthOf(runs: Runs): number {
  let length = 0;
  for (const run of runs) length += run.length;
  return length;
}

/** The runs of `[start, end)`. */
export function sliceRuns(runs: Runs, start: number, end: number): Runs {
  const result: Run[] = [];
  let at = 0;
  for (const run of runs) {
    if (at >= end) break;
    const to = at + run.length;
    if (to > start) {
      const length = Math.min(to, end) - Math.max(at, start);
      if (length > 0) result.push(length === run.length ? run : { length, source: run.source });
    }
    at = to;
  }
  return result;
}

/** `sliceRuns` for many ranges from the first character to the last: each goes on from where the one before started. */
export function runReader(runs: Runs): (start: number, end: number) => Runs {
  let first = 0;
  let at = 0;
  return (start, end) => {
    if (start < at) [first, at] = [0, 0];
    while (first < runs.length && at + runs[first]!.length <= start) at += runs[first++]!.length;
    const result: Run[] = [];
    for (let i = first, from = at; i < runs.length && from < end; from += runs[i++]!.length) {
      const { length, source } = runs[i]!;
      result.push({ length: Math.min(from + length, end) - Math.max(from, start), source });
    }
    return result;
  };
}

/**
 * Puts `inserted` in the place of `[start, end)`.
 * Law: `lengthOf(result)` is `lengthOf(runs) - (end - start) + lengthOf(inserted)`.
 * Costs one walk to `start` and one copy of the array; only runs that are touched are made anew.
 */
export function spliceRuns(runs: Runs, start: number, end: number, inserted: Runs): Runs {
  let first = 0;
  let at = 0;
  while (first < runs.length && at + runs[first]!.length <= start) at += runs[first++]!.length;
  let last = first;
  let to = at;
  while (last < runs.length && to < end) to += runs[last++]!.length;
  if (last === first && at < start) to += runs[last++]!.length;
  const middle: Run[] = [];
  if (first > 0) push(middle, runs[--first]!);
  if (start > at)
    push(middle, { length: start - at, source: runs[first + (middle.length > 0 ? 1 : 0)]!.source });
  for (const run of inserted) push(middle, run);
  if (to > end) push(middle, { length: to - end, source: runs[last - 1]!.source });
  if (last < runs.length) push(middle, runs[last++]!);
  return runs.slice(0, first).concat(middle, runs.slice(last));
}

/** Advances the runs by an edit; `inserted[i]` are the runs of the text of its replacement `i`. */
export function editRuns(runs: Runs, edit: Edit, inserted: readonly Runs[]): Runs {
  let result = runs;
  for (let i = edit.length - 1; i >= 0; i--) {
    const r = edit[i]!;
    result = spliceRuns(result, r.start, r.end, inserted[i]!);
  }
  return result;
}

export function concatRuns(parts: readonly Runs[]): Runs {
  const result: Run[] = [];
  for (const part of parts) for (const run of part) push(result, run);
  return result;
}

/** Every source through `change`; neighbours that become the same are joined. */
export function mapSources(runs: Runs, change: (source: Source | null) => Source | null): Runs {
  const result: Run[] = [];
  for (const run of runs) push(result, { length: run.length, source: change(run.source) });
  return result;
}

function push(runs: Run[], run: Run): void {
  if (run.length === 0) return;
  const last = runs[runs.length - 1];
  if (last && sameSource(last.source, run.source)) {
    runs[runs.length - 1] = { length: last.length + run.length, source: last.source };
  } else runs.push(run);
}

/**
 * The same origin for the same reason. The time is no part of it: neighbours typed in one go are one insertion
 * that starts with the first.
 */
export function sameSource(a: Source | null, b: Source | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return (
    a.origin === b.origin &&
    a.evidence === b.evidence &&
    a.cause === b.cause &&
    a.assistant === b.assistant &&
    a.model === b.model &&
    a.session === b.session &&
    a.by === b.by &&
    a.why === b.why &&
    a.commit === b.commit &&
    a.was?.origin === b.was?.origin &&
    a.was?.evidence === b.was?.evidence
  );
}
