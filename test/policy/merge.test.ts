import { deepEqual, ok } from 'node:assert/strict';
import { compilePolicy } from '../../src/policy/compile';
import { createMatcher, type Decision } from '../../src/policy/matcher';
import { mergePolicies } from '../../src/policy/merge';
import type { Policy } from '../../src/policy/policy';
import { findingsOf } from '../../src/policy/rules/rules';
import { stagedFindings } from '../../src/policy/rules/stagedFindings';
import type { ZoneUse } from '../../src/policy/rules/subjects';
import { approvedVendors } from '../../src/policy/vendors';
import { property, type Random } from '../support/random';
import { policyFrom } from './policies';

const zone = { name: 'z', mode: 'attest', paths: ['/a/', '!/a/x'] };

describe('merging', () => {
  it('takes the stricter of everything, and the owners of the extended policy', () => {
    const extended = policyFrom({
      contacts: { escalation: 'base', legal: { email: 'legal@b' } },
      policyOwners: ['base@b'],
      policySignoff: { threshold: 2, authorMaySign: true },
      plan: { x: 'v' },
      default: 'eligible',
      zones: [
        {
          ...zone,
          owners: ['base@b'],
          vendors: ['v', 'w'],
          require: { outputTraining: ['allowed', 'no-competing'] },
          enforce: 'warn',
          attestation: 'signed',
          tolerate: { lines: 9 },
          signoff: { threshold: 3, authorMaySign: true, validFor: '90d', covers: 'ai' },
          reason: 'base',
        },
        { name: 'other', mode: 'eligible', paths: ['o'] },
      ],
      vendors: [
        { id: 'v', assistants: ['x'] },
        { id: 'w', assistants: ['x'] },
      ],
      review: { maxAiLines: 100 },
      trailers: { when: 'ai', threshold: { lines: 5 }, assistedBy: 'Helped-by', provenance: false },
    });
    const own = policyFrom({
      contacts: { escalation: 'own' },
      policyOwners: ['own@b'],
      plan: { x: 'w', y: 'w' },
      default: 'attest',
      zones: [
        { name: 'new', mode: 'eligible', paths: ['n'] },
        {
          ...zone,
          mode: 'restricted',
          paths: ['/b/'],
          owners: ['own@b'],
          vendors: 'approved',
          require: { outputTraining: ['allowed'], indemnity: ['ip'] },
          attestedBy: 'other',
          tolerate: { lines: 2 },
          signoff: { threshold: 1, validFor: '7d', covers: 'ai' },
          reason: 'own',
          destination: 'public',
        },
      ],
      vendors: [{ id: 'w', assistants: ['x', 'y'], status: 'approved' }],
      review: {},
      trailers: { when: 'always', assistedBy: 'X', provenance: 'P' },
    });
    const defaults = {
      outputOwnership: 'unclear',
      outputTraining: 'unclear',
      trainsOnYourCode: 'unclear',
      indemnity: 'unclear',
    };
    const plain = {
      owners: [],
      vendors: ['approved'],
      require: {},
      signoff: { covers: 'all', threshold: 1, authorMaySign: false, validFor: '90d' },
      enforce: 'block',
      attestation: 'trailer',
      attestedBy: 'author',
      tolerate: { lines: 0 },
    };
    deepEqual(mergePolicies(extended, own), {
      contacts: { escalation: 'own', legal: { email: 'legal@b' } },
      policyOwners: ['base@b'],
      policySignoff: { threshold: 2, authorMaySign: true },
      plan: [
        ['x', ['v', 'w']],
        ['y', ['w']],
      ],
      defaults: ['eligible', 'attest'],
      zones: [
        {
          name: 'z',
          mode: 'restricted',
          groups: [
            { layer: 0, paths: ['/a/', '!/a/x'] },
            { layer: 1, paths: ['/b/'] },
          ],
          destination: 'public',
          reason: 'base',
          owners: ['base@b'],
          vendors: [['v', 'w'], 'approved'],
          require: { outputTraining: ['allowed'], indemnity: ['ip'] },
          signoff: { covers: 'ai', threshold: 3, authorMaySign: false, validFor: '7d' },
          enforce: 'block',
          attestation: 'signed',
          attestedBy: 'other',
          tolerate: { lines: 2 },
        },
        { name: 'other', mode: 'eligible', groups: [{ layer: 0, paths: ['o'] }], ...plain },
        { name: 'new', mode: 'eligible', groups: [{ layer: 1, paths: ['n'] }], ...plain },
      ],
      vendors: [
        { id: 'v', assistants: ['x'], status: 'unreviewed', ...defaults, layer: 0 },
        { id: 'w', assistants: ['x'], status: 'unreviewed', ...defaults, layer: 0 },
        { id: 'w', assistants: ['x', 'y'], status: 'approved', ...defaults, layer: 1 },
      ],
      registers: [0, 1],
      review: { maxAiLines: 100 },
      trailers: {
        when: 'always',
        threshold: { lines: 1, share: 0 },
        assistedBy: 'Helped-by',
        provenance: 'P',
        attestedBy: 'AI-Attested-by',
      },
    });
  });

  it('keeps an exception of one file from opening the other’s zone', () => {
    const matcher = createMatcher(
      compilePolicy(
        mergePolicies(
          policyFrom({ zones: [zone] }),
          policyFrom({ zones: [{ ...zone, paths: ['x', '!/a/y'] }] }),
        ),
      ),
    );
    deepEqual(
      ['a/x', 'a/y', 'a/z', 'x', 'b'].map((path) => matcher.decide(path).mode),
      ['attest', 'attest', 'attest', 'attest', 'eligible'],
    );
  });

  it('keeps a zone of one file from opening the other’s default', () => {
    const merged = mergePolicies(
      policyFrom({ default: 'restricted' }),
      policyFrom({ zones: [{ name: 'open', mode: 'eligible', paths: ['a'] }] }),
    );
    deepEqual(createMatcher(compilePolicy(merged)).decide('a'), {
      zone: 'default',
      mode: 'restricted',
      zones: ['open', 'default'],
      enforce: 'block',
    });
  });
});

