import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { LedgerStore } from '../../src/git/store/ledgerStore';
import { toMarks } from '../support/marks';
import { clipboard, keys, state } from './driver';
import {
  closeAll,
  command,
  cursorTo,
  offer,
  pathOf,
  patienceMs,
  root,
  sleep,
  until,
  uriOf,
  write,
} from './recording';
import { afterwards, hostSuite } from './suite';

const BASE = 'one();\ntwo();\n';
/** Where the host names its reasons, it names the assistant too. */
const byHost = process.env.COLOPHON_HOST_SIGNALS === 'auto';
const AI = byHost ? 'ai:sample' : 'ai';

/** What the record says of what a person and programs do here: `colophon.hostSignals` both ways. */
export const run = hostSuite(() => {
  describe('the record', () => {
    before(async () => {
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      await vscode.extensions.getExtension('colophon.colophon')?.activate();
    });
    afterEach(async function () {
      if (this.currentTest?.title.startsWith('keeps') !== true) await closeAll();
    });

    it('typed lines are human', async () => {
      await at('typed.ts', 0, 6);
      await keys.press('Enter');
      await keys.type('const a = [1];');
      await expectMarks('typed.ts', 'one();«human|\nconst a = [1];»\ntwo();\n');
    });

    it('the first keys in a clean file are human, typed without pauses', async () => {
      await at('fast.ts', 2, 0);
      await keys.type('let fast = 1;', { delay: 0 });
      await expectMarks('fast.ts', `${BASE}«human|let fast = 1;»`);
    });

    it('accepted ghost text is AI: whole', async () => {
      await at('whole.ts', 2, 0);
      await type('const sum = ');
      await offer('add(1, 2);\nconst more = 3;');
      await keys.press('Tab');
      await expectMarks('whole.ts', `${BASE}«human|const sum = »«${AI}|add(1, 2);\nconst more = 3;»`);
    });

    it('accepted ghost text is AI: by word', async () => {
      await at('word.ts', 2, 0);
      await type('const sum = ');
      await offer('alpha beta');
      await keys.press('Control+ArrowRight');
      await expectMarks('word.ts', `${BASE}«human|const sum = »«${AI}|alpha»`);
    });

    it('accepted ghost text is AI: by line', async () => {
      await at('line.ts', 2, 0);
      await type('const list = ');
      await offer('first +\n  second;');
      await command('editor.action.inlineSuggest.acceptNextLine');
      await expectMarks('line.ts', /^one\(\);\ntwo\(\);\n«human\|const list = »«AI\|first \+\n\s*»$/);
    });

    it('text pasted from another program is pasted', async () => {
      await at('pasted.ts', 2, 0);
      await clipboard.write('outside(1);\noutside(2);');
      await keys.press('Control+V');
      await expectMarks('pasted.ts', `${BASE}«pasted|outside(1);\noutside(2);»`);
    });

    it('cut, copy and paste inside carry the sources', async () => {
      await at('carried.ts', 2, 0);
      await offer('ghost();');
      await keys.press('Tab');
      await sleep(400);
      const ghosts = async (count: number) => {
        await until(`${count} ghosts`, () => text('carried.ts').split('ghost').length === count + 1);
        await sleep(300);
      };
      await keys.press('Shift+Home', 'Control+X');
      await ghosts(0);
      await keys.press('Control+V');
      await ghosts(1);
      await keys.press('Home', 'Shift+End', 'Control+C', 'End', 'Enter', 'Control+V');
      await ghosts(2);
      await keys.press('Enter', 'Control+V');
      await ghosts(3);
      const marks = await marksOf('carried.ts');
      assert.equal(marks.split(`«${AI}|ghost();»`).length, 4, marks);
    });

    it('undo and redo restore the sources', async () => {
      await at('undone.ts', 2, 0);
      await offer('ghost();');
      await keys.press('Tab');
      await sleep(400);
      await keys.press('Enter');
      await keys.type('typed();');
      const wanted = `${BASE}«${AI}|ghost();»«human|\ntyped();»`;
      await expectMarks('undone.ts', wanted);
      await keys.press('Control+Z', 'Control+Z', 'Control+Z', 'Control+Z');
      await until('the undo', () => text('undone.ts') === BASE);
      await keys.press('Control+Shift+Z', 'Control+Shift+Z', 'Control+Shift+Z', 'Control+Shift+Z');
      await expectMarks('undone.ts', wanted);
    });

    it('an extension’s workspace edit is never human', async () => {
      const { document } = await at('agent.ts', 2, 0);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(2, 0), 'agent();\n');
      await vscode.workspace.applyEdit(edit);
      await expectMarks('agent.ts', `${BASE}«unknown|agent();\n»`);
      await command('sampleAssistant.textEditorEdit', [0, 0, 0, 0], 'x');
      await until('the edit', () => text('agent.ts').includes('x'));
      assert.ok(!(await marksOf('agent.ts')).includes('human'));
    });

    it('a write by another process is never human, not even when a person types at once', async () => {
      await at('disk.ts', 2, 0);
      write('disk.ts', `zero();\n${BASE}`);
      await until('the reload', () => text('disk.ts').startsWith('zero'));
      await keys.type('xy');
      await expectMarks('disk.ts', /^«unknown\|zero\(\);\n»one\(\);\ntwo\(\);\n«human\|xy»$/);
    });

    it('formatting keeps the sources', async () => {
      await at('format.ts', 2, 0);
      await keys.type('if(a){b();}');
      await sleep(400);
      await keys.press('Control+Shift+I');
      await until('the formatting', () => text('format.ts').includes('if (a) {'), 30_000);
      const marks = await marksOf('format.ts');
      assert.ok(!/unknown|ai/.test(marks) && marks.includes('human'), marks);
    });

    it('a save keeps the sources, and what it trims is no insertion', async () => {
      await at('saved.ts', 2, 0);
      await keys.type('saved();');
      await keys.press('Control+S');
      await saved('saved.ts');
      await expectMarks('saved.ts', `${BASE}«human|saved();»`);
    });

    it('a commit made elsewhere turns insertions into the record of the committed text', async () => {
      await at('committed.ts', 2, 0);
      await keys.type('committed();');
      await keys.press('Control+S');
      await saved('committed.ts');
      git('commit', '-qam', 'committed by hand');
      const head = git('rev-parse', 'HEAD').trim();
      await expectMarks('committed.ts', `${BASE}«human@${head}|committed();»`);
    });

    it('switching branches and back keeps what was typed and saved', async () => {
      await at('branch.ts', 2, 0);
      await keys.type('kept();');
      await keys.press('Control+S');
      await saved('branch.ts');
      git('stash', '-q');
      await until('the stash', () => text('branch.ts') === BASE);
      git('stash', 'pop', '-q');
      await expectMarks('branch.ts', `${BASE}«human|kept();»`);
    });

    it('keeps for the reload', async () => {
      await at('reloaded.ts', 2, 0);
      await type('before = ');
      await offer('ghost(1);');
      await keys.press('Tab');
      await keys.press('Control+S');
      await saved('reloaded.ts');
      await expectMarks('reloaded.ts', `${BASE}«human|before = »«${AI}|ghost(1);»`);
      await state.set(await marksOf('reloaded.ts'));
    });
  });

  afterwards('reload', () => {
    describe('the record after a reload of the window', () => {
      it('is as it was, and goes on', async () => {
        await vscode.extensions.getExtension('colophon.colophon')?.activate();
        const before = (await state.get<string>())!;
        const document = await vscode.workspace.openTextDocument(uriOf('reloaded.ts'));
        const editor = await vscode.window.showTextDocument(document);
        await command('workbench.action.focusActiveEditorGroup');
        const end = document.lineAt(document.lineCount - 1).range.end;
        await cursorTo(editor, end.line, end.character);
        await keys.press('Enter');
        await keys.type('after();');
        await expectMarks('reloaded.ts', `${before}«human|\nafter();»`);
      });
    });

    describe('the record of a file that changed while no observer ran', () => {
      it('says unknown', async () => {
        git('commit', '-qam', 'so far');
        writeFileSync(pathOf('unseen.ts'), BASE);
        git('add', '.');
        git('commit', '-qm', 'unseen');
        writeFileSync(pathOf('unseen.ts'), `${BASE}unseen();\n`);
        const document = await vscode.workspace.openTextDocument(uriOf('unseen.ts'));
        const editor = await vscode.window.showTextDocument(document);
        await command('workbench.action.focusActiveEditorGroup');
        await cursorTo(editor, 3, 0);
        // Nothing that IntelliSense would complete while it is typed.
        await keys.type('2026;');
        await expectMarks('unseen.ts', `${BASE}«unknown|unseen();\n»«human|2026;»`);
      });
    });
  });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root(), encoding: 'utf8' });
}

