import * as vscode from 'vscode';
import type { Suggestions } from '../zones/suggestions';
import type { StatusBar } from './statusBar';

interface Action extends vscode.QuickPickItem {
  readonly command: string;
}

const action = (icon: string, text: string, command: string): Action => {
  return { label: `$(${icon}) ${text}`, command };
};

/** What the status bar's item offers for the file in front. */
export async function showFileActions({
  statusBar,
  suggestions,
}: {
  readonly statusBar: StatusBar;
  readonly suggestions: Suggestions;
}): Promise<void> {
  const status = statusBar.shown;
  const { isTrusted } = vscode.workspace;
  const actions = [
    status?.isBroken
      ? action('error', vscode.l10n.t('Show Problems of the Policy'), 'workbench.actions.view.problems')
      : action('law', vscode.l10n.t('Look Up Policy'), 'colophon.lookUpPolicy'),
    ...(isTrusted && status?.isRestricted ? signOffActions() : []),
    ...(isTrusted
      ? recordActions()
      : [action('shield', vscode.l10n.t('Manage Trust…'), 'workbench.trust.manage')]),
    suggestions.paused
      ? action('bell', vscode.l10n.t('Wake Suggestions Here'), 'colophon.pauseSuggestions')
      : action('bell-slash', vscode.l10n.t('Pause Suggestions Here'), 'colophon.pauseSuggestions'),
  ];
  const picked = await vscode.window.showQuickPick(actions, {
    title: status?.text.replace(/^\$\([a-z-]+\) /, '') ?? 'Colophon',
    placeHolder: status?.lines[0] ?? '',
  });
  if (picked) await vscode.commands.executeCommand(picked.command);
}

const signOffActions = (): Action[] => [
  action('verified', vscode.l10n.t('Sign Off'), 'colophon.signOff'),
  action('mail', vscode.l10n.t('Request Sign-off'), 'colophon.requestSignOff'),
];

const recordActions = (): Action[] => [
  action('info', vscode.l10n.t('Explain This Line'), 'colophon.explainLine'),
  action('edit', vscode.l10n.t('Mark Selection As…'), 'colophon.markSelection'),
  action('list-tree', vscode.l10n.t('Show Provenance'), 'colophon.showProvenance'),
  action('checklist', vscode.l10n.t('Attest Staged Changes'), 'colophon.attestStaged'),
  action('git-commit', vscode.l10n.t('Install Commit Hooks'), 'colophon.installHooks'),
  action('plug', vscode.l10n.t('Connect Agents'), 'colophon.connectAgents'),
];
