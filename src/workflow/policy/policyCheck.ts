import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readAllowedSigners } from '../../attestation/allowedSigners';
import { splitNul } from '../../git/repository/git';
import { gitIn, type Repository } from '../../git/repository/repository';
import { fold } from '../../policy/fold';
import { limits } from '../../policy/limits';
import { expiredReviews, type TrackedFile, unmatchedPatterns } from '../../policy/lint';
import { fileStart, type Problem, problemAt } from '../../policy/problem';
import * as l10n from '../../text/l10n';
import { storedOrganization } from './compiledPolicy';
import { loadWorkingPolicy, type UsablePolicy } from './loadPolicy';
import { readPolicyBytes } from './policyFiles';

type PolicyReport =
  | { readonly kind: 'none' }
  | { readonly kind: 'checked'; readonly problems: readonly Problem[] }
  /** The policy could not be compared with the tracked files; `message` says why. */
  | { readonly kind: 'failed'; readonly message: string };

/** Everything that can be said of the working tree's policy, tracked files and dates included. */
export async function checkWorkingPolicy(
  repo: Repository,
  now: number,
  organization = storedOrganization(repo.colophonDir),
): Promise<PolicyReport> {
  const loaded = loadWorkingPolicy(repo.root, organization);
  if (loaded.kind === 'none') return loaded;
  if (loaded.kind === 'broken') return { kind: 'checked', problems: loaded.problems };
  const tracked = await trackedFiles(repo);
  if (typeof tracked === 'string') return { kind: 'failed', message: tracked };
  // Before the first commit nothing is tracked, and nothing is misspelt.
  const unmatched = tracked.length === 0 ? [] : unmatchedPatterns(loaded.patterns, tracked);
  const expired = expiredReviews(loaded.reviews, now);
  const { useless, missing } = keyProblems(repo.root, loaded);
  const keys = missing.map(({ message }) => problemAt(fileStart(signersFile), 'warning', message));
  return { kind: 'checked', problems: [...loaded.problems, ...unmatched, ...expired, ...useless, ...keys] };
}

export const signersFile = '.ai-policy/allowed_signers';

interface KeyProblems {
  /** Lines of `allowed_signers` that grant nothing. */
  readonly useless: readonly Problem[];
  /** Owners whose sign-off could not count. */
  readonly missing: readonly { readonly owner: string; readonly message: string }[];
}

export function keyProblems(
  root: string,
  { policy, organization }: Pick<UsablePolicy, 'policy' | 'organization'>,
): KeyProblems {
  const found = readPolicyBytes(root, signersFile, limits.fileBytes);
  const { signers, refused } = readAllowedSigners(found.kind === 'ok' ? found.bytes.toString('utf8') : '');
  const uselessIn = (file: string, lines: typeof refused) =>
    lines.map(({ line, why }) =>
      problemAt(
        { ...fileStart(file), line, endLine: line },
        'warning',
        l10n.t('This line grants nothing: {0}.', why),
      ),
    );
  const useless = [...uselessIn(signersFile, refused), ...outerSigners(organization, uselessIn)];
  // An organisation's owners may have their keys beside its policy.
  if (organization !== undefined) return { useless, missing: [] };
  const restricted = policy.zones.filter(({ mode }) => mode === 'restricted');
  const owned = restricted.map(({ name, owners }) => ({ what: l10n.t('the zone `{0}`', name), owners }));
  // Who signs nothing yet needs no keys.
  if (restricted.length > 0 || found.kind === 'ok')
    owned.push({ what: l10n.t('the policy'), owners: policy.policyOwners });
  const known = new Set(signers.map(({ principal }) => fold(principal)));
  const without = new Map<string, string[]>();
  for (const { what, owners } of owned)
    for (const owner of owners.filter((name) => !known.has(fold(name))))
      without.set(owner, [...(without.get(owner) ?? []), what]);
  const missing = [...without].map(([owner, what]) => ({
    owner,
    message: l10n.t(
      '{0} owns {1} but has no key in {2}, so a sign-off of theirs counts for nothing. Add the line: {3}, with their public key.',
      owner,
      listed(what),
      signersFile,
      `${owner} ssh-ed25519 AAAA…`,
    ),
  }));
  return { useless, missing };
}

/** The same of the keys beside the organisation's policy, which its owner should hear of too. */
function outerSigners(
  organization: string | undefined,
  uselessIn: (file: string, refused: ReturnType<typeof readAllowedSigners>['refused']) => readonly Problem[],
): readonly Problem[] {
  if (organization === undefined) return [];
  const file = join(dirname(organization), 'allowed_signers');
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile() || stat.size > limits.fileBytes) return [];
    return uselessIn(file, readAllowedSigners(readFileSync(file, 'utf8')).refused);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    return [problemAt(fileStart(file), 'warning', l10n.t('It cannot be read ({0}).', why))];
  }
}

/** What is in the index: `git ls-files --stage`, links and submodules marked. */
async function trackedFiles(repo: Repository): Promise<TrackedFile[] | string> {
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

function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join()
    : l10n.t('{0} and {1}', names.slice(0, -1).join(', '), names.at(-1)!);
}
