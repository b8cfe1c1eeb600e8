import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { savedPage, viewPage } from '../../src/report/page';
import { readViewMessage } from '../../src/report/view';
import { audit } from '../../src/workflow/audit/audit';
import { parseManifest } from '../../src/workflow/audit/auditManifest';
import type { AuditReport } from '../../src/workflow/audit/auditReport';
import { openBrowser, showFile } from '../support/browser';
import { historyPolicy, markedHistory } from '../support/markedHistory';
import { TestRepo } from '../support/repo';

const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const evil = `"><img src=x onerror=alert(1)><script>alert('model')</script>&amp;`;

/** What strangers can write: names of paths, of models and of assistants, zones, vendors, remotes. */
async function report(repo: TestRepo): Promise<AuditReport> {
  const opened = await repo.open();
  const manifest = parseManifest(`src/core/file1.ts\n${evil}`);
  ok(typeof manifest !== 'string');
  const result = await audit(opened, { now: Date.parse('2026-11-26T12:00:00Z'), version: '1.2.3', manifest });
  ok(result.kind === 'ok', JSON.stringify(result));
  return {
    made: '2026-11-26T12:00:00.000Z',
    tool: { name: 'colophon', version: '1.2.3' },
    asked: { manifest: evil },
    repositories: [
      { name: `acme${evil}`, audit: result.audit },
      { name: 'other', audit: result.audit },
    ],
    unread: [{ repository: 'third', message: evil }],
  };
}

