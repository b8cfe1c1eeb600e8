import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { parseNote } from '../../src/provenance/written/readNote';
import { keys } from './driver';
import { command, cursorTo, offer, pathOf, root, sleep, until, uriOf } from './recording';
import { hostSuite } from './suite';

/** `1` or `2`: this suite runs in two windows at once, on one repository. */
const me = process.env.COLOPHON_WINDOW;
const isFirst = me === '1';

/** Two windows that write in turn, in files of their own and in one that both have open; the first commits. */
export const run = hostSuite(() => {
  describe(`window ${me} of two`, () => {
    before(async () => {
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      await vscode.extensions.getExtension('colophon.colophon')?.activate();
      await until('the hooks', () => existsSync(pathOf('.git/hooks/commit-msg')));
      await open('shared.txt');
      await say('ready');
      await heard('ready');
    });

    it('writes in a file of its own, at the same time as the other', async () => {
      await open(`own${me}.txt`);
      await type(`typed in window ${me}`);
      await accept(`accepted in window ${me}`);
      await save();
      await say('own');
      await heard('own');
    });

    it('writes in the file that both have open, in turn', async () => {
      await open('shared.txt');
      if (isFirst) {
        await type('shared, typed in window 1');
        await accept('shared, accepted in window 1');
        await save();
        await say('shared 1');
        await heard('shared 2');
        await reads('shared, accepted in window 2');
        await type('shared, typed again in window 1');
        await save();
        await say('shared 3');
      } else {
        await heard('shared 1');
        await reads('shared, accepted in window 1');
        await type('shared, typed in window 2');
        await accept('shared, accepted in window 2');
        await save();
        await say('shared 2');
        await heard('shared 3');
        await reads('shared, typed again in window 1');
      }
      await say('written');
      await heard('written');
    });

    it('finds each line of both in the commit as it was written', async () => {
      if (isFirst) {
        git('add', '.');
        git('commit', '-qm', 'Of two windows');
        await say('committed');
      } else await heard('committed');
      const counts = /^AI-Provenance: (.*)$/m.exec(git('log', '-1', '--format=%B'))?.[1];
      assert.equal(counts, 'v1; lines=9; ai=4; human=5');
      assert.deepEqual(blame('own1.txt'), { 'typed in window 1': 'human', 'accepted in window 1': 'ai' });
      assert.deepEqual(blame('own2.txt'), { 'typed in window 2': 'human', 'accepted in window 2': 'ai' });
      assert.deepEqual(blame('shared.txt'), {
        'shared, typed in window 1': 'human',
        'shared, accepted in window 1': 'ai',
        'shared, typed in window 2': 'human',
        'shared, accepted in window 2': 'ai',
        'shared, typed again in window 1': 'human',
      });
      await say('done');
      await heard('done');
    });
  });
});

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root(), encoding: 'utf8', timeout: 20_000 });

/** What the note of the last commit says, by line. */
function blame(file: string): Record<string, string> {
  const found = parseNote(git('notes', '--ref=colophon', 'show'))?.find(({ path }) => path === file);
  const lines = readFileSync(pathOf(file), 'utf8').split('\n');
  return Object.fromEntries(found!.lines.map(({ line, origin }) => [lines[line - 1]!, origin]));
}

/** The windows speak by files beside the repository's own. */
const say = async (what: string): Promise<void> => writeFileSync(pathOf(`.git/said-${what}-${me}`), '');
const heard = (what: string): Promise<unknown> =>
  until(
    `the other window: ${what}`,
    () => existsSync(pathOf(`.git/said-${what}-${isFirst ? 2 : 1}`)),
    110_000,
  );

const document = (): vscode.TextDocument => vscode.window.activeTextEditor!.document;

const reads = (text: string): Promise<unknown> =>
  until(`“${text}”`, () => document().getText().includes(text));

async function open(file: string): Promise<void> {
  const opened = await vscode.workspace.openTextDocument(uriOf(file));
  await vscode.window.showTextDocument(opened, { preview: false });
  await command('workbench.action.focusActiveEditorGroup');
  await sleep(500);
}

/** Types a line at the end of the file. */
async function type(text: string): Promise<void> {
  await toEnd();
  await keys.type(text);
  await reads(text);
  await keys.press('Enter');
  await sleep(300);
}

async function accept(text: string): Promise<void> {
  await toEnd();
  await offer(text);
  await keys.press('Tab');
  await reads(text);
  await keys.press('Enter');
  await sleep(300);
}

async function toEnd(): Promise<void> {
  const editor = vscode.window.activeTextEditor!;
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  await cursorTo(editor, end.line, end.character);
}

async function save(): Promise<void> {
  const saved = document();
  await keys.press('Control+S');
  await until('the save', () => !saved.isDirty && readFileSync(saved.uri.fsPath, 'utf8') === saved.getText());
  await sleep(500);
}
