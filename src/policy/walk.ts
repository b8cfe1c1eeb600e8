import type { Trie, TrieNode } from './trie';

/** How far along a path's names: two with the same key have the same answers for whatever follows. */
export interface Walk {
  readonly key: string;
  /** The pattern lists that take the path so far. */
  readonly taken: readonly number[];
  readonly active: readonly TrieNode[];
}

/** Before the first name. */
export function startWalk({ root }: Trie): Walk {
  return walkOf(root.any === undefined ? [root] : [root, root.any], []);
}

/** On to a name below, folded; after the last one, `taken` is what `groupsOf` says of all names together. */
export function walkOn(trie: Trie, walk: Walk, name: string, isFolder: boolean): Walk {
  const active = trie.below(walk.active, name);
  const last = new Map<number, { readonly order: number; readonly takes: boolean }>();
  for (const { ends } of active) {
    for (const end of ends) {
      const known = last.get(end.group)?.order ?? -1;
      if ((isFolder || !end.folder) && known < end.order) last.set(end.group, end);
    }
  }
  const taken = new Set(walk.taken);
  for (const [group, { takes }] of last) taken[takes ? 'add' : 'delete'](group);
  return walkOf(active, [...taken]);
}

function walkOf(active: readonly TrieNode[], taken: readonly number[]): Walk {
  const inOrder = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
  const own = inOrder(taken);
  return { key: `${inOrder(active.map(({ id }) => id)).join()}/${own.join()}`, taken: own, active };
}
