import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { keys, mouse, screenshot, textsOf } from './driver';
import { listed, notified } from './reading';
import { closeAll, command, pathOf, root, until, uriOf, write } from './recording';
import { hostSuite } from './suite';

const policyFile = '.ai-policy/policy.yaml';
/** What `prepare` made of the workspace: an empty folder, a repository without a policy, or one with a policy. */
const start = process.env.COLOPHON_FIRST_STEPS;
let colophon: Exports;

/** What a new user sees, from nothing to the first commit that carries trailers. */
export const run = hostSuite(() => {
  describe(`the first steps, from ${start}`, () => {
    before(async () => {
      // Whatever agents this machine has are none of the new user's.
      process.env.HOME = mkdtempSync(join(tmpdir(), 'colophon-home-'));
      process.env.PATH = '/usr/bin:/bin';
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      colophon = await vscode.extensions.getExtension<Exports>('colophon.colophon')!.activate();
    });
    after(() => rmSync(process.env.HOME!, { recursive: true, force: true }));
    afterEach(async () => {
      await keys.press('Escape');
      await closeAll();
    });

    if (start === 'an empty folder') fromEmptyFolder();
    if (start === 'a repository') fromRepository();
    if (start === 'a policy') fromPolicy();
  });
});

function fromEmptyFolder(): void {
  it('says that there is no repository, and offers to make one', async () => {
    await command('colophon.createPolicy');
    await notified(/There is no git repository here/, /Initialize Repository…/);
    await welcome(/no git repository here/, /Initialize Repository/);
    await screenshot('first-steps-empty');
    git('init', '-q');
    await welcome(/has no policy yet/, /Create Policy/, /First Steps/);
  });
}

