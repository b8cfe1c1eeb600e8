import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { type Connection, connections } from '../../assistants/connections';
import { assistantNames } from '../../assistants/names';
import type { Machine } from '../../workflow/install/agentFolder';
import {
  type AgentPlan,
  applyAgentPlan,
  type ConnectionState,
  describeChange,
  planConnect,
} from '../../workflow/install/assistantHooks';
import { agentsStatus } from '../../workflow/install/assistantStatus';
import { describeStep } from '../../workflow/install/installPlan';
import { tryRuntime } from '../../workflow/install/runtime';
import { fail, warn } from '../window/messages';
import type { WindowServices } from '../window/windowServices';
import type { FirstSteps } from './firstSteps';

interface AgentItem extends vscode.QuickPickItem {
  readonly connection: Connection;
}

interface AgentServices extends Pick<WindowServices, 'context' | 'notices' | 'virtualDocuments'> {
  readonly firstSteps: FirstSteps;
}

/** *Connect Agents*: the person picks agents, sees what is written into their configuration, and says yes. */
export async function connectAgents(services: AgentServices): Promise<void> {
  if (!vscode.workspace.isTrusted)
    return warn(vscode.l10n.t('Agents are connected only in a trusted workspace.'));
  const machine: Machine = { home: homedir(), env: process.env };
  const bundles = services.context.asAbsolutePath('dist');
  const chosen = await choose(machine, bundles);
  if (!chosen || chosen.length === 0) return;
  const runtime = await tryRuntime(process.execPath, process.versions.electron !== undefined);
  const make = () => planConnect(machine, chosen, 'user', { bundles, ...(runtime && { runtime }) });
  const plan = make();
  for (const problem of plan.problems) services.notices.log.warn(problem);
  if (plan.problems.length > 0) {
    warn(plan.problems.join(' '));
    if (plan.steps.length === 0) return;
  }
  if (plan.steps.length > 0 && !(await confirm(services, plan, machine))) return;
  const problem =
    JSON.stringify(make()) === JSON.stringify(plan)
      ? applyAgentPlan(plan)
      : vscode.l10n.t('The files have changed meanwhile; nothing was written. Run the command again.');
  if (problem !== undefined) {
    services.notices.log.error(problem);
    fail(problem);
    return;
  }
  services.firstSteps.happened('agents');
  for (const step of plan.steps) services.notices.log.info(`agents: ${describeStep(step)}`);
  await services.virtualDocuments.show('agents.md', nextSteps(chosen, plan));
}

async function choose(machine: Machine, bundles: string): Promise<readonly Connection[] | undefined> {
  const { agents } = agentsStatus(machine, bundles);
  const choices = connections.map((connection, i): AgentItem => {
    const { name, found, user, warnings } = agents[i]!;
    const description = stateText(user, found);
    return { label: name, description, detail: warnings.join(' '), picked: found, connection };
  });
  const picked = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Connect Agents'),
    placeHolder: vscode.l10n.t('They call Colophon before and after each of their tools. Which?'),
    canPickMany: true,
  });
  return picked?.map(({ connection }) => connection);
}

function stateText(state: ConnectionState, found: boolean): string {
  const texts: Readonly<Record<ConnectionState, string>> = {
    connected: vscode.l10n.t('connected'),
    outdated: vscode.l10n.t('outdated'),
    unreadable: vscode.l10n.t('unreadable'),
    missing: found ? vscode.l10n.t('found') : vscode.l10n.t('not found on this machine'),
  };
  return texts[state];
}

/** Until the person has said yes or no; they may look at each line first. */
async function confirm(services: AgentServices, plan: AgentPlan, { home }: Machine): Promise<boolean> {
  const connect = vscode.l10n.t('Connect');
  const look = vscode.l10n.t('Show Changes');
  const detail = [
    plan.steps.map((step) => describeStep(step).replaceAll(home, '~')).join('\n'),
    vscode.l10n.t('Everything else in these files stays. To take it out again: colophon agents uninstall'),
  ].join('\n\n');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Connect the agents?'),
    { modal: true, detail },
    connect,
    look,
  );
  if (chosen !== look) return chosen === connect;
  await services.virtualDocuments.show('agents.diff', `${plan.changes.map(describeChange).join('\n\n')}\n`);
  return (
    (await vscode.window.showInformationMessage(vscode.l10n.t('Connect the agents?'), connect)) === connect
  );
}

function nextSteps(chosen: readonly Connection[], { problems }: AgentPlan): string {
  const names = assistantNames();
  const parts = chosen.map(({ assistant, afterwards }) =>
    [`## ${names.get(assistant) ?? assistant}`, '', ...afterwards().map((line) => `- ${line}`)].join('\n'),
  );
  const left =
    problems.length > 0
      ? [`## ${vscode.l10n.t('Left as it is')}\n\n${problems.map((one) => `- ${one}`).join('\n')}`]
      : [];
  const title = `# ${problems.length > 0 ? vscode.l10n.t('Some agents are connected') : vscode.l10n.t('The agents are connected')}`;
  const before = vscode.l10n.t(
    'From now on they call Colophon before and after each of their tools. What they still need:',
  );
  const after = vscode.l10n.t('Whether they call is said by `colophon agents status`.');
  return `${[title, before, ...left, ...parts, after].join('\n\n')}\n`;
}
