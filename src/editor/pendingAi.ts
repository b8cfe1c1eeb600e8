import { decideLines } from '../provenance/decide';
import type { Run, Runs } from '../provenance/runs';
import type { FileProvenance, Source } from '../provenance/source';
import { linesOf } from '../text/lines';

/** Lines (1-based) that are `ai` or `mixed` by text that is in no commit. */
export function pendingAiLines(text: string, runs: Runs): number[] {
  // A long file without AI text is the usual case, and this is asked at each change of the status bar.
  if (!runs.some(({ source }) => isPendingAi(source))) return [];
  const touched = linesTouched(text, runs, isPendingAi);
  return decideLines(text, runs.map(undeclared), touched, () => true)
    .filter(({ origin }) => origin === 'ai' || origin === 'mixed')
    .map(({ line }) => line);
}

/** The lines of an open file with text that is in no commit, and where they came from. */
export function pendingLines(path: string, text: string, runs: Runs): FileProvenance {
  const touched = linesTouched(text, runs, (source) => source !== null && source.commit === undefined);
  return { path, lines: decideLines(text, runs, touched, () => true) };
}

function linesTouched(text: string, runs: Runs, counts: (source: Source | null) => boolean): number[] {
  const lines = linesOf(text);
  const touched: number[] = [];
  let line = 0;
  let at = 0;
  for (const { length, source } of runs) {
    const end = at + length;
    if (counts(source)) {
      while (line < lines.length && lines[line]!.next <= at) line++;
      for (let i = line; i < lines.length && lines[i]!.start < end; i++) {
        if (touched[touched.length - 1] !== i + 1) touched.push(i + 1);
      }
    }
    at = end;
  }
  return touched;
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
