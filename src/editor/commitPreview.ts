import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { formatTrailers } from '../provenance/trailers';
import { hooksStatus } from '../workflow/hooks';
import { stagedProvenance } from '../workflow/staged';
import type { Assistants } from './assistants';
import { type NextCommit, type PreviewRow, previewRows, previewTitle } from './commitPreviewModel';
import { isInstalled } from './hookChoice';
import type { WorkingTree, WorkingTrees } from './workingTrees';

const viewId = 'colophon.commitPreview';
const hasPolicyKey = 'colophon.hasPolicy';
/** Staging touches the index several times in a row, in milliseconds. */
const QUIET_MS = 300;

interface Repository {
  readonly name: string;
  readonly rows: readonly PreviewRow[];
}
type Node = Repository | PreviewRow;

/**
 * The view below the message's input box: the trailers that the next commit will carry, and what is needed to make
 * it. It looks while it is seen, or where AI text is in no commit yet; and never at the input box: the draft is the
 * person's. VS Code folds views that are added there, so the title says the sum.
 */
export class CommitPreview implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #trees: WorkingTrees;
  readonly #assistants: Assistants;
  readonly #view: vscode.TreeView<Node>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** Watchers of each repository's index. */
  readonly #indexes = new Map<string, vscode.Disposable>();
  #timer: NodeJS.Timeout | undefined;
  #hasPolicy = false;
  #repositories: readonly { readonly name: string; readonly next: NextCommit }[] = [];

  constructor(trees: WorkingTrees, assistants: Assistants) {
    this.#trees = trees;
    this.#assistants = assistants;
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this });
    this.#view.onDidChangeVisibility(() => this.refresh());
  }

  /** Something that it shows may have changed. */
  refresh(): void {
    const hasPolicy = this.#shown().length > 0;
    if (hasPolicy !== this.#hasPolicy)
      void vscode.commands.executeCommand('setContext', hasPolicyKey, hasPolicy);
    this.#hasPolicy = hasPolicy;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#update();
    }, QUIET_MS);
  }

  async #update(): Promise<void> {
    const trees = this.#shown();
    for (const { repo } of trees) if (repo) this.#watch(repo.gitDir);
    const isPending = trees.some(({ repo }) => repo && existsSync(path.join(repo.colophonDir, 'pending')));
    const looks = this.#view.visible || isPending;
    this.#repositories = looks
      ? await Promise.all(
          trees.map(async (tree) => ({ name: path.basename(tree.root), next: await this.#look(tree) })),
        )
      : [];
    this.#view.description = previewTitle(this.#repositories.map(({ next }) => next));
    this.#changed.fire();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) return 'rows' in node ? [...node.rows] : [];
    const trees = this.#shown();
    const repositories = await Promise.all(
      trees.map(async (tree) => ({
        name: path.basename(tree.root),
        rows: previewRows(await this.#look(tree)),
      })),
    );
    return repositories.length === 1 ? [...repositories[0]!.rows] : repositories;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('rows' in node) {
      const item = new vscode.TreeItem(node.name, vscode.TreeItemCollapsibleState.Expanded);
      item.iconPath = new vscode.ThemeIcon('repo');
      return item;
    }
    const { label, description, tooltip, icon, command } = node;
    const item = new vscode.TreeItem(label);
    item.tooltip = tooltip;
    item.iconPath = new vscode.ThemeIcon(icon);
    if (description !== undefined) item.description = description;
    if (command !== undefined) item.command = { command, title: label };
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#indexes.values()) watcher.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #shown(): WorkingTree[] {
    return this.#trees.all.filter((tree) => tree.policy.kind === 'ok' && this.#trees.isOfWorkspace(tree));
  }

  async #look({ repo, policy, problem, record }: WorkingTree): Promise<NextCommit> {
    if (!repo || policy.kind !== 'ok')
      return problem === undefined ? { kind: 'untrusted' } : { kind: 'problem', message: problem };
    record?.flush();
    const [staged, hooks] = await Promise.all([
      stagedProvenance(repo, policy.compiled, Date.now()),
      hooksStatus(repo),
    ]);
    if (staged.kind === 'problem') return staged;
    const { summary, findings, write } = staged.provenance;
    const { lines, ai, mixed } = summary.counts;
    const tokens = this.#assistants.tokens();
    const nameOf = (id: string) => (Object.hasOwn(tokens, id) ? tokens[id]! : id);
    return {
      kind: 'staged',
      files: staged.change.files.length,
      lines,
      aiLines: ai + mixed,
      trailers: write ? formatTrailers(summary, policy.compiled.trailers, nameOf) : [],
      findings,
      areHooksInstalled: hooks !== undefined && isInstalled(hooks),
    };
  }

  #watch(gitDir: string): void {
    if (this.#indexes.has(gitDir)) return;
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(gitDir), 'index'),
    );
    watcher.onDidChange(() => this.refresh());
    watcher.onDidCreate(() => this.refresh());
    this.#indexes.set(gitDir, watcher);
  }
}
