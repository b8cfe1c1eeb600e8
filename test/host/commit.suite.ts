import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { stagedProvenance } from '../../src/workflow/commit/staged';
import { attest } from '../../src/workflow/verify/attest';
import { keys, mouse, screenshot, textsOf } from './driver';
import { command, cursorTo, offer, pathOf, patienceMs, root, sleep, until, uriOf } from './recording';
import { hostSuite } from './suite';

const byHost = process.env.COLOPHON_HOST_SIGNALS === 'auto';
/** Without the host's word the assistant is not named, and the evidence is weaker. */
const assisted = byHost ? 'Sample' : 'unknown';
const evidence = byHost ? 'host' : 'inferred';
const vendor = byHost ? 'sample-team' : 'unknown';

let colophon: Exports;

/** From the keys in the window to the trailers of the commit, on each of the three ways to make one. */
export const run = hostSuite(() => {
  describe('a commit of what was written in the window', () => {
    before(async () => {
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      colophon = await vscode.extensions.getExtension<Exports>('colophon.colophon')!.activate();
      await until('the hooks', () => existsSync(pathOf('.git/hooks/commit-msg')));
    });

    it('from a terminal, with all of it staged', async () => {
      await write('src/page.ts');
      git('commit', '-qam', 'From a terminal');
      assert.equal(message(), trailers('From a terminal', 3, 'default:2'));
    });

    it('without any hook: its record is kept', async () => {
      await write('src/page.ts');
      git('-c', 'core.hooksPath=/dev/null', 'commit', '-qam', 'Without any hook');
      assert.equal(message(), 'Without any hook');
      const oid = git('rev-parse', 'HEAD').trim();
      await until('the note', () => git('notes', '--ref=colophon', 'list').includes(oid));
      const origins = git('notes', '--ref=colophon', 'show').matchAll(/"origin":"(\w+)"/g);
      assert.deepEqual([...origins].map(([, origin]) => origin).sort(), ['ai', 'human']);
      git('commit', '-q', '--amend', '--no-edit');
      assert.equal(message(), trailers('Without any hook', 3, 'default:2'));
    });

    it('with an editor, with a part of it staged', async () => {
      await write('src/page.ts');
      git('add', '.');
      await keys.type('later();');
      await save('src/page.ts');
      const editor = `sh -c 'printf "With an editor\\n" > "$1"' sh`;
      execFileSync('git', ['commit', '-q'], { cwd: root(), env: { ...process.env, GIT_EDITOR: editor } });
      assert.equal(message(), trailers('With an editor', 3, 'default:2'));
      git('checkout', '-q', '--', '.');
    });

    it('in the Source Control view', async () => {
      await write('src/page.ts');
      git('add', '.');
      await command('git.refresh');
      await command('colophon.provenance.focus');
      await command('workbench.view.scm');
      await command('workbench.scm.focus');
      await sleep(1000);
      await command('workbench.scm.action.focusNextInput');
      await sleep(300);
      await keys.type('In the view');
      const expected = trailerRows(trailers('', 3, 'default:2'));
      await previewed(expected);
      git('reset', '-q');
      await previewed(['Nothing is staged']);
      git('add', '.');
      await previewed(expected);
      await command('git.refresh');
      // The preview stands beside the draft, which is as it was typed.
      const draft = async () =>
        (await textsOf('.scm-editor .view-lines')).map((text) => text.replaceAll('\u00a0', ' '));
      assert.deepEqual(await draft(), ['In the view']);
      // In the box itself, over the draft. VS Code shows no hover there for keys, for which there is the view.
      await mouse.hover('.scm-editor .view-line span span');
      const lines = trailers('', 3, 'default:2').trim().split('\n');
      await until('the preview over the draft', async () => {
        const text = (await textsOf('.monaco-hover')).join().replaceAll('\u00a0', ' ');
        return lines.every((line) => text.includes(line));
      });
      await screenshot('commit-message-hover');
      await keys.press('Control+Enter');
      await until('the commit', () => message().startsWith('In the view'));
      assert.equal(message(), trailers('In the view', 3, 'default:2'));
    });

    it('is shown before it is made: what stops it, until a person attests, and what it then carries', async () => {
      await write('src/core/rank.ts');
      git('add', '.');
      await command('colophon.provenance.focus');
      const carried = trailerRows(trailers('', 3, 'core:2'));
      const warned = byHost ? [] : ['Warning: vendor not approved core'];
      await previewed(['Blocked: attestation missing core', ...warned, ...carried]);
      // As `colophon attest` does in a terminal: the window sees it in the ledger alone.
      const [tree] = colophon.services.trees.all;
      if (!tree?.repo || tree.policy.kind !== 'ok') throw new Error('the policy cannot be used');
      const staged = await stagedProvenance(tree.repo, tree.policy.compiled, Date.now());
      if (staged.kind !== 'ok') throw new Error(staged.message);
      attest(tree.repo, 'Ada Park <ada@acme.dev>', staged.provenance.aiLines, Date.now());
      await previewed([...warned, ...carried, 'AI-Attested-by Ada Park <ada@acme.dev>']);
      git('commit', '-qm', 'Attested');
      assert.deepEqual(trailerRows(message().replace(/^Attested/, '')), [
        ...carried,
        'AI-Attested-by Ada Park <ada@acme.dev>',
      ]);
      await previewed(['Nothing is staged']);
    });

    it('is shown to carry nothing where the hooks are gone or turned off, or the policy is broken', async () => {
      const hook = readFileSync(pathOf('.git/hooks/commit-msg'));
      rmSync(pathOf('.git/hooks/commit-msg'));
      await previewed(['Commit hooks are incomplete nothing is written']);
      writeFileSync(pathOf('.git/hooks/commit-msg'), hook, { mode: 0o755 });
      git('config', 'colophon.hooks', 'false');
      await previewed(['Commit hooks are turned off nothing is written']);
      git('config', '--unset', 'colophon.hooks');
      await previewed(['Nothing is staged']);
      const policy = readFileSync(pathOf('.ai-policy/policy.yaml'), 'utf8');
      writeFileSync(pathOf('.ai-policy/policy.yaml'), policy.replace('zones:', 'zonez:'));
      await previewed(['The policy has mistakes nothing is written']);
      writeFileSync(pathOf('.ai-policy/policy.yaml'), policy);
      await previewed(['Nothing is staged']);
    });

    it('is shown for each repository, once there are several; a row acts on its own', async () => {
      const nested = pathOf('nested');
      mkdirSync(join(nested, '.ai-policy'), { recursive: true });
      writeFileSync(join(nested, '.ai-policy/policy.yaml'), 'version: 1\npolicyOwners: [ada@acme.dev]\n');
      execFileSync('git', ['init', '-q'], { cwd: nested });
      await vscode.window.showTextDocument(vscode.Uri.file(join(nested, '.ai-policy/policy.yaml')));
      await until('the hooks', () => existsSync(join(nested, '.git/hooks/commit-msg')));
      await command('colophon.provenance.focus');
      await previewed([basename(root()), 'Nothing is staged', 'nested', 'Nothing is staged']);
      await vscode.window.showTextDocument(uriOf('src/core/rank.ts'));
      // Of a repository that is so new VS Code's watcher may not tell; that the view is seen again is told.
      await command('workbench.view.explorer');
      rmSync(join(nested, '.git/hooks'), { recursive: true });
      renameSync(join(nested, '.git/colophon'), join(nested, '.git/elsewhere'));
      symlinkSync('elsewhere', join(nested, '.git/colophon'));
      await command('colophon.provenance.focus');
      await previewed([
        basename(root()),
        'Nothing is staged',
        'nested',
        'Commit hooks are not installed nothing is written',
      ]);
      // A row that is drawn anew under the mouse takes no click.
      const isAnswered = async () => {
        await command('notifications.showList');
        const said = (await textsOf('.notifications-center')).join('\n');
        return said.includes('nested/.git/colophon is a symbolic link');
      };
      await until('the answer', async () => {
        await mouse.click('.monaco-list-row:has-text("Commit hooks are not installed")');
        return until('an answer', isAnswered, 4000).catch(() => false);
      });
    });
  });
});

