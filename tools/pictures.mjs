// Takes the pictures of `docs/pictures`: what a person sees of Colophon, driven from outside the window, since VS Code
// refuses modal questions while tests run in it. Fails where something a person should see does not come, a commit does
// not carry the attestation, `colophon verify` does not take the sign-off, or an agent's settings do not call Colophon.
//   node tools/pictures.mjs [folder] [--theme dark|light|hc-dark|hc-light] [--zoom 100|200] [--only <window>]
// Without a folder those that are kept. With one all there are, in each theme at each size unless one is named, in
// folders of their names. At 200 the page has half of a screen's points, which is what that zoom leaves of it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
require('tsx/cjs');
const { startHost } = require('../test/support/host/launch.ts');
const { runFolder, stageExtension } = require('../test/support/host/stage.ts');
const { removing } = require('../test/support/host/closing.ts');
const { until } = require('../test/support/host/keyboard.ts');
const { Person } = require('../test/support/host/person.ts');
const { markedHistory } = require('../test/support/markedHistory.ts');
const { editorSettings, newRepository, signingRepository } = require('../test/support/host/editorRuns.ts');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { theme: { type: 'string' }, zoom: { type: 'string' }, only: { type: 'string' } },
});
const [folder] = positionals;
const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};
const wanted = (name, all, usual) => {
  if (values[name] === undefined) return folder === undefined ? [usual] : all;
  if (folder === undefined || !all.includes(values[name]))
    throw new Error(`--${name} takes one of ${all.join(', ')}, and a folder for the pictures`);
  return [values[name]];
};
const zooms = wanted('zoom', ['100', '200'], '100');
const walks = wanted('theme', Object.keys(themes), 'light').flatMap((theme) =>
  zooms.map((zoom) => ({ theme, zoom })),
);
let pictures;
const kept = [
  'actions',
  'commit-preview',
  'dialog-attest',
  'dialog-hooks',
  'dialog-signoff',
  'explain',
  'lookup',
  'mark',
  'policy-completion',
  'policy-hover',
  'policy-lenses',
  'policy-quick-fix',
  'problems',
  'provenance',
  'provenance-hover',
  'provenance-marks',
  'provenance-view',
  'report',
  'report-terms',
  'signoff-request',
  'status-restricted-ai',
  'status-restricted-terminal',
];
const home = mkdtempSync(join(tmpdir(), 'colophon-pictures-'));
const removeHome = removing(home);
const removeRun = removing(runFolder());
const extensionDir = join(runFolder(), 'extension');
const policy = '.ai-policy/policy.yaml';
let host;
let person;
let workspace;
let agentHome;

try {
  if (process.env.COLOPHON_IS_BUILT === undefined)
    execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root });
  const [only, ...more] = walks;
  if (more.length > 0) await Promise.all([takeInTurn(), takeInTurn()]);
  else await take(only);
} finally {
  await removeHome();
  await removeRun();
}

/** A walk after the other, each in a process of its own. */
async function takeInTurn() {
  for (let walk = walks.shift(); walk !== undefined; walk = walks.shift()) {
    const { theme, zoom } = walk;
    const rest = values.only === undefined ? [] : ['--only', values.only];
    const child = spawn(
      process.execPath,
      [process.argv[1], folder, '--theme', theme, '--zoom', zoom, ...rest],
      {
        env: { ...process.env, COLOPHON_IS_BUILT: '' },
        stdio: 'inherit',
        timeout: 20 * 60_000,
      },
    );
    const code = await new Promise((fulfil) => child.on('close', fulfil));
    console.log(`${theme} at ${zoom} %: ${code === 0 ? 'taken' : `failed, exit code ${code}`}`);
    if (code !== 0) process.exitCode = 1;
  }
}

async function take({ theme, zoom }) {
  stageExtension(extensionDir);
  pictures = folder === undefined ? join(root, 'docs/pictures') : join(folder, `${theme}-${zoom}`);
  mkdirSync(pictures, { recursive: true });
  const settings = { 'workbench.colorTheme': themes[theme] };
  const viewport = zoom === '200' ? { width: 960, height: 540 } : undefined;
  await inWindow('new', { prepare: newRepository, settings, viewport }, newUser);
  await inWindow('trusted', { settings, viewport }, trusted);
  await inWindow('untrusted', { settings, viewport, trust: false }, untrusted);
}

