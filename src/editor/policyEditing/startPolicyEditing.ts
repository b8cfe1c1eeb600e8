import * as vscode from 'vscode';
import type { WindowServices } from '../window/windowServices';
import { PolicyCompletions } from './policyCompletionItems';
import { PolicyDocuments } from './policyDocuments';
import { PolicyFixes, PolicyHovers, PolicyOutline } from './policyLanguage';
import { PolicyLenses } from './policyLenses';
import { policySelector } from './policySelector';
import { PolicyWarnings } from './policyWarnings';

export type PolicyEditingServices = Pick<WindowServices, 'assistants' | 'trees'>;

/** All that helps to write a policy. A bundle of its own, started with the first policy that is open in a window. */
export function startPolicyEditing(services: PolicyEditingServices): vscode.Disposable {
  const documents = new PolicyDocuments(services.trees);
  const warnings = new PolicyWarnings(documents);
  const lenses = new PolicyLenses(documents);
  const { languages } = vscode;
  return vscode.Disposable.from(
    documents,
    warnings,
    lenses,
    languages.registerCompletionItemProvider(
      policySelector,
      new PolicyCompletions(documents, services.assistants),
      // What words begin behind; letters ask by themselves.
      ...[' ', ':', '-', '/', '"', "'", '[', '{', ',', '!'],
    ),
    languages.registerHoverProvider(policySelector, new PolicyHovers(documents, services.assistants)),
    languages.registerDocumentSymbolProvider(policySelector, new PolicyOutline(documents), {
      label: 'Colophon',
    }),
    languages.registerCodeLensProvider(policySelector, lenses),
    languages.registerCodeActionsProvider(policySelector, new PolicyFixes(documents, warnings), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