describe('the report as a page', () => {
  let repo: TestRepo;
  let browser: Browser;
  let close: () => Promise<void>;
  let folder: string;
  let found: AuditReport;
  before(async function () {
    // A machine without a browser gets one.
    this.timeout(15 * 60_000);
    ({ browser, close } = await openBrowser());
    folder = mkdtempSync(join(tmpdir(), 'colophon-page-'));
    repo = TestRepo.create({ name: 'acme' });
    repo.tryGit(['fast-import', '--quiet'], { input: markedHistory(300).stream });
    repo.git('reset', '-q', '--hard', 'main');
    repo.commit(
      { [`pipelines/train/${evil.replaceAll('/', '')}.py`]: 'one\n' },
      `x\n\nGenerated-by: ${evil} (${evil})`,
    );
    repo.commit({ 'src/core/x.ts': 'one\n' }, `x\n\nAssisted-by: ${evil}:${evil}`);
    repo.git('remote', 'add', 'origin', 'https://user:secret@github.com/acme/acme.git');
    found = await report(repo);
    writeFileSync(join(folder, 'saved.html'), savedPage(found, 'en'));
    writeFileSync(
      join(folder, 'view.html'),
      // What the editor gives a webview.
      viewPage(found, 'en', 'abc123').replace(
        '<script nonce="abc123">',
        '<script nonce="abc123">window.sent = []; const acquireVsCodeApi = () => ({ postMessage: (m) => window.sent.push(m) });',
      ),
    );
  });
  after(async () => {
    await close?.();
    repo?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [scheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['dark', 400],
  ] as const) {
    it(`has nothing that axe objects to, ${scheme}, ${width} pixels wide`, async () => {
      const { page, refused, asked } = await showFile(browser, join(folder, 'saved.html'), { scheme, width });
      deepStrictEqual([refused, asked], [[], []]);
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      // The page's own policy allows no script; the debugging protocol is not the page.
      await page.evaluate(axe);
      const results = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        passes: { id: string }[];
      };
      deepStrictEqual(
        results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
        [],
      );
      ok(results.passes.some(({ id }) => id === 'color-contrast'));
      await page.context().close();
    });
  }

  it('is clipped nowhere at 200 %, nor on a narrow screen', async () => {
    for (const width of [1280, 800]) {
      const { page } = await showFile(browser, join(folder, 'saved.html'), { zoom: 2, width });
      const wide = await page.evaluate(
        `[document.documentElement, ...document.querySelectorAll('main *, header *')]
          .filter((one) => !one.closest('svg') && one.getClientRects().length > 0)
          // Narrow, each cell says its column, and the row of titles is for those who hear it.
          .filter((one) => getComputedStyle(one.closest('thead') ?? document.body).position !== 'absolute')
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 || one.scrollWidth > Math.max(one.clientWidth, 1) && getComputedStyle(one).display !== 'inline')
          .map((one) => one.outerHTML.slice(0, 200))`,
      );
      deepStrictEqual(wide, [], `${width} pixels`);
      await page.context().close();
    }
  });

  it('runs nothing that strangers wrote, and asks for nothing', async () => {
    for (const name of ['saved.html', 'view.html']) {
      const text = readFileSync(join(folder, name), 'utf8');
      ok(text.includes('&lt;img src=x onerror=alert(1)&gt;'), 'the test shows nothing');
      const { page, refused, asked } = await showFile(browser, join(folder, name));
      let dialogs = 0;
      page.on('dialog', (dialog) => {
        dialogs++;
        void dialog.dismiss();
      });
      deepStrictEqual([refused, asked, dialogs], [[], [], 0], name);
      strictEqual(await page.locator('img, iframe, object, embed, link, form').count(), 0);
      strictEqual(await page.locator('[style], [onerror], [onclick]').count(), 0);
      strictEqual(await page.locator('script').count(), name === 'view.html' ? 1 : 0);
      // What would get past the escaping is stopped by the page's policy.
      await page.evaluate(
        `document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/x.png" onerror="window.ran = 1">')`,
      );
      await page.waitForTimeout(300);
      strictEqual(await page.evaluate('window.ran'), undefined);
      ok(refused.some((line) => /Content Security Policy/.test(line)));
      ok(!text.includes('secret'), 'the password of a remote is shown');
      await page.context().close();
    }
  });

  it('leads back to the commits and lines: on the forge, or by message to the editor', async () => {
    const saved = await showFile(browser, join(folder, 'saved.html'));
    const links = await saved.page
      .locator('a')
      .evaluateAll((all) => all.map((one) => (one as unknown as { href: string }).href));
    ok(links.length > 20);
    deepStrictEqual(
      links.filter(
        (href) =>
          !/^https:\/\/github\.com\/acme\/acme\/(?:commit\/[0-9a-f]{40}|blob\/[0-9a-f]{40}\/[^\s"<>]+)$/.test(
            href,
          ),
      ),
      [],
    );
    const { page } = await showFile(browser, join(folder, 'view.html'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('button[data-path]').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('button.save').focus();
    await page.keyboard.press('Enter');
    const sent = (await page.evaluate('window.sent')) as unknown[];
    deepStrictEqual(
      sent.map((message) => readViewMessage(message, 2)?.type),
      ['commit', 'line', 'save'],
    );
    await page.context().close();
  });

  it('takes no message but those of its own script', () => {
    const commit = 'a'.repeat(40);
    const good = { type: 'line', repository: 0, commit, path: 'a.ts', line: 3 };
    deepStrictEqual(readViewMessage(good, 1), good);
    for (const wrong of [
      null,
      'save',
      { type: 'run' },
      { ...good, repository: 1 },
      { ...good, repository: -1 },
      { ...good, repository: '0' },
      { ...good, commit: '--output=/tmp/x' },
      { ...good, commit: `${commit}:x` },
      { ...good, path: '' },
      { ...good, path: 'a\0b' },
      { ...good, line: 0 },
      { ...good, line: Number.NaN },
      { type: 'commit', repository: 0, commit: 'HEAD' },
    ])
      strictEqual(readViewMessage(wrong, 1), undefined, JSON.stringify(wrong));
  });

  it('says what was not seen before it says anything else, and where there is nothing too', async () => {
    const empty = TestRepo.create({ name: 'empty' });
    try {
      empty.commit({
        '.ai-policy/policy.yaml': historyPolicy('2027-01-01').replace('version: 1', 'version: 9'),
      });
      const result = await audit(await empty.open(), { now: Date.now(), version: '1' });
      ok(result.kind === 'ok');
      const text = savedPage(
        { ...found, repositories: [{ name: 'empty', audit: result.audit }], unread: [] },
        'en',
      );
      const at = (words: string) => text.indexOf(words);
      ok(at('nothing is known') > 0 && at('nothing is known') < at('Where AI output went'));
      for (const words of [
        'The policy at head is broken',
        'No assistant was seen',
        'No zone of today’s policy',
        'Nothing in this report says that a person wrote it',
      ])
        ok(at(words) > 0, words);
    } finally {
      empty.remove();
    }
  });
}).timeout(60_000);
