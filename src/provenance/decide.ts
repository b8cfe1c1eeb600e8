import { linesOf } from '../text/lines';
import { type Runs, runReader } from './runs';
import {
  type Counts,
  type Evidence,
  type FileProvenance,
  isAi,
  isSeenAsAi,
  type LineOrigin,
  type LineRecord,
  type Origin,
  type Source,
} from './source';

/** Ties go to the riskier. */
const RISK: readonly Origin[] = ['unknown', 'pasted', 'tool', 'human'];
const WEAKEST: readonly Evidence[] = ['declared', 'inferred', 'observed', 'host', 'reported'];

/**
 * The records of the given lines (1-based) of a text: law 4 of the design.
 * `inBase` says whether a commit (the mark on a source) belongs to what the change is counted against, and `whitespaceChanged`
 * whether the change gave other blanks to a line that was there: what is base to the ledger may be new to the change,
 * as in an amended commit, or the change may not touch it.
 */
export function decideLines(
  text: string,
  runs: Runs,
  lines: Iterable<number>,
  inBase: (commit: string) => boolean,
  whitespaceChanged: (line: number, content: string) => boolean = () => true,
): LineRecord[] {
  const all = linesOf(text);
  const records: LineRecord[] = [];
  const read = runReader(runs);
  for (const line of lines) {
    const at = all[line - 1];
    if (!at) {
      records.push({ line, origin: 'unknown' });
      continue;
    }
    const counts = (source: Source) => source.commit === undefined || !inBase(source.commit);
    const content = text.slice(at.start, at.next);
    if (content.trim() === '') records.push({ line, ...ofBlank(read, at.start, at.next, counts) });
    else
      records.push({
        line,
        ...decide(content, read(at.start, at.next), counts, () => whitespaceChanged(line, content)),
      });
  }
  return records;
}

type DecidedOrigin = Omit<LineRecord, 'line'>;

function decide(
  text: string,
  runs: Runs,
  counts: (source: Source) => boolean,
  whitespaceChanged: () => boolean,
): DecidedOrigin {
  // Moved or re-indented lines have no insertion but perhaps blanks: then what is recorded of the line decides, then
  // who was seen to move it, then whose the blanks are. Blanks alone say nothing of a line that nobody saw come.
  const weights = [
    weigh(text, runs, counts, NOT_BLANK),
    weigh(text, runs, (source) => source.commit !== BASE, NOT_BLANK),
    weigh(text, runs, () => true, NOT_BLANK),
    weigh(text, runs, (source) => counts(source) && whitespaceChanged(), BLANK),
  ].find(({ total }) => total > 0);
  return weights ? ofWeights(weights) : { origin: 'unknown' };
}

/** The mark of text that was there before anything was recorded. */
const BASE = 'base';
const NOT_BLANK = /\S+/g;
const BLANK = /\s+/g;

interface Weights {
  readonly total: number;
  readonly byOrigin: ReadonlyMap<Origin, number>;
  readonly sources: readonly Source[];
}

/** Characters of `kind` by origin, of the sources that count. */
function weigh(text: string, runs: Runs, counts: (source: Source) => boolean, kind: RegExp): Weights {
  const byOrigin = new Map<Origin, number>();
  const sources: Source[] = [];
  let total = 0;
  let at = 0;
  for (const { length, source } of runs) {
    if (source && counts(source)) {
      const pieces = text.slice(at, at + length).match(kind) ?? [];
      const weight = pieces.join('').length;
      if (weight > 0) {
        const seen = asSeen(source);
        total += weight;
        byOrigin.set(seen.origin, (byOrigin.get(seen.origin) ?? 0) + weight);
        sources.push(seen);
      }
    }
    at += length;
  }
  return { total, byOrigin, sources };
}

function ofWeights({ total, byOrigin, sources }: Weights): DecidedOrigin {
  const ai = byOrigin.get('ai') ?? 0;
  if (ai > 0)
    return describe(
      2 * ai >= total ? 'ai' : 'mixed',
      sources.filter((s) => s.origin === 'ai'),
      sources,
    );
  let best: Origin = 'unknown';
  let most = 0;
  for (const origin of RISK) {
    const weight = byOrigin.get(origin) ?? 0;
    if (weight > most) {
      best = origin;
      most = weight;
    }
  }
  return describe(
    best,
    sources.filter((s) => s.origin === best),
    sources,
  );
}

/**
 * A blank line takes the origin of its line break. Enter at the end of a line gives the new break to that line and the
 * old one to the blank line: so where its own was in the base, the break before it speaks.
 */
function ofBlank(
  read: (start: number, end: number) => Runs,
  start: number,
  next: number,
  counts: (source: Source) => boolean,
): DecidedOrigin {
  const before = start > 0 ? read(start - 1, start) : [];
  const breaks = [read(next - 1, next), before]
    .map((run) => run[0]?.source)
    .filter((source) => source !== null && source !== undefined);
  const source = breaks.find(counts) ?? breaks[0];
  if (!source) return { origin: 'unknown' };
  const seen = asSeen(source);
  return describe(seen.origin, [seen], [seen]);
}

/** Law 8: a declaration that AI text is something else stays visible, and the text counts as what was seen. */
function asSeen(source: Source): Source {
  return source.origin !== 'ai' && isSeenAsAi(source) ? { ...source, ...source.was } : source;
}

/** The evidence of a line is the weakest of what decided it. */
function describe(origin: LineOrigin, deciding: readonly Source[], all: readonly Source[]): DecidedOrigin {
  const evidence = WEAKEST.find((e) => deciding.some((s) => s.evidence === e));
  const said = all.find((s) => s.evidence === 'declared' || s.was);
  const by = isAi(origin) ? assistantsOf(deciding) : [];
  return {
    origin,
    ...(evidence && { evidence }),
    ...(by.length > 0 && { by }),
    ...(said && { declared: { ...(said.by && { by: said.by }), ...(said.at && { at: said.at }) } }),
  };
}

function assistantsOf(sources: readonly Source[]): NonNullable<LineRecord['by']> {
  // JSON leaves out what is undefined.
  const found = new Set(
    sources.map(({ assistant, model, session }) => JSON.stringify({ assistant, model, session })),
  );
  return [...found].map((one) => JSON.parse(one) as NonNullable<LineRecord['by']>[number]);
}

/** Law 5: the counts add up to the lines. */
export function countLines(files: readonly FileProvenance[]): Counts {
  const counts: Counts = { lines: 0, ai: 0, mixed: 0, human: 0, pasted: 0, tool: 0, unknown: 0, declared: 0 };
  for (const file of files) {
    for (const line of file.lines) {
      counts.lines++;
      counts[line.origin]++;
      if (line.declared) counts.declared++;
    }
  }
  return counts;
}
