import { deepEqual, ok } from 'node:assert/strict';
import { completionsFor, folderOf, type PolicyFacts } from '../../../src/policy/editing/policyCompletions';
import { cursorAt } from '../../../src/policy/editing/policyCursor';
import { namesIn } from '../../../src/policy/editing/policyNames';
import { readTree } from '../../../src/policy/editing/yamlTree';
import { property } from '../../support/random';

const facts: PolicyFacts = {
  assistants: [
    { id: 'github-copilot', name: 'GitHub Copilot' },
    { id: 'cursor', name: 'Cursor' },
  ],
  others: namesIn(
    readTree(
      'zones: [{ name: base }]\nvendors: [{ id: base-vendor, assistants: [cursor], status: approved }]\n',
    ),
  ),
  signers: ['sig@acme.dev'],
  files: ['base.yaml'],
  entries: [
    { name: 'core', folder: true },
    { name: 'a b.ts', folder: false },
  ],
  today: '2026-06-01',
};

/** What is offered at the `|` of a document; `\n` stands for its line breaks. */
function offered(document: string): string[] {
  const text = document.replaceAll('\\n', '\n');
  const at = text.indexOf('|');
  const cursor = cursorAt(text.replace('|', ''), at);
  return cursor ? completionsFor(cursor, facts).map(({ label }) => label) : [];
}

/** The document once the first one offered (or the one with that label) is put in, with the `|` where one goes on. */
function accepted(document: string, label?: string): string {
  const text = document.replaceAll('\\n', '\n');
  const at = text.indexOf('|');
  const plain = text.replace('|', '');
  const cursor = cursorAt(plain, at);
  const chosen =
    cursor && completionsFor(cursor, facts).find((one) => label === undefined || one.label === label);
  if (!chosen) return 'nothing';
  const put = chosen.insert.includes('$') ? chosen.insert : `${chosen.insert}$0`;
  // Of a snippet, what is seen: the first stop as the cursor, the others empty.
  const [stop] = /\$0/.test(put) && !/\$[1-9{]/.test(put.replaceAll('\\$', '')) ? ['$0'] : ['$1'];
  const shown = put
    .replace(stop!, '|')
    .replace(/\$\{1\|([^}]*)\|\}/, '|<$1>')
    .replace(/\$\{\d\|([^}]*)\|\}/g, '<$1>')
    .replace(/(?<!\\)\$\d/g, '')
    .replace(/\\([$}\\])/g, '$1');
  return (plain.slice(0, cursor.start) + shown + plain.slice(cursor.end)).replaceAll('\n', '\\n');
}

const zone = 'zones:\\n  - name: a\\n';
const zoneKeys =
  'mode paths destination owners reason vendors require signoff enforce attestation attestedBy tolerate';

