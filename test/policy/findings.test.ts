import { deepEqual } from 'node:assert/strict';
import { createMatcher } from '../../src/policy/matcher';
import { type Finding, findingsOf } from '../../src/policy/rules/rules';
import { type StagedContext, stagedFindings } from '../../src/policy/rules/stagedFindings';
import type { ZoneUse } from '../../src/policy/rules/subjects';
import { compiledFrom } from './policies';

const at = Date.parse('2026-06-01T00:00:00Z');
const vendors = [
  { id: 'v', assistants: ['claude-code'], status: 'approved', reviewed: { expires: '2026-06-30' } },
];
const paths = ['/x/'];

const use = (zone: string, parts: Partial<ZoneUse> = {}): ZoneUse => ({
  zone,
  ai: 3,
  mixed: 1,
  pasted: 0,
  unknown: 0,
  assistants: [{ assistant: 'claude-code', lines: 4 }],
  paths: [{ path: 'x/a.ts' }, { path: 'x/b.ts', aiLine: 7 }],
  ...parts,
});

function findings(keys: object, uses: readonly ZoneUse[], context: Partial<StagedContext> = {}): Finding[] {
  const policy = compiledFrom({ vendors, ...keys });
  const matcher = createMatcher(policy);
  return [
    ...uses.flatMap((one) => stagedFindings(policy, matcher, one, { at, author: 'A <a@b>', ...context })),
    ...findingsOf('stagedChange', { policy, aiLines: 4 }),
  ];
}

/** `rule severity` of each. */
function brief(...args: Parameters<typeof findings>): string[] {
  return findings(...args).map(({ rule, severity }) => `${rule} ${severity}`);
}

const attest = (more: object = {}) => ({
  zones: [{ name: 'core', mode: 'attest', paths, owners: ['o@b'], ...more }],
});
const restricted = (more: object = {}) => ({
  zones: [{ name: 'core', mode: 'restricted', paths, owners: ['o@b', 'p@b'], ...more }],
});

