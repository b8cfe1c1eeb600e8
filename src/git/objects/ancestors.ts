import { gitIn, type Repository } from '../repository/repository';
import { oidLines } from './range';

/** More commits than these are not compared. */
const MOST = 50;

/**
 * Of some commits those that stand nearest before `commit` in its history: its ancestors (or itself) that no other of
 * them comes after. None where none is an ancestor, or git could not say.
 */
export async function nearestAncestors(
  repo: Repository,
  commit: string,
  names: Iterable<string>,
): Promise<Set<string>> {
  const some = [...new Set(names)].slice(0, MOST);
  const asked = some.map((name) => gitIn(repo, ['merge-base', '--is-ancestor', name, commit]));
  const answers = await Promise.all(asked);
  const before = some.filter((_, i) => answers[i]?.code === 0);
  if (before.length < 2) return new Set(before);
  return new Set(oidLines(await gitIn(repo, ['merge-base', '--independent', ...before])) ?? []);
}

/** The parents of commits, as git has them; a commit that is missing is not in the answer. */
export async function parentsOf(
  repo: Repository,
  commits: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const listed = await gitIn(
    repo,
    ['rev-list', '--no-walk=unsorted', '--parents', '--ignore-missing', '--stdin'],
    {
      input: `${commits.join('\n')}\n`,
    },
  );
  const rows = listed.stdout
    .toString('latin1')
    .split('\n')
    .filter((row) => row !== '');
  return new Map(rows.map((row) => [row.split(' ')[0]!, row.split(' ').slice(1)]));
}
