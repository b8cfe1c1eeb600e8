import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { hookNames } from '../../src/git/hooks/shim';
import { planInstall } from '../../src/workflow/install/gitHooks';
import { applyPlan } from '../../src/workflow/install/installPlan';
import { shippedBundles } from '../support/bundles';
import { median } from '../support/median';
import { TestRepo } from '../support/repo';
import { Writer } from '../support/writer';

const rounds = 7;
const files = 5;
const patterns = 50;
const policy = `version: 1
policyOwners: [ada@acme.dev]
zones:
${Array.from(
  { length: patterns },
  (_, i) =>
    `  - { name: zone-${i}, mode: restricted, paths: ["/area-${i}/src/**/*.data.ts"], owners: [ada@acme.dev] }`,
).join('\n')}
`;

/** One repository and what its hooks are. */
interface Kind {
  readonly name: string;
  readonly repo: TestRepo;
  /** With AI lines in each change, else a person's. */
  readonly writer?: Writer;
}

interface TimedPath {
  readonly name: string;
  /** Leads up to the commit; not timed. */
  readonly prepare: (kind: Kind, round: number) => Promise<void>;
  /** What is timed. */
  readonly commands: readonly (readonly string[])[];
  readonly env?: (repo: TestRepo) => NodeJS.ProcessEnv;
  readonly input?: (repo: TestRepo) => string;
}

async function change({ repo, writer }: Kind, round: number, name = 'free'): Promise<void> {
  for (let i = 0; i < files; i++) {
    const path = `${name}/${i}.ts`;
    if (writer) await writer.write(path, ['human', `typed(${round});\n`], ['ai', `made(${round}, ${i});\n`]);
    else repo.write(path, `${existsSync(repo.path(path)) ? repo.read(path) : ''}line(${round}, ${i});\n`);
  }
  repo.git('add', '-A');
}

/** A branch `side` with some commits of its own, made without hooks; HEAD is back on main, one commit further. */
async function branch(kind: Kind, round: number, commits = 1, messages = ['Side']): Promise<void> {
  const { repo } = kind;
  repo.git('switch', '-q', '-C', 'side');
  for (let i = 0; i < commits; i++) {
    await change(kind, round * 100 + i, `side-${i % 3}`);
    quiet(repo, 'commit', '-q', '-m', messages[i] ?? `Side ${i}\n\nAI-Provenance: v1; lines=1; ai=1`);
  }
  repo.git('switch', '-q', 'main');
  repo.write('main.txt', `${round}\n`);
  repo.git('add', '-A');
  quiet(repo, 'commit', '-q', '-m', 'Main');
}

const quiet = (repo: TestRepo, ...args: string[]) => repo.git('-c', 'core.hooksPath=/dev/null', ...args);
const staged = (kind: Kind, round: number) => change(kind, round);

const timedPaths: readonly TimedPath[] = [
  { name: 'commit -m', prepare: staged, commands: [['commit', '-q', '-m', 'Change']] },
  {
    name: 'commit -F',
    prepare: async (kind, round) => {
      kind.repo.write('../message', 'Change\n');
      await change(kind, round);
    },
    commands: [['commit', '-q', '-F', '../message']],
  },
  {
    name: 'commit in an editor',
    prepare: staged,
    commands: [['commit', '-q']],
    env: () => ({ GIT_EDITOR: `sh -c 'echo Change >"$1"' sh` }),
  },
  { name: 'commit --no-verify', prepare: staged, commands: [['commit', '-q', '-n', '-m', 'Change']] },
  { name: 'commit <path>', prepare: staged, commands: [['commit', '-q', '-m', 'Change', 'free']] },
  {
    name: 'commit --amend',
    prepare: async (kind, round) => {
      await change(kind, round);
      quiet(kind.repo, 'commit', '-q', '-m', 'First');
      await change(kind, round + 1000);
    },
    commands: [['commit', '-q', '--amend', '--no-edit']],
  },
  {
    name: 'merge --no-ff',
    prepare: (kind, round) => branch(kind, round),
    commands: [['merge', '-q', '--no-edit', 'side']],
  },
  {
    name: 'merge --squash, commit',
    prepare: (kind, round) => branch(kind, round),
    commands: [
      ['merge', '-q', '--squash', 'side'],
      ['commit', '-q', '-m', 'Squashed'],
    ],
  },
  {
    name: 'rebase of 10 commits',
    prepare: async (kind, round) => {
      await branch(kind, round, 10);
      kind.repo.git('switch', '-q', 'side');
    },
    commands: [['rebase', '-q', 'main']],
  },
  {
    name: 'rebase --autosquash, 1 fixup',
    prepare: async (kind, round) => {
      await branch(kind, round, 2, ['Side', 'fixup! Side']);
      kind.repo.git('switch', '-q', 'side');
    },
    commands: [['rebase', '-q', '-i', '--autosquash', 'main']],
    env: () => ({ GIT_SEQUENCE_EDITOR: ':' }),
  },
  { name: 'cherry-pick', prepare: (kind, round) => branch(kind, round), commands: [['cherry-pick', 'side']] },
  {
    name: 'revert',
    prepare: async (kind, round) => {
      await change(kind, round);
      quiet(kind.repo, 'commit', '-q', '-m', 'First');
    },
    commands: [['revert', '--no-edit', 'HEAD']],
  },
  {
    name: 'am',
    prepare: (kind, round) => branch(kind, round),
    commands: [['am', '-q']],
    input: (repo) => repo.git('format-patch', '-1', '--stdout', 'side'),
  },
];

