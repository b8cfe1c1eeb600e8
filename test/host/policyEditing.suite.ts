import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { keys, mouse, screenshot, textsOf } from './driver';
import { listed } from './reading';
import { closeAll, command, open, pathOf, root, sleep, until, uriOf, write } from './recording';
import { hostSuite } from './suite';

const file = '.ai-policy/policy.yaml';
const head = 'version: 1\npolicyOwners: [ada@acme.dev]\n';
const suggestions = '.suggest-widget.visible .monaco-list-row';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What helps to write a policy, by real keys. */
export const run = hostSuite(() => {
  describe('writing the policy', () => {
    before(async () => {
      await vscode.extensions.getExtension<Exports>('colophon.colophon')!.activate();
      // A window that has just come moves the focus about, and loads what the first policy needs.
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(file)));
      await until('the first lens', async () => (await textsOf('.codelens-decoration')).length > 0);
      await closeAll();
    });
    afterEach(async () => {
      for (let times = 0; times < 3; times++) await keys.press('Escape');
      await command('workbench.action.files.revert');
      execFileSync('git', ['checkout', '-q', '--', '.'], { cwd: root() });
      await closeAll();
    });

    it('offers keys and words, which Enter takes', async () => {
      const { document } = await begin(`${head}zones:\n  - name: core\n    |\n`);
      await keys.type('mo', { delay: 60 });
      await offered(/^mode/);
      await screenshot('policy-completion');
      await keys.press('Enter');
      await offered(/^eligible.*attest.*restricted/s);
      await keys.type('res', { delay: 60 });
      await offered(/^restricted/);
      await keys.press('Enter');
      await until('the word', () => lineOf(document, 4) === '    mode: restricted');
      await keys.press('Enter');
      await keys.type('own', { delay: 60 });
      await offered(/^owners/);
      await keys.press('Enter');
      await until('the brackets', () => lineOf(document, 5) === '    owners: []');
      await offered(/^ada@acme\.dev/);
      await keys.press('Enter');
      await until('the owner', () => lineOf(document, 5) === '    owners: [ada@acme.dev]');
    });

    it('offers a zone with what it must have, and tracked folders in its paths', async () => {
      const { document } = await begin(`${head}zones:\n  |\n`);
      await keys.type('-');
      await offered(/^- name, mode, paths/);
      await keys.press('Enter');
      await until('the zone', () => document.getText().includes('    paths: []'));
      await keys.type('edge');
      await keys.press('Tab');
      await offered(/^eligible/);
      // What is chosen leads on to the next place.
      await keys.press('Enter');
      await until('the next place', () => lineAtCursor() === '    paths: []');
      await keys.type('"/', { delay: 60 });
      await offered(/^pipelines\//m);
      await keys.type('pi', { delay: 60 });
      await keys.press('Enter');
      await until('the folder', () => lineOf(document, 5)?.includes('"/pipelines/"'));
      assert.equal(
        document.getText(),
        `${head}zones:\n  - name: edge\n    mode: eligible\n    paths: ["/pipelines/"]\n`,
      );
    });

    it('takes a person from an empty file to a policy in order', async () => {
      const { document } = await begin('|');
      await keys.type('ver', { delay: 60 });
      await offered(/^version/);
      await keys.press('Enter', 'Enter');
      await keys.type('policyO', { delay: 60 });
      await offered(/^policyOwners/);
      await keys.press('Enter');
      await keys.type('ada@acme.dev');
      await keys.press('Escape', 'End', 'Enter');
      await keys.type('zon', { delay: 60 });
      await offered(/^zones/);
      await keys.press('Enter');
      await until('the zone', () => document.getText().includes('    paths: []'));
      await keys.type('core');
      await keys.press('Tab');
      await offered(/^eligible/);
      await keys.press('ArrowDown', 'Enter');
      await until('the mode', () => lineOf(document, 4) === '    mode: attest');
      await until('the next place', () => lineAtCursor() === '    paths: []');
      await keys.type('/', { delay: 60 });
      await offered(/^src\//m);
      await keys.type('sr', { delay: 60 });
      await offered(/^src\//);
      await keys.press('Enter');
      await offered(/^core\//m);
      await keys.press('ArrowDown', 'ArrowUp', 'Enter');
      await until('the folder', () => lineOf(document, 5) === '    paths: [/src/core/]');
      assert.equal(
        document.getText(),
        `${head}zones:\n  - name: core\n    mode: attest\n    paths: [/src/core/]\n`.trimEnd(),
      );
      await until('no problem', () => vscode.languages.getDiagnostics(uriOf(file)).length === 0);
    });

    it('mends an unknown key by keys alone', async () => {
      const text = `${head}zones:\n  - name: core\n    mode: attest\n    paths: [/src/core/]\n    vend|or: none\n`;
      const { document } = await begin(text);
      await diagnosed(/"vendor" is not a key/);
      await underlined();
      await keys.press('Control+.');
      await until('the menu', async () =>
        (await textsOf('.action-widget')).join().includes('Change to “vendors”'),
      );
      await screenshot('policy-quick-fix');
      await keys.press('Enter');
      await until('the key', () => lineOf(document, 6) === '    vendors: none');
    });

    it('adds a key that is missing where it belongs, with its words to choose from', async () => {
      const text = `${head}zones:\n  - na|me: core\n    paths: [/src/core/]\nvendors: []\n`;
      const { document } = await begin(text);
      await diagnosed(/`mode` is missing/);
      const actions = await command<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uriOf(file),
        new vscode.Range(3, 5, 3, 5),
      );
      assert.deepEqual(
        actions.filter(({ isPreferred }) => isPreferred).map(({ title }) => title),
        ['Add “mode”'],
      );
      await underlined();
      await keys.press('Control+.');
      await until('the menu', async () => (await textsOf('.action-widget')).join().includes('Add “mode”'));
      await keys.press('Enter');
      await until('the key', () => lineOf(document, 4)?.startsWith('    mode: '));
      await sleep(500);
      await keys.press('Escape');
      assert.equal(
        document.getText(),
        `${head}zones:\n  - name: core\n    mode: eligible\n    paths: [/src/core/]\nvendors: []\n`,
      );
    });

    it('warns of what no file matches, of a review that is over and of an owner without a key', async () => {
      const zone = '  - { name: a, mode: restricted, paths: [/src/, /srcc/], owners: [ada@acme.dev] }\n';
      const vendor = `  - { id: v, assistants: [cursor], status: approved, reviewed: { expires: ${inDays(-3)} } }\n`;
      await begin(`${head}zones:\n${zone}vendors:\n${vendor}|`);
      await diagnosed(/"\/srcc\/" of the zone `a` matches no tracked file/);
      await diagnosed(/The review of the vendor `v` expired/);
      await diagnosed(/ada@acme\.dev owns the zone `a` and the policy but has no key/);
      const places = vscode.languages
        .getDiagnostics(uriOf(file))
        .map(({ range: { start }, message }) => `${start.line}:${start.character} ${message.slice(0, 20)}`);
      assert.deepEqual(places.sort(), [
        '3:48 The pattern "/srcc/"',
        '3:66 ada@acme.dev owns th',
        '5:74 The review of the ve',
      ]);
      await vscode.window.activeTextEditor!.edit((edit) => edit.delete(new vscode.Range(3, 46, 3, 54)));
      await until(
        'the warning to go',
        () => !vscode.languages.getDiagnostics(uriOf(file)).some(({ message }) => message.includes('srcc')),
      );
    });

    it('shows above a zone how many files it holds, and opens their list', async () => {
      const vendor = `  - { id: v, assistants: [cursor], status: approved, reviewed: { expires: ${inDays(12)} } }\n`;
      await begin(
        `${head}zones:\n  - name: co|re\n    mode: attest\n    paths: [/src/]\n    owners: [ada@acme.dev]\n  - { name: none, mode: attest, paths: [/nothing/] }\nvendors:\n${vendor}  - { id: w, assistants: [cursor] }\n`,
      );
      const seen = [
        '2 tracked files · ada@acme.dev',
        '0 tracked files · no owners',
        'approved, 12 days left',
        'unreviewed',
      ];
      await until('the lenses', async () => {
        const texts = (await textsOf('.codelens-decoration')).map((one) =>
          one.replaceAll('\u00a0', ' ').trim(),
        );
        return seen.every((one) => texts.includes(one));
      });
      await screenshot('policy-lenses');
      await mouse.click('.codelens-decoration a:has-text("2 tracked files")');
      await listed(/core: 2 tracked files/, /src\/core\/rank\.ts/, /src\/page\.ts/);
      await screenshot('policy-zone-files');
      await keys.press('Escape');
      // By keys alone.
      await command('workbench.action.focusActiveEditorGroup');
      void command('codelens.showLensesInCurrentLine');
      await listed(/2 tracked files/);
      await keys.press('Enter');
      await listed(/core: 2 tracked files/);
      await keys.type('page', { delay: 60 });
      await until('the only row', async () => {
        const rows = await textsOf('.quick-input-list .monaco-list-row');
        return rows.length === 1 && rows[0]?.includes('src/page.ts');
      });
      await keys.press('Enter');
      await until(
        'the file',
        () => vscode.window.activeTextEditor?.document.uri.fsPath === pathOf('src/page.ts'),
      );
    });

    it('counts anew when other files are tracked', async () => {
      await begin(`${head}zones:\n  - { name: core, mode: attest, paths: [/src/] }\n|`);
      const lens = async () => (await textsOf('.codelens-decoration')).join().replaceAll('\u00a0', ' ');
      await until('the lens', async () => (await lens()).includes('2 tracked files'));
      write('src/more.ts', 'export const more = 1;\n');
      execFileSync('git', ['add', 'src/more.ts'], { cwd: root() });
      try {
        await until('the lens of three files', async () => (await lens()).includes('3 tracked files'));
      } finally {
        execFileSync('git', ['rm', '-q', '-f', 'src/more.ts'], { cwd: root() });
      }
    });

    it('says what a key means and how many files a pattern matches', async () => {
      await open(file, `${head}zones:\n  - { name: core, mo|de: attest, paths: [/src/core/] }\n`, {
        clean: true,
      });
      await command('editor.action.showHover');
      await hovered(
        /AI output may be committed/,
        /Required\. One of eligible, attest, restricted/,
        /mode: eligible/,
      );
      await screenshot('policy-hover');
      await keys.press('Escape');
      const editor = vscode.window.activeTextEditor!;
      editor.selection = new vscode.Selection(3, 46, 3, 46);
      await command('editor.action.showHover');
      await hovered(/Pattern \/src\/core\/ of the zone core/, /Matches 1 tracked file\./);
    });

    it('has an outline by zone and vendor', async () => {
      await begin(
        `${head}contacts: { legal: { name: Luis } }\nzones:\n  - { name: core, mode: attest, paths: [/src/] }\nvendors: [{ id: v, assistants: [x], status: rejected }]\n|`,
      );
      const flat = (symbols: readonly vscode.DocumentSymbol[], depth = 0): string[] =>
        symbols.flatMap(({ name, detail, children }) => [
          `${'  '.repeat(depth)}${name} ${detail}`.trimEnd(),
          ...flat(children, depth + 1),
        ]);
      const found = await until('the outline', async () =>
        command<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', uriOf(file)),
      );
      assert.deepEqual(flat(found), [
        'policyOwners 1',
        '  ada@acme.dev',
        'contacts',
        '  legal Luis',
        'zones 1',
        '  core attest',
        'vendors 1',
        '  v rejected',
      ]);
      await command('outline.focus');
      await until('the outline on the page', async () =>
        (await textsOf('.outline-pane')).join().includes('coreattest'),
      );
    });
  });
});

function lineOf(document: vscode.TextDocument, line: number): string | undefined {
  return line < document.lineCount ? document.lineAt(line).text : undefined;
}

/** Opens the policy with the cursor at `|`, and waits until it is seen there: VS Code may still be reading the file. */
async function begin(text: string): Promise<vscode.TextEditor> {
  const editor = await open(file, text, { clean: true });
  const at = editor.document.positionAt(text.indexOf('|'));
  const wanted = `Ln ${at.line + 1}, Col ${at.character + 1}`;
  const isThere = async () => (await textsOf('[id="status.editor.selection"]')).join().includes(wanted);
  for (let times = 0; times < 3; times++) {
    const seen = await until(wanted, isThere, 3000).catch(() => false);
    await sleep(400);
    if (seen && (await isThere())) break;
    editor.selection = new vscode.Selection(at, at);
  }
  return editor;
}

function lineAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && lineOf(editor.document, editor.selection.active.line);
}

