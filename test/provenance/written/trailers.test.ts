import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { CommitSummary, Counts } from '../../../src/provenance/source';
import { readTrailers, sumDetails } from '../../../src/provenance/written/readTrailers';
import { ourTrailers, stripOurTrailers, withoutDoubled } from '../../../src/provenance/written/stripTrailers';
import {
  countKeys,
  defaultTrailers,
  formatTrailers,
  noCounts,
} from '../../../src/provenance/written/trailers';
import { property, type Random } from '../../support/random';

const display = (id: string) =>
  ({ 'github-copilot': 'GitHub-Copilot', 'claude-code': 'Claude-Code' })[id] ?? id;
const format = (summary: CommitSummary, settings = defaultTrailers) =>
  formatTrailers(summary, settings, display);
const counts = (some: Partial<Counts>): Counts => ({ ...noCounts(), ...some });

/** The example of DESIGN section 5. */
const example: CommitSummary = {
  counts: counts({ lines: 120, ai: 41, mixed: 2, human: 70, pasted: 3, tool: 1, unknown: 3 }),
  assisted: [{ assistant: 'github-copilot', model: 'gpt-5.2', lines: 43 }],
  zones: [
    ['core', 30],
    ['default', 13],
  ],
  evidence: [
    ['reported', 30],
    ['inferred', 13],
  ],
  vendors: [['copilot-business', 43]],
  attestedBy: ['Jane Dev <jane@acme.dev>'],
};
const exampleLines = [
  'Assisted-by: GitHub-Copilot:gpt-5.2',
  'AI-Provenance: v1; lines=120; ai=41; mixed=2; human=70; pasted=3; tool=1',
  'AI-Detail: unknown=3; zones=core:30,default:13; evidence=reported:30',
  'AI-Detail: evidence=inferred:13; vendors=copilot-business:43',
  'AI-Attested-by: Jane Dev <jane@acme.dev>',
];
const ai = (lines: number, more: Partial<CommitSummary> = {}): CommitSummary => ({
  counts: counts({ lines, ai: lines }),
  assisted: [{ assistant: 'claude-code', lines }],
  zones: [],
  evidence: [],
  vendors: [],
  attestedBy: [],
  ...more,
});