const at = Date.UTC(2026, 5, 1);

function randomPolicy(random: Random): Policy {
  const names = ['a', 'b', 'c', '*', 'a*', '**'];
  const pattern = () =>
    `${random.chance(0.3) ? '!' : ''}${random.chance(0.5) ? '/' : ''}${Array.from({ length: 1 + random.below(3) }, () => random.pick(names)).join('/')}`;
  const zoneNames = random.shuffle(['p', 'q', 'r']).slice(0, random.below(4));
  const maybe = (keys: object) => (random.chance(0.4) ? keys : {});
  const terms = ['allowed', 'no-competing', 'unclear'];
  return policyFrom({
    ...maybe({ default: random.pick(['eligible', 'attest', 'restricted']) }),
    zones: zoneNames.map((name) => ({
      name,
      mode: random.pick(['eligible', 'attest', 'restricted']),
      paths: Array.from({ length: 1 + random.below(3) }, pattern),
      ...maybe({ vendors: random.pick(['none', 'approved', ['v'], ['v', 'w']]) }),
      ...maybe({ require: { outputTraining: terms.filter(() => random.chance(0.5)) } }),
      ...maybe({ enforce: random.pick(['block', 'warn', 'record']) }),
      ...maybe({ attestation: random.pick(['trailer', 'signed']) }),
      ...maybe({ attestedBy: random.pick(['author', 'other']) }),
      ...maybe({ tolerate: { lines: random.below(6) } }),
      ...maybe({ signoff: { covers: random.pick(['ai', 'all']) } }),
    })),
    vendors: ['v', 'w'].map((id) => ({
      id,
      assistants: random.chance(0.5) ? ['x', 'y'] : ['x'],
      status: random.pick(['approved', 'approved', 'conditional', 'rejected', 'unreviewed']),
      outputTraining: random.pick(terms),
      ...maybe({ reviewed: { expires: random.pick(['2026-05-31', '2026-06-01', '2027-01-01']) } }),
    })),
    ...maybe({ plan: { x: random.pick(['v', 'w']) } }),
    ...maybe({ review: { maxAiLines: 1 + random.below(9) } }),
  });
}

