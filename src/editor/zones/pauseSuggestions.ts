import * as vscode from 'vscode';
import { warn } from '../window/messages';
import type { WindowServices } from '../window/windowServices';
import type { Suggestions } from './suggestions';

/** *Pause Suggestions Here*, and again to wake them: for the file in front, until the window is closed. */
export async function pauseSuggestions({
  targets,
  suggestions,
  statusBar,
}: Pick<WindowServices, 'targets'> & {
  readonly suggestions: Suggestions;
  readonly statusBar: { refresh(): void };
}): Promise<void> {
  const uri = targets.file(undefined);
  if (!uri) return warn(vscode.l10n.t('Open the file in which suggestions are to be paused.'));
  if (!(await suggestions.canPause())) {
    const step = vscode.l10n.t('Open Setting');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        'This version of VS Code cannot pause inline suggestions for one file. They can be turned off with editor.inlineSuggest.enabled.',
      ),
      step,
    );
    if (chosen === step)
      await vscode.commands.executeCommand('workbench.action.openSettings', 'editor.inlineSuggest.enabled');
    return;
  }
  const pause = !suggestions.paused;
  suggestions.choose(uri, pause);
  await suggestions.follow(pause);
  statusBar.refresh();
  vscode.window.setStatusBarMessage(
    pause
      ? `$(bell-slash) ${vscode.l10n.t('Suggestions paused in this file')}`
      : `$(bell) ${vscode.l10n.t('Suggestions are back')}`,
    5000,
  );
}
