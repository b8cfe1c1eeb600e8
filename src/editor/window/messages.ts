import * as vscode from 'vscode';

interface NextStep {
  readonly command: string;
  readonly title: string;
  /** The root of the working tree that it is about; a command of ours asks for it otherwise. */
  readonly root?: string;
}

// What is said is not awaited: the command that says it has ended.

/** Says something, and offers the next step. */
export function inform(message: string, step?: NextStep): undefined {
  followed(vscode.window.showInformationMessage(message, ...titleOf(step)), step);
}

/** Says what is missing, and offers what helps. */
export function warn(message: string, step?: NextStep): undefined {
  followed(vscode.window.showWarningMessage(message, ...titleOf(step)), step);
}

/** Says what went wrong, and offers what mends it. */
export function fail(message: string, step?: NextStep): undefined {
  followed(vscode.window.showErrorMessage(message, ...titleOf(step)), step);
}

/** Says for a moment, in the status bar, what was done. */
export function done(message: string, ms = 5000, icon = 'check'): void {
  vscode.window.setStatusBarMessage(`$(${icon}) ${message}`, ms);
}

export function openSourceControl(): NextStep {
  return { command: 'workbench.view.scm', title: vscode.l10n.t('Open Source Control') };
}

function titleOf(step: NextStep | undefined): string[] {
  return step ? [step.title] : [];
}

function followed(answer: Thenable<string | undefined>, step: NextStep | undefined): void {
  void answer.then((chosen) => {
    if (!step || chosen !== step.title) return undefined;
    const { command, root } = step;
    return vscode.commands.executeCommand(command, ...(root === undefined ? [] : [vscode.Uri.file(root)]));
  });
}
