import { deepEqual, ok } from 'node:assert/strict';
import { hoverAt } from '../../../src/policy/editing/policyHovers';
import { type PolicyKey, policyKeys } from '../../../src/policy/editing/policyKeys';
import { namesIn } from '../../../src/policy/editing/policyNames';
import { type OutlineItem, outlineOf } from '../../../src/policy/editing/policyOutline';
import { reviewState } from '../../../src/policy/editing/vendorReview';
import { yamlLine } from '../../../src/policy/editing/yamlText';
import { readTree } from '../../../src/policy/editing/yamlTree';
import { parsePolicy } from '../../../src/policy/parse';

const facts = {
  others: namesIn(readTree('vendors: [{ id: base, status: approved, reviewed: { expires: 2026-06-13 } }]')),
  assistantName: (id: string) => (id === 'cursor' ? 'Cursor' : undefined),
  today: '2026-06-01',
};

/** What is said at the `|` of a document, in one line; then the patterns whose files are counted. */
function said(document: string): string {
  const text = document.replaceAll('\\n', '\n');
  const found = hoverAt(readTree(text.replace('|', '')), text.indexOf('|'), facts);
  if (!found) return '';
  const count = found.patterns ? [`(${found.patterns.join(' ')})`] : [];
  return [...found.parts, ...count].join(' ').replaceAll(/\s+/g, ' ');
}

const zone = 'zones:\\n  - name: core\\n    paths: [/src/, "!/src/a"]\\n';

const cases: Record<string, string> = {
  'ver|sion: 1': 'Version of this format; always 1. Required. ```yaml version: 1 ```',
  'version: |1': 'Version of this format; always 1. Required. ```yaml version: 1 ```',
  'zones:\\n  - enf|orce: block':
    'What a finding in this zone does. Default: `block`. One of `block`, `warn`, `record`. ```yaml enforce: block ```',
  'zones:\\n  - enforce: blo|ck':
    'What a finding in this zone does. Default: `block`. One of `block`, `warn`, `record`. ```yaml enforce: block ```',
  'plan|: {}':
    'Which vendor contract each assistant is used under. `git config colophon.plan.<assistant>` overrides it. Without an entry the worst vendor that covers the assistant counts. ```yaml plan: { github-copilot: copilot-business } ```',
  'zon|es: []':
    'Named sets of paths, each with one mode. The strictest zone that matches a path decides. ```yaml zones: - { name: core, mode: attest, paths: [/src/core/] } ```',
  [zone.replace('core', 'co|re')]: 'Zone `core` (/src/ !/src/a)',
  [zone.replace('/src/,', '/sr|c/,')]: 'Pattern `/src/` of the zone `core` (/src/)',
  [zone.replace('!/src/a', '!/s|rc/a')]: 'Pattern `!/src/a` of the zone `core` (!/src/a)',
  'zones: [{ vendors: [b|ase] }]': 'Vendor `base`: approved, 12 days left.',
  'vendors:\\n  - id: |own\\n': 'Vendor `own`: unreviewed.',
  'plan: { cursor: go|ne }': 'Vendor `gone`: not in the list of vendors.',
  'plan: { cur|sor: x }': 'Assistant `cursor`: Cursor',
  'vendors: [{ assistants: [ac|me] }]':
    '`acme` is no assistant that Colophon knows. The setting `colophon.assistants` can add it.',
  'policyOwners: [a|@b]':
    'E-mail addresses of those who may sign off a change of `.ai-policy/` itself. Required, here or in the extended file. ```yaml policyOwners: [luis@example.com, ada@example.com] ```',
  // What a file brings is never Markdown.
  'vendors: [{ id: "a` [x](command:y) `b|" }]': 'Vendor `a [x](command:y) b`: unreviewed.',
  'zonez|: []': '',
  'version: 1 # n|o': '',
  '|{': '',
};

