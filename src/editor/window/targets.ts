import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Repository } from '../../git/repository/repository';
import type { Matcher } from '../../policy/matcher';
import type { Observer } from '../../provenance/observe/observer';
import type { FileRecord } from '../../workflow/commit/fileRecord';
import type { UsablePolicy } from '../../workflow/policy/loadPolicy';
import type { Documents } from './documents';
import { rootOf } from './lineTarget';
import { type Need, obstacleOf, type Situation } from './obstacle';
import { firstError } from './policyProblems';
import type { WorkingTree, WorkingTrees } from './workingTrees';

/** A working tree with all that a command asked for. */
export type PolicyTree = WorkingTree & { readonly matcher: Matcher; readonly policy: UsablePolicy };
export type GitTree = WorkingTree & { readonly repo: Repository };

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
  readonly #trees: WorkingTrees;
  readonly #documents: Documents;

  constructor(trees: WorkingTrees, documents: Documents) {
    this.#trees = trees;
    this.#documents = documents;
  }

  /** The file that a command was given, or the active editor's. */
  file(given: unknown): vscode.Uri | undefined {
    if (given instanceof vscode.Uri) return given;
    const active = vscode.window.activeTextEditor?.document.uri;
    return active?.scheme === 'file' ? active : undefined;
  }

  async policyOf(uri: vscode.Uri): Promise<PolicyTree | undefined> {
    const tree = await this.#trees.find(uri);
    return (await this.#isReady(tree, 'policy')) ? withPolicy(tree!) : undefined;
  }

  /** The active editor with the record of its document, when all changes until now have been read. */
  async recorded(): Promise<RecordedEditor | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.scheme !== 'file') {
      void vscode.window.showWarningMessage(vscode.l10n.t('Open a file of the working tree first.'));
      return undefined;
    }
    const tree = await this.#trees.find(editor.document.uri);
    if (!(await this.#isReady(tree, 'record'))) return undefined;
    this.#documents.reconsider(editor.document);
    const record = this.#documents.get(editor.document);
    const observer = record && (await settled(record));
    if (!record || !observer) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('This file is not recorded: it is too long, or no file of the working tree.'),
      );
      return undefined;
    }
    return { tree: tree as GitTree, editor, record, observer };
  }

  /** @param given the root of the working tree that is meant, or a row of it; by default the person's choice. */
  async withGit(given?: unknown): Promise<GitTree | undefined> {
    const tree = await this.#choose(given);
    if (tree === 'cancelled') return undefined;
    return (await this.#isReady(tree, 'git')) ? (tree as GitTree) : undefined;
  }

  /** See `withGit`. */
  async withGitAndPolicy(given?: unknown): Promise<(GitTree & PolicyTree) | undefined> {
    const tree = await this.#choose(given);
    if (tree === 'cancelled') return undefined;
    return (await this.#isReady(tree, 'git and policy'))
      ? (withPolicy(tree!) as GitTree & PolicyTree)
      : undefined;
  }

  /** Whether `tree` has what is needed; says what it lacks. */
  async #isReady(tree: WorkingTree | undefined, need: Need): Promise<boolean> {
    const obstacle = obstacleOf(situationOf(tree), need);
    if (!obstacle) return true;
    const { message, step } = obstacle;
    // Not awaited by the command: it has ended.
    void vscode.window.showWarningMessage(message, ...(step ? [step.title] : [])).then((chosen) => {
      if (step && chosen === step.title) return vscode.commands.executeCommand(step.command);
      return undefined;
    });
    return false;
  }

  /** The tree that was given, else the active file's, else the only one of the workspace, else the one that the person picks. */
  async #choose(given: unknown): Promise<WorkingTree | undefined | 'cancelled'> {
    const root = rootOf(given);
    if (root !== undefined) return this.#trees.findFolder(root);
    const active = this.file(undefined);
    const own = active && (await this.#trees.find(active));
    if (own) return own;
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const found = await Promise.all(folders.map(({ uri }) => this.#trees.findFolder(uri.fsPath)));
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
  record.observer?.settle();
  return record.observer;
}

function withPolicy(tree: WorkingTree): PolicyTree | undefined {
  const { policy, matcher } = tree;
  return policy.kind === 'ok' && matcher ? { ...tree, matcher, policy } : undefined;
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
