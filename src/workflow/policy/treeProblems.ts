import { ownerIn } from '../../policy/editing/policyNames';
import { placeAt } from '../../policy/editing/textPlace';
import { readTree } from '../../policy/editing/yamlTree';
import { fold } from '../../policy/fold';
import { expiredReviews, unmatched } from '../../policy/lint';
import { nearest } from '../../policy/nearest';
import { parsePolicy, policyFile } from '../../policy/parse';
import { fileStart, type Place, type Problem, problemAt } from '../../policy/problem';
import { keyProblems, signersFile } from './policyCheck';
import type { TrackedIndex } from './trackedIndex';

/** Patterns of which a better spelling is looked for, and entries of a folder among which it is. */
const SPELT = 20;
const ENTRIES = 2000;

interface TreeProblemOptions {
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
  const missed = patterns.filter((_, at) => counts[at] === 0);
  const meant = await Promise.all(missed.slice(0, SPELT).map(({ text }) => index && spelt(index, text)));
  return [
    ...missed.map((pattern, at) => withFix(unmatched(pattern), meant[at])),
    ...expiredReviews(reviews, now),
    ...found.useless,
    ...found.missing.map(({ owner, message }) => problemAt(ownerPlace(owner, options), 'warning', message)),
  ];
}

/**
 * The tracked path that a pattern was most likely meant to name: each of its names as it is, else the nearest one
 * there. Only of a pattern that names one path from the root.
 */
async function spelt(index: TrackedIndex, pattern: string): Promise<string | undefined> {
  const [, exception = '', root = '', path = '', slash = ''] =
    /^(!?)(\/?)([^*?[\\]+?)(\/?)$/.exec(pattern) ?? [];
  const names = path.split('/');
  if (path === '' || (root === '' && names.length === 1)) return undefined;
  let found = '';
  for (const name of names) {
    const entries = (await index.entriesOf(found, ENTRIES)) ?? [];
    const known = entries.filter(({ folder }) => folder || slash === '').map((entry) => entry.name);
    const next = known.find((one) => fold(one) === fold(name)) ?? nearest(name, known);
    // Of a name with a wildcard in it, the pattern would be another.
    if (next === undefined || /[*?[\\]/.test(next)) return undefined;
    found = found === '' ? next : `${found}/${next}`;
  }
  return `${exception}${root}${found}${slash}`;
}

function withFix(problem: Problem, by: string | undefined): Problem {
  if (by === undefined) return problem;
  return { ...problem, fixes: [{ kind: 'replace', by }, ...(problem.fixes ?? [])] };
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
