import type { Place } from '../problem';

/** The offset of a 1-based line and column, as `yaml` counts them: lines end with `\n`. */
export function offsetOf(text: string, { line, column }: Pick<Place, 'line' | 'column'>): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  return Math.min(text.length, start + column - 1);
}

/** The place of a stretch of a file's text. */
export function placeAt(path: string, text: string, start: number, end: number): Place {
  const [from, to] = [start, end].map((offset) => {
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
  });
  return { path, line: from!.line, column: from!.column, endLine: to!.line, endColumn: to!.column };
}
