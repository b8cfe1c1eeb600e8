import * as l10n from '../text/l10n';
import { compilePattern } from './compile';
import { fold } from './fold';
import type { PlacedPattern, PlacedReview } from './parse';
import { type Problem, problemAt } from './problem';
import { createTrie } from './trie';

export interface TrackedFile {
  /** POSIX, relative to the repository's root. */
  readonly path: string;
  /** A symbolic link or a submodule. */
  readonly directory?: boolean;
}

/** A warning for each pattern that matches no tracked file: most likely it is misspelt, and protects nothing. */
export function unmatchedPatterns(
  patterns: readonly PlacedPattern[],
  tracked: readonly TrackedFile[],
): Problem[] {
  const missing = new Set(patterns.keys());
  const trie = createTrie(patterns.map(({ text }) => [positive(text)]));
  for (const { path, directory = false } of tracked) {
    if (missing.size === 0) break;
    for (const index of trie.groupsOf(fold(directory ? `${path}/` : path))) missing.delete(index);
  }
  return [...missing].flatMap((index) => {
    const pattern = patterns[index];
    return pattern === undefined ? [] : [unmatched(pattern)];
  });
}

export function unmatched({ text, zone, place }: PlacedPattern): Problem {
  const message = l10n.t(
    'The pattern {0} of the zone `{1}` matches no tracked file. Check its spelling, or take it out.',
    JSON.stringify(text),
    zone,
  );
  return problemAt(place, 'warning', message, { kind: 'remove' });
}

/** A warning for each review that is past its last day; `at` in milliseconds since the epoch. */
export function expiredReviews(reviews: readonly PlacedReview[], at: number): Problem[] {
  const today = new Date(at).toISOString().slice(0, 10);
  return reviews
    .filter(({ expires }) => today > expires)
    .map(({ vendor, expires, place }) => {
      const message = l10n.t(
        'The review of the vendor `{0}` expired on {1}, so it is approved nowhere. Review its terms again.',
        vendor,
        expires,
      );
      return problemAt(place, 'warning', message);
    });
}

function positive(text: string) {
  const { exception: _, ...pattern } = compilePattern(text);
  return pattern;
}