/** A document with a cursor, and all that is offered there. */
const offers: Record<string, string> = {
  '|': 'version extends contacts policyOwners policySignoff plan default zones vendors review trailers',
  'version: 1\\n|': 'extends contacts policyOwners policySignoff plan default zones vendors review trailers',
  'con|\\nversion: 1\\nplan: {}':
    'extends contacts policyOwners policySignoff default zones vendors review trailers',
  'version: 1\\ncontacts:\\n  |\\ndefault: attest': 'engineering legal escalation',
  'contacts:\\n  legal: { name: L, | }': 'email',
  'contacts:\\n  legal: { | ': 'name email',
  [`${zone}    |`]: zoneKeys,
  [`${zone}    mo|\\nvendors: []`]: zoneKeys,
  [`${zone}    mode: |`]: 'eligible attest restricted',
  [`${zone}    mode: |\\n    paths: [a]`]: 'eligible attest restricted',
  [`${zone}    mode: at|test # why`]: 'eligible attest restricted',
  [`${zone}    mode: "|"`]: 'eligible attest restricted',
  [`${zone}    signoff:\\n      |`]: 'covers threshold authorMaySign validFor',
  [`${zone}    signoff: { covers: |`]: 'all ai',
  [`${zone}    signoff: { authorMaySign: | }`]: 'true false',
  [`${zone}    signoff: |`]: '{ … }',
  'zones:\\n  - |': `name,mode,paths name ${zoneKeys}`,
  'zones:\\n  - |\\n    mode: attest': `name ${zoneKeys.replace('mode ', '')}`,
  'zones:\\n  |': '-name,mode,paths',
  [`${zone}    mode: attest\\n  |\\nvendors: []`]: '-name,mode,paths',
  'vendors:\\n  - |': `id,assistants id assistants product tier status terms outputOwnership outputTraining trainsOnYourCode retentionDays humanReview indemnity licences reviewed`,
  // Names.
  'policyOwners: [a@b]\\nzones:\\n  - { name: a, owners: [|] }': 'a@b sig@acme.dev',
  'policyOwners:\\n  - a@b\\n  |\\ncontacts: { legal: { email: l@b } }': 'l@b sig@acme.dev',
  'policyOwners:\\n  - a@b\\n  - |': 'sig@acme.dev',
  'policyOwners: |\\ncontacts: { legal: { email: l@b } }': 'l@b sig@acme.dev',
  'plan: { | }': 'github-copilot cursor',
  'plan:\\n  cursor: x\\n  |': 'github-copilot',
  'plan: { cursor: | }\\nvendors: [{ id: v, assistants: [x] }]': 'base-vendor v',
  'plan: { github-copilot: | }\\nvendors: [{ id: v, assistants: [github-copilot] }]': 'v base-vendor',
  [`${zone}    vendors: |\\nvendors: [{ id: v }]`]: 'none approved any v base-vendor',
  [`${zone}    vendors: [v, |]\\nvendors: [{ id: v }, { id: w }]`]: 'w base-vendor',
  'vendors:\\n  - { id: v, assistants: [|] }': 'github-copilot cursor',
  'plan: { cursor: cp }\\nvendors:\\n  - id: |': 'cp',
  'vendors: [{ reviewed: { by: | } }]\\npolicyOwners: [a@b]': 'a@b sig@acme.dev',
  'vendors: [{ reviewed: { expires: | } }]': '2026-11-30 2027-06-01',
  'zones:\\n  - name: |': 'base',
  'extends: |': 'base.yaml',
  [`${zone}    require: { indemnity: [|`]: 'ip conditional none unclear',
  [`${zone}    require: { indemnity: [ip, |] }`]: 'conditional none unclear',
  'trailers: { assistedBy: | }': 'false',
  // Paths.
  [`${zone}    paths: [|]`]: 'core/ ab.ts',
  [`${zone}    paths: ["/|"]`]: 'core/ ab.ts',
  [`${zone}    paths: ["/|\\n    mode: attest`]: 'core/ ab.ts',
  [`${zone}    paths: [!/src/|]`]: 'core/ ab.ts',
  [`${zone}    paths:\\n      - !/|`]: 'core/ ab.ts',
  [`${zone}    paths:\\n      |`]: 'core/ ab.ts',
  // Nothing.
  'version: 1 # |': '',
  'a: {b: {c: |': '',
  [`${zone}    reason: some te|xt`]: '',
  [`${zone}    reason: some text\\n      mo|`]: '',
  [`${zone}    reason: >\\n      mo|`]: '',
  [`${zone}      |`]: '',
  [`${zone}   |`]: '',
  'version:|': '',
  '- |': '',
  'vendors: &v []\\nzones: *|': '',
};