const modes = ['eligible', 'attest', 'restricted'];
const severities = ['record', 'warn', 'block'];
const people = [[], ['A <a@b>'], ['A <A@B>', 'C <c@b>']];

/** What one policy asks of the same change, by rule: the most severe finding, from 1 up. */
function asked(
  policy: Policy,
  { zones, zone }: Decision,
  use: Omit<ZoneUse, 'zone'>,
  attestedBy: readonly string[],
): Map<string, number> {
  const compiled = compilePolicy(policy);
  const uses = [...new Set([...zones, zone])].map((name) => ({ zone: name, ...use }));
  const context = { at, author: 'A <a@b>', attestedBy };
  const matcher = createMatcher(compiled);
  const found = [
    ...uses.flatMap((one) => stagedFindings(compiled, matcher, one, context)),
    ...findingsOf('stagedChange', { policy: compiled, aiLines: use.ai + use.mixed }),
  ];
  const worst = new Map<string, number>();
  for (const { rule, severity } of found) {
    worst.set(rule, Math.max(worst.get(rule) ?? 0, 1 + severities.indexOf(severity)));
  }
  return worst;
}

/** What may stand in place of a finding: the owner's sign-off covers the reviewer's word, and a refusal an expiry. */
const instead: Record<string, string> = {
  'attestation-missing': 'signoff-missing',
  'terms-expired': 'vendor-not-approved',
};

property('merging never loosens a decision, an approval or a finding', 60, (random, trace) => {
  const parts = [randomPolicy(random), randomPolicy(random), randomPolicy(random)].slice(
    0,
    2 + random.below(2),
  );
  const merged = parts.reduce(mergePolicies);
  trace(JSON.stringify(parts));
  const more = createMatcher(compilePolicy(merged));
  for (let i = 0; i < 15; i++) {
    const path = Array.from({ length: 1 + random.below(3) }, () => random.pick(['a', 'b', 'c', 'ab'])).join(
      '/',
    );
    const assistant = random.pick(['x', 'y', 'z']);
    const use = {
      ai: random.below(8),
      mixed: random.below(2),
      pasted: 0,
      unknown: random.below(2),
      assistants: [{ assistant, lines: 1 }],
      paths: [{ path }],
    };
    const attestedBy = random.pick(people);
    trace(`${path} ${JSON.stringify(use)} ${attestedBy}`);
    const after = more.decide(path);
    const askedAfter = asked(merged, after, use, attestedBy);
    const approvedAfter = approvedAt(merged, after);
    for (const part of parts) {
      const before = createMatcher(compilePolicy(part)).decide(path);
      ok(modes.indexOf(after.mode) >= modes.indexOf(before.mode), `${before.mode} became ${after.mode}`);
      deepEqual(without(before.zones, after.zones), []);
      // Where a policy has the path in no zone, it says nothing about vendors.
      if (before.zones.length > 0) deepEqual(without(approvedAfter, approvedAt(part, before)), []);
      // What one file does not plan, another may: that is news, not a rule.
      const planned = part.plan.some(([name]) => name === assistant);
      for (const [rule, severity] of asked(part, before, use, attestedBy)) {
        if ((rule === 'vendor-not-approved' || rule === 'terms-expired') && !planned) continue;
        const replaced = askedAfter.has(instead[rule] ?? '');
        ok(
          replaced || (askedAfter.get(rule) ?? 0) >= severity,
          `${rule} ${severity} became ${askedAfter.get(rule)}`,
        );
      }
    }
  }
});

function approvedAt(policy: Policy, { zones }: Decision): readonly string[] {
  const compiled = compilePolicy(policy);
  const matcher = createMatcher(compiled);
  return approvedVendors(
    compiled,
    zones.map((name) => matcher.zone(name)),
    at,
  ).approved;
}

function without(names: readonly string[], others: readonly string[]): string[] {
  return names.filter((name) => !others.includes(name));
}
