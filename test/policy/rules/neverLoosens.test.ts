import { ok, strictEqual } from 'node:assert';
import { compilePolicy } from '../../../src/policy/compile';
import type { CompiledPolicy } from '../../../src/policy/compiled';
import { createMatcher, type Matcher } from '../../../src/policy/matcher';
import { policyOf as layerOf, mergePolicies } from '../../../src/policy/merge';
import type { Policy } from '../../../src/policy/policy';
import { claimFindings } from '../../../src/policy/rules/claimFindings';
import type { CommitClaims } from '../../../src/policy/rules/claims';
import { findingsOf } from '../../../src/policy/rules/rules';
import { checkShape } from '../../../src/policy/schema';
import { readTrailers } from '../../../src/provenance/written/readTrailers';
import { effort } from '../../support/effort';
import { Random } from '../../support/random';

const now = Date.UTC(2026, 10, 24);
const paths = ['lib/a.py', 'lib/x/b.py', 'src/c.py', 'src/x/d.py', 'e.md'];
const patterns = ['/lib/', '/src/', 'x/', '*.py', '*.md', '/lib/x/', '!/lib/a.py', '/**'];
const vendors = [
  { id: 'good', assistants: ['claude-code'], status: 'approved' },
  { id: 'half', assistants: ['codex'], status: 'conditional' },
  { id: 'bad', assistants: ['cursor'], status: 'rejected' },
];
const words = ['', 'AI-Attested-by: Bob <bob@acme.dev>', 'AI-Attested-by: Eve <eve@acme.dev>'];

function zone(random: Random, name: string) {
  const own = random.shuffle(patterns).slice(0, 1 + random.below(2));
  return {
    name,
    mode: random.pick(['eligible', 'attest', 'attest', 'restricted']),
    paths: own[0]!.startsWith('!') ? ['/**', ...own] : own,
    vendors: random.pick(['approved', 'approved', 'none', 'any', ['good', 'half']]),
    enforce: random.pick(['block', 'block', 'warn', 'record']),
    attestedBy: random.pick(['author', 'other']),
    tolerate: { lines: random.pick([0, 0, 5]) },
    owners: ['ada@acme.dev'],
  };
}

/** Without YAML, which would take most of the time. */
function policyFrom(keys: object): Policy {
  const checked = checkShape({ version: 1, ...keys });
  if (!('file' in checked)) throw new Error(JSON.stringify(checked.issues));
  return layerOf(checked.file);
}

function policyOf(zones: object[], more: object = {}): Policy {
  return policyFrom({ zones, vendors, ...more });
}

/** What a commit changes, and what its hooks said of it under the policy that was in force then. */
interface Made {
  readonly files: ReadonlyMap<string, number>;
  readonly message: string;
}

function made(random: Random, matcher: Matcher): Made {
  const files = new Map(
    random
      .shuffle(paths)
      .slice(0, 1 + random.below(3))
      .map((path) => [path, random.below(4) * 5]),
  );
  const by = new Map<string, number>();
  let lines = 0;
  let ai = 0;
  for (const [path, added] of files) {
    const own = random.chance(0.6) ? added : 0;
    lines += added;
    ai += own;
    const { zone: name } = matcher.decide(path);
    if (own > 0) by.set(name, (by.get(name) ?? 0) + own);
  }
  const vendor = random.pick(['good', 'half', 'bad', 'unknown']);
  const details =
    ai === 0
      ? []
      : [`AI-Detail: zones=${[...by].map(([name, n]) => `${name}:${n}`).join(',')}; vendors=${vendor}:${ai}`];
  const counts = `AI-Provenance: v1; lines=${lines}; ai=${ai}${lines > ai ? `; human=${lines - ai}` : ''}`;
  const told = random.chance(0.85) ? [counts, ...details, random.pick(words)] : [];
  return { files, message: ['change', '', ...told.filter(Boolean)].join('\n') };
}

