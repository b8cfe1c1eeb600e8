import { type Runs, runReader } from '../runs';
import type { Source } from '../source';
import { carry } from './carry';

/** A stretch that an agent's hook has reported; the text itself stays. */
interface Taken {
  readonly start: number;
  readonly end: number;
  readonly source: Source;
}

const NOT_REPORTED: Source = { origin: 'unknown', cause: 'missing' };

/**
 * What of `text` a hook's report tells, which is about the text that it found on disk: only where nobody saw the text
 * come. In order, and none where the report has nothing new.
 */
export function takeOver(
  text: string,
  runs: Runs,
  report: { readonly text: string; readonly runs: Runs },
): Taken[] {
  if (!runs.some(({ source }) => isUnseen(source))) return [];
  const read = runReader(carry(report.text, report.runs, text, NOT_REPORTED));
  const taken: Taken[] = [];
  let at = 0;
  for (const { length, source } of runs) {
    let start = at;
    at += length;
    if (!isUnseen(source)) continue;
    for (const found of read(start, at)) {
      const end = start + found.length;
      if (isReported(found.source)) taken.push({ start, end, source: found.source });
      start = end;
    }
  }
  return taken;
}

/** It appeared on disk, or while nobody looked. */
function isUnseen(source: Source | null): boolean {
  return (
    source?.origin === 'unknown' &&
    source.evidence === undefined &&
    ['disk', 'unobserved', 'missing', undefined].includes(source.cause)
  );
}

export function isReported(source: Source | null): source is Source {
  return source?.origin === 'ai' && source.evidence === 'reported';
}
