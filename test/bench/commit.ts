import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { hookNames } from '../../src/git/hooks/shim';
import { planInstall } from '../../src/workflow/install/gitHooks';
import { applyPlan } from '../../src/workflow/install/installPlan';
import { shippedBundles } from '../support/bundles';
import { median } from '../support/median';
import { TestRepo } from '../support/repo';
import { Writer } from '../support/writer';

const rounds = 25;
const aiRounds = 9;
const aiFiles = 100;
const patterns = 50;

const zones = Array.from(
  { length: patterns },
  (_, i) =>
    `  - { name: zone-${i}, mode: restricted, paths: ["/area-${i}/src/**/*.data.ts"], owners: [ada@acme.dev] }`,
);
const policy = `version: 1
policyOwners: [ada@acme.dev]
zones:
${zones.join('\n')}
`;

/**
 * What the hooks add to `git commit`: medians over rounds in which every kind of repository commits once, so that
 * whatever else the machine does falls on all of them.
 */
export async function run(): Promise<void> {
  const none = repository();
  const empty = repository();
  for (const hook of hookNames) {
    empty.write(`.git/hooks/${hook}`, '#!/bin/sh\nexit 0\n');
    empty.run('chmod', ['+x', `.git/hooks/${hook}`]);
  }
  const ours = repository();
  await install(ours);
  const kinds = {
    'no hook': none,
    'three empty hooks': empty,
    'ours, nothing pending, 50 strict patterns': ours,
  };
  const times = new Map<string, number[]>(Object.keys(kinds).map((name) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, repo] of Object.entries(kinds)) {
      repo.write('free/file.txt', `${round}\n`);
      repo.git('add', '-A');
      const ms = commit(repo);
      if (round >= 0) times.get(name)!.push(ms);
    }
  }
  const base = median(times.get('no hook')!);
  for (const [name, all] of times) print(name, median(all), base);
  const extra = median(times.get('ours, nothing pending, 50 strict patterns')!) - base;
  console.log(
    `  nothing pending: ${extra.toFixed(1)} ms of 15 ms over git's own (${(extra / 15).toFixed(2)})`,
  );

  // As the shim starts it.
  const { NODE_EXTRA_CA_CERTS: _, ...bare } = ours.env();
  const writer = new Writer(await ours.open());
  const withAi: number[] = [];
  const without: number[] = [];
  const starts: number[] = [];
  for (let round = 0; round < aiRounds; round++) {
    for (let i = 0; i < aiFiles; i++) {
      const path = `free/ai-${i}.ts`;
      await writer.write(path, ['human', `typed(${round});\n`], ['ai', `made(${round});\nmade(${i});\n`]);
      none.write(path, ours.read(path));
    }
    for (const repo of [ours, none]) repo.git('add', '-A');
    if (!existsSync(ours.path('.git/colophon/pending'))) throw new Error('nothing is pending');
    without.push(commit(none));
    withAi.push(commit(ours));
    starts.push(timed(() => spawnSync(process.execPath, ['-e', '0'], { env: bare })));
    if (!/AI-Provenance: v1; lines=300; ai=200; human=100/.test(ours.message()))
      throw new Error(ours.message());
  }
  writer.close();
  print(`no hook, ${aiFiles} files`, median(without), median(without));
  print(`ours, AI lines in ${aiFiles} files, -m`, median(withAi), median(without));
  const over = median(withAi) - median(without) - median(starts);
  console.log(
    `  one start of Node (${median(starts).toFixed(1)} ms) and ${over.toFixed(1)} ms of 60 ms (${(over / 60).toFixed(2)})`,
  );
  for (const repo of [none, empty, ours]) repo.remove();
}

function repository(): TestRepo {
  const repo = TestRepo.create();
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`src/file-${i}.ts`, `export const x = ${i};\n`]),
  );
  repo.commit({ ...files, '.ai-policy/policy.yaml': policy });
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
  rmSync(repo.path('.git/colophon/pending'), { force: true });
}

function commit(repo: TestRepo): number {
  const env = repo.env();
  return timed(() => {
    const { status, stderr } = spawnSync('git', ['commit', '-q', '-m', 'Change'], { cwd: repo.root, env });
    if (status !== 0 || stderr.length > 0) throw new Error(stderr.toString());
  });
}

function timed(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function print(name: string, ms: number, base: number): void {
  console.log(`  ${name}: ${ms.toFixed(1)} ms (${(ms / base).toFixed(2)})`);
}