describe('trailers', () => {
  it('are those of the design', () => deepStrictEqual(format(example), exampleLines));

  it('leave out counts of zero but lines and ai, and put declared last', () => {
    const summary = ai(0, { counts: counts({ lines: 3, human: 3, declared: 1 }), assisted: [] });
    deepStrictEqual(format(summary), ['AI-Provenance: v1; lines=3; ai=0; human=3; declared=1']);
  });

  it('have the keys of the settings, or none', () => {
    const settings = {
      ...defaultTrailers,
      assistedBy: 'Generated-by',
      provenance: false,
      attestedBy: 'Reviewed',
    } as const;
    deepStrictEqual(format(example, settings), [
      'Generated-by: GitHub-Copilot:gpt-5.2',
      'Reviewed: Jane Dev <jane@acme.dev>',
    ]);
    deepStrictEqual(format(example, { ...settings, assistedBy: false, attestedBy: false }), []);
  });

  it('name an assistant from the threshold on', () => {
    const assisted = (lines: number, share: number) =>
      format(example, { ...defaultTrailers, threshold: { lines, share } })[0] === exampleLines[0];
    deepStrictEqual(
      [assisted(43, 0), assisted(44, 0), assisted(1, 43 / 120), assisted(1, 0.36)],
      [true, false, true, false],
    );
  });

  it('keep what came from outside from becoming a trailer of its own', () => {
    const assisted = [
      { assistant: 'claude-code', model: 'x\nAI-Attested-by: Eve <eve@x>', lines: 2 },
      { assistant: 'claude-code', model: 'ü', lines: 1 },
      { assistant: 'a b', model: 'm:1', lines: 1 },
      { assistant: 'a:b', lines: 1 },
    ];
    const attestedBy = ['Eve\r\nSigned-off-by: Eve\u2028<eve@x>'];
    deepStrictEqual(
      format(
        ai(5, {
          assisted,
          zones: [['a\nb', 5]],
          vendors: [
            ['c', 2],
            ['d,e', 3],
          ],
          attestedBy,
        }),
      ),
      [
        'Assisted-by: Claude-Code:unknown',
        'Assisted-by: unknown:m:1',
        'Assisted-by: unknown',
        'AI-Provenance: v1; lines=5; ai=5',
        'AI-Detail: zones=unknown:5; vendors=c:2,unknown:3',
        'AI-Attested-by: Eve Signed-off-by: Eve <eve@x>',
      ],
    );
  });

  it('go on in further details, and fold what is beyond five lines of them', () => {
    const zones = Array.from({ length: 100 }, (_, i) => [`zone-number-${i + 100}`, 1] as const);
    const lines = format(ai(100, { zones, vendors: [['v', 100]] }));
    const details = lines.filter((line) => line.startsWith('AI-Detail'));
    deepStrictEqual(details, [
      'AI-Detail: zones=zone-number-100:1,zone-number-101:1,zone-number-102:1',
      'AI-Detail: zones=zone-number-103:1,zone-number-104:1,zone-number-105:1',
      'AI-Detail: zones=zone-number-106:1,zone-number-107:1,zone-number-108:1',
      'AI-Detail: zones=zone-number-109:1,zone-number-110:1,zone-number-111:1',
      'AI-Detail: zones=zone-number-112:1,zone-number-113:1; +87',
    ]);
    strictEqual(readTrailers(lines.join('\n')).accounts[0]!.folded, 87);
  });

  it('are read as they were where somebody wrapped them, indented or not', () => {
    const wrapped = [
      'AI-Provenance: v1; lines=47; ai=2; mixed=1; human=30; pasted=3; tool=5;',
      'unknown=6',
      'AI-Detail: zones=default:2,',
      'core:1; evidence=reported:3;',
      'vendors=claude-team:3',
      'AI-Attested-by: A Person Of A Very Long Name',
      '<ada@acme.dev>',
    ];
    for (const lines of [wrapped, wrapped.map((line) => `> ${line}`)]) {
      const [account] = readTrailers(`Add\n\n${lines.join('\n')}\n`).accounts;
      deepStrictEqual(
        [account?.line.kind, [...account!.vendors], [...account!.zones], account?.attestedBy],
        [
          'ok',
          [['claude-team', 3]],
          [
            ['default', 2],
            ['core', 1],
          ],
          ['A Person Of A Very Long Name <ada@acme.dev>'],
        ],
      );
    }
    const prose = 'AI-Provenance: v1; lines=1; ai=1\nunknown=6 is what we say of others.\n';
    deepStrictEqual(readTrailers(`Add\n\n${prose}`).counts?.lines, 1);
  });

  it('are taken out of the block that they stand in, not of what a person says of them', () => {
    const quoted =
      'docs: explain\n\nA commit says:\n\n    AI-Provenance: v1; lines=5; ai=2; human=3\n\nand so on.\n';
    strictEqual(stripOurTrailers(quoted), quoted);
    const bare = quoted.replace('    AI', 'AI');
    strictEqual(stripOurTrailers(bare), bare);
    strictEqual(
      stripOurTrailers(`${quoted}\n${exampleLines.join('\n')}\n`, defaultTrailers, { isAmended: true }),
      quoted,
    );
    // What a squash left in the body is ours where nothing of ours stands below.
    const squashed = `Two\n\n* One\n\n${exampleLines.join('\n')}\n\n* Other\n`;
    strictEqual(
      stripOurTrailers(squashed, defaultTrailers, { isAmended: true }),
      'Two\n\n* One\n\n* Other\n',
    );
  });

  it('are read where a squash left them, and the sum is marked', () => {
    const body = [
      'Squashed commit of the following:',
      '',
      '    Add',
      '',
      '    AI-Provenance: v1; lines=10; ai=4; human=6',
      '    AI-Detail: zones=core:4',
      '* Fix (#12)',
      '',
      'ai-provenance: v1; lines=2; ai=1; unknown=1',
      'AI-Detail: zones=core:1; evidence=host:1',
      '* AI-Attested-by: Jane <j@x>',
      '',
      'Co-authored-by: Copilot <copilot@github.com>',
    ].join('\n');
    const { counts: sum, attestedBy, accounts } = readTrailers(body);
    const zones = [...sumDetails(accounts, 'zones')];
    deepStrictEqual(
      { sum, zones, attestedBy, kinds: accounts.map(({ line }) => line.kind) },
      {
        sum: counts({ lines: 12, ai: 5, human: 6, unknown: 1 }),
        zones: [['core', 5]],
        attestedBy: ['Jane <j@x>'],
        kinds: ['ok', 'ok'],
      },
    );
  });

  it('are read when they are folded, and a trailer below is none of them', () => {
    const { accounts, attestedBy } = readTrailers(
      'x\n\nAI-Provenance: v1; lines=2;\n  ai=1; human=1\nAI-Attested-by: A <a@x>\n',
    );
    deepStrictEqual(
      [accounts.map(({ line }) => line), attestedBy],
      [
        [{ kind: 'ok', value: 'v1; lines=2; ai=1; human=1', counts: counts({ lines: 2, ai: 1, human: 1 }) }],
        ['A <a@x>'],
      ],
    );
  });

  for (const [value, why] of [
    ['v2; lines=1; ai=1', 'unknown-version'],
    ['v1; lines=1; ai', 'not-key-value'],
    ['v1; lines=1; ai=-1', 'not-a-number'],
    ['v1; lines=1; ai=1e0', 'not-a-number'],
    ['v1; lines=1; ai=1; ai=1', 'repeated-key'],
    ['v1; ai=1', 'no-lines'],
    ['v1; lines=3; ai=1; human=1', 'wrong-sum'],
    ['v1; lines=1; ai=1; declared=2', 'wrong-sum'],
    ['v1; lines=99999999999; ai=1', 'not-a-number'],
  ] as const) {
    it(`report a malformed value: ${value}`, () => {
      const { accounts, counts: sum } = readTrailers(`AI-Provenance: ${value}`);
      deepStrictEqual(
        [accounts.map(({ line }) => line), sum],
        [[{ kind: 'malformed', value, why }], undefined],
      );
    });
  }

  it('let a key of a newer version pass', () => {
    const [account] = readTrailers('AI-Provenance: v1; lines=1; ai=1; new=thing;').accounts;
    strictEqual(account!.line.kind, 'ok');
  });

  it('are read in a time that does not grow faster than the message', () => {
    const hostile = `${'AI-Provenance: v1;'.padEnd(1_000_000, ' ')}\n${'> '.repeat(200_000)}\n${'a'.repeat(500_000)}:`;
    strictEqual(readTrailers(hostile).accounts.length, 1);
  }).timeout(2000);

  describe('taken out', () => {
    it('leave the rest as it was', () => {
      const foreign = 'Signed-off-by: A <a@x>\nAssisted-by: Own Tool 3 [gcc]';
      strictEqual(stripOurTrailers(`Add\n\n${foreign}\n${exampleLines.join('\n')}\n`), `Add\n\n${foreign}\n`);
      strictEqual(
        stripOurTrailers(`Add\n\n${exampleLines.join('\n')}\n\nMore\n`, defaultTrailers, { isAmended: true }),
        'Add\n\nMore\n',
      );
      strictEqual(stripOurTrailers('Add\n\n\nno change \n'), 'Add\n\n\nno change \n');
    });

    it('do not take an Assisted-by that we did not write', () => {
      const message = `Add\n\nAssisted-by: Claude:opus\n${exampleLines.join('\n')}`;
      strictEqual(
        stripOurTrailers(message, defaultTrailers, { written: exampleLines }),
        'Add\n\nAssisted-by: Claude:opus',
      );
      deepStrictEqual(ourTrailers(message, defaultTrailers, { written: exampleLines }), exampleLines);
      strictEqual(stripOurTrailers('Add\n\nAssisted-by: Claude:opus'), 'Add\n\nAssisted-by: Claude:opus');
    });
  });

  it('do not name an assistant that the message names', () => {
    const own = [
      'Assisted-by: Claude-Code:opus',
      'Assisted-by: GitHub-Copilot',
      'AI-Provenance: v1; lines=1; ai=1',
    ];
    deepStrictEqual(withoutDoubled(own, 'x\n\nassisted-by: Claude:claude-3 sparse'), own.slice(1));
    deepStrictEqual(withoutDoubled(own, 'x\n\nAssisted-by: Codex:gpt-5\nCo-authored-by: Copilot <c@g>'), own);
  });
});

