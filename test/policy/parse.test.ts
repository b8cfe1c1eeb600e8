import { deepEqual, equal, ok } from 'node:assert/strict';
import { compilePolicy } from '../../src/policy/compile';
import { createMatcher } from '../../src/policy/matcher';
import { parsePolicy } from '../../src/policy/parse';
import { property } from '../support/random';

const head = 'version: 1\npolicyOwners: [owner@acme.dev]\n';
const zones = `${head}zones:\n`;

/** `line:column-endLine:endColumn severity message` of each problem; the file in front where it is another one. */
function problemsOf(text: string, files: Record<string, string> = {}): string[] {
  const read = (path: string) => (Object.hasOwn(files, path) ? files[path] : undefined);
  return parsePolicy(text, { read }).problems.map(
    ({ path, line, column, endLine, endColumn, severity, message }) => {
      const place = `${line}:${column}-${endLine}:${endColumn} ${severity}: ${message}`;
      return path === '.ai-policy/policy.yaml' ? place : `${path}:${place}`;
    },
  );
}

/** A case: the policy's text, and all that is said of it. */
const cases: Record<string, [text: string, ...problems: string[]]> = {
  'is empty': [
    '',
    '1:1-1:1 error: This policy is empty. Start it with `version: 1`, or run `colophon init`.',
  ],
  'holds comments only': [
    '# soon\n',
    '1:1-1:1 error: This policy is empty. Start it with `version: 1`, or run `colophon init`.',
  ],
  'is not a mapping': [
    '- version: 1\n',
    '1:1-1:1 error: A policy is a mapping of keys to values. Start it with `version: 1`.',
  ],
  'is not YAML': [
    'version: 1\nzones: [\n',
    '3:1-3:2 error: This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  'is two documents': [
    `${head}---\na: 1\n`,
    '3:1-5:1 error: This file holds more than one YAML document. Keep one, and take out the `---` between them.',
  ],
  'is of another version': [
    'version: 2\npolicyOwners: [a@b]\n',
    '1:10-1:11 error: `version` must be 1; this version of Colophon knows no other.',
  ],
  'has no version': [
    'policyOwners: [a@b]\n',
    '1:1-1:13 error: `version` is missing in the policy. It must be 1; this version of Colophon knows no other.',
  ],
  'has no owner': [
    'version: 1\n',
    '1:1-1:8 error: `policyOwners` is missing. Name who may sign off a change of .ai-policy/ itself, by e-mail address.',
  ],
  'has a key twice': [
    `${head}plan: {}\nplan: {}\n`,
    '4:1-4:5 error: `plan` stands here twice. Keep one of them.',
  ],
  'has an unknown key': [
    `${zones}  - { name: a, mode: attest, paths: [a], vendor: none }\n`,
    '4:42-4:48 error: "vendor" is not a key of `zones[1]`. Did you mean `vendors`?',
  ],
  'has an unknown key deep down': [
    `${zones}  - name: a\n    mode: attest\n    paths: [a]\n    signoff:\n      treshold: 2\n`,
    '8:7-8:15 error: "treshold" is not a key of `zones[1].signoff`. Did you mean `threshold`?',
  ],
  'has an unknown key like no other': [
    `${head}trailers: { zzz: 1 }\n`,
    '3:13-3:16 error: "zzz" is not a key of `trailers`. Known here: when, threshold, assistedBy, provenance, attestedBy.',
  ],
  'has the wrong words': [
    `${zones}  - name: A!\n    mode: atest\n    paths: []\n    enforce: deny\n    destination: moon\n    signoff: { validFor: 90 }\n`,
    '4:11-4:13 error: `zones[1].name` must be 1 to 40 of a-z, 0-9 and -.',
    '5:11-5:16 error: `zones[1].mode` must be one of eligible, attest, restricted.',
    '6:5-6:10 error: `zones[1].paths` must have at least one pattern.',
    '7:14-7:18 error: `zones[1].enforce` must be one of block, warn, record.',
    '8:18-8:22 error: `zones[1].destination` must be one of public, shared, proprietary, air-gapped, training.',
    '9:26-9:28 error: `zones[1].signoff.validFor` must be a number of days such as 90d.',
  ],
  'has the wrong kinds of values': [
    `version: 1\npolicyOwners: ada\ncontacts: { legal: luis@acme.dev }\nzones: { name: a }\nreview: { maxAiLines: -1 }\ndefault:\n`,
    '2:15-2:18 error: `policyOwners` must be a list of e-mail addresses.',
    '3:20-3:33 error: `contacts.legal` must be a mapping of keys to values.',
    '4:1-4:6 error: `zones` must be a list of zones.',
    '5:23-5:25 error: `review.maxAiLines` must be a whole number, 1 or more.',
    '6:9-6:9 error: `default` must be one of eligible, attest, restricted.',
  ],
  'lacks what a zone needs': [
    `${zones}  - name: a\n  - paths: [x]\n    mode: attest\n`,
    '4:5-4:9 error: `mode` is missing in `zones[1]`. It must be one of eligible, attest, restricted.',
    '4:5-4:9 error: `paths` is missing in `zones[1]`. It must be a list of patterns.',
    '5:5-5:10 error: `name` is missing in `zones[2]`. It must be 1 to 40 of a-z, 0-9 and -.',
  ],
  'takes a name that is ours': [
    `${zones}  - { name: default, mode: attest, paths: [a] }\n`,
    '4:13-4:20 error: `zones[1].name` `default` and `ai-policy` are taken; choose another name.',
  ],
  'has zones of one name, vendors of one id': [
    `${zones}  - { name: a, mode: attest, paths: [a] }\n  - { name: a, mode: attest, paths: [b] }\nvendors:\n  - { id: v, assistants: [x] }\n  - { id: v, assistants: [y] }\n`,
    '5:13-5:14 error: There are two zones named `a`. Rename one, or put their paths together.',
    '8:11-8:12 error: There are two vendors with the id `v`. Rename one; each tier has its own.',
  ],
  'names vendors that are not there': [
    `${zones}  - { name: a, mode: attest, paths: [a], vendors: [copilot-busines, q] }\nplan: { github-copilot: zzz, x: copilot-business }\nvendors: [{ id: copilot-business, assistants: [github-copilot] }]\n`,
    '4:52-4:67 error: There is no vendor `copilot-busines`. Did you mean `copilot-business`? Else add it to `vendors`.',
    '4:69-4:70 error: There is no vendor `q`. Add it to `vendors`.',
    '5:25-5:28 error: There is no vendor `zzz`. Add it to `vendors`.',
    '5:33-5:49 warning: The vendor `copilot-business` does not list `x` among its assistants.',
  ],
  'has ids that are none': [
    `${head}plan: { Copilot: v }\nvendors: [{ id: -v, assistants: [], reviewed: { on: 2026-02-30, expires: soon } }]\n`,
    '3:9-3:16 error: The key "Copilot" of `plan` must be the id of an assistant: up to 64 of a-z, 0-9, dot, _ and -.',
    '4:17-4:19 error: `vendors[1].id` must be the id of a vendor: up to 64 of a-z, 0-9, dot, _ and -.',
    '4:21-4:31 error: `vendors[1].assistants` must name at least one assistant.',
    '4:53-4:63 error: `vendors[1].reviewed.on` must be a day as YYYY-MM-DD.',
    '4:74-4:78 error: `vendors[1].reviewed.expires` must be a day as YYYY-MM-DD.',
  ],
  'has patterns without quotes': [
    `${zones}  - name: a\n    mode: attest\n    paths:\n      - *.jsonl\n      - !/a/b\n`,
    '7:9-7:16 error: Put quotes around "*.jsonl": without them, YAML takes a leading * for a reference.',
    '8:9-8:14 error: Put quotes around this: YAML takes the leading ! of !/a/b for a tag, not for an exception.',
  ],
  'has patterns that git would never match': [
    `${zones}  - name: a\n    mode: attest\n    paths:\n${['[a', '/', './a', 'a//b', 'a\\\\', '#a', '[z-a]', '[[:alhpa:]]', '!', 'a/../b', '\\t', '[a-[:digit:]]'].map((path) => `      - "${path}"\n`).join('')}`,
    '7:9-7:13 error: The pattern "[a" has a [ without its ].',
    '8:9-8:12 error: The pattern "/" is empty; name a file or a folder (`/**` is everything).',
    '9:9-9:14 error: The pattern "./a" has `.` as a folder; patterns start at the repository root, as in /src/core/.',
    '10:9-10:15 error: The pattern "a//b" has two slashes in a row.',
    '11:9-11:14 error: The pattern "a\\\\" has a backslash with nothing after it.',
    '12:9-12:13 error: The pattern "#a" starts with #, which makes it a comment in .gitignore; write \\# for a name that starts so.',
    '13:9-13:16 error: The pattern "[z-a]" has a range whose end is before its start.',
    '14:9-14:22 error: The pattern "[[:alhpa:]]" has an unknown class after `[:`.',
    '15:9-15:12 error: The pattern "!" is empty; name a file or a folder (`/**` is everything).',
    '16:9-16:17 error: The pattern "a/../b" has `..` as a folder; patterns start at the repository root, as in /src/core/.',
    '17:9-17:13 error: The pattern "\\t" has a control character in it.',
    '18:9-18:24 error: The pattern "[a-[:digit:]]" has a range that ends in a class.',
  ],
  'has a pattern that is too long': [
    `${zones}  - { name: a, mode: attest, paths: [${'a'.repeat(513)}] }\n`,
    `4:38-4:551 error: The pattern "${'a'.repeat(80)}…" is longer than 512 characters.`,
  ],
  'means backslashes for slashes': [
    `${zones}  - { name: a, mode: attest, paths: ['src\\core'] }\n`,
    '4:38-4:48 warning: The pattern "src\\\\core" has a backslash before a letter or digit, which means just that character; folders are parted by /.',
  ],
  'asks for sign-offs of AI only': [
    `${zones}  - { name: a, mode: restricted, paths: [a], owners: [a@b], signoff: { covers: ai } }\n`,
    '4:80-4:82 warning: `covers: ai` can be evaded: it asks for a sign-off only where a commit says of itself that it holds AI output. `all` cannot.',
  ],
  'asks for sign-offs that nobody can give': [
    `${zones}  - { name: a, mode: restricted, paths: [a] }\n  - { name: b, mode: restricted, paths: [a], owners: [a@b, a@b], signoff: { threshold: 2 } }\n`,
    '4:13-4:14 warning: The restricted zone `a` has no `owners`, so nobody can sign off its changes.',
    '5:13-5:14 warning: The zone `b` needs 2 sign-offs, but has fewer owners, so nothing can be signed off.',
  ],
  'signs for people': [
    `${head}trailers: { assistedBy: Co-authored-by, provenance: X, attestedBy: "a b" }\n`,
    '3:25-3:39 error: `trailers.assistedBy` must not be Co-authored-by or Signed-off-by: those are for people.',
    '3:68-3:73 error: `trailers.attestedBy` must be the key of a trailer (letters, digits and -), or false.',
  ],
  'writes two trailers under one key': [
    `${head}trailers: { assistedBy: X, provenance: x }\n`,
    '3:40-3:41 error: Two trailers have the key `x`. Each needs its own.',
  ],
  'writes a trailer under the key of another of ours': [
    `${head}trailers: { assistedBy: ai-detail, provenance: AI-Attested-by }\n`,
    '3:1-3:9 error: Two trailers have the key `ai-attested-by`. Each needs its own.',
    '3:25-3:34 error: `ai-detail` is the key of another trailer of Colophon. Choose one of its own.',
    '3:48-3:62 error: `AI-Attested-by` is the key of another trailer of Colophon. Choose one of its own.',
  ],
  'names what objects inherit': [
    `${head}constructor: { x: 1 }\n__proto__: { default: restricted }\nplan: { __proto__: v }\n`,
    '3:1-3:12 error: "constructor" is not a key of the policy. Known here: version, extends, contacts, policyOwners, policySignoff, plan, default, zones, vendors, review, trailers.',
    '4:1-4:10 error: "__proto__" is not a key of the policy. Known here: version, extends, contacts, policyOwners, policySignoff, plan, default, zones, vendors, review, trailers.',
  ],
  'is nested without end': [
    '{'.repeat(20_000),
    '1:1-1:1 error: This policy is nested too deeply to be read.',
  ],
  'is nested without end, by dashes': [
    '- '.repeat(20_000),
    '1:1-1:1 error: This policy is nested too deeply to be read.',
  ],
  'is nested without end, by indentation': [
    Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
    '1:1-1:1 error: This policy is nested too deeply to be read.',
  ],
  'has wide gaps, which are no nesting': [`${head}default:${' '.repeat(500)}attest${' '.repeat(500)}# why\n`],
  'is 5 MB long': [
    `# ${'x'.repeat(5_000_000)}`,
    '1:1-1:1 error: This policy is larger than 1 MiB and was not read. Put what is not policy elsewhere.',
  ],
  'is 1 MiB in UTF-8 only': [
    `# ${'é'.repeat(600_000)}`,
    '1:1-1:1 error: This policy is larger than 1 MiB and was not read. Put what is not policy elsewhere.',
  ],
  'has more values than any policy': [
    `- [${'a,'.repeat(120_000)}]`,
    '1:1-1:1 error: This policy has too many values to be read. Split it, or use broader patterns.',
  ],
  'laughs a billion times': [
    `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]\n`)
      .join('')}`,
    '1:1-1:1 error: This policy could not be read as YAML: Excessive alias count indicates a resource exhaustion attack',
  ],
};

describe('a policy that', () => {
  for (const [name, [text, ...expected]] of Object.entries(cases)) {
    it(name, () => deepEqual(problemsOf(text), expected));
  }

  it('has 10,001 patterns is refused, one with 10,000 is read', () => {
    const text = (count: number) =>
      `${zones}  - { name: a, mode: attest, paths: [${Array.from({ length: count }, (_, index) => `a${index}`).join(',')}] }\n`;
    deepEqual(
      [problemsOf(text(10_000)), problemsOf(text(10_001))],
      [[], ['3:1-3:6 error: There are 10001 patterns; at most 10000 are read. Use broader ones.']],
    );
  });

  it('has a thousand mistakes has a hundred named and the rest counted', () => {
    const found = problemsOf(
      `${head}${Array.from({ length: 1000 }, (_, index) => `k${index}: 1\n`).join('')}`,
    );
    deepEqual([found.length, found.at(-1)], [101, '103:1-103:5 error: And 900 more problems like these.']);
  });

  it('shares values by anchors means what it says', () => {
    const text = `${head}zones:\n  - { name: a, mode: attest, paths: &p [a], owners: &o [a@b] }\n  - { name: b, mode: restricted, paths: *p, owners: *o }\n`;
    const { policy, problems } = parsePolicy(text);
    deepEqual(
      [problems, policy?.zones.map(({ owners, groups }) => [owners, groups])],
      [
        [],
        [
          [['a@b'], [{ layer: 0, paths: ['a'] }]],
          [['a@b'], [{ layer: 0, paths: ['a'] }]],
        ],
      ],
    );
  });

  it('says little gets the defaults of the design', () => {
    const { policy, problems } = parsePolicy(`${zones}  - { name: a, mode: attest, paths: [a] }\n`);
    deepEqual(problems, []);
    deepEqual(policy, {
      contacts: {},
      policyOwners: ['owner@acme.dev'],
      policySignoff: { threshold: 1 },
      plan: [],
      defaults: ['eligible'],
      zones: [
        {
          name: 'a',
          mode: 'attest',
          owners: [],
          vendors: ['approved'],
          require: {},
          signoff: { covers: 'all', threshold: 1, authorMaySign: false, validFor: '90d' },
          enforce: 'block',
          attestation: 'trailer',
          attestedBy: 'author',
          tolerate: { lines: 0 },
          groups: [{ layer: 0, paths: ['a'] }],
        },
      ],
      vendors: [],
      registers: [],
      review: {},
      trailers: {
        when: 'zones',
        threshold: { lines: 1, share: 0 },
        assistedBy: 'Assisted-by',
        provenance: 'AI-Provenance',
        attestedBy: 'AI-Attested-by',
      },
    });
  });
});

describe('extends', () => {
  const extending = (file: string) => `${head}extends: ${file}\n`;
  const elsewhere = (file: string) => [
    `3:10-3:${10 + file.length} error: \`extends\` must name a file under .ai-policy/, such as base.yaml; ${JSON.stringify(file)} is not one.`,
  ];

  it('names a file under .ai-policy/, and nothing else', () => {
    const outside = [
      '../x.yaml',
      '/etc/passwd',
      'a/../../x.yaml',
      '.ai-policy/../x',
      'C:/x',
      'x\\y',
      'x/',
      '.',
      '..',
    ];
    for (const file of outside) deepEqual(problemsOf(extending(file)), elsewhere(file), file);
  });

  it('is relative to the file, or begins with .ai-policy/', () => {
    for (const file of ['base/b.yaml', './base/b.yaml', '.ai-policy/base/b.yaml', 'x/../base/b.yaml']) {
      deepEqual(problemsOf(extending(file), { '.ai-policy/base/b.yaml': 'version: 1\n' }), [], file);
    }
    const files = {
      '.ai-policy/base/b.yaml': 'version: 1\nextends: c.yaml\n',
      '.ai-policy/base/c.yaml': 'version: 1\nx: 1',
    };
    deepEqual(problemsOf(extending('base/b.yaml'), files), [
      '.ai-policy/base/c.yaml:2:1-2:2 error: "x" is not a key of the policy. Known here: version, extends, contacts, policyOwners, policySignoff, plan, default, zones, vendors, review, trailers.',
    ]);
  });

  it('must be there, must not lead back, and must end', () => {
    deepEqual(problemsOf(extending('b.yaml')), [
      '3:10-3:16 error: .ai-policy/b.yaml does not exist. Add it, or take `extends` out.',
    ]);
    deepEqual(problemsOf(extending('policy.yaml')), [
      '3:10-3:21 error: .ai-policy/policy.yaml extends itself, directly or through others. Take one of the `extends` out.',
    ]);
    deepEqual(
      problemsOf(extending('b.yaml'), { '.ai-policy/b.yaml': 'version: 1\nextends: policy.yaml\n' }),
      [
        '.ai-policy/b.yaml:2:10-2:21 error: .ai-policy/policy.yaml extends itself, directly or through others. Take one of the `extends` out.',
      ],
    );
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `.ai-policy/${index}.yaml`,
        `version: 1\nextends: ${index + 1}.yaml\n`,
      ]),
    );
    deepEqual(problemsOf(extending('0.yaml'), chain), [
      '.ai-policy/6.yaml:2:10-2:16 error: More than 8 files extend each other. Put them together.',
    ]);
  });

  it('finds owners and vendors in the other file', () => {
    const base = 'version: 1\npolicyOwners: [a@b]\nvendors: [{ id: v, assistants: [x] }]\n';
    const own =
      'version: 1\nextends: b.yaml\nplan: { x: v }\nzones: [{ name: z, mode: attest, paths: [a], vendors: [v] }]\n';
    deepEqual(problemsOf(own, { '.ai-policy/b.yaml': base }), []);
    deepEqual(problemsOf(`${own}vendors: [{ id: w, assistants: [x] }]`, { '.ai-policy/b.yaml': base }), [
      '5:17-5:18 warning: The vendor `w` is approved nowhere, since another of the merged policies lists vendors without it.',
      '.ai-policy/b.yaml:3:17-3:18 warning: The vendor `v` is approved nowhere, since another of the merged policies lists vendors without it.',
    ]);
  });
});

