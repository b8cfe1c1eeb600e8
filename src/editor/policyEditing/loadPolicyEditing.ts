import * as vscode from 'vscode';
import { policySelector } from './policySelector';
import type { PolicyEditingServices } from './startPolicyEditing';

/** Loads what helps to write a policy once one is open in this window: most windows never need it. */
export function loadPolicyEditing(services: PolicyEditingServices): vscode.Disposable {
  let started: vscode.Disposable | undefined;
  const look = (document: vscode.TextDocument): void => {
    if (started || vscode.languages.match(policySelector, document) === 0) return;
    // `dist/policyEditing.cjs`; `esbuild.mjs` makes it of `policyEditing.ts`.
    const editing = require('./policyEditing.cjs') as typeof import('./startPolicyEditing');
    started = editing.startPolicyEditing(services);
  };
  const opened = vscode.workspace.onDidOpenTextDocument(look);
  for (const document of vscode.workspace.textDocuments) look(document);
  return {
    dispose: () => {
      opened.dispose();
      started?.dispose();
    },
  };
}
