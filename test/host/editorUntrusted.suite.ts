import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import type { PathRules } from '../../src/workflow/policy/lookup';
import { keys, textsOf } from './driver';
import { closeAll, command, pathOf, sleep, until, uriOf } from './recording';
import { hostSuite } from './suite';

let colophon: Exports;
const shown = (): string => colophon.services.statusBar.shown?.text ?? 'hidden';

/** The first row of the view in Source Control, as it is on the page. */
const preview = async (): Promise<string> =>
  (await textsOf('.pane:has(.pane-header[aria-label*="AI Provenance"]) .monaco-list-row'))[0] ?? '';

/** Restricted Mode: the policy is read, nothing is run; when trust is granted, all of it starts. */
export const run = hostSuite(() => {
  describe('Colophon in Restricted Mode', () => {
    before(async () => {
      colophon = await vscode.extensions.getExtension<Exports>('colophon.colophon')!.activate();
    });
    after(closeAll);

    it('reads the policy, records nothing and runs nothing', async () => {
      assert.equal(vscode.workspace.isTrusted, false);
      const document = await vscode.workspace.openTextDocument(uriOf('pipelines/train/load.py'));
      await vscode.window.showTextDocument(document);
      await until(
        'the status',
        () => shown() === '$(shield) training-pipeline · restricted · Restricted Mode',
      );
      await command('workbench.action.focusActiveEditorGroup');
      await keys.type('x');
      await sleep(800);
      assert.deepEqual(
        [colophon.services.documents.get(document), existsSync(pathOf('.git/colophon'))],
        [undefined, false],
      );
      await command('workbench.action.files.revert');
    });

    it('looks the policy up, and refuses the rest with the next step', async () => {
      const rules = await command<PathRules>('colophon.lookUpPolicy', uriOf('src/core/rank.ts'));
      assert.deepEqual([rules.zone, rules.mode], ['core', 'attest']);
      for (const id of ['attestStaged', 'showProvenance', 'installHooks', 'createPolicy']) {
        await command(`colophon.${id}`);
        await command('notifications.showList');
        await until(`why not ${id}`, async () => {
          const said = (await textsOf('.notifications-center')).join('\n');
          return said.includes('only reads the policy') && said.includes('Manage Trust…');
        });
        await command('notifications.clearAll');
      }
    });

    it('answers agents, who ask before they write', async () => {
      const { content } = await vscode.lm.invokeTool('colophon_policy', {
        input: { paths: ['src/core/rank.ts'] },
        toolInvocationToken: undefined,
      });
      const said = content.map((part) => (part as vscode.LanguageModelTextPart).value).join();
      assert.match(said, /^src\/core\/rank\.ts\n {2}Zone core, mode attest\./);
    });

    it('badges the zones, which takes the policy alone, and marks no line', async () => {
      const badge = colophon.services.explorerBadges.provideFileDecoration(uriOf('pipelines/train/load.py'));
      assert.equal(badge?.badge, 'R');
      const [editor] = vscode.window.visibleTextEditors;
      assert.deepEqual(editor && colophon.services.originDecorations.gutterOf(editor), []);
      const position = new vscode.Position(0, 1);
      const found = await command<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        editor?.document.uri,
        position,
      );
      const texts = found
        .flatMap(({ contents }) => contents)
        .map((one) => (one as vscode.MarkdownString).value);
      assert.deepEqual(
        texts.filter((text) => text.includes('command:colophon')),
        [],
      );
    });

    it('says in Source Control that it looks at nothing', async () => {
      await command('colophon.provenance.focus');
      await until('the row', async () => (await preview()) === 'Restricted Mode: nothing is run here');
      assert.equal(existsSync(pathOf('.git/colophon')), false);
    });

    it('helps to write the policy, and counts nothing', async () => {
      const document = await vscode.workspace.openTextDocument(uriOf('.ai-policy/policy.yaml'));
      const editor = await vscode.window.showTextDocument(document);
      await until('the lens', async () =>
        (await textsOf('.codelens-decoration'))
          .map((text) => text.replaceAll('\u00a0', ' ').trim())
          .includes('tracked files: unknown · ada@acme.dev'),
      );
      const at = document.positionAt(document.getText().indexOf('train/]'));
      const offered = await command<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        at,
      );
      assert.deepEqual(
        offered.items.map(({ label }) => label).filter((label) => label === 'train/'),
        ['train/'],
      );
      editor.selection = new vscode.Selection(at, at);
      await command('editor.action.showHover');
      await until('the hover', async () =>
        (await textsOf('.monaco-hover')).join().includes('How many tracked files this matches is unknown.'),
      );
      await keys.press('Escape');
      assert.equal(existsSync(pathOf('.git/colophon')), false);
    });

    it('starts when trust is granted', async () => {
      const document = await vscode.workspace.openTextDocument(uriOf('pipelines/train/load.py'));
      await vscode.window.showTextDocument(document);
      await command('workbench.trust.manage');
      await sleep(1000);
      await keys.press('Control+Enter');
      await until('the trust', () => vscode.workspace.isTrusted);
      await vscode.window.showTextDocument(document);
      await until('the record', () => colophon.services.documents.get(document)?.observer);
      await until('the status', () => shown() === '$(shield) training-pipeline · restricted');
      await command('colophon.provenance.focus');
      await until('the rows', async () => (await preview()).startsWith('Commit hooks are not installed'));
    });
  });
});
