import type { Transition } from '../../attestation/transition';
import type { CommitClaims } from '../../policy/rules/claims';

/**
 * The claims of a range in those zones alone in which something of their commit stands in the result: what was undone
 * again, or dropped by a merge, needs no word. A file that a later commit moves is followed; where something of a zone is
 * spoken of by no commit, nothing in it is left out.
 * @param commits parents first
 */
export function standingClaims(
  commits: readonly CommitClaims[],
  byZone: ReadonlyMap<string, readonly Transition[]>,
): CommitClaims[] {
  const standing = new Set([...byZone.values()].flatMap((all) => all.map(({ path }) => path)));
  const named = new Set<string>();
  for (const { moves, paths } of [...commits].reverse()) {
    for (const path of paths) named.add(path);
    for (const [from, to] of moves) if (standing.has(to)) standing.add(from);
  }
  const isWhole = new Map(
    [...byZone].map(([zone, transitions]) => [zone, transitions.every(({ path }) => named.has(path))]),
  );
  return commits.map((commit) => {
    const stands = (zone: string) =>
      byZone.has(zone) &&
      (!isWhole.get(zone) || commit.zones.get(zone)?.some((path) => standing.has(path)) === true);
    const zones = new Map([...commit.zones].filter(([zone]) => stands(zone)));
    return zones.size === commit.zones.size ? commit : { ...commit, zones };
  });
}
