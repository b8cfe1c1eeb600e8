import { diff, type Match } from '../../text/diff';
import { type Line, linesOf } from '../../text/lines';
import { concatRuns, mapSources, type Runs, runsOf, sliceRuns } from '../runs';
import type { Source } from '../source';
import { alignIgnoringBlanks } from './alignIgnoringBlanks';
import { sameTokens, tellsWhose } from './sameTokens';

/**
 * How much of a changed hunk may keep its runs. `same`: what is the same text by its words, and nothing for standing in
 * its place. A change that was seen keeps more: see `alignSeen.ts`.
 */
export type Grain = 'same' | ((from: string, runs: Runs, to: string, gap: Source | null) => Runs);

/**
 * Carries the runs of `from` over to `to`: equal lines keep theirs, a changed hunk keeps what `grain` allows,
 * and the rest gets `gap`. `LF` and `CRLF` are the same line break.
 * @param threshold of `same`; what it is measured with, see `npm run bench -- carry`
 * Law: `carry(t, r, t)` is `r`, and the result is as long as `to`.
 */
export function carry(
  from: string,
  runs: Runs,
  to: string,
  gap: Source | null,
  grain: Grain = 'same',
  threshold?: number,
): Runs {
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
      const old = sliceRuns(runs, ...aRange);
      parts.push(align(from.slice(...aRange), old, to.slice(...bRange), gap, grain, threshold));
    }
    const aligned = concatRuns(parts);
    pieces.push({ runs: aligned, tells: aligned.some(({ source }) => source !== gap) });
  };
  const text = (whole: string, lines: Line[]) => lines.map((line) => whole.slice(line.start, line.end));
  const [were, own] = [text(from, a), text(to, b)];
  for (const match of grain === 'same' ? anchors(were, own) : diff(were, own)) {
    hunk(match.aStart, match.bStart);
    const parts: Runs[] = [];
    for (let i = 0; i < match.length; i++) {
      const [at, now] = [match.aStart + i, match.bStart + i];
      const [old, line] = [a[at]!, b[now]!];
      const kept = sliceRuns(runs, old.start, old.end);
      parts.push(alignIgnoringBlanks(were[at]!, kept, own[now]!, gap) ?? kept);
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

/** Lines that are compared by their words alone, where lines say nothing. */
const MOST_UNPARTED = 500;

/**
 * The lines that both have, which part the changed stretches. A text that was indented anew has lines where others stood:
 * there the words alone tell, and in a long one the lines but for their blanks.
 */
function anchors(a: readonly string[], b: readonly string[]): Match[] {
  const matches = diff(a, b);
  const bare = diff(
    a.map((line) => line.trim()),
    b.map((line) => line.trim()),
  );
  const telling = (found: readonly Match[]) =>
    found.flatMap(({ bStart, length }) => b.slice(bStart, bStart + length)).filter(tellsWhose).length;
  if (telling(bare) <= telling(matches)) return matches;
  const ends = matches.filter(
    ({ aStart, bStart, length }) =>
      aStart + bStart === 0 || (aStart + length === a.length && bStart + length === b.length),
  );
  return ends.reduce((lines, { length }) => lines - length, b.length) <= MOST_UNPARTED ? ends : bare;
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
 * discarded, shares with `to` what the base shares with both: where the base's own text is as near to the lines that `to`
 * adds to it, the version tells nothing. What a version lacks of the base, as a deletion that is not staged, says nothing.
 */
export function nearerThanBase<T extends { readonly text: string }>(
  versions: readonly T[],
  to: string,
  base: string | undefined,
): readonly T[] {
  if (base === undefined || versions.length === 0) return versions;
  const added = addedStretches(base, to);
  const ofBase = sharedLength(base, to, added);
  return versions.filter(({ text }) => sharedLength(text, to, added) > ofBase);
}

/** The lines of `to` that are not the base's, as `[start, end)`. */
function addedStretches(base: string, to: string): [number, number][] {
  const lines = linesOf(to);
  const contents = (whole: string, of: Line[]) => of.map((line) => whole.slice(line.start, line.end));
  const added: [number, number][] = [];
  let at = 0;
  for (const { bStart, length } of [
    ...diff(contents(base, linesOf(base)), contents(to, lines)),
    { bStart: lines.length, length: 0 },
  ]) {
    if (bStart > at) added.push(rangeOf(lines, at, bStart, to.length));
    at = bStart + length;
  }
  return added;
}

const ELSE: Source = { origin: 'unknown' };

/** How many characters of these stretches of `to`, blanks aside, stand in `from`. */
function sharedLength(from: string, to: string, stretches: readonly (readonly [number, number])[]): number {
  const found = carry(from, runsOf(from.length, null), to, ELSE);
  let shared = 0;
  for (const [start, end] of stretches) {
    let at = start;
    for (const { length, source } of sliceRuns(found, start, end)) {
      if (source !== ELSE) shared += to.slice(at, at + length).replace(/\s+/g, '').length;
      at += length;
    }
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
export function align(
  from: string,
  runs: Runs,
  to: string,
  gap: Source | null,
  grain: Grain,
  threshold?: number,
): Runs {
  const aligned = alignIgnoringBlanks(from, runs, to, gap);
  if (aligned) return aligned;
  return grain === 'same' ? alignSame(from, runs, to, gap, threshold) : grain(from, runs, to, gap);
}

function alignSame(from: string, runs: Runs, to: string, gap: Source | null, threshold?: number): Runs {
  const parts: Runs[] = [];
  let at = 0;
  for (const { aStart, aEnd, bStart, bEnd } of sameTokens(from, to, threshold)) {
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
