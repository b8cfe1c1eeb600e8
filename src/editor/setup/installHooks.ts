import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Repository } from '../../git/repository/repository';
import { hooksStatus, type InstallOptions, planInstall, planRefresh } from '../../workflow/install/gitHooks';
import { applyPlan, describeStep, type Plan } from '../../workflow/install/installPlan';
import type { Notices } from '../window/notices';
import { hooksSetting } from '../window/settings';
import type { Targets } from '../window/targets';
import type { WorkingTree, WorkingTrees } from '../window/workingTrees';
import type { FirstSteps } from './firstSteps';
import { effectiveSetting, hookChoice, isInstalled } from './hookChoice';

const stepsShown = 14;

interface HookServices {
  readonly firstSteps: FirstSteps;
  readonly notices: Notices;
  readonly targets: Targets;
  readonly trees: WorkingTrees;
  readonly commitPreview: { refresh(): void };
  readonly context: Pick<vscode.ExtensionContext, 'asAbsolutePath'>;
}

/** *Install Commit Hooks*: shows what will be written, and writes it when the person says so. */
export async function installHooks(parts: HookServices, root?: unknown): Promise<void> {
  const tree = await parts.targets.withGit(root);
  if (!tree) return;
  const plan = await planInstall(tree.repo, options(parts));
  if (plan.kind === 'problem') {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The commit hooks cannot be installed. {0}', plan.message),
    );
    return;
  }
  if (plan.steps.length === 0) {
    parts.firstSteps.happened('hooks');
    void vscode.window.showInformationMessage(vscode.l10n.t('The commit hooks are installed already.'));
    return;
  }
  const install = vscode.l10n.t('Install');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Install the commit hooks?'),
    { modal: true, detail: planText(tree.repo, plan) },
    install,
  );
  if (chosen === install) await carryOut(parts, tree.repo, plan, true);
}

/** Keeps installed hooks up to date; asks once where there are none, or does as `colophon.hooks` says. */
export async function considerHooks(parts: HookServices, tree: WorkingTree): Promise<void> {
  const { repo, policy, root } = tree;
  if (!repo || policy.kind === 'none' || !vscode.workspace.isTrusted || !parts.trees.isOfWorkspace(tree))
    return;
  const status = await hooksStatus(repo);
  if (!status) return;
  const fact = `hooks:${repo.commonDir}`;
  const setting = effectiveSetting(...hooksSetting(vscode.Uri.file(root)));
  if (isInstalled(status)) {
    parts.firstSteps.happened('hooks');
    await carryOut(parts, repo, planRefresh(repo, options(parts)), false);
  }
  const choice = hookChoice({ status, setting, silenced: parts.notices.isSilenced(fact) });
  if (choice === 'nothing') return;
  const plan = await planInstall(repo, options(parts));
  if (plan.kind === 'problem') {
    await parts.notices.warn(
      fact,
      vscode.l10n.t('Colophon writes no provenance into commits here. {0}', plan.message),
    );
  } else if (choice === 'install') await carryOut(parts, repo, plan, false);
  else await ask(parts, fact, root);
}

async function ask(parts: HookServices, fact: string, root: string): Promise<void> {
  const install = vscode.l10n.t('Install…');
  const chosen = await parts.notices.ask(
    fact,
    vscode.l10n.t(
      'Colophon can write provenance into the commit messages of {0}. For this it adds to git’s commit hooks; it shows you first what it writes.',
      path.basename(root),
    ),
    install,
    vscode.l10n.t('Not Now'),
  );
  if (chosen === install) await vscode.commands.executeCommand('colophon.installHooks');
}

function options({ context }: HookServices): InstallOptions {
  return {
    bundles: context.asAbsolutePath('dist'),
    runtime: { program: process.execPath, electron: process.versions.electron !== undefined },
  };
}

function planText(repo: Repository, plan: Extract<Plan, { kind: 'ok' }>): string {
  const shorter = (text: string) => text.replaceAll(`${repo.root}${path.sep}`, '');
  const steps = plan.steps.slice(0, stepsShown).map((step) => shorter(describeStep(step)));
  const more = plan.steps.length - steps.length;
  return [
    [...steps, ...(more > 0 ? [vscode.l10n.t('and {0} more', more)] : [])].join('\n'),
    ...plan.notes.map(shorter),
    vscode.l10n.t(
      'Hooks that are there stay and are called as before. To remove them: colophon hooks uninstall',
    ),
  ].join('\n\n');
}

async function carryOut(
  { notices, commitPreview, firstSteps }: HookServices,
  repo: Repository,
  plan: Plan,
  aloud: boolean,
): Promise<void> {
  if (plan.kind === 'ok' && plan.steps.length === 0) return;
  const problem = await applyPlan(repo, plan);
  commitPreview.refresh();
  if (problem !== undefined) {
    notices.log.error(problem);
    if (aloud) void vscode.window.showErrorMessage(problem);
    return;
  }
  if (plan.kind === 'ok') {
    firstSteps.happened('hooks');
    for (const step of plan.steps) notices.log.info(`hooks: ${describeStep(step)}`);
  }
  if (aloud)
    vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('The commit hooks are installed')}`, 5000);
}