async function inWindow(name, { prepare = signingRepository, settings, viewport, ...options }, play) {
  if (values.only !== undefined && values.only !== name) return;
  const base = mkdtempSync(join(home, `${name}-`));
  workspace = join(base, 'acme');
  agentHome = join(base, 'home');
  for (const path of [workspace, join(agentHome, '.claude')]) mkdirSync(path, { recursive: true });
  prepare(workspace);
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
      ...settings,
    },
    // What agents are configured by is no business of this machine's.
    env: { HOME: agentHome, XDG_DATA_HOME: join(agentHome, '.local/share') },
    report: console.log,
    ...options,
  });
  person = new Person(host);
  if (viewport !== undefined) await host.page.setViewportSize(viewport);
  try {
    await play();
  } catch (error) {
    await picture('failed');
    throw error;
  } finally {
    await host.stop();
  }
}

/** From a repository without a policy to agents that are connected. */
async function newUser() {
  await command('Source Control: Focus on Changes View');
  await host.page.click('.pane-header[aria-label*="AI Provenance"]');
  await seen('.welcome-view-content', 'has no policy yet');
  await sleep(1500);
  await picture('welcome');
  await host.page.locator('.welcome-view-content a:has-text("First Steps")').focus();
  await press('Enter');
  await seen('.getting-started-step', 'Write the policy');
  await sleep(1000);
  await press('Control+B');
  // Where there is little room, VS Code leaves the picture out.
  await host.page.waitForSelector('.getting-started-media img', { state: 'attached' });
  await sleep(1500);
  await picture('walkthrough');

  await host.page.click('.getting-started-step .monaco-button:has-text("Create Policy")');
  await quickInput('Restricted Folders');
  await sleep(700);
  await press('ArrowDown Space');
  await picture('create-policy');
  await press('Enter');
  await quickInput('Folders to Attest');
  await press('ArrowDown Space Enter');
  await quickInput('Assistants');
  await picture('create-policy-assistants');
  await press('Enter');
  await quickInput('Their Terms');
  await picture('create-policy-terms');
  await press('Enter');
  await quickInput('Owner');
  await picture('create-policy-owner');
  await press('Enter');
  await quickInput('Legal Contact');
  await press('Enter');
  await seen('.statusbar', 'The policy is written');
  await status('ai-policy');
  await picture('policy-written');

  await command('Colophon: Connect Agents');
  await quickInput('Claude Code');
  await picture('agents');
  await press('Enter');
  await dialog('Connect the agents?');
  await picture('dialog-agents');
  await host.page.click('.monaco-dialog-box .monaco-button:has-text("Show Changes")');
  await seen('.tabs-container', 'agents.diff');
  await notification('Connect the agents?');
  await picture('agents-diff');
  await host.page.click('.notifications-center .monaco-button:has-text("Connect")');
  await seen('.tabs-container', 'agents.md');
  await sleep(1000);
  await picture('agents-connected');
  const written = readFileSync(join(agentHome, '.claude/settings.json'), 'utf8');
  if (!written.includes('PreToolUse') || !written.includes('colophon'))
    throw new Error('the agent does not call Colophon');
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
  await command('Source Control: Focus on AI Provenance View');
  await seen('.monaco-list-row', 'Blocked');
  await widenSideBar(130);
  // The line that says that a view is being filled.
  await host.page.waitForFunction(() => !document.querySelector('.pane .monaco-progress-container.active'));
  await picture('commit-preview');
  await host.page.click('.scm-editor .view-lines');
  await host.page.keyboard.type('Rank best first');
  await host.page.hover('.scm-editor .view-line span span');
  await seen('.monaco-hover', 'Colophon adds to this commit');
  await sleep(800);
  await picture('commit-message');
  for (let times = 0; times < 'Rank best first'.length; times++) await press('Backspace');
  await host.page.mouse.move(640, 400);
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
  await command('Colophon: Mark Selection As…');
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
  await command('View: Focus Problems (Errors, Warnings, Infos)');
  await sleep(1500);
  await picture('problems');

  await policyEditing();
  await report();
}

