import { diff } from '../../text/diff';
import { type Line, linesOf } from '../../text/lines';
import { concatRuns, mapSources, type Runs, runsOf, sliceRuns } from '../runs';
import type { Source } from '../source';
import { alignIgnoringBlanks } from './alignIgnoringBlanks';
import { sameTokens, tellsWhose } from './sameTokens';

/**
 * How much of a changed hunk may keep its runs. `ends`: what both texts begin or end with; `tokens`: each word; both are
 * for a change that was seen. `same`: what is the same text by its words, and nothing for standing in its place.
 */
export type Grain = 'ends' | 'tokens' | 'same';

/**
 * Carries the runs of `from` over to `to`: equal lines keep theirs, a changed hunk keeps what `grain` allows,
 * and the rest gets `gap`. `LF` and `CRLF` are the same line break.
 * Law: `carry(t, r, t)` is `r`, and the result is as long as `to`.
 */
export function carry(from: string, runs: Runs, to: string, gap: Source | null, grain: Grain = 'same'): Runs {
  if (from === to) return runs;
  const aligned = alignIgnoringBlanks(from, runs, to, gap);
  if (aligned) return aligned;
  const a = linesOf(from);
  const b = linesOf(to);
  const pieces: Piece[] = [];
  let ai = 0;
  let bi = 0;
  const hunk = (aEnd: number, bEnd: number) => {
    if (bi === bEnd) return;
    const parts: Runs[] = [];
    // As many lines as before: each is most likely the old one changed, so that one edit a line keeps the rest.
    const paired = grain !== 'same' && aEnd - ai === bEnd - bi;
    const step = paired ? 1 : bEnd - bi;
    const aStep = paired ? 1 : aEnd - ai;
    for (; bi < bEnd; bi += step, ai += aStep) {
      const aRange = rangeOf(a, ai, ai + aStep, from.length);
      const bRange = rangeOf(b, bi, bi + step, to.length);
      parts.push(align(from.slice(...aRange), sliceRuns(runs, ...aRange), to.slice(...bRange), gap, grain));
    }
    const found = concatRuns(parts);
    pieces.push({ runs: found, tells: found.some(({ source }) => source !== gap) });
  };
  const text = (whole: string, lines: Line[]) => lines.map((line) => whole.slice(line.start, line.end));
  const own = text(to, b);
  for (const match of diff(text(from, a), own)) {
    hunk(match.aStart, match.bStart);
    const parts: Runs[] = [];
    for (let i = 0; i < match.length; i++) {
      const old = a[match.aStart + i]!;
      const line = b[match.bStart + i]!;
      parts.push(sliceRuns(runs, old.start, old.end));
      parts.push(lineBreak(runs, old, line, gap));
    }
    ai = match.aStart + match.length;
    bi = match.bStart + match.length;
    pieces.push({
      runs: concatRuns(parts),
      tells: grain !== 'same' || own.slice(match.bStart, bi).some(tellsWhose),
    });
  }
  hunk(a.length, b.length);
  return concatRuns(
    pieces.map((piece, i) => (isAlone(pieces, i) ? withoutSources(piece.runs, gap) : piece.runs)),
  );
}

/** A stretch of the new text, and whether its words tell that it is the old one's. */
interface Piece {
  readonly runs: Runs;
  readonly tells: boolean;
}

/** Brackets and common words that stand beside nothing of the old text are any text's. */
function isAlone(pieces: readonly Piece[], at: number): boolean {
  return [at - 1, at, at + 1].every((i) => pieces[i]?.tells !== true);
}

/** What was in the base is so still: git says which lines of it stay. */
function withoutSources(runs: Runs, gap: Source | null): Runs {
  return mapSources(runs, (source) => source && gap);
}