/** Document, document after the first offer is taken. */
const takes: [before: string, after: string, label?: string][] = [
  ['|', 'version: 1|'],
  [
    'version: 1\\nzo|',
    'version: 1\\nzones:\\n  - name: |\\n    mode: <eligible,attest,restricted>\\n    paths: []',
    'zones',
  ],
  ['version: 1\\nven|: []', 'version: 1\\nvendors|: []', 'vendors'],
  ['version: 1\\nplan|', 'version: 1\\nplan:\\n  |', 'plan'],
  [`${zone}    mo|`, `${zone}    mode: |`, 'mode'],
  [`${zone}    ow|`, `${zone}    owners: [|]`, 'owners'],
  [`${zone}    si|`, `${zone}    signoff:\\n      |`, 'signoff'],
  ['zones:\\n  - { name: a, sig| }', 'zones:\\n  - { name: a, signoff: { | } }', 'signoff'],
  ['zones:\\n  - sig|', 'zones:\\n  - signoff:\\n      |', 'signoff'],
  [`${zone}    mode: |attest`, `${zone}    mode: restricted|`, 'restricted'],
  [`${zone}    mode: "res|"`, `${zone}    mode: "restricted"|`, 'restricted'],
  [`${zone}    signoff: |`, `${zone}    signoff: { | }`],
  ['zones:\\n  |', 'zones:\\n  - name: |\\n    mode: <eligible,attest,restricted>\\n    paths: []'],
  [`${zone}  |`, `${zone}  - name: |\\n    mode: <eligible,attest,restricted>\\n    paths: []`],
  ['policyOwners: |', 'policyOwners: [sig@acme.dev|]'],
  ['policyOwners:\\n  - a@b\\n  |', 'policyOwners:\\n  - a@b\\n  - sig@acme.dev|'],
  ['plan: { | }', 'plan: { github-copilot: | }'],
  [`${zone}    vendors: |`, `${zone}    vendors: none|`],
  [`${zone}    vendors: |`, `${zone}    vendors: [base-vendor|]`, 'base-vendor'],
  [`${zone}    paths: [|]`, `${zone}    paths: [/core/|]`],
  [`${zone}    paths: [/src/|]`, `${zone}    paths: ["/src/a b.ts"|]`, 'a b.ts'],
  [`${zone}    paths: ["/src/c|"]`, `${zone}    paths: ["/src/core/"|]`],
  [`${zone}    paths: ['!/src/c|']`, `${zone}    paths: ['!/src/core/'|]`],
  [`${zone}    paths: [!/src/|, b]`, `${zone}    paths: ["!/src/core/"|, b]`],
  [`${zone}    paths: ["/src/c|`, `${zone}    paths: ["/src/core/"|`],
  [`${zone}    paths: [src/|]`, `${zone}    paths: [src/core/|]`],
  [`${zone}    paths:\\n      |`, `${zone}    paths:\\n      - /core/|`],
];

