// Takes the pictures of `docs/pictures`: what a person sees of Colophon, driven from outside the window, since VS Code
// refuses modal questions while tests run in it. `node tools/pictures.mjs [folder]`: with a folder, all there are. Fails
// where something a person should see does not come, a commit does not carry the attestation, or `colophon verify` does
// not take the sign-off.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
require('tsx/cjs');
const { startHost } = require('../test/support/host/launch.ts');
const { runFolder, stageExtension } = require('../test/support/host/stage.ts');
const { removing } = require('../test/support/host/closing.ts');
const { editorSettings, signingRepository } = require('../test/support/host/editorRuns.ts');

const pictures = process.argv[2] ?? join(root, 'docs/pictures');
const kept = [
  'actions',
  'commit-preview',
  'dialog-attest',
  'dialog-hooks',
  'dialog-signoff',
  'explain',
  'lookup',
  'mark',
  'problems',
  'provenance',
  'provenance-hover',
  'provenance-marks',
  'provenance-view',
  'signoff-request',
  'status-restricted-ai',
  'status-restricted-terminal',
];
mkdirSync(pictures, { recursive: true });
const home = mkdtempSync(join(tmpdir(), 'colophon-pictures-'));
const removeHome = removing(home);
const removeRun = removing(runFolder());
const extensionDir = join(runFolder(), 'extension');
const policy = '.ai-policy/policy.yaml';
let host;
let workspace;

try {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root });
  stageExtension(extensionDir);
  await inWindow('trusted', {}, trusted);
  await inWindow('untrusted', { trust: false }, untrusted);
} finally {
  await removeHome();
  await removeRun();
}

async function inWindow(name, options, play) {
  workspace = join(home, name, 'acme');
  mkdirSync(workspace, { recursive: true });
  signingRepository(workspace);
  host = await startHost({
    workspace,
    extensionDir,
    extensions: [join(root, 'test/fixtures/sample-assistant')],
    userSettings: {
      ...editorSettings,
      'sampleAssistant.suggestions': {
        'def save(path, rows):': '\n    return open(path, "w").writelines(rows)',
        'export const best =': ' [3, 1, 2].sort(rank)[0];',
        'export const worst =': ' [3, 1, 2].sort(rank).at(-1);',
        'export const median = (values: number[]) =>':
          ' [...values].sort(rank).at(values.length >> 1);\nexport const none = median([]);',
        'export const limitOfAllTheRanks =': ' 9;',
      },
      'security.workspace.trust.startupPrompt': 'never',
      'terminal.integrated.tabs.enabled': false,
    },
    report: console.log,
    ...options,
  });
  try {
    await play();
  } finally {
    await host.stop();
  }
}

