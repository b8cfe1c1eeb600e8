import * as vscode from 'vscode';
import { printable } from '../../../text/printable';
import { explainBlame } from '../../../workflow/read/blameWords';
import { Delay } from '../../window/delay';
import { Owner } from '../../window/owner';
import { isShown } from '../../window/settings';
import type { WindowServices } from '../../window/windowServices';
import type { CommittedLines } from '../lines/committedLines';
import { insertionText } from '../lines/insertions';
import type { UncommittedLines } from '../lines/uncommittedLines';

/** The cursor has to rest this long before git is asked, in milliseconds. */
const REST_MS = 350;
const LENGTH_MAX = 120;

interface AnnotationServices extends Pick<WindowServices, 'assistants'> {
  readonly committedLines: CommittedLines;
  readonly uncommittedLines: UncommittedLines;
}

/** Behind the line at the cursor, where it came from. Off unless `colophon.show` says otherwise. */
export class LineAnnotation extends Owner {
  readonly #type = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 3em' },
  });
  readonly #rest = new Delay(() => void this.#annotate());
  #annotated: vscode.TextEditor | undefined;
  #shown: string | undefined;

  constructor(private readonly services: AnnotationServices) {
    super();
    this.own(
      this.#rest,
      this.#type,
      vscode.window.onDidChangeTextEditorSelection(() => this.#moved()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#moved()),
      vscode.workspace.onDidChangeConfiguration(() => this.#moved()),
      services.uncommittedLines.onDidLook(() => this.#moved()),
    );
  }

  /** What is shown now. */
  get shown(): string | undefined {
    return this.#shown;
  }

  #moved(): void {
    this.#rest.dispose();
    if (!this.#annotated && !isShown('lineAnnotation')) return;
    this.#rest.restart(REST_MS);
  }

  async #annotate(): Promise<void> {
    this.#annotated?.setDecorations(this.#type, []);
    this.#annotated = undefined;
    this.#shown = undefined;
    const editor = vscode.window.activeTextEditor;
    if (!editor || !isShown('lineAnnotation')) return;
    const { document } = editor;
    const { line } = editor.selection.active;
    const { version } = document;
    const text = await this.#textOf(document, line + 1);
    const isThere = editor.selection.active.line === line && document.version === version;
    if (text === undefined || !isThere) return;
    const contentText = printable(text).slice(0, LENGTH_MAX);
    const { end } = document.lineAt(line).range;
    editor.setDecorations(this.#type, [
      { range: new vscode.Range(end, end), renderOptions: { after: { contentText } } },
    ]);
    this.#annotated = editor;
    this.#shown = contentText;
  }

  async #textOf(document: vscode.TextDocument, line: number): Promise<string | undefined> {
    const { displayName } = this.services.assistants;
    const record = this.services.uncommittedLines.in(document, line, line)?.[0];
    if (record) return insertionText({ lines: [line, line], record }, displayName).what;
    const blamed = await this.services.committedLines.find(document, line);
    if (!blamed) return undefined;
    const { title } = explainBlame(blamed, displayName, Date.now());
    return `${title} · ${blamed.commit.oid.slice(0, 10)}`;
  }
}
