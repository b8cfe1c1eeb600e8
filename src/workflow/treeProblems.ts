import { expiredReviews, unmatched } from '../policy/lint';
import { parsePolicy, policyFile } from '../policy/parse';
import { ownerIn } from '../policy/policyNames';
import { fileStart, type Place, type Problem, problemAt } from '../policy/problem';
import { placeAt } from '../policy/textPlace';
import { readTree } from '../policy/yamlTree';
import { keyProblems, signersFile } from './policyCheck';
import type { TrackedIndex } from './trackedIndex';

export interface TreeProblemOptions {
  readonly root: string;
  /** The policy's files, as they are being written. */
  readonly read: (path: string) => string | undefined;
  /** Absent where git must not be run: then nothing is said of patterns. */
  readonly index?: TrackedIndex;
  /** Set: owners may have their keys elsewhere. */
  readonly organization?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What `colophon policy check` says besides `parsePolicy`: what tracked files, dates and keys say against a policy.
 * An owner without a key is shown where they are named, since a person who writes the policy looks there.
 */
export async function treeProblems(options: TreeProblemOptions): Promise<Problem[]> {
  const { root, read, index, organization, now } = options;
  const { policy, patterns, reviews } = parsePolicy(read(policyFile) ?? '', { read });
  if (policy === undefined) return [];
  const files = await index?.files();
  // Before the first commit nothing is tracked, and nothing is misspelt.
  const counts =
    index && files && files.length > 0
      ? await index.counts(patterns.map(({ text }) => [withoutException(text)]))
      : [];
  const found = keyProblems(root, { policy, ...(organization !== undefined && { organization }) });
  return [
    ...patterns.filter((_, at) => counts[at] === 0).map(unmatched),
    ...expiredReviews(reviews, now),
    ...found.useless,
    ...found.missing.map(({ owner, message }) => problemAt(ownerPlace(owner, options), 'warning', message)),
  ];
}

/** What a pattern names, whether it takes that in or out. */
export function withoutException(pattern: string): string {
  return pattern.replace(/^!/, '');
}

function ownerPlace(owner: string, { read }: TreeProblemOptions): Place {
  const text = read(policyFile) ?? '';
  const named = ownerIn(readTree(text), owner);
  return named ? placeAt(policyFile, text, named.start, named.end) : fileStart(signersFile);
}
