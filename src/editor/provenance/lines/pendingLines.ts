import { decideLines } from '../../../provenance/decide';
import { type Run, type Runs, runReader } from '../../../provenance/runs';
import { type FileProvenance, isAi, type LineRecord, type Source } from '../../../provenance/source';
import { linesOf } from '../../../text/lines';

/** Whole lines of a text, and the sources of just these. */
interface LinePart {
  readonly text: string;
  readonly runs: Runs;
  /** 1-based number of its first line in the whole. */
  readonly first: number;
  /** The first line is there for its line break alone: a blank line may be the doing of the break before it. */
  readonly leads: boolean;
}

/** Lines (1-based) that are `ai` or `mixed` by text that is in no commit. */
export function pendingAiLines(text: string, runs: Runs): number[] {
  // A long file without AI text is the usual case, and the status bar calls this at each of its changes.
  if (!runs.some(({ source }) => isPendingAi(source))) return [];
  return decideTouched(text, runs.map(undeclared), isPendingAi)
    .filter(({ origin }) => isAi(origin))
    .map(({ line }) => line);
}

/** The lines of an open file with text that is in no commit, and where they came from. */
export function pendingLines(path: string, text: string, runs: Runs): FileProvenance {
  return { path, lines: decideTouched(text, runs, isPending) };
}

/** The records of the lines of a part with text that is in no commit; the numbers count from the start of the whole. */
export function pendingIn({ text, runs, first, leads }: LinePart): LineRecord[] {
  const { lines } = pendingLines('', text, runs);
  const own = leads ? lines.filter(({ line }) => line > 1) : lines;
  return own.map((record) => ({ ...record, line: record.line + first - 1 }));
}

/** Whether text of this source is in no commit. */
export function isPending(source: Source | null): source is Source {
  return source !== null && source.commit === undefined;
}

/** The records of the lines that hold text of a source that counts. */
function decideTouched(text: string, runs: Runs, counts: (source: Source | null) => boolean): LineRecord[] {
  const read = runReader(runs);
  const touched = linesOf(text).flatMap(({ start, next }, i) =>
    read(start, next).some(({ source }) => counts(source)) ? [i + 1] : [],
  );
  return decideLines(text, runs, touched, () => true);
}

function isPendingAi(source: Source | null): boolean {
  return isPending(source) && (source.origin === 'ai' || isSeenAsAi(source));
}

/** Law 8: text that an agent or the host reported as AI counts as such, whatever was declared over it. */
function isSeenAsAi({ was }: Source): boolean {
  return was?.origin === 'ai' && (was.evidence === 'reported' || was.evidence === 'host');
}

function undeclared(run: Run): Run {
  return run.source && isSeenAsAi(run.source) ? { ...run, source: { ...run.source, origin: 'ai' } } : run;
}
