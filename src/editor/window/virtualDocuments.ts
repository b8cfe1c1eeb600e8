import * as vscode from 'vscode';
import { Owner } from './owner';

export const scheme = 'colophon';

/** Read-only documents that are made for one look: what was looked up, and the two sides of a diff. */
export class VirtualDocuments extends Owner implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor() {
    super();
    this.own(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#texts.delete(uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Makes a document. `name` ends as its language's files do; `side` tells documents of the same name apart. */
  make(name: string, text: string, side = ''): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${name}`, query: side });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  async show(name: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.make(name, text));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  override dispose(): void {
    super.dispose();
    this.#texts.clear();
  }
}
