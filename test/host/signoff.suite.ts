import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { changedMeanwhile, signAndStage } from '../../src/editor/signing/sign';
import type { GateTools } from '../../src/editor/window/loadPolicyTools';
import type { Repository } from '../../src/git/repository/repository';
import { verify } from '../../src/workflow/verify/verify';
import { keys, mouse } from './driver';
import { listed, notified } from './reading';
import { accept, closeAll, command, pathOf, root, until, uriOf, write } from './recording';
import { hostSuite } from './suite';

const file = 'pipelines/train/load.py';
let colophon: Exports;
let repo: Repository;
/** What the extension itself loads. */
let tools: GateTools;

/**
 * Sign-offs, with a real key. VS Code refuses the modal question while tests run in it, so here is all that comes
 * before it and after it; `test/keyboard` answers it, from outside the window.
 */
export const run = hostSuite(() => {
  describe('a sign-off in the window', () => {
    before(async () => {
      const extension = vscode.extensions.getExtension<Exports>('colophon.colophon')!;
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      colophon = await extension.activate();
      tools = createRequire(__filename)(join(extension.extensionPath, 'dist/gate.cjs'));
      git('switch', '-qc', 'pr');
      git('branch', '-f', 'main', 'HEAD');
      repo = await until('the repository', () => colophon.services.trees.all[0]?.repo);
    });
    afterEach(async () => {
      await keys.press('Escape');
      git('reset', '-q', '--hard');
      git('branch', '-f', 'main', 'HEAD');
      await closeAll();
    });

    it('needs nothing where no restricted zone changes', async () => {
      stage('src/page.ts', 'export const page = 2;\n');
      await command('colophon.signOff');
      await notified(/nothing needs a sign-off/);
    });

    it('is asked for in a text, which goes to the clipboard only when a person says so', async () => {
      // In tests VS Code has one of its own.
      const { clipboard } = vscode.env;
      stage(file, 'def load(path):\n    return None\n');
      await clipboard.writeText('as before');
      await command('colophon.requestSignOff');
      const text = vscode.window.activeTextEditor!.document.getText();
      for (const part of ['To: ada@acme.dev\n', `  modified ${file}\n`, '+    return None\n'])
        assert.ok(text.includes(part), `${part} is not in ${text}`);
      assert.equal(await clipboard.readText(), 'as before');
      await command('notifications.showList');
      await mouse.click('.notifications-center .monaco-button:has-text("Copy")');
      await until('the clipboard', async () => (await clipboard.readText()) === text);
    });

    it('says what keeps a person from it, and offers to ask an owner', async () => {
      stage(file, 'def load(path):\n    return None\n');
      const says = async (...patterns: RegExp[]) => {
        await command('colophon.signOff');
        await notified(...patterns, /Request Sign-off/);
      };
      const key = git('config', 'user.signingkey').trim();
      try {
        git('config', '--unset', 'user.signingkey');
        await says(
          /git knows no key to sign with\. .*Set it: git config gpg\.format ssh && git config user\.signingkey/,
        );
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', pathOf('.git/other')]);
        git('config', 'user.signingkey', pathOf('.git/other.pub'));
        await says(/is not in base’s \.ai-policy\/allowed_signers/);
      } finally {
        git('config', 'user.signingkey', key);
      }
      git('commit', '-qam', 'By Ada herself');

      await says(/ada@acme\.dev is an author of this change, and training-pipeline has no other owner/);
      await command('colophon.signOff');
      await command('notifications.showList');
      await mouse.click('.notifications-center .monaco-button:has-text("Request Sign-off")');
      const text = () => vscode.window.activeTextEditor?.document.getText() ?? '';
      await until('the request', () => /colophon signoff \w+\.\.\w+ --zone/.test(text()));
    });

    it('lets a person choose where both what is staged and commits wait for it', async () => {
      stage('pipelines/train/one.py', 'one = 1\n');
      git(...bob, 'commit', '-qm', 'One');
      stage('pipelines/train/two.py', 'two = 2\n');
      void command('colophon.signOff');
      await listed(/Sign off which change\?/, /what is staged · 1 file/, /1 commit of this branch · 1 file/);
    });

    it('shows the change of the zone and no other, and signs nothing where no person confirms', async () => {
      stage('src/page.ts', 'export const page = 3;\n');
      stage(file, 'def load(path):\n    return 3\n');
      const done = command('colophon.signOff');
      const label = 'Sign off training-pipeline (1 file)';
      await until('the diff', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === label);
      // The window is one for tests: VS Code refuses the modal question, as it would without a person.
      await done;
      assert.deepEqual(storedFiles(), []);
    });

    it('is accepted by the verifier when a person has confirmed', async () => {
      const base = git('rev-parse', 'HEAD').trim();
      stage(file, 'def load(path):\n    return 4\n');
      assert.equal(typeof (await signed()), 'object');
      assert.equal(storedFiles().length, 1);
      git(...bob, 'commit', '-qm', 'Load four');
      const range = `${base}..HEAD`;
      const now = Date.now();
      const result = await verify(repo, { range, now, submitter: 'bob@acme.dev' });
      assert.ok(result.kind === 'verified', JSON.stringify(result));
      assert.deepEqual(
        result.zones.map(({ zone, open, signedBy }) => [zone.name, open, signedBy]),
        [['training-pipeline', [], ['ada@acme.dev']]],
      );
      await command('colophon.signOff');
      await notified(/Signed off already: training-pipeline/);
    });

    it('is not written where what was shown has changed since', async () => {
      stage(file, 'def load(path):\n    return 5\n');
      const shown = await staged();
      stage(file, 'def load(path):\n    return 6\n');
      assert.equal(await signed(shown), changedMeanwhile);
      assert.deepEqual(storedFiles(), []);
    });

    it('does not wait for a passphrase that nobody can give', async () => {
      const key = pathOf('.git/locked');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', key]);
      git('config', 'user.signingkey', `${key}.pub`);
      try {
        stage(file, 'def load(path):\n    return 7\n');
        const { change, signable } = await staged();
        const locked = await tools.signingIdentity(repo, change.change, signable, undefined);
        assert.match(String(locked), /is not in base’s/);
        const signer = { key: { source: { file: key }, publicKey: '', fingerprint: '' }, principal: 'ada' };
        assert.equal(
          await signAndStage(tools, repo, change, [{ signable, signer }]),
          `The key has a passphrase, and none was given. Let the agent hold it: ssh-add ${key}`,
        );
      } finally {
        git('config', 'user.signingkey', pathOf('.git/ada'));
      }
    });

    it('is seen by the status bar until the text goes on', async () => {
      git('config', 'user.email', 'bob@acme.dev');
      try {
        stage('pipelines/train/save.ts', 'one();\n');
        git('commit', '-qm', 'One line');
        const document = await vscode.workspace.openTextDocument(uriOf('pipelines/train/save.ts'));
        await vscode.window.showTextDocument(document, { preview: false });
        await until('the record', () => colophon.services.documents.get(document)?.observer);
        await accept(document, 'save(rows);');
        await keys.press('Control+S');
        await until('the save', () => !document.isDirty);
        await status(/1 AI line not signed off/);
        git('add', '.');
        assert.equal(typeof (await signed()), 'object');
        await status(/restricted(?!.*not signed off)/);
        await keys.type('x');
        await status(/1 AI line not signed off/);
        await command('workbench.action.files.revert');
      } finally {
        git('config', 'user.email', 'ada@acme.dev');
      }
    });

    it('comes with the attestation, in the same action, where the zone asks for a signed one', async () => {
      stage('src/billing/bill.ts', 'export const bill = 1;\n');
      const done = command('colophon.attestStaged');
      await listed(
        /^Attest as Ada Park <ada@acme\.dev>/,
        /a signature over 1 file/,
        /src\/billing\/bill\.ts/,
      );
      await keys.press('Enter');
      await done;
      assert.deepEqual(storedFiles(), []);
    });
  });
});

