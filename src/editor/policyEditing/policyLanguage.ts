import * as vscode from 'vscode';
import { editsFor } from '../../policy/editing/policyFixes';
import { hoverAt } from '../../policy/editing/policyHovers';
import { type OutlineItem, outlineOf } from '../../policy/editing/policyOutline';
import { parsePolicy, policyFile } from '../../policy/parse';
import type { Problem } from '../../policy/problem';
import { withoutException } from '../../workflow/policy/treeProblems';
import type { Assistants } from '../window/assistants';
import { type PolicyDocuments, type PolicyPlace, rangeOf, today } from './policyDocuments';
import type { PolicyWarnings } from './policyWarnings';

/** What the word under the mouse means. */
export class PolicyHovers implements vscode.HoverProvider {
  constructor(
    private readonly documents: PolicyDocuments,
    private readonly assistants: Assistants,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const tree = this.documents.treeOf(document);
    const offset = document.offsetAt(position);
    const place = await this.documents.placeOf(document);
    const { catalogue } = this.assistants;
    const found = hoverAt(tree, offset, {
      others: this.documents.surroundingsOf(place).others,
      assistantName: (id) => catalogue.byId(id)?.name,
      today: today(),
    });
    if (!found) return undefined;
    const parts = [...found.parts];
    if (found.patterns) parts.push(await matched(found.patterns, place));
    return new vscode.Hover(
      parts.map((part) => new vscode.MarkdownString(part)),
      rangeOf(document, found.start, found.end),
    );
  }
}

async function matched(patterns: readonly string[], place: PolicyPlace | undefined): Promise<string> {
  const list = patterns.length === 1 ? patterns.map(withoutException) : patterns;
  const [count] = (await place?.index?.counts([list])) ?? [];
  if (count === undefined) return vscode.l10n.t('How many tracked files this matches is unknown.');
  if (count === 1) return vscode.l10n.t('Matches 1 tracked file.');
  return vscode.l10n.t('Matches {0} tracked files.', count.toLocaleString('en'));
}

const symbolKinds: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  section: vscode.SymbolKind.Module,
  person: vscode.SymbolKind.Variable,
  zone: vscode.SymbolKind.Namespace,
  vendor: vscode.SymbolKind.Package,
};

/** Contacts, owners, zones and vendors, by name. */
export class PolicyOutline implements vscode.DocumentSymbolProvider {
  constructor(private readonly documents: PolicyDocuments) {}

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const symbolOf = (item: OutlineItem): vscode.DocumentSymbol => {
      const symbol = new vscode.DocumentSymbol(
        item.name,
        item.detail,
        symbolKinds[item.kind],
        rangeOf(document, item.start, item.end),
        rangeOf(document, item.nameStart, item.nameEnd),
      );
      symbol.children = item.children.map(symbolOf);
      return symbol;
    };
    return outlineOf(this.documents.treeOf(document), today()).map(symbolOf);
  }
}

/** What mends the problems at the cursor. */
export class PolicyFixes implements vscode.CodeActionProvider {
  readonly #parsed = new WeakMap<vscode.TextDocument, { version: number; problems: readonly Problem[] }>();

  constructor(
    private readonly documents: PolicyDocuments,
    private readonly warnings: PolicyWarnings,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const ours = diagnostics.filter(({ source }) => source === 'Colophon');
    const place = ours.length > 0 ? await this.documents.placeOf(document) : undefined;
    if (!place) return [];
    const tree = this.documents.treeOf(document);
    const text = document.getText();
    return [...this.#problemsOf(document, place), ...this.warnings.problemsOf(place)].flatMap((problem) => {
      const diagnostic = ours.find(
        (one) => one.message === problem.message && one.range.intersection(range) !== undefined,
      );
      if (!diagnostic) return [];
      return editsFor(text, tree, problem).map((edit) => {
        const action = new vscode.CodeAction(edit.title, vscode.CodeActionKind.QuickFix);
        const where = rangeOf(document, edit.start, edit.end);
        const change = edit.snippet
          ? Object.assign(new vscode.SnippetTextEdit(where, new vscode.SnippetString(edit.text)), {
              keepWhitespace: true,
            })
          : new vscode.TextEdit(where, edit.text);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.set(document.uri, [change]);
        action.diagnostics = [diagnostic];
        action.isPreferred = edit.preferred;
        return action;
      });
    });
  }

  /** Those of the whole policy that lie in this document. */
  #problemsOf(document: vscode.TextDocument, { root, file }: PolicyPlace): readonly Problem[] {
    const known = this.#parsed.get(document);
    if (known?.version === document.version) return known.problems;
    const read = this.documents.readerOf(root);
    const { problems } = parsePolicy(read(policyFile) ?? '', { read });
    const own = problems.filter(({ path }) => path === file);
    this.#parsed.set(document, { version: document.version, problems: own });
    return own;
  }
}
