import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Span } from './edit';
import * as l10n from './l10n';

/** A value that belongs into the list at `path`, which is a key of an object each. */
export interface Member {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Behind what is in the list, where the place of the others counts; else before it. */
  readonly last?: boolean;
}

/** Which members of lists are ours. */
type IsOurs = (value: unknown) => boolean;

/** The text cannot be edited; says why of the file's name, without a full stop. */
export interface Unfit {
  readonly problem: (name: string) => string;
}

/**
 * Puts members into a JSON text, which may hold comments and trailing commas, and leaves every other byte. Lists and
 * objects on the way are made where they are missing.
 *
 * What was added differs from what was there by its form alone: a container that is made starts with a line break,
 * and one that was empty takes its first member without any blank. So `withoutMembers(withMembers(text)) = text`.
 */
export function withMembers(text: string, members: readonly Member[]): string | Unfit {
  const form = formOf(text);
  // Each goes before those that are there.
  for (const member of members.toReversed()) {
    const root = parse(text);
    if ('problem' in root) return root;
    const edited = withMember(text, root, member, form);
    if (typeof edited !== 'string') return edited;
    text = edited;
  }
  return text;
}

/**
 * Takes our members out again, and what was made for them. `undefined`: nothing of ours is there. An empty string: all
 * of the text was made for ours, `head` being the keys that `createdText` puts first.
 */
export function withoutMembers(
  text: string,
  isOurs: IsOurs,
  head: Readonly<Record<string, unknown>> = {},
): string | Unfit | undefined {
  const root = parse(text);
  if ('problem' in root) return root;
  const cuts: Span[] = [];
  takeOut(text, root, isOurs, cuts, true);
  if (cuts.length === 0) return undefined;
  let result = text;
  for (const { start, end } of cuts.sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + result.slice(end);
  }
  return isAllOurs(text, result, head) ? '' : result;
}

/** What the text says; its comments left out. */
export function jsonValue(text: string): unknown {
  const root = parse(text);
  return 'problem' in root ? undefined : plain(root);
}

/** A whole text for a file that was not there. */
export function createdText(
  members: readonly Member[],
  head: Readonly<Record<string, unknown>> = {},
): string {
  const value: Record<string, unknown> = { ...head };
  for (const { path, value: member } of members) {
    let at = value;
    for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
    ((at[path.at(-1)!] ??= []) as unknown[]).push(member);
  }
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** How a text is set out: what it indents with, and ends its lines with. */
interface Form {
  readonly indent: string;
  readonly newline: string;
}

function formOf(text: string): Form {
  const first = /^([ \t]+)["/[{]/m.exec(text)?.[1];
  return { indent: first ?? '  ', newline: text.includes('\r\n') ? '\r\n' : '\n' };
}

function parse(text: string): Node | Unfit {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    // Blanks keep the offsets as they are.
    root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  } catch {
    return { problem: (name) => l10n.t('{0} is nested too deeply', name) };
  }
  const [error] = errors;
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length;
    return { problem: (name) => l10n.t('{0} is not valid JSON (line {1})', name, line) };
  }
  return root?.type === 'object' ? root : { problem: (name) => l10n.t('{0} holds no JSON object', name) };
}

function withMember(text: string, root: Node, { path, value, last }: Member, form: Form): string | Unfit {
  let at = root;
  for (const [depth, key] of path.entries()) {
    const named = (at.children ?? []).filter(({ children }) => children?.[0]?.value === key);
    const place = path.slice(0, depth + 1).join('.');
    if (named.length > 1) return { problem: (name) => l10n.t('{0} has {1} twice', name, place) };
    const next = named[0]?.children?.[1];
    if (next === undefined) {
      const rest = path.slice(depth + 1).reduceRight<unknown>((inner, one) => ({ [one]: inner }), [value]);
      return inserted(text, at, `${JSON.stringify(key)}: `, rest, false, form);
    }
    const isList = depth === path.length - 1;
    if (isList && next.type !== 'array')
      return { problem: (name) => l10n.t('{0} has {1}, but not as an array', name, place) };
    if (!isList && next.type !== 'object')
      return { problem: (name) => l10n.t('{0} has {1}, but not as an object', name, place) };
    at = next;
  }
  return inserted(text, at, '', value, last === true, form);
}

