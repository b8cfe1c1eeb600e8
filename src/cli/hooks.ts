import { hookBlock, hookNames } from '../git/hooks/shim';
import { discover } from '../git/repository/discover';
import type { Repository } from '../git/repository/repository';
import { printable } from '../text/printable';
import { hooksStatus, planInstall, planUninstall } from '../workflow/install/gitHooks';
import { applyPlan, describeStep, type InstallPlan } from '../workflow/install/installPlan';
import { thisRuntime } from '../workflow/install/runtime';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';

const usage = `Usage: colophon hooks install|uninstall|status|show [--dry-run] [--json]

  install    adds Colophon to this repository's prepare-commit-msg, commit-msg and post-commit hooks;
             what is there stays and is called as before
  uninstall  puts the hooks back as they were
  status     says for each hook whether it is installed
  show       prints the lines to add by hand to hooks that Colophon does not change

  --dry-run  says what would be written, and writes nothing

For one commit without the hooks: COLOPHON=off git commit …; for good: git config colophon.hooks false
Exit: 0 done, or installed; 1 not installed (status); 2 it could not be done.
`;

interface Values {
  readonly 'dry-run'?: boolean;
  readonly json?: boolean;
  readonly help?: boolean;
}

/** @param bundles the folder that holds the bundles: that of this program */
export async function run(args: string[], io: Io, bundles = __dirname): Promise<number> {
  const read = readArguments(args, { 'dry-run': { type: 'boolean' } }, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const [action, ...more] = positionals;
  if (!['install', 'uninstall', 'status', 'show'].includes(action ?? '') || more.length > 0)
    return refuse(io, `Say what to do with the hooks.\n${usage}`);
  if (action === 'show') {
    for (const hook of hookNames) {
      io.stdout(`In your ${hook} hook, a shell script, after its first line:\n\n${hookBlock(hook)}\n`);
    }
    return 0;
  }
  const found = await discover(io.cwd, io.env);
  if (found.kind === 'problem') return refuse(io, found.message);
  if (action === 'status') return status(found.repo, values, io);
  const plan =
    action === 'install'
      ? await planInstall(found.repo, { bundles, runtime: thisRuntime() })
      : await planUninstall(found.repo);
  return carryOut(found.repo, plan, values, io, action === 'install' ? 'installed' : 'removed');
}

async function status(repo: Repository, values: Values, io: Io): Promise<number> {
  const result = await hooksStatus(repo);
  if (result === undefined) return refuse(io, 'git could not say where its hooks are.');
  if (values.json) io.stdout(`${JSON.stringify(result, null, 2)}\n`);
  else for (const [hook, state] of Object.entries(result.hooks)) io.stdout(`${hook}: ${state}\n`);
  return result.ok ? 0 : 1;
}

async function carryOut(
  repo: Repository,
  plan: InstallPlan,
  values: Values,
  io: Io,
  done: string,
): Promise<number> {
  if (plan.kind === 'problem') return refuse(io, plan.message);
  const problem = values['dry-run'] ? undefined : await applyPlan(repo, plan);
  if (problem !== undefined) return refuse(io, problem);
  if (values.json) {
    const { steps, notes } = plan;
    io.stdout(`${JSON.stringify({ ok: true, applied: !values['dry-run'], steps, notes }, null, 2)}\n`);
    return 0;
  }
  for (const step of plan.steps) io.stdout(`${printable(describeStep(step))}\n`);
  for (const note of plan.notes) io.stdout(`Note: ${printable(note)}\n`);
  if (values['dry-run']) io.stdout('Nothing was written.\n');
  else
    io.stdout(
      plan.steps.length === 0 ? `Nothing to do: the hooks are ${done}.\n` : `The hooks are ${done}.\n`,
    );
  return 0;
}
