import * as vscode from 'vscode';
import type { Assistants } from '../window/assistants';
import type { WorkingTrees } from '../window/workingTrees';
import { PolicyCompletions } from './policyCompletionItems';
import { PolicyDocuments } from './policyDocuments';
import { PolicyFixes, PolicyHovers, PolicyOutline } from './policyLanguage';
import { PolicyLenses } from './policyLenses';
import { policySelector } from './policySelector';
import { PolicyWarnings } from './policyWarnings';

export interface PolicyEditingServices {
  readonly assistants: Assistants;
  readonly trees: WorkingTrees;
}

/** All that helps to write a policy. A bundle of its own, started with the first policy that is open in a window. */
export function startPolicyEditing(parts: PolicyEditingServices): vscode.Disposable {
  const documents = new PolicyDocuments(parts.trees);
  const warnings = new PolicyWarnings(documents);
  const lenses = new PolicyLenses(documents);
  const { languages } = vscode;
  return vscode.Disposable.from(
    documents,
    warnings,
    lenses,
    languages.registerCompletionItemProvider(
      policySelector,
      new PolicyCompletions(documents, parts.assistants),
      // What words begin behind; letters ask by themselves.
      ...[' ', ':', '-', '/', '"', "'", '[', '{', ',', '!'],
    ),
    languages.registerHoverProvider(policySelector, new PolicyHovers(documents, parts.assistants)),
    languages.registerDocumentSymbolProvider(policySelector, new PolicyOutline(documents), {
      label: 'Colophon',
    }),
    languages.registerCodeLensProvider(policySelector, lenses),
    languages.registerCodeActionsProvider(policySelector, new PolicyFixes(documents, warnings), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
