import { deepEqual } from 'node:assert/strict';
import { expiredReviews, unmatchedPatterns } from '../../src/policy/lint';
import { parsePolicy } from '../../src/policy/parse';

const text = `version: 1
policyOwners: [a@b]
zones:
  - { name: one, mode: attest, paths: [/src/, "!/src/gen/", "*.jsonl", "!/docs/x"] }
  - { name: two, mode: attest, paths: [vendor/, /srcc/] }
vendors:
  - { id: v, assistants: [a], reviewed: { expires: 2026-05-31 } }
  - { id: w, assistants: [a], reviewed: { expires: 2026-06-01 } }
`;

describe('lint', () => {
  it('warns of patterns and exceptions that match no tracked file', () => {
    const tracked = [{ path: 'SRC/a.ts' }, { path: 'src/gen/b.ts' }, { path: 'vendor', directory: true }];
    const found = unmatchedPatterns(parsePolicy(text).patterns, tracked).map(
      ({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`,
    );
    deepEqual(found, [
      '4:61 warning The pattern "*.jsonl" of the zone `one` matches no tracked file. Check its spelling, or take it out.',
      '4:72 warning The pattern "!/docs/x" of the zone `one` matches no tracked file. Check its spelling, or take it out.',
      '5:49 warning The pattern "/srcc/" of the zone `two` matches no tracked file. Check its spelling, or take it out.',
    ]);
    deepEqual(unmatchedPatterns(parsePolicy(text).patterns, [{ path: 'vendor' }]).length, 6);
  });

  it('warns of reviews past their last day', () => {
    const found = expiredReviews(parsePolicy(text).reviews, Date.parse('2026-06-01T23:59:59Z')).map(
      ({ line, column, message }) => `${line}:${column} ${message}`,
    );
    deepEqual(found, [
      '7:52 The review of the vendor `v` expired on 2026-05-31, so it is approved nowhere. Review its terms again.',
    ]);
  });
});
