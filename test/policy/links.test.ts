import { deepStrictEqual, ok } from 'node:assert';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { createLinks } from '../../src/policy/links';
import { decisionOf } from '../../src/policy/matcher';
import { createTrie } from '../../src/policy/trie';
import { effort } from '../support/effort';
import { Random } from '../support/random';
import { compiledFrom } from './policies';

const folders = ['a', 'b', 'a/c', 'b/c', 'a/c/b', 'c'];
const patterns = [
  '/a/b/',
  '/*/c/',
  'b/c/',
  '/c/**/b',
  '/b/*/*/a',
  '*.x',
  '!/a/c/f',
  '/**/c/a',
  '!g.x',
  '/c/b/c/b/',
  'a/',
];
const elsewhere = { zone: 'default', mode: 'eligible', zones: [], enforce: 'block' } as const;

function zonesFrom(random: Random) {
  return ['one', 'two', 'three'].map((name) => {
    const paths = random.shuffle(patterns).slice(0, 1 + random.below(3));
    return { name, mode: 'attest', paths: paths[0]!.startsWith('!') ? ['*', ...paths] : paths };
  });
}

/** By path, the zones of every name that the file system finds for it, so many folders deep. */
function oracle(root: string, zonesOf: (name: string) => readonly string[]) {
  const found = new Map<string, Set<string>>();
  const walk = (folder: string, depth: number) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      let real: string;
      try {
        real = relative(root, realpathSync(join(root, name)))
          .split(sep)
          .join('/');
      } catch {
        continue;
      }
      if (real.startsWith('..')) continue;
      const isFile = entry.isFile() || /(?:^|\/)[fg](?:\.x)?$/.test(real);
      if (isFile) {
        const zones = found.get(real) ?? new Set();
        // A link is what `name/` matches, too.
        for (const zone of zonesOf(entry.isFile() ? name : `${name}/`)) zones.add(zone);
        found.set(real, zones);
      } else if (depth > 0) walk(name, depth - 1);
    }
  };
  walk('', 9);
  return found;
}

describe('Symbolic links', () => {
  const runs = effort(60, 1500);
  it(`show a file by as many names as a file system finds (${runs} trees)`, () => {
    let byLinks = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const random = new Random(seed);
      const root = realpathSync(mkdtempSync(join(tmpdir(), 'colophon-links-')));
      try {
        const links = new Map<string, string>();
        const files: string[] = [];
        for (const folder of folders.slice(0, 2 + random.below(5)))
          mkdirSync(join(root, folder), { recursive: true });
        for (let i = 0; i < 6; i++) {
          const path = `${random.pick(folders)}/${random.pick(['f', 'g.x', 'a', 'b', 'c'])}`;
          const isFile = /[fg](?:\.x)?$/.test(path);
          try {
            mkdirSync(dirname(join(root, path)), { recursive: true });
            if (realpathSync(dirname(join(root, path))) !== dirname(join(root, path))) continue;
            if (isFile) {
              writeFileSync(join(root, path), '', { flag: 'wx' });
              files.push(path);
            } else {
              const target = random.pick([
                '..',
                '.',
                '../a',
                '../b/c',
                'f',
                '../../c',
                '../c/b',
                '../b/g.x',
                'nowhere',
                '../../../out',
              ]);
              symlinkSync(target, join(root, path));
              links.set(path, target);
            }
          } catch (error) {
            ok(
              ['EEXIST', 'ENOTDIR', 'ELOOP', 'ENOENT'].includes((error as NodeJS.ErrnoException).code!),
              String(error),
            );
          }
        }
        const policy = compiledFrom({ zones: zonesFrom(random) });
        const trie = createTrie(policy.groups.map((group) => group.patterns));
        const zonesIn = (taken: readonly number[]) => decisionOf(policy, taken, elsewhere).zones;
        const expected = oracle(root, (name) => zonesIn(trie.groupsOf(name)));
        const made = createLinks(links, trie, files)!;
        for (const path of files) {
          const own = zonesIn(trie.groupsOf(path));
          const seen = [...made.takenBy(path, false)].flatMap(zonesIn);
          const zones = [...new Set([...own, ...seen])].sort();
          const wanted = [...(expected.get(path) ?? [])].sort();
          deepStrictEqual(
            zones,
            wanted,
            `SEED=${seed} ${path} in ${JSON.stringify([...links])} ${JSON.stringify(files)}`,
          );
          if (zones.length > own.length) byLinks++;
        }
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    }
    ok(byLinks > runs / 10, `${byLinks} files were in a zone by a link alone`);
  }).timeout(120_000);

  it('change all that is seen through them', () => {
    const policy = compiledFrom({
      zones: [{ name: 'pay', mode: 'restricted', paths: ['/services/*/billing/'] }],
    });
    const trie = createTrie(policy.groups.map((group) => group.patterns));
    const links = new Map([
      ['services/b', '../mid/way'],
      ['mid/way', '../src/b'],
      ['docs/way', '../src/c'],
    ]);
    const made = createLinks(links, trie, ['src/b/billing/pay.py', 'src/c/billing/pay.py'])!;
    const zones = (link: string) =>
      [...made.takenThrough(link)].flatMap((taken) => decisionOf(policy, taken, elsewhere).zones);
    deepStrictEqual([...links.keys()].map(zones), [['pay'], ['pay'], []]);
  });

  it('have an end where they lead to what they lie in', () => {
    const policy = compiledFrom({
      zones: [{ name: 'z', mode: 'attest', paths: ['/s/*/*/*/f', '/**/x/y/'] }],
    });
    const trie = createTrie(policy.groups.map((group) => group.patterns));
    const many = Array.from({ length: 400 }, (_, i) => [`s/l${i}`, '.'] as const);
    const made = createLinks(new Map([...many, ['s/x', '..']]), trie, [])!;
    deepStrictEqual([...made.takenBy('s/f', false)].map((taken) => taken.length > 0).sort(), [false, true]);
  });
});