async function trusted() {
  await open('src/page.ts');
  await status('eligible');
  await notification('can write provenance');
  await picture('notification-hooks');
  await press('Escape');
  await open('src/core/rank.ts');
  await status('core · attest');
  await picture('status-attest');
  await open('pipelines/train/load.py');
  await status('training-pipeline · restricted');
  await picture('status-restricted');

  await command('Colophon: Install Commit Hooks');
  await dialog('Install the commit hooks?');
  await picture('dialog-hooks');
  await press('Enter');

  await press('Control+`');
  await host.page.waitForSelector('.terminal.xterm', { timeout: 60_000 });
  await sleep(3000);
  await host.type('PATH=.git:$PATH; cp /bin/sleep .git/sample-agent; clear; sample-agent 60\n', 5);
  await status('Sample runs in a terminal');
  await picture('status-restricted-terminal');
  await press('Control+C');
  await command('View: Toggle Panel Visibility');

  await suggestion('pipelines/train/load.py', 'def save(path, rows):');
  await status('not signed off');
  await notification('was inserted into training-pipeline');
  await picture('status-restricted-ai');
  await press('Escape');
  await command('Colophon: Explain This Line');
  await quickInput('Evidence');
  await picture('explain');
  await press('Escape');
  await host.page
    .click('[id="colophon.colophon.colophon.zone"]')
    .catch(() => host.page.click('[id*="colophon.zone"]'));
  await quickInput('Look Up Policy');
  await picture('actions');
  await press('Escape');
  await host.page.hover('[id*="colophon.zone"]');
  await sleep(1500);
  await picture('tooltip');
  await command('Colophon: Look Up Policy');
  await sleep(1500);
  await picture('lookup');

  await suggestion('src/core/rank.ts', 'export const best =');
  await status('1 AI line');
  await press('Control+S');
  await sleep(800);
  execFileSync('git', ['add', 'src'], { cwd: workspace });
  await command('AI Provenance: Focus on AI Provenance View');
  await seen('.monaco-list-row', 'Blocked');
  await widenSideBar(130);
  // The line that says that a view is being filled.
  await host.page.waitForFunction(() => !document.querySelector('.pane .monaco-progress-container.active'));
  await picture('commit-preview');
  await widenSideBar(-130);
  await command('Colophon: Show Provenance');
  await quickInput('rank.ts');
  await picture('provenance');
  await press('Escape');
  await command('Colophon: Attest Staged Changes');
  await quickInput('1 AI line');
  await sleep(1500);
  await picture('attest');
  await press('Enter');
  await dialog('have reviewed');
  await picture('dialog-attest');
  await press('Enter');
  await sleep(1200);
  await picture('attested');
  execFileSync('git', ['commit', '--quiet', '-m', 'Rank the best first'], { cwd: workspace });
  const message = execFileSync('git', ['log', '-1', '--format=%B'], { cwd: workspace, encoding: 'utf8' });
  console.log(message);
  if (!message.includes('AI-Attested-by: Ada Park <ada@acme.dev>'))
    throw new Error('the commit is not attested');

  await attestSigned();
  await signOff();

  await suggestion('src/core/rank.ts', 'export const worst =', 'Enter');
  await command('Colophon: Mark Selection As');
  await quickInput('I typed it');
  await picture('mark');
  await press('Enter');
  await sleep(1000);
  await picture('mark-reason');
  await press('Escape');

  await command('Colophon: Pause Suggestions Here');
  await status('paused');
  await picture('status-paused');

  await seeingProvenance();

  const text = readFileSync(join(workspace, policy), 'utf8');
  writeFileSync(join(workspace, policy), text.replace('zones:', 'zonez:'));
  await status('policy error');
  await picture('status-policy-error');
  await open(policy);
  await command('View: Focus Problems');
  await sleep(1500);
  await picture('problems');
}

/** Marks, hover, quick fixes, badges and the view, in each theme and at twice the size. */
async function seeingProvenance() {
  const file = 'src/core/median.ts';
  writeFileSync(join(workspace, file), "import { rank } from './rank';\n\n");
  await suggestion(file, 'export const median = (values: number[]) =>');
  await suggestion(file, 'export const limitOfAllTheRanks =', 'Enter', 'Enter');
  await press('Control+End Enter');
  await host.page.evaluate(() => navigator.clipboard.writeText('export const table = [1, 2, 3, 5, 8, 13];'));
  await press('Control+V');
  await sleep(1500);
  await press('Enter');
  await host.type('export const mine = 1;', 10);
  await sleep(1500);
  await press('Control+S');
  await sleep(1500);
  // It leaves more room to the view below it.
  await command('View: Show Source Control');
  await host.page.click('.pane-header[aria-label*="Graph"] .title');
  await host.page.mouse.move(700, 600);
  for (const [name, theme] of [
    ['light', 'Light Modern'],
    ['dark', 'Dark Modern'],
    ['hc-dark', 'Default High Contrast'],
    ['hc-light', 'Default High Contrast Light'],
  ]) {
    await chooseTheme(theme);
    for (const zoom of [1, 2]) {
      const suffix = name === 'light' && zoom === 1 ? '' : `-${name}-${zoom}00`;
      await zoomed(zoom);
      await command('File: Focus on Files Explorer');
      await lineOf(file, 4);
      await picture(`provenance-marks${suffix}`);
      await command('Show or Focus Hover');
      await seen('.monaco-hover', 'core · attest');
      await picture(`provenance-hover${suffix}`);
      await press('Escape');
      await press('Control+.');
      await seen('.action-widget', 'Remove the insertion');
      await picture(`provenance-fixes${suffix}`);
      await press('Escape');
      await command('AI Provenance: Focus on AI Provenance View');
      await seen('.pane-body', 'lines: ');
      await sleep(1000);
      await picture(`provenance-view${suffix}`);
    }
    await zoomed(1);
  }
  rmSync(join(workspace, '.vscode'), { recursive: true });
  await sleep(1500);
}

