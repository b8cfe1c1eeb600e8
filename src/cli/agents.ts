import { homedir } from 'node:os';
import { type Connection, connections } from '../assistants/connections';
import { discover } from '../git/repository/discover';
import { homeFolder, thisSystem } from '../git/repository/system';
import { printable } from '../text/printable';
import type { Machine } from '../workflow/install/agentFolder';
import {
  type AgentPlan,
  applyAgentPlan,
  connectionOf,
  describeChange,
  isFound,
  isThere,
  planConnect,
  planDisconnect,
  type Scope,
} from '../workflow/install/assistantHooks';
import { type AgentsStatus, agentsStatus } from '../workflow/install/assistantStatus';
import { describeStep } from '../workflow/install/installPlan';
import { thisRuntime } from '../workflow/install/runtime';
import { readArguments } from './arguments';
import { type Io, refuse, reportError } from './io';
import { confirms, isAgent } from './person';

const usage = `Usage: colophon agents install|uninstall|status [<agent>…] [--project] [--yes] [--dry-run] [--json]

  install    makes coding agents call Colophon before and after each of their tools: those named, else those found
             on this machine; shows what it writes into their configuration, and asks
  uninstall  takes out exactly that
  status     says for each agent whether it is connected, and what speaks for its skipping the hook

  --project  in this repository’s files, which others get too, instead of your own configuration
  --yes      does not ask
  --dry-run  says what would be written, and writes nothing

Agents: ${connections.map(({ assistant }) => assistant).join(', ')}
Needs a terminal or --yes, and refuses where an agent runs it.
Exit: 0 done, or all connected; 1 not connected (status), or you said no; 2 it could not be done, or not all of it.
`;

