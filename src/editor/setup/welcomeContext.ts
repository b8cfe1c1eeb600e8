import * as vscode from 'vscode';
import type { WorkingTree, WorkingTrees } from '../window/workingTrees';

const key = 'colophon.situation';
/** git writes several files when it makes a repository, and a folder without one is looked at again only after this. */
const QUIET_MS = 3500;

/** What the welcome of the view below the commit message is about. */
type Welcome = 'noRepository' | 'noPolicy' | 'policy';

/** Tells the views whether there is a repository and a policy, as soon as that is known, and never before. */
export class WelcomeContext implements vscode.Disposable {
  readonly #trees: WorkingTrees;
  #shown: Welcome | undefined;
  #watchers: vscode.Disposable[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(trees: WorkingTrees) {
    this.#trees = trees;
  }

  get shown(): Welcome | undefined {
    return this.#shown;
  }

  /** Something that it rests on may have changed. */
  async refresh(): Promise<void> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const found = await Promise.all(folders.map(({ uri }) => this.#trees.findFolder(uri.fsPath)));
    // A folder may hold repositories without being in one.
    const inside = this.#trees.all.filter((tree) => this.#trees.isOfWorkspace(tree));
    const known = welcomeOf([...found, ...inside]);
    if (known === this.#shown) return;
    this.#shown = known;
    void vscode.commands.executeCommand('setContext', key, known);
    this.#watch(known === 'noRepository' ? folders : []);
  }

  /** Until a repository is made. */
  #watch(folders: readonly vscode.WorkspaceFolder[]): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = folders.flatMap((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, '{.git,.git/HEAD}'),
      );
      const made = () => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.refresh(), QUIET_MS);
      };
      return [watcher, watcher.onDidCreate(made), watcher.onDidChange(made)];
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watch([]);
  }
}

/** In Restricted Mode, and where git cannot be used, it is not known whether there is a repository. */
function welcomeOf(trees: readonly (WorkingTree | undefined)[]): Welcome | undefined {
  if (trees.some((tree) => tree && tree.policy.kind !== 'none')) return 'policy';
  if (trees.some((tree) => tree?.repo)) return 'noPolicy';
  const isSure = vscode.workspace.isTrusted && trees.length > 0;
  return isSure && trees.every((tree) => tree === undefined) ? 'noRepository' : undefined;
}