describe('completion in a policy', () => {
  for (const [document, labels] of Object.entries(offers)) {
    it(`${document} → ${labels}`, () => {
      deepEqual(
        offered(document)
          .map((label) => label.replaceAll(' ', ''))
          .join(' '),
        labels.replace('{ … }', '{…}'),
      );
    });
  }
  for (const [before, after, label] of takes) {
    it(`${before} → ${after}`, () => deepEqual(accepted(before, label), after));
  }

  it('asks on only where there is something to choose', () => {
    const more = (document: string) => {
      const cursor = cursorAt(document, document.length);
      return (cursor ? completionsFor(cursor, facts) : []).flatMap((one) => (one.more ? one.label : []));
    };
    deepEqual(more('').join(' '), 'contacts policyOwners policySignoff plan default review trailers');
    deepEqual(
      more('zones:\n  - name: a\n    ').join(' '),
      'mode paths destination owners vendors require signoff enforce attestation attestedBy tolerate',
    );
    deepEqual(more('vendors: [{ reviewed: { ').join(' '), 'by on expires');
  });

  it('knows lines that end as on Windows', () => {
    const text = 'version: 1\r\nzones:\r\n  - name: a\r\n    mo\r\n';
    const cursor = cursorAt(text, text.length - 2);
    deepEqual(cursor && [cursor.role, cursor.shape, text.slice(cursor.start, cursor.end)], [
      'key',
      'zones[]',
      'mo',
    ]);
  });

  it('knows which folder is asked for', () => {
    const folder = (pattern: string) => {
      const text = `zones:\n  - paths: ["${pattern}"]`;
      const cursor = cursorAt(text, text.length - 2);
      return cursor && folderOf(cursor);
    };
    deepEqual(
      ['', '/', '/src', '/src/', '!/src/core/ra', 'src/', 'src', '*.x', '/a*/b', '/a/*'].map(folder),
      ['', '', '', 'src', 'src/core', 'src', '', undefined, undefined, undefined],
    );
  });

  it('reads nothing of what is too large or too deep, and takes no time for it', () => {
    const bombs = [
      '{'.repeat(20_000),
      '- '.repeat(20_000),
      `# ${'x'.repeat(2_000_000)}`,
      `- [${'a,'.repeat(120_000)}]`,
      `a: &a [x]\n${Array(200).fill('- *a').join('\n')}`,
    ];
    for (const text of bombs) {
      const start = process.cpuUsage();
      const spent = () => process.cpuUsage(start).user / 1000;
      deepEqual([readTree(text), cursorAt(text, text.length)], [undefined, undefined]);
      ok(spent() < 3000, `${spent()} ms`);
    }
  });

  it('follows a reference once, and never into itself', () => {
    const laughs = 'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]\n`);
    const text = `a: &a [x, x]\n${laughs.join('')}zones: &z [*z, { name: a, owners: *i }]\npolicyOwners: &o [a@b]\nplan: { x: *o }\n`;
    deepEqual(namesIn(readTree(text)), { owners: ['a@b'], zones: ['a'], vendors: [], used: [] });
    const shared = 'policyOwners: &o [a@b]\nzones: [{ name: z, owners: *o, vendors: [v] }]\n';
    deepEqual(namesIn(readTree(shared)), { owners: ['a@b'], zones: ['z'], vendors: [], used: ['v'] });
  });
});

const whole = `version: 1
contacts: { legal: { name: "L", email: l@b } } # who
plan: { github-copilot: cb }
zones:
  - name: t
    mode: restricted
    paths: [/a/b/, "*.x", '!/a/b/c']
    owners: &o [a@b]
    signoff:
      covers: all
  - { name: u, mode: attest, paths: ["**/q/**"], owners: *o }
vendors:
  - id: cb
    assistants:
      - github-copilot
    reviewed: { on: 2026-01-01, expires: 2026-02-01 }
`;

let asked = 0;
let answered = 0;

property('completion never throws and replaces one word of the line', 300, (random, trace) => {
  const cut = random.below(whole.length + 1);
  const junk = random.pick([
    '',
    '',
    '"',
    "'",
    '[',
    '{',
    ': ',
    '- ',
    '\n',
    '\n  ',
    '\n    ',
    '!',
    '*',
    '&a ',
    '|',
    '#',
    '\t',
    '\0',
  ]);
  // Half of the documents end where a person types; of the others the rest is there.
  const text = whole.slice(0, cut) + junk + (random.below(2) === 0 ? '' : whole.slice(cut));
  const offset = random.pick([cut, cut + junk.length, random.below(text.length + 1), text.length]);
  trace(JSON.stringify({ text, offset }));
  const cursor = cursorAt(text, offset);
  asked++;
  if (cursor === undefined) return;
  answered++;
  ok(cursor.start <= offset && offset <= cursor.end, `${cursor.start} ${offset} ${cursor.end}`);
  ok(!text.slice(cursor.start, cursor.end).includes('\n'));
  for (const { insert, filter } of completionsFor(cursor, facts))
    ok(!`${insert}${filter}`.includes('\uE000'));
});

describe('the sample of completion', () => {
  it('was read often enough', () => {
    ok(answered > asked / 5, `only ${answered} answers of ${asked}`);
  });
});
