import type { CompiledPattern } from './compiled';
import { GlobIndex } from './globIndex';

/** Several pattern lists, answered in one walk over a path's names. */
export interface Trie {
  /**
   * The lists that take a folded path in; one with a slash at the end is a folder, link or submodule.
   * From root to leaf, the last pattern of a list that matches a name decides for it, and the deepest name
   * with a match wins: gitignore(5), except that an exception works below a matched folder too.
   */
  groupsOf(path: string): number[];
  /** Where every path begins; for `walkOn`, which goes name by name. */
  readonly root: TrieNode;
  /** The places that a folded name leads to. */
  below(places: readonly TrieNode[], name: string): TrieNode[];
}

/** A place in the patterns; a path leads to several at once, since `**` stays where it is. */
export interface TrieNode {
  /** Of this trie. */
  readonly id: number;
  readonly names: Map<string, TrieNode>;
  readonly globs: GlobIndex<TrieNode>;
  /** The place after `**`, which is reached without a name and left by none. */
  any?: TrieNode;
  readonly stays: boolean;
  readonly ends: End[];
  /** The step at which it was last reached, so that it is entered once. */
  reached: number;
}

/** A pattern that ends at a node. */
interface End {
  readonly group: number;
  readonly folder: boolean;
  /** Its place in its list. */
  order: number;
  takes: boolean;
}

export function createTrie(groups: readonly (readonly CompiledPattern[])[]): Trie {
  let nodes = 0;
  const newNode = (stays: boolean): TrieNode => {
    return { id: nodes++, names: new Map(), globs: new GlobIndex(), stays, ends: [], reached: 0 };
  };
  const root = newNode(false);
  groups.forEach((patterns, group) => {
    patterns.forEach((pattern, order) => {
      insert(root, newNode, pattern, group, order);
    });
  });
  const verdicts = groups.map(() => ({ path: 0, depth: 0, order: 0, takes: false }));
  let paths = 0;
  let steps = 0;

  function groupsOf(path: string): number[] {
    paths++;
    const touched: number[] = [];
    const isFolder = path.endsWith('/');
    const names = path.split('/').filter((name) => name !== '');
    let active = enter([], root, ++steps);
    names.forEach((name, depth) => {
      const next = below(active, name);
      const asFolder = isFolder || depth < names.length - 1;
      for (const { ends } of next) {
        for (const end of ends) if (asFolder || !end.folder) judge(end, depth, touched);
      }
      active = next;
    });
    return touched.filter((group) => verdicts[group]?.takes);
  }

  function below(active: readonly TrieNode[], name: string): TrieNode[] {
    const next: TrieNode[] = [];
    steps++;
    for (const node of active) {
      if (node.stays) enter(next, node, steps);
      const named = node.names.get(name);
      if (named !== undefined) enter(next, named, steps);
      for (const found of node.globs.find(name)) enter(next, found, steps);
    }
    return next;
  }

  function judge({ group, order, takes }: End, depth: number, touched: number[]): void {
    const verdict = verdicts[group];
    if (verdict === undefined) return;
    if (verdict.path !== paths) touched.push(group);
    else if (verdict.depth === depth && verdict.order > order) return;
    verdict.path = paths;
    verdict.depth = depth;
    verdict.order = order;
    verdict.takes = takes;
  }

  return { groupsOf, root, below };
}

function enter(into: TrieNode[], node: TrieNode, step: number): TrieNode[] {
  if (node.reached !== step) {
    node.reached = step;
    into.push(node);
    if (node.any !== undefined) enter(into, node.any, step);
  }
  return into;
}

function insert(
  root: TrieNode,
  newNode: (stays: boolean) => TrieNode,
  pattern: CompiledPattern,
  group: number,
  order: number,
): void {
  let node = root;
  for (const part of pattern.path) {
    if (part === 0) node = node.any ??= newNode(true);
    else if (typeof part === 'string') node = getOrAdd(node.names, part, newNode);
    else node = node.globs.getOrAdd(part, () => newNode(false));
  }
  const takes = pattern.exception !== true;
  const folder = pattern.folder === true;
  // Only the last of equal patterns counts, so that a list of one pattern ten thousand times stays quick.
  const same = node.ends.find((end) => end.group === group && end.folder === folder);
  if (same === undefined) node.ends.push({ group, folder, order, takes });
  else {
    same.order = order;
    same.takes = takes;
  }
}

function getOrAdd(
  names: Map<string, TrieNode>,
  name: string,
  newNode: (stays: boolean) => TrieNode,
): TrieNode {
  let node = names.get(name);
  if (node === undefined) names.set(name, (node = newNode(false)));
  return node;
}
