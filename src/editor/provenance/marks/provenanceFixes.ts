import * as vscode from 'vscode';
import type { Documents } from '../../window/documents';
import type { LineTarget } from '../../window/lineTarget';
import type { WorkingTrees } from '../../window/workingTrees';
import type { UncommittedLines } from '../lines/uncommittedLines';
import { problemSource } from './provenanceProblems';
import { removable } from './removeInsertion';

export interface FixParts {
  readonly documents: Documents;
  readonly trees: WorkingTrees;
  readonly uncommittedLines: UncommittedLines;
}

/** The quick fixes of `provenanceProblems`. */
export class ProvenanceFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };
  readonly #parts: FixParts;

  constructor(parts: FixParts) {
    this.#parts = parts;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const own = diagnostics.filter(
      ({ source, code }) => source === problemSource && typeof code === 'string',
    );
    return own.flatMap((diagnostic) => this.#fixes(document, diagnostic));
  }

  #fixes(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
    const rules = String(diagnostic.code).split(', ');
    const { start, end } = diagnostic.range;
    const place: LineTarget = { file: document.uri.fsPath, lines: [start.line + 1, end.line + 1] };
    const tree = this.#parts.trees.peek(document.uri);
    const root = tree && vscode.Uri.file(tree.root);
    const command = (title: string, id: string, argument: unknown): vscode.CodeAction => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.command = { title, command: id, arguments: [argument] };
      action.diagnostics = [diagnostic];
      return action;
    };
    const remove = new vscode.CodeAction(
      vscode.l10n.t('Remove the insertion'),
      vscode.CodeActionKind.QuickFix,
    );
    remove.edit = new vscode.WorkspaceEdit();
    for (const range of removable(document, this.#parts, place)) remove.edit.delete(document.uri, range);
    remove.diagnostics = [diagnostic];
    return [
      ...(rules.includes('attestation-missing')
        ? [command(vscode.l10n.t('Attest staged changes…'), 'colophon.attestStaged', root)]
        : []),
      ...(rules.includes('signoff-missing')
        ? [command(vscode.l10n.t('Request sign-off…'), 'colophon.requestSignOff', root)]
        : []),
      ...(rules.some((rule) => rule === 'vendor-not-approved' || rule === 'terms-expired')
        ? [command(vscode.l10n.t('Look up the policy of this file'), 'colophon.lookUpPolicy', document.uri)]
        : []),
      ...(remove.edit.size > 0 ? [remove] : []),
      command(vscode.l10n.t('Mark as…'), 'colophon.markSelection', place),
    ];
  }
}
