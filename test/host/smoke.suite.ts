import { strict as assert } from 'node:assert';
import { readFileSync, statSync } from 'node:fs';
import * as vscode from 'vscode';
import { clipboard, keys, screenshot, state } from './driver';
import { closeAll, command, isGhostTextSeen, offer, open, pathOf, sleep, until } from './recording';
import { afterwards, hostSuite } from './suite';

/** Proves the test host itself: what a person does has its effect, and the fixtures work. */
export const run = hostSuite(() => {
  describe('the test host', () => {
    before(async () => {
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
    });
    afterEach(async function () {
      // The last one leaves its file open for the reload.
      if (this.currentTest?.title.startsWith('leaves') !== true) await closeAll();
    });

    it('types with real keys', async () => {
      const editor = await open('typed.ts', '|', { clean: true });
      await keys.type('if (a) {');
      await keys.press('Enter');
      await keys.type('b();');
      await until('the text', () => editor.document.getText() === 'if (a) {\n    b();\n}');
    });

    it('pastes from the system’s clipboard, and copies to it', async () => {
      const editor = await open('pasted.ts', '|', { clean: true });
      await clipboard.write('from another program');
      await keys.press('Control+V');
      await until('the paste', () => editor.document.getText() === 'from another program');
      await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'to '));
      await keys.press('Control+A', 'Control+C');
      await until('the copy', async () => (await clipboard.read()) === 'to from another program');
    });

    const ghost = 'values.reduce(add)\n  .toFixed(2);';
    const accepting: [how: string, accept: () => Promise<unknown>, wanted: string][] = [
      ['whole, by Tab', () => keys.press('Tab'), ghost],
      ['the next word, by Ctrl+Right', () => keys.press('Control+ArrowRight'), 'values'],
      [
        'the next line, by its command',
        async () => command('editor.action.inlineSuggest.acceptNextLine'),
        'values.reduce(add)\n',
      ],
    ];
    for (const [how, accept, wanted] of accepting) {
      it(`accepts ghost text: ${how}`, async () => {
        const editor = await open('ghost.ts', 'const sum = |', { clean: true });
        await offer(ghost);
        await accept();
        await until('the text', () => editor.document.getText() === `const sum = ${wanted}`);
      });
    }

    it('dismisses ghost text by Escape', async () => {
      const editor = await open('dismissed.ts', 'const sum = |', { clean: true });
      await offer(ghost);
      await keys.press('Escape');
      await until('the ghost text to go', async () => !(await isGhostTextSeen()));
      assert.equal(editor.document.getText(), 'const sum = ');
    });

    it('undoes, redoes and saves', async () => {
      const editor = await open('saved.ts', '|', { clean: true });
      await keys.type('abc');
      await until('the text', () => editor.document.getText() === 'abc');
      await keys.press('Control+Z');
      await until('the undo', () => editor.document.getText() === '');
      await keys.press('Control+Shift+Z');
      await until('the redo', () => editor.document.getText() === 'abc');
      await keys.press('Control+S');
      await until('the save', () => !editor.document.isDirty);
      assert.equal(readFileSync(pathOf('saved.ts'), 'utf8'), 'abc');
    });

    it('does not save by itself', async () => {
      const editor = await open('unsaved.ts', '|', { clean: true });
      await keys.type('abc');
      await until('the text', () => editor.document.isDirty);
      await sleep(1500);
      assert.equal(readFileSync(pathOf('unsaved.ts'), 'utf8'), '');
    });

    it('edits through an extension', async () => {
      const editor = await open('edited.ts', 'a|', { clean: true });
      await command('sampleAssistant.applyEdit', editor.document.uri.toString(), [0, 1, 0, 1], 'b');
      await command('sampleAssistant.textEditorEdit', [0, 2, 0, 2], 'c');
      await command('sampleAssistant.type', 'd');
      // The cursor stood before what the first edit inserted.
      await until('the text', () => [...editor.document.getText()].sort().join('') === 'abcd');
    });

    it('takes a picture', async () => {
      await open('picture.ts', 'const picture = 1;\n|', { clean: true });
      const path = await screenshot('smoke');
      assert.ok(statSync(path).size > 10_000);
    });

    it('leaves an unsaved edit for after the reload', async () => {
      const editor = await open('reload.ts', 'one;\n|', { clean: true });
      await keys.type('two;');
      await until('the text', () => editor.document.getText() === 'one;\ntwo;');
      await state.set({ left: editor.document.getText(), pid: process.pid });
      // Unsaved edits are backed up about a second after the last one.
      await sleep(2000);
    }).timeout(10_000);
  });

  afterwards('reload', () => {
    it('the test host reloads the window and keeps unsaved edits', async () => {
      const left = await state.get<{ left: string; pid: number }>();
      const document = await until('the restored editor', () =>
        vscode.workspace.textDocuments.find((one) => one.uri.path.endsWith('reload.ts')),
      );
      await until('the unsaved edit', () => document.getText() === left?.left);
      assert.notEqual(process.pid, left?.pid);
      await document.save();
      await state.set({ left: document.getText(), pid: process.pid });
    });
  });

  afterwards('crash', () => {
    it('the test host goes on after the extension host was killed', async () => {
      const left = await state.get<{ left: string; pid: number }>();
      assert.notEqual(process.pid, left?.pid);
      assert.equal(readFileSync(pathOf('reload.ts'), 'utf8'), left?.left);
    });
  });
});
