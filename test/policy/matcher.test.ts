import { deepEqual, equal, ok } from 'node:assert/strict';
import { createMatcher } from '../../src/policy/matcher';
import { property } from '../support/random';
import { compiledFrom, matcherFrom } from './policies';

/** `src/a.ts restricted core,ui` for each path: mode and the zones that it is in, the deciding one first. */
function decisions(keys: object, paths: readonly string[]): string[] {
  const matcher = matcherFrom(keys);
  return paths.map((path) => {
    const { mode, zone, zones } = matcher.decide(path);
    return [path, mode, [zone, ...zones.filter((name) => name !== zone)].join(',')].join(' ');
  });
}

function zone(name: string, mode: string, ...paths: string[]) {
  return { name, mode, paths };
}

describe('a decision', () => {
  it('is the strictest zone’s, the first listed among equals; all that match are named', () => {
    const zones = [
      zone('docs', 'eligible', '*.md'),
      zone('core', 'attest', '/src/'),
      zone('api', 'attest', '/src/api/'),
      zone('train', 'restricted', 'train', '!README.md'),
    ];
    deepEqual(
      decisions({ zones }, [
        'x.ts',
        'x.md',
        'src/x.ts',
        'src/api/x.md',
        'src/train/x',
        'src/train/README.md',
      ]),
      [
        'x.ts eligible default',
        'x.md eligible docs',
        'src/x.ts attest core',
        'src/api/x.md attest core,docs,api',
        'src/train/x restricted train,core',
        'src/train/README.md attest core,docs',
      ],
    );
  });

  it('is the default’s in no zone only', () => {
    const zones = [zone('open', 'eligible', '/docs/')];
    deepEqual(decisions({ zones, default: 'restricted' }, ['docs/a', 'src/a', '']), [
      'docs/a eligible open',
      'src/a restricted default',
      ' restricted default',
    ]);
  });

  it('knows no case and one form of Unicode, in folders and names', () => {
    const zones = [
      zone('z', 'attest', '/Geh\u00e4use/', '\u03a3*\u03a3.txt', '*.\u212a', '[\u00c0-\u00d6]1'),
    ];
    const yes = [
      'geha\u0308use/x',
      'GEHA\u0308USE/x',
      '\u03c3a\u03c2.TXT',
      '\u03a3\u03a3.txt',
      'a.k',
      'a.K',
      '\u00e91',
      'E\u03011',
    ];
    deepEqual(
      decisions({ zones }, [...yes, 'gehause/x', 'a.x', 'z1']).map((line) => line.split(' ').at(-2)),
      [...yes.map(() => 'attest'), ...['eligible', 'eligible', 'eligible']],
    );
  });

  it('takes `name/` for folders, links and submodules, not for a file', () => {
    const matcher = matcherFrom({ zones: [zone('z', 'attest', 'vendor/')] });
    deepEqual(
      [
        matcher.decide('vendor').mode,
        matcher.decide('vendor', { directory: true }).mode,
        matcher.decide('vendor/').mode,
        matcher.decide('a/vendor/x').mode,
      ],
      ['eligible', 'attest', 'attest', 'attest'],
    );
  });

  it('is the policy owners’ in .ai-policy/, whatever the zones say, but for stored sign-offs', () => {
    const hash = 'a1'.repeat(32);
    const zones = [zone('json', 'restricted', '*.json'), zone('open', 'eligible', '/.ai-policy/')];
    const paths = [
      '.ai-policy',
      '.ai-policy/policy.yaml',
      '.AI-Policy/x',
      'a/.ai-policy/x',
      `.ai-policy/signoffs/${hash}.json`,
    ];
    deepEqual(decisions({ zones, default: 'attest' }, [...paths, `.ai-policy/signoffs/${hash}.json.x`]), [
      '.ai-policy restricted ai-policy',
      '.ai-policy/policy.yaml restricted ai-policy,open',
      '.AI-Policy/x restricted ai-policy,open',
      'a/.ai-policy/x attest default',
      `.ai-policy/signoffs/${hash}.json eligible default`,
      `.ai-policy/signoffs/${hash}.json.x restricted ai-policy,open`,
    ]);
    const { owners, signoff } = matcherFrom({ policyOwners: ['a@b'] }).zone('ai-policy');
    deepEqual([owners, signoff.authorMaySign], [['a@b'], true]);
  });

  it('stays the same when it is asked for again, and after the cache has turned over', () => {
    const matcher = matcherFrom({ zones: [zone('z', 'attest', '*7')] });
    const ask = () => Array.from({ length: 25_000 }, (_, index) => matcher.decide(`f/${index}`).mode).join();
    equal(ask(), ask());
    deepEqual([matcher.decide('f/7').mode, matcher.decide('f/8').mode], ['attest', 'eligible']);
  });

  it('does not hang on patterns and names made to hang', () => {
    const hostile = [
      `${'*a'.repeat(200)}*b`,
      `${'?*'.repeat(200)}b`,
      `${'[a-z]*'.repeat(70)}b`,
      `${'**/a/'.repeat(80)}b`,
      `/${'**/*a*/'.repeat(60)}b`,
      '{{{{{a,b},c},d},e},f}*',
      `${'{a,b}'.repeat(90)}`,
      `+(${'+(a|aa)'.repeat(60)})`,
    ];
    const zones = [zone('z', 'restricted', ...hostile)];
    const matcher = matcherFrom({ zones });
    const started = performance.now();
    for (const path of [
      'a'.repeat(20_000),
      'a/'.repeat(2_000),
      `${'a'.repeat(2_000)}/`.repeat(20),
      'aA'.repeat(9_999),
    ]) {
      equal(matcher.decide(path).mode, 'eligible');
    }
    // A backtracking matcher would not see the end of the year.
    ok(performance.now() - started < 5_000, `${performance.now() - started} ms`);
    equal(matcher.decide('{A,b}'.repeat(90)).mode, 'restricted', 'braces are plain characters');
  });
});

property('adding a zone never loosens a decision', 100, (random, trace) => {
  const names = ['a', 'b', 'c.x', '*', '*.x', '**', 'a*'];
  const pattern = () =>
    `${random.chance(0.3) ? '!' : ''}${random.chance(0.5) ? '/' : ''}${Array.from({ length: 1 + random.below(3) }, () => random.pick(names)).join('/')}${random.chance(0.3) ? '/' : ''}`;
  const zones = Array.from({ length: 1 + random.below(4) }, (_, index) =>
    zone(
      `z${index}`,
      random.pick(['eligible', 'attest', 'restricted']),
      ...Array.from({ length: 1 + random.below(4) }, pattern),
    ),
  );
  trace(JSON.stringify(zones));
  const less = createMatcher(compiledFrom({ zones: zones.slice(0, -1) }));
  const more = createMatcher(
    compiledFrom({ zones: random.chance(0.5) ? zones : [zones.at(-1), ...zones.slice(0, -1)] }),
  );
  const modes = ['eligible', 'attest', 'restricted'];
  for (let i = 0; i < 30; i++) {
    const path = Array.from({ length: 1 + random.below(4) }, () =>
      random.pick(['a', 'b', 'c.x', 'ab', 'd.x']),
    ).join('/');
    const [before, after] = [less.decide(path), more.decide(path)];
    ok(modes.indexOf(after.mode) >= modes.indexOf(before.mode), path);
    deepEqual(
      before.zones.filter((name) => !after.zones.includes(name)),
      [],
      path,
    );
  }
});
