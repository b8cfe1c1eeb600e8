import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { shippedBundles } from '../support/bundles';
import { median } from '../support/median';
import { TestRepo } from '../support/repo';

const rounds = 15;
const files = 5000;

/** What `colophon agent` takes over a start of Node, before and after a call. */
export async function run(): Promise<void> {
  const repo = TestRepo.create();
  repo.commit({
    '.ai-policy/policy.yaml':
      'version: 1\npolicyOwners: [a@acme.dev]\nzones:\n  - { name: core, mode: restricted, paths: [/core/], owners: [a@acme.dev], vendors: none }\n',
    ...Object.fromEntries(
      Array.from({ length: files }, (_, i) => [`src/dir${i % 50}/file${i}.ts`, `x${i}\n`]),
    ),
  });
  const agent = join(await shippedBundles(), 'agent.cjs');
  const env = repo.env();
  const time = (args: readonly string[], input = '') => {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, args, { cwd: repo.root, env, input });
    if (status !== 0) throw new Error(`${args.join(' ')}: ${status}`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  const payload = (phase: 'Pre' | 'Post', tool: string, input: object, call: number) =>
    JSON.stringify({
      session_id: 's',
      cwd: repo.root,
      hook_event_name: `${phase}ToolUse`,
      tool_name: tool,
      tool_input: input,
      tool_use_id: `call${call}`,
    });
  const kinds = {
    'an edit, denied': ['Pre', 'Write', { file_path: 'core/x.ts', content: 'x\n' }],
    'an edit, let through': ['Pre', 'Write', { file_path: 'src/new.ts', content: 'x\n' }],
    'a shell, let through': ['Pre', 'Bash', { command: 'npm test' }],
    'after an edit': ['Post', 'Write', { file_path: 'src/new.ts', content: 'x\n' }],
    'after a shell': ['Post', 'Bash', { command: 'npm test' }],
  } as const;
  repo.write('src/new.ts', 'x\n');
  // The first compiles the policy.
  time([agent, 'claude-code'], payload('Pre', 'Write', { file_path: 'src/a.ts', content: '' }, 0));
  const times = new Map<string, number[]>([
    ['node', []],
    ...Object.keys(kinds).map((kind) => [kind, []] as [string, number[]]),
  ]);
  for (let round = 0; round < rounds; round++) {
    times.get('node')!.push(time(['-e', '0']));
    for (const [kind, [phase, tool, input]] of Object.entries(kinds))
      times.get(kind)!.push(time([agent, 'claude-code'], payload(phase, tool, input, round)));
  }
  const node = median(times.get('node')!);
  console.log(`  a start of Node: ${node.toFixed(1)} ms`);
  for (const kind of Object.keys(kinds)) {
    const over = median(times.get(kind)!) - node;
    const budget = kind.startsWith('after') ? '' : ` of 60 ms (${(over / 60).toFixed(2)})`;
    console.log(`  ${kind}: ${over.toFixed(1)} ms over it${budget}`);
  }
  repo.remove();
}