const bob = ['-c', 'user.name=Bob', '-c', 'user.email=bob@acme.dev'];

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root(), encoding: 'utf8', timeout: 10_000 });

function stage(path: string, text: string): void {
  write(path, text);
  git('add', path);
}

/** What lies under `signoffs/`, staged and on the disk alike. */
function storedFiles(): string[] {
  const listedFiles = git('diff', '--cached', '--name-only', '--', '.ai-policy/signoffs').split('\n');
  return listedFiles.filter((name) => name !== '' && existsSync(pathOf(name)));
}

/** The staged change of the restricted zone. */
async function staged() {
  const change = await tools.signableChange(repo);
  if (typeof change === 'string') throw new Error(change);
  const signable = change.zones.find(({ zone }) => zone.name === 'training-pipeline');
  if (!signable) throw new Error('nothing of the zone is staged');
  return { change, signable };
}

/** What the command does once a person has said yes. */
async function signed(shown?: Awaited<ReturnType<typeof staged>>) {
  const { change, signable } = shown ?? (await staged());
  const signer = await tools.signingIdentity(repo, change.change, signable, 'ada@acme.dev');
  if (typeof signer === 'string') throw new Error(signer);
  return signAndStage(tools, repo, change, [{ signable, signer }]);
}

async function status(wanted: RegExp): Promise<void> {
  const shown = () => colophon.services.statusBar.shown?.text ?? 'hidden';
  await until(`${wanted} in the status bar`, () => wanted.test(shown())).catch((error) => {
    throw new Error(`it says “${shown()}”`, { cause: error });
  });
}