function claimsOf({ files, message }: Made, policy: CompiledPolicy, matcher: Matcher): CommitClaims {
  const zones = new Map<string, string[]>();
  const places = new Map<string, readonly string[]>();
  for (const [path, added] of files) {
    const { zone: name, zones: all } = matcher.decide(path);
    const own = all.length > 0 ? all : [name];
    for (const one of own) zones.set(one, [...(zones.get(one) ?? []), path]);
    if (added > 0) places.set(own.join(), own);
  }
  const { accounts, counts: provenance = null } = readTrailers(message, policy.trailers);
  return {
    commit: 'c'.repeat(40),
    accounts,
    provenance,
    attestedBy: accounts.flatMap(({ attestedBy }) => attestedBy),
    zones,
    places: [...places.values()],
    paths: [...files.keys()],
    added: [...files.values()].reduce((sum, added) => sum + added, 0),
    entering: [],
    brought: [],
    isMerge: false,
    revertsTold: [],
    moves: [],
    author: 'bob@acme.dev',
    byAssistant: false,
    people: new Set(['bob@acme.dev']),
  };
}

/** 1 where the rules stop it, 0 where they do not: nothing is signed. */
function verdict(policy: Policy, commit: Made): 0 | 1 {
  const compiled = compilePolicy(policy);
  const matcher = createMatcher(compiled);
  const claims = claimsOf(commit, compiled, matcher);
  const context = {
    policy: compiled,
    matcher,
    now,
    range: 'a..b',
    head: claims.commit,
    reviewed: new Set<string>(),
  };
  const restricted = [...claims.zones].flatMap(([name, own]) =>
    findingsOf('rangeZone', {
      zone: matcher.zone(name),
      paths: own,
      open: own,
      isApproved: false,
      signedBy: [],
      strange: new Map(),
      range: 'a..b',
    }),
  );
  const all = [...restricted, ...claimFindings([claims], context)];
  return all.some(({ severity }) => severity === 'block') ? 1 : 0;
}

describe('Nothing loosens', () => {
  const draws = effort(1000, 10_000);
  it(`by a zone, a vendor’s restriction or an organisation’s layer more (${draws} draws)`, () => {
    const seen = { stopped: 0, passed: 0, tightened: 0 };
    for (let seed = 1; seed <= draws; seed++) {
      const random = new Random(seed);
      const zones = ['one', 'two'].slice(0, 1 + random.below(2)).map((name) => zone(random, name));
      const policy = policyOf(zones);
      const commit = made(random, createMatcher(compilePolicy(policy)));
      const before = verdict(policy, commit);
      const at = random.below(zones.length);
      const restricted = zones.map((one, index) =>
        index === at
          ? {
              ...one,
              vendors: random.pick(['none', ['good']]),
              require: random.pick([{}, { indemnity: ['ip'] }]),
            }
          : one,
      );
      const outer = policyFrom({
        policyOwners: ['luis@acme.dev'],
        default: random.pick(['eligible', 'attest', 'restricted']),
        zones: [
          {
            ...zone(random, random.pick(['one', 'outer'])),
            vendors: random.pick(['approved', 'none', 'any']),
          },
        ],
        ...(random.chance(0.3) && {
          vendors: [{ id: 'good', assistants: ['claude-code'], status: 'unreviewed' }],
        }),
      });
      const more: [string, Policy][] = [
        ['a zone before', policyOf([zone(random, 'three'), ...zones])],
        ['a zone after', policyOf([...zones, zone(random, 'three')])],
        ['an organisation', mergePolicies(outer, policy)],
        ['a vendor’s restriction', mergePolicies(policyOf(restricted), policy)],
      ];
      seen[before === 1 ? 'stopped' : 'passed']++;
      for (const [what, stricter] of more) {
        const after = verdict(stricter, commit);
        ok(after >= before, `SEED=${seed}: ${what} turns ${before} into ${after}`);
        if (after > before) seen.tightened++;
      }
    }
    ok(Math.min(...Object.values(seen)) > draws / 10, JSON.stringify(seen));
    strictEqual(seen.stopped + seen.passed, draws);
  }).timeout(120_000);
});
