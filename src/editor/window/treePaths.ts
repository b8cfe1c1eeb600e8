import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** A file of a working tree; git's own folder holds none. */
export function isWorkingFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && !/(?:^|\/)\.git\//.test(uri.path);
}

export function folderOf(uri: vscode.Uri): string {
  return path.dirname(uri.fsPath);
}

/** POSIX, from `root`; `undefined` where the file is outside, or is the root. */
export function pathIn(root: string, file: string): string | undefined {
  const relative = path.relative(root, file);
  if (relative === '' || /^\.\.(?:[\\/]|$)/.test(relative) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}

/** The file without symbolic links; git names the root so. As it is where it does not exist yet. */
export function realFile(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(realFile(folder), path.basename(file));
  }
}

/** As git has it: POSIX, from the tree's root, links followed; `undefined` where the file is outside. */
export function pathOf({ root }: { readonly root: string }, uri: vscode.Uri): string | undefined {
  return pathIn(root, realFile(uri.fsPath)) ?? pathIn(root, uri.fsPath);
}

/** Every path that the policy has a say on: a link counts as itself and as what it leads to. */
export function pathsOf(tree: { readonly root: string }, uri: vscode.Uri): string[] {
  const link = pathIn(tree.root, path.join(realFile(folderOf(uri)), path.basename(uri.fsPath)));
  return [...new Set([pathOf(tree, uri), link])].filter((one) => one !== undefined);
}

/** The folders of the workspace that are on this machine's disk. */
export function workspaceFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
    uri.scheme === 'file' ? [uri.fsPath] : [],
  );
}

/** Whether a tree is one of the workspace's: around a folder of it, or inside. Others were opened for one file. */
export function isOfWorkspace({ root }: { readonly root: string }): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => {
    const folder = realFile(uri.fsPath);
    return folder === root || pathIn(root, folder) !== undefined || pathIn(folder, root) !== undefined;
  });
}

/** The nearest folder with a policy, from `folder` up to its workspace folder. */
export async function policyRoot(folder: string): Promise<string | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.fsPath;
  for (let at = folder; ; at = path.dirname(at)) {
    const policy = vscode.Uri.file(path.join(at, '.ai-policy', 'policy.yaml'));
    const found = await vscode.workspace.fs.stat(policy).then(
      () => true,
      () => false,
    );
    if (found) return at;
    if (at === top || top === undefined || at === path.dirname(at)) return top;
  }
}
