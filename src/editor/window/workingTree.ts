import type { Repository } from '../../git/repository/repository';
import type { Matcher } from '../../policy/matcher';
import type { WorkingRecord } from '../../workflow/commit/workingRecord';
import type { LoadedPolicy, UsablePolicy } from '../../workflow/policy/loadPolicy';

/** A repository's working tree as this window knows it. */
export interface WorkingTree {
  readonly root: string;
  /** Absent in Restricted Mode, where nothing is run, and where git cannot be used. */
  readonly repo?: Repository;
  /** Why git cannot be used here, in a sentence or two. */
  readonly problem?: string;
  readonly policy: LoadedPolicy;
  readonly matcher?: Matcher;
  /** Absent without a policy. */
  readonly record?: WorkingRecord;
}

export type GitTree = WorkingTree & { readonly repo: Repository };
export type PolicyTree = WorkingTree & { readonly matcher: Matcher; readonly policy: UsablePolicy };

export function hasGit(tree: WorkingTree | undefined): tree is GitTree {
  return tree?.repo !== undefined;
}

/** Whether there is a policy that can be used. */
export function hasPolicy(tree: WorkingTree | undefined): tree is PolicyTree {
  return tree?.policy.kind === 'ok' && tree.matcher !== undefined;
}
