import { deepEqual } from 'node:assert/strict';
import { editsFor } from '../../../src/policy/editing/policyFixes';
import { readTree } from '../../../src/policy/editing/yamlTree';
import { unmatchedPatterns } from '../../../src/policy/lint';
import { parsePolicy } from '../../../src/policy/parse';

const head = 'version: 1\\npolicyOwners: [a@b]\\n';
const zones = `${head}zones:\\n`;

/** What is offered for all problems of a document (whose tracked file is `src/a.ts`), and what each makes of it. */
function mended(document: string): string[] {
  const text = document.replaceAll('\\n', '\n');
  const parsed = parsePolicy(text);
  const problems = [
    ...parsed.problems,
    ...(parsed.policy ? unmatchedPatterns(parsed.patterns, [{ path: 'src/a.ts' }]) : []),
  ];
  const tree = readTree(text);
  return problems.flatMap((problem) =>
    editsFor(text, tree, problem).map(({ title, start, end, text: by, preferred }) => {
      const after = (text.slice(0, start) + by + text.slice(end))
        .replaceAll('\n', '\\n')
        .replace(/\$\{1\|eligible,attest,restricted\|\}/, 'MODES');
      return `${preferred ? '* ' : ''}${title}: ${after.startsWith(zones) ? after.slice(zones.length) : after}`;
    }),
  );
}

