import * as vscode from 'vscode';
import type { Rule } from '../../../policy/rules/rules';
import type { LineTarget } from '../../window/lineTarget';
import type { WindowServices } from '../../window/windowServices';
import type { UncommittedLines } from '../lines/uncommittedLines';
import { problemSource } from './provenanceProblems';
import { removable } from './removeInsertion';

interface FixServices extends Pick<WindowServices, 'documents' | 'trees'> {
  readonly uncommittedLines: UncommittedLines;
}

/** The quick fixes of `provenanceProblems`. */
export function registerProvenanceFixes(services: FixServices): vscode.Disposable {
  const provideCodeActions: vscode.CodeActionProvider['provideCodeActions'] = (document, _range, context) =>
    context.diagnostics
      .filter(({ source, code }) => source === problemSource && typeof code === 'string')
      .flatMap((diagnostic) => fixesOf(services, document, diagnostic));
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    { provideCodeActions },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function fixesOf(
  services: FixServices,
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  const rules = String(diagnostic.code).split(', ');
  const needs = (...wanted: Rule[]) => wanted.some((rule) => rules.includes(rule));
  const { start, end } = diagnostic.range;
  const target: LineTarget = { file: document.uri.fsPath, lines: [start.line + 1, end.line + 1] };
  const tree = services.trees.peek(document.uri);
  const root = tree && vscode.Uri.file(tree.root);
  const fix = (title: string): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    return action;
  };
  const command = (title: string, id: string, argument: unknown) =>
    Object.assign(fix(title), { command: { title, command: id, arguments: [argument] } });
  const edit = new vscode.WorkspaceEdit();
  for (const range of removable(document, services, target)) edit.delete(document.uri, range);
  return [
    ...(needs('attestation-missing')
      ? [command(vscode.l10n.t('Attest staged changes…'), 'colophon.attestStaged', root)]
      : []),
    ...(needs('signoff-missing')
      ? [command(vscode.l10n.t('Request sign-off…'), 'colophon.requestSignOff', root)]
      : []),
    ...(needs('vendor-not-approved', 'terms-expired')
      ? [command(vscode.l10n.t('Look up the policy of this file'), 'colophon.lookUpPolicy', document.uri)]
      : []),
    ...(edit.size > 0 ? [Object.assign(fix(vscode.l10n.t('Remove the insertion')), { edit })] : []),
    command(vscode.l10n.t('Mark as…'), 'colophon.markSelection', target),
  ];
}
