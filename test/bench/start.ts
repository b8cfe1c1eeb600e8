import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shippedBundles } from '../support/bundles';
import { TestRepo } from '../support/repo';
import { Writer } from '../support/writer';

const rounds = 60;
const most = 1.1;

/** A checkout's bundles, and the repository that they work in: what one version stores need not suit the other. */
interface Side {
  readonly bundles: string;
  readonly repo: TestRepo;
}

/**
 * What the starts of the hooks' processes take, beside the bundles of another checkout: both in one run, by turns, so
 * that whatever else the machine does falls on both. `npm run bench -- start --against <folder>`; the other checkout
 * has been built (`node esbuild.mjs`).
 */
export async function run({ against }: { readonly against?: string } = {}): Promise<void> {
  if (against === undefined || !existsSync(join(against, 'dist/hook.cjs'))) {
    console.log('  needs --against <folder>, a checkout with its bundles; not measured');
    return;
  }
  const other = await side(join(against, 'dist'));
  const own = await side(await shippedBundles());
  const jobs: Readonly<Record<string, (side: Side) => void>> = {
    'the hook, in a repository without a policy': ({ bundles, repo }) =>
      node(bundles, 'hook.cjs', ['prepare-commit-msg', '.git/MESSAGE', 'message'], `${repo.root}/plain`),
    'the hook, with AI lines in the index': ({ bundles, repo }) => {
      repo.write('.git/MESSAGE', 'Change\n');
      node(bundles, 'hook.cjs', ['prepare-commit-msg', '.git/MESSAGE', 'message'], repo.root);
      if (!repo.read('.git/colophon/prepared').includes('ai=2')) throw new Error('The hook saw no AI lines.');
    },
    'an agent’s hook, before an edit': ({ bundles, repo }) =>
      node(bundles, 'agent.cjs', ['claude-code'], repo.root, edit(repo)),
  };
  for (const [name, job] of Object.entries(jobs)) {
    const times: [number[], number[]] = [[], []];
    for (let round = -3; round < rounds; round++) {
      // Each goes first every other time.
      for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const start = process.hrtime.bigint();
        job(at === 0 ? other : own);
        if (round >= 0) times[at].push(Number(process.hrtime.bigint() - start) / 1e6);
      }
    }
    const [before, now] = times.map(quick) as [number, number];
    const ratio = now / before;
    console.log(
      `  ${name}: ${now.toFixed(1)} ms against ${before.toFixed(1)} ms (${ratio.toFixed(2)} of at most ${most.toFixed(2)})`,
    );
    if (ratio > most) process.exitCode = 1;
  }
  for (const { repo } of [own, other]) repo.remove();
}

/** The first quartile: what a process takes that is not made to wait. */
function quick(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 4)]!;
}

async function side(bundles: string): Promise<Side> {
  const repo = TestRepo.create();
  repo.commit({ '.ai-policy/policy.yaml': 'version: 1\npolicyOwners: [ada@acme.dev]\n', 'src/x.ts': 'x\n' });
  repo.git('init', '-q', 'plain');
  node(bundles, 'colophon.cjs', ['policy', 'compile'], repo.root);
  const writer = new Writer(await repo.open());
  await writer.write('src/ai.ts', ['human', 'typed();\n'], ['ai', 'made();\nmade();\n']);
  writer.close();
  repo.git('add', 'src/ai.ts');
  return { bundles, repo };
}

function node(bundles: string, bundle: string, args: readonly string[], cwd: string, input?: string): void {
  // As the shim starts it.
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [join(bundles, bundle), ...args], {
    cwd,
    env: { ...env, GIT_EDITOR: ':' },
    timeout: 30_000,
    encoding: 'utf8',
    ...(input !== undefined && { input }),
  });
  if (status !== 0) throw new Error(`${bundle} ended with ${status}: ${stderr}`);
}

function edit(repo: TestRepo): string {
  return JSON.stringify({
    session_id: 's',
    cwd: repo.root,
    hook_event_name: 'PreToolUse',
    tool_name: 'Write',
    tool_input: { file_path: 'src/new.ts', content: 'x\n' },
    tool_use_id: 'call',
  });
}
