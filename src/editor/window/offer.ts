import * as vscode from 'vscode';

export interface NextStep {
  readonly command: string;
  readonly title: string;
  /** The root of the working tree that it is about; a command of ours asks for it otherwise. */
  readonly root?: string;
}

/** Says something, and offers the next step. Not awaited by the command, which has ended. */
export function offer(message: string, step: NextStep): void {
  followed(vscode.window.showInformationMessage(message, step.title), step);
}

/** Says what went wrong, and offers what mends it. */
export function fail(message: string, step?: NextStep): void {
  followed(vscode.window.showErrorMessage(message, ...(step ? [step.title] : [])), step);
}

function followed(answer: Thenable<string | undefined>, step: NextStep | undefined): void {
  void answer.then((chosen) => {
    if (!step || chosen !== step.title) return undefined;
    const { command, root } = step;
    return vscode.commands.executeCommand(command, ...(root === undefined ? [] : [vscode.Uri.file(root)]));
  });
}
