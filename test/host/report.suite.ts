import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { keys, screenshot, textsOf, textsOfFrames } from './driver';
import { fromPalette } from './reading';
import { closeAll, pathOf, root, sleep, until } from './recording';
import { hostSuite } from './suite';

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root(), encoding: 'utf8', timeout: 10_000 }).trim();

/** *Open Report*, by real keys alone. */
export const run = hostSuite(() => {
  describe('the report in the window', function () {
    // The real browser in the real browser, on a machine that has more to do.
    this.timeout(120_000);
    before(async () => {
      await vscode.extensions.getExtension('colophon.colophon')!.activate();
      await closeAll();
    });
    after(closeAll);

    it('opens from the palette, and says what was not seen', async () => {
      await openReport();
      const text = await reportText();
      for (const part of [
        'Of 4 commits, 1 say how many AI lines they hold, 1 carry no more than another tool’s mark',
        'Nothing in this report says that a person wrote it',
        'training-pipeline',
        'pipelines/train/clean.py',
        'Sample',
        'sample-team',
      ])
        assert.ok(text.includes(part), `${part} is not in ${text}`);
      await screenshot('report');
    });

    it('leads back to a commit and to the lines of one, by the keyboard', async () => {
      const head = git('rev-parse', 'HEAD');
      await keys.press('Tab');
      await keys.press('Enter');
      const commit = await until('the commit', () => shown(`/${head.slice(0, 12)}.diff`));
      assert.ok(commit.getText().includes(`commit ${head}`));
      assert.ok(commit.getText().includes('+export const page = 2;'));

      const train = git('rev-parse', 'HEAD~2');
      await openReport();
      // On the way: the head, the button, two folded tables, the finding's commit, then the latest commit and its file.
      await keys.press(...Array.from({ length: 7 }, () => 'Tab'), 'Enter');
      const file = await until('the file of the commit', () => shown('/pipelines/train/clean.py'));
      assert.equal(file.getText(), 'def clean(rows):\n    return rows\n');
      assert.equal(file.uri.query, train);
    });

    it('is saved as one page that needs nothing else', async () => {
      await openReport();
      await keys.press('Tab', 'Tab', 'Enter');
      const dialog = '.quick-input-widget:not([style*="display: none"])';
      await until('the dialog', async () => (await textsOf(dialog)).length > 0, 30_000);
      const saved = () => readdirSync(root()).find((one) => /^ai-exposure-audit-.*\.html$/.test(one));
      // The dialog takes no key until it has looked at the folder.
      const name = await until(
        'the file',
        async () => {
          await sleep(1500);
          if (saved() === undefined && (await textsOf(dialog)).length > 0) await keys.press('Enter');
          await sleep(500);
          return saved();
        },
        40_000,
      );
      await until('all of it', () => readFileSync(pathOf(name), 'utf8').includes('</html>'));
      const page = readFileSync(pathOf(name), 'utf8');
      assert.ok(page.includes('default-src &#39;none&#39;; style-src &#39;sha256-'));
      assert.ok(!page.includes('<script'));
    });
  });
});

async function openReport(): Promise<void> {
  await closeAll();
  await fromPalette('Colophon: Open Report');
  await until('the report', isReport, 40_000);
  await until('its text', async () => (await reportText()) !== '', 20_000);
  await sleep(700);
}

function isReport(): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputWebview && input.viewType.includes('colophon.report');
}

async function reportText(): Promise<string> {
  return (await textsOfFrames()).find((text) => text.includes('What was and was not seen')) ?? '';
}

function shown(path: string): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'colophon' && document.uri.path === path ? document : undefined;
}
