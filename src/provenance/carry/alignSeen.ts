import { diff } from '../../text/diff';
import { concatRuns, type Runs, runsOf, sliceRuns } from '../runs';
import type { Source } from '../source';

type Align = (from: string, runs: Runs, to: string, gap: Source | null) => Runs;

/** Of a change that was seen, what both texts begin or end with keeps its runs. */
export const ends: Align = (from, runs, to, gap) => alignEnds(from, runs, to, gap);

/** Of a change that was seen, each word that both texts have keeps its runs. */
export const tokens: Align = (from, runs, to, gap) => alignEnds(from, runs, to, gap, alignTokens);

function alignEnds(from: string, runs: Runs, to: string, gap: Source | null, inner?: Align): Runs {
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && from.charCodeAt(head) === to.charCodeAt(head)) head++;
  if (splitsPair(from, head) || splitsPair(to, head)) head--;
  let tail = 0;
  while (
    tail < shorter - head &&
    from.charCodeAt(from.length - 1 - tail) === to.charCodeAt(to.length - 1 - tail)
  )
    tail++;
  if (splitsPair(from, from.length - tail) || splitsPair(to, to.length - tail)) tail--;
  const middle = to.slice(head, to.length - tail);
  return concatRuns([
    sliceRuns(runs, 0, head),
    inner === undefined
      ? runsOf(middle.length, gap)
      : inner(from.slice(head, from.length - tail), sliceRuns(runs, head, from.length - tail), middle, gap),
    sliceRuns(runs, from.length - tail, from.length),
  ]);
}

const TOKEN = /[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu;

function alignTokens(from: string, runs: Runs, to: string, gap: Source | null): Runs {
  const a = from.match(TOKEN) ?? [];
  const b = to.match(TOKEN) ?? [];
  const aStarts = startsOf(a);
  const bStarts = startsOf(b);
  const parts: Runs[] = [];
  let at = 0;
  for (const match of diff(a, b)) {
    parts.push(runsOf(bStarts[match.bStart]! - at, gap));
    parts.push(sliceRuns(runs, aStarts[match.aStart]!, aStarts[match.aStart + match.length]!));
    at = bStarts[match.bStart + match.length]!;
  }
  parts.push(runsOf(to.length - at, gap));
  return concatRuns(parts);
}

function startsOf(tokens: readonly string[]): number[] {
  const starts = [0];
  for (const token of tokens) starts.push(starts[starts.length - 1]! + token.length);
  return starts;
}

/** Whether a cut at `offset` would part a surrogate pair. */
function splitsPair(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return false;
  return (text.charCodeAt(offset - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(offset) & 0xfc00) === 0xdc00;
}
