import { fold, foldSimply } from './fold';
import type { Trie } from './trie';
import { startWalk, type Walk, walkOn } from './walk';

/** Links that lead through more links than this lead nowhere, as the operating systems have it. */
const maxSteps = 40;
/** Ways by links that differ for the patterns; a tree has a handful. */
const maxWays = 50_000;

type TakingLists = readonly number[];

/** What the names say by which a checked-out tree shows a path. */
export interface Links {
  /** The paths that a link leads over, in order; the last is where it ends. Those outside of the tree are left out. */
  passed(link: string): readonly string[];
  /** Of each name of a path through links, the pattern lists that take it; each such set once. */
  takenBy(path: string, isFolder: boolean): Iterable<TakingLists>;
  /** The same of each name that is there by a link, directly or on another's way. */
  takenThrough(link: string): Iterable<TakingLists>;
}

/**
 * Where symbolic links lead, inside of one tree. Names through links are walked together with the patterns, so that a
 * link to a folder above itself, which makes names without end, has an end here. `undefined` where there are too many.
 * @param links path of each link to its target as it is stored: relative to the link's folder
 * @param files of the tree, for `takenThrough`
 */
export function createLinks(
  links: ReadonlyMap<string, string>,
  trie: Trie,
  files: readonly string[] = [],
): Links | undefined {
  const targets = new Map([...links].map(([path, target]) => [fold(path), target]));
  const all = [...links.keys()].map((path): Link => {
    const { over, end } = follow(path, targets);
    const way = new Set(over.map(fold));
    return { path: fold(path), spelt: foldSimply(path), over: way, end: end === undefined ? end : fold(end) };
  });
  all.sort(inOrder);
  const views = [fold, foldSimply].map((spell) => new Views(all, trie, spell));
  if (views.some(({ isWhole }) => !isWhole)) return undefined;
  let known: Spelt[] | undefined;
  const filesIn = (place: string) => {
    known ??= files.map((path) => ({ path: fold(path), spelt: foldSimply(path) })).sort(inOrder);
    return [...below(known, place), ...known.filter(({ path }) => path === place)];
  };
  const once = (taken: readonly TakingLists[]) => new Map(taken.map((one) => [one.join(), one])).values();
  return {
    passed(path) {
      if (!targets.has(fold(path))) return [];
      const { over, end } = follow(path, targets);
      return end === undefined ? over : [...over, end];
    },
    takenBy: (path, isFolder) =>
      once(views.flatMap((view) => view.takenBy(fold(path), view.spell(path), isFolder))),
    takenThrough(link) {
      const name = fold(link);
      const seen = all.filter(({ path, over }) => path === name || over.has(name));
      return once(views.flatMap((view) => view.takenThrough(seen, filesIn)));
    },
  };
}

interface Spelt {
  /** Folded, as all paths here. */
  readonly path: string;
  readonly spelt: string;
}

function inOrder(a: Spelt, b: Spelt): number {
  return a.path < b.path ? -1 : 1;
}

/** Of paths in order, those below a place. */
function below<One extends Spelt>(sorted: readonly One[], place: string): readonly One[] {
  if (place === '') return sorted;
  const start = `${place}/`;
  const firstFrom = (text: string) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.path < text) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  // `0` is the character after the slash.
  return sorted.slice(firstFrom(start), firstFrom(`${place}0`));
}

interface Link extends Spelt {
  readonly over: ReadonlySet<string>;
  /** Absent where it leads out of the tree. */
  readonly end: string | undefined;
}

/** A place in the tree, and a name of it: as far as patterns can tell such names apart. */
interface Way {
  readonly place: string;
  readonly walk: Walk;
}

class Views {
  readonly isWhole: boolean;
  readonly #trie: Trie;
  readonly #links: readonly Link[];
  /** By place, the ways that lead there through at least one link. */
  readonly #ways = new Map<string, Way[]>();
  /** By link, its own names. */
  readonly #named = new Map<string, Walk[]>();

