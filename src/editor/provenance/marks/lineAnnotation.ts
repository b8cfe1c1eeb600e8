import * as vscode from 'vscode';
import { printable } from '../../../text/printable';
import { explainBlame } from '../../../workflow/read/blameWords';
import type { Assistants } from '../../window/assistants';
import { isShown } from '../../window/settings';
import type { CommittedLines } from '../lines/committedLines';
import { insertionText } from '../lines/insertions';
import type { UncommittedLines } from '../lines/uncommittedLines';

/** The cursor rests this long before anything is looked at, in milliseconds. */
const REST_MS = 350;
const LENGTH_MAX = 120;

export interface AnnotationParts {
  readonly assistants: Assistants;
  readonly committedLines: CommittedLines;
  readonly uncommittedLines: UncommittedLines;
}

/** Behind the line at the cursor, where it came from. Off unless `colophon.show` says otherwise. */
export class LineAnnotation implements vscode.Disposable {
  readonly #parts: AnnotationParts;
  readonly #type = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 3em' },
  });
  readonly #owned: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #annotated: vscode.TextEditor | undefined;
  #shown: string | undefined;

  constructor(parts: AnnotationParts) {
    this.#parts = parts;
    this.#owned = [
      this.#type,
      vscode.window.onDidChangeTextEditorSelection(() => this.#moved()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#moved()),
      vscode.workspace.onDidChangeConfiguration(() => this.#moved()),
      parts.uncommittedLines.onDidLook(() => this.#moved()),
    ];
  }

  /** What is shown now. */
  get shown(): string | undefined {
    return this.#shown;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const owned of this.#owned) owned.dispose();
  }

  #moved(): void {
    clearTimeout(this.#timer);
    if (!this.#annotated && !isShown('lineAnnotation')) return;
    this.#timer = setTimeout(() => void this.#annotate(), REST_MS);
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
    const { displayName } = this.#parts.assistants;
    const record = this.#parts.uncommittedLines.in(document, line, line)?.[0];
    if (record) return insertionText({ lines: [line, line], record }, displayName).what;
    const blamed = await this.#parts.committedLines.find(document, line);
    if (!blamed) return undefined;
    const { title } = explainBlame(blamed, displayName, Date.now());
    return `${title} · ${blamed.commit.oid.slice(0, 10)}`;
  }
}