function fromRepository(): void {
  it('offers in Source Control to create a policy', async () => {
    await welcome(/has no policy yet/, /Create Policy/, /First Steps/);
    await screenshot('first-steps-no-policy');
  });

  it('shows four steps to walk', async () => {
    await walkthrough();
    await screenshot('first-steps-walkthrough');
    assert.deepEqual(await completed(), []);
  });

  it('writes the policy that is answered for, by keys alone', async () => {
    void command('colophon.createPolicy');
    await question(1, /Restricted Folders/, /\/train\/.*1 file · @acme\/ml in CODEOWNERS/s);
    await screenshot('first-steps-paths');
    await keys.press('ArrowDown', 'Space', 'Enter');
    await question(2, /Folders to Attest/, /^(?!.*\/train\/).*\/src\/core\//s);
    // With the way back, what was answered is still there.
    await keys.press('Control+Alt+-');
    await question(1, /1 Selected/);
    await keys.press('Enter');
    await question(2);
    await keys.press('ArrowDown', 'Space', 'Enter');
    await question(3, /Assistants/, /Sample.*found here/s, /1 Selected/);
    await screenshot('first-steps-assistants');
    await keys.press('Enter');
    await question(4, /Their Terms/, /Not yet: unreviewed/);
    await screenshot('first-steps-approval');
    await keys.press('ArrowDown', 'Enter');
    await question(5, /Owner/, /ada@acme\.dev.*Ada Park/s, /core@acme\.dev/);
    await screenshot('first-steps-owner');
    await keys.press('Enter');
    await question(6, /Legal Contact/);
    await keys.type('luis@acme.dev');
    await listed(/luis@acme\.dev/);
    await keys.press('Enter');
    await until('the policy', () => existsSync(pathOf(policyFile)));
    await until('the editor', () => activePath() === pathOf(policyFile));
    await until('what was done, in words', async () =>
      (await textsOf('.statusbar')).join().includes('The policy is written'),
    );
    await until('the zone of the policy itself', async () =>
      (await textsOf('[id*="colophon.zone"]')).join().includes('ai-policy · restricted'),
    );
    await screenshot('first-steps-written');
    const { policy } = await until('the tree', () => colophon.services.trees.all[0]);
    assert.deepEqual(
      policy.kind === 'ok' && [
        policy.problems,
        policy.policy.policyOwners,
        policy.policy.zones.map(({ name, mode, owners }) => [name, mode, owners]),
        policy.policy.vendors.map(({ id, status }) => [id, status]),
      ],
      [
        [],
        ['ada@acme.dev', 'luis@acme.dev'],
        [
          ['train', 'restricted', ['ada@acme.dev']],
          ['core', 'attest', ['core@acme.dev']],
        ],
        [['sample', 'approved']],
      ],
    );
    assert.match(
      readFileSync(pathOf(policyFile), 'utf8'),
      /CODEOWNERS names @acme\/ml\. A handle is no e-mail/,
    );
    await notified(/can write provenance/, /Install…/, /Don’t Ask Again/);
    await walkthrough();
    assert.deepEqual(await completed(), ['Write the policy']);
  });

  it('shows the zone of a file in the status bar', async () => {
    await vscode.window.showTextDocument(uriOf('train/load.py'));
    await until('the zone', async () =>
      (await textsOf('[id*="colophon.zone"]')).join().includes('train · restricted'),
    );
    await walkthrough();
    await until('the step', async () => (await completed()).includes('See a zone'));
    assert.deepEqual(await completed(), ['Write the policy', 'See a zone']);
  });

  it('completes the last steps by hooks that are there, and a commit with trailers', async () => {
    const { update } = vscode.workspace.getConfiguration('colophon');
    await update('hooks', 'always', vscode.ConfigurationTarget.Global);
    await until('the hooks', () => existsSync(pathOf('.git/hooks/commit-msg')));
    await walkthrough();
    await until('the step', async () => (await completed()).includes('Install the commit hooks'));
    git('commit', '-qm', 'Nothing of AI', '--allow-empty');
    const document = await vscode.workspace.openTextDocument(uriOf('src/core/rank.ts'));
    await vscode.window.showTextDocument(document, { preview: false });
    await until('the record', () => colophon.services.documents.get(document)?.observer);
    await command('workbench.action.focusActiveEditorGroup');
    await keys.press('Control+End');
    await keys.type('two();', { delay: 20 });
    await until('the keys', () => document.getText() === 'one();\ntwo();');
    await keys.press('Control+S');
    await until('the save', () => !document.isDirty);
    git('commit', '-qam', 'Two');
    assert.match(git('log', '-1', '--format=%B'), /^AI-Provenance: v1; lines=1; ai=0; human=1$/m);
    await walkthrough();
    await until('the step', async () => (await completed()).length === 4);
    await command('workbench.action.closeSidebar');
    await until(
      'the picture of the step',
      async () => (await mouse.boxes('.getting-started-media img')).length > 0,
    );
    await screenshot('first-steps-complete');
  });
}

function fromPolicy(): void {
  it('never writes over the policy', async () => {
    const before = readFileSync(pathOf(policyFile), 'utf8');
    await command('colophon.createPolicy');
    await notified(/This repository has a policy already/);
    assert.deepEqual([readFileSync(pathOf(policyFile), 'utf8'), activePath()], [before, pathOf(policyFile)]);
  });

  it('states nothing for a pull request without commits', async () => {
    git('branch', '-M', 'main');
    git('switch', '-qc', 'pr');
    await command('colophon.copyPullRequestStatement');
    await notified(/no commit that its base has not/, /Open Source Control/);
  });

  it('connects no agent without a person’s yes', async () => {
    const home = process.env.HOME!;
    mkdirSync(join(home, '.claude'));
    const done = command('colophon.connectAgents');
    await listed(/Connect Agents/, /Claude Code.*found/, /Codex.*not found on this machine/, /1 Selected/);
    await keys.press('Enter');
    // The window is one for tests: VS Code refuses the modal question; `test/keyboard` answers it.
    await done;
    await command('notifications.clearAll');
    assert.deepEqual(readdirSync(home, { recursive: true }).sort(), ['.claude']);
  });

  it('copies the statement that colophon pr writes of the same range, and shows it', async () => {
    const { clipboard } = vscode.env;
    const trailers =
      'AI-Provenance: v1; lines=1; ai=1\nAI-Detail: zones=core:1; evidence=host:1; vendors=sample-team:1';
    write('src/core/more.ts', 'export const more = 1;\n');
    git('add', '.');
    git('commit', '-qm', `More <b>@acme</b>\n\n${trailers}`);
    write('pipelines/train/more.py', 'more = 1\n');
    git('add', '.');
    git('commit', '-qm', 'Train more');
    git('switch', '-q', 'main');
    git('commit', '-qm', 'Base goes on', '--allow-empty');
    git('switch', '-q', 'pr');
    await command('colophon.copyPullRequestStatement');
    const range = `${git('rev-parse', 'main').trim()}..${git('rev-parse', 'HEAD').trim()}`;
    const program = `${vscode.extensions.getExtension('colophon.colophon')!.extensionPath}/dist/colophon.cjs`;
    const said = execFileSync(process.execPath, [program, 'pr', range], {
      cwd: root(),
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    assert.equal(await clipboard.readText(), said);
    assert.match(said, /^\| training-pipeline \| restricted \| 1 \| unknown \| nobody yet \|$/m);
    assert.match(said, /^\| core \| attest \| 1 \| 1 \| nobody yet \|$/m);
    await command('notifications.showList');
    await until('the notice', async () =>
      (await textsOf('.notifications-center'))
        .join()
        .includes('Copied the pull request statement of 2 commits.'),
    );
    await mouse.click('.notifications-center .monaco-button:has-text("Show")');
    await until('the statement', () => vscode.window.activeTextEditor?.document.getText() === said);
    await screenshot('first-steps-statement');
  });
}

const activePath = () => vscode.window.activeTextEditor?.document.uri.fsPath;

/** Waits for the question and what its list says. */
async function question(step: number, ...patterns: RegExp[]): Promise<void> {
  await listed(new RegExp(`Create Policy: [\\w ]+ \\(${step}/6\\)`), ...patterns);
}

async function welcome(...patterns: RegExp[]): Promise<void> {
  await command('workbench.view.scm');
  await command('colophon.provenance.focus');
  let text = '';
  await until('the welcome', async () => {
    text = (await textsOf('.pane-body .welcome-view-content')).join('\n');
    return patterns.every((one) => one.test(text));
  }).catch((error) => {
    throw new Error(`it says: ${text}`, { cause: error });
  });
}

const walkthroughId = 'colophon.colophon#start';

async function walkthrough(): Promise<void> {
  await command('workbench.action.openWalkthrough', walkthroughId, false);
  await until('the walkthrough', async () => (await textsOf('.getting-started-step')).length >= 4);
}

/** Titles of the steps that are checked. */
async function completed(): Promise<string[]> {
  return (await textsOf('.getting-started-step:has(.codicon-getting-started-step-checked) .step-title')).map(
    (title) => title.trim(),
  );
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root(), encoding: 'utf8', timeout: 20_000 });
