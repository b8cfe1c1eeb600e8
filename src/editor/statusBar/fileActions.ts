import * as vscode from 'vscode';
import type { Suggestions } from '../zones/suggestions';
import type { StatusBar } from './statusBar';

interface Action extends vscode.QuickPickItem {
  readonly command: string;
}

/** What the status bar's item offers for the file in front. */
export async function showFileActions({
  statusBar,
  suggestions,
}: {
  readonly statusBar: StatusBar;
  readonly suggestions: Suggestions;
}): Promise<void> {
  const status = statusBar.shown;
  const actions: Action[] = [
    ...(status?.isBroken
      ? [
          {
            label: `$(error) ${vscode.l10n.t('Show Problems of the Policy')}`,
            command: 'workbench.actions.view.problems',
          },
        ]
      : [{ label: `$(law) ${vscode.l10n.t('Look Up Policy')}`, command: 'colophon.lookUpPolicy' }]),
    ...(vscode.workspace.isTrusted && status?.isRestricted ? signOffActions() : []),
    ...(vscode.workspace.isTrusted
      ? recordActions()
      : [{ label: `$(shield) ${vscode.l10n.t('Manage Trust…')}`, command: 'workbench.trust.manage' }]),
    {
      label: suggestions.paused
        ? `$(bell) ${vscode.l10n.t('Wake Suggestions Here')}`
        : `$(bell-slash) ${vscode.l10n.t('Pause Suggestions Here')}`,
      command: 'colophon.pauseSuggestions',
    },
  ];
  const picked = await vscode.window.showQuickPick(actions, {
    title: status?.text.replace(/^\$\([a-z-]+\) /, '') ?? 'Colophon',
    placeHolder: status?.lines[0] ?? '',
  });
  if (picked) await vscode.commands.executeCommand(picked.command);
}

const signOffActions = (): Action[] => [
  { label: `$(verified) ${vscode.l10n.t('Sign Off')}`, command: 'colophon.signOff' },
  { label: `$(mail) ${vscode.l10n.t('Request Sign-off')}`, command: 'colophon.requestSignOff' },
];

const recordActions = (): Action[] => [
  { label: `$(info) ${vscode.l10n.t('Explain This Line')}`, command: 'colophon.explainLine' },
  { label: `$(edit) ${vscode.l10n.t('Mark Selection As…')}`, command: 'colophon.markSelection' },
  { label: `$(list-tree) ${vscode.l10n.t('Show Provenance')}`, command: 'colophon.showProvenance' },
  { label: `$(checklist) ${vscode.l10n.t('Attest Staged Changes')}`, command: 'colophon.attestStaged' },
  { label: `$(git-commit) ${vscode.l10n.t('Install Commit Hooks')}`, command: 'colophon.installHooks' },
  { label: `$(plug) ${vscode.l10n.t('Connect Agents')}`, command: 'colophon.connectAgents' },
];
