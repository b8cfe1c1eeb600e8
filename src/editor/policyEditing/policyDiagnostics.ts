import * as vscode from 'vscode';
import { policyReader } from '../../workflow/policy/policyFiles';
import { loadPolicyTools } from '../window/loadPolicyTools';
import { Owner } from '../window/owner';
import type { WorkingTree } from '../window/workingTree';
import type { WorkingTrees } from '../window/workingTrees';
import { PolicyProblemList } from './policyProblemList';
import { relativePath, typedFiles } from './typedFiles';

/** While a policy is typed, it is read this long after the last key, in milliseconds. */
const QUIET_MS = 300;
const policyFolder = '.ai-policy/';

/** Shows what is wrong with a policy where it stands: as it is on the disk, or as it is being typed. */
export class PolicyDiagnostics extends Owner {
  readonly #list = new PolicyProblemList('colophon-policy');

  constructor(private readonly trees: WorkingTrees) {
    super();
    this.own(
      this.#list,
      trees.onDidChange((tree) => this.#update(tree)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#typed(document)),
    );
  }

  #update(tree: WorkingTree): void {
    if (typedFiles(tree.root, policyFolder).size > 0) this.#schedule(tree);
    else this.#showRead(tree);
  }

  #typed({ uri }: vscode.TextDocument): void {
    if (uri.scheme !== 'file' || !uri.path.includes(`/${policyFolder}`)) return;
    const tree = this.trees.all.find(({ root }) => relativePath(root, uri).startsWith(policyFolder));
    if (tree) this.#schedule(tree);
  }

  #schedule({ root }: WorkingTree): void {
    this.#list.later(root, QUIET_MS, () => {
      const tree = this.trees.at(root);
      if (!tree) return;
      const typed = typedFiles(root, policyFolder);
      const read = policyReader(root, typed);
      const text = typed.size > 0 ? read(`${policyFolder}policy.yaml`) : undefined;
      if (text === undefined) this.#showRead(tree);
      else this.#list.show(root, loadPolicyTools().parsePolicy(text, { read }).problems);
    });
  }

  /** What was found when the policy was read from the disk. */
  #showRead({ root, policy }: WorkingTree): void {
    this.#list.show(root, policy.kind === 'none' ? [] : policy.problems);
  }
}
