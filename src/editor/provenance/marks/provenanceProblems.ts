import * as vscode from 'vscode';
import { planOverrides } from '../../../git/repository/config';
import { isAi } from '../../../provenance/source';
import type { CommitPreview } from '../../commit/commitPreview';
import { Owner } from '../../window/owner';
import { isShown, onSettingChange } from '../../window/settings';
import { pathsOf } from '../../window/treePaths';
import type { WindowServices } from '../../window/windowServices';
import type { WorkingTree } from '../../window/workingTree';
import type { UncommittedLines } from '../lines/uncommittedLines';
import { type InsertionProblem, insertionProblems } from './insertionProblems';

export const problemSource = 'Colophon';

interface ProblemServices extends Pick<WindowServices, 'assistants' | 'trees'> {
  readonly commitPreview: CommitPreview;
  readonly uncommittedLines: UncommittedLines;
}

const severities = {
  block: vscode.DiagnosticSeverity.Warning,
  warn: vscode.DiagnosticSeverity.Information,
  record: vscode.DiagnosticSeverity.Hint,
} as const;

/** *Problems*: the AI insertions of open files that need an attestation, a sign-off or another vendor. */
export class ProvenanceProblems extends Owner {
  readonly #collection = vscode.languages.createDiagnosticCollection('colophon-provenance');

  constructor(private readonly services: ProblemServices) {
    super();
    this.own(
      this.#collection,
      services.uncommittedLines.onDidLook((document) => void this.#update(document)),
      services.commitPreview.onDidChange(() => this.refresh()),
      onSettingChange(() => this.refresh()),
    );
  }

  /** A policy, an attestation or a sign-off may have changed what is needed. */
  refresh(): void {
    for (const document of vscode.workspace.textDocuments) void this.#update(document);
  }

  async #update(document: vscode.TextDocument): Promise<void> {
    const records = this.services.uncommittedLines.get(document);
    const hasAi = records.some(({ origin }) => isAi(origin));
    const tree = hasAi && isShown('problems') ? this.services.trees.peek(document.uri) : undefined;
    const { version } = document;
    const problems = tree ? await this.#problemsOf(document, tree) : [];
    // A later look tells more.
    if (document.version !== version) return;
    if (problems.length === 0) this.#collection.delete(document.uri);
    else
      this.#collection.set(
        document.uri,
        problems.map((one) => diagnosticOf(document, one)),
      );
  }

  async #problemsOf(document: vscode.TextDocument, tree: WorkingTree): Promise<readonly InsertionProblem[]> {
    const { repo, policy, matcher } = tree;
    if (!repo || policy.kind !== 'ok' || !matcher) return [];
    const { commitPreview, assistants, uncommittedLines } = this.services;
    const paths = pathsOf(tree, document.uri);
    const names = new Set(
      paths.flatMap((path) => {
        const { zone, zones } = matcher.decide(path);
        return zones.length > 0 ? zones : [zone];
      }),
    );
    const zones = [...names]
      .map(matcher.zone)
      .filter(({ name, mode }) => name !== 'default' || mode !== 'eligible');
    if (zones.length === 0) return [];
    const overrides = await planOverrides(repo);
    const attested = paths.map((path) => commitPreview.attested(tree, path));
    return insertionProblems(uncommittedLines.get(document), {
      policy: policy.compiled,
      zones,
      overrides,
      signedOff: paths.length > 0 && paths.every((path) => commitPreview.isSignedOff(tree, path, document)),
      isAttested: (line) =>
        line <= document.lineCount &&
        attested.some((texts) => texts?.has(document.lineAt(line - 1).text) === true),
      displayName: assistants.displayName,
      now: Date.now(),
    });
  }
}

function diagnosticOf(
  document: vscode.TextDocument,
  { lines: [first, last], message, enforce, rules }: InsertionProblem,
): vscode.Diagnostic {
  const end = document.validatePosition(new vscode.Position(last - 1, Number.MAX_SAFE_INTEGER));
  const start = new vscode.Position(first - 1, document.lineAt(first - 1).firstNonWhitespaceCharacterIndex);
  const diagnostic = new vscode.Diagnostic(new vscode.Range(start, end), message, severities[enforce]);
  diagnostic.source = problemSource;
  diagnostic.code = rules.join(', ');
  return diagnostic;
}
