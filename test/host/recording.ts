import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { keys, textsOf } from './driver';

/** What `test/fixtures/recorder` exports. */
interface Recorder {
  begin(): void;
  note(event: object): void;
  end(): { readonly at: number; readonly file: string; readonly event: string }[];
  last(): number;
  count(): number;
  now(): number;
}

export const root = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
export const pathOf = (file: string): string => join(root(), file);
export const uriOf = (file: string): vscode.Uri => vscode.Uri.file(pathOf(file));
export const command = <T>(id: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(id, ...args);
export const sleep = (ms: number): Promise<void> => new Promise((fulfil) => setTimeout(fulfil, ms));

/** Long after what a busy machine needs: only what does not come at all is waited for so long. */
export const patienceMs = 45_000;

/** Waits until `test` holds. Throws, naming `what`, when it does not in `ms`. */
export async function until<T>(
  what: string,
  test: () => T | PromiseLike<T>,
  ms = patienceMs,
): Promise<NonNullable<T>> {
  for (const end = Date.now() + ms; ; await sleep(50)) {
    const value = await test();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
  }
}

/** Writes a file as another program does. */
export function write(file: string, text: string): void {
  mkdirSync(dirname(pathOf(file)), { recursive: true });
  writeFileSync(pathOf(file), text);
}

/**
 * Opens a file with `text`, in which `|` is the cursor and `[…]` (marks `⟦`, `⟧`) the selection. Unless `clean`, it has
 * an unsaved edit already: an empty line at its end, so that the first edit of a clean file is a case of its own.
 */
export async function open(
  file: string,
  text: string,
  options: { readonly clean?: boolean } = {},
): Promise<vscode.TextEditor> {
  const from = text.search(/[|⟦]/);
  const plain = text.replace(/[|⟦]/, '');
  const to = plain.search(/⟧/);
  write(file, plain.replace('⟧', ''));
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await command('workbench.action.focusActiveEditorGroup');
  await until('the file’s text', () => document.getText() === plain.replace('⟧', ''));
  if (!options.clean) {
    await editor.edit((builder) => builder.insert(document.lineAt(document.lineCount - 1).range.end, '\n'), {
      undoStopBefore: true,
      undoStopAfter: true,
    });
    await until('the file to be unsaved', () => document.isDirty);
  }
  const place = (offset: number): vscode.Position => document.positionAt(offset);
  const active = place(to < 0 ? Math.max(from, 0) : to);
  editor.selection = new vscode.Selection(place(Math.max(from, 0)), active);
  editor.revealRange(editor.selection);
  // Answered by the window after it has the selection.
  await command('workbench.action.focusActiveEditorGroup');
  await sleep(250);
  return editor;
}

/**
 * Puts the cursor at a place by keys, once the editor has them: they come before those that follow. A selection that is
 * set from here is not waited for, and on a busy machine comes after them.
 */
export async function cursorTo(editor: vscode.TextEditor, line: number, character: number): Promise<void> {
  const { document } = editor;
  const end = () => document.lineAt(document.lineCount - 1).range.end;
  const wanted = new vscode.Position(line, character);
  const isEnd = wanted.isEqual(end());
  const isThere = () =>
    vscode.window.activeTextEditor === editor &&
    editor.selection.isEmpty &&
    // A file that is read again meanwhile ends elsewhere.
    editor.selection.active.isEqual(isEnd ? end() : wanted);
  const way = isEnd
    ? ['Control+End']
    : ['Control+Home', ...Array(line).fill('ArrowDown'), ...Array(character).fill('ArrowRight')];
  await until(`the cursor to stay at ${line}:${character}`, async () => {
    await command('workbench.action.focusActiveEditorGroup');
    await keys.press(...way);
    await until('the cursor', isThere, 2000).catch(() => {});
    // A window that is still opening the editor may put it back once.
    await sleep(300);
    return isThere();
  });
}

export async function closeAll(): Promise<void> {
  await vscode.workspace.saveAll(false);
  await command('workbench.action.closeAllEditors');
}

/** Offers ghost text through the sample assistant, and waits until it is seen. Headless windows sometimes need a nudge. */
export async function offer(text: string, options: { readonly range?: 'line' } = {}): Promise<void> {
  await command('sampleAssistant.offer', text, options);
  for (let nudges = 0; nudges < 20; nudges += 1) {
    for (let polls = 0; polls < 10; polls += 1) {
      if (await isGhostTextSeen()) return;
      await sleep(50);
    }
    await command('editor.action.inlineSuggest.trigger');
  }
  throw new Error('the ghost text did not appear');
}

/** Ghost text at the end of the document in front, offered and accepted. */
export async function accept(document: vscode.TextDocument, text: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    await command('workbench.action.focusActiveEditorGroup');
    await keys.press('Control+End');
    await sleep(500);
    const isSeen = await offer(text).then(
      () => true,
      (error: unknown) => {
        if (tries === 4) throw error;
        return false;
      },
    );
    if (isSeen) break;
    await keys.press('Escape');
  }
  await keys.press('Tab');
  await until('the text', () => document.getText().includes(text));
}

export async function isGhostTextSeen(): Promise<boolean> {
  const seen = await textsOf('.ghost-text-decoration, .ghost-text, .ghost-text-decoration-preview');
  return seen.some((text) => text.trim() !== '');
}

export function recorder(): Recorder {
  const extension = vscode.extensions.getExtension<Recorder>('colophon-test.recorder');
  if (extension === undefined) throw new Error('the recorder extension is not there');
  return extension.exports;
}

/** Waits until nothing has been seen for `quiet` milliseconds. */
export async function settle(quiet = 700): Promise<void> {
  await until('events to end', () => recorder().now() - recorder().last() > quiet, 20_000);
}

/**
 * Records what an extension sees while `act` runs, as `<name>.json` in `COLOPHON_STREAMS`: the texts of `files` before
 * and after (as the editor has them), and the events. `what` says what a person did.
 */
export async function record(
  name: string,
  what: string,
  files: readonly string[],
  act: () => Promise<unknown>,
): Promise<void> {
  const texts = async (): Promise<Record<string, { text: string; eol: string; isDirty: boolean }>> => {
    const entries = files.map(async (file) => {
      const document = await vscode.workspace.openTextDocument(uriOf(file));
      const eol = document.eol === vscode.EndOfLine.CRLF ? 'crlf' : 'lf';
      return [file, { text: document.getText(), eol, isDirty: document.isDirty }] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };
  const before = await texts();
  await settle(300);
  recorder().begin();
  await act();
  await settle();
  const events = recorder().end();
  const after = await texts();
  const folder = process.env.COLOPHON_STREAMS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const stream = { name, what, host: `VS Code ${vscode.version}`, before, after };
  const head = JSON.stringify(stream, null, 2).replace(/\n\}$/, '');
  const lines = events.map((event) => `    ${JSON.stringify(event)}`).join(',\n');
  writeFileSync(join(folder, `${name}.json`), `${head},\n  "events": [\n${lines}\n  ]\n}\n`);
}
