import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Repository } from '../../git/repository/repository';
import type { InstallOptions } from '../../workflow/install/bundleFolder';
import { hooksStatus, planInstall, planRefresh } from '../../workflow/install/gitHooks';
import { applyPlan, describeStep, type InstallPlan } from '../../workflow/install/installPlan';
import { done, fail, inform } from '../window/messages';
import { hooksSetting, onSettingChange } from '../window/settings';
import { isOfWorkspace } from '../window/treePaths';
import type { WindowServices } from '../window/windowServices';
import type { WorkingTree } from '../window/workingTree';
import type { FirstSteps } from './firstSteps';
import { effectiveSetting, hookChoice, isInstalled } from './hookChoice';

const stepsShown = 14;

interface HookServices extends Pick<WindowServices, 'context' | 'notices' | 'targets' | 'trees'> {
  readonly firstSteps: FirstSteps;
  readonly commitPreview: { refresh(): void };
}

/** *Install Commit Hooks*: shows what will be written, and writes it when the person says so. */
export async function installHooks(services: HookServices, root?: unknown): Promise<void> {
  const tree = await services.targets.withGit(root);
  if (!tree) return;
  const plan = await planInstall(tree.repo, options(services));
  if (plan.kind === 'problem')
    return fail(vscode.l10n.t('The commit hooks cannot be installed. {0}', plan.message));
  if (plan.steps.length === 0) {
    services.firstSteps.happened('hooks');
    inform(vscode.l10n.t('The commit hooks are installed already.'));
    return;
  }
  const install = vscode.l10n.t('Install');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Install the commit hooks?'),
    { modal: true, detail: planText(tree.repo, plan) },
    install,
  );
  if (chosen === install) await carryOut(services, tree.repo, plan, true);
}

/** Considers the hooks of each tree when it has a policy, and again when a folder is added or the setting changes. */
export function watchHooks(services: HookServices): vscode.Disposable {
  /** Roots whose hooks were considered; they are considered again when a policy appears. */
  const considered = new Set<string>();
  const considerAll = () => {
    for (const tree of services.trees.all) void considerHooks(services, tree);
  };
  return vscode.Disposable.from(
    services.trees.onDidChange((tree) => {
      if (tree.policy.kind === 'none') considered.delete(tree.root);
      else if (tree.repo && !considered.has(tree.root)) {
        considered.add(tree.root);
        void considerHooks(services, tree);
      }
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(considerAll),
    onSettingChange(considerAll, 'hooks'),
  );
}

/** Keeps installed hooks up to date; asks once where there are none, or does as `colophon.hooks` says. */
async function considerHooks(services: HookServices, tree: WorkingTree): Promise<void> {
  const { repo, policy, root } = tree;
  if (!repo || policy.kind === 'none' || !vscode.workspace.isTrusted || !isOfWorkspace(tree)) return;
  const status = await hooksStatus(repo);
  if (!status) return;
  const fact = `hooks:${repo.commonDir}`;
  const setting = effectiveSetting(...hooksSetting(vscode.Uri.file(root)));
  if (isInstalled(status)) {
    services.firstSteps.happened('hooks');
    await carryOut(services, repo, planRefresh(repo, options(services)), false);
  }
  const choice = hookChoice({ status, setting, silenced: services.notices.isSilenced(fact) });
  if (choice === 'nothing') return;
  const plan = await planInstall(repo, options(services));
  if (plan.kind === 'problem') {
    await services.notices.warn(
      fact,
      vscode.l10n.t('Colophon writes no provenance into commits here. {0}', plan.message),
    );
  } else if (choice === 'install') await carryOut(services, repo, plan, false);
  else await ask(services, fact, root);
}

async function ask(services: HookServices, fact: string, root: string): Promise<void> {
  const install = vscode.l10n.t('Install…');
  const chosen = await services.notices.ask(
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

function planText(repo: Repository, plan: Extract<InstallPlan, { kind: 'ok' }>): string {
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
  plan: InstallPlan,
  aloud: boolean,
): Promise<void> {
  if (plan.kind === 'ok' && plan.steps.length === 0) return;
  const problem = await applyPlan(repo, plan);
  commitPreview.refresh();
  if (problem !== undefined) {
    notices.log.error(problem);
    if (aloud) fail(problem);
    return;
  }
  if (plan.kind === 'ok') {
    firstSteps.happened('hooks');
    for (const step of plan.steps) notices.log.info(`hooks: ${describeStep(step)}`);
  }
  if (aloud) done(vscode.l10n.t('The commit hooks are installed'));
}
