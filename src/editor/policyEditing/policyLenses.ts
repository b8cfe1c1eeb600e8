import * as vscode from 'vscode';
import { vendorsIn, zonesIn } from '../../policy/editing/policyOutline';
import { valueAt } from '../../policy/editing/yamlTree';
import { type PolicyDocuments, rangeOf, today } from './policyDocuments';
import { lensTitle } from './policyLensTitle';
import { showZoneFiles } from './zoneFiles';

/** Opens the list of a zone's files; in no menu. */
const zoneFilesId = 'colophon._zoneFiles';
/** Zones and vendors with a lens; a policy with more is not read by eye. */
const LENSES = 500;

/** Above each zone how many files it holds and who answers for it; above each vendor how its review stands. */
export class PolicyLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #owned: vscode.Disposable;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(private readonly documents: PolicyDocuments) {
    this.onDidChangeCodeLenses = documents.onDidMove;
    this.#owned = vscode.commands.registerCommand(
      zoneFilesId,
      (uri: vscode.Uri, name: string, paths: string[]) => this.#showFiles(uri, name, paths),
    );
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    const tree = this.documents.treeOf(document);
    const zones = zonesIn(valueAt(tree, 'zones')).slice(0, LENSES);
    const vendors = vendorsIn(valueAt(tree, 'vendors'), today()).slice(0, LENSES);
    const place = await this.documents.placeOf(document);
    const counts = (await place?.index?.counts(zones.map(({ patterns }) => patterns))) ?? [];
    const { others } = this.documents.surroundingsOf(place);
    if (token.isCancellationRequested) return [];
    return [
      ...zones.map(({ name, owners, patterns, node, nameNode }, at) => {
        const count = counts[at];
        const title = lensTitle(count, owners, others.zones.includes(name));
        const isList = count !== undefined && count > 0;
        return new vscode.CodeLens(rangeOf(document, node.start, nameNode.end), {
          title,
          command: isList ? zoneFilesId : '',
          ...(isList && {
            arguments: [document.uri, name, patterns],
            tooltip: vscode.l10n.t('Show the tracked files that the patterns in this file match'),
          }),
        });
      }),
      ...vendors.map(
        ({ state, node, nameNode }) =>
          new vscode.CodeLens(rangeOf(document, node.start, nameNode.end), { title: state, command: '' }),
      ),
    ];
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #showFiles(uri: vscode.Uri, zone: string, patterns: readonly string[]): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const place = await this.documents.placeOf(document);
    if (place?.index) await showZoneFiles(place.root, zone, () => place.index!.filesOf(patterns));
  }
}
