import { ok, strictEqual } from 'node:assert';
import { chmodSync, renameSync, rmSync, statSync } from 'node:fs';
import { effort } from '../support/effort';
import { Random } from '../support/random';
import { as, Gate, lines } from './gate';

const changes = Number(process.env.CHANGES ?? effort(15, 60));
const walks = Number(process.env.WALKS ?? effort(3, 12));
const firstSeed = Number(process.env.SEED ?? 1);

describe('Of any change', function () {
  this.timeout(300_000);
  let gate: Gate;
  let ran = 0;
  beforeEach(() => {
    gate = Gate.create();
    ran = 0;
  });
  afterEach(() => gate.remove());

  it('a single byte, mode or path that differs from what was signed is refused', async () => {
    const files = ['core/a.py', 'core/b.py', 'core/new.bin', 'core/deep/er/x', 'core/empty'];
    gate.commit({
      'core/a.py': lines('x', 20),
      'core/b.py': lines('b', 20).replaceAll('\n', '\r\n'),
      'core/new.bin': Buffer.from([0, 1, 2, 255, 10, 13]),
      'core/deep/er/x': 'no newline',
      'core/empty': '',
    });
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    for (let seed = firstSeed; seed < firstSeed + changes; seed++) {
      const random = new Random(seed);
      const what = changeOneThing(gate, random, files);
      gate.commit({});
      strictEqual(await gate.verdict(), '1 signoff-missing', `SEED=${seed}: ${what}`);
      gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
      ran++;
    }
    strictEqual(await gate.verdict(), '0');
    strictEqual(ran, changes);
  });

  it('any order and grouping of honest commits, amends, rebases and squashes is verified', async () => {
    for (let seed = firstSeed; seed < firstSeed + walks; seed++) {
      const own = Gate.create();
      const told: string[] = [];
      try {
        const random = new Random(seed);
        for (let step = 0; step < 8; step++) told.push(await walkOneStep(own, random, step));
        strictEqual(await own.verdict(), '0', `SEED=${seed}: ${told.join(', ')}`);
        // And it is no accident: the last thing that was signed for is needed.
        own.commit({ 'core/a.py': `${own.repo.read('core/a.py')}more\n` });
        strictEqual(await own.verdict(), '1 signoff-missing', `SEED=${seed}`);
        ran++;
      } finally {
        own.remove();
      }
    }
    strictEqual(ran, walks);
  });
});

function changeOneThing(gate: Gate, random: Random, files: readonly string[]): string {
  const file = random.pick(files);
  const path = gate.repo.path(file);
  const content = gate.repo.readBytes(file);
  // Half of the places are the ends.
  const at = random.pick([
    0,
    Math.max(0, content.length - 1),
    random.below(Math.max(1, content.length)),
    random.below(Math.max(1, content.length)),
  ]);
  const kinds = ['flip', 'insert', 'append', 'remove', 'mode', 'rename', 'delete', 'add'] as const;
  const kind =
    content.length === 0
      ? random.pick(['append', 'mode', 'rename', 'delete', 'add'] as const)
      : random.pick(kinds);
  if (kind === 'flip') {
    const other = Buffer.from(content);
    other[at]! ^= 1 << random.below(8);
    gate.repo.write(file, other);
  } else if (kind === 'insert')
    gate.repo.write(
      file,
      Buffer.concat([
        content.subarray(0, at),
        Buffer.from(random.pick([' ', '\n', '\t', 'z'])),
        content.subarray(at),
      ]),
    );
  else if (kind === 'append')
    gate.repo.write(file, Buffer.concat([content, Buffer.from(random.pick([' ', '\n', '\0']))]));
  else if (kind === 'remove')
    gate.repo.write(file, Buffer.concat([content.subarray(0, at), content.subarray(at + 1)]));
  else if (kind === 'mode') chmodSync(path, statSync(path).mode ^ 0o111);
  else if (kind === 'rename')
    renameSync(
      path,
      random.pick([
        `${path}2`,
        `${path}.`,
        path.replace(/core\/.*/, 'src/moved'),
        path.toUpperCase().endsWith('A.PY') ? `${path}X` : `${path} `,
      ]),
    );
  else if (kind === 'delete') rmSync(path);
  else gate.repo.write(random.pick(['core/other', 'CORE/x', 'core/deep/y']), '');
  return `${kind} ${file} at ${at}`;
}

/** Something that honest people do; whatever of the zone changes is signed for, before or after. */
async function walkOneStep(gate: Gate, random: Random, step: number): Promise<string> {
  const { repo } = gate;
  const commits = repo.git('rev-list', '--reverse', 'main..HEAD').split('\n').filter(Boolean);
  const file = `core/${random.pick(['a.py', 'b.py', 'c.py'])}`;
  const kinds = [
    'sign after',
    'sign before',
    'sign after',
    'elsewhere',
    'base goes on',
    'amend',
    'squash',
    'swap',
    'undo',
  ] as const;
  const kind = commits.length === 0 ? random.pick(kinds.slice(0, 4)) : random.pick(kinds);
  const text = `${lines(`v${step}-`, 1 + random.below(4))}`;
  if (kind === 'sign after') {
    gate.commit({ [file]: text });
    await gate.signOff({ by: random.pick(['ada', 'zoe'] as const), range: 'HEAD~1..HEAD' });
  } else if (kind === 'sign before') {
    repo.write(file, text);
    repo.git('add', '-A');
    await gate.sign({ range: 'staged' });
    gate.commitStaged();
  } else if (kind === 'undo') {
    repo.git('checkout', '-q', 'main', '--', 'core');
    for (const name of repo.git('ls-files', 'core').split('\n').filter(Boolean))
      if (repo.tryGit(['cat-file', '-e', `main:${name}`]).code !== 0) repo.git('rm', '-qf', name);
    if (repo.git('diff', '--cached', '--name-only') === '') return 'nothing to undo';
    gate.commitStaged('undo');
    await gate.signOff({ range: 'HEAD~1..HEAD' });
  } else if (kind === 'elsewhere') gate.commit({ [`src/${step}.py`]: text });
  else if (kind === 'amend') gate.commitAmended(`another message ${step}`);
  else if (kind === 'squash') {
    repo.git('reset', '-q', '--soft', random.pick(['main', ...commits.slice(0, -1)]));
    gate.commitStaged('squashed');
  } else if (kind === 'base goes on') {
    repo.git('switch', '-q', 'main');
    gate.commit({ [`src/base-${step}.py`]: text });
    repo.git('switch', '-q', 'pr');
    const way = random.pick([['rebase', '-q', 'main'], ['merge', '-q', '--no-edit', 'main'], []] as const);
    if (way.length > 0) repo.git(...as('bob'), ...way);
  } else if (kind === 'swap') {
    // Two neighbours change places, where they are about different files.
    if (repo.git('rev-list', '--min-parents=2', 'main..HEAD') !== '' || commits.length < 2) return 'no swap';
    const at = random.below(commits.length - 1);
    const filesOf = (commit: string) =>
      repo.git('show', '--format=', '--name-only', commit).split('\n').filter(Boolean);
    const [one, two] = [filesOf(commits[at]!), filesOf(commits[at + 1]!)];
    if (one.some((name) => two.includes(name))) return 'no swap';
    [commits[at], commits[at + 1]] = [commits[at + 1]!, commits[at]!];
    repo.git('reset', '-q', '--hard', repo.git('merge-base', 'main', 'HEAD').trim());
    const picked = repo.tryGit([...as('bob'), 'cherry-pick', '--allow-empty', ...commits]);
    ok(picked.code === 0, picked.stderr);
  }
  return kind;
}
