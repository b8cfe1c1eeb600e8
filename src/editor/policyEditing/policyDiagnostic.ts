import * as vscode from 'vscode';
import type { Problem } from '../../policy/problem';

/** A problem of a policy as VS Code shows it. */
export function diagnosticOf({ message, severity, ...place }: Problem): vscode.Diagnostic {
  const range = new vscode.Range(place.line - 1, place.column - 1, place.endLine - 1, place.endColumn - 1);
  const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(range, message, level);
  diagnostic.source = 'Colophon';
  return diagnostic;
}