/** Waits until the pattern is to be read in the list of suggestions, which begins with the first one. */
async function offered(pattern: RegExp): Promise<void> {
  let text = '';
  try {
    await until('the suggestions', async () => {
      text = (await textsOf(suggestions)).join('\n');
      return pattern.test(text);
    });
  } catch (error) {
    throw new Error(
      `the suggestions are: ${text}; the text is ${vscode.window.activeTextEditor?.document.getText()}`,
      {
        cause: error,
      },
    );
  }
  // A list that has just come does not take keys yet.
  await sleep(300);
}

async function diagnosed(pattern: RegExp): Promise<void> {
  await until(String(pattern), () =>
    vscode.languages.getDiagnostics(uriOf(file)).some(({ message }) => pattern.test(message)),
  );
}

/** Waits until a mistake is underlined on the page, as a person does. */
async function underlined(): Promise<void> {
  await until('the line below the mistake', async () => (await textsOf('.squiggly-error')).length > 0);
  await sleep(300);
}

async function hovered(...patterns: readonly RegExp[]): Promise<void> {
  let text = '';
  try {
    await until('the hover', async () => {
      text = (await textsOf('.monaco-hover')).join('\n').replaceAll('\u00a0', ' ');
      return patterns.every((one) => one.test(text));
    });
  } catch (error) {
    throw new Error(`the hover says: ${text}`, { cause: error });
  }
}
