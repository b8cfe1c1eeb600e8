import * as vscode from 'vscode';
import type { Problem } from '../../policy/problem';
import { treeProblems } from '../../workflow/policy/treeProblems';
import { Owner } from '../window/owner';
import { organizationPolicy } from '../window/settings';
import type { PolicyDocuments, PolicyPlace } from './policyDocuments';
import { PolicyProblemList } from './policyProblemList';
import { policySelector } from './policySelector';

/** While a policy is typed, it is compared with the tree this long after the last key, in milliseconds. */
const QUIET_MS = 500;

/** What tracked files, dates and keys say against a policy that is open. */
export class PolicyWarnings extends Owner {
  readonly #list = new PolicyProblemList('colophon-policy-tree');
  readonly #places = new Map<string, PolicyPlace>();
  /** Counts the checks of each root: only the result of the latest one is shown. */
  readonly #looks = new Map<string, number>();

  constructor(private readonly documents: PolicyDocuments) {
    super();
    const changed = (document: vscode.TextDocument) => {
      if (isPolicyFile(document)) void this.#schedule(document);
    };
    this.own(
      this.#list,
      vscode.workspace.onDidOpenTextDocument(changed),
      vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document)),
      vscode.workspace.onDidSaveTextDocument(changed),
      vscode.workspace.onDidCloseTextDocument(changed),
      documents.onDidMove(() => {
        vscode.workspace.textDocuments.forEach(changed);
        for (const place of this.#places.values()) this.#soon(place);
      }),
    );
    vscode.workspace.textDocuments.forEach(changed);
  }

  /** Those of a file, as they were last shown. */
  problemsOf({ root, file }: PolicyPlace): readonly Problem[] {
    return this.#list.of(root, file);
  }

  async #schedule(document: vscode.TextDocument): Promise<void> {
    const place = await this.documents.placeOf(document);
    if (place) this.#soon(place);
  }

  #soon(place: PolicyPlace): void {
    this.#places.set(place.root, place);
    this.#list.later(place.root, QUIET_MS, () => void this.#look(place));
  }

  async #look({ root, index }: PolicyPlace): Promise<void> {
    const look = (this.#looks.get(root) ?? 0) + 1;
    this.#looks.set(root, look);
    const organization = organizationPolicy();
    const problems = await treeProblems({
      root,
      read: this.documents.readerOf(root),
      ...(index && { index }),
      ...(organization !== undefined && { organization }),
      now: Date.now(),
    });
    if (this.#looks.get(root) === look) this.#list.show(root, problems);
  }
}

function isPolicyFile(document: vscode.TextDocument): boolean {
  return vscode.languages.match(policySelector, document) > 0 || /\/allowed_signers$/.test(document.uri.path);
}
