import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { State } from '../attestation/transition';
import { nextCommit } from '../workflow/nextCommit';
import type { Assistants } from './assistants';
import { type Preview, type PreviewRow, previewRows, previewTitle } from './commitPreviewModel';
import { loadPolicyTools } from './loadPolicyTools';
import { firstError } from './policyProblems';
import type { WorkingTree, WorkingTrees } from './workingTrees';

const viewId = 'colophon.commitPreview';
const hasPolicyKey = 'colophon.hasPolicy';
/** Staging touches the index several times in a row, in milliseconds. */
const QUIET_MS = 300;
/**
 * In git's directory of a working tree: what is staged, what is under way, what is recorded, and the hooks. Of a folder
 * that is removed the watcher tells nothing but its own name.
 */
const watched =
  '{index,*_HEAD,*_MSG,config,hooks,hooks/*,colophon/ledger.jsonl,colophon/hooks,colophon/hooks/*}';

interface Repository {
  readonly root: string;
  readonly preview: Preview;
  readonly signedOff: ReadonlyMap<string, State>;
}
interface Row extends PreviewRow {
  /** Of the working tree that its command is about. */
  readonly root: string;
}
type Node = Repository | Row;

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
  /** By git's directory of each working tree. */
  readonly #watchers = new Map<string, vscode.Disposable>();
  #timer: NodeJS.Timeout | undefined;
  #hasPolicy = false;
  #signedOff = new Map<string, ReadonlyMap<string, State>>();
  /** What was looked at last; `undefined` while nobody asks. */
  #looked: Promise<readonly Repository[]> | undefined;

  constructor(trees: WorkingTrees, assistants: Assistants) {
    this.#trees = trees;
    this.#assistants = assistants;
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this });
    this.#view.onDidChangeVisibility(({ visible }) => {
      if (visible) void this.#update();
    });
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

  /** The content of a file that is staged and signed off, as of the last look. */
  signedOff({ root }: WorkingTree, file: string): State | undefined {
    return this.#signedOff.get(root)?.get(file);
  }

  async #update(): Promise<void> {
    const trees = this.#shown();
    this.#watch(trees.flatMap(({ repo }) => (repo ? [repo.gitDir] : [])));
    const isPending = trees.some(({ repo }) => repo && existsSync(path.join(repo.colophonDir, 'pending')));
    const looking = this.#view.visible || isPending ? this.#look(trees) : undefined;
    this.#looked = looking;
    const repositories = (await looking) ?? [];
    // A later look tells more.
    if (this.#looked !== looking) return;
    this.#signedOff = new Map(repositories.map(({ root, signedOff }) => [root, signedOff]));
    this.#view.description = previewTitle(repositories.map(({ preview }) => preview));
    this.#changed.fire();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) return 'preview' in node ? rowsOf(node) : [];
    this.#looked ??= this.#look(this.#shown());
    const repositories = await this.#looked;
    return repositories.length === 1 ? rowsOf(repositories[0]!) : [...repositories];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('preview' in node) {
      const item = new vscode.TreeItem(path.basename(node.root), vscode.TreeItemCollapsibleState.Expanded);
      item.description = previewTitle([node.preview]);
      item.tooltip = node.root;
      item.iconPath = new vscode.ThemeIcon('repo');
      return item;
    }
    const { label, description, tooltip, icon, command, root } = node;
    const item = new vscode.TreeItem(label);
    item.tooltip = tooltip;
    item.iconPath = new vscode.ThemeIcon(icon);
    if (description !== undefined) item.description = description;
    if (command !== undefined)
      item.command = { command, title: label, arguments: isOurs(command) ? [vscode.Uri.file(root)] : [] };
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watch([]);
    this.#view.dispose();
    this.#changed.dispose();
  }

  #shown(): WorkingTree[] {
    return this.#trees.all.filter((tree) => tree.policy.kind !== 'none' && this.#trees.isOfWorkspace(tree));
  }

  #look(trees: readonly WorkingTree[]): Promise<readonly Repository[]> {
    return Promise.all(
      trees.map(async (tree) => {
        const { root, repo, policy } = tree;
        const preview = await this.#preview(tree);
        const isUsable = repo && policy.kind === 'ok';
        const signedOff = isUsable ? await loadPolicyTools().signedOff(repo, Date.now()) : new Map();
        return { root, preview, signedOff };
      }),
    );
  }

  async #preview(tree: WorkingTree): Promise<Preview> {
    const { repo, policy, problem, record } = tree;
    if (!repo) return problem === undefined ? { kind: 'untrusted' } : { kind: 'problem', message: problem };
    if (policy.kind !== 'ok') return { kind: 'broken', message: firstError(policy) ?? '' };
    record?.flush();
    const tokens = this.#assistants.tokens();
    const tokenOf = (id: string) => (Object.hasOwn(tokens, id) ? tokens[id]! : id);
    return nextCommit(repo, policy.compiled, tokenOf, Date.now());
  }

  /** Watches these directories, and no others. */
  #watch(gitDirs: readonly string[]): void {
    for (const [gitDir, watcher] of this.#watchers) {
      if (gitDirs.includes(gitDir)) continue;
      watcher.dispose();
      this.#watchers.delete(gitDir);
    }
    for (const gitDir of gitDirs) {
      if (this.#watchers.has(gitDir)) continue;
      const pattern = new vscode.RelativePattern(vscode.Uri.file(gitDir), watched);
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const changed = (file: vscode.Uri) => {
        // Typing writes the ledger; nobody who does not see the view waits for what that changes.
        if (this.#view.visible || !file.path.endsWith('/ledger.jsonl')) this.refresh();
      };
      watcher.onDidChange(changed);
      watcher.onDidCreate(changed);
      watcher.onDidDelete(changed);
      this.#watchers.set(gitDir, watcher);
    }
  }
}

function rowsOf({ root, preview }: Repository): Row[] {
  return previewRows(preview).map((row) => ({ ...row, root }));
}

/** Ours are told which working tree; others would take it for something else. */
function isOurs(command: string): boolean {
  return command.startsWith('colophon.');
}