/** As a setting of the workspace, which is no part of the change that is shown. */
async function chooseTheme(theme) {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  const settings = JSON.stringify({ 'workbench.colorTheme': theme });
  writeFileSync(join(workspace, '.vscode/settings.json'), settings);
  writeFileSync(join(workspace, '.git/info/exclude'), '/.vscode/\n');
  await sleep(2500);
}

/** As a browser's zoom does it: the window has half as many of its pixels. */
async function zoomed(times) {
  await host.page.setViewportSize({ width: 1280 / times, height: 800 / times });
  await sleep(1500);
}

async function lineOf(file, line) {
  await open(file);
  await press('Control+G');
  await host.type(`${line}:3`, 10);
  await press('Enter');
  await sleep(600);
}

/** Where the zone asks for a signature, the same question takes it. */
async function attestSigned() {
  stage('src/billing/bill.ts', 'export const cents = (euros: number) => Math.round(euros * 100);\n');
  await command('Colophon: Attest Staged Changes');
  await quickInput('a signature over 1 file');
  await press('Enter');
  await dialog('have reviewed this change');
  await picture('dialog-attest-signed');
  await press('Enter');
  await verified('Cents');
}

async function signOff() {
  stage('pipelines/train/clean.py', 'def clean(rows):\n    return [row.strip() for row in rows]\n');
  // In the palette *Request Sign-off* comes first for the same words.
  await host.page.click('.monaco-list-row:has-text("Warning: signoff missing")');
  await dialog('sign off this change of training-pipeline');
  await picture('dialog-signoff');
  await press('Enter');
  await seen('.statusbar', 'Signed off: training-pipeline');
  await picture('signed-off');
  await verified('Clean the rows');

  stage('pipelines/train/split.py', 'def split(rows, at):\n    return rows[:at], rows[at:]\n');
  await command('Colophon: Request Sign-off');
  await seen('.tabs-container', 'Sign-off request for training-pipeline');
  await sleep(800);
  await notification('Send this text to ada@acme.dev');
  await picture('signoff-request');
  await host.page.click('.notifications-center .monaco-button:has-text("Copy")');
  const copied = () => host.page.evaluate(() => navigator.clipboard.readText());
  await until('the request on the clipboard', async () => (await copied()).includes('+def split(rows, at):'));
  await press('Escape');
}

function stage(file, text) {
  mkdirSync(dirname(join(workspace, file)), { recursive: true });
  writeFileSync(join(workspace, file), text);
  execFileSync('git', ['add', file], { cwd: workspace });
}

/** Bob commits what is staged once a signature is with it, and the verifier takes it from him. */
async function verified(message) {
  const git = (...args) => execFileSync('git', args, { cwd: workspace, encoding: 'utf8' });
  await until('the signature', () => git('diff', '--cached', '--name-only').includes('.ai-policy/signoffs/'));
  git('-c', 'user.name=Bob', '-c', 'user.email=bob@acme.dev', 'commit', '--quiet', '-m', message);
  const args = [join(root, 'dist/colophon.cjs'), 'verify', 'HEAD~1..HEAD', '--submitter', 'bob@acme.dev'];
  console.log(execFileSync(process.execPath, args, { cwd: workspace, encoding: 'utf8' }));
}

