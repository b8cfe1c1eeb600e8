import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { LedgerStore } from '../../src/git/store/ledgerStore';
import type { PathRules } from '../../src/workflow/policy/lookup';
import { toMarks } from '../support/marks';
import { keys, mouse, screenshot, textsOf } from './driver';
import { listed, notified } from './reading';
import { accept, closeAll, command, pathOf, patienceMs, root, sleep, until, uriOf, write } from './recording';
import { hostSuite } from './suite';

const policyFile = '.ai-policy/policy.yaml';
let colophon: Exports;

/** What a person sees of Colophon, and does with it; all but modal questions, which `test/keyboard` answers. */
export const run = hostSuite(() => {
  describe('Colophon in the window', () => {
    before(async () => {
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      colophon = await vscode.extensions.getExtension<Exports>('colophon.colophon')!.activate();
    });
    afterEach(async () => {
      await keys.press('Escape');
      git('checkout', '-q', '--', '.');
      await command('workbench.action.files.revert');
      await closeAll();
    });

    it('registers the commands it declares', async () => {
      const declared = vscode.extensions
        .getExtension('colophon.colophon')!
        .packageJSON.contributes.commands.map(({ command: id }: { command: string }) => id);
      const known = new Set(await vscode.commands.getCommands(true));
      assert.deepEqual(
        declared.filter((id: string) => !known.has(id)),
        [],
      );
    });

    it('writes no hook before it was asked to', async () => {
      await show('src/page.ts');
      await status('$(shield) default · eligible');
      assert.deepEqual(
        [
          readdirSync(pathOf('.git/hooks')).filter((name) => !name.endsWith('.sample')),
          existsSync(pathOf('.git/colophon/hook.cjs')),
        ],
        [[], false],
      );
      await notified(/can write provenance/, /Install…/, /Not Now/, /Don’t Ask Again/);
    });

    it('says zone and mode of the file in front, on the page too', async () => {
      await show('src/page.ts');
      await status('$(shield) default · eligible');
      await show('src/core/rank.ts');
      await status('$(shield) core · attest');
      await show('pipelines/train/load.py');
      await status('$(warning) training-pipeline · restricted · Sample is enabled here');
      await until('the text on the page', async () =>
        (await textsOf('[id*="colophon.zone"]')).some((one) =>
          one.includes('training-pipeline · restricted'),
        ),
      );
      await vscode.workspace
        .openTextDocument({ content: 'untitled' })
        .then((one) => vscode.window.showTextDocument(one));
      await status('hidden');
    });

    it('warns of AI text in a restricted file until it is undone', async () => {
      const editor = await fresh('pipelines/train/save.ts');
      await suggest(editor, 'save(rows);');
      await status(/\$\(error\) training-pipeline · restricted · 1 AI line not signed off/);
      await command('notifications.showList');
      await until('the notification', async () => {
        const said = (await textsOf('.notifications-center')).join('\n');
        return [
          'inserted into training-pipeline, which is restricted.',
          'Explain',
          'Undo',
          'Don’t Show Again',
        ].every((words) => said.includes(words));
      });
      await mouse.click('.notifications-center .monaco-button:has-text("Undo")');
      await until('the undo', () => editor.document.getText() === 'one();\n');
      await status(/^\$\((shield|warning)\) training-pipeline · restricted(?! · 1 AI)/);
    });

    it('warns while an assistant runs in a terminal', async () => {
      await show('pipelines/train/load.py');
      const terminal = vscode.window.createTerminal({ name: 'agent', cwd: root() });
      terminal.show(true);
      const shell = await until('shell integration', () => terminal.shellIntegration, 60_000);
      shell.executeCommand('ln -sf "$(command -v sleep)" .git/sample-agent; .git/sample-agent 20');
      await status('$(warning) training-pipeline · restricted · Sample runs in a terminal', 20_000);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf('src/page.ts')));
      await status('$(shield) default · eligible');
      await show('pipelines/train/load.py');
      terminal.dispose();
      await status('$(warning) training-pipeline · restricted · Sample is enabled here');
    });

    it('counts AI lines of an attest zone, until a commit made elsewhere holds them', async () => {
      const editor = await fresh('src/core/best.ts');
      await suggest(editor, 'export const best = 1;');
      await status('$(shield) core · attest · 1 AI line');
      await keys.press('Control+S');
      await until('the save', () => !editor.document.isDirty);
      git('commit', '-qam', 'by hand');
      await status('$(shield) core · attest');
    });

    it('explains the line at the cursor, and shows where all lines came from', async () => {
      const editor = await fresh('src/core/ghost.ts');
      await suggest(editor, 'const ghost = 1;');
      void command('colophon.explainLine');
      await listed(
        /^Line 2 counts as ai/,
        /Accepted as a suggestion of .* at \d\d:\d\d\./,
        /Evidence: /,
        /Mark This Line As…/,
      );
      await keys.press('Escape');
      void command('colophon.showProvenance');
      await listed(/not yet committed: 1 line: 1 ai/, /ghost\.ts/, /line 2/);
      await keys.press('Enter');
      await until(
        'the editor',
        () => vscode.window.activeTextEditor?.document.uri.fsPath === pathOf('src/core/ghost.ts'),
      );
    });

    it('keeps what a person declares, with what it stands over', async () => {
      const editor = await fresh('src/mine.ts');
      await suggest(editor, 'mine();');
      // From the explanation, by keys alone.
      void command('colophon.explainLine');
      await listed(/^Line 2 counts as ai/, /Mark This Line As…/);
      await keys.press('ArrowUp', 'ArrowUp');
      await screenshot(`explain-line-${process.env.COLOPHON_HOST_SIGNALS}`);
      await keys.press('Enter');
      await listed(/^Mark line 2 as…/);
      await keys.press('Enter');
      if (colophonHasHostSignals()) {
        await listed(/Why is it not AI\?/);
        await keys.press('Enter');
        await listed(/A reason is needed/);
        await keys.type('I dictated it');
        await keys.press('Enter');
      }
      const source = await until('the declaration', () => {
        const observer = colophon.services.documents.get(editor.document)?.observer;
        return observer?.runs.find((one) => one.source?.evidence === 'declared')?.source;
      });
      assert.deepEqual(
        [source.origin, source.by, source.was?.origin, source.why],
        ['human', 'Ada Park <ada@acme.dev>', 'ai', colophonHasHostSignals() ? 'I dictated it' : undefined],
      );
      void command('colophon.explainLine');
      await listed(
        // What the host saw as AI's counts as that, whatever is declared of it.
        colophonHasHostSignals() ? /^Line 2 counts as ai \(host\)/ : /^Line 2 counts as human \(declared\)/,
        /Declared by Ada Park <ada@acme\.dev> at \d\d:\d\d\./,
        /Before the declaration it was recorded as ai/,
      );
      await screenshot(`explain-declared-${process.env.COLOPHON_HOST_SIGNALS}`);
      await keys.press('Escape');
    });

    it('attests nothing where no person confirms', async () => {
      const editor = await fresh('src/core/review.ts');
      await suggest(editor, 'const toReview = 1;');
      await keys.press('Control+S');
      await until('the save', () => !editor.document.isDirty);
      git('add', '.');
      const done = command('colophon.attestStaged');
      await listed(/^Attest as Ada Park <ada@acme\.dev>/, /1 AI line in 1 file/);
      await keys.press('Enter');
      // The window is one for tests: VS Code refuses the modal question, as it would without a person.
      await done;
      assert.deepEqual(new LedgerStore(pathOf('.git/colophon')).read().attestations, []);
      git('reset', '-q');
    });

    it('says what it needs where it cannot act', async () => {
      git('reset', '-q');
      void command('colophon.attestStaged');
      await notified(/Nothing is staged\./, /Open Source Control/);
    });

    it('answers other extensions what the policy says of a file', async () => {
      const rules = await command<PathRules>('colophon.lookUpPolicy', uriOf('pipelines/train/new.py'));
      assert.deepEqual(
        [rules.path, rules.zone, rules.mode, rules.owners, rules.vendors.approved],
        ['pipelines/train/new.py', 'training-pipeline', 'restricted', ['ada@acme.dev'], []],
      );
      assert.match(vscode.window.activeTextEditor!.document.getText(), /^# pipelines\/train\/new\.py\n/);
    });

    it('shows a policy’s mistake where it stands: on the disk, and while it is typed', async () => {
      const text = readFileSync(pathOf(policyFile), 'utf8');
      write(policyFile, text.replace('zones:', 'zonez:'));
      await mistakes([['8:1', '"zonez" is not a key of the policy. Did you mean `zones`?']]);
      await show('src/page.ts');
      await status('$(error) policy error');
      write(policyFile, text);
      await mistakes([]);
      await status('$(shield) default · eligible');

      const editor = await show(policyFile);
      await editor.edit((edit) => edit.replace(new vscode.Range(0, 9, 0, 10), '7'));
      await mistakes([['1:10', '`version` must be 1; this version of Colophon knows no other.']]);
      assert.ok(editor.document.isDirty);
      await command('workbench.action.files.revert');
      await mistakes([]);
    });

    it('stops with the policy and starts with it', async () => {
      const text = readFileSync(pathOf(policyFile), 'utf8');
      const editor = await fresh('src/again.ts');
      await status('$(shield) default · eligible');
      rmSync(pathOf('.ai-policy'), { recursive: true });
      await status('hidden');
      assert.equal(colophon.services.documents.get(editor.document), undefined);
      write(policyFile, text);
      await status('$(shield) default · eligible');
      await suggest(editor, 'again();');
      await until('the record', () => marksOf(editor.document).includes('again();»'));
    });

    it('takes the sources along when a file or folder is renamed', async () => {
      write('src/old/a.ts', 'one();\n');
      const editor = await show('src/old/a.ts');
      await suggest(editor, 'ghost();');
      await keys.press('Control+S');
      await until('the save', () => !editor.document.isDirty);
      // Without the host's word a change is read a moment later.
      await until('the record', () => /«ai[^|]*\|ghost\(\);»/.test(marksOf(editor.document)));
      const before = marksOf(editor.document);
      const rename = new vscode.WorkspaceEdit();
      rename.renameFile(uriOf('src/old'), uriOf('src/new'));
      await vscode.workspace.applyEdit(rename);
      const moved = await vscode.workspace.openTextDocument(uriOf('src/new/a.ts'));
      await until('the same sources', () => marksOf(moved) === before);
      rmSync(pathOf('src/new'), { recursive: true });
    });

    it('records a file from the moment it was opened, before its repository was found', async () => {
      const folder = repository(
        'policyOwners: [ada@acme.dev]\nzones: [{ name: theirs, mode: attest, paths: [/*.ts] }]\n',
      );
      const document = await vscode.workspace.openTextDocument(join(folder, 'a.ts'));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), 'early();\n');
      await vscode.workspace.applyEdit(edit);
      await until('the record', () => marksOf(document) !== '');
      const [first] = colophon.services.documents.get(document)!.observer!.runs;
      assert.deepEqual(
        [first?.length, first?.source?.origin, first?.source?.cause],
        ['early();\n'.length, 'unknown', 'edit'],
      );
      await vscode.window.showTextDocument(document);
      await status('$(shield) theirs · attest');
      await document.save();
      await closeAll();
      rmSync(folder, { recursive: true });
    });

    it('leaves git’s own files and repositories without a policy alone', async () => {
      const folder = repository(undefined);
      const theirs = await vscode.workspace.openTextDocument(join(folder, 'a.ts'));
      await vscode.window.showTextDocument(theirs);
      await sleep(800);
      const own = await show('.git/config');
      await sleep(800);
      assert.deepEqual(
        [
          colophon.services.documents.get(theirs),
          colophon.services.documents.get(own.document),
          shown(),
          existsSync(join(folder, '.git/colophon')),
        ],
        [undefined, undefined, 'hidden', false],
      );
      rmSync(folder, { recursive: true });
    });

    it('pauses suggestions in a file and wakes them in others', async function () {
      this.timeout(150_000);
      const sample = vscode.extensions.getExtension<{ asked(): number }>(
        'colophon-test.sample-assistant',
      )!.exports;
      await show('README.md');
      const first = sample.asked();
      await keys.press('Control+End');
      const typed = (before: number) => async () => {
        await keys.type('a b ', { delay: 60 });
        await sleep(400);
        return sample.asked() > before;
      };
      await until('the assistant to be asked at all', typed(first), 60_000);
      await show('src/core/rank.ts');
      await command('colophon.pauseSuggestions');
      await status('$(shield) core · attest · paused');
      const before = sample.asked();
      await keys.press('Control+End');
      await keys.type('a b c ', { delay: 60 });
      await sleep(800);
      assert.equal(sample.asked(), before);
      await show('src/page.ts');
      await status('$(shield) default · eligible');
      await keys.press('Control+End');
      // Woken, it does not ask at each key at once.
      await until('the assistant to be asked', typed(before), 60_000);
      await show('src/core/rank.ts');
      await status('$(shield) core · attest · paused');
      await command('colophon.pauseSuggestions');
      await status('$(shield) core · attest');
    });

    it('pauses suggestions in restricted files where the setting says so', async () => {
      const settings = vscode.workspace.getConfiguration('colophon');
      await settings.update('pauseSuggestionsInRestrictedZones', true, vscode.ConfigurationTarget.Global);
      try {
        await show('pipelines/train/load.py');
        await status('$(shield) training-pipeline · restricted · paused');
        await show('src/page.ts');
        await status('$(shield) default · eligible');
      } finally {
        await settings.update(
          'pauseSuggestionsInRestrictedZones',
          undefined,
          vscode.ConfigurationTarget.Global,
        );
      }
    });

    it('makes a policy out of a few answers', async () => {
      const folder = repository(undefined);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(join(folder, 'a.ts')));
      execFileSync('git', ['config', 'user.email', 'jane@acme.dev'], { cwd: folder });
      const made = command('colophon.createPolicy');
      await listed(/Create Policy: Restricted Folders \(1\/6\)/, /Other folders or patterns…/);
      await keys.press('ArrowDown', 'Space', 'Enter');
      await listed(/with commas between/);
      await keys.type('[bad');
      await listed(/\[bad has a \[ without its \]/);
      await keys.press('Control+A');
      await keys.type('pipelines');
      await keys.press('Enter');
      await listed(/Folders to Attest \(2\/6\)/);
      await keys.press('Enter');
      await listed(/Assistants \(3\/6\)/, /Sample/);
      await keys.press('Enter');
      await listed(/Their Terms \(4\/6\)/);
      await keys.press('Enter');
      await listed(/Owner \(5\/6\)/, /jane@acme\.dev/);
      await keys.press('Enter');
      await listed(/Legal Contact \(6\/6\)/);
      await keys.type('nobody');
      await keys.press('Enter');
      await listed(/Legal Contact \(6\/6\)/, /No matching results|^(?!.*jane)/s);
      await keys.press('Control+A');
      await keys.type('luis@acme.dev');
      await listed(/luis@acme\.dev/);
      await keys.press('Enter');
      await made;
      const document = vscode.window.activeTextEditor!.document;
      assert.equal(document.uri.fsPath, join(folder, policyFile));
      assert.match(document.getText(), /paths: \["\/pipelines\/"\]/);
      assert.match(document.getText(), /legal: \{ email: luis@acme\.dev \}/);
      await status('$(warning) ai-policy · restricted · Sample is enabled here');
      await closeAll();
      rmSync(folder, { recursive: true });
    });

    it('installs hooks without a question only where the user says so, and keeps them up to date', async () => {
      const settings = vscode.workspace.getConfiguration('colophon');
      const hook = pathOf('.git/colophon/hook.cjs');
      await settings.update('hooks', 'always', vscode.ConfigurationTarget.Workspace);
      await sleep(1500);
      assert.equal(existsSync(hook), false);
      await settings.update('hooks', undefined, vscode.ConfigurationTarget.Workspace);
      await settings.update('hooks', 'always', vscode.ConfigurationTarget.Global);
      await until('the hooks', () => existsSync(pathOf('.git/hooks/post-commit')));
      assert.match(readFileSync(pathOf('.git/hooks/prepare-commit-msg'), 'utf8'), /colophon/);
      // Not in a repository of which only a file was opened.
      const other = repository('policyOwners: [ada@acme.dev]\n');
      const document = await vscode.workspace.openTextDocument(join(other, 'a.ts'));
      await until('the record', () => colophon.services.documents.get(document)?.observer);
      await sleep(1000);
      assert.equal(existsSync(join(other, '.git/colophon/hook.cjs')), false);
      rmSync(other, { recursive: true });
      writeFileSync(hook, 'of an older version');
      await settings.update('hooks', 'never', vscode.ConfigurationTarget.Global);
      await until('the newer hook', () => readFileSync(hook, 'utf8') !== 'of an older version');
      await settings.update('hooks', undefined, vscode.ConfigurationTarget.Global);
    });

    it('takes a link for what it is and for what it leads to', async () => {
      execFileSync('ln', ['-s', '../pipelines/train/load.py', 'src/loaded.py'], { cwd: root() });
      try {
        const editor = await show('src/loaded.py');
        await status('$(warning) training-pipeline · restricted · Sample is enabled here');
        assert.equal(colophon.services.documents.get(editor.document)?.path, 'pipelines/train/load.py');
      } finally {
        rmSync(pathOf('src/loaded.py'));
      }
    });
  });
});

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root(), encoding: 'utf8', timeout: 10_000 });
const shown = (): string => colophon.services.statusBar.shown?.text ?? 'hidden';
const colophonHasHostSignals = (): boolean => process.env.COLOPHON_HOST_SIGNALS !== 'off';

