import type { Steps } from '../yamlDocument';
import { keyAt, type PolicyKey, shapeOf } from './policyKeys';
import { readTree, type TreeNode, textsAt, type Word, wordAt } from './yamlTree';

/** Where a person writes in a policy, and what may stand there. Offsets are those of the text. */
export interface Cursor {
  /**
   * `key`: a key of the mapping at `steps`. `value`: the value at `steps`. `item`: one more item of the list at `steps`.
   * `body`: a mapping or list that has not begun, on the line of its key.
   */
  readonly role: 'key' | 'value' | 'item' | 'body';
  readonly steps: Steps;
  /** `zones[].owners[]`. */
  readonly shape: string;
  readonly key: PolicyKey;
  /** The word at the cursor, with its quotes, which a completion takes the place of. */
  readonly start: number;
  readonly end: number;
  readonly quote: '' | '"' | "'";
  /** What is written of it before the cursor. */
  readonly typed: string;
  /** In front of the word. */
  readonly column: number;
  /** Within braces or brackets. */
  readonly flow: boolean;
  /** A colon stands behind the word. */
  readonly hasColon: boolean;
  /** Keys or items that are there already. */
  readonly taken: readonly string[];
  /** The document, with a mark in place of what the cursor is at. */
  readonly tree: TreeNode | undefined;
}

/** Stands at the cursor, so that there is always a word to be found. No policy holds it. */
const mark = '\uE000';

/** A text with the mark in it; `before` and `after` say what was put in around the word. */
interface Attempt {
  readonly text: string;
  readonly at: number;
  readonly before: number;
  readonly after: number;
  readonly dash: boolean;
}

/** The first reading of a half-written text in which the cursor stands at something that the schema knows. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  for (const attempt of attempts(text, offset)) {
    const tree = readTree(attempt.text);
    const word = wordAt(tree, attempt.at);
    const cursor = word && cursorOf(text, attempt, word, tree);
    if (cursor) return cursor;
  }
  return undefined;
}

function attempts(text: string, offset: number): Attempt[] {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset) < 0 ? text.length : text.indexOf('\n', offset);
  const left = text.slice(lineStart, offset);
  const right = text.slice(offset, lineEnd);
  const made = (from: number, before: string, after: string, dash = false): Attempt => ({
    text: `${text.slice(0, from)}${before}${text.slice(from, offset)}${mark}${after}${text.slice(offset)}`,
    at: offset + before.length,
    before: before.length,
    after: after.length,
    dash,
  });
  // YAML takes a leading `!` for a tag and `*` for a reference; here they begin a pattern.
  const bare = /(?:^|[\s,[])([!*][^\s,\]"']*)$/.exec(left)?.[1];
  if (bare !== undefined) return [made(offset - bare.length, '"', '"')];
  const found = [made(offset, '', '')];
  // A quote that is not closed swallows what follows.
  for (const quote of ['"', "'"]) {
    if (left.split(quote).length % 2 === 0 && !right.includes(quote)) found.push(made(offset, '', quote));
  }
  // A word alone on its line is read as text that goes on in the next.
  if (/^[\s-]*[\w-]*$/.test(left) && /^\s*$/.test(right)) found.push(made(offset, '', ':'));
  const indent = /^ *(?=[^\s#-]*$)/.exec(left)?.[0].length;
  if (indent !== undefined) found.push(made(lineStart + indent, '- ', '', true));
  return found;
}

function cursorOf(
  text: string,
  attempt: Attempt,
  word: Word,
  tree: TreeNode | undefined,
): Cursor | undefined {
  const { node, parent } = word;
  if (attempt.at >= node.end || attempt.text.slice(node.start, node.end).includes('\n')) return undefined;
  const lead = attempt.dash ? attempt.before : 0;
  const start = node.start - lead;
  const quoteAdded = attempt.before === 1 ? 1 : 0;
  const end = node.end - lead - quoteAdded - mark.length - (node.quote === '' ? 0 : attempt.after);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const place = placeOf(word, attempt.dash, /^[\s-]*$/.test(before));
  if (place === undefined || isMisplaced(word, attempt.text)) return undefined;
  // Behind a colon without a blank there is nothing yet.
  if (place.role === 'key' && node.text.includes(':')) return undefined;
  const key = keyAt(place.steps);
  if (key === undefined) return undefined;
  return {
    ...place,
    shape: shapeOf(place.steps),
    key,
    start,
    end,
    quote: node.quote,
    typed: attempt.text.slice(node.start + node.quote.length, attempt.at),
    column: before.length,
    flow: (parent?.kind === 'map' || parent?.kind === 'list') && parent.flow,
    hasColon: /^[ \t]*:/.test(text.slice(end)),
    taken: takenBy(word),
    tree,
  };
}

function placeOf(
  { role, steps }: Word,
  dash: boolean,
  ownLine: boolean,
): Pick<Cursor, 'role' | 'steps'> | undefined {
  if (role === 'key') return dash ? undefined : { role, steps: steps.slice(0, -1) };
  if (dash) {
    const list = steps.slice(0, -1);
    return keyAt(list)?.kind === 'list' ? { role: 'item', steps: list } : undefined;
  }
  const kind = keyAt(steps)?.kind;
  if (kind === 'mapping' || kind === 'record') return { role: ownLine ? 'key' : 'body', steps };
  if (kind === 'list') return { role: ownLine ? 'item' : 'body', steps };
  return { role: 'value', steps };
}

/** What does not stand below its neighbours belongs to none of them, whatever the parser makes of it. */
function isMisplaced({ role, node, parent, steps }: Word, text: string): boolean {
  const item = role === 'value' ? node : parent;
  const isItem = typeof steps.at(role === 'value' ? -1 : -2) === 'number';
  if (isItem && item && !/[-,[]\s*(?:&\S+\s+)?$/.test(text.slice(0, item.start))) return true;
  if (role !== 'key' || parent?.kind !== 'map' || parent.flow) return false;
  const other = parent.pairs.find(({ key }) => key !== node)?.key;
  const column = (at: number) => at - text.lastIndexOf('\n', at - 1);
  return other !== undefined && column(other.start) !== column(node.start);
}

function takenBy({ node, parent }: Word): string[] {
  if (parent?.kind === 'map') return parent.pairs.flatMap(({ key }) => (key === node ? [] : key.text));
  return textsAt(parent).filter((item) => !item.includes(mark));
}