const sample = `${head}contacts: { legal: { name: "L", email: l@b } } # who
default: eligible
plan: { github-copilot: cb }
extends: base.yaml
zones:
  - name: t
    mode: restricted
    paths: [/a/b/, "*.x", "!/a/b/c", '[a-z]?']
    owners: &o [a@b]
    require: { outputTraining: [allowed] }
    signoff: { covers: all, threshold: 1, validFor: 90d }
  - { name: u, mode: attest, paths: ["**/q/**"], owners: *o, tolerate: { lines: 2 } }
vendors:
  - id: cb
    assistants: [github-copilot]
    status: approved
    reviewed: { on: 2026-01-01, expires: 2026-02-01 }
trailers: { when: zones, threshold: { lines: 1, share: 0.5 } }
`;

let usable = 0;
let read = 0;

property('reading never throws, says why it refuses, and what it takes compiles', 200, (random, trace) => {
  const bits = [
    '[',
    ']',
    '{',
    '}',
    ': ',
    '- ',
    '\n',
    '  ',
    '"',
    "'",
    '*',
    '&a ',
    '!',
    '|',
    '>',
    '#',
    '?',
    '%',
    '\t',
    '\0',
    '\ufeff',
    '\ud800',
    'é',
    '---\n',
    '<<: ',
    '__proto__: ',
    'null',
    '1e9',
    '~',
    '0',
    'zones',
    'extends: policy.yaml\n',
  ];
  let text = random.chance(0.2)
    ? Array.from({ length: random.below(200) }, () =>
        String.fromCharCode(random.below(random.chance(0.5) ? 128 : 65536)),
      ).join('')
    : sample;
  for (let edits = random.below(6); edits > 0; edits--) {
    const from = random.offset(text.length);
    const to = random.chance(0.5) ? from : Math.min(text.length, from + random.below(40));
    text =
      text.slice(0, from) +
      (random.chance(0.7) ? random.pick(bits) : text.slice(to, to + random.below(60))) +
      text.slice(to);
  }
  trace(JSON.stringify(text));
  read++;
  const base = random.chance(0.5) ? sample.replace('base.yaml', 'more.yaml') : 'version: 1';
  const { policy, problems } = parsePolicy(text, {
    read: (path) =>
      path.endsWith('base.yaml') ? base : path.endsWith('more.yaml') ? 'version: 1' : undefined,
  });
  equal(
    policy === undefined,
    problems.some(({ severity }) => severity === 'error'),
  );
  for (const { line, column, endLine, endColumn } of problems) {
    ok(line >= 1 && column >= 1 && (endLine > line || (endLine === line && endColumn >= column)));
  }
  if (policy === undefined) return;
  usable++;
  createMatcher(compilePolicy(policy)).decide('a/b/c');
});

describe('the sample of the fuzz', () => {
  it('is often taken, and often refused', () =>
    ok(usable > read / 10 && usable < (read * 9) / 10, `${usable} of ${read}`));
});
