import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
} from 'yaml';
import { complexityProblem, isTooLarge, type Steps, yamlOptions } from '../yamlDocument';

/**
 * A YAML text as it stands while it is written, with its mistakes: what an editor asks of it. Offsets are those of the
 * text; `end` lies behind the last character. References are leaves, so that no tree is larger than its text.
 */
export type TreeNode = TreeMap | TreeList | TreeScalar | TreeAlias;

/** `[start, end)` in UTF-16 units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

interface TreeMap extends TextSpan {
  readonly kind: 'map';
  /** In braces. */
  readonly flow: boolean;
  readonly pairs: readonly TreePair[];
}

export interface TreePair {
  readonly key: TreeScalar;
  /** Absent where nothing is written behind the key. */
  readonly value?: TreeNode;
}

interface TreeList extends TextSpan {
  readonly kind: 'list';
  /** In brackets. */
  readonly flow: boolean;
  /** `undefined` for a dash with nothing behind it. */
  readonly items: readonly (TreeNode | undefined)[];
}

interface TreeScalar extends TextSpan {
  readonly kind: 'scalar';
  /** As YAML reads it; of a number or a flag, its text. */
  readonly text: string;
  /** The quote around it, which lies within `start` and `end`. */
  readonly quote: '' | '"' | "'";
}

interface TreeAlias extends TextSpan {
  readonly kind: 'alias';
  /** What it stands for, where that is written above. */
  readonly node?: TreeNode;
}

/** Never throws. `undefined` for a text that holds nothing, or too much to be read: see `limits`. */
export function readTree(text: string): TreeNode | undefined {
  if (isTooLarge(text) || complexityProblem(text) !== undefined) return undefined;
  try {
    const { contents } = parseDocument(text, yamlOptions);
    return isNode(contents) ? treeOf(contents) : undefined;
  } catch {
    return undefined;
  }
}

function treeOf(root: Node): TreeNode | undefined {
  const anchors = new Map<string, TreeNode>();

  function convert(node: unknown): TreeNode | undefined {
    if (!isNode(node) || !node.range) return undefined;
    const [start, end] = node.range;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      return { kind: 'alias', start, end, ...(target && { node: target }) };
    }
    const made = bare(node, start, end);
    // An anchor is known once its node is whole, so nothing holds itself.
    if (made !== undefined && 'anchor' in node && node.anchor) anchors.set(String(node.anchor), made);
    return made;
  }

  function bare(node: Node, start: number, end: number): TreeNode | undefined {
    if (isMap(node)) {
      return { kind: 'map', flow: node.flow === true, start, end, pairs: node.items.flatMap(pairOf) };
    }
    if (isSeq(node))
      return { kind: 'list', flow: node.flow === true, start, end, items: itemsOf(node.items) };
    return isScalar(node) && end > start ? scalarOf(node, start, end) : undefined;
  }

  function itemsOf(items: readonly unknown[]): (TreeNode | undefined)[] {
    // `[a: b]` holds a pair, which no policy has.
    return items.map((item) => convert(item));
  }

  function pairOf({ key, value }: Pair): TreePair[] {
    const name = convert(key);
    if (name?.kind !== 'scalar') return [];
    const node = convert(value);
    return [{ key: name, ...(node && { value: node }) }];
  }

  return convert(root);
}

function scalarOf({ value, source, type }: Scalar, start: number, end: number): TreeScalar {
  const quote = type === 'QUOTE_DOUBLE' ? '"' : type === 'QUOTE_SINGLE' ? "'" : '';
  return {
    kind: 'scalar',
    text: typeof value === 'string' ? value : (source ?? String(value)),
    quote,
    start,
    end,
  };
}

/** The value of a key, where `node` is a mapping; of equal keys the first. */
export function valueAt(node: TreeNode | undefined, key: string): TreeNode | undefined {
  return node?.kind === 'map' ? node.pairs.find((pair) => pair.key.text === key)?.value : undefined;
}

/** The items of a list, also of one that a reference stands for. */
export function itemsAt(node: TreeNode | undefined): readonly (TreeNode | undefined)[] {
  const list = node?.kind === 'alias' ? node.node : node;
  return list?.kind === 'list' ? list.items : [];
}

export function textAt(node: TreeNode | undefined): string | undefined {
  const scalar = node?.kind === 'alias' ? node.node : node;
  return scalar?.kind === 'scalar' ? scalar.text : undefined;
}

export function textsAt(node: TreeNode | undefined): string[] {
  return itemsAt(node).flatMap((item) => textAt(item) ?? []);
}

/** A word of the text, and how it is reached from the top: a key has its own name as the last step. */
export interface Word {
  readonly node: TreeScalar;
  readonly role: 'key' | 'value';
  readonly steps: Steps;
  /** What holds it: the mapping of a key, the list or mapping of a value. */
  readonly parent?: TreeNode;
}

/** The key or plain value at an offset; its end counts as in it. */
export function wordAt(root: TreeNode | undefined, offset: number): Word | undefined {
  const within = (node: TextSpan | undefined) =>
    node !== undefined && node.start <= offset && offset <= node.end;
  let node = root;
  let parent: TreeNode | undefined;
  const steps: (string | number)[] = [];
  while (node !== undefined) {
    if (node.kind === 'scalar') {
      return within(node) ? { node, role: 'value', steps, ...(parent && { parent }) } : undefined;
    }
    if (node.kind === 'alias') return undefined;
    parent = node;
    if (node.kind === 'list') {
      const index: number = node.items.findIndex(within);
      steps.push(index);
      node = node.items[index];
      continue;
    }
    const key = node.pairs.find((pair) => within(pair.key))?.key;
    if (key !== undefined) return { node: key, role: 'key', steps: [...steps, key.text], parent };
    const pair: TreePair | undefined = node.pairs.find(({ value }) => within(value));
    if (pair !== undefined) steps.push(pair.key.text);
    node = pair?.value;
  }
  return undefined;
}
