import * as vscode from 'vscode';
import { Delay } from '../window/delay';
import { Owner } from '../window/owner';
import { isOfWorkspace, workspaceFolders } from '../window/treePaths';
import { watchFiles } from '../window/watchFiles';
import type { WorkingTree } from '../window/workingTree';
import type { WorkingTrees } from '../window/workingTrees';

const key = 'colophon.situation';
/** git writes several files when it makes a repository, and a folder without one is searched again only after 3 s. */
const QUIET_MS = 3500;

/** What the welcome of the view below the commit message is about. */
type Welcome = 'noRepository' | 'noPolicy' | 'policy';

/** Tells the views whether there is a repository and a policy, as soon as that is known, and never before. */
export class WelcomeContext extends Owner {
  #shown: Welcome | undefined;
  #watchers: readonly vscode.Disposable[] = [];
  readonly #made = new Delay(() => void this.refresh());

  constructor(private readonly trees: WorkingTrees) {
    super();
    this.own(
      this.#made,
      { dispose: () => this.#watch([]) },
      trees.onDidChange(() => void this.refresh()),
    );
  }

  get shown(): Welcome | undefined {
    return this.#shown;
  }

  /** Something that it rests on may have changed. */
  async refresh(): Promise<void> {
    const found = await this.trees.ofFolders();
    // A folder may hold repositories without being in one.
    const inside = this.trees.all.filter((tree) => isOfWorkspace(tree));
    const known = welcomeOf([...found, ...inside]);
    if (known === this.#shown) return;
    this.#shown = known;
    void vscode.commands.executeCommand('setContext', key, known);
    this.#watch(known === 'noRepository' ? workspaceFolders() : []);
  }

  /** Until a repository is made. */
  #watch(folders: readonly string[]): void {
    for (const watcher of this.#watchers) watcher.dispose();
    const made = () => this.#made.restart(QUIET_MS);
    this.#watchers = folders.map((folder) => watchFiles(folder, '{.git,.git/HEAD}', made));
  }
}

/** In Restricted Mode, and where git cannot be used, it is not known whether there is a repository. */
function welcomeOf(trees: readonly (WorkingTree | undefined)[]): Welcome | undefined {
  if (trees.some((tree) => tree && tree.policy.kind !== 'none')) return 'policy';
  if (trees.some((tree) => tree?.repo)) return 'noPolicy';
  const isSure = vscode.workspace.isTrusted && trees.length > 0;
  return isSure && trees.every((tree) => tree === undefined) ? 'noRepository' : undefined;
}
