import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { LedgerStore } from '../../src/git/store/ledgerStore';
import { carryFrom } from '../../src/provenance/carry/carry';
import { decideLines } from '../../src/provenance/decide';
import {
  editOf,
  type ProgramEdit,
  placeOf,
  type Session,
  type Step,
  stretchOf,
  withEdit,
} from '../support/sessions/format';
import { clipboard, keys, mouse, textsOf } from './driver';
import { command, offer, recorder, root, settle, sleep, until } from './recording';

interface Before {
  readonly commit: string;
  readonly files: Readonly<Record<string, { text: string; open: boolean }>>;
}

/** One session under way in this window, in a folder of its own. */
export class Play {
  readonly session: Session;
  before: Before;
  readonly #settings = new Map<string, unknown>();

  constructor(session: Session, before: object = {}) {
    this.session = session;
    this.before = before as Before;
  }

  get #folder(): string {
    return join(root(), this.session.name);
  }

  #uri(file: string): vscode.Uri {
    return vscode.Uri.file(join(this.#folder, file));
  }

  get #editor(): vscode.TextEditor {
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor, 'an editor is open');
    return editor;
  }

  get #document(): vscode.TextDocument {
    return this.#editor.document;
  }

  /** Writes and commits the files, opens the first, and begins to record. */
  async open(): Promise<void> {
    const { session } = this;
    mkdirSync(this.#folder, { recursive: true });
    this.#git('switch', '-q', '-f', 'main');
    const files = Object.entries(session.text);
    for (const [file, text] of files) writeFileSync(join(this.#folder, file), text.replace('¦', ''));
    this.#git('add', '-A', '.');
    this.#git('commit', '-q', '--allow-empty', '-m', `${session.name}: before`);
    for (const [key, value] of Object.entries(session.settings ?? {})) {
      const configuration = vscode.workspace.getConfiguration();
      this.#settings.set(key, configuration.inspect(key)?.globalValue);
      await configuration.update(key, value, vscode.ConfigurationTarget.Global);
    }
    const [first, text] = files[0]!;
    await vscode.window.showTextDocument(this.#uri(first), { preview: false });
    await command('workbench.action.focusActiveEditorGroup');
    await this.#place(Math.max(text.indexOf('¦'), 0));
    await settle(500);
    this.before = {
      commit: this.#git('rev-parse', 'HEAD').trim(),
      files: Object.fromEntries(
        files.map(([file, source]) => [file, { text: source.replace('¦', ''), open: file === first }]),
      ),
    };
    recorder().begin();
    await this.head();
  }

  /** After a reload: what the host does not open again by itself is opened. */
  async isBack(): Promise<void> {
    await this.#show(Object.keys(this.session.text)[0]!);
    await command('workbench.action.focusActiveEditorGroup');
    await sleep(1500);
  }

  async steps(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      try {
        await this.#step(step);
      } catch (error) {
        const text = vscode.window.activeTextEditor?.document.getText();
        throw new Error(`${JSON.stringify(step)}: ${String(error)}\n${JSON.stringify(text)}`);
      }
      // A person looks at what came of it.
      await settle(250);
    }
  }

  async #step(step: Step): Promise<unknown> {
    if (typeof step === 'string') return this.#simple(step);
    if ('type' in step) return this.#typing(() => keys.type(step.type, { delay: 30 }));
    if ('burst' in step) return this.#typing(() => keys.type(step.burst));
    if ('compose' in step) return keys.insertText(step.compose);
    if ('press' in step) return this.#press(step.press);
    if ('ghost' in step) return offer(step.ghost, step.from ? { range: step.from } : {});
    if ('nextEdit' in step) return this.#nextEdit(step.nextEdit);
    if ('accept' in step) return this.#changes(() => this.#accept(step.accept));
    if ('suggest' in step) return this.#suggest(step.suggest, step.by ?? 'Tab');
    if ('clipboard' in step) return clipboard.write(step.clipboard);
    return this.#otherStep(step);
  }

  /** What is not typed at the cursor. */
  async #otherStep(step: Exclude<Step, string>): Promise<unknown> {
    if ('pause' in step) return sleep(step.pause);
    if ('cursor' in step) return this.#place(placeOf(this.#text, step.cursor));
    if ('select' in step) return this.#select(step.select);
    if ('drag' in step) return this.#changes(() => this.#drag(step.drag, step.to));
    if ('run' in step) return command(step.run, ...(step.with === undefined ? [] : [step.with]));
    if ('rename' in step) return this.#changes(() => this.#rename(step.rename));
    if ('fix' in step) return this.#changes(() => this.#fix(step.fix));
    if ('refactor' in step) return this.#changes(() => this.#choose('Control+Shift+R', step.refactor));
    if ('merge' in step) return this.#onCommandLine(`merge -q ${step.merge}`, 'fails');
    if ('agent' in step) return this.#program('sampleAssistant', step.agent.by ?? 'edit', step.agent);
    if ('extension' in step) return this.#program('plain', step.extension.by ?? 'edit', step.extension);
    if ('process' in step) return this.#process(step.process);
    if ('git' in step) return this.#onCommandLine(step.git);
    if ('open' in step) return this.#show(step.open);
    if ('expect' in step) return until('the text', () => this.#text.includes(step.expect));
    throw new Error(`no such step: ${JSON.stringify(step)}`);
  }

  async #simple(step: Step & string): Promise<unknown> {
    switch (step) {
      case 'save': {
        const document = this.#document;
        await keys.press('Control+S');
        return until(
          'the save',
          () => !document.isDirty && readFileSync(document.uri.fsPath, 'utf8') === document.getText(),
        );
      }
      case 'undo':
        return this.#changes(() => keys.press('Control+Z'));
      case 'redo':
        return this.#changes(() => keys.press('Control+Shift+Z'));
      case 'copy':
        await keys.press('Control+C');
        return sleep(300);
      case 'cut':
        return this.#changes(() => keys.press('Control+X'));
      case 'paste':
        return this.#changes(() => keys.press('Control+V'));
      case 'close':
        return command('workbench.action.closeActiveEditor');
      case 'reload':
        throw new Error('a reload parts the session in two');
    }
  }

  get #text(): string {
    return this.#document.getText();
  }

  /** Until all keys have come: the text has stopped growing. */
  async #typing(type: () => Promise<unknown>): Promise<void> {
    await this.#changes(type);
    await settle(200);
  }

  async #press(chords: string): Promise<void> {
    for (const chord of chords.split(' ')) {
      await keys.press(chord);
      await sleep(120);
    }
  }

  async #changes(act: () => PromiseLike<unknown>): Promise<void> {
    const document = this.#document;
    const { version } = document;
    await act();
    await until('a change', () => document.version > version, 8000);
  }

  async #place(offset: number): Promise<void> {
    await this.#selection(offset, offset);
  }

  async #select(marked: string): Promise<void> {
    const { start, end } = stretchOf(this.#text, marked);
    await this.#selection(start, end);
  }

  /** A window that is still opening the editor may put the cursor back once. */
  async #selection(start: number, end: number): Promise<void> {
    const editor = this.#editor;
    const at = (offset: number) => editor.document.positionAt(offset);
    const wanted = new vscode.Selection(at(start), at(end));
    await until('the cursor to stay', async () => {
      editor.selection = wanted;
      editor.revealRange(wanted);
      await sleep(250);
      return vscode.window.activeTextEditor === editor && editor.selection.isEqual(wanted);
    });
  }

  async #accept(what: 'whole' | 'word' | 'line' | 'next edit'): Promise<unknown> {
    if (what === 'whole') return keys.press('Tab');
    if (what === 'word') return keys.press('Control+ArrowRight');
    if (what === 'line') return command('editor.action.inlineSuggest.acceptNextLine');
    // The first Tab goes to the place.
    await command('editor.action.inlineSuggest.jump');
    await sleep(400);
    return command('editor.action.inlineSuggest.commit');
  }

  async #nextEdit({ over, text }: { over: string; text: string }): Promise<void> {
    const [edit] = editOf(this.#text, { over, text });
    await command('sampleAssistant.offerNextEdit', this.#range(edit!.start, edit!.end), text);
    await sleep(1200);
  }

  #range(start: number, end: number, document = this.#document): number[] {
    const [a, b] = [document.positionAt(start), document.positionAt(end)];
    return [a.line, a.character, b.line, b.character];
  }

  async #suggest(start: string, by: string): Promise<void> {
    await this.#typing(() => keys.type(start, { delay: 60 }));
    await command('editor.action.triggerSuggest');
    await until(
      'IntelliSense',
      async () => (await textsOf('.suggest-widget.visible .monaco-list-row.focused')).length > 0,
    );
    await sleep(400);
    await this.#changes(() => keys.press(by));
  }

  async #drag(selected: string, to: string): Promise<void> {
    await this.#select(selected);
    const lines = (await mouse.boxes('.view-lines .view-line')).filter((box) => box !== null);
    lines.sort((a, b) => a.y - b.y);
    const width = (await mouse.boxes('.monaco-editor .selected-text'))[0]?.width ?? 20;
    const from = (await mouse.boxes('.monaco-editor .selected-text'))[0];
    assert.ok(from, 'a selection is seen');
    const at = this.#document.positionAt(placeOf(this.#text, to));
    const { start, end } = stretchOf(this.#text, selected);
    const character = width / (end - start);
    const line = lines[at.line]!;
    await mouse.drag(
      { x: from.x + width / 2, y: from.y + 9 },
      { x: line.x + at.character * character + 1, y: line.y + 9 },
    );
  }

  async #rename(name: string): Promise<void> {
    await keys.press('F2');
    await until(
      'the box',
      async () => (await textsOf('.rename-box.monaco-editor-background, .rename-box')).length > 0,
    );
    await sleep(600);
    await keys.press('Control+A');
    await keys.type(name);
    await sleep(200);
    await keys.press('Enter');
  }

  async #fix(title: string): Promise<void> {
    const { uri } = this.#document;
    await until('the diagnostic', () => vscode.languages.getDiagnostics(uri).length > 0);
    await sleep(500);
    await this.#choose('Control+.', title);
  }

  /** A menu of code actions, and one of them. */
  async #choose(chord: string, title: string): Promise<void> {
    await keys.press(chord);
    await until('the menu', async () =>
      (await textsOf('.action-widget')).join().includes(title.slice(0, 20)),
    );
    const rows = await textsOf('.action-widget .monaco-list-row.action');
    const index = rows.findIndex((row) => row.includes(title));
    await sleep(200);
    for (let i = 0; i < Math.max(index, 0); i++) await keys.press('ArrowDown');
    await sleep(100);
    await keys.press('Enter');
  }

  async #program(extension: 'sampleAssistant' | 'plain', by: string, edit: ProgramEdit): Promise<unknown> {
    const uri = edit.file === undefined ? this.#document.uri : this.#uri(edit.file);
    const text = existsSync(uri.fsPath)
      ? ((await this.#documentOf(uri))?.getText() ?? readFileSync(uri.fsPath, 'utf8'))
      : '';
    if (by === 'fs') return vscode.workspace.fs.writeFile(uri, Buffer.from(withEdit(text, edit)));
    if (by === 'type') return this.#changes(() => command(`${extension}.type`, edit.text));
    const document = await vscode.workspace.openTextDocument(uri);
    const [one] = editOf(text, edit);
    const range = this.#range(one!.start, one!.end, document);
    const { version } = document;
    if (by === 'edit') await command(`${extension}.applyEdit`, uri.toString(), range, edit.text);
    else if (by === 'stream') await this.#stream(uri, document, one!.start, one!.end, edit.text);
    else
      await command(
        extension === 'plain' && by === 'snippet'
          ? 'plain.insertSnippet'
          : `${extension}.${by === 'editor' && extension === 'plain' ? 'editorEdit' : 'textEditorEdit'}`,
        range,
        edit.text,
      );
    await until('the edit', () => document.version > version);
    if (edit.file !== undefined && vscode.window.activeTextEditor?.document !== document)
      await document.save();
  }

  /** Pieces of a few characters, as a model makes them. */
  async #stream(
    uri: vscode.Uri,
    document: vscode.TextDocument,
    start: number,
    end: number,
    text: string,
  ): Promise<void> {
    let at = start;
    let to = end;
    for (const piece of text.match(/\s*\S{1,6}\s?/g) ?? []) {
      await command('sampleAssistant.applyEdit', uri.toString(), this.#range(at, to, document), piece);
      at += piece.length;
      to = at;
      await sleep(20);
    }
  }

  async #documentOf(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
    return vscode.workspace.textDocuments.find((one) => one.uri.fsPath === uri.fsPath);
  }

  /** Another process writes, and the editor takes it over where it has the file open. */
  async #process(edit: ProgramEdit): Promise<void> {
    const file = join(this.#folder, edit.file ?? this.#openFile());
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const wanted = withEdit(text, edit);
    execFileSync(
      process.execPath,
      ['-e', 'require("fs").writeFileSync(process.argv[1], process.argv[2])', file, wanted],
      {
        timeout: 10_000,
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      },
    );
    const document = await this.#documentOf(vscode.Uri.file(file));
    if (document && !document.isDirty)
      await until('the editor to take it over', () => document.getText() === wanted);
  }

  #openFile(): string {
    return this.#document.uri.path.split('/').at(-1)!;
  }

  async #onCommandLine(line: string, fails?: 'fails'): Promise<void> {
    const words = line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
    if (fails) assert.throws(() => this.#git(...words));
    else this.#git(...words);
    await this.head();
    for (const document of vscode.workspace.textDocuments) {
      if (!document.uri.path.startsWith(this.#folder) || document.isDirty) continue;
      const { fsPath } = document.uri;
      if (existsSync(fsPath))
        await until('the editor to take it over', () => document.getText() === readFileSync(fsPath, 'utf8'));
    }
  }

  async #show(file: string): Promise<void> {
    await vscode.window.showTextDocument(this.#uri(file), { preview: false });
    await command('workbench.action.focusActiveEditorGroup');
  }

  #git(...args: string[]): string {
    const who = ['-c', 'user.name=Ada Dev', '-c', 'user.email=ada@acme.dev'];
    return execFileSync('git', [...who, ...args], {
      cwd: this.#folder,
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...process.env, GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** What was seen of this session’s files. */
  events(): { at: number; file: string; event: string }[] {
    const prefix = `${this.session.name}/`;
    return recorder()
      .end()
      .filter(({ file }) => file === '' || file.startsWith(prefix))
      .map((event) => ({ ...event, file: event.file.slice(prefix.length) }));
  }

  /** Notes what HEAD has of the session’s files. */
  async head(): Promise<void> {
    const commit = this.#git('rev-parse', 'HEAD').trim();
    const names = this.#git('ls-tree', '--name-only', 'HEAD', './').split('\n').filter(Boolean);
    const files = Object.fromEntries(names.map((name) => [name, this.#git('show', `HEAD:./${name}`)]));
    recorder().note({ file: '', event: 'head', commit, files });
  }

  async texts(files: readonly string[]): Promise<Record<string, string>> {
    const entries = files.map(async (file) => {
      const document = await this.#documentOf(this.#uri(file));
      return [file, document?.getText() ?? readFileSync(this.#uri(file).fsPath, 'utf8')] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** What the ledger of Colophon in this window says, by line. */
  live(): Record<string, string[]> {
    const dir = this.#git('rev-parse', '--path-format=absolute', '--git-path', 'colophon').trim();
    const { files } = new LedgerStore(dir).read();
    return Object.fromEntries(
      Object.entries(this.session.truth).map(([file]) => {
        const uri = this.#uri(file);
        const open = vscode.workspace.textDocuments.find((one) => one.uri.fsPath === uri.fsPath);
        const text = open?.getText() ?? readFileSync(uri.fsPath, 'utf8');
        const versions = files.get(`${this.session.name}/${file}`)?.versions ?? [];
        const runs = carryFrom(versions, text, { origin: 'unknown' });
        const lines = text.split('\n').map((_, i) => i + 1);
        const isOld = (commit: string) => commit === 'base' || commit === this.before.commit;
        return [file, decideLines(text, runs, lines, isOld).map(({ origin }) => origin)];
      }),
    );
  }

  /** As the button does, with `git.addAICoAuthor` on: what VS Code’s own trailer says of the whole session. */
  async commit(): Promise<{ all: boolean; chatAndAgent: boolean; trailer: boolean }> {
    await vscode.workspace.saveAll(true);
    const names = [...new Set([...Object.keys(this.session.text), ...Object.keys(this.session.truth)])];
    const ask = (level: string): Thenable<boolean> =>
      command<boolean>(
        '_aiEdits.hasAiContributions',
        names.map((name) => this.#uri(name)),
        level,
      );
    const [all, chatAndAgent] = [await ask('all'), await ask('chatAndAgent')];
    interface Git {
      getAPI(version: 1): {
        repositories: {
          add(paths: string[]): Promise<void>;
          commit(message: string, options?: object): Promise<void>;
          status(): Promise<void>;
        }[];
      };
    }
    const git = vscode.extensions.getExtension<Git>('vscode.git')!.exports.getAPI(1);
    const repository = git.repositories[0]!;
    this.#git('add', '-A', '.');
    await repository.status();
    await repository.commit(`${this.session.name}: after`, { empty: true });
    const trailer = this.#git('log', '-1', '--format=%B').includes('Co-authored-by');
    return { all, chatAndAgent, trailer };
  }

  async restore(): Promise<void> {
    for (const [key, value] of this.#settings)
      await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  }
}
