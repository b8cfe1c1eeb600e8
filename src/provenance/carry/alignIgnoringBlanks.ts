import { concatRuns, type Run, type Runs } from '../runs';
import type { Source } from '../source';

/** A text's characters, one a UTF-16 unit, with their sources. */
type Sources = (Source | null)[];

/**
 * The runs of `to` where it is `from` with other blanks, else `undefined`. Law: what is not blank keeps its source,
 * however words were parted or joined; of the blanks in one place those keep theirs that both begin or end with,
 * and the rest gets `gap`. `LF` and `CRLF` are the same line break.
 */
export function alignIgnoringBlanks(
  from: string,
  runs: Runs,
  to: string,
  gap: Source | null,
): Runs | undefined {
  if (!isSpacedOtherwise(from, to)) return undefined;
  const sources = sourcesOf(runs);
  const result: Run[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [a, b] = [blankEnd(from, i), blankEnd(to, j)];
    for (const source of blanks(from, i, a, sources, to, j, b, gap)) result.push({ length: 1, source });
    [i, j] = [a, b];
    while (i < from.length && j < to.length && !isBlank(from, i) && !isBlank(to, j)) {
      result.push({ length: 1, source: sources[i]! });
      [i, j] = [i + 1, j + 1];
    }
  }
  return concatRuns([result]);
}

/** Stops at the first difference, so that it costs next to nothing where the answer is no. */
function isSpacedOtherwise(from: string, to: string): boolean {
  let [i, j] = [0, 0];
  for (;;) {
    [i, j] = [blankEnd(from, i), blankEnd(to, j)];
    if (i === from.length || j === to.length) return i === from.length && j === to.length;
    if (from.charCodeAt(i) !== to.charCodeAt(j)) return false;
    [i, j] = [i + 1, j + 1];
  }
}

/** The sources of the blanks `[j, b)` of `to`, that stand where `[i, a)` of `from` stood. */
function blanks(
  from: string,
  i: number,
  a: number,
  sources: Sources,
  to: string,
  j: number,
  b: number,
  gap: Source | null,
): Sources {
  const old = places(from, i, a);
  const made = places(to, j, b);
  const shorter = Math.min(old.length, made.length);
  let head = 0;
  while (head < shorter && from[old[head]!] === to[made[head]!]) head++;
  let tail = 0;
  while (tail < shorter - head && from[old.at(-1 - tail)!] === to[made.at(-1 - tail)!]) tail++;
  const result: Sources = new Array(b - j).fill(gap);
  const keep = (place: number, source: Source | null) => {
    result[place - j] = source;
    // The `\r` of a line break is no place of its own.
    if (to[place] === '\n' && place > j && to[place - 1] === '\r') result[place - 1 - j] = source;
  };
  for (let n = 0; n < head; n++) keep(made[n]!, sources[old[n]!]!);
  for (let n = 1; n <= tail; n++) keep(made.at(-n)!, sources[old.at(-n)!]!);
  return result;
}

/** The offsets in `[start, end)`, a line break being one place: that of its `\n`. */
function places(text: string, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = start; at < end; at++) if (text[at] !== '\r' || text[at + 1] !== '\n') found.push(at);
  return found;
}

function sourcesOf(runs: Runs): Sources {
  const sources: Sources = [];
  for (const run of runs) for (let i = 0; i < run.length; i++) sources.push(run.source);
  return sources;
}

function blankEnd(text: string, at: number): number {
  while (at < text.length && isBlank(text, at)) at++;
  return at;
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && text[at]!.trim() === '');
}