function randomSummary(random: Random): CommitSummary {
  const total = counts({});
  for (const key of countKeys.slice(1, -1)) {
    if (random.chance(0.6)) total[key] = random.below(10 ** (1 + random.below(7)));
    total.lines += total[key];
  }
  if (random.chance(0.3)) total.declared = random.below(total.lines + 1);
  const name = (prefix: string, i: number) => `${prefix}${'x'.repeat(random.below(40))}${i}`;
  const list = (prefix: string) =>
    Array.from(
      { length: random.below(random.chance(0.2) ? 40 : 4) },
      (_, i) => [name(prefix, i), 1 + random.below(9999)] as const,
    );
  return {
    counts: total,
    assisted: [{ assistant: 'claude-code', model: name('m', 1), lines: 1 }],
    zones: list('z'),
    evidence: [['host', 1]],
    vendors: list('v'),
    attestedBy: random.chance(0.5) ? ['Jane Dev <jane@acme.dev>'] : [],
  };
}

describe('trailers of any summary', () => {
  property('fit their lines, and are read back as they were', 3000, (random, trace) => {
    const summary = randomSummary(random);
    const lines = format(summary);
    trace(lines.join('\n'));
    for (const line of lines) ok(line.length <= 100, `${line.length}: ${line}`);
    ok(lines.filter((line) => line.startsWith('AI-Detail')).length <= 5);
    const read = readTrailers(`Add\n\n${lines.join('\n')}\n`);
    const { zones, vendors, evidence, folded } = read.accounts[0]!;
    deepStrictEqual(read.counts, summary.counts);
    const hasAi = summary.counts.ai + summary.counts.mixed > 0;
    const shown = [...zones, ...vendors, ...evidence].length;
    const all = hasAi ? summary.zones.length + summary.vendors.length + summary.evidence.length : 0;
    strictEqual(shown + folded, all);
    if (folded === 0 && hasAi) deepStrictEqual([...zones], summary.zones);
    deepStrictEqual(read.attestedBy, summary.attestedBy);
    const before = random.pick(['Add\n', 'Add\n\nBody\n\nSigned-off-by: A <a@x>\n']);
    strictEqual(
      stripOurTrailers(before + (before === 'Add\n' ? '\n' : '') + lines.join('\n')).trimEnd(),
      before.trimEnd(),
    );
  });
});