/** What the hooks add on each commit path: medians of rounds in which every kind of repository goes it once. */
export async function run(): Promise<void> {
  const none = { name: 'no hook', repo: repository() };
  const empty = { name: 'empty hooks', repo: repository() };
  for (const hook of hookNames) {
    empty.repo.write(`.git/hooks/${hook}`, '#!/bin/sh\nexit 0\n');
    empty.repo.run('chmod', ['+x', `.git/hooks/${hook}`]);
  }
  const idle = { name: 'ours, nothing pending', repo: repository() };
  const busy = { name: `ours, AI lines in ${files} files`, repo: repository() };
  for (const { repo } of [idle, busy]) await install(repo);
  const writer = new Writer(await busy.repo.open());
  const kinds: Kind[] = [none, empty, idle, { ...busy, writer }];

  const columns = kinds.map(({ name }) => name.padStart(26)).join('');
  console.log(`  ${'median of ms (over no hook)'.padEnd(30)}${columns}${'starts of Node'.padStart(16)}`);
  for (const path of timedPaths) {
    const times = kinds.map((): number[] => []);
    for (let round = -1; round < rounds; round++) {
      for (const [i, kind] of kinds.entries()) {
        const ms = await go(path, kind, round);
        if (round >= 0) times[i]!.push(ms);
      }
    }
    const starts = await counted(path, kinds[3]!);
    const medians = times.map(median);
    const cells = medians.map((ms) => `${ms.toFixed(1)} (+${(ms - medians[0]!).toFixed(1)})`.padStart(26));
    console.log(`  ${path.name.padEnd(30)}${cells.join('')}${String(starts).padStart(16)}`);
  }
  writer.close();
  for (const { repo } of kinds) repo.remove();
}

async function go(path: TimedPath, kind: Kind, round: number): Promise<number> {
  const { repo } = kind;
  repo.git('switch', '-q', 'main');
  await path.prepare(kind, round);
  if (!kind.writer) rmSync(repo.path('.git/colophon/pending'), { force: true });
  const env = repo.env(path.env?.(repo) ?? {});
  const input = path.input?.(repo) ?? '';
  const start = process.hrtime.bigint();
  for (const args of path.commands) {
    const { status, stderr } = spawnSync('git', args, { cwd: repo.root, env, input });
    if (status !== 0) throw new Error(`${path.name}, ${kind.name}: ${stderr}`);
  }
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  repo.git('switch', '-q', '-C', 'main');
  return ms;
}

/** How often Node is started on the path, by a program in its place that counts. */
async function counted(path: TimedPath, kind: Kind): Promise<number> {
  const { repo } = kind;
  const runtime = '.git/colophon/runtime';
  const before = repo.read(runtime);
  repo.write('../starts', '');
  repo.write('../node', `#!/bin/sh\necho >>"${repo.base}/starts"\nexec "${process.execPath}" "$@"\n`);
  repo.run('chmod', ['+x', '../node']);
  repo.write(runtime, `${repo.base}/node\nnode\n`);
  await go(path, kind, rounds);
  repo.write(runtime, before);
  return readFileSync(repo.path('../starts'), 'utf8').length;
}

function repository(): TestRepo {
  const repo = TestRepo.create();
  repo.commit({ '.ai-policy/policy.yaml': policy, 'src/base.ts': 'base();\n' });
  return repo;
}

async function install(repo: TestRepo): Promise<void> {
  const found = await repo.open();
  const runtime = { program: process.execPath, electron: false };
  const problem = await applyPlan(
    found,
    await planInstall(found, { bundles: await shippedBundles(), runtime }),
  );
  if (problem !== undefined) throw new Error(problem);
  repo.run(process.execPath, [`${await shippedBundles()}/colophon.cjs`, 'policy', 'compile']);
}