/** Waits until these are the rows of the view below the message's input box, as they are on the page. */
async function previewed(expected: readonly string[]): Promise<void> {
  const end = Date.now() + patienceMs;
  while (Date.now() < end && !isDeepStrictEqual(await preview(), expected)) await sleep(100);
  assert.deepEqual(await preview(), expected);
}

/** As rows of the view. */
function trailerRows(lines: string): string[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => line.replace(': ', ' '));
}

/** The rows of the view that are about the next commit, as they are on the page; the change itself is below them. */
async function preview(): Promise<string[]> {
  const pane = '.pane:has(.pane-header[aria-label*="AI Provenance"])';
  const several = (await textsOf(`${pane} .codicon-repo`)).length > 0;
  const levels = several ? '[aria-level="1"], [aria-level="2"]' : '[aria-level="1"]';
  const row = `${pane} .monaco-list-row:is(${levels})`;
  const [labels, rows] = [await textsOf(`${row} .label-name`), await textsOf(row)];
  // A row's text is its label and its description with nothing in between.
  const texts = rows.map((text, i) => `${labels[i]} ${text.slice(labels[i]?.length)}`.trim());
  return texts.filter((text) => !/^(?:Changes|History)\b/.test(text));
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root(), encoding: 'utf8' });
}

const message = (): string => git('log', '-1', '--format=%B').trim();

function trailers(subject: string, lines: number, zones: string): string {
  return `${subject}

Assisted-by: ${assisted}
AI-Provenance: v1; lines=${lines}; ai=2; human=1
AI-Detail: zones=${zones}; evidence=${evidence}:2; vendors=${vendor}:2`;
}

let written = 0;

/** Writes three lines at the end of a file and saves it: a person's one, and two of the assistant's. */
async function write(file: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await command('workbench.action.focusActiveEditorGroup');
  const end = document.lineAt(document.lineCount - 1).range.end;
  await cursorTo(editor, end.line, end.character);
  const { line } = editor.selection.active;
  const name = `line${++written}`;
  await keys.type(`${name}();`);
  await keys.press('Enter');
  // An assistant looks at what the extension host has.
  await until(
    'the line',
    () => document.lineAt(line).text === `${name}();` && editor.selection.active.line > line,
  );
  await sleep(300);
  await offer(`${name}(1);\n${name}(2);`);
  await keys.press('Tab');
  await sleep(1000);
  await keys.press('Enter');
  await sleep(500);
  await save(file);
}

async function save(file: string): Promise<void> {
  await keys.press('Control+S');
  const isSaved = () =>
    vscode.workspace.textDocuments.every(
      (d) =>
        d.uri.fsPath !== pathOf(file) || (!d.isDirty && d.getText() === readFileSync(pathOf(file), 'utf8')),
    );
  await until('the save', isSaved);
  await sleep(1000);
}
