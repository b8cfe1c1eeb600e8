import * as vscode from 'vscode';
import { readTree, type TreeNode } from '../../policy/editing/yamlTree';
import { policyReader } from '../../workflow/policy/policyFiles';
import { policySurroundings } from '../../workflow/policy/policySurroundings';
import { TrackedIndex } from '../../workflow/policy/trackedIndex';
import { Delay } from '../window/delay';
import { Owner } from '../window/owner';
import { pathOf } from '../window/treePaths';
import { watchFiles } from '../window/watchFiles';
import type { WorkingTree } from '../window/workingTree';
import type { WorkingTrees } from '../window/workingTrees';
import { typedFiles } from './typedFiles';

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
export class PolicyDocuments extends Owner {
  readonly #read = new WeakMap<vscode.TextDocument, { version: number; tree: TreeNode | undefined }>();
  readonly #indexes = new Map<string, TrackedIndex>();
  readonly #moved = new vscode.EventEmitter<void>();
  readonly #soon = new Delay(() => this.#moved.fire());
  /** Other files are tracked than before, or may be. */
  readonly onDidMove = this.#moved.event;

  constructor(private readonly trees: WorkingTrees) {
    super();
    this.own(
      this.#soon,
      this.#moved,
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#soon.restart(QUIET_MS)),
    );
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
    const tree = await this.trees.find(document.uri);
    const file = tree && pathOf(tree, document.uri);
    if (!tree || !file?.startsWith('.ai-policy/')) return undefined;
    const index = this.#indexOf(tree);
    return { root: tree.root, file, ...(index && { index }) };
  }

  /** The files of a policy as they are being written. */
  readerOf(root: string): (file: string) => string | undefined {
    return policyReader(root, typedFiles(root));
  }

  surroundingsOf(place: PolicyPlace | undefined): ReturnType<typeof policySurroundings> {
    const read = place ? this.readerOf(place.root) : () => undefined;
    return policySurroundings(place?.file ?? '', read);
  }

  #indexOf({ root, repo }: WorkingTree): TrackedIndex | undefined {
    if (!repo || !vscode.workspace.isTrusted) return undefined;
    let known = this.#indexes.get(root);
    if (!known) {
      known = new TrackedIndex(repo);
      this.#indexes.set(root, known);
      this.own(watchFiles(repo.gitDir, 'index', () => this.#soon.restart(QUIET_MS)));
    }
    return known;
  }
}

/** `YYYY-MM-DD`, in UTC, as reviews are counted. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export function rangeOf(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
