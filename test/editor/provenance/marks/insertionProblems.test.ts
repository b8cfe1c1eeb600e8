import { deepStrictEqual } from 'node:assert/strict';
import {
  insertionProblems,
  type ProblemContext,
} from '../../../../src/editor/provenance/marks/insertionProblems';
import { compilePolicy } from '../../../../src/policy/compile';
import { createMatcher } from '../../../../src/policy/matcher';
import { parsePolicy } from '../../../../src/policy/parse';
import type { LineRecord } from '../../../../src/provenance/source';

const { policy } = parsePolicy(`version: 1
policyOwners: [luis@acme.dev]
plan: { copilot: business, old: lapsed }
zones:
  - { name: train, mode: restricted, paths: [/train/], owners: [ada@acme.dev], vendors: none }
  - { name: core, mode: attest, paths: [/core/], vendors: [business, lapsed] }
  - { name: soft, mode: attest, paths: [/soft/], enforce: warn, attestedBy: other, tolerate: { lines: 1 } }
vendors:
  - { id: business, product: Copilot, tier: Business, assistants: [copilot], status: approved }
  - { id: lapsed, product: Old, tier: Team, assistants: [old], status: approved, reviewed: { by: luis@acme.dev, on: 2020-01-01, expires: 2021-01-01 } }
`);
const compiled = compilePolicy(policy!);
const matcher = createMatcher(compiled);

function problems(
  zones: readonly string[],
  records: readonly LineRecord[],
  more: Partial<ProblemContext> = {},
) {
  return insertionProblems(records, {
    policy: compiled,
    zones: zones.map(matcher.zone),
    overrides: new Map(),
    signedOff: false,
    isAttested: () => false,
    displayName: (id) => id,
    now: Date.UTC(2026, 10, 26),
    ...more,
  }).map(
    ({ enforce, lines: [first, last], rules, message }) =>
      `${enforce} ${first}–${last} ${rules.join('+')}: ${message}`,
  );
}
const ai = (line: number, assistant?: string): LineRecord => ({
  line,
  origin: 'ai',
  evidence: 'host',
  by: [assistant === undefined ? {} : { assistant }],
});

describe('the problems of insertions', () => {
  const asked = 'Zone core asks that a person attests to having reviewed this.';

  it('are one for each AI insertion that lacks an attestation', () => {
    const lines: LineRecord[] = [
      ai(1, 'copilot'),
      ai(2, 'copilot'),
      { line: 3, origin: 'human' },
      ai(4, 'copilot'),
    ];
    deepStrictEqual(problems(['core'], lines), [
      `block 1–2 attestation-missing: AI text of copilot (host): ${asked}`,
      `block 4–4 attestation-missing: AI text of copilot (host): ${asked}`,
    ]);
  });

  it('end with the attestation of all of its lines', () => {
    const lines = [ai(1, 'copilot'), ai(2, 'copilot')];
    deepStrictEqual(problems(['core'], lines, { isAttested: () => true }), []);
    deepStrictEqual(problems(['core'], lines, { isAttested: (line) => line === 1 }).length, 1);
  });

  it('say all that a restricted zone asks for at once; a sign-off cures no vendor', () => {
    deepStrictEqual(problems(['train'], [ai(1)]), [
      'block 1–1 signoff-missing+vendor-not-approved: AI text (host): Zone train is restricted: this needs the sign-off of ada@acme.dev. The zone train allows no assistant.',
    ]);
    deepStrictEqual(problems(['train'], [ai(1)], { signedOff: true }), [
      'block 1–1 vendor-not-approved: AI text (host): The zone train allows no assistant.',
    ]);
  });

  it('name a vendor that is not approved, but nobody where the editor does not say who it was', () => {
    const attested = { isAttested: () => true };
    deepStrictEqual(problems(['core'], [ai(1)], attested), []);
    deepStrictEqual(problems(['core'], [ai(1, 'other')], attested), [
      'block 1–1 vendor-not-approved: AI text of other (host): It is not approved here: no vendor of the policy covers it.',
    ]);
    deepStrictEqual(problems(['core'], [ai(1, 'old')], attested), [
      'warn 1–1 terms-expired: AI text of old (host): It is not approved here: its review expired on 2021-01-01.',
    ]);
  });

  it('keep to what a zone tolerates and enforces', () => {
    deepStrictEqual(problems(['soft'], [ai(1, 'copilot')]), []);
    deepStrictEqual(
      problems(['soft'], [ai(1, 'copilot'), ai(5, 'copilot')]).map((one) => one.slice(0, 28)),
      ['warn 1–1 attestation-missing', 'warn 5–5 attestation-missing'],
    );
  });

  it('are none for what is not AI’s, and none in no zone', () => {
    deepStrictEqual(problems(['core', 'train'], [{ line: 1, origin: 'pasted', evidence: 'host' }]), []);
    deepStrictEqual(problems(['default'], [ai(1, 'copilot')], { isAttested: () => true }), []);
  });
});
