import { deepEqual, equal, ok } from 'node:assert/strict';
import { compilePolicy } from '../../src/policy/compile';
import { createMatcher, type Matcher } from '../../src/policy/matcher';
import { parsePolicy } from '../../src/policy/parse';
import { Random } from '../support/random';
import { TestRepo } from '../support/repo';

const SETS = Number(process.env.SETS ?? 500);

/** Patterns, and a tree to try them on: paths relative to the set's folder, folders with a slash at the end. */
interface Case {
  readonly folder: string;
  readonly patterns: readonly string[];
  readonly paths: readonly string[];
}

const names = ['a', 'b', 'c', 'ab', 'abc', 'a.b', '.x', 'B', 'Ab', 'a b', '#a', '!b', 'a[b]', 'x-1', '_'];
const globs = [
  ...[
    '*',
    '**',
    'a*',
    '*b',
    '*.b',
    '.*',
    '?',
    'a?',
    '??',
    '*a*',
    '*?b',
    'a**b',
    '\\a',
    '\\*',
    '\\#a',
    'a\\ b',
  ],
  ...[
    '[ab]',
    '[!a]',
    '[^b]?',
    '[a-c]*',
    '[A-C]',
    '[Z-b]',
    '[[:alpha:]]*',
    '[[:upper:]]b',
    '[[:digit:]]',
    '[]a]',
  ],
  ...[
    '[!]a]*',
    '[a-]',
    '[-b]',
    '[\\]a]*',
    'a[[]b]',
    '*[0-9]',
    '[a-c-e]',
    '[ab][!c]',
    '?-[[:digit:]]',
    '[_.]x',
  ],
];

/**
 * Left out: `a**` beside a slash, where git 2.39 compares pointers of two buffers, and a single capital in a class,
 * which git does not fold.
 */
function pattern(random: Random): string {
  const parts = Array.from({ length: 1 + random.below(3) }, () =>
    random.chance(0.5) ? random.pick(names).replace(/[ [#!]/g, '\\$&') : random.pick(globs),
  );
  if (random.chance(0.2)) parts.unshift('**');
  if (random.chance(0.2)) parts.push('**');
  if (random.chance(0.1)) parts.splice(random.below(parts.length + 1), 0, '**');
  const text = `${random.chance(0.4) ? '/' : ''}${parts.join('/')}${random.chance(0.3) ? '/' : ''}`;
  return random.chance(0.35) ? `!${text}` : text;
}

function makeCase(random: Random, index: number): Case {
  const patterns = Array.from({ length: 1 + random.below(6) }, () => pattern(random));
  const folders = new Set<string>();
  const paths = new Set<string>();
  for (let i = 0; i < 6; i++) {
    const parts = Array.from({ length: 1 + random.below(4) }, () => random.pick(names));
    const isFolder = random.chance(0.2);
    for (let depth = 1; depth < parts.length + (isFolder ? 1 : 0); depth++)
      folders.add(`${parts.slice(0, depth).join('/')}/`);
    if (!isFolder) paths.add(parts.join('/'));
  }
  const files = [...paths].filter((path) => !folders.has(`${path}/`));
  return { folder: `s${index}`, patterns, paths: [...folders, ...files] };
}

function matcherOf(patterns: readonly string[]): Matcher {
  const text = JSON.stringify({
    version: 1,
    policyOwners: ['a@b'],
    zones: [{ name: 'z', mode: 'attest', paths: patterns }],
  });
  const { policy, problems } = parsePolicy(text);
  ok(policy, `${JSON.stringify(patterns)}: ${problems[0]?.message}`);
  return createMatcher(compilePolicy(policy));
}

/** What git says of each path: `in`, `out` by an exception, or nothing. */
function askGit(
  repo: TestRepo,
  cases: readonly Case[],
  more: (one: Case) => readonly string[],
  asked: (path: string) => boolean,
) {
  const questions: string[] = [];
  for (const one of cases) {
    repo.write(`${one.folder}/.gitignore`, `${[...one.patterns, ...more(one)].join('\n')}\n`);
    for (const path of one.paths) if (asked(path)) questions.push(`${one.folder}/${path}`);
  }
  const { code, stdout, stderr } = repo.tryGit(['check-ignore', '--no-index', '--stdin', '-z', '-v', '-n'], {
    input: questions.map((path) => `${path.replace(/\/$/, '')}\0`).join(''),
  });
  ok(code <= 1, stderr);
  const fields = stdout.split('\0');
  return new Map(
    questions.map((path, index) => {
      const [source, , pattern = '', answered] = fields.slice(index * 4, index * 4 + 4);
      equal(answered, path.replace(/\/$/, ''));
      return [path, source === '' ? undefined : pattern.startsWith('!') ? 'out' : 'in'] as const;
    }),
  );
}

const depthOf = (path: string) => path.replace(/\/$/, '').split('/').length;
const escaped = (folder: string) => `!/${folder.replace(/[\\[\]*?!# ]/g, '\\$&')}`;

describe('patterns, beside git check-ignore', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  let cases: Case[];
  /** Of each path, what the patterns say of that very name: git asked with all folders above it taken out again. */
  const own = new Map<string, 'in' | 'out' | undefined>();
  let plain: ReturnType<typeof askGit>;

  before(() => {
    repo = TestRepo.create();
    repo.git('config', 'core.ignorecase', 'true');
    cases = Array.from({ length: SETS }, (_, index) => makeCase(new Random(index + 1), index));
    for (const { folder, paths } of cases) {
      for (const path of paths)
        repo.write(path.endsWith('/') ? `${folder}/${path}.keep` : `${folder}/${path}`, '');
    }
    plain = askGit(
      repo,
      cases,
      () => [],
      () => true,
    );
    for (let depth = 1; depth <= 4; depth++) {
      const above = (one: Case) =>
        one.paths.filter((path) => path.endsWith('/') && depthOf(path) < depth).map(escaped);
      for (const [path, verdict] of askGit(repo, cases, above, (path) => depthOf(path) === depth))
        own.set(path, verdict);
    }
  });
  after(() => repo.remove());

  it(`agrees for ${SETS} sets of patterns, but for exceptions below a matched folder`, () => {
    const wrong: string[] = [];
    let ran = 0;
    let paths = 0;
    let beyond = 0;
    for (const { folder, patterns, paths: tree } of cases) {
      const matcher = matcherOf(patterns);
      ran++;
      for (const path of tree) {
        paths++;
        const full = `${folder}/${path}`;
        const mine = matcher.decide(path).zones.length > 0;
        // The deepest name with a verdict decides.
        const names = path.replace(/\/$/, '').split('/');
        const deepest = names
          .map((_, at) =>
            own.get(
              `${folder}/${names.slice(0, at + 1).join('/')}${at < names.length - 1 || path.endsWith('/') ? '/' : ''}`,
            ),
          )
          .filter((verdict) => verdict !== undefined)
          .at(-1);
        const report = () =>
          wrong.push(
            `${JSON.stringify(patterns)} ${JSON.stringify(path)}: ${mine ? 'in' : 'not in'}, names ${deepest}, git ${plain.get(full)}`,
          );
        if (mine !== (deepest === 'in')) report();
        else if (mine !== (plain.get(full) === 'in')) {
          // The one difference that is meant: git does not look below a folder that is matched.
          if (!mine && deepest === 'out') beyond++;
          else report();
        }
      }
    }
    deepEqual(wrong.slice(0, 10), []);
    equal(ran, SETS);
    ok(paths > 3000 && beyond > 20, `${paths} paths, ${beyond} exceptions below a matched folder`);
  });
});