const cases: [what: string, document: string, ...mended: string[]][] = [
  [
    'an unknown key like a known one',
    `${zones}  - name: a\\n    mode: attest\\n    paths: [src]\\n    vendor: none\\n    reason: x\\n`,
    '* Change to “vendors”:   - name: a\\n    mode: attest\\n    paths: [src]\\n    vendors: none\\n    reason: x\\n',
    'Remove “vendor”:   - name: a\\n    mode: attest\\n    paths: [src]\\n    reason: x\\n',
  ],
  [
    'an unknown key with a block below it, the first of its item',
    `${zones}  - zzz:\\n      - 1\\n    name: a\\n    mode: attest\\n    paths: [src]\\n`,
    'Remove “zzz”:   - name: a\\n    mode: attest\\n    paths: [src]\\n',
  ],
  [
    'an unknown key in braces, the last of them',
    `${head}review: { maxAiLines: 3, zzz: [1, 2] }`,
    `Remove “zzz”: ${head}review: { maxAiLines: 3 }`,
  ],
  [
    'an unknown key with its block at the end of the file',
    `${head}zzzzzzzz:\\n  a: b`,
    `Remove “zzzzzzzz”: ${head}`,
  ],
  [
    'keys that a zone lacks',
    `${zones}  - name: a # why\\n    reason: x\\n`,
    '* Add “mode”:   - name: a # why\\n    mode: MODES\\n    reason: x\\n',
    '* Add “paths”:   - name: a # why\\n    paths: [$1]\\n    reason: x\\n',
  ],
  [
    'the name that a zone in braces lacks',
    `${zones}  - { mode: attest, paths: [src] }`,
    '* Add “name”:   - { name: $1, mode: attest, paths: [src] }',
  ],
  [
    'a key that a zone in braces lacks',
    `${zones}  - { name: a, paths: [src] }`,
    '* Add “mode”:   - { name: a, paths: [src], mode: MODES }',
  ],
  ['no version', 'policyOwners: [a@b]\\n', '* Add “version”: version: 1\\npolicyOwners: [a@b]\\n'],
  ['no owner', 'version: 1\\n', '* Add “policyOwners”: version: 1\\npolicyOwners: [$1]\\n'],
  [
    'a restricted zone without owners',
    `${zones}  - name: a\\n    mode: restricted\\n    paths: [src]\\n`,
    '* Add “owners”:   - name: a\\n    owners: [$1]\\n    mode: restricted\\n    paths: [src]\\n',
  ],
  [
    'a wrong word',
    `${zones}  - { name: a, mode: atest, paths: [src] }`,
    '* Change to “attest”:   - { name: a, mode: attest, paths: [src] }',
    'Change to “eligible”:   - { name: a, mode: eligible, paths: [src] }',
    'Change to “restricted”:   - { name: a, mode: restricted, paths: [src] }',
  ],
  [
    'a wrong word in quotes, like none',
    `${head}trailers: { when: "hourly" }`,
    `Change to “zones”: ${head}trailers: { when: "zones" }`,
    `Change to “ai”: ${head}trailers: { when: "ai" }`,
    `Change to “always”: ${head}trailers: { when: "always" }`,
  ],
  ['another version', 'version: 2\\npolicyOwners: [a@b]', 'Change to “1”: version: 1\\npolicyOwners: [a@b]'],
  [
    'a number for a text',
    `${head}contacts: { escalation: 112 }`,
    `* Put quotes around it: ${head}contacts: { escalation: "112" }`,
  ],
  [
    'a vendor that is spelt wrong',
    `${zones}  - { name: a, mode: attest, paths: [src], vendors: [vendr] }\\nvendors: [{ id: vendor, assistants: [x] }]`,
    '* Change to “vendor”:   - { name: a, mode: attest, paths: [src], vendors: [vendor] }\\nvendors: [{ id: vendor, assistants: [x] }]',
    'Add the vendor “vendr”:   - { name: a, mode: attest, paths: [src], vendors: [vendr] }\\nvendors: [{ id: vendor, assistants: [x] }, { id: vendr, assistants: [$1] }]',
  ],
  [
    'a vendor of the plan that is spelt wrong',
    `${head}plan: { x: vendr }\\nvendors: [{ id: vendor, assistants: [x] }]`,
    `* Change to “vendor”: ${head}plan: { x: vendor }\\nvendors: [{ id: vendor, assistants: [x] }]`,
    `Add the vendor “vendr”: ${head}plan: { x: vendr }\\nvendors: [{ id: vendor, assistants: [x] }, { id: vendr, assistants: [$1] }]`,
  ],
  [
    'a vendor that is not listed, where there is a list with lines',
    `${head}plan: { x: other }\\nvendors:\\n  - id: v # one\\n    assistants: [x] # all\\nreview: {}\\n`,
    `Add the vendor “other”: ${head}plan: { x: other }\\nvendors:\\n  - id: v # one\\n    assistants: [x] # all\\n  - id: other\\n    assistants: [$1]\\nreview: {}\\n`,
  ],
  [
    'a vendor that is not listed, where there is no list',
    `${head}plan: { x: other }\\n`,
    `Add the vendor “other”: ${head}plan: { x: other }\\nvendors:\\n  - id: other\\n    assistants: [$1]\\n`,
  ],
  [
    'patterns that YAML takes for something else',
    `${zones}  - name: a\\n    mode: attest\\n    paths:\\n      - *.ts\\n      - !/src/b\\n`,
    '* Put quotes around it:   - name: a\\n    mode: attest\\n    paths:\\n      - "*.ts"\\n      - !/src/b\\n',
    '* Put quotes around it:   - name: a\\n    mode: attest\\n    paths:\\n      - *.ts\\n      - "!/src/b"\\n',
  ],
  [
    'patterns that git would never match',
    `${zones}  - { name: a, mode: attest, paths: [./src, "src//a.ts", "#x", "["] }`,
    'Change to “/src”:   - { name: a, mode: attest, paths: [/src, "src//a.ts", "#x", "["] }',
    'Change to “src/a.ts”:   - { name: a, mode: attest, paths: [./src, "src/a.ts", "#x", "["] }',
    'Change to “\\#x”:   - { name: a, mode: attest, paths: [./src, "src//a.ts", "\\\\#x", "["] }',
  ],
  [
    'backslashes for slashes',
    `${zones}  - { name: a, mode: attest, paths: ['src\\a.ts'] }`,
    "Change to “src/a.ts”:   - { name: a, mode: attest, paths: ['src/a.ts'] }",
  ],
  [
    'patterns that match no tracked file, in a list with lines',
    `${zones}  - name: a\\n    mode: attest\\n    paths:\\n      - /srcc/ # gone\\n      - src\\n`,
    'Remove “/srcc/”:   - name: a\\n    mode: attest\\n    paths:\\n      - src\\n',
  ],
  [
    'patterns that match no tracked file, in brackets',
    `${zones}  - { name: a, mode: attest, paths: [x, src, "y"] }`,
    'Remove “x”:   - { name: a, mode: attest, paths: [src, "y"] }',
    'Remove “y”:   - { name: a, mode: attest, paths: [x, src] }',
  ],
  ['the only pattern of a zone', `${zones}  - { name: a, mode: attest, paths: [x] }`],
  [
    'sign-offs of AI only',
    `${zones}  - { name: a, mode: restricted, paths: [src], owners: [a@b], signoff: { covers: ai } }`,
    '* Change to “all”:   - { name: a, mode: restricted, paths: [src], owners: [a@b], signoff: { covers: all } }',
  ],
  ['a key twice', `${head}plan: {}\\nplan: {}\\n`, `Remove “plan”: ${head}plan: {}\\n`],
  ['a name that is none', `${zones}  - { name: A!, mode: attest, paths: [src] }`],
];

describe('what mends', () => {
  for (const [what, document, ...expected] of cases) {
    it(what, () => deepEqual(mended(document), expected));
  }
});
