import * as vscode from 'vscode';
import { repositoryPath } from '../../workflow/policy/lookup';
import { mayWrite, mayWriteLimits } from '../../workflow/policy/mayWrite';
import type { WorkingTrees } from '../window/workingTrees';

interface Input {
  readonly paths: readonly string[];
}

/** “May I write here?” for the agents of VS Code itself: the answer of `colophon mcp`. It reads the policy, and no more. */
export function registerLanguageModelTool(trees: WorkingTrees): vscode.Disposable[] {
  // Editors built on VS Code may lack it.
  if (typeof vscode.lm?.registerTool !== 'function') return [];
  return [
    vscode.lm.registerTool<Input>('colophon_policy', {
      prepareInvocation: ({ input }) => ({
        invocationMessage: vscode.l10n.t('Looking up the policy of {0}', named(input)),
      }),
      invoke: async ({ input }) => {
        const texts = await answers(trees, pathsOf(input));
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(texts.join('\n\n'))]);
      },
    }),
  ];
}

/** One text for each working tree that the paths are in. */
async function answers(trees: WorkingTrees, paths: readonly string[]): Promise<string[]> {
  const byRoot = new Map<string, string[]>();
  for (const path of paths) {
    const folder = folderFor(path);
    const root = folder && (await trees.findFolder(folder))?.root;
    byRoot.set(root ?? '', [...(byRoot.get(root ?? '') ?? []), path]);
  }
  return [...byRoot].map(([root, given]) => {
    const tree = trees.all.find((one) => one.root === root);
    if (!tree) return given.map((path) => `${path}: in no repository of this window.`).join('\n');
    const asked = given.map((path) => ({
      given: path,
      path: repositoryPath(root, folderFor(path) ?? root, path),
    }));
    return mayWrite(tree.policy, asked, { root, now: Date.now() }).text;
  });
}

/** The workspace folder that a path is in or relative to. */
function folderFor(path: string): string | undefined {
  const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  const own = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
  return (own ?? folders[0])?.uri.fsPath;
}

function pathsOf({ paths }: Input): readonly string[] {
  const { paths: most, pathLength } = mayWriteLimits;
  const isRight =
    Array.isArray(paths) &&
    paths.length > 0 &&
    paths.length <= most &&
    paths.every((path) => typeof path === 'string' && path !== '' && path.length <= pathLength);
  if (!isRight) throw new Error(`Give 1 to ${most} paths, each of at most ${pathLength} characters.`);
  return paths;
}

function named({ paths }: Input): string {
  const [first, ...others] = Array.isArray(paths) ? paths : [];
  return others.length > 0 ? vscode.l10n.t('{0} and {1} more', `${first}`, others.length) : `${first}`;
}
