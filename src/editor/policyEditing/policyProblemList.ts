import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../../policy/problem';
import { Delay } from '../window/delay';
import { Owner } from '../window/owner';
import { problemsByFile } from '../window/policyProblems';

/** Problems of the policies of working trees, each shown where it stands. */
export class PolicyProblemList extends Owner {
  readonly #collection: vscode.DiagnosticCollection;
  readonly #shown = new Map<string, ReadonlyMap<string, readonly Problem[]>>();
  readonly #delays = new Map<string, Delay>();

  constructor(name: string) {
    super();
    this.#collection = vscode.languages.createDiagnosticCollection(name);
    this.own(this.#collection);
  }

  /** Those of a file, POSIX from the root, as they were last shown. */
  of(root: string, file: string): readonly Problem[] {
    return this.#shown.get(root)?.get(file) ?? [];
  }

  /** All there are of the policy of one working tree. */
  show(root: string, problems: readonly Problem[]): void {
    const byFile = problemsByFile(problems, this.#shown.get(root)?.keys() ?? []);
    for (const [file, found] of byFile)
      this.#collection.set(vscode.Uri.file(path.join(root, file)), found.map(diagnosticOf));
    this.#shown.set(root, byFile);
  }

  /** Calls `read` once nobody has asked for this root for `ms` milliseconds. */
  later(root: string, ms: number, read: () => void): void {
    this.#delays.get(root)?.dispose();
    const delay = new Delay(read);
    this.#delays.set(root, delay);
    delay.restart(ms);
  }

  override dispose(): void {
    for (const delay of this.#delays.values()) delay.dispose();
    super.dispose();
  }
}

function diagnosticOf({ message, severity, ...place }: Problem): vscode.Diagnostic {
  const range = new vscode.Range(place.line - 1, place.column - 1, place.endLine - 1, place.endColumn - 1);
  const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(range, message, level);
  diagnostic.source = 'Colophon';
  return diagnostic;
}
