/**
 * Edits as values. Offsets are UTF-16 code units, as in VS Code and JavaScript strings.
 * All replacements of one edit are in coordinates of the text before it.
 */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Replacement extends Span {
  readonly text: string;
}

/** Sorted by `start`, disjoint; two replacements may touch. */
export type Edit = readonly Replacement[];

/** Law: `applyEdit(text, [])` is `text`. */
export function applyEdit(text: string, edit: Edit): string {
  let result = '';
  let from = 0;
  for (const r of edit) {
    result += text.slice(from, r.start) + r.text;
    from = r.end;
  }
  return result + text.slice(from);
}

/** Where the text of each replacement stands once the edit is made. */
export function rangesAfter(edit: Edit): Span[] {
  let shift = 0;
  return edit.map((r) => {
    const start = r.start + shift;
    shift += r.text.length - (r.end - r.start);
    return { start, end: start + r.text.length };
  });
}
