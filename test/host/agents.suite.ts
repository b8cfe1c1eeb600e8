import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { LedgerStore } from '../../src/git/store/ledgerStore';
import { reportEdit } from '../support/agentAtWork';
import { toMarks } from '../support/marks';
import { keys, textsOf } from './driver';
import { closeAll, command, pathOf, root, until, uriOf } from './recording';
import { hostSuite } from './suite';

let colophon: Exports;

/** An agent edits files on disk, and its hook tells the ledger: what the window then knows. */
export const run = hostSuite(() => {
  describe('an agent at work beside the window', () => {
    before(async () => {
      colophon = await vscode.extensions.getExtension<Exports>('colophon.colophon')!.activate();
      await until('the hooks', () => existsSync(pathOf('.git/hooks/commit-msg')));
    });
    afterEach(async () => {
      await keys.press('Escape');
      await command('notifications.clearAll');
      await command('workbench.action.files.revert');
      await closeAll();
    });

    it('is named in an open file that the window saw change first; what was typed since is the person’s', async () => {
      const document = await show('src/page.ts');
      const before = document.getText();
      const after = `${before}export const two = 2;\nexport const three = 3;\n`;
      byAgent('src/page.ts', after);
      await until('the text', () => document.getText() === after);
      await until('what the window makes of it', () =>
        marksOf(document).includes('«unknown|export const two'),
      );
      await keys.press('Control+End');
      await keys.type('mine');
      await until('the keys', () => marksOf(document).endsWith('«human|mine»'));
      report('src/page.ts', before, after);
      const expected = `${before}«ai:claude-code|${after.slice(before.length)}»«human|mine»`;
      await until('the report', () => marksOf(document) === expected).catch(() => {});
      assert.equal(marksOf(document), expected);
      await until('the status', () =>
        colophon.services.statusBar.shown?.lines.some(
          (line) => line === 'Claude Code edited this file just now.',
        ),
      );
      await until('the count', () =>
        colophon.services.statusBar.shown?.lines.some(
          (line) => line === '2 AI lines of this file are in no commit.',
        ),
      );
      vscode.window.activeTextEditor!.selection = new vscode.Selection(2, 0, 2, 0);
      void command('colophon.explainLine');
      let said = '';
      await until('the explanation', async () => {
        said = (await textsOf('.quick-input-widget:not([style*="display: none"])')).join('\n');
        return /Written by Claude Code at \d\d:\d\d, as its own hook reported\./.test(said);
      }).catch(() => assert.fail(`the explanation says: ${said}`));
      await keys.press('Escape');
      await command('workbench.action.focusActiveEditorGroup');
      await keys.press('Control+S');
      await until('the save', () => !document.isDirty);
      git('commit', '-qam', 'From a terminal');
      assert.equal(
        git('log', '-1', '--format=%B').trim(),
        `From a terminal

Assisted-by: Claude-Code
AI-Provenance: v1; lines=3; ai=2; human=1
AI-Detail: zones=default:2; evidence=reported:2; vendors=unknown:2`,
      );
    });

    it('is named where its hook is first, and the restricted zone warns', async () => {
      const document = await show('pipelines/train/load.py');
      const before = document.getText();
      const after = before.replace('return', 'rows = 1\n    return');
      byAgent('pipelines/train/load.py', after);
      report('pipelines/train/load.py', before, after);
      await until('the report', () => marksOf(document).includes('«ai:claude-code|    rows = 1\n»')).catch(
        () => {},
      );
      assert.match(marksOf(document), /«ai:claude-code\|[^»]*rows = 1\n[^»]*»/);
      assert.doesNotMatch(marksOf(document), /«unknown/);
      await until(
        'the status',
        () =>
          colophon.services.statusBar.shown?.text ===
          '$(error) training-pipeline · restricted · 1 AI line not signed off',
      ).catch(() => {});
      assert.equal(
        colophon.services.statusBar.shown?.text,
        '$(error) training-pipeline · restricted · 1 AI line not signed off',
      );
      await command('notifications.showList');
      await until('the warning', async () =>
        (await textsOf('.notifications-center'))
          .join()
          .includes('Text of Claude Code was inserted into training-pipeline'),
      );
      git('checkout', '-q', '--', '.');
    });

    it('loses nothing of a document with unsaved edits', async () => {
      const document = await show('src/core/rank.ts');
      const before = document.getText();
      await keys.press('Control+Home');
      await keys.type('x');
      await until('the key', () => marksOf(document).startsWith('«human|x»'));
      const after = `${before}export const late = 1;\n`;
      byAgent('src/core/rank.ts', after);
      report('src/core/rank.ts', before, after);
      await until('the status', () =>
        colophon.services.statusBar.shown?.lines.some(
          (line) => line === 'Claude Code edited this file just now.',
        ),
      );
      assert.equal(marksOf(document), `«human|x»${before}`);
      await command('workbench.action.files.revert');
      await until(
        'the agent’s text',
        () => marksOf(document) === `${before}«ai:claude-code|export const late = 1;\n»`,
      );
      git('checkout', '-q', '--', '.');
    });

    it('can ask before it writes', async () => {
      const ask = async (...paths: string[]) => {
        const { content } = await vscode.lm.invokeTool('colophon_policy', {
          input: { paths },
          toolInvocationToken: undefined,
        });
        return content.map((part) => (part as vscode.LanguageModelTextPart).value).join();
      };
      const tool = vscode.lm.tools.find(({ name }) => name === 'colophon_policy');
      assert.deepEqual(tool?.tags, ['policy', 'provenance']);
      const said = await ask('src/page.ts', pathOf('pipelines/train/load.py'), '/elsewhere/a.ts');
      assert.match(said, /^src\/page\.ts\n {2}Zone default, mode eligible\. You may write here if/);
      assert.match(
        said,
        /\npipelines\/train\/load\.py\n {2}Zone training-pipeline, mode restricted\. Do not write here/,
      );
      assert.match(said, /\n\/elsewhere\/a\.ts: outside of the repository/);
      await assert.rejects(async () => ask(), /Give 1 to 100 paths/);
    });

    it('is told to', async () => {
      const files =
        await command<{ uri: { path: string }; type: string; extensionId: string }[]>(
          '_listExtensionPromptFiles',
        );
      const own = files.filter(({ extensionId }) => extensionId === 'colophon.colophon');
      assert.deepEqual(
        own.map(({ uri, type }) => [type, uri.path.split('/').slice(-2).join('/')]),
        [['instructions', 'media/agents.instructions.md']],
      );
    });
  });
});

/** Another process writes the file. */
function byAgent(file: string, text: string): void {
  execFileSync('sh', ['-c', 'cat > "$1"', 'sh', pathOf(file)], { input: text, timeout: 10_000 });
}

function report(file: string, before: string, after: string): void {
  assert.equal(readFileSync(pathOf(file), 'utf8'), after);
  reportEdit(new LedgerStore(pathOf('.git/colophon')), file, before, after, 'claude-code');
}

async function show(file: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  await vscode.window.showTextDocument(document, { preview: false });
  await command('workbench.action.focusActiveEditorGroup');
  await until('the record', () => colophon.services.documents.get(document)?.observer);
  return document;
}

function marksOf(document: vscode.TextDocument): string {
  const observer = colophon.services.documents.get(document)?.observer;
  return observer && !observer.waiting ? toMarks(observer.text, observer.runs) : '';
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root(), encoding: 'utf8', timeout: 20_000 });
}
