import * as l10n from '../../text/l10n';
import type { Fix, Problem } from '../problem';
import { emptyValue } from './policyCompletions';
import { keyAt } from './policyKeys';
import { offsetOf } from './textPlace';
import { yamlText } from './yamlText';
import { type TextSpan, type TreeNode, type TreePair, valueAt, type Word, wordAt } from './yamlTree';

/** One change that mends a problem, as an editor offers it. Offsets are those of the text. */
interface PolicyEdit {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** `text` is a snippet, with what is to be filled in. */
  readonly snippet: boolean;
  /** There is nothing else that can be meant. */
  readonly preferred: boolean;
}

/** What would mend a problem of this text, the likeliest first. */
export function editsFor(text: string, tree: TreeNode | undefined, problem: Problem): PolicyEdit[] {
  const offset = offsetOf(text, problem);
  const end = offsetOf(text, { line: problem.endLine, column: problem.endColumn });
  const word = wordAt(tree, offset);
  return (problem.fixes ?? []).flatMap((fix) => editOf(text, tree, fix, word, offset, end) ?? []);
}

function editOf(
  text: string,
  tree: TreeNode | undefined,
  fix: Fix,
  word: Word | undefined,
  start: number,
  end: number,
): PolicyEdit | undefined {
  const edit = (title: string, more: Partial<PolicyEdit> & { text: string }): PolicyEdit => ({
    title,
    start,
    end,
    snippet: false,
    preferred: false,
    ...more,
  });
  switch (fix.kind) {
    case 'replace': {
      const by = word?.node.start === start ? yamlText(fix.by, word.node.quote) : yamlText(fix.by);
      // Only a text needs quotes; the words of the schema are what they say.
      const plain = /^(?:true|false|\d+)$/.test(fix.by) ? fix.by : by;
      return edit(l10n.t('Change to {0}', shown(fix.by)), { text: plain, preferred: fix.certain === true });
    }
    case 'quote':
      return edit(l10n.t('Put quotes around it'), {
        text: JSON.stringify(text.slice(start, end)),
        preferred: true,
      });
    case 'remove': {
      const span = word && removal(text, tree, word);
      return span && edit(l10n.t('Remove {0}', shown(word.node.text)), { ...span, text: '' });
    }
    case 'insert': {
      const made = word && insertion(text, word, fix.key);
      return made && edit(l10n.t('Add {0}', shown(fix.key)), { ...made, snippet: true, preferred: true });
    }
    case 'vendor': {
      const made = addition(text, tree, fix.id);
      return made && edit(l10n.t('Add the vendor {0}', shown(fix.id)), { ...made, snippet: true });
    }
  }
}

function shown(name: string): string {
  return `“${name.length > 40 ? `${name.slice(0, 40)}…` : name}”`;
}

type InsertedText = TextSpan & { readonly text: string };

/** A key with its value, or an item; `undefined` where nothing would be left around it. */
function removal(text: string, tree: TreeNode | undefined, word: Word): TextSpan | undefined {
  const { role, node } = word;
  const holder = role === 'key' || word.parent?.kind === 'list' ? word.parent : undefined;
  if (holder?.kind !== 'map' && holder?.kind !== 'list') return undefined;
  const spans: TextSpan[] =
    holder.kind === 'map'
      ? holder.pairs.map((pair) => ({ start: pair.key.start, end: endOf(text, pair) }))
      : holder.items.flatMap((item) => item ?? []);
  const at = spans.findIndex(({ start }) => start === node.start);
  const [before, own, after] = [spans[at - 1], spans[at], spans[at + 1]];
  if (own === undefined || (before === undefined && after === undefined && holder !== tree)) return undefined;
  const lead = text.slice(lineStart(text, own.start), own.start);
  if (!holder.flow && (holder.kind === 'list' ? /^\s*-\s*$/ : /^\s*$/).test(lead)) {
    return { start: lineStart(text, own.start), end: Math.min(text.length, lineEnd(text, own.end) + 1) };
  }
  if (after !== undefined) return { start: own.start, end: after.start };
  return before && { start: before.end, end: own.end };
}

/** Where a key goes that is missing: what names its mapping in front, others behind the word that stands there. */
function insertion(
  text: string,
  { node, parent, role, steps }: Word,
  name: string,
): InsertedText | undefined {
  if (parent?.kind !== 'map') return undefined;
  const mapping = steps.slice(0, -1);
  const key = keyAt([...mapping, name]);
  const pair = parent.pairs.find(({ key: one, value }) => (role === 'key' ? one : value) === node);
  const [first] = parent.pairs;
  if (key === undefined || pair === undefined || first === undefined) return undefined;
  const line = `${name}: ${key.kind === 'list' ? '[$1]' : emptyValue(key, 1)}`;
  const names = name === 'version' || name === 'name' || name === 'id';
  if (parent.flow) {
    const at = names ? first.key.start : endOf(text, parent.pairs.at(-1)!);
    return { start: at, end: at, text: names ? `${line}, ` : `, ${line}` };
  }
  const indent = ' '.repeat(first.key.start - lineStart(text, first.key.start));
  const at = names ? first.key.start : lineEnd(text, endOf(text, pair));
  return { start: at, end: at, text: names ? `${line}\n${indent}` : `\n${indent}${line}` };
}

/** One more vendor at the end of the list, or of the file where there is no list. Its review is for a person to write. */
function addition(text: string, tree: TreeNode | undefined, id: string): InsertedText | undefined {
  if (tree?.kind !== 'map' || tree.flow) return undefined;
  const list = valueAt(tree, 'vendors');
  const item = (indent: string) => `${indent}- id: ${id}\n${indent}  assistants: [$1]`;
  if (list === undefined) {
    if (tree.pairs.some(({ key }) => key.text === 'vendors')) return undefined;
    const at = text.trimEnd().length;
    return { start: at, end: text.length, text: `\nvendors:\n${item('  ')}\n` };
  }
  const last = list.kind === 'list' ? list.items.at(-1) : undefined;
  if (list.kind !== 'list' || last === undefined) return undefined;
  const end = text.slice(0, last.end).trimEnd().length;
  if (list.flow) return { start: end, end, text: `, { id: ${id}, assistants: [$1] }` };
  const at = lineEnd(text, end);
  const indent = ' '.repeat(list.start - lineStart(text, list.start));
  return { start: at, end: at, text: `\n${item(indent)}` };
}

/** Behind the last character of a key's value; a block ends with its last line. */
function endOf(text: string, { key, value }: TreePair): number {
  const colon = /^\s*:/.exec(text.slice(key.end, key.end + 100))?.[0].length ?? 0;
  const end = Math.max(value?.end ?? 0, key.end + colon);
  return text.slice(0, end).trimEnd().length;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** In front of the line break. */
function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  const end = found < 0 ? text.length : found;
  return text[end - 1] === '\r' ? end - 1 : end;
}
