import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitIn, type Repository } from '../repository/repository';

const marks = [
  ['rebase', 'rebase-merge'],
  ['rebase', 'rebase-apply/rebasing'],
  ['rebase-squash', 'rebase-merge/message-squash'],
  ['rebase-squash', 'rebase-merge/message-fixup'],
  ['am', 'rebase-apply/applying'],
  ['cherry-pick', 'CHERRY_PICK_HEAD'],
  ['revert', 'REVERT_HEAD'],
  ['merge', 'MERGE_HEAD'],
  ['squash', 'SQUASH_MSG'],
] as const;

const refs: ReadonlySet<string> = new Set(['CHERRY_PICK_HEAD', 'REVERT_HEAD']);

/** Work of git's that is under way, by the files that it keeps in the working tree's git directory. */
export type GitState = (typeof marks)[number][0];

export async function gitStates(repo: Repository): Promise<Set<GitState>> {
  const has = (file: string) => existsSync(join(repo.gitDir, file));
  const inTables = has('reftable');
  const found = await Promise.all(
    marks.map(
      async ([, file]) =>
        has(file) ||
        // Refs that are kept in tables are no files. `MERGE_HEAD` is one everywhere: gitrevisions(7).
        (inTables && refs.has(file) && (await gitIn(repo, ['rev-parse', '-q', '--verify', file])).code === 0),
    ),
  );
  return new Set(marks.filter((_, i) => found[i]).map(([state]) => state));
}

/** The commits that a merge under way brings in, in order; empty without one. */
export function mergeHeads(repo: Repository): string[] {
  try {
    return readFileSync(join(repo.gitDir, 'MERGE_HEAD'), 'latin1').match(/^[0-9a-f]{40,64}$/gm) ?? [];
  } catch {
    return [];
  }
}

/** The commits that a squash merge brings in, newest first; git lists them in `SQUASH_MSG` as `git log` does. */
export function squashedCommits(repo: Repository): string[] {
  try {
    const text = readFileSync(join(repo.gitDir, 'SQUASH_MSG'), 'latin1');
    return [...text.matchAll(/^commit ([0-9a-f]{40,64})$/gm)].map((found) => found[1]!).slice(0, 1000);
  } catch {
    return [];
  }
}
