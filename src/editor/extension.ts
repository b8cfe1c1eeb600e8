import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { checkCommits } from './commit/afterCommit';
import { registerCommitMessageHover } from './commit/commitMessageHover';
import { loadPolicyEditing } from './policyEditing/loadPolicyEditing';
import { registerProvenanceFixes } from './provenance/marks/provenanceFixes';
import { registerProvenanceHover } from './provenance/marks/provenanceHover';
import { ProvenanceProblems } from './provenance/marks/provenanceProblems';
import { ProvenanceView } from './provenance/provenanceView';
import { createServices, type Services } from './services';
import { watchHooks } from './setup/installHooks';
import { Owner } from './window/owner';
import { registerLanguageModelTool } from './zones/languageModelTool';
import { warnOfAiText } from './zones/restrictedWarning';

/** What the extension gives to its own tests; nothing else may build on it. */
export interface Exports {
  /** Milliseconds that `activate` took. */
  readonly activationMs: number;
  readonly services: Services;
}

let owned: vscode.Disposable[] = [];

export function activate(context: vscode.ExtensionContext): Exports {
  const started = performance.now();
  globalThis.colophonTranslations = vscode.l10n.bundle;
  const services = createServices(context);
  // The last is disposed first: what was typed is written before the trees are let go.
  owned = [...disposables(services), ...register(services)];
  start(services);
  const activationMs = performance.now() - started;
  services.notices.log.info(`activated in ${activationMs.toFixed(1)} ms`);
  return { activationMs, services };
}

/** Writes what is not yet written; there is no time to wait for anything. */
export function deactivate(): void {
  for (const one of owned.reverse()) one.dispose();
  owned = [];
}

function disposables(services: Services): vscode.Disposable[] {
  return Object.values(services).filter((one) => one instanceof Owner);
}

/** All that a person or an agent can use, a call for each. */
function register(services: Services): vscode.Disposable[] {
  return [
    ...registerCommands(services),
    ...registerLanguageModelTool(services.trees),
    new ProvenanceView(services),
    new ProvenanceProblems(services),
    registerProvenanceFixes(services),
    registerProvenanceHover(services),
    registerCommitMessageHover(services),
    loadPolicyEditing(services),
    watchHooks(services),
    warnOfAiText(services),
    checkCommits(services),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      services.trees.reset();
      start(services);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => start(services)),
  ];
}

/** Looks for the trees of the workspace and its open documents. */
function start({ commitPreview, documents, statusBar, trees, welcomeContext }: Services): void {
  void trees.ofFolders().then(() => statusBar.refresh());
  documents.refresh();
  statusBar.refresh();
  commitPreview.refresh();
  void welcomeContext.refresh();
}
