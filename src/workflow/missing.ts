import { commitChange } from '../git/change';
import { readHead } from '../git/head';
import { lastWritten } from '../git/prepared';
import type { Repository } from '../git/repository';
import type { CompiledPolicy } from '../policy/compiled';
import type { Finding } from '../policy/findings';
import { hasProvenance } from '../provenance/readTrailers';
import { changeProvenance } from './provenance';

/**
 * What is to be said when the last commit has AI lines and no trailers: git gives no hook a chance at `commit-tree`,
 * other implementations of git run none, and `--no-verify` skips the one that writes them in an editor.
 * `undefined` where nothing is missing, where the person wanted none, or where git could not say.
 */
export async function missingTrailers(
  repo: Repository,
  policy: CompiledPolicy,
  now: number,
): Promise<Finding | undefined> {
  const head = await readHead(repo);
  if (head === undefined || head === 'unborn' || hasProvenance(head.message, policy.trailers))
    return undefined;
  if (policy.trailers.provenance === false || lastWritten(repo, head.oid)?.length === 0) return undefined;
  const result = await commitChange(repo, head.oid, head.parents, { withContents: true });
  if (result.kind === 'problem') return undefined;
  const { summary } = await changeProvenance(repo, result.change, { policy, now });
  const lines = summary.counts.ai + summary.counts.mixed;
  if (lines === 0) return undefined;
  return {
    rule: 'provenance-missing',
    severity: 'warn',
    zone: summary.zones[0]?.[0] ?? 'default',
    commit: head.oid,
    message: `Commit ${head.oid.slice(0, 10)} has ${lines} AI ${lines === 1 ? 'line' : 'lines'} and no trailers: no hook of Colophon wrote them`,
    mend: 'git commit --amend --no-edit',
  };
}
