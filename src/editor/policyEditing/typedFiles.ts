import * as path from 'node:path';
import * as vscode from 'vscode';

/** The texts of the files in `root` that are typed and not saved, by path, POSIX from the root. */
export function typedFiles(root: string, folder = ''): Map<string, string> {
  return new Map(
    vscode.workspace.textDocuments
      .filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file')
      .map((one) => [relativePath(root, one.uri), one.getText()] as const)
      .filter(([file]) => file.startsWith(folder)),
  );
}

export function relativePath(root: string, uri: vscode.Uri): string {
  return path.relative(root, uri.fsPath).split(path.sep).join('/');
}
