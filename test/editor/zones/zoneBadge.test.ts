import { deepStrictEqual } from 'node:assert/strict';
import { zoneBadges } from '../../../src/editor/zones/zoneBadge';
import { compilePolicy } from '../../../src/policy/compile';
import { createMatcher } from '../../../src/policy/matcher';
import { parsePolicy } from '../../../src/policy/parse';

const { policy } = parsePolicy(`version: 1
policyOwners: [luis@acme.dev]
zones:
  - { name: train, mode: restricted, paths: [/train/, "*.manifest"], owners: [ada@acme.dev] }
  - { name: core, mode: attest, paths: [/core/, /train/README.md], owners: [ada@acme.dev, bo@acme.dev] }
  - { name: docs, mode: eligible, paths: [/docs/] }
`);
const badges = zoneBadges(createMatcher(compilePolicy(policy!)));
const shown = (paths: readonly string[], isFolder = false) => {
  const badge = badges(paths, isFolder);
  return badge && `${badge.badge} ${badge.color}: ${badge.tooltip}`;
};

describe('the badge of a file in the Explorer', () => {
  const restricted =
    'R colophon.restrictedForeground: train · restricted. Every change here needs the sign-off of ada@acme.dev.';
  const attest =
    'A colophon.attestForeground: core · attest. AI output may be committed when a person states that they reviewed it. Owners: ada@acme.dev, bo@acme.dev.';

  it('is there where the zone asks for something, of the strictest zone', () => {
    deepStrictEqual(
      ['train/a.py', 'core/a.ts', 'train/README.md', 'docs/a.md', 'a.ts'].map((path) => shown([path])),
      [restricted, attest, restricted, undefined, undefined],
    );
  });

  it('is on the zone’s folder too, and not on a file of that name', () => {
    deepStrictEqual([shown(['train'], true), shown(['train'])], [restricted, undefined]);
  });

  it('of a link counts what it leads to', () => {
    deepStrictEqual(shown(['docs/link', 'train/a.py']), restricted);
  });

  it('of files outside the tree is none', () => {
    deepStrictEqual(shown([]), undefined);
  });
});
