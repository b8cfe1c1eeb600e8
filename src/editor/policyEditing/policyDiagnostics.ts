import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../../policy/problem';
import type { LoadedPolicy } from '../../workflow/policy/loadPolicy';
import { policyReader } from '../../workflow/policy/policyFiles';
import { loadPolicyTools } from '../window/loadPolicyTools';
import { problemsByFile } from '../window/policyProblems';
import type { WorkingTree, WorkingTrees } from '../window/workingTrees';
import { diagnosticOf } from './policyDiagnostic';

/** While a policy is typed, it is read this long after the last key, in milliseconds. */
const QUIET_MS = 300;
const policyFile = '.ai-policy/policy.yaml';

/** Shows what is wrong with a policy where it stands: as it is on the disk, or as it is being typed. */
export class PolicyDiagnostics implements vscode.Disposable {
  readonly #trees: WorkingTrees;
  readonly #collection = vscode.languages.createDiagnosticCollection('colophon-policy');
  readonly #shown = new Map<string, Set<string>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #owned: vscode.Disposable[];

  constructor(trees: WorkingTrees) {
    this.#trees = trees;
    this.#owned = [
      this.#collection,
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#typed(document)),
    ];
  }

  /** The policy of `tree` was read. */
  update(tree: WorkingTree): void {
    if (dirtyPolicyFiles(tree.root).length > 0) this.#schedule(tree);
    else this.#show(tree.root, problemsOf(tree.policy));
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const owned of this.#owned) owned.dispose();
  }

  #typed(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'file' || !document.uri.path.includes('/.ai-policy/')) return;
    const tree = this.#trees.all.find(({ root }) => isPolicyFile(root, document.uri));
    if (tree) this.#schedule(tree);
  }

  #schedule(tree: WorkingTree): void {
    clearTimeout(this.#timers.get(tree.root));
    this.#timers.set(
      tree.root,
      setTimeout(() => this.#read(tree.root), QUIET_MS),
    );
  }

  #read(root: string): void {
    const typed = new Map(
      dirtyPolicyFiles(root).map((document) => [relative(root, document.uri), document.getText()]),
    );
    const tree = this.#trees.all.find((one) => one.root === root);
    if (!tree) return;
    if (typed.size === 0) return this.#show(root, problemsOf(tree.policy));
    const read = policyReader(root, typed);
    const text = read(policyFile);
    if (text === undefined) return this.#show(root, problemsOf(tree.policy));
    this.#show(root, loadPolicyTools().parsePolicy(text, { read }).problems);
  }

  #show(root: string, problems: readonly Problem[]): void {
    const byFile = problemsByFile(problems, this.#shown.get(root) ?? []);
    for (const [file, found] of byFile) {
      this.#collection.set(vscode.Uri.file(path.join(root, file)), found.map(diagnosticOf));
    }
    this.#shown.set(root, new Set(byFile.keys()));
  }
}

function problemsOf(policy: LoadedPolicy): readonly Problem[] {
  return policy.kind === 'none' ? [] : policy.problems;
}

function dirtyPolicyFiles(root: string): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter((one) => one.isDirty && isPolicyFile(root, one.uri));
}

function isPolicyFile(root: string, uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && relative(root, uri).startsWith('.ai-policy/');
}

function relative(root: string, uri: vscode.Uri): string {
  return path.relative(root, uri.fsPath).split(path.sep).join('/');
}