/** Over a history of some years, which takes the place of the few commits that were made here. */
async function report() {
  const git = (args, input) => execFileSync('git', args, { cwd: workspace, input });
  git(['fast-import', '--quiet', '--force'], markedHistory(900).stream);
  git(['checkout', '--quiet', '--force', 'main']);
  await command('Notifications: Clear All Notifications');
  await command('Colophon: Open Report');
  let frame;
  await until('the report', async () => {
    for (const one of host.page.frames()) {
      const found = await one
        .locator('#terms')
        .count()
        .catch(() => 0);
      if (found > 0) frame = one;
    }
    return frame !== undefined;
  });
  const showPart = (id) => frame.locator(id).evaluate((one) => one.scrollIntoView());
  await showPart('h1');
  await picture('report');
  for (const part of ['time', 'where', 'terms', 'contaminated', 'commits']) {
    await showPart(`#${part}`);
    await picture(`report-${part}`);
  }
}

/** Marks, hover, quick fixes, badges and the view. */
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
  await command('Source Control: Focus on Changes View');
  await host.page.click('.pane-header[aria-label*="Graph"] .title');
  await host.page.mouse.move(700, 600);
  await command('File: Focus on Files Explorer');
  await lineOf(file, 4);
  await picture('provenance-marks');
  await command('Show or Focus Hover');
  await seen('.monaco-hover', 'core · attest');
  await picture('provenance-hover');
  await press('Escape');
  await press('Control+.');
  await seen('.action-widget', 'Remove the insertion');
  await picture('provenance-fixes');
  await press('Escape');
  await command('Source Control: Focus on AI Provenance View');
  await seen('.pane-body', 'lines: ');
  await sleep(1000);
  await picture('provenance-view');
}

async function lineOf(file, line) {
  await open(file);
  await press('Control+G');
  await host.type(`${line}:3`, 10);
  await press('Enter');
  await sleep(600);
}

/** A policy as it is written: what stands above zones and vendors, what is offered, explained and mended. */
async function policyEditing() {
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const text = `version: 1
contacts:
  engineering: { name: Ada Park, email: ada@acme.dev }
  legal: { name: Luis Ortega, email: luis@acme.dev }
policyOwners: [luis@acme.dev, ada@acme.dev]
zones:
  - name: training-pipeline
    mode: restricted
    paths: [/pipelines/train/]
    owners: [ada@acme.dev]
  - name: core
    mode: attest
    paths: [/src/core/rank.ts, /src/croe/]
    vendors: [sample-team]
vendors:
  - id: sample-team
    assistants: [sample]
    status: approved
    reviewed: { by: luis@acme.dev, on: ${day(-170)}, expires: ${day(12)} }
  - id: sample-free
    assistants: [sample]
`;
  writeFileSync(join(workspace, policy), text);
  await command('File: Save All Files');
  await command('View: Close All Editors');
  await open(policy);
  await command('View: Toggle Panel Visibility');
  await seen('.codelens-decoration', 'approved, 12 days left');
  await host.page.waitForSelector('.squiggly-warning');
  await picture('policy-lenses');
  await goTo(7, 15);
  await command('Show or Focus Hover');
  await seen('.monaco-hover', 'Matches');
  await picture('policy-hover');
  await press('Escape');
  await press('Escape');
  await goTo(13, 34);
  await press('Control+.');
  await seen('.action-widget', 'Change to “/src/core/”');
  await picture('policy-quick-fix');
  await press('Escape');
  await goTo(14, 27);
  await press('Enter');
  await host.type('en', 120);
  await seen('.suggest-widget', 'enforce');
  await press('Control+Space');
  await picture('policy-completion');
  await press('Escape');
  await command('File: Revert File');
  await host.page.click('.codelens-decoration a:has-text("tracked file")');
  await quickInput('training-pipeline: ');
  await picture('policy-zone-files');
  await press('Escape');
}

async function goTo(line, column) {
  await press('Control+P');
  await host.page.waitForSelector('.quick-input-widget input');
  await host.type(`:${line}:${column}`);
  await sleep(500);
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
  await person.takeSuggestion(file, begun, ...keys);
  await sleep(800);
}

async function open(file) {
  await person.open(file);
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
  await person.command(title);
  await sleep(300);
}

function status(text) {
  return seen('[id*="colophon.zone"]', text);
}

function notification(text) {
  return person.notified(text);
}

function dialog(text) {
  return seen('.monaco-dialog-box', text);
}

function quickInput(text) {
  return seen('.quick-input-widget', text);
}

function seen(selector, text) {
  return person.seen(selector, text);
}

async function picture(name) {
  if (folder === undefined && !kept.includes(name) && name !== 'failed') return;
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