describe('the findings of a change', () => {
  it('name what, where, who and how', () => {
    deepEqual(
      findings(
        {
          ...attest({ vendors: 'none' }),
          contacts: { legal: { email: 'legal@b' } },
          review: { maxAiLines: 3 },
        },
        [use('core')],
      ),
      [
        {
          rule: 'attestation-missing',
          severity: 'block',
          zone: 'core',
          path: 'x/b.ts',
          line: 7,
          message:
            '4 AI lines in the zone `core` (x/b.ts) must not be committed before somebody attests to having reviewed them. The zone’s owners: o@b.',
          mend: 'colophon attest',
        },
        {
          rule: 'vendor-not-approved',
          severity: 'block',
          zone: 'core',
          path: 'x/b.ts',
          line: 7,
          message:
            '`claude-code` (vendor `v`) wrote 4 lines in the zone `core`, where it is not approved: the zone `core` allows no vendor. Ask legal@b.',
          mend: 'colophon lookup x/b.ts',
        },
        {
          rule: 'review-load',
          severity: 'warn',
          zone: 'default',
          message:
            'This commit has 4 AI lines; reviewers are promised at most 3. Split it into smaller commits.',
          mend: 'git reset && git add -p',
        },
      ],
    );
    deepEqual(findings(restricted({ signoff: { threshold: 2 } }), [use('core')]), [
      {
        rule: 'signoff-missing',
        severity: 'warn',
        zone: 'core',
        path: 'x/a.ts',
        message:
          '2 files in the restricted zone `core` change. The change can be merged once 2 of its owners sign off: o@b, p@b.',
        mend: 'colophon signoff --zone core',
      },
    ]);
  });

  it('ask for an attestation of AI lines beyond what is tolerated', () => {
    const none = { ai: 0, mixed: 0, assistants: [] };
    deepEqual(brief(attest(), [use('core', none)]), []);
    deepEqual(brief(attest(), [use('core', { ...none, unknown: 9, pasted: 9 })]), []);
    deepEqual(brief(attest({ tolerate: { lines: 4 } }), [use('core')]), []);
    deepEqual(brief(attest({ tolerate: { lines: 3 } }), [use('core')]), ['attestation-missing block']);
    deepEqual(brief(attest({ enforce: 'warn' }), [use('core')]), ['attestation-missing warn']);
    deepEqual(brief(attest({ enforce: 'record' }), [use('core')]), ['attestation-missing record']);
  });

  it('are content with the author’s word, another’s, or a signature, as the zone says', () => {
    const own = { attestedBy: ['Ada <A@B>'] };
    const other = { attestedBy: ['A <a@b>', 'C <c@b>'] };
    deepEqual(
      [
        brief(attest(), [use('core')], own),
        brief(attest({ attestedBy: 'other' }), [use('core')], own),
        brief(attest({ attestedBy: 'other' }), [use('core')], other),
      ],
      [[], ['attestation-missing block'], []],
    );
    deepEqual(
      [
        brief(attest({ attestation: 'signed' }), [use('core')]),
        brief(attest({ attestation: 'signed' }), [use('core')], own),
      ],
      [['attestation-missing block'], ['attestation-missing warn']],
    );
  });

  it('do not warn of a statement that comes with the change, and still stop what it cannot cure', () => {
    const signed = { signed: true };
    const zone = { attestation: 'signed', vendors: 'none' };
    deepEqual(
      [
        brief(restricted(), [use('core')], signed),
        brief(restricted({ vendors: 'none' }), [use('core')], signed),
        brief(attest(zone), [use('core')], signed),
        brief(attest(zone), [use('core')], { ...signed, attestedBy: ['Ada <a@b>'] }),
      ],
      [
        [],
        ['vendor-not-approved block'],
        ['attestation-missing block', 'vendor-not-approved block'],
        ['vendor-not-approved block'],
      ],
    );
  });

  it('ask for a sign-off of every change, or of what may be AI output', () => {
    const human = { ai: 0, mixed: 0, assistants: [] };
    const ai = restricted({ signoff: { covers: 'ai' } });
    deepEqual(brief(restricted({ tolerate: { lines: 99 } }), [use('core', human)]), ['signoff-missing warn']);
    deepEqual(brief(restricted({ enforce: 'record' }), [use('core', human)]), ['signoff-missing record']);
    deepEqual(brief(ai, [use('core', human)]), []);
    for (const kind of ['pasted', 'unknown', 'mixed'])
      deepEqual(brief(ai, [use('core', { ...human, [kind]: 1 })]), ['signoff-missing warn'], kind);
    deepEqual(brief(restricted({ signoff: { covers: 'ai' }, tolerate: { lines: 4 } }), [use('core')]), []);
  });

  it('look at vendors in every zone, and nowhere else', () => {
    const unknown = { assistants: [{ lines: 4 }] };
    const eligible = { zones: [{ name: 'open', mode: 'eligible', paths }] };
    deepEqual(brief(eligible, [use('open')]), []);
    // Not named is not refused, but where no vendor is allowed it does not matter which one it was.
    deepEqual(brief(eligible, [use('open', unknown)]), ['vendor-not-approved warn']);
    const none = { zones: [{ name: 'open', mode: 'eligible', paths, vendors: 'none' }] };
    deepEqual(brief(none, [use('open', unknown)]), ['vendor-not-approved block']);
    deepEqual(brief(eligible, [use('open')], { overrides: new Map([['claude-code', 'free']]) }), [
      'vendor-not-approved block',
    ]);
    deepEqual(brief(eligible, [use('open')], { at: Date.parse('2026-07-01T00:00:00Z') }), [
      'terms-expired warn',
    ]);
    deepEqual(brief(eligible, [use('default', unknown)]), []);
    deepEqual(brief({ default: 'attest' }, [use('default', unknown)]), [
      'attestation-missing block',
      'vendor-not-approved warn',
    ]);
    deepEqual(brief(restricted(), [use('core', unknown)]), [
      'signoff-missing warn',
      'vendor-not-approved warn',
    ]);
  });

  it('quote a path for a shell', () => {
    const [found] = findings(attest({ vendors: 'none', tolerate: { lines: 9 } }), [
      use('core', { paths: [{ path: "x/$(a) 'b'\n.ts", aiLine: 1 }] }),
    ]);
    deepEqual(found?.mend, "colophon lookup -- 'x/$(a) '\\''b'\\''\n.ts'");
  });
});