/** Of several texts, the most recent first: what one cannot tell, an older one may, but only by whole lines. */
export function carryFrom(
  versions: readonly { readonly text: string; readonly runs: Runs }[],
  to: string,
  gap: Source,
  grain: Grain = 'same',
): Runs {
  const missing: Source = { origin: 'unknown', cause: 'missing' };
  let result = runsOf(to.length, missing);
  for (const [age, version] of versions.entries()) {
    const found = carry(version.text, version.runs, to, missing, age === 0 ? grain : 'same');
    if (age === 0) result = found;
    else result = fillLines(result, version.text, found, to, missing);
    if (!result.some((run) => run.source === missing)) break;
  }
  return concatRuns([result.map((run) => (run.source === missing ? { ...run, source: gap } : run))]);
}

/**
 * Those of several versions that tell something of `to`. A version that has left the tree, as with a branch or by being
 * discarded, shares with `to` what the base shares with both: where the base's own text is as near, it tells nothing.
 */
export function nearerThanBase<T extends { readonly text: string }>(
  versions: readonly T[],
  to: string,
  base: string | undefined,
): readonly T[] {
  if (base === undefined) return versions;
  let ofBase: number | undefined;
  return versions.filter(({ text }) => {
    ofBase ??= sharedLength(base, to);
    return sharedLength(text, to) > ofBase;
  });
}

const ELSE: Source = { origin: 'unknown' };

/** How many characters of `to` that are no blanks stand in `from`. */
function sharedLength(from: string, to: string): number {
  let [shared, at] = [0, 0];
  for (const { length, source } of carry(from, runsOf(from.length, null), to, ELSE)) {
    if (source !== ELSE) shared += to.slice(at, at + length).replace(/\s+/g, '').length;
    at += length;
  }
  return shared;
}

/** Lines of `to` of which something is missing, and which stand in `text` as they are, have what is `found` there. */
function fillLines(runs: Runs, text: string, found: Runs, to: string, missing: Source): Runs {
  const known = new Set(linesOf(text).map((line) => text.slice(line.start, line.end)));
  return concatRuns(
    linesOf(to).map(({ start, end, next }) => {
      const own = sliceRuns(runs, start, next);
      if (!known.has(to.slice(start, end)) || !own.some(({ source }) => source === missing)) return own;
      const other = sliceRuns(found, start, next);
      // Whoever writes such a line again, nobody saw that it was a person.
      return other.every(({ source }) => source !== missing && source?.origin !== 'human') ? other : own;
    }),
  );
}

function rangeOf(lines: Line[], first: number, last: number, length: number): [number, number] {
  const start = lines[first]?.start ?? length;
  return [start, last > first ? lines[last - 1]!.next : start];
}

function lineBreak(runs: Runs, old: Line, line: Line, gap: Source | null): Runs {
  const length = line.next - line.end;
  if (length === 0) return [];
  if (old.next === old.end) return runsOf(length, gap);
  return runsOf(length, sliceRuns(runs, old.next - 1, old.next)[0]!.source);
}

/** The runs of `to`, that took the place of `from`. */
export function align(from: string, runs: Runs, to: string, gap: Source | null, grain: Grain): Runs {
  const aligned = alignIgnoringBlanks(from, runs, to, gap);
  if (aligned) return aligned;
  if (grain === 'same') return alignSame(from, runs, to, gap);
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
    grain === 'ends'
      ? runsOf(middle.length, gap)
      : alignTokens(
          from.slice(head, from.length - tail),
          sliceRuns(runs, head, from.length - tail),
          middle,
          gap,
        ),
    sliceRuns(runs, from.length - tail, from.length),
  ]);
}

function alignSame(from: string, runs: Runs, to: string, gap: Source | null): Runs {
  const parts: Runs[] = [];
  let at = 0;
  for (const { aStart, aEnd, bStart, bEnd } of sameTokens(from, to)) {
    parts.push(runsOf(bStart - at, gap));
    parts.push(
      alignIgnoringBlanks(
        from.slice(aStart, aEnd),
        sliceRuns(runs, aStart, aEnd),
        to.slice(bStart, bEnd),
        gap,
      )!,
    );
    at = bEnd;
  }
  parts.push(runsOf(to.length - at, gap));
  return concatRuns(parts);
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
