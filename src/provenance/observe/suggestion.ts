import type { Observation } from './observation';
import { endOfLast, endsAtCursor, isBlank, trimCommon } from './shape';

/**
 * Ghost text: the host was asked for it at this place just before, the change starts at or before the cursor, and
 * leaves one empty cursor at its end. An edit by an extension at the cursor looks nearly the same: hence `inferred`.
 */
export function isGhost(seen: Observation): boolean {
  const { changes } = seen.signal;
  const change = changes[0]!;
  const asked = seen.before;
  if (changes.length !== 1 || !asked || !leavesCursor(seen)) return false;
  if (isBlank(trimCommon(seen.removed[0]!, change.text))) return false;
  const removedLines = seen.removed[0]!.split('\n').length - 1;
  const covers =
    asked.line >= change.line &&
    asked.line <= change.line + removedLines &&
    (asked.line > change.line || asked.character >= change.character);
  return covers && endsAtCursor(seen) && seen.asked;
}

/**
 * A next edit, away from where the person was: the editor takes the cursor there first, by no key and no mouse, then
 * makes the change from that very place on, and leaves the cursor at its end.
 */
export function isNextEdit(seen: Observation): boolean {
  const { changes } = seen.signal;
  const [first] = changes;
  const from = seen.jumped?.cursors;
  if (!first || from?.length !== 1 || !seen.asked || !leavesCursor(seen)) return false;
  if (from[0]!.line !== first.line || from[0]!.character !== first.character) return false;
  if (changes.every(({ text }, i) => isBlank(trimCommon(seen.removed[i]!, text)))) return false;
  const end = endOfLast(changes, seen.removed);
  const cursor = seen.selection!.cursors[0]!;
  return cursor.line === end.line && cursor.character === end.character;
}

/** One empty cursor, moved by no key and no mouse. */
function leavesCursor({ selection }: Observation): boolean {
  return selection?.by === undefined && selection?.cursors.length === 1 && selection.cursors[0]!.empty;
}