function inserted(
  text: string,
  container: Node,
  name: string,
  value: unknown,
  last: boolean,
  form: Form,
): string {
  const children = container.children ?? [];
  const first = children[0];
  const open = container.offset + 1;
  // As the neighbours are: each on its own line, or all on one.
  const gap = first === undefined ? '' : (/[\r\n]+[ \t]*$/.exec(text.slice(open, first.offset))?.[0] ?? '');
  const lineIndent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', container.offset) + 1))![0];
  const indent = gap === '' ? lineIndent : gap.replace(/^[\r\n]+/, '');
  const body = JSON.stringify(value, null, form.indent).replaceAll('\n', `${form.newline}${indent}`);
  const line = gap === '' ? '' : `${form.newline}${indent}`;
  if (last && children.length > 0) {
    const end = endOf(children.at(-1)!);
    return `${text.slice(0, end)},${line}${name}${body}${text.slice(end)}`;
  }
  return `${text.slice(0, open)}${line}${name}${body}${children.length > 0 ? ',' : ''}${text.slice(open)}`;
}

/** Gathers what to cut out below `container`; whether the container itself was made for ours and can go whole. */
function takeOut(text: string, container: Node, isOurs: IsOurs, cuts: Span[], isRoot = false): boolean {
  const members = container.children ?? [];
  const inner: Span[] = [];
  const goes = members.map((member) => {
    const value = container.type === 'object' ? member.children?.[1] : member;
    if (value === undefined) return false;
    if (container.type === 'array' && isOurs(plain(value))) return true;
    return (value.type === 'object' || value.type === 'array') && takeOut(text, value, isOurs, inner);
  });
  const isMade = /^\s+$/.test(text.slice(container.offset + 1, members[0]?.offset ?? container.offset + 1));
  if (!isRoot && isMade && goes.every(Boolean) && isBlankBetween(text, container)) return true;
  cuts.push(...inner, ...members.flatMap((_, i) => (goes[i] ? cutsOf(text, container, goes, i) : [])));
  return false;
}

/** One member with the blanks before it and one comma: the one behind it, or for the last the one before it. */
function cutsOf(text: string, container: Node, goes: readonly boolean[], i: number): Span[] {
  const members = container.children ?? [];
  const member = members[i]!;
  const before = text.slice(0, member.offset).replace(/\s+$/, '').length;
  const cut = { start: before, end: endOf(member) };
  const kept = goes.lastIndexOf(false, i);
  const comma =
    i === members.length - 1 && kept >= 0
      ? commaAfter(text, endOf(members[kept]!))
      : commaAfter(text, endOf(member));
  return comma === undefined ? [cut] : [cut, { start: comma, end: comma + 1 }];
}

function commaAfter(text: string, at: number): number | undefined {
  const skipped = /^(?:\s|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(at))![0].length;
  return text[at + skipped] === ',' ? at + skipped : undefined;
}

/** Nobody has put a comment there. */
function isBlankBetween(text: string, container: Node): boolean {
  const members = container.children ?? [];
  const ends = [...members.map(({ offset }) => offset), endOf(container) - 1];
  return members.every((member, i) => /^[\s,]*$/.test(text.slice(endOf(member), ends[i + 1])));
}

/** As `createdText` writes it, and nothing is left but the keys that it puts first. */
function isAllOurs(text: string, left: string, head: Readonly<Record<string, unknown>>): boolean {
  const value = jsonValue(text);
  const keys = Object.keys(head);
  return (
    `${JSON.stringify(value, null, 2)}\n` === text &&
    JSON.stringify(jsonValue(left)) === JSON.stringify(head) &&
    Object.keys(value as object).every((key, i) => i >= keys.length || key === keys[i])
  );
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function plain(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plain);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(
    (node.children ?? []).flatMap(({ children }) =>
      children?.[1] ? [[String(children[0]!.value), plain(children[1])]] : [],
    ),
  );
}
