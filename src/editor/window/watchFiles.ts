import * as vscode from 'vscode';

/** Calls `changed` for each file in `folder` that is made or written, or removed where `removals` are of interest too. */
export function watchFiles(
  folder: string,
  pattern: string,
  changed: (file: vscode.Uri) => void,
  { removals = false } = {},
): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(folder), pattern),
  );
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    ...(removals ? [watcher.onDidDelete(changed)] : []),
  );
}
