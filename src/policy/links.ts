import { fold } from './fold';

/** Links that lead through more links than this lead nowhere, as the operating systems have it. */
const maxSteps = 40;

/**
 * Where symbolic links lead, inside of one tree.
 * @param links path of each link to its target as it is stored: relative to the link's folder
 * @param isWatched of a link: whether what can be seen by it matters
 */
export function createLinks(links: ReadonlyMap<string, string>, isWatched: (path: string) => boolean) {
  const targets = new Map([...links].map(([path, target]) => [fold(path), target]));
  /** Links by what they lead over, and by where they end: all that lies below is seen by them. */
  const over = new Map<string, string[]>();
  const below = new Map<string, string[]>();
  const note = (places: Map<string, string[]>, place: string, link: string) => {
    const known = places.get(place);
    if (known === undefined) places.set(place, [link]);
    else known.push(link);
  };
  for (const link of links.keys()) {
    const passed = follow(link, targets).map(fold);
    for (const place of new Set(passed)) note(over, place, link);
    const end = passed.at(-1);
    if (end !== undefined) note(below, end, link);
  }
  function* leadingTo(place: string): Generator<string> {
    yield* over.get(place) ?? [];
    for (let at = place; at !== ''; ) {
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
      yield* below.get(at) ?? [];
    }
  }
  return {
    /** The paths that a link leads over, in order; the last is where it ends. Those outside of the tree are left out. */
    passed: (path: string): readonly string[] => (targets.has(fold(path)) ? follow(path, targets) : []),
    /**
     * Watched links by which a change of `path` can be seen: it lies on their way, or below where they end, or another
     * link that leads to it does.
     */
    reaching(path: string): string[] {
      const found = new Set(leadingTo(fold(path)));
      for (const link of found) for (const other of leadingTo(fold(link))) found.add(other);
      return [...found].filter(isWatched);
    },
  };
}

export type Links = ReturnType<typeof createLinks>;

function follow(link: string, targets: ReadonlyMap<string, string>): string[] {
  const passed: string[] = [];
  let at: string[] = [];
  const ahead = link.split('/');
  for (let steps = 0; ahead.length > 0; ) {
    const name = ahead.shift()!;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (at.length === 0) return passed;
      at = at.slice(0, -1);
      continue;
    }
    const path = [...at, name].join('/');
    const target = targets.get(fold(path));
    if (target === undefined) {
      at = [...at, name];
      continue;
    }
    if (path !== link) passed.push(path);
    if (++steps > maxSteps || target.startsWith('/')) return passed;
    ahead.unshift(...target.split('/'));
  }
  passed.push(at.join('/'));
  return passed;
}
