import { isAbsent, modeOf, oidOf, type Transition } from '../../attestation/transition';
import { ownWorkOfMerges } from '../../git/objects/autoMerges';
import type { RangeCommit } from '../../git/objects/commits';
import type { ChangedFile } from '../../git/objects/patch';
import { renamesBetween } from '../../git/objects/tree';
import { modeRank } from '../../policy/policy';
import type { CommitClaims } from '../../policy/rules/claims';
import { aiLinesOf } from '../../provenance/source';
import type { RangeChange } from './rangeChange';

/** What a range's merges did themselves, and where they carried what others did. */
interface MergeWork {
  /** With the files alone that git would have made otherwise. */
  readonly merges: readonly RangeCommit[];
  /** By a path, the names under which the branch changed it: base has moved the file meanwhile. */
  readonly carried: ReadonlyMap<string, readonly string[]>;
}

/**
 * Judges merges by what they make of each path against all their parents, whoever else named the path. What git alone
 * makes of them is nobody's, and lines that it carries into a file that base has moved are those of who wrote them.
 * A string is what went wrong.
 */
export async function workOfMerges(
  { range, zonesOf, matcher }: RangeChange,
  merges: readonly RangeCommit[],
  others: readonly CommitClaims[],
): Promise<MergeWork | string> {
  const isStrict = (path: string) =>
    zonesOf.of(path, []).some((zone) => modeRank(matcher.zone(zone).mode) > 0);
  const work = await ownWorkOfMerges(range.repo, merges, isStrict);
  if (typeof work === 'string') return work;
  const carried = new Map<string, readonly string[]>();
  const judged = merges.map((merge) => {
    const own = work.get(merge.oid);
    if (own === undefined) return merge;
    const paths = new Set(own.map(({ path }) => path));
    const files = merge.files.filter((file) => {
      if (paths.has(file.path)) return true;
      const names = (file.sides ?? []).flatMap(({ from }) => from ?? []);
      if (names.some((name) => mayBeAi(name, others))) return true;
      if (names.length > 0) carried.set(file.path, names);
      return false;
    });
    const known = new Set(files.map(({ path }) => path));
    return { ...merge, files: [...files, ...own.filter(({ path }) => !known.has(path)).map(withoutLines)] };
  });
  return { merges: judged, carried };
}

/** The commits, each with the paths that what it changed is at now: nobody else speaks of those. */
export function withCarried(
  claims: readonly CommitClaims[],
  carried: ReadonlyMap<string, readonly string[]>,
): CommitClaims[] {
  const now = new Map<string, string[]>();
  for (const [path, names] of carried)
    for (const name of names) now.set(name, [...(now.get(name) ?? []), path]);
  return claims.map((commit) => {
    const more = commit.paths.flatMap((path) => now.get(path) ?? []);
    return more.length === 0 ? commit : { ...commit, paths: [...commit.paths, ...more] };
  });
}

/** The same for what git made of base and head, which is no commit yet. A string is what went wrong. */
export async function carriedByMerge(
  { range }: RangeChange,
  silent: readonly Transition[],
  commits: readonly CommitClaims[],
): Promise<ReadonlyMap<string, readonly string[]> | string> {
  if (range.merged !== 'computed' || silent.length === 0) return new Map();
  const renames = await renamesBetween(range.repo, range.head, range.tree);
  if (typeof renames === 'string') return renames;
  const wanted = new Set(silent.map(({ path }) => path));
  const found = [...renames].filter(([path, from]) => wanted.has(path) && !mayBeAi(from, commits));
  return new Map(found.map(([path, from]) => [path, [from]]));
}

/** Whether a commit that changes the path has lines of an assistant, by its own word or its authors'. */
function mayBeAi(path: string, commits: readonly CommitClaims[]): boolean {
  return commits.some(
    ({ paths, accounts, byAssistant }) =>
      paths.includes(path) &&
      (byAssistant || accounts.some(({ line }) => line.kind === 'malformed' || aiLinesOf(line.counts) > 0)),
  );
}

function withoutLines({ path, from, to }: Transition): ChangedFile {
  return {
    path,
    status: isAbsent(from) ? 'added' : isAbsent(to) ? 'deleted' : 'modified',
    oldOid: oidOf(from),
    newOid: oidOf(to),
    oldMode: modeOf(from),
    newMode: modeOf(to),
    added: [],
    binary: false,
  };
}
