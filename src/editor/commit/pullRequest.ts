import * as vscode from 'vscode';
import { recordedCounts } from '../../workflow/commit/recordedCounts';
import { loadGateTools } from '../window/loadPolicyTools';
import { fail, inform, openSourceControl } from '../window/messages';
import { outerPolicy } from '../window/organization';
import type { WindowServices } from '../window/windowServices';

/** *Copy Pull Request Statement*: what `colophon pr` says of this branch, on the clipboard, with a notice that shows it. */
export async function copyPullRequestStatement(
  services: Pick<WindowServices, 'assistants' | 'targets' | 'virtualDocuments'>,
  root?: unknown,
): Promise<void> {
  const tree = await services.targets.withGitAndPolicy(root);
  if (!tree) return;
  const tools = loadGateTools();
  const organization = outerPolicy();
  if (typeof organization === 'string') return fail(organization);
  const { catalogue } = services.assistants;
  const title = vscode.l10n.t('Reading the commits of this branch');
  const made = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    tools.branchStatement(
      tree.repo,
      {
        now: Date.now(),
        assistantOf: (identity) => catalogue.byEmail(identity)?.id,
        ...(organization && { organization }),
      },
      recordedCounts,
    ),
  );
  if (made.kind === 'problem')
    return fail(vscode.l10n.t('The statement could not be made. {0}', made.message));
  if (made.kind === 'nothing')
    return inform(
      vscode.l10n.t(
        'This branch has no commit that its base has not, so there is nothing to state. The base is origin’s default branch, the upstream, main or master.',
      ),
      openSourceControl(),
    );
  await vscode.env.clipboard.writeText(made.markdown);
  const copied =
    made.commits === 1
      ? vscode.l10n.t('Copied the pull request statement of 1 commit.')
      : vscode.l10n.t('Copied the pull request statement of {0} commits.', made.commits);
  const show = vscode.l10n.t('Show');
  // Not awaited: the command has ended.
  void vscode.window
    .showInformationMessage(copied, show)
    .then((chosen) =>
      chosen === show
        ? services.virtualDocuments.show(vscode.l10n.t('Pull request statement.md'), made.markdown)
        : undefined,
    );
}