async function status(wanted: string | RegExp, ms = patienceMs): Promise<void> {
  const fits = () => (typeof wanted === 'string' ? shown() === wanted : wanted.test(shown()));
  try {
    await until(`the status bar to say “${wanted}”`, fits, ms);
  } catch (error) {
    throw new Error(`it says “${shown()}”`, { cause: error });
  }
}

async function show(file: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await command('workbench.action.focusActiveEditorGroup');
  return editor;
}

/** A new file of one committed line, with the cursor below it. */
async function fresh(file: string): Promise<vscode.TextEditor> {
  write(file, 'one();\n');
  git('add', file);
  git('commit', '-qm', file, '--', file);
  return show(file);
}

/** The assistant's ghost text at the end of a file that is recorded, accepted. */
async function suggest({ document }: vscode.TextEditor, text: string): Promise<void> {
  await until('the record', () => colophon.services.documents.get(document)?.observer);
  await accept(document, text);
}

/** Of the policy itself; what surrounds it is warned of once it is open. */
async function mistakes(wanted: readonly (readonly [place: string, message: string])[]): Promise<void> {
  const found = () =>
    vscode.languages
      .getDiagnostics(uriOf(policyFile))
      .filter(({ source, severity }) => source === 'Colophon' && severity === vscode.DiagnosticSeverity.Error)
      .map(({ range, message }) => [`${range.start.line + 1}:${range.start.character + 1}`, message]);
  await until('the diagnostics', () => JSON.stringify(found()) === JSON.stringify(wanted)).catch(() => {});
  assert.deepEqual(found(), wanted);
}

function marksOf(document: vscode.TextDocument): string {
  const observer = colophon.services.documents.get(document)?.observer;
  return observer && !observer.waiting ? toMarks(observer.text, observer.runs) : '';
}

/** A repository outside of the workspace, with one committed file. */
function repository(policy: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-other-'));
  if (policy !== undefined) {
    mkdirSync(join(folder, '.ai-policy'));
    writeFileSync(join(folder, policyFile), `version: 1\n${policy}`);
  }
  writeFileSync(join(folder, 'a.ts'), 'one();\n');
  const inside = (...args: string[]) => execFileSync('git', args, { cwd: folder, timeout: 10_000 });
  inside('init', '-q');
  inside('add', '.');
  inside('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-qm', 'one');
  return folder;
}