  constructor(
    links: readonly Link[],
    trie: Trie,
    /** As the patterns are to see a name; it keeps the slashes. */
    readonly spell: (path: string) => string,
  ) {
    this.#trie = trie;
    this.#links = links;
    const found = this.#follow([{ place: '', walk: startWalk(trie) }], (link, walk) => {
      const known = this.#named.get(link.path);
      if (known === undefined) this.#named.set(link.path, [walk]);
      else known.push(walk);
    });
    this.isWhole = found !== undefined;
    for (const way of found ?? []) {
      const known = this.#ways.get(way.place);
      if (known === undefined) this.#ways.set(way.place, [way]);
      else known.push(way);
    }
  }

  takenBy(path: string, spelt: string, isFolder: boolean): TakingLists[] {
    if (this.#ways.size === 0) return [];
    const found: TakingLists[] = [];
    for (const place of placesAbove(path)) {
      for (const { walk } of this.#ways.get(place) ?? [])
        found.push(this.#on(walk, rest(spelt, path, place), isFolder).taken);
    }
    return found;
  }

  takenThrough(links: readonly Link[], filesIn: (place: string) => readonly Spelt[]): TakingLists[] {
    const ways = links.flatMap(({ path, end }) =>
      end === undefined ? [] : (this.#named.get(path) ?? []).map((walk) => ({ place: end, walk })),
    );
    const found: TakingLists[] = [];
    const more = this.#follow(ways, () => {}) ?? [];
    for (const { place, walk } of distinct([...ways, ...more])) {
      for (const { path, spelt } of filesIn(place)) {
        const name = this.spell === fold ? path : spelt;
        found.push(this.#on(walk, rest(name, path, place), false).taken);
      }
    }
    return found;
  }

  /** All ways that links make of these, the given ones left out. */
  #follow(from: readonly Way[], named: (link: Link, walk: Walk) => void): Way[] | undefined {
    const seen = new Set(from.map(keyOf));
    const found: Way[] = [];
    const queue = [...from];
    for (let way = queue.pop(); way !== undefined; way = queue.pop()) {
      for (const link of below(this.#links, way.place)) {
        const name = this.spell === fold ? link.path : link.spelt;
        const walk = this.#on(way.walk, rest(name, link.path, way.place), true);
        named(link, walk);
        if (link.end === undefined) continue;
        const next = { place: link.end, walk };
        if (seen.has(keyOf(next))) continue;
        if (seen.size >= maxWays) return undefined;
        seen.add(keyOf(next));
        found.push(next);
        queue.push(next);
      }
    }
    return found;
  }

  #on(walk: Walk, path: string, isFolder: boolean): Walk {
    const names = path.split('/').filter((name) => name !== '');
    return names.reduce(
      (at, name, index) => walkOn(this.#trie, at, name, isFolder || index < names.length - 1),
      walk,
    );
  }
}

function keyOf({ place, walk }: Way): string {
  return `${walk.key} ${place}`;
}

function distinct(ways: readonly Way[]): Iterable<Way> {
  return new Map(ways.map((way) => [keyOf(way), way])).values();
}

/** What follows a place in a path, in its own spelling: folding may change lengths, but no slash. */
function rest(spelt: string, path: string, place: string): string {
  if (place === '') return spelt;
  if (spelt === path) return path.slice(place.length + 1);
  return spelt.split('/').slice(place.split('/').length).join('/');
}

function* placesAbove(path: string): Generator<string> {
  yield path;
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) yield path.slice(0, at);
  yield '';
}

/** The links that one leads over, and where it ends; nowhere where it leads out of the tree, or for ever. */
function follow(
  link: string,
  targets: ReadonlyMap<string, string>,
): { readonly over: string[]; readonly end?: string } {
  const over: string[] = [];
  let at: string[] = [];
  const ahead = link.split('/');
  for (let steps = 0; ahead.length > 0; ) {
    const name = ahead.shift()!;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (at.length === 0) return { over };
      at = at.slice(0, -1);
      continue;
    }
    const path = [...at, name].join('/');
    const target = targets.get(fold(path));
    if (target === undefined) {
      at = [...at, name];
      continue;
    }
    if (path !== link) over.push(path);
    if (++steps > maxSteps || target.startsWith('/')) return { over };
    ahead.unshift(...target.split('/'));
  }
  return { over, end: at.join('/') };
}