const options = {
  project: { type: 'boolean' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const;

/** @param bundles the folder that holds the bundles: that of this program */
export async function run(args: string[], io: Io, bundles = __dirname): Promise<number> {
  const read = readArguments(args, options, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const [action, ...names] = positionals;
  if (action !== 'install' && action !== 'uninstall' && action !== 'status')
    return refuse(io, `Say what to do with the agents.\n${usage}`);
  const unknown = names.find((name) => connectionOf(name) === undefined);
  if (unknown !== undefined) {
    const known = connections.map(({ assistant }) => assistant).join(', ');
    return refuse(io, `There is no agent ${unknown} that Colophon can connect. Those are: ${known}.`);
  }
  const machine: Machine = { home: homeFolder(thisSystem(), io.env, homedir()), env: io.env };
  const found = await discover(io.cwd, io.env);
  const root = found.kind === 'problem' ? undefined : found.repo.root;
  if (action === 'status')
    return status(agentsStatus(machine, bundles, root), names, values.json === true, io);
  if (values.project && found.kind === 'problem') return refuse(io, found.message);
  const scope: Scope = values.project && root !== undefined ? { root } : 'user';
  const isWanted = (one: Connection) =>
    names.length > 0
      ? names.includes(one.assistant)
      : action === 'install'
        ? isFound(machine, one)
        : isThere(machine, one, scope);
  const chosen = connections.filter(isWanted);
  if (chosen.length === 0 && action === 'install') {
    io.stdout(
      'No agent was found on this machine. Name those to connect: colophon agents install <agent>…\n',
    );
    return 0;
  }
  const make = () =>
    action === 'install'
      ? planConnect(machine, chosen, scope, { bundles, runtime: thisRuntime() })
      : planDisconnect(machine, chosen, scope, root);
  return carryOut({ action, chosen, make }, values, io);
}

interface Wanted {
  readonly action: 'install' | 'uninstall';
  readonly chosen: readonly Connection[];
  /** The plan as the files now ask for it. */
  readonly make: () => AgentPlan;
}

async function carryOut(
  wanted: Wanted,
  {
    yes = false,
    json = false,
    'dry-run': isDry = false,
  }: { yes?: boolean; json?: boolean; 'dry-run'?: boolean },
  io: Io,
): Promise<number> {
  const plan = wanted.make();
  if (!json) show(plan, io);
  for (const problem of plan.problems) reportError(io, problem);
  if (plan.steps.length > 0 && !isDry) {
    const code = await apply(wanted, plan, yes, io);
    if (code !== 0) return code;
  }
  const code = plan.problems.length > 0 ? 2 : 0;
  if (json) {
    const { changes, problems } = plan;
    const files = changes.map(({ assistant, path }) => ({ assistant, path }));
    io.stdout(`${JSON.stringify({ ok: code === 0, applied: !isDry, files, problems }, null, 2)}\n`);
  } else reportDone(wanted, plan, isDry, io);
  return code;
}

/** Asks, unless that was answered before, and writes. Other than 0 is the exit code of what was not done. */
async function apply(
  { action, chosen, make }: Wanted,
  plan: AgentPlan,
  yes: boolean,
  io: Io,
): Promise<number> {
  const [what, verb] = action === 'install' ? ['Connecting', 'Connect'] : ['Disconnecting', 'Disconnect'];
  if (isAgent(io, `${what} agents`)) return 2;
  if (!yes) {
    const { ask } = io;
    if (!io.isTty || ask === undefined)
      return refuse(io, `${what} agents needs your answer: run it in a terminal, or add --yes.`);
    const names = chosen.map(({ assistant }) => assistant).join(', ') || 'what was left';
    if (!(await confirms({ ...io, ask }, `${verb} ${names}?`))) {
      io.stdout('Nothing was written.\n');
      return 1;
    }
  }
  // What was shown is what is done: an agent may have written there meanwhile.
  if (JSON.stringify(make()) !== JSON.stringify(plan))
    return refuse(io, 'The files have changed meanwhile; nothing was written. Run it again.');
  const problem = applyAgentPlan(plan);
  return problem === undefined ? 0 : refuse(io, problem);
}

function reportDone({ action, chosen }: Wanted, plan: AgentPlan, isDry: boolean, io: Io): void {
  const done = action === 'install' ? 'connected' : 'disconnected';
  if (isDry) io.stdout('Nothing was written.\n');
  else io.stdout(plan.steps.length === 0 ? 'Nothing to do.\n' : `\nThe agents are ${done}.\n`);
  if (action === 'uninstall') return;
  for (const { assistant, afterwards } of chosen) {
    if (!isDry && !plan.changes.some((change) => change.assistant === assistant)) continue;
    for (const line of afterwards()) io.stdout(`${assistant}: ${line}\n`);
  }
}

function show({ changes, steps }: AgentPlan, io: Io): void {
  for (const change of changes) {
    for (const line of describeChange(change).split('\n')) io.stdout(`${printable(line)}\n`);
    io.stdout('\n');
  }
  const shown = new Set(changes.map(({ path }) => path));
  for (const step of steps) if (!shown.has(step.path)) io.stdout(`${printable(describeStep(step))}\n`);
}

function status(result: AgentsStatus, names: readonly string[], json: boolean, io: Io): number {
  if (json) {
    io.stdout(`${JSON.stringify(result, null, 2)}\n`);
    return result.ok ? 0 : 1;
  }
  const { folder, agents } = result;
  io.stdout(`${printable(folder.path)}: ${folder.state}\n`);
  if (folder.state !== 'missing' && folder.runtime === null) {
    io.stdout('  There is no Node for the hooks to run with: nothing is judged or recorded.\n');
  }
  const isWanted = (assistant: string) => names.length === 0 || names.includes(assistant);
  for (const { assistant, found, user, project, lastCall, warnings } of agents.filter((one) =>
    isWanted(one.assistant),
  )) {
    const parts = [
      found ? 'found' : 'not found',
      `user ${user}`,
      ...(project === null ? [] : [`project ${project}`]),
      lastCall === null ? 'has not called' : `called last ${lastCall}`,
    ];
    io.stdout(`${assistant}: ${parts.join(', ')}\n`);
    for (const warning of warnings) io.stdout(`  ${printable(warning)}\n`);
  }
  return result.ok ? 0 : 1;
}