async function until(what, test) {
  for (const end = Date.now() + 20_000; !(await test()); await sleep(100))
    if (Date.now() > end) throw new Error(`waited for ${what}`);
}

async function untrusted() {
  await open('pipelines/train/load.py');
  await status('Restricted Mode');
  await picture('status-restricted-mode');
  await command('Colophon: Explain This Line');
  await notification('only reads the policy');
  await picture('notification-restricted-mode');
}

/** A person begins a line, the sample assistant offers the rest, the person takes it. */
async function suggestion(file, begun, ...keys) {
  await open(file);
  await press(['Control+End', ...keys].join(' '));
  await host.type(begun, 10);
  await press('Escape');
  for (let tries = 0; ; tries++) {
    await command('Trigger Inline Suggestion');
    const seen = await host.page
      .waitForSelector('.ghost-text-decoration, .ghost-text', { timeout: 3000, state: 'attached' })
      .catch(() => undefined);
    if (seen) break;
    if (tries === 5) throw new Error('the ghost text did not appear');
  }
  await press('Tab');
  await sleep(800);
}

async function open(file) {
  const name = file.split('/').at(-1);
  for (let tries = 0; ; tries++) {
    await press('Control+P');
    await host.page.waitForSelector('.quick-input-widget input');
    await host.type(file);
    // A file that is new is not in the list at once.
    const row = await host.page
      .waitForSelector(`.quick-input-list .monaco-list-row:has-text("${name}")`, { timeout: 8000 })
      .catch(() => undefined);
    if (row) break;
    if (tries === 5) throw new Error(`${file} is not in the list`);
    await press('Escape');
    await sleep(2000);
  }
  await sleep(700);
  await press('Enter');
  await host.page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
  await sleep(400);
}

/** By so many pixels, as a person drags its edge. */
async function widenSideBar(pixels) {
  const { x, y, width, height } = await host.page.locator('.part.sidebar').boundingBox();
  const [edge, middle] = [x + width + 2, y + height / 2];
  await host.page.mouse.move(edge, middle);
  await host.page.mouse.down();
  await host.page.mouse.move(edge + pixels, middle, { steps: 5 });
  await host.page.mouse.up();
  // Away from the edge and from bars that show while they are scrolled.
  await host.page.mouse.move(x + width / 2, 8);
  await sleep(1500);
}

async function command(title) {
  await press('F1');
  await host.page.waitForSelector('.quick-input-widget input');
  await host.type(title, 2);
  await host.page.waitForSelector('.quick-input-list .monaco-list-row');
  await sleep(500);
  await press('Enter');
  await sleep(300);
}

function status(text) {
  return seen('[id*="colophon.zone"]', text);
}

async function notification(text) {
  await command('Notifications: Show Notifications');
  await seen('.notifications-center', text);
}

function dialog(text) {
  return seen('.monaco-dialog-box', text);
}

function quickInput(text) {
  return seen('.quick-input-widget', text);
}

async function seen(selector, text) {
  try {
    await host.page.waitForFunction(
      ([where, what]) => [...document.querySelectorAll(where)].some((one) => one.textContent?.includes(what)),
      [selector, text],
      { timeout: 20_000 },
    );
  } catch (error) {
    await picture('failed');
    const texts = await host.page.locator(selector).allInnerTexts();
    throw new Error(`“${text}” is not in ${selector}: ${JSON.stringify(texts)}`, { cause: error });
  }
}

async function picture(name) {
  if (process.argv[2] === undefined && !kept.includes(name) && name !== 'failed') return;
  await sleep(300);
  await host.screenshot(join(pictures, `${name}.png`));
  console.log(name);
}

async function press(keys) {
  await host.press(keys);
}

function sleep(ms) {
  return new Promise((fulfil) => setTimeout(fulfil, ms));
}
