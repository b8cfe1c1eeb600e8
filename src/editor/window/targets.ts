import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Observer } from '../../provenance/observe/observer';
import type { FileRecord } from '../../workflow/commit/fileRecord';
import type { Documents } from './documents';
import { rootOf } from './lineTarget';
import { warn } from './messages';
import { type Need, obstacleOf, type Situation } from './obstacle';
import { firstError } from './policyProblems';
import { type GitTree, hasGit, hasPolicy, type PolicyTree, type WorkingTree } from './workingTree';
import type { WorkingTrees } from './workingTrees';

export interface RecordedEditor {
  readonly tree: GitTree;
  readonly editor: vscode.TextEditor;
  readonly record: FileRecord;
  readonly observer: Observer;
}

/** A change is read at most this long after it was made, in milliseconds; see `provenance/observer.ts`. */
const READ_MS = 1500;

/** Finds what a command works on; where it cannot, says why and offers the next step. */
export class Targets {
  constructor(
    private readonly trees: WorkingTrees,
    private readonly documents: Documents,
  ) {}

  /** The file that a command was given, or the active editor's. */
  file(given: unknown): vscode.Uri | undefined {
    if (given instanceof vscode.Uri) return given;
    const active = vscode.window.activeTextEditor?.document.uri;
    return active?.scheme === 'file' ? active : undefined;
  }

  async policyOf(uri: vscode.Uri): Promise<PolicyTree | undefined> {
    const tree = await this.trees.find(uri);
    return this.#isReady(tree, 'policy') && hasPolicy(tree) ? tree : undefined;
  }

  /** The active editor with the record of its document, when all changes until now have been read. */
  async recorded(): Promise<RecordedEditor | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.scheme !== 'file')
      return warn(vscode.l10n.t('Open a file of the working tree first.'));
    const tree = await this.trees.find(editor.document.uri);
    if (!this.#isReady(tree, 'record') || !hasGit(tree)) return undefined;
    this.documents.reconsider(editor.document);
    const record = this.documents.get(editor.document);
    const observer = record && (await settled(record));
    if (!record || !observer)
      return warn(
        vscode.l10n.t('This file is not recorded: it is too long, or no file of the working tree.'),
      );
    return { tree, editor, record, observer };
  }

  /** @param given the root of the working tree that is meant, or a row of it; by default the person's choice. */
  async withGit(given?: unknown): Promise<GitTree | undefined> {
    const tree = await this.#choose(given);
    if (tree === 'cancelled') return undefined;
    return this.#isReady(tree, 'git') && hasGit(tree) ? tree : undefined;
  }

  /** See `withGit`. */
  async withGitAndPolicy(given?: unknown): Promise<(GitTree & PolicyTree) | undefined> {
    const tree = await this.#choose(given);
    if (tree === 'cancelled') return undefined;
    return this.#isReady(tree, 'git and policy') && hasGit(tree) && hasPolicy(tree) ? tree : undefined;
  }

  /** Whether `tree` has what is needed; says what it lacks. */
  #isReady(tree: WorkingTree | undefined, need: Need): boolean {
    const obstacle = obstacleOf(situationOf(tree), need);
    if (!obstacle) return true;
    warn(obstacle.message, obstacle.step);
    return false;
  }

  /** The tree that was given, else the active file's, else the only one of the workspace, else the one that the person picks. */
  async #choose(given: unknown): Promise<WorkingTree | undefined | 'cancelled'> {
    const root = rootOf(given);
    if (root !== undefined) return this.trees.findFolder(root);
    const active = this.file(undefined);
    const own = active && (await this.trees.find(active));
    if (own) return own;
    const found = await this.trees.ofFolders();
    const trees = [...new Map(found.flatMap((tree) => (tree ? [[tree.root, tree] as const] : []))).values()];
    if (trees.length <= 1) return trees[0];
    const picked = await vscode.window.showQuickPick(
      trees.map((tree) => ({ label: path.basename(tree.root), description: tree.root, tree })),
      { title: vscode.l10n.t('Which repository?') },
    );
    return picked?.tree ?? 'cancelled';
  }
}

async function settled(record: FileRecord): Promise<Observer | undefined> {
  await record.ready;
  for (const end = Date.now() + READ_MS; record.observer?.waiting && Date.now() < end; ) {
    await new Promise((fulfil) => setTimeout(fulfil, 25));
  }
  record.observer?.drain();
  return record.observer;
}

function situationOf(tree: WorkingTree | undefined): Situation {
  const broken = tree && firstError(tree.policy);
  return {
    trusted: vscode.workspace.isTrusted,
    tree: tree !== undefined,
    git: tree?.repo !== undefined,
    policy: tree?.policy.kind ?? 'none',
    ...(tree?.problem && { problem: tree.problem }),
    ...(broken !== undefined && { broken }),
  };
}
