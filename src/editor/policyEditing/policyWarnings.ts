import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../../policy/problem';
import { treeProblems } from '../../workflow/policy/treeProblems';
import { problemsByFile } from '../window/policyProblems';
import { organizationPolicy } from '../window/settings';
import { diagnosticOf } from './policyDiagnostic';
import type { PolicyDocuments, PolicyPlace } from './policyDocuments';
import { policySelector } from './policySelector';

/** While a policy is typed, it is compared with the tree this long after the last key, in milliseconds. */
const QUIET_MS = 500;

/** What tracked files, dates and keys say against a policy that is open. */
export class PolicyWarnings implements vscode.Disposable {
  readonly #documents: PolicyDocuments;
  readonly #collection = vscode.languages.createDiagnosticCollection('colophon-policy-tree');
  readonly #places = new Map<string, PolicyPlace>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #shown = new Map<string, ReadonlyMap<string, readonly Problem[]>>();
  /** Of each root, how often it was looked at: only the last look counts. */
  readonly #looks = new Map<string, number>();
  readonly #owned: vscode.Disposable[];

  constructor(documents: PolicyDocuments) {
    this.#documents = documents;
    const changed = (document: vscode.TextDocument) => {
      if (isPolicyFile(document)) void this.#schedule(document);
    };
    this.#owned = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(changed),
      vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document)),
      vscode.workspace.onDidSaveTextDocument(changed),
      vscode.workspace.onDidCloseTextDocument(changed),
      documents.onDidMove(() => {
        vscode.workspace.textDocuments.forEach(changed);
        for (const place of this.#places.values()) this.#soon(place);
      }),
    ];
    vscode.workspace.textDocuments.forEach(changed);
  }

  /** Those of a file, as they were last shown. */
  problemsOf({ root, file }: PolicyPlace): readonly Problem[] {
    return this.#shown.get(root)?.get(file) ?? [];
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const owned of this.#owned) owned.dispose();
  }

  async #schedule(document: vscode.TextDocument): Promise<void> {
    const place = await this.#documents.placeOf(document);
    if (place) this.#soon(place);
  }

  #soon(place: PolicyPlace): void {
    this.#places.set(place.root, place);
    clearTimeout(this.#timers.get(place.root));
    this.#timers.set(
      place.root,
      setTimeout(() => void this.#look(place), QUIET_MS),
    );
  }

  async #look({ root, index }: PolicyPlace): Promise<void> {
    const look = (this.#looks.get(root) ?? 0) + 1;
    this.#looks.set(root, look);
    const organization = organizationPolicy();
    const problems = await treeProblems({
      root,
      read: this.#documents.readerOf(root),
      ...(index && { index }),
      ...(organization !== undefined && { organization }),
      now: Date.now(),
    });
    if (this.#looks.get(root) !== look) return;
    const byFile = problemsByFile(problems, this.#shown.get(root)?.keys() ?? []);
    for (const [file, found] of byFile) {
      this.#collection.set(vscode.Uri.file(path.join(root, file)), found.map(diagnosticOf));
    }
    this.#shown.set(root, byFile);
  }
}

function isPolicyFile(document: vscode.TextDocument): boolean {
  return vscode.languages.match(policySelector, document) > 0 || /\/allowed_signers$/.test(document.uri.path);
}