const doc = (file: string): vscode.TextDocument =>
  vscode.workspace.textDocuments.find((d) => d.uri.fsPath === pathOf(file))!;
const text = (file: string): string => doc(file).getText();

/** Types, and waits until the editor has it: an assistant looks at what is there. */
async function type(typed: string): Promise<void> {
  await keys.type(typed);
  const editor = vscode.window.activeTextEditor!;
  await until(`"${typed}" to be typed`, () =>
    editor.document.lineAt(editor.selection.active).text.endsWith(typed),
  );
  await sleep(200);
}

/** A committed file with `BASE`, opened, with the cursor at a place. */
async function at(file: string, line: number, character: number): Promise<vscode.TextEditor> {
  write(file, BASE);
  git('add', file);
  git('commit', '-qm', `adds ${file}`, '--', file);
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await command('workbench.action.focusActiveEditorGroup');
  await cursorTo(editor, line, character);
  return editor;
}

/** Waits until what was typed has come and is on the disk: a clean document may only not have heard of it yet. */
async function saved(file: string): Promise<void> {
  const isSaved = () =>
    text(file) !== BASE && !doc(file).isDirty && readFileSync(pathOf(file), 'utf8') === text(file);
  await until('the save', isSaved);
}

/** The ledger's account of a file, once it has caught up with the editor. */
async function marksOf(file: string): Promise<string> {
  await sleep(300);
  const store = new LedgerStore(git('rev-parse', '--path-format=absolute', '--git-path', 'colophon').trim());
  const version = await until(`the ledger to know ${file}`, () =>
    store
      .read()
      .files.get(file)
      ?.versions.find((v) => v.text === text(file)),
  );
  return toMarks(version.text, version.runs);
}

async function expectMarks(file: string, wanted: string | RegExp): Promise<void> {
  const fits = (marks: string) =>
    typeof wanted === 'string' ? marks === wanted : wanted.test(marks.replaceAll(`«${AI}|`, '«AI|'));
  const end = Date.now() + patienceMs;
  let marks = await marksOf(file);
  while (!fits(marks) && Date.now() < end) marks = await marksOf(file);
  if (typeof wanted === 'string') assert.equal(marks, wanted);
  else assert.match(marks.replaceAll(`«${AI}|`, '«AI|'), wanted);
}
