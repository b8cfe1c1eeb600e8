const CHUNK = 4096;

/**
 * A text that is cheap to edit and to read in part: an edit touches the chunks under it, not the whole string.
 * Offsets are UTF-16 code units.
 */
export class ChunkedText {
  #chunks: string[];
  #length: number;

  constructor(text: string) {
    this.#chunks = chunk(text);
    this.#length = text.length;
  }

  get length(): number {
    return this.#length;
  }

  /** The text in `[start, end)`. */
  slice(start: number, end: number): string {
    let result = '';
    let at = 0;
    for (const c of this.#chunks) {
      if (at >= end) break;
      const to = at + c.length;
      if (to > start) result += c.slice(Math.max(0, start - at), end - at);
      at = to;
    }
    return result;
  }

  /** Puts `text` in the place of `[start, end)` and returns what was there. */
  replace(start: number, end: number, text: string): string {
    const chunks = this.#chunks;
    let first = 0;
    let at = 0;
    while (first < chunks.length - 1 && at + chunks[first]!.length <= start) at += chunks[first++]!.length;
    let last = first;
    let to = at + chunks[first]!.length;
    while (to < end && last < chunks.length - 1) to += chunks[++last]!.length;
    const old = first === last ? chunks[first]! : chunks.slice(first, last + 1).join('');
    const made = old.slice(0, start - at) + text + old.slice(end - at);
    if (first === last && made.length > 0 && made.length <= 2 * CHUNK) chunks[first] = made;
    else chunks.splice(first, last - first + 1, ...(made === '' && chunks.length > 1 ? [] : chunk(made)));
    if (chunks.length === 0) chunks.push('');
    this.#length += text.length - (end - start);
    return old.slice(start - at, end - at);
  }

  /** Whether this is `text`, found out without making a string of it. */
  equals(text: string): boolean {
    if (text.length !== this.#length) return false;
    let at = 0;
    for (const c of this.#chunks) {
      if (!text.startsWith(c, at)) return false;
      at += c.length;
    }
    return true;
  }

  toString(): string {
    return this.#chunks.join('');
  }
}

function chunk(text: string): string[] {
  if (text.length <= CHUNK) return [text];
  const chunks: string[] = [];
  for (let i = 0; i < text.length; i += CHUNK) chunks.push(text.slice(i, i + CHUNK));
  return chunks;
}
