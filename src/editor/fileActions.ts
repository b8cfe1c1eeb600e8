import * as vscode from 'vscode';
import type { Parts } from './parts';

interface Action extends vscode.QuickPickItem {
  readonly command: string;
}

/** What the status bar's item offers for the file in front. */
export async function showFileActions({ statusBar, suggestions }: Parts): Promise<void> {
  const status = statusBar.shown;
  const isBroken = status?.text.includes('policy error') === true;
  const actions: Action[] = [
    ...(isBroken
      ? [{ label: '$(error) Show Problems of the Policy', command: 'workbench.actions.view.problems' }]
      : [{ label: '$(law) Look Up Policy', command: 'colophon.lookUpPolicy' }]),
    ...(vscode.workspace.isTrusted && status?.isRestricted ? signOffActions : []),
    ...(vscode.workspace.isTrusted
      ? recordActions
      : [{ label: '$(shield) Manage Trust…', command: 'workbench.trust.manage' }]),
    {
      label: suggestions.paused ? '$(bell) Wake Suggestions Here' : '$(bell-slash) Pause Suggestions Here',
      command: 'colophon.pauseSuggestions',
    },
  ];
  const picked = await vscode.window.showQuickPick(actions, {
    title: status?.text.replace(/^\$\([a-z-]+\) /, '') ?? 'Colophon',
    placeHolder: status?.lines[0] ?? '',
  });
  if (picked) await vscode.commands.executeCommand(picked.command);
}

const signOffActions: readonly Action[] = [
  { label: '$(verified) Sign Off', command: 'colophon.signOff' },
  { label: '$(mail) Request Sign-off', command: 'colophon.requestSignOff' },
];

const recordActions: readonly Action[] = [
  { label: '$(info) Explain This Line', command: 'colophon.explainLine' },
  { label: '$(edit) Mark Selection As…', command: 'colophon.markSelection' },
  { label: '$(list-tree) Show Provenance', command: 'colophon.showProvenance' },
  { label: '$(checklist) Attest Staged Changes', command: 'colophon.attestStaged' },
  { label: '$(git-commit) Install Commit Hooks', command: 'colophon.installHooks' },
  { label: '$(plug) Connect Agents', command: 'colophon.connectAgents' },
];
