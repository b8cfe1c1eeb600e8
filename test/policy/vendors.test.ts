import { deepEqual } from 'node:assert/strict';
import { compilePolicy } from '../../src/policy/compile';
import type { CompiledPolicy } from '../../src/policy/compiled';
import { createMatcher } from '../../src/policy/matcher';
import { mergePolicies } from '../../src/policy/merge';
import { approvedVendors, assistantVerdict, vendorsOf } from '../../src/policy/vendors';
import { compiledFrom, policyFrom } from './policies';

const day = (date: string) => Date.parse(`${date}T12:00:00Z`);
const vendors = [
  {
    id: 'good',
    assistants: ['github-copilot'],
    status: 'approved',
    outputTraining: 'allowed',
    reviewed: { expires: '2026-11-01' },
  },
  { id: 'some', assistants: ['claude-code'], status: 'conditional', outputTraining: 'no-competing' },
  { id: 'bad', assistants: ['github-copilot'], status: 'rejected' },
  { id: 'new', assistants: ['cursor'] },
];
const zones = [
  { name: 'usual', mode: 'attest', paths: ['a'] },
  { name: 'named', mode: 'attest', paths: ['a'], vendors: ['good', 'some', 'bad'] },
  { name: 'none', mode: 'attest', paths: ['a'], vendors: 'none' },
  { name: 'training', mode: 'attest', paths: ['a'], require: { outputTraining: ['allowed'] } },
];

function approval(policy: CompiledPolicy, names: readonly string[], date: string) {
  const matcher = createMatcher(policy);
  const { approved, refused } = approvedVendors(
    policy,
    names.map((name) => matcher.zone(name)),
    day(date),
  );
  return [
    approved.join(),
    ...refused.map(({ id, reason, expired }) => `${id}: ${reason}${expired ? ' (expired)' : ''}`),
  ];
}

describe('a vendor', () => {
  const policy = compiledFrom({ zones, vendors });

  it('is approved by its status, by the zone’s list and terms, and until its last day', () => {
    const others = ['bad: its terms were rejected', 'new: its terms were not reviewed'];
    const conditional = 'some: it is approved only where a zone names it';
    deepEqual(approval(policy, ['usual'], '2026-11-01'), ['good', conditional, ...others]);
    deepEqual(approval(policy, ['usual'], '2026-11-02'), [
      '',
      'good: its review expired on 2026-11-01 (expired)',
      conditional,
      ...others,
    ]);
    deepEqual(approval(policy, ['named'], '2026-01-01'), ['good,some', ...others]);
    deepEqual(approval(policy, ['named', 'usual'], '2026-01-01'), ['good', conditional, ...others]);
    deepEqual(approval(policy, ['none'], '2027-01-01'), [
      '',
      'good: the zone `none` allows no vendor',
      conditional,
      ...others,
    ]);
    deepEqual(approval(policy, ['named', 'training'], '2026-01-01'), ['good', conditional, ...others]);
    deepEqual(approval(policy, ['default'], '2026-01-01'), ['good', conditional, ...others]);
  });

  it('has the terms that the zone requires', () => {
    const only = { ...zones[1], require: { outputTraining: ['allowed'], indemnity: ['ip'] } };
    deepEqual(approval(compiledFrom({ zones: [only], vendors }), ['named'], '2026-01-01'), [
      '',
      'good: its `indemnity` is unclear, and the zone `named` requires ip',
      'some: its `outputTraining` is no-competing, and the zone `named` requires allowed',
      'bad: its terms were rejected',
      'new: its terms were not reviewed',
    ]);
  });

  it('must be approved by each of the merged policies that list vendors', () => {
    const merged = compilePolicy(
      mergePolicies(
        policyFrom({ vendors: [{ ...vendors[0], reviewed: { expires: '2026-02-01' } }] }),
        mergePolicies(
          policyFrom({ zones: zones.slice(0, 1) }),
          policyFrom({ vendors: [vendors[0], { ...vendors[3], status: 'approved' }] }),
        ),
      ),
    );
    deepEqual(approval(merged, ['usual'], '2026-01-01'), [
      'good',
      'new: one of the merged policies does not list it',
    ]);
    deepEqual(approval(merged, ['usual'], '2026-02-02'), [
      '',
      'good: its review expired on 2026-02-01 (expired)',
      'new: one of the merged policies does not list it',
    ]);
  });
});

describe('an assistant', () => {
  const planned = compiledFrom({ zones, vendors, plan: { 'github-copilot': 'good' } });
  const unplanned = compiledFrom({ zones, vendors });
  const verdict = (policy: CompiledPolicy, assistant: string | undefined, overrides?: Map<string, string>) =>
    assistantVerdict(policy, [createMatcher(policy).zone('usual')], assistant, day('2026-01-01'), overrides);

  it('is used under the vendor that git config, then the plan says, else under the worst that covers it', () => {
    const overrides = new Map([['github-copilot', 'bad']]);
    deepEqual(
      [
        vendorsOf(planned, 'github-copilot', overrides),
        vendorsOf(planned, 'github-copilot'),
        vendorsOf(unplanned, 'github-copilot'),
        vendorsOf(planned, 'aider'),
      ],
      [
        { vendors: ['bad'], by: 'override' },
        { vendors: ['good'], by: 'plan' },
        { vendors: ['good', 'bad'], by: 'covers' },
        { vendors: [], by: 'covers' },
      ],
    );
    deepEqual(verdict(planned, 'github-copilot'), { approved: true, vendor: 'good' });
    deepEqual(verdict(planned, 'github-copilot', overrides), {
      approved: false,
      vendor: 'bad',
      reason: 'its terms were rejected',
      expired: false,
    });
    deepEqual(verdict(unplanned, 'github-copilot'), {
      approved: false,
      vendor: 'bad',
      reason: 'its terms were rejected, and `plan` does not say which contract it is used under',
      expired: false,
    });
  });

  it('is not approved when nobody covers it, names it, or knows the vendor', () => {
    const no = (reason: string, vendor?: string) => ({
      approved: false,
      ...(vendor === undefined ? {} : { vendor }),
      reason,
      expired: false,
    });
    deepEqual(verdict(planned, 'aider'), no('no vendor of the policy covers it'));
    deepEqual(verdict(planned, undefined), no('it is not known which assistant it was'));
    deepEqual(
      verdict(planned, 'aider', new Map([['aider', 'mine']])),
      no('the policy has no such vendor', 'mine'),
    );
    deepEqual(verdict(planned, '__proto__'), no('no vendor of the policy covers it'));
  });
});
