import * as path from 'node:path';
import * as vscode from 'vscode';
import { readTree, type TreeNode } from '../../policy/editing/yamlTree';
import { policyReader } from '../../workflow/policy/policyFiles';
import { policySurroundings } from '../../workflow/policy/policySurroundings';
import { TrackedIndex } from '../../workflow/policy/trackedIndex';
import type { WorkingTree, WorkingTrees } from '../window/workingTrees';

/** git writes its index several times in a row; in milliseconds of quiet. */
const QUIET_MS = 500;

/** A policy file in a working tree. */
export interface PolicyPlace {
  readonly root: string;
  /** POSIX, from the root. */
  readonly file: string;
  /** Absent where git is not run: in Restricted Mode, and where it cannot be used. */
  readonly index?: TrackedIndex;
}

/** The policy files that are open: their texts as trees, where they belong, and the tracked files beside them. */
export class PolicyDocuments implements vscode.Disposable {
  readonly #trees: WorkingTrees;
  readonly #read = new WeakMap<vscode.TextDocument, { version: number; tree: TreeNode | undefined }>();
  readonly #indexes = new Map<string, { index: TrackedIndex; watcher: vscode.Disposable }>();
  readonly #moved = new vscode.EventEmitter<void>();
  readonly #trusted: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  /** Other files are tracked than before, or may be. */
  readonly onDidMove = this.#moved.event;

  constructor(trees: WorkingTrees) {
    this.#trees = trees;
    this.#trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => this.#soon());
  }

  treeOf(document: vscode.TextDocument): TreeNode | undefined {
    const known = this.#read.get(document);
    if (known?.version === document.version) return known.tree;
    const tree = readTree(document.getText());
    this.#read.set(document, { version: document.version, tree });
    return tree;
  }

  /** `undefined` for a file that is in no `.ai-policy/` at the top of a working tree. */
  async placeOf(document: vscode.TextDocument): Promise<PolicyPlace | undefined> {
    const tree = await this.#trees.find(document.uri);
    const file = tree && this.#trees.pathOf(tree, document.uri);
    if (!tree || !file?.startsWith('.ai-policy/')) return undefined;
    const index = this.#indexOf(tree);
    return { root: tree.root, file, ...(index && { index }) };
  }

  /** The files of a policy as they are being written. */
  readerOf(root: string): (file: string) => string | undefined {
    const typed = vscode.workspace.textDocuments
      .filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file')
      .map((one) => [path.relative(root, one.uri.fsPath).split(path.sep).join('/'), one.getText()] as const);
    return policyReader(root, new Map(typed));
  }

  surroundingsOf(place: PolicyPlace | undefined): ReturnType<typeof policySurroundings> {
    const read = place ? this.readerOf(place.root) : () => undefined;
    return policySurroundings(place?.file ?? '', read);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#trusted.dispose();
    for (const { watcher } of this.#indexes.values()) watcher.dispose();
    this.#moved.dispose();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#moved.fire(), QUIET_MS);
  }

  #indexOf({ root, repo }: WorkingTree): TrackedIndex | undefined {
    if (!repo || !vscode.workspace.isTrusted) return undefined;
    let known = this.#indexes.get(root);
    if (!known) {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(vscode.Uri.file(repo.gitDir), 'index'),
      );
      const moved = () => this.#soon();
      known = {
        index: new TrackedIndex(repo),
        watcher: vscode.Disposable.from(watcher, watcher.onDidChange(moved), watcher.onDidCreate(moved)),
      };
      this.#indexes.set(root, known);
    }
    return known.index;
  }
}

/** `YYYY-MM-DD`, in UTC, as reviews are counted. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export function rangeOf(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
