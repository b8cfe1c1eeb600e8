import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { stagedProvenance } from '../../src/workflow/commit/staged';
import { attest } from '../../src/workflow/verify/attest';
import { toMarks } from '../support/marks';
import { clipboard, keys, mouse, screenshot, textsOf } from './driver';
import { fromPalette, listed } from './reading';
import { closeAll, command, offer, pathOf, patienceMs, root, sleep, until, uriOf } from './recording';
import { hostSuite } from './suite';

const byHost = process.env.COLOPHON_HOST_SIGNALS === 'auto';
/** Without the host's word the assistant is not named, and the evidence is weaker. */
const evidence = byHost ? 'host' : 'inferred';
const named = byHost ? 'ai, Sample, host' : 'ai, inferred';
const title = byHost ? 'AI\\: Sample · host' : 'AI\\, the assistant was not named · inferred';

let colophon: Exports;
let first: string;

/** Where a person sees where text came from, and what they can do there. */
export const run = hostSuite(() => {
  describe('provenance in the window', () => {
    before(async () => {
      await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
      colophon = await vscode.extensions.getExtension<Exports>('colophon.colophon')!.activate();
      await until('the hooks', () => existsSync(pathOf('.git/hooks/commit-msg')));
      first = git('rev-parse', 'HEAD').trim();
      await command('notifications.clearAll');
    });
    afterEach(async () => {
      await keys.press('Escape');
      await setting('show', undefined);
      await setting('markedOrigins', undefined);
      await command('workbench.action.files.revert');
      await closeAll();
      git('reset', '-q', '--hard', first);
      await sleep(500);
      await command('workbench.view.explorer');
    });

    it('marks what an assistant wrote and what was pasted, and leaves what was typed alone', async () => {
      const editor = await assisted('src/page.ts');
      await marked(editor, [['ai', 3, 4]]);
      await until('the mark on the page', async () => (await icons()) >= 2);
      await until('the ruler', () => isDeepStrictEqual(rulerOf(editor), [['ai', 3, 4]]));
      await keys.press('Enter');
      await paste('from(elsewhere);');
      await marked(editor, [
        ['ai', 3, 4],
        ['pasted', 5, 5],
      ]);
      await screenshot(`views-marks-${evidence}`);
      // Undo takes the text and its mark away, redo brings both back.
      await keys.press('Control+Z');
      await marked(editor, [['ai', 3, 4]]);
      await keys.press('Control+Y');
      await marked(editor, [
        ['ai', 3, 4],
        ['pasted', 5, 5],
      ]);
    });

    it('draws the marks anew for a theme of high contrast, and back', async () => {
      const editor = await assisted('src/page.ts');
      const theme = vscode.workspace.getConfiguration('workbench');
      const before = theme.get('colorTheme');
      for (const next of ['Default High Contrast', before]) {
        const changed = new Promise((fulfil) => vscode.window.onDidChangeActiveColorTheme(fulfil));
        await theme.update('colorTheme', next, vscode.ConfigurationTarget.Global);
        await changed;
        await until('the marks on the page', async () => (await icons()) >= 2);
        await marked(editor, [['ai', 3, 4]]);
      }
    });

    it('follows the lines as they move, and forgets them once they are committed', async () => {
      const editor = await assisted('src/page.ts');
      await marked(editor, [['ai', 3, 4]]);
      await keys.press('Control+Home', 'Enter', 'Enter');
      await marked(editor, [['ai', 5, 6]]);
      await save(editor);
      git('-c', 'core.hooksPath=/dev/null', 'commit', '-qam', 'Elsewhere');
      await marked(editor, []);
      await until('the ruler to be empty', () => rulerOf(editor).length === 0);
    });

    it('shows the marks that are wanted, and none when they are toggled off by keys', async () => {
      const editor = await assisted('src/page.ts');
      await marked(editor, [['ai', 3, 4]]);
      await setting('markedOrigins', ['human']);
      await marked(editor, [['human', 2, 2]]);
      await setting('markedOrigins', undefined);
      await marked(editor, [['ai', 3, 4]]);
      await setting('show', { gutter: false });
      await marked(editor, []);
      assert.deepEqual(rulerOf(editor), [['ai', 3, 4]]);
      await setting('show', undefined);
      await marked(editor, [['ai', 3, 4]]);
      await fromPalette('Colophon: Toggle Provenance Marks');
      await marked(editor, []);
      await until('the ruler to be empty', () => rulerOf(editor).length === 0);
      await fromPalette('Colophon: Toggle Provenance Marks');
      await marked(editor, [['ai', 3, 4]]);
    });

    it('says in a hover where a line came from and what its zone asks for', async () => {
      const editor = await assisted('src/core/rank.ts');
      const [text] = await hovers(editor, 5);
      assert.equal(text!.split('\n')[0], `**${title}**`);
      assert.match(text!, /at \d\d\\:\d\d\\\./);
      assert.match(text!, /core · attest\\: AI output may be committed when a person states/);
      // What was typed is not marked.
      assert.deepEqual(await hovers(editor, 4), []);
      await keys.press('Control+Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
      await command('editor.action.showHover');
      await until('the hover on the page', async () =>
        (await textsOf('.monaco-hover')).some((one) => one.includes('core · attest')),
      );
      await screenshot(`views-hover-${evidence}`);
    });

    it('says of a committed line what the note of its commit says, in the hover and in the explanation', async () => {
      const editor = await assisted('src/core/rank.ts');
      await save(editor);
      git('-c', 'core.hooksPath=/dev/null', 'commit', '-qam', 'Rank <b>them</b>');
      const oid = git('rev-parse', 'HEAD').trim();
      await until('the note', () => git('notes', '--ref=colophon', 'list').includes(oid));
      await marked(editor, []);
      let text = '';
      await until('the hover', async () => {
        [text = ''] = await hovers(editor, 5);
        return text !== '';
      });
      assert.match(text, byHost ? /^\*\*AI\\: Sample\*\*/ : /^\*\*AI\\: the assistant/);
      assert.ok(text.includes(oid.slice(0, 10)));
      // The subject is a stranger's: none of it is read as Markdown or HTML.
      assert.ok(text.includes('Rank \\<b\\>them'));
      // The first line is older than any record: a hover has nothing to say, and the explanation says so.
      assert.deepEqual(await hovers(editor, 1), []);
      await keys.press('Control+Home');
      await until('the cursor', () => editor.selection.active.line === 0);
      void command('colophon.explainLine');
      await listed(/No record says where this line came from\./, /The first commit/);
      await keys.press('Escape');
      await command('workbench.action.focusActiveEditorGroup');
      await keys.press('Control+Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
      await until('the cursor', () => vscode.window.activeTextEditor?.selection.active.line === 4);
      void command('colophon.explainLine');
      await listed(/Rank <b>them<\/b>/, /Accepted as a suggestion of/);
    });

    it('lists what needs something among the problems, and a quick fix takes it out again', async () => {
      const editor = await assisted('src/core/rank.ts');
      await problems(editor, [
        ['5–6', vscode.DiagnosticSeverity.Warning, 'attestation-missing', /attests to having reviewed/],
      ]);
      const before = editor.document.getText();
      const marks = marksOf(editor.document);
      await keys.press('Control+Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
      await keys.press('Control+.');
      await until('the quick fixes', async () => (await fixes()).length >= 3);
      assert.deepEqual(
        (await fixes()).filter((one) => /attest|remove|mark/i.test(one)),
        ['Attest staged changes…', 'Remove the insertion', 'Mark as…'],
      );
      await screenshot(`views-fixes-${evidence}`);
      await choose('Remove the insertion');
      await until(
        'the removal',
        () => editor.document.getText() === before.replace(/ranked\(1\);\nranked\(2\);/, ''),
      );
      await problems(editor, []);
      await marked(editor, []);
      // Undo restores the text, its origin and its problem.
      await keys.press('Control+Z');
      await until('the text', () => editor.document.getText() === before);
      assert.equal(marksOf(editor.document), marks);
      await problems(editor, [['5–6', vscode.DiagnosticSeverity.Warning, 'attestation-missing', /./]]);
      await marked(editor, [['ai', 5, 6]]);
    });

    it('is content once a person has attested to what is staged, until more is written', async () => {
      const editor = await assisted('src/core/rank.ts');
      await problems(editor, [['5–6', vscode.DiagnosticSeverity.Warning, 'attestation-missing', /./]]);
      await save(editor);
      git('add', '.');
      const [tree] = colophon.services.trees.all;
      if (!tree?.repo || tree.policy.kind !== 'ok') throw new Error('the policy cannot be used');
      const staged = await stagedProvenance(tree.repo, tree.policy.compiled, Date.now());
      if (staged.kind !== 'ok') throw new Error(staged.message);
      attest(tree.repo, 'Ada Park <ada@acme.dev>', staged.provenance.aiLines, Date.now());
      // Without the host's word nobody knows which assistant it was; that is no reason for a problem here.
      await problems(editor, []);
      await keys.press('Control+End', 'Enter');
      await sleep(300);
      await offer('ranked(3);');
      await keys.press('Tab');
      await problems(editor, [['5–7', vscode.DiagnosticSeverity.Warning, 'attestation-missing', /./]]);
    });

    it('names every need of a restricted zone, and marks as something else from the quick fix', async () => {
      const editor = await assisted('pipelines/train/load.py');
      await problems(editor, [
        ['4–5', vscode.DiagnosticSeverity.Warning, 'signoff-missing, vendor-not-approved', /ada@acme\.dev/],
      ]);
      await setting('show', { problems: false });
      await problems(editor, []);
      await setting('show', undefined);
      await problems(editor, [['4–5', vscode.DiagnosticSeverity.Warning, /signoff-missing/, /./]]);
      await keys.press('Control+Home', 'ArrowDown', 'ArrowDown', 'ArrowDown');
      await keys.press('Control+.');
      await until('the quick fixes', async () => (await fixes()).includes('Request sign-off…'));
      await choose('Mark as…');
      await listed(/^Mark lines 4 to 5 as…/);
      await keys.press('Escape');
    });

    it('badges the zones in the Explorer', async () => {
      await command('workbench.view.explorer');
      const provided = (file: string) => {
        const found = colophon.services.explorerBadges.provideFileDecoration(uriOf(file));
        return found && `${found.badge}: ${found.tooltip}`;
      };
      assert.deepEqual(
        ['pipelines/train', 'pipelines/train/load.py', 'src/core/rank.ts', 'src/page.ts'].map(provided),
        [
          'R: training-pipeline · restricted. Every change here needs the sign-off of ada@acme.dev.',
          'R: training-pipeline · restricted. Every change here needs the sign-off of ada@acme.dev.',
          'A: core · attest. AI output may be committed when a person states that they reviewed it. Owners: ada@acme.dev.',
          undefined,
        ],
      );
      // A link is what it leads to as well; what has a repository of its own is not ours.
      symlinkSync('../pipelines/train/load.py', pathOf('src/link.py'));
      mkdirSync(pathOf('pipelines/train/nested'));
      execFileSync('git', ['init', '-q'], { cwd: pathOf('pipelines/train/nested') });
      assert.deepEqual(
        ['src/link.py', 'pipelines/train/nested/a.py'].map((file) => provided(file)?.[0]),
        ['R', undefined],
      );
      rmSync(pathOf('src/link.py'));
      rmSync(pathOf('pipelines/train/nested'), { recursive: true });
      await vscode.window.showTextDocument(uriOf('src/core/rank.ts'));
      await command('workbench.files.action.showActiveFileInExplorer');
      await until('the badge on the page', async () => {
        const rows = await textsOf('.explorer-folders-view .monaco-list-row');
        return rows.some((row) => row.startsWith('rank.ts'));
      });
      await screenshot(`views-badges-${evidence}`);
      await setting('show', { badges: false });
      assert.equal(provided('src/core/rank.ts'), undefined);
      await setting('show', undefined);
    });

    it('has an entry in the language status, with what is in no commit', async () => {
      const editor = await assisted('src/core/rank.ts');
      await until('the entry', () => {
        const shown = colophon.services.languageStatus.shown;
        return (
          shown?.text === '$(shield) core · attest · 2 AI lines' &&
          shown.detail === 'uncommitted: 3 lines: 2 ai, 1 human'
        );
      });
      await vscode.window.showTextDocument(editor.document);
      await setting('show', { languageStatus: false });
      await until('no entry', () => colophon.services.languageStatus.shown === undefined);
      await setting('show', undefined);
    });

    it('shows the change by zone, file and insertion in Source Control, with its actions', async () => {
      const editor = await assisted('src/core/rank.ts');
      await save(editor);
      await command('colophon.provenance.focus');
      await rows([
        /^Nothing is staged/,
        /^Changes 3 lines: 2 ai, 1 human$/,
        /^core attest · 2 AI of 3 lines$/,
        /^rank\.ts 3 lines: 2 ai, 1 human · src\/core$/,
        /^line 4 human/,
        new RegExp(`^lines 5–6 ${named}$`),
      ]);
      await screenshot(`views-tree-${evidence}`);
      // By keys: to the insertion, and out with it through the menu of its row.
      await command('colophon.provenance.focus');
      await keys.press('Home');
      for (let i = 0; i < 5; i++) await keys.press('ArrowDown');
      await keys.press('Enter');
      await until('the insertion', () => {
        const active = vscode.window.activeTextEditor;
        return active?.document === editor.document && active.selection.start.line === 4;
      });
      await mouse.click(`.monaco-list-row:has-text("lines 5–6")`);
      await sleep(500);
      await command('colophon.provenance.focus');
      await keys.press('Shift+F10');
      await until('the menu', async () => (await menu()).includes('Remove Insertion'));
      const at = (await menu()).indexOf('Remove Insertion');
      for (let i = 0; i <= at; i++) await keys.press('ArrowDown');
      await keys.press('Enter');
      await until('the removal', () => !editor.document.getText().includes('ranked(1)'));
      await keys.press('Control+Z');
      await until('the text', () => editor.document.getText().includes('ranked(1)'));
    });

    it('shows the last commits with provenance once they are made, and their changes', async () => {
      const editor = await assisted('src/page.ts');
      await save(editor);
      git('commit', '-qam', 'Paged');
      const oid = git('rev-parse', 'HEAD').trim();
      await command('colophon.provenance.focus');
      await rows([/^Nothing is staged/, /^Changes nothing is added$/, /^History/]);
      await until('the history', async () => {
        const seen = await viewRows();
        if (seen.includes(`Paged 2 AI of 3 lines · ${oid.slice(0, 10)}`)) return true;
        await keys.press('End', 'ArrowRight');
        await sleep(500);
        return false;
      });
      await screenshot(`views-history-${evidence}`);
      await keys.press('Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
      await until('the commit’s changes', () =>
        vscode.window.tabGroups.activeTabGroup.activeTab?.label.startsWith(`${oid.slice(0, 10)} Paged`),
      );
    });

    it('annotates the line at the cursor once it is asked to', async () => {
      await setting('show', { lineAnnotation: true });
      const editor = await assisted('src/page.ts');
      await vscode.window.showTextDocument(editor.document);
      await keys.press('ArrowUp');
      await until('the annotation', () => annotation() === named);
      await screenshot(`views-annotation-${evidence}`);
      await keys.press('Control+Home');
      await until('the commit', () => annotation() === `Unknown · ${first.slice(0, 10)}`);
      await setting('show', undefined);
      await until('none', () => annotation() === undefined);
    });
  });
});

const git = (...args: string[]): string => execFileSync('git', args, { cwd: root(), encoding: 'utf8' });

const marksOf = (document: vscode.TextDocument): string => {
  const observer = colophon.services.documents.get(document)?.observer;
  return observer ? toMarks(observer.text, observer.runs, { evidence: true }) : '';
};

type Mark = [origin: string, first: number, last: number];
const asMarks = (blocks: readonly { origin: string; first: number; last: number }[]): Mark[] =>
  blocks.map(({ origin, first, last }) => [origin, first, last]);
const gutterOf = (editor: vscode.TextEditor): Mark[] =>
  asMarks(colophon.services.originDecorations.gutterOf(editor));
const rulerOf = (editor: vscode.TextEditor): Mark[] =>
  asMarks(colophon.services.originDecorations.rulerOf(editor));

/** Waits until these are the blocks in the gutter. */
async function marked(editor: vscode.TextEditor, expected: readonly Mark[]): Promise<void> {
  const shown = () => {
    const active = vscode.window.visibleTextEditors.find((one) => one.document === editor.document);
    return active ? gutterOf(active) : [];
  };
  const end = Date.now() + patienceMs;
  while (Date.now() < end && !isDeepStrictEqual(shown(), expected)) await sleep(50);
  assert.deepEqual(shown(), expected);
}

/** Shapes in the gutter, as they are on the page. */
const icons = async (): Promise<number> =>
  (await mouse.boxes('.glyph-margin-widgets .cgmr, .margin-view-overlays .cgmr')).filter(Boolean).length;

async function setting(name: string, value: unknown): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('colophon');
  await configuration.update(name, value, vscode.ConfigurationTarget.Global);
}

/** Texts of our hovers at the start of a line (1-based); the Markdown that VS Code is given. */
async function hovers(editor: vscode.TextEditor, line: number): Promise<string[]> {
  const found = await command<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    editor.document.uri,
    new vscode.Position(line - 1, 1),
  );
  const texts = found.flatMap(({ contents }) => contents).map((one) => (one as vscode.MarkdownString).value);
  return texts.filter((text) => text.includes('command:colophon.'));
}

type Expected = [lines: string, severity: vscode.DiagnosticSeverity, code: string | RegExp, message: RegExp];

async function problems(editor: vscode.TextEditor, expected: readonly Expected[]): Promise<void> {
  const found = () =>
    vscode.languages
      .getDiagnostics(editor.document.uri)
      .filter(({ source }) => source === 'Colophon')
      .map(({ range, severity, code, message }) => ({
        lines: `${range.start.line + 1}–${range.end.line + 1}`,
        severity,
        code: String(code),
        message,
      }));
  const isAsExpected = () => {
    const all = found();
    return (
      all.length === expected.length &&
      all.every(({ lines, severity, code, message }, i) => {
        const [where, level, rules, words] = expected[i]!;
        const isCode = typeof rules === 'string' ? rules === code : rules.test(code);
        return lines === where && severity === level && isCode && words.test(message);
      })
    );
  };
  await until('the problems', isAsExpected).catch((error: unknown) => {
    throw new Error(JSON.stringify(found(), null, 1), { cause: error });
  });
}

const fixes = (): Promise<string[]> => textsOf('.action-widget .monaco-list-row.action .title');
/** A quick fix of the open list, by keys, once the list is complete. */
async function choose(fix: string): Promise<void> {
  for (let before = ''; ; await sleep(300)) {
    const now = (await fixes()).join();
    if (now === before) break;
    before = now;
  }
  const at = (await fixes()).indexOf(fix);
  for (let i = 0; i < at; i++) await keys.press('ArrowDown');
  await keys.press('Enter');
}

const menu = (): Promise<string[]> => textsOf('.context-view .action-label');
const annotation = (): string | undefined => colophon.services.lineAnnotation.shown;

/** The rows of the view, label and description. */
async function viewRows(): Promise<string[]> {
  const row = '.pane:has(.pane-header[aria-label*="AI Provenance"]) .monaco-list-row';
  const [labels, all] = [await textsOf(`${row} .label-name`), await textsOf(row)];
  return all.map((text, i) => `${labels[i]} ${text.slice(labels[i]?.length)}`.trim());
}

async function rows(expected: readonly RegExp[]): Promise<void> {
  let seen: string[] = [];
  await until('the rows', async () => {
    seen = await viewRows();
    return seen.length === expected.length && seen.every((row, i) => expected[i]!.test(row));
  }).catch((error: unknown) => {
    throw new Error(`the rows are ${JSON.stringify(seen, null, 1)}`, { cause: error });
  });
}

async function save({ document }: vscode.TextEditor): Promise<void> {
  await command('workbench.action.focusActiveEditorGroup');
  await keys.press('Control+S');
  await until(
    'the save',
    () => !document.isDirty && readFileSync(document.uri.fsPath, 'utf8') === document.getText(),
  );
  await sleep(800);
}

async function paste(text: string): Promise<void> {
  await clipboard.write(text);
  await sleep(200);
  await keys.press('Control+V');
  await sleep(500);
}

/** At the end of a file a person types `typed();` and Enter, and takes two lines that the assistant offers. */
async function assisted(file: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await command('workbench.action.focusActiveEditorGroup');
  await until('the record', () => colophon.services.documents.get(document)?.observer);
  const end = document.lineAt(document.lineCount - 1).range.end;
  const typed = () =>
    document.lineAt(end.line).text === 'typed();' && editor.selection.active.line > end.line;
  // A window that is still opening the editor may put the cursor elsewhere while somebody types.
  for (let tries = 0; !typed() && tries < 4; tries++) {
    if (tries > 0) await command('workbench.action.files.revert');
    // By keys, which come before those that follow; a selection that is set may come after them.
    await keys.press('Control+End');
    await until('the cursor', () => editor.selection.active.isEqual(end));
    await sleep(400);
    await keys.type('typed();');
    await keys.press('Enter');
    await until('the line', typed, 5000).catch(() => {});
  }
  assert.ok(typed(), document.getText());
  await sleep(300);
  const written = () => document.getText().endsWith('ranked(1);\nranked(2);');
  // On a busy machine the ghost text may be gone again when the key comes.
  for (let tries = 0; !written() && tries < 4; tries++) {
    await offer('ranked(1);\nranked(2);');
    await keys.press('Tab');
    await until('the text', written, 5000).catch(() => {});
  }
  assert.ok(written(), document.getText());
  await until('it to be read', () => {
    const observer = colophon.services.documents.get(document)?.observer;
    return observer !== undefined && !observer.waiting;
  });
  return editor;
}
