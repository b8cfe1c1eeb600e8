import type { Observation } from './observation';
import type { TextChange } from './signals';

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** The changes that bring text; Enter on a blank line also takes its indentation away. */
export function inserting(seen: Observation): readonly TextChange[] {
  return seen.signal.changes.filter((c) => c.text !== '');
}

/** Where a change's text ends, if it is the first of its event. */
export function endOf(change: TextChange): Position {
  return after(change, change.text);
}

/** Where `text` ends that starts at `start`. */
function after(start: Position, text: string): Position {
  const newline = text.lastIndexOf('\n');
  if (newline < 0) return { line: start.line, character: start.character + text.length };
  return { line: start.line + text.split('\n').length - 1, character: text.length - newline - 1 };
}

/** Where the last change's text ends in the text after all of them; `changes` from the first to the last. */
export function endOfLast(changes: readonly TextChange[], removed: readonly string[]): Position {
  let [from, to]: Position[] = [
    { line: 0, character: 0 },
    { line: 0, character: 0 },
  ];
  for (const [i, change] of changes.entries()) {
    const start = {
      line: change.line - from!.line + to!.line,
      character: change.character + (change.line === from!.line ? to!.character - from!.character : 0),
    };
    from = after(change, removed[i]!);
    to = after(start, change.text);
  }
  return to!;
}

/** Every selection's cursor stands where a change's text ends. */
export function endsAtCursor(seen: Observation): boolean {
  const cursors = seen.selection?.cursors;
  const changes = inserting(seen);
  if (!cursors || cursors.length !== changes.length) return false;
  if (changes.length > 1) return true;
  const { line, character } = endOf(changes[0]!);
  const cursor = cursors[0]!;
  if (cursor.line === line && cursor.character === character) return true;
  // Enter between brackets: the cursor is on the new line in the middle.
  return isBlank(changes[0]!.text) && cursor.line > changes[0]!.line && cursor.line < line;
}

/** The cursor was put into the new text, or some of it was selected: there is a place to fill in. */
export function leavesInside(seen: Observation): boolean {
  const [change, ...others] = inserting(seen);
  const cursor = seen.selection?.cursors[0];
  if (!change || others.length > 0 || !cursor || seen.selection?.by !== undefined) return false;
  const end = endOf(change);
  const isBehind = (a: Position, b: Position) =>
    a.line > b.line || (a.line === b.line && a.character > b.character);
  return isBehind(cursor, change) && (isBehind(end, cursor) || !cursor.empty);
}

/** What of `to` lies between the ends that it shares with `from`. */
export function trimCommon(from: string, to: string): string {
  let i = 0;
  while (i < from.length && i < to.length && from[i] === to[i]) i++;
  let j = 0;
  while (j < from.length - i && j < to.length - i && from[from.length - 1 - j] === to[to.length - 1 - j]) j++;
  return to.slice(i, to.length - j);
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

export function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
