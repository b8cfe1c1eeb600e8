import { diff } from '../../text/diff';
import { linesOf } from '../../text/lines';
import { type Runs, runsOf } from '../runs';
import type { Source } from '../source';
import { ends } from './alignSeen';
import { carry } from './carry';

/** `[start, end)` in a text, in order, none touching the next. */
export type InsertedRange = readonly [start: number, end: number];

const mark: Source = { origin: 'unknown' };

/** What of `after` was not in `before`. */
export function insertedSince(before: string, after: string): InsertedRange[] {
  return marked(carry(before, runsOf(before.length, null), after, mark, ends));
}

/**
 * Where a replacement of `old` by `text` put new text into `after`: wherever `text` stands there as it is, else its
 * lines one by one, since somebody may have changed the file in between.
 */
export function insertedBy({ old, text }: { old: string; text: string }, after: string): InsertedRange[] {
  const own = insertedSince(old, text);
  const found: InsertedRange[] = [];
  const as = after.includes('\r\n') && !text.includes('\r\n') ? 'crlf' : 'same';
  if (as === 'same') {
    for (
      let at = text === '' ? -1 : after.indexOf(text);
      at !== -1;
      at = after.indexOf(text, at + text.length)
    )
      for (const [start, end] of own) found.push([at + start, at + end]);
    if (found.length > 0) return found;
  }
  const [mine, theirs] = [linesOf(text), linesOf(after)];
  const words = (whole: string, lines: typeof mine) => lines.map(({ start, end }) => whole.slice(start, end));
  for (const match of diff(words(text, mine), words(after, theirs))) {
    for (let i = 0; i < match.length; i++) {
      const [from, to] = [mine[match.aStart + i]!, theirs[match.bStart + i]!];
      for (const [start, end] of own) {
        const [a, b] = [Math.max(start, from.start), Math.min(end, from.next)];
        if (a >= b) continue;
        // Its line break may be written in another way.
        const last = b > from.end ? to.next : to.start + (b - from.start);
        found.push([to.start + Math.min(a, from.end) - from.start, last]);
      }
    }
  }
  return inOrder(found);
}

function marked(runs: Runs): InsertedRange[] {
  const found: InsertedRange[] = [];
  let at = 0;
  for (const { length, source } of runs) {
    if (source === mark) found.push([at, at + length]);
    at += length;
  }
  return found;
}

/** Joined where they touch. */
export function inOrder(ranges: readonly InsertedRange[]): InsertedRange[] {
  const found: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) found.push([start, end]);
  }
  return found;
}

export function overlap(a: readonly InsertedRange[], b: readonly InsertedRange[]): InsertedRange[] {
  const found: InsertedRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [start, end] = [Math.max(a[i]![0], b[j]![0]), Math.min(a[i]![1], b[j]![1])];
    if (start < end) found.push([start, end]);
    if (a[i]![1] < b[j]![1]) i++;
    else j++;
  }
  return found;
}
