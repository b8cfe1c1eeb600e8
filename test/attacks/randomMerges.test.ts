import { deepStrictEqual, ok } from 'node:assert';
import { ownWorkOfMerges } from '../../src/git/objects/autoMerges';
import { effort } from '../support/effort';
import { Random } from '../support/random';
import { TestRepo } from '../support/repo';

const paths = ['core/a', 'core/b', 'lib/c', 'lib/d', 'src/e'];
/** Far enough apart that git joins changes of both. */
const places = [2, 10, 18];

/** What a file becomes: some of its lines, the file gone, or all as it was. */
type Edit = 'none' | 'gone' | readonly [place: number, text: string][];

function edit(random: Random, side: string): Edit {
  if (random.chance(0.4)) return 'none';
  if (random.chance(0.15)) return 'gone';
  return random
    .shuffle(places)
    .slice(0, 1 + random.below(2))
    .map((place) => [place, `${side}${random.below(3)}`] as const);
}

function apply(base: string, how: Edit): string | undefined {
  if (how === 'gone') return undefined;
  const lines = base.split('\n');
  if (how !== 'none') for (const [place, text] of how) lines[place] = text;
  return lines.join('\n');
}

/** Of one path, what its sides make together; `conflict` where both want something else of the same. */
function expected(base: string, one: Edit, two: Edit): string | undefined | 'conflict' {
  if (one === 'none') return apply(base, two);
  if (two === 'none') return apply(base, one);
  if (one === 'gone' || two === 'gone') return one === two ? undefined : 'conflict';
  const taken = new Map(one);
  for (const [place, text] of two) if ((taken.get(place) ?? text) !== text) return 'conflict';
  return apply(base, [...one, ...two]);
}

describe('Attacks: random merges', () => {
  const runs = effort(25, 200);
  it(`are judged path by path, against all parents (${runs} merges)`, async () => {
    const repo = TestRepo.create();
    const seen = { honest: 0, evil: 0 };
    try {
      const text = (path: string) => Array.from({ length: 21 }, (_, i) => `${path} ${i}`).join('\n');
      repo.commit(Object.fromEntries(paths.map((path) => [path, text(path)])));
      const open = await repo.open();
      const tree = (content: (path: string) => string | undefined): string => {
        repo.git('read-tree', '--empty');
        for (const path of paths) {
          const input = content(path);
          if (input === undefined) continue;
          const oid = repo.tryGit(['hash-object', '-w', '--stdin'], { input }).stdout.trim();
          repo.git('update-index', '--add', '--cacheinfo', `100644,${oid},${path}`);
        }
        return repo.git('write-tree').trim();
      };
      const commit = (of: string, ...parents: string[]) =>
        repo.git('commit-tree', of, ...parents.flatMap((parent) => ['-p', parent]), '-m', 'x').trim();
      for (let seed = 1; seed <= runs; seed++) {
        const random = new Random(seed);
        const edits = new Map(
          paths.map((path) => [path, [edit(random, 'one'), edit(random, 'two')] as const]),
        );
        const sides = [0, 1].map((side) =>
          commit(
            tree((path) => apply(text(path), edits.get(path)![side]!)),
            'main',
          ),
        );
        const wanted = new Map(paths.map((path) => [path, expected(text(path), ...edits.get(path)!)]));
        // What a person may make of it: mostly what git would, else a side's, the base's, or something else.
        const made = new Map(
          paths.map((path) => {
            const [one, two] = edits.get(path)!;
            const other = random.pick([
              apply(text(path), one),
              apply(text(path), two),
              text(path),
              `${text(path)}\nevil`,
              undefined,
            ]);
            const honest = wanted.get(path);
            return [path, honest === 'conflict' || random.chance(0.25) ? other : honest];
          }),
        );
        const merge = commit(
          tree((path) => made.get(path)),
          ...sides,
        );
        const work = await ownWorkOfMerges(open, [{ oid: merge, parents: sides }], () => true);
        if (typeof work === 'string') throw new Error(work);
        const own = (work.get(merge) ?? []).map(({ path }) => path).sort();
        const oracle = paths.filter((path) => made.get(path) !== wanted.get(path)).sort();
        deepStrictEqual(own, oracle, `SEED=${seed}`);
        seen[oracle.length > 0 ? 'evil' : 'honest']++;
      }
      ok(seen.honest > 0 && seen.evil > runs / 4, JSON.stringify(seen));
    } finally {
      repo.remove();
    }
  }).timeout(300_000);

  it('of more than two parents too, and of histories that have nothing in common', async () => {
    const repo = TestRepo.create();
    try {
      repo.commit({ 'core/a': '1\n', 'core/b': '1\n', 'core/c': '1\n' });
      const base = repo.git('rev-parse', 'HEAD').trim();
      const side = (path: string) => {
        repo.git('switch', '-q', '--detach', base);
        repo.commit({ [path]: '2\n' });
        return repo.git('rev-parse', 'HEAD').trim();
      };
      const parents = ['core/a', 'core/b', 'core/c'].map(side);
      const merge = (files: Record<string, string>) => {
        repo.git('switch', '-q', '--detach', base);
        for (const [path, content] of Object.entries(files)) repo.write(path, content);
        repo.git('add', '-A');
        const args = parents.flatMap((parent) => ['-p', parent]);
        return repo.git('commit-tree', repo.git('write-tree').trim(), ...args, '-m', 'x').trim();
      };
      const open = await repo.open();
      const own = async (oid: string, of = parents) => {
        const work = await ownWorkOfMerges(open, [{ oid, parents: of }], () => true);
        return typeof work === 'string' ? work : (work.get(oid) ?? []).map(({ path }) => path);
      };
      const all = { 'core/a': '2\n', 'core/b': '2\n', 'core/c': '2\n' };
      deepStrictEqual(await own(merge(all)), []);
      deepStrictEqual(await own(merge({ ...all, 'core/b': '1\n' })), ['core/b'], 'taken back');
      deepStrictEqual(await own(merge({ ...all, 'core/d': 'new\n' })), ['core/d']);
      repo.git('reset', '-q', '--hard');
      repo.git('switch', '-q', '--orphan', 'other');
      repo.commit({ 'src/x': '1\n' });
      const other = repo.git('rev-parse', 'HEAD').trim();
      repo.git('switch', '-q', '--detach', base);
      repo.git('merge', '-q', '--no-edit', '--allow-unrelated-histories', other);
      deepStrictEqual(await own(repo.git('rev-parse', 'HEAD').trim(), [base, other]), []);
    } finally {
      repo.remove();
    }
  }).timeout(60_000);
});