describe('a hover in a policy', () => {
  for (const [document, text] of Object.entries(cases)) {
    it(`${document} → ${text.slice(0, 60)}`, () => deepEqual(said(document), text));
  }

  it('says what the schema says in the person’s language, and leaves the words of the policy', () => {
    globalThis.colophonTranslations = {
      'What a finding in this zone does.': 'Was ein Befund in dieser Zone bewirkt.',
      'Default: {0}.': 'Sonst {0}.',
      'One of {0}.': 'Eines von {0}.',
    };
    try {
      deepEqual(
        said('zones:\\n  - enf|orce: block'),
        'Was ein Befund in dieser Zone bewirkt. Sonst `block`. Eines von `block`, `warn`, `record`. ```yaml enforce: block ```',
      );
    } finally {
      globalThis.colophonTranslations = undefined;
    }
  });

  it('has an example of every key, which the schema takes', () => {
    const wrong: string[] = [];
    const walk = (key: PolicyKey, path: string): void => {
      for (const [name, inner] of key.keys) {
        if (inner.example === undefined) wrong.push(`${path}${name} has none`);
        walk(inner, `${path}${name}.`);
      }
      if (key.item) walk(key.item, path);
    };
    walk(policyKeys(), '');
    deepEqual(wrong, []);
    // Each in a policy that is right but for it.
    const zoneOf = (more: object) => ({ name: 'z', mode: 'attest', paths: ['a'], ...more });
    const vendorOf = (more: object) => ({ id: 'v', assistants: ['x'], ...more });
    const check = (key: PolicyKey, put: (value: object) => object): string[] =>
      [...key.keys].flatMap(([name, inner]) => {
        const text = yamlLine({ version: 1, policyOwners: ['a@b'], ...put({ [name]: inner.example }) });
        const own = parsePolicy(text, { read: () => 'version: 1\n' }).problems;
        const bad = own.filter(
          ({ severity, message }) => severity === 'error' && !message.includes('no vendor'),
        );
        return [
          ...bad.map(({ message }) => `${name}: ${message}`),
          ...(inner.kind === 'mapping' ? check(inner, (value) => put({ [name]: value })) : []),
        ];
      });
    const { zones, vendors } = Object.fromEntries(policyKeys().keys);
    deepEqual(
      [
        ...check(policyKeys(), (value) => value),
        ...check(zones!.item!, (value) => ({ zones: [zoneOf(value)] })),
        ...check(vendors!.item!, (value) => ({ vendors: [vendorOf(value)] })),
      ],
      [],
    );
  });
});

describe('the review of a vendor', () => {
  const states: [state: string, status?: string, expires?: string][] = [
    ['unreviewed'],
    ['unreviewed', 'unreviewed', '2027-01-01'],
    ['rejected', 'rejected', '2027-01-01'],
    ['approved, no last day', 'approved'],
    ['approved, 12 days left', 'approved', '2026-06-13'],
    ['approved, 1 day left', 'approved', '2026-06-02'],
    ['approved, last day is today', 'approved', '2026-06-01'],
    ['expired 1 day ago', 'approved', '2026-05-31'],
    ['expired 3 days ago', 'conditional', '2026-05-29'],
    ['conditional, 30 days left', 'conditional', '2026-07-01'],
    ['approved, last day unknown', 'approved', 'soon'],
    ['approved, last day unknown', 'approved', '2026-13-01'],
    ['aproved', 'aproved', '2027-01-01'],
  ];
  for (const [state, status, expires] of states) {
    it(`${status} until ${expires}: ${state}`, () =>
      deepEqual(
        reviewState({ ...(status && { status }), ...(expires && { expires }) }, '2026-06-01'),
        state,
      ));
  }
});

describe('the outline of a policy', () => {
  it('has contacts, owners, zones and vendors in the order of the file, as far as they are written', () => {
    const text = `version: 1
vendors:
  - id: v
    status: approved
    reviewed: { expires: 2026-06-13 }
  - assistants: [x]
zones:
  - { mode: restricted, name: core }
  - name: ""
  - oops
  -
contacts: { legal: { email: l@b }, escalation: "#ai" }
policyOwners: &o [a@b]
default: eligible
zones2: [`;
    const shown = (items: readonly OutlineItem[]): string[] =>
      items.flatMap(({ name, detail, start, end, nameStart, nameEnd, children }) => {
        ok(name !== '' && start <= nameStart && nameEnd <= end && end <= text.length, name);
        return [
          `${name} (${detail}) ${text.slice(nameStart, nameEnd)}`,
          ...shown(children).map((one) => `  ${one}`),
        ];
      });
    deepEqual(shown(outlineOf(readTree(text), '2026-06-01')), [
      'vendors (2) vendors',
      '  v (approved, 12 days left) v',
      '  ? (unreviewed) assistants',
      'zones (2) zones',
      '  core (restricted) core',
      '  ? (no mode yet) ""',
      'contacts () contacts',
      '  legal (l@b) legal',
      '  escalation (#ai) escalation',
      'policyOwners (1) policyOwners',
      '  a@b () a@b',
    ]);
    deepEqual(outlineOf(readTree('- a'), '2026-06-01'), []);
  });
});
