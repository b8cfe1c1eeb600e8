import { discover } from '../git/repository/discover';
import type { Repository } from '../git/repository/repository';
import type { CompiledPolicy } from '../policy/compiled';
import { storedOrganization } from '../workflow/policy/compiledPolicy';
import { loadWorkingPolicy } from '../workflow/policy/loadPolicy';
import type { OuterPolicy } from '../workflow/policy/treePolicy';
import { type Io, reportError } from './io';

interface Opened {
  readonly repo: Repository;
  readonly policy: CompiledPolicy;
}

/**
 * The repository and its policy, for a command that needs both; says in one message why there is none.
 * @param organization a policy that the repository's cannot loosen, in place of the one that VS Code is set to
 */
export async function openRepository(io: Io, organization?: OuterPolicy): Promise<Opened | undefined> {
  const found = await discover(io.cwd, io.env);
  if (found.kind === 'problem') {
    reportError(io, found.message);
    return undefined;
  }
  const loaded = loadWorkingPolicy(
    found.repo.root,
    organization?.path ?? storedOrganization(found.repo.colophonDir),
  );
  if (loaded.kind === 'none') {
    reportError(io, 'This repository has no policy. Make one: colophon init');
    return undefined;
  }
  if (loaded.kind === 'broken') {
    const [first] = loaded.problems.filter(({ severity }) => severity === 'error');
    const place = first
      ? `${first.path}:${first.line}:${first.column}: ${first.message}`
      : 'it cannot be read';
    reportError(io, `The policy is broken. ${place}. See all: colophon policy check`);
    return undefined;
  }
  return { repo: found.repo, policy: loaded.compiled };
}
