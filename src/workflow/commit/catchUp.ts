import { unnotedRecords } from '../../git/objects/committedRecords';
import { readHeads } from '../../git/objects/head';
import { writeNotes } from '../../git/objects/notes';
import type { Repository } from '../../git/repository/repository';
import type { CompiledPolicy } from '../../policy/compiled';
import { type CommitLook, lookAtCommit } from './lastCommit';

/** Commits that are looked at in one go, from HEAD on. */
const MOST = 20;

/**
 * Keeps the record of the last commits that have none and whose lines the ledger knows: programs that run no hooks make
 * such, `--no-verify` and `git commit-tree` too, and where a commit turned out to be another than its hooks had looked at.
 * @returns what is known of HEAD, `undefined` on a branch without a commit; and what went wrong
 */
export async function catchUp(
  repo: Repository,
  policy: CompiledPolicy,
  now: number,
): Promise<{ readonly head?: CommitLook; readonly problem?: string }> {
  const heads = await readHeads(repo, MOST);
  const [head] = heads ?? [];
  if (heads === undefined || head === undefined) return {};
  const made = new Map<string, string>();
  const silent = heads.filter(({ isNoted }) => !isNoted).map(({ oid }) => oid);
  const byBlob = await unnotedRecords(repo, silent);
  let last: CommitLook | undefined;
  for (const commit of heads) {
    if (commit.isNoted && commit !== head) continue;
    const look = await lookAtCommit(repo, commit, policy, now, byBlob.get(commit.oid));
    if (commit === head) last = look;
    if (look?.note !== undefined && !commit.isNoted) made.set(commit.oid, look.note);
  }
  const problem = made.size === 0 ? undefined : await writeNotes(repo, made, 'Notes added by colophon');
  return { ...(last && { head: last }), ...(problem !== undefined && { problem }) };
}
