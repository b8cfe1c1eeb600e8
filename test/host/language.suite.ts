import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { quickInput } from '../support/host/keyboard';
import { keys, screenshot, textsOf, textsOfFrames } from './driver';
import { fromPalette } from './reading';
import { accept, closeAll, command, open, sleep, until, uriOf } from './recording';
import { hostSuite } from './suite';

const policyFile = '.ai-policy/policy.yaml';
const restricted = 'pipelines/train/load.py';
const rows = '.pane:has(.pane-header[aria-label*="AI Provenance"]) .monaco-list-row';

let colophon: Exports;

/**
 * What a person reads of Colophon where VS Code is not in English. The translation puts each text of ours in `‹›`
 * (`test/support/host/pseudo.ts`), so that what is outside of them never went to a translator.
 */
export const run = hostSuite(() => {
  describe('a window in another language', () => {
    before(async () => {
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      colophon = await vscode.extensions.getExtension<Exports>('colophon.colophon')!.activate();
      await until('the repository', () => colophon.services.trees.all[0]?.repo);
    });
    afterEach(async () => {
      for (let times = 0; times < 3; times++) await keys.press('Escape');
      await command('workbench.action.files.revert');
      await closeAll();
    });

    it('names the commands', async () => {
      await keys.press('F1');
      await keys.type('Colophon:');
      const list = () => textsOf(`${quickInput} .monaco-list-row .quick-input-list-row:first-child`);
      await until('the commands', async () => (await list()).length > 5);
      translated(await list());
    });

    it('says what is with a file', async () => {
      const editor = await assisted(restricted);
      await until('the warning', () => colophon.services.statusBar.shown?.severity === 'error');
      const { text, label, lines } = colophon.services.statusBar.shown!;
      translated([text, label, ...lines]);
      const status = await until('the language status', () => colophon.services.languageStatus.shown);
      translated([status.text, status.detail]);
      const found = await until('the problem', () => {
        const all = vscode.languages.getDiagnostics(editor.document.uri);
        return all.length > 0 ? all : undefined;
      });
      translated(found.map(({ message }) => message));
      const { range } = found[0]!;
      translated(await fixes(editor.document.uri, range));
      translated(await hovers(editor.document.uri, range.start.translate(0, 1)));
      await command('notifications.showList');
      const notices = () => textsOf('.notifications-center .notification-list-item-message');
      await until('the notice', async () => (await notices()).length > 0);
      translated(await notices());
      await screenshot('language-file');
    });

    it('shows the change and the next commit', async () => {
      const editor = await assisted(restricted);
      await vscode.window.activeTextEditor!.document.save();
      assert.ok(!editor.document.isDirty);
      await command('colophon.provenance.focus');
      await until('the rows', async () => (await textsOf(rows)).length > 3);
      await sleep(1500);
      translated(await textsOf(`${rows} .label-name, ${rows} .label-description`));
      await screenshot('language-view');
    });

    it('explains a line and looks the policy up', async () => {
      const editor = await assisted(restricted);
      editor.selection = new vscode.Selection(2, 0, 2, 0);
      await fromPalette('Explain This Line');
      const answers = async () =>
        (await textsOf(`${quickInput} .monaco-list-row`)).filter((text) => !text.startsWith('Colophon:'));
      await until('an answer', async () => (await answers()).length > 1);
      translated(await answers());
      await keys.press('Escape');
      await fromPalette('Look Up Policy');
      const page = await until('the page', () => {
        const { document } = vscode.window.activeTextEditor ?? {};
        return document?.uri.scheme === 'file' ? undefined : document;
      });
      translated(page.getText().split('\n'));
    });

    it('helps to write the policy', async () => {
      const own =
        'version: 1\npolicyOwners: [ada@acme.dev]\nzones:\n  - name: core\n    mode: attest\n    paths: [/nowhere/]\n    onwers: [a@b.c]\n    \n';
      const { document } = await open(policyFile, `${own}|`);
      const found = await until('the problems', () => {
        const all = vscode.languages.getDiagnostics(document.uri);
        return all.length > 0 ? all : undefined;
      });
      translated(found.map(({ message }) => message));
      translated((await Promise.all(found.map(({ range }) => fixes(document.uri, range)))).flat());
      const lenses = await command<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 9);
      translated(lenses.map((lens) => lens.command?.title ?? ''));
      translated(await hovers(document.uri, new vscode.Position(4, 6)));
      const offered = await command<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(7, 4),
        undefined,
        99,
      );
      const ours = offered.items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
      assert.ok(ours.length > 3);
      translated(
        ours.flatMap(({ detail, documentation }) => [
          detail ?? '',
          typeof documentation === 'object' ? documentation.value : (documentation ?? ''),
        ]),
      );
    });

    it('draws the report', async () => {
      await fromPalette('Open Report');
      const report = async () => (await textsOfFrames()).find((text) => text.includes('‹'));
      await until('the report', report, 40_000);
      translated((await report())!.split(/[\n\t]+/));
      await screenshot('language-report');
    });

    it('walks through the first steps', async () => {
      await command('workbench.action.openWalkthrough', 'colophon.colophon#start', false);
      const steps = () =>
        textsOf('.getting-started-step .step-title, .getting-started-step .step-description');
      await until('the steps', async () => (await steps()).length >= 4);
      translated(await steps());
    });
  });
});

/** A file with lines of the assistant's at its end. */
async function assisted(file: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await accept(document, 'one = 1\ntwo = 2');
  return editor;
}

/** Titles of our quick fixes; VS Code's own chat offers some everywhere. */
async function fixes(uri: vscode.Uri, range: vscode.Range): Promise<string[]> {
  const found = await command<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range);
  return found.map(({ title }) => title).filter((title) => !['Fix', 'Explain', 'Modify'].includes(title));
}

async function hovers(uri: vscode.Uri, position: vscode.Position): Promise<string[]> {
  const found = await command<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  const texts = found.flatMap(({ contents }) => contents).map((one) => (one as vscode.MarkdownString).value);
  assert.ok(texts.length > 0, 'no hover');
  return texts;
}

/** Words of the policy, the record and the file, which are nobody's to translate. */
const words = new Set(
  (
    'Colophon AI Provenance Sample Ada Park colophon default eligible attest restricted core billing page one two def ' +
    'ai mixed human pasted tool unknown host reported observed inferred declared warn block record all approved none ' +
    'load clean sort rank py ts README md src Claude Code Team pipelines train training pipeline yaml policy sample team version zones mode name paths owners'
  ).split(' '),
);

/** Throws where a word of a text is neither in `‹›` nor one of `words`. */
function translated(texts: readonly string[]): void {
  const left = texts.filter((text) => {
    let rest = text
      .replace('Outputs of these assistants may not reach training data.', '')
      .replace(
        /\$\([\w-]+\)|command:[^)\s]*|`[^`]*`|\b[0-9a-f]{12}\b|[\w.]+@[\w.]+|https:[^\s›]+|&nbsp;|\\/g,
        ' ',
      );
    for (let before = ''; before !== rest; ) {
      before = rest;
      rest = rest.replace(/‹[^‹›]*›/g, '');
    }
    return (rest.match(/\p{L}{2,}/gu) ?? []).some((word) => !words.has(word));
  });
  assert.deepEqual(left, []);
  assert.ok(
    texts.some((text) => text.includes('‹')),
    `nothing of it is translated: ${texts.join(' | ')}`,
  );
}
