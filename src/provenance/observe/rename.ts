import type { ChunkedText } from '../../text/chunks';
import type { TextChange } from './signals';

/** Names are not longer, in UTF-16 code units. */
const NAME_MAX = 200;
const PART = /^[\p{L}\p{N}_$]*$/u;
const HEAD = /^[\p{L}\p{N}_$]*/u;
const TAIL = /[\p{L}\p{N}_$]*$/u;

/**
 * Whether `changes` (from the first to the last) put one name in the place of another, wherever it stands in `text`, in
 * two places or more. The editor may have cut each down to the letters that differ.
 */
export function isRenaming(text: ChunkedText, changes: readonly TextChange[]): boolean {
  if (changes.length < 2) return false;
  let [name, next, places, end] = ['', '', 0, -1];
  let made = '';
  for (const [i, change] of changes.entries()) {
    if (change.text.length > NAME_MAX || change.end - change.start > NAME_MAX || !PART.test(change.text))
      return false;
    if (change.start > end) {
      const start = change.start - TAIL.exec(text.slice(change.start - NAME_MAX, change.start))![0].length;
      end = change.start + HEAD.exec(text.slice(change.start, change.start + NAME_MAX))![0].length;
      const old = text.slice(start, end);
      if (i > 0 && old !== name) return false;
      [name, places] = [old, places + 1];
      made = text.slice(start, change.start);
    }
    if (change.end > end) return false;
    const following = changes[i + 1];
    const isLast = following === undefined || following.start > end;
    made += change.text + text.slice(change.end, isLast ? end : following.start);
    if (!isLast) continue;
    if (places > 1 && made !== next) return false;
    next = made;
  }
  return places > 1 && name !== '' && next !== '' && name !== next;
}
