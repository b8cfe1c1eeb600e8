import type { Repository } from '../git/repository';
import { listPolicyFolder, policyFolders } from '../git/tree';
import { compilePolicy } from '../policy/compile';
import type { CompiledPolicy } from '../policy/compiled';
import { createMatcher, type Matcher } from '../policy/matcher';
import { treePolicy } from './treePolicy';

/** The policy of one commit's tree. */
export type PastPolicy =
  | { readonly kind: 'ok'; readonly policy: CompiledPolicy; readonly matcher: Matcher }
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly message: string };

/** Policies of the past, each read once, however many commits have it. */
export class PastPolicies {
  readonly #repo: Repository;
  /** By the oid of the policy's folder. */
  readonly #known = new Map<string, PastPolicy>();

  constructor(repo: Repository) {
    this.#repo = repo;
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
    const policy = await readPolicy(this.#repo, folder);
    this.#known.set(folder, policy);
    return policy;
  }
}

async function readPolicy(repo: Repository, folder: string): Promise<PastPolicy> {
  const entries = await listPolicyFolder(repo, folder);
  if (typeof entries === 'string') return { kind: 'broken', message: entries };
  const read = await treePolicy(repo, { policy: entries }, folder.slice(0, 12));
  if (read.kind !== 'ok') return read;
  const policy = compilePolicy(read.found.policy);
  return { kind: 'ok', policy, matcher: createMatcher(policy) };
}
