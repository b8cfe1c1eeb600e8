import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePolicy } from '../../src/policy/compile';
import { createMatcher } from '../../src/policy/matcher';
import { mergePolicies } from '../../src/policy/merge';
import { strictNames } from '../../src/policy/strictNames';
import { Random } from '../support/random';
import { TestRepo } from '../support/repo';
import { compiledFrom, policyFrom } from './policies';

function zone(name: string, mode: string, ...paths: string[]) {
  return { name, mode, paths };
}

/** The lines of `names` that the shim's grep finds. */
function grep(lines: readonly string[], names: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-strict-'));
  try {
    const file = join(folder, 'strict');
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    const found = spawnSync('grep', ['-aiEf', file], { input: names, env: { ...process.env, LC_ALL: 'C' } });
    ok(found.status === 0 || found.status === 1, String(found.stderr));
    return found.stdout.toString('latin1').split('\n').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the lines for grep', () => {
  it('are about .ai-policy/ alone where no zone is strict', () => {
    const open = compiledFrom({ zones: [zone('z', 'eligible', '/src/')] });
    deepEqual(strictNames(open), ['^"?\\.ai-policy(/|"|$)']);
    const names = [
      '.ai-policy/policy.yaml',
      '.AI-policy',
      '".ai-policy/\\303\\251"',
      'src/a',
      '"src/\\303\\251"',
      'a.ai-policy/b',
      'a/.ai-policy/b',
    ];
    deepEqual(grep(strictNames(open), names.join('\n')), names.slice(0, 3));
  });

  it('take everything where the default is strict, or trailers are always written', () => {
    const merged = compilePolicy(mergePolicies(policyFrom({ default: 'attest' }), policyFrom({})));
    deepEqual(
      [compiledFrom({ default: 'attest' }), compiledFrom({ trailers: { when: 'always' } }), merged].map(
        strictNames,
      ),
      [['.'], ['.'], ['.']],
    );
  });

  it('name the strict zones’ paths, without what only names in quotes can match', () => {
    const zones = [
      zone('a', 'attest', '/src/core/', '!/src/core/x', '*.a+b', 'b/**/c', '/d/**'),
      zone('r', 'restricted', 'x?[yz]*', 'é', 'a"b', '**'),
      zone('e', 'eligible', 'open'),
    ];
    deepEqual(strictNames(compiledFrom({ zones })), [
      '^"?\\.ai-policy(/|"|$)',
      '^"',
      '[^ -~]',
      '^src/core(/|$)',
      '(^|/)[^/]*\\.a\\+b(/|$)',
      '^b/(.*/)?c(/|$)',
      '^d/(.*/)?[^/]*(/|$)',
      '(^|/)x[^/]*(/|$)',
      '(^|/)[^/]*(/|$)',
    ]);
  });

  it('are quick with 50 patterns and 5,000 names', () => {
    const patterns = Array.from({ length: 50 }, (_, index) =>
      index % 2 ? `*.k${index}*x?y` : `/dir${index}/**/a*b*c${index}`,
    );
    const lines = strictNames(compiledFrom({ zones: [zone('z', 'attest', ...patterns)] }));
    const names = Array.from(
      { length: 5_000 },
      (_, index) => `dir${index % 50}/some/folder/abcabc${index}.k${index}`,
    ).join('\n');
    const started = performance.now();
    grep(lines, names);
    ok(performance.now() - started < 2_000, `${performance.now() - started} ms`);
  });
});

describe('the lines for grep, beside the matcher', function () {
  this.timeout(60_000);
  const SETS = Number(process.env.SETS ?? 60);

  it(`miss no strict path that git names, in ${SETS} policies`, () => {
    const random = new Random(1);
    const names = [
      'a',
      'B',
      'ab',
      'a.b',
      'é',
      'É',
      '\u212a',
      'k',
      'a b',
      '.x',
      'a"b',
      'a\\b',
      "a'b",
      'a\tb',
      '(a)',
      'a+',
      '$a',
      '^a',
      'x{2}',
      '[a]',
      '|',
      '😀',
    ];
    const globs = [
      '*',
      '**',
      'a*',
      '*.b',
      '?',
      '??*',
      '[ab]',
      '[!a]*',
      'a?b',
      '\\[a]',
      '*é',
      'K',
      'İ',
      '[[:alpha:]]',
      'a**b',
    ];
    const repo = TestRepo.create();
    try {
      const tree = new Set<string>();
      while (tree.size < 300)
        tree.add(Array.from({ length: 1 + random.below(4) }, () => random.pick(names)).join('/'));
      const folders = new Set(
        [...tree].flatMap((path) => path.split('/').map((_, at, all) => all.slice(0, at).join('/'))),
      );
      const files = [...tree].filter((path) => !folders.has(path));
      const blob = repo.tryGit(['hash-object', '-w', '--stdin']).stdout.trim();
      const input = files.map((path) => `100644 ${blob}\t${path}\0`).join('');
      equal(repo.tryGit(['update-index', '-z', '--index-info'], { input }).code, 0);
      let ran = 0;
      let strict = 0;
      const listed = [true, false].map((quoted) =>
        repo
          .git('-c', `core.quotePath=${quoted}`, 'diff', '--cached', '--name-only', '--no-renames')
          .split('\n')
          .slice(0, -1),
      );
      const raw = repo.git('diff', '--cached', '--name-only', '--no-renames', '-z').split('\0').slice(0, -1);
      for (let set = 0; set < SETS; set++) {
        const pattern = () =>
          `${random.chance(0.2) ? '!' : ''}${random.chance(0.4) ? '/' : ''}${Array.from({ length: 1 + random.below(3) }, () => (random.chance(0.5) ? random.pick(names).replace(/[[\\]/g, '\\$&') : random.pick(globs))).join('/')}${random.chance(0.3) ? '/' : ''}`.replace(
            '\t',
            '?',
          );
        const zones = ['attest', 'eligible', 'restricted'].map((mode) =>
          zone(`z${mode}`, mode, ...Array.from({ length: 1 + random.below(3) }, pattern)),
        );
        const compiled = compiledFrom({ zones });
        const matcher = createMatcher(compiled);
        for (const lines of listed) {
          const found = new Set(grep(strictNames(compiled), `${lines.join('\n')}\n`));
          raw.forEach((path, index) => {
            if (matcher.decide(path).mode === 'eligible') return;
            strict++;
            const line = Buffer.from(lines[index] ?? '', 'utf8').toString('latin1');
            ok(
              found.has(line),
              `${JSON.stringify(zones)} ${path} ${line}\n${strictNames(compiled).join('\n')}`,
            );
          });
        }
        ran++;
      }
      equal(ran, SETS);
      ok(strict > 1_000, `${strict}`);
    } finally {
      repo.remove();
    }
  });
});
