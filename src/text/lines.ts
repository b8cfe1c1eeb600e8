/** One line of a text: `[start, end)` without its line break, `next` after it. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/**
 * The lines as git counts them: ended by `\n` (a `\r` before it belongs to the line break);
 * an unfinished last line counts, an empty one after the last break does not.
 */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (newline > start && text.charCodeAt(newline - 1) === 13) end--;
    lines.push({ start, end, next });
    start = next;
  }
  return lines;
}
