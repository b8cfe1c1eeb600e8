import { splitNul } from '../git/git';
import { gitIn, type Repository } from '../git/repository';
import { expiredReviews, type TrackedFile, unmatchedPatterns } from '../policy/lint';
import type { Problem } from '../policy/problem';
import { storedOrganization } from './compiledPolicy';
import { loadWorkingPolicy } from './loadPolicy';

export type PolicyReport =
  | { readonly kind: 'none' }
  | { readonly kind: 'checked'; readonly problems: readonly Problem[] }
  /** The policy could not be compared with the tracked files; `message` says why. */
  | { readonly kind: 'failed'; readonly message: string };

/** Everything that can be said of the working tree's policy, tracked files and dates included. */
export async function checkWorkingPolicy(repo: Repository, now: number): Promise<PolicyReport> {
  const loaded = loadWorkingPolicy(repo.root, storedOrganization(repo.colophonDir));
  if (loaded.kind === 'none') return loaded;
  if (loaded.kind === 'broken') return { kind: 'checked', problems: loaded.problems };
  const tracked = await trackedFiles(repo);
  if (typeof tracked === 'string') return { kind: 'failed', message: tracked };
  // Before the first commit nothing is tracked, and nothing is misspelt.
  const unmatched = tracked.length === 0 ? [] : unmatchedPatterns(loaded.patterns, tracked);
  return {
    kind: 'checked',
    problems: [...loaded.problems, ...unmatched, ...expiredReviews(loaded.reviews, now)],
  };
}

/** What is in the index: `git ls-files --stage`, links and submodules marked. */
export async function trackedFiles(repo: Repository): Promise<TrackedFile[] | string> {
  const result = await gitIn(repo, ['ls-files', '--stage', '-z'], {
    maxBytes: 512 * 1024 * 1024,
    timeoutMs: 60_000,
  });
  if (result.code !== 0) return `git could not list the tracked files: ${result.stderr.trim()}`;
  return splitNul(result.stdout).flatMap((entry): TrackedFile[] => {
    const text = entry.toString('utf8');
    const tab = text.indexOf('\t');
    if (tab < 0) return [];
    const directory = /^1[26]0000 /.test(text);
    return [{ path: text.slice(tab + 1), ...(directory ? { directory } : {}) }];
  });
}
