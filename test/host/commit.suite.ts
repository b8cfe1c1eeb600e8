import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { keys, textsOf } from './driver';
import { command, offer, pathOf, root, sleep, until, uriOf } from './recording';
import { hostSuite } from './suite';

const byHost = process.env.COLOPHON_HOST_SIGNALS === 'auto';
/** Without the host's word the assistant is not named, and the evidence is weaker. */
const assisted = byHost ? 'Sample' : 'unknown';
const evidence = byHost ? 'host' : 'inferred';
const vendor = byHost ? 'sample-team' : 'unknown';

/** From the keys in the window to the trailers of the commit, on each of the three ways to make one. */
export const run = hostSuite(() => {
  describe('a commit of what was written in the window', () => {
    before(async () => {
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      await vscode.extensions.getExtension('colophon.colophon')?.activate();
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
      await command('colophon.commitPreview.focus');
      await command('workbench.view.scm');
      await command('workbench.scm.focus');
      await sleep(1000);
      await command('workbench.scm.action.focusNextInput');
      await sleep(300);
      await keys.type('In the view');
      await until('the preview', async () => (await preview()).length > 0, 20_000);
      assert.deepEqual(
        await preview(),
        trailers('', 3, 'default:2')
          .trim()
          .split('\n')
          .map((line) => line.replace(': ', ' ')),
      );
      await keys.press('Control+Enter');
      await until('the commit', () => message().startsWith('In the view'), 20_000);
      assert.equal(message(), trailers('In the view', 3, 'default:2'));
    });
  });
});

/** The rows of the view below the message's input box, as they are on the page. */
async function preview(): Promise<string[]> {
  const row = '.pane:has(.pane-header[aria-label*="Commit Provenance"]) .monaco-list-row';
  const rows = await textsOf(`${row} .label-name, ${row} .label-description`);
  return rows.flatMap((text, i) => (i % 2 === 0 ? [`${text} ${rows[i + 1]}`] : []));
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
  // A window that is still opening the editor may put the cursor back once.
  await until('the cursor to stay', async () => {
    editor.selection = new vscode.Selection(end, end);
    await sleep(400);
    return vscode.window.activeTextEditor === editor && editor.selection.active.isEqual(end);
  });
  const name = `line${++written}`;
  await keys.type(`${name}();`);
  await keys.press('Enter');
  // An assistant looks at what the extension host has.
  await until(
    'the line',
    () => document.lineAt(end.line).text === `${name}();` && editor.selection.active.line > end.line,
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
