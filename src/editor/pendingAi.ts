import { decideLines } from '../provenance/decide';
import type { Run, Runs } from '../provenance/runs';
import type { FileProvenance, LineRecord, Source } from '../provenance/source';
import { linesOf } from '../text/lines';

/** Lines (1-based) that are `ai` or `mixed` by text that is in no commit. */
export function pendingAiLines(text: string, runs: Runs): number[] {
  // A long file without AI text is the usual case, and this is asked at each change of the status bar.
  if (!runs.some(({ source }) => isPendingAi(source))) return [];
  return decideTouched(text, runs.map(undeclared), isPendingAi)
    .filter(({ origin }) => origin === 'ai' || origin === 'mixed')
    .map(({ line }) => line);
}

/** The lines of an open file with text that is in no commit, and where they came from. */
export function pendingLines(path: string, text: string, runs: Runs): FileProvenance {
  const isPending = (source: Source | null) => source !== null && source.commit === undefined;
  return { path, lines: decideTouched(text, runs, isPending) };
}

/**
 * The records of the lines that hold text of a source that counts. Each line is decided on its own, with the line
 * break before it and its own runs, so that a long file with many insertions takes one walk.
 */
function decideTouched(text: string, runs: Runs, counts: (source: Source | null) => boolean): LineRecord[] {
  const records: LineRecord[] = [];
  let index = 0;
  let at = 0;
  for (const [i, { start, next }] of linesOf(text).entries()) {
    const from = Math.max(0, start - 1);
    while (index < runs.length && at + runs[index]!.length <= from) at += runs[index++]!.length;
    const own: Run[] = [];
    let isTouched = false;
    for (let j = index, begin = at; j < runs.length && begin < next; begin += runs[j++]!.length) {
      const { length, source } = runs[j]!;
      const end = Math.min(begin + length, next);
      own.push({ length: end - Math.max(begin, from), source });
      isTouched ||= end > start && counts(source);
    }
    if (!isTouched) continue;
    const [record] = decideLines(text.slice(from, next), own, [start > from ? 2 : 1], () => true);
    if (record) records.push({ ...record, line: i + 1 });
  }
  return records;
}

function isPendingAi(source: Source | null): boolean {
  return source !== null && source.commit === undefined && (source.origin === 'ai' || isSeenAsAi(source));
}

/** Law 8: text that an agent or the host reported as AI counts as such, whatever was declared over it. */
function isSeenAsAi({ was }: Source): boolean {
  return was?.origin === 'ai' && (was.evidence === 'reported' || was.evidence === 'host');
}

function undeclared(run: Run): Run {
  return run.source && isSeenAsAi(run.source) ? { ...run, source: { ...run.source, origin: 'ai' } } : run;
}
