import { lstatSync } from 'node:fs';
import * as vscode from 'vscode';
import { Owner } from '../window/owner';
import { isShown, onSettingChange } from '../window/settings';
import { pathsOf } from '../window/treePaths';
import type { WorkingTree } from '../window/workingTree';
import type { WorkingTrees } from '../window/workingTrees';
import { type ZoneBadges, zoneBadges } from './zoneBadge';

/** `R` and `A` beside the files and folders of restricted and attest zones. VS Code asks for the rows that it shows. */
export class ExplorerBadges extends Owner implements vscode.FileDecorationProvider {
  readonly #changed = new vscode.EventEmitter<undefined>();
  /** By root, of the policy that they were made of. */
  readonly #badges = new Map<string, { readonly policy: WorkingTree['policy']; readonly of: ZoneBadges }>();
  readonly #policies = new Map<string, WorkingTree['policy']>();
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(private readonly trees: WorkingTrees) {
    super();
    this.own(
      this.#changed,
      trees.onDidChange((tree) => this.#update(tree)),
      vscode.window.registerFileDecorationProvider(this),
      onSettingChange(() => this.#changed.fire(undefined)),
    );
  }

  #update({ root, policy }: WorkingTree): void {
    if (this.#policies.get(root) === policy) return;
    this.#policies.set(root, policy);
    this.#changed.fire(undefined);
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const tree = isShown('badges') ? this.trees.around(uri) : undefined;
    if (!tree?.matcher) return undefined;
    let badges = this.#badges.get(tree.root);
    if (badges?.policy !== tree.policy) {
      badges = { policy: tree.policy, of: zoneBadges(tree.matcher) };
      this.#badges.set(tree.root, badges);
    }
    const stat = lstatSync(uri.fsPath, { throwIfNoEntry: false });
    const paths = stat?.isSymbolicLink() ? pathsOf(tree, uri) : this.trees.plainPathsOf(tree, uri);
    const badge = badges.of(paths, stat !== undefined && !stat.isFile());
    return badge && new vscode.FileDecoration(badge.badge, badge.tooltip, new vscode.ThemeColor(badge.color));
  }
}
