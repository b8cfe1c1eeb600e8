// The main job of Colophon, done by a script in a real VS Code window: an assistant writes into a restricted path, the
// status bar warns, a person goes on typing and commits in the terminal, and the commit says what happened.
//   node tools/demo.mjs           does it, and prints the commit, the lookup and where the screenshots are
//   node tools/demo.mjs --open    leaves the window served on a local address, for a person to go on
//   --port <n>                    of that address; default: a free one
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const fixture = (name) => join(root, 'test/fixtures', name);
const require = createRequire(import.meta.url);
const { values } = parseArgs({ options: { open: { type: 'boolean' }, port: { type: 'string' } } });

const file = 'pipelines/train/sample.js';
const begun = 'export function withoutDuplicates(documents) {';
const suggested = `
  const seen = new Set();
  return documents.filter((text) => {
    const key = text.toLowerCase().replaceAll(/\\s+/g, ' ').trim();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
`;
const message = 'Leave out documents that differ only in case and spaces';

require('tsx/cjs');
const { removing } = require('../test/support/host/closing.ts');
const { stageExtension } = require('../test/support/host/stage.ts');
const { startHost } = require('../test/support/host/launch.ts');

run(process.execPath, ['esbuild.mjs'], root);
const pictures = join(root, '.vscode-test/demo');
rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
const home = mkdtempSync(join(tmpdir(), 'colophon-demo-'));
const removeHome = removing(home);
const workspace = join(home, 'corpus');
const extension = join(home, 'extension');
let host;
try {
  stageExtension(extension);
  createRepository();
  host = await startHost({
    workspace,
    extensionDir: extension,
    extensions: [fixture('sample-assistant')],
    userSettings: {
      'colophon.hooks': 'always',
      'colophon.assistants': {
        'sample-assistant': { name: 'Sample Assistant', extensions: ['colophon-test.sample-assistant'] },
      },
      'sampleAssistant.suggestions': { [begun]: suggested },
      'git.autorefresh': true,
    },
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    report: console.log,
  });
  await play();
  show();
  if (values.open) await stayOpen();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (host !== undefined) console.error(host.logTail());
  process.exitCode = 1;
} finally {
  await host?.stop();
  await removeHome();
}

/** The demo's project as one commit by Ada; the review of the assistant's terms is made a month old. */
function createRepository() {
  cpSync(fixture('demo'), workspace, { recursive: true });
  const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const policy = join(workspace, '.ai-policy/policy.yaml');
  const text = readFileSync(policy, 'utf8');
  writeFileSync(policy, text.replace('2026-05-01', day(-30)).replace('2026-11-01', day(150)));
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Jane Dev');
  git('config', 'user.email', 'jane@acme.example');
  git('add', '--all');
  git(
    ...['-c', 'user.name=Ada Park', '-c', 'user.email=ada@acme.example'],
    'commit',
    '--quiet',
    '-m',
    'Corpus 0.4',
  );
}

async function play() {
  const before = git('rev-parse', 'HEAD');
  console.log(`Opening ${file} …`);
  await host.press('Control+P');
  await host.page.waitForSelector('.quick-input-widget input');
  await host.type(file);
  await host.page.waitForSelector('.quick-input-list .monaco-list-row');
  await sleep(500);
  await host.press('Enter');
  await host.page.waitForSelector('.monaco-editor .view-line');
  await waitFor('the zone in the status bar', () => statusBar('training-pipeline'), 60_000);
  await waitFor(
    'the commit hooks',
    () => existsSync(join(workspace, '.git/hooks/prepare-commit-msg')),
    30_000,
  );

  console.log('A person begins a function; the assistant offers the rest …');
  await host.press('Control+End');
  // A blank line and the beginning of a function, without a suggestion list in the way.
  await host.press('Enter');
  await host.type(begun.slice(0, -1), 15);
  await host.press('Escape');
  await host.type('{');
  // The editor closed the bracket by itself; the suggestion brings its own.
  await host.press('Delete');
  await ghostText();
  await picture('1-suggestion');
  await host.press('Tab');
  await host.page.waitForFunction(() =>
    document.querySelector('.view-lines')?.textContent?.includes('seen.add'),
  );
  await sleep(1500);
  await picture('2-accepted');

  console.log('A person goes on typing, and saves …');
  await host.press('Control+End Enter');
  await host.type('export const version = 2;', 15);
  await host.press('Escape');
  await host.press('Control+S');
  await waitFor('the save', () => readFileSync(join(workspace, file), 'utf8').includes('version = 2'));

  console.log('… and commits in the terminal.');
  await host.press('Control+`');
  await host.page.waitForSelector('.terminal.xterm', { timeout: 60_000 });
  await sleep(2500);
  await host.type(`git commit --all -m '${message}'`, 5);
  await host.press('Enter');
  await waitFor('the commit', () => git('rev-parse', 'HEAD') !== before, 30_000);
  await host.type('clear; git --no-pager log -1');
  await host.press('Enter');
  await sleep(1500);
  await picture('3-committed');
}

function show() {
  console.log(`\n$ git log -1\n${git('log', '-1')}`);
  console.log(`\n$ colophon lookup ${file}`);
  console.log(run(process.execPath, [join(extension, 'dist/colophon.cjs'), 'lookup', file], workspace));
  console.log(`\nScreenshots:\n${['1-suggestion', '2-accepted', '3-committed'].map(pictureFile).join('\n')}`);
}

/** Gives the window to a person: our browser is closed first, so that there are not two on one repository. */
async function stayOpen() {
  await host.page.context().browser().close();
  console.log(`\nThe window is served at\n${host.url}\nPress Ctrl+C to end it.`);
  await new Promise((fulfil) => {
    process.once('SIGINT', fulfil);
    process.once('SIGTERM', fulfil);
  });
}

function pictureFile(name) {
  return join(pictures, `${name}.png`);
}

function picture(name) {
  return host.screenshot(pictureFile(name));
}

async function statusBar(text) {
  const items = await host.page.locator('.statusbar-item').allInnerTexts();
  return items.some((item) => item.includes(text));
}

/** Headless windows sometimes need a nudge; a person would wait, or press the key for it. */
async function ghostText() {
  const isSeen = async () => {
    const texts = await host.page.locator('.ghost-text-decoration, .ghost-text').allInnerTexts();
    return texts.some((text) => text.trim() !== '');
  };
  for (let tries = 0; tries < 10; tries += 1) {
    for (let polls = 0; polls < 10; polls += 1) {
      if (await isSeen()) return;
      await sleep(100);
    }
    await host.press('Alt+\\');
  }
  throw new Error('The ghost text did not appear.');
}

async function waitFor(what, test, ms = 15_000) {
  for (const end = Date.now() + ms; !(await test()); await sleep(100)) {
    if (Date.now() > end) throw new Error(`Waited ${ms / 1000} s for ${what}.`);
  }
}

function git(...args) {
  return run('git', args, workspace);
}

function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', timeout: 120_000, maxBuffer: 1e7 }).trimEnd();
}
