import { listPolicyFolder, policyFolders } from '../../git/objects/tree';
import type { Repository } from '../../git/repository/repository';
import { compilePolicy } from '../../policy/compile';
import type { CompiledPolicy } from '../../policy/compiled';
import { createMatcher, type Matcher } from '../../policy/matcher';
import { type OuterPolicy, treePolicy } from '../policy/treePolicy';

/** The policy of one commit's tree. */
export type PastPolicy =
  | { readonly kind: 'ok'; readonly policy: CompiledPolicy; readonly matcher: Matcher }
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly message: string };

/** Policies of the past, each read once, however many commits have it. */
export class PastPolicies {
  readonly #repo: Repository;
  readonly #organization: OuterPolicy | undefined;
  /** By the oid of the policy's folder. */
  readonly #known = new Map<string, PastPolicy>();

  /** @param organization what none of them can loosen */
  constructor(repo: Repository, organization?: OuterPolicy) {
    this.#repo = repo;
    this.#organization = organization;
  }

  /** The policy in the tree of each of these commits. A string is what went wrong. */
  async of(commits: readonly string[]): Promise<Map<string, PastPolicy> | string> {
    const folders = await policyFolders(this.#repo, commits);
    if (typeof folders === 'string') return folders;
    const found = new Map<string, PastPolicy>();
    for (const commit of commits) {
      const folder = folders.get(commit);
      found.set(commit, folder === undefined ? { kind: 'none' } : await this.#read(folder));
    }
    return found;
  }

  async #read(folder: string): Promise<PastPolicy> {
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    const policy = await readPolicy(this.#repo, folder, this.#organization);
    this.#known.set(folder, policy);
    return policy;
  }
}

async function readPolicy(
  repo: Repository,
  folder: string,
  organization: OuterPolicy | undefined,
): Promise<PastPolicy> {
  const entries = await listPolicyFolder(repo, folder);
  if (typeof entries === 'string') return { kind: 'broken', message: entries };
  const read = await treePolicy(repo, { policy: entries }, folder.slice(0, 12), organization);
  if (read.kind !== 'ok') return read;
  const policy = compilePolicy(read.found.policy);
  return { kind: 'ok', policy, matcher: createMatcher(policy) };
}

/**
 * The policy that counts at `head`: what is in its tree, and the organisation's, which adds to one. Where that cannot
 * be read, the policy is broken and not a looser one. A string is what went wrong.
 */
export async function policyAt(
  repo: Repository,
  head: string,
  organization: OuterPolicy | string | undefined,
): Promise<PastPolicy | string> {
  const readable = typeof organization === 'string' ? undefined : organization;
  const found = await new PastPolicies(repo, readable).of([head]);
  if (typeof found === 'string') return found;
  const policy = found.get(head)!;
  return typeof organization === 'string' && policy.kind !== 'none'
    ? { kind: 'broken', message: organization }
    : policy;
}
