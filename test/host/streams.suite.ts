import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { clipboard, keys } from './driver';
import {
  closeAll,
  command,
  isGhostTextSeen,
  offer,
  open,
  pathOf,
  record,
  recorder,
  root,
  settle,
  sleep,
  until,
  uriOf,
  write,
} from './recording';
import { hostSuite } from './suite';

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
    cwd: root(),
    encoding: 'utf8',
    timeout: 10_000,
  });

/** Text of the file after an edit, so that a scenario that did nothing fails. */
const textOf = (editor: vscode.TextEditor): string => editor.document.getText();
const hasText = (editor: vscode.TextEditor, text: string): Promise<boolean> =>
  until(`“${text}” in the file`, () => textOf(editor).replaceAll('\r\n', '\n').includes(text));

const code = 'function greet(name) {\n  return name;\n}\n\nconst other = 1;\n';

/** Records the raw event streams that the classifier is tested with. Not part of `npm test`: `node tools/record.mjs`. */
export const run = hostSuite(() => {
  before(async function () {
    this.timeout(120_000);
    await vscode.extensions.getExtension('colophon-test.recorder')?.activate();
    await vscode.extensions.getExtension('colophon-test.sample-assistant')?.activate();
    recorder().begin();
    write('tsconfig.json', '{"include":["*.ts"],"compilerOptions":{"lib":["es2023"]}}\n');
    // The TypeScript server is slow to start; from here on it answers.
    await open('warm.ts', 'export const warm = 1;\nwar|\n');
    await until(
      'TypeScript',
      async () => {
        const list = await command<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          uriOf('warm.ts'),
          new vscode.Position(1, 3),
        );
        return list.items.some(
          (item) =>
            item.kind === vscode.CompletionItemKind.Variable ||
            item.kind === vscode.CompletionItemKind.Constant,
        );
      },
      90_000,
    );
    await closeAll();
  });
  afterEach(async () => {
    await closeAll();
    await settle(200);
  });

  describe('typing', () => {
    it('a line, with brackets and Enter', async () => {
      const editor = await open('type.ts', '|');
      await record(
        'type-line',
        'typed a function with brackets, Enter inside {} and a closing bracket over an automatic one',
        ['type.ts'],
        async () => {
          await keys.type('function add(a, b) {', { delay: 40 });
          await keys.press('Enter');
          await keys.type("return a + 'x';", { delay: 40 });
          await hasText(editor, "'x';");
        },
      );
    });
    it('fast', async () => {
      const editor = await open('fast.ts', '|');
      await record('type-fast', 'typed without pauses', ['fast.ts'], async () => {
        await keys.type('const total = values.length;');
        await hasText(editor, 'length;');
      });
    });
    it('the first edit of a clean file', async () => {
      const editor = await open('clean.ts', `${code}|`, { clean: true });
      await record(
        'type-clean',
        'typed one word into a file without unsaved edits',
        ['clean.ts'],
        async () => {
          await keys.type('let', { delay: 40 });
          await hasText(editor, 'let');
        },
      );
    });
    it('over a selection', async () => {
      const editor = await open('over.ts', 'const ⟦other⟧ = 1;\n');
      await record('type-over-selection', 'typed a word over a selection', ['over.ts'], async () => {
        await keys.type('mine', { delay: 40 });
        await hasText(editor, 'mine =');
      });
    });
    it('surrounds a selection', async () => {
      const editor = await open('surround.ts', 'const x = ⟦other⟧;\n');
      await record(
        'type-surround',
        'typed ( with a selection, which puts brackets around it',
        ['surround.ts'],
        async () => {
          await keys.type('(');
          await hasText(editor, '(other)');
        },
      );
    });
    it('Enter with indentation', async () => {
      const editor = await open('enter.ts', '  const a = 1;|\n');
      await record(
        'enter-indent',
        'Enter at the end of an indented line, then Enter again',
        ['enter.ts'],
        async () => {
          await keys.press('Enter');
          await sleep(150);
          await keys.press('Enter');
          await until('two lines', () => editor.document.lineCount >= 4);
        },
      );
    });
    it('Backspace and Delete', async () => {
      const editor = await open('back.ts', 'const abc| = 12;\n');
      await record(
        'backspace',
        'Backspace twice, Delete once, Ctrl+Backspace once',
        ['back.ts'],
        async () => {
          for (const key of ['Backspace', 'Backspace', 'Delete', 'Control+Backspace']) {
            await keys.press(key);
            await sleep(60);
          }
          await until('the word to go', () => !textOf(editor).includes('const a'));
        },
      );
    });
    it('Tab', async () => {
      const editor = await open('tab.ts', '|one\n');
      await record('tab', 'Tab at the start of a line', ['tab.ts'], async () => {
        await keys.press('Tab');
        await until('indentation', () => /^[ \t]+one/.test(textOf(editor)));
      });
      await record('tab-lines', 'Tab and Shift+Tab with a selection of lines', ['tab.ts'], async () => {
        await keys.press('Control+A');
        await keys.press('Tab');
        await sleep(200);
        await keys.press('Shift+Tab');
      });
    });
    it('several cursors', async () => {
      const editor = await open('multi.ts', '|a = 1;\na = 2;\na = 3;\n');
      await record(
        'type-multi-cursor',
        'three cursors below each other, typed a word',
        ['multi.ts'],
        async () => {
          await keys.press('Shift+Alt+ArrowDown', 'Shift+Alt+ArrowDown');
          await sleep(150);
          await keys.type('let ', { delay: 40 });
          await hasText(editor, 'let a = 3');
        },
      );
    });
    it('text that no key made', async () => {
      const editor = await open('ime.ts', '// |\n');
      await record(
        'type-insert-text',
        'text from an input method or the emoji picker',
        ['ime.ts'],
        async () => {
          await keys.insertText('日本語 😀');
          await hasText(editor, '😀');
        },
      );
    });
    it('CRLF', async () => {
      const editor = await open('crlf.ts', 'const a = 1;\r\nconst b = 2;|\r\n');
      await record('type-crlf', 'Enter and a typed line in a file with CRLF', ['crlf.ts'], async () => {
        await keys.press('Enter');
        await keys.type('let c;', { delay: 40 });
        await hasText(editor, 'let c;');
      });
    });
  });

  describe('line commands', () => {
    const cases: [name: string, what: string, text: string, chords: string[]][] = [
      ['comment-line', 'toggle line comment, twice', `|${code}`, ['Control+/', 'Control+/']],
      [
        'move-line',
        'moved a line down, then up twice',
        code.replace('const', '|const').replace('other', 'other'),
        ['Alt+ArrowUp', 'Alt+ArrowUp', 'Alt+ArrowDown'],
      ],
      ['move-line-down', 'moved the first line down', `one| = 1;\ntwo = 2;\nthree = 3;\n`, ['Alt+ArrowDown']],
      [
        'copy-line',
        'duplicated a line below, then above',
        `one = |1;\ntwo = 2;\n`,
        ['Control+Shift+Alt+ArrowDown', 'Control+Shift+Alt+ArrowUp'],
      ],
      ['delete-line', 'deleted a line', `one = 1;\ntwo| = 2;\nthree = 3;\n`, ['Control+Shift+K']],
      [
        'insert-line',
        'inserted a line below and above',
        `  one = |1;\n  two = 2;\n`,
        ['Control+Enter', 'Control+Shift+Enter'],
      ],
      [
        'indent-line',
        'indented and outdented by Ctrl+]',
        `one = |1;\n`,
        ['Control+]', 'Control+]', 'Control+['],
      ],
    ];
    for (const [name, what, text, chords] of cases) {
      it(what, async () => {
        const file = `${name}.ts`;
        const editor = await open(file, text);
        const start = editor.document.version;
        await record(name, what, [file], async () => {
          for (const chord of chords) {
            await keys.press(chord);
            await sleep(150);
          }
          await until('an edit', () => editor.document.version > start);
        });
      });
    }
    const commands: [name: string, what: string, text: string, id: string][] = [
      ['join-lines', 'joined lines', `one|\n  two\n`, 'editor.action.joinLines'],
      [
        'upper-case',
        'made a selection upper case',
        `const ⟦abc⟧ = 1;\n`,
        'editor.action.transformToUppercase',
      ],
      ['sort-lines', 'sorted lines', `⟦c\nb\na⟧\n`, 'editor.action.sortLinesAscending'],
      ['transpose', 'transposed letters', `ab|cd\n`, 'editor.action.transposeLetters'],
      ['block-comment', 'toggled a block comment', `const ⟦abc⟧ = 1;\n`, 'editor.action.blockComment'],
      ['reindent', 'reindented lines', `function a() {\nreturn 1;\n}\n|`, 'editor.action.reindentlines'],
    ];
    for (const [name, what, text, id] of commands) {
      it(what, async () => {
        const file = `${name}.ts`;
        const editor = await open(file, text);
        const start = editor.document.version;
        await record(name, what, [file], async () => {
          await command(id);
          await until('an edit', () => editor.document.version > start);
        });
      });
    }
  });

  describe('clipboard', () => {
    it('paste from outside', async () => {
      const editor = await open('paste.ts', 'const a = |;\n');
      await clipboard.write('fromOutside(1)');
      await record('paste-outside-word', 'pasted a word of another program', ['paste.ts'], async () => {
        await keys.press('Control+V');
        await hasText(editor, 'fromOutside(1)');
      });
    });
    it('paste several lines', async () => {
      const editor = await open('pasteLines.ts', 'if (a) {\n  |\n}\n');
      await clipboard.write('first();\nsecond();\nthird();\n');
      await record('paste-outside-lines', 'pasted lines of another program', ['pasteLines.ts'], async () => {
        await keys.press('Control+V');
        await hasText(editor, 'third();');
      });
    });
    it('paste over a selection, in CRLF', async () => {
      const editor = await open('pasteCrlf.ts', 'const a = ⟦old⟧;\r\n');
      await clipboard.write('one(\n  two,\n)');
      await record(
        'paste-outside-crlf',
        'pasted LF lines over a selection in a CRLF file',
        ['pasteCrlf.ts'],
        async () => {
          await keys.press('Control+V');
          await hasText(editor, 'two,');
        },
      );
    });
    it('paste into a clean file', async () => {
      const editor = await open('pasteClean.ts', 'a;\n|', { clean: true });
      await clipboard.write('fresh paste');
      await record('paste-clean', 'pasted into a file without unsaved edits', ['pasteClean.ts'], async () => {
        await keys.press('Control+V');
        await hasText(editor, 'fresh paste');
      });
    });
    it('paste with several cursors', async () => {
      const editor = await open('pasteMulti.ts', '|a\nb\n');
      await clipboard.write('x1\nx2');
      await record(
        'paste-multi-cursor',
        'pasted two lines at two cursors: one line each',
        ['pasteMulti.ts'],
        async () => {
          await keys.press('Shift+Alt+ArrowDown');
          await sleep(150);
          await keys.press('Control+V');
          await hasText(editor, 'x2');
        },
      );
    });
    it('format on paste', async () => {
      const config = vscode.workspace.getConfiguration('editor');
      await config.update('formatOnPaste', true, vscode.ConfigurationTarget.Global);
      const editor = await open('pasteFormat.ts', 'function a() {\n  |\n}\n');
      await clipboard.write('if(x){y( 1,2 )}');
      await record('paste-format', 'pasted with editor.formatOnPaste', ['pasteFormat.ts'], async () => {
        await keys.press('Control+V');
        await hasText(editor, 'y(1, 2)');
      });
      await config.update('formatOnPaste', undefined, vscode.ConfigurationTarget.Global);
    });
    it('copy and paste inside', async () => {
      const editor = await open('copy.ts', 'const a = ⟦inside(1)⟧;\n\n');
      await record('copy-paste-inside', 'copied a selection and pasted it below', ['copy.ts'], async () => {
        await keys.press('Control+C');
        await sleep(300);
        await keys.press('Control+End', 'Control+V');
        await until('the copy', () => textOf(editor).split('inside(1)').length === 3);
      });
    });
    it('copy and paste to another file', async () => {
      await open('from.ts', '⟦const shared = 1;\nconst more = 2;⟧\n');
      await keys.press('Control+C');
      await sleep(300);
      const editor = await open('to.ts', 'begin;\n|');
      await record(
        'paste-other-file',
        'copied in one file, pasted in another',
        ['from.ts', 'to.ts'],
        async () => {
          await keys.press('Control+V');
          await hasText(editor, 'more = 2');
        },
      );
    });
    it('cut and paste inside', async () => {
      const editor = await open('cut.ts', 'const a = ⟦moved(1)⟧;\n\n');
      await record('cut-paste-inside', 'cut a selection and pasted it below', ['cut.ts'], async () => {
        await keys.press('Control+X');
        await sleep(300);
        await keys.press('Control+End', 'Control+V');
        await until('the paste', () => textOf(editor).trimEnd().endsWith('moved(1)'));
      });
    });
    it('a line without selection', async () => {
      const editor = await open('line.ts', 'const o|ne = 1;\nconst two = 2;\n');
      await record(
        'copy-paste-line',
        'Ctrl+C without a selection, Ctrl+V in the next line',
        ['line.ts'],
        async () => {
          await keys.press('Control+C');
          await sleep(300);
          await keys.press('ArrowDown', 'Control+V');
          await until('the copy', () => textOf(editor).split('one = 1').length === 3);
        },
      );
    });
    it('cut a line', async () => {
      const editor = await open('cutLine.ts', 'const o|ne = 1;\nconst two = 2;\n');
      await record(
        'cut-paste-line',
        'Ctrl+X without a selection, Ctrl+V one line below',
        ['cutLine.ts'],
        async () => {
          await keys.press('Control+X');
          await sleep(300);
          await keys.press('ArrowDown', 'Control+V');
          await until('the paste', () => textOf(editor).startsWith('const two = 2;\nconst one'));
        },
      );
    });
  });

  describe('undo and redo', () => {
    const undoRedo = async (file: string, name: string, what: string): Promise<void> => {
      await settle(400);
      await record(name, what, [file], async () => {
        const document = await vscode.workspace.openTextDocument(uriOf(file));
        const [start, text] = [document.version, document.getText()];
        await keys.press('Control+Z');
        await until('the undo', () => document.version > start);
        await sleep(300);
        await keys.press('Control+Shift+Z');
        await until('the redo', () => document.getText() === text);
      });
    };
    it('of typing', async () => {
      const editor = await open('undoType.ts', '|\n');
      await keys.type('let abc = 1;', { delay: 20 });
      await hasText(editor, '1;');
      await undoRedo('undoType.ts', 'undo-typing', 'undo and redo of typing');
    });
    it('of a paste', async () => {
      const editor = await open('undoPaste.ts', '|\n');
      await clipboard.write('pasted();\nlines();\n');
      await keys.press('Control+V');
      await hasText(editor, 'lines();');
      await undoRedo('undoPaste.ts', 'undo-paste', 'undo and redo of a paste');
    });
    it('of ghost text', async () => {
      const editor = await open('undoGhost.ts', 'const a = |\n');
      await offer('ghost(1, 2);\nghost(3);');
      await keys.press('Tab');
      await hasText(editor, 'ghost(3);');
      await undoRedo('undoGhost.ts', 'undo-ghost', 'undo and redo of accepted ghost text');
    });
    it('of an extension’s edit', async () => {
      const editor = await open('undoEdit.ts', 'a;\n|');
      await command(
        'sampleAssistant.applyEdit',
        uriOf('undoEdit.ts').toString(),
        [0, 0, 0, 2],
        'agent();\nwrote();',
      );
      await hasText(editor, 'wrote();');
      await undoRedo('undoEdit.ts', 'undo-workspace-edit', 'undo and redo of a workspace edit');
    });
    it('of cut and paste', async () => {
      const editor = await open('undoCut.ts', 'const a = ⟦moved(1)⟧;\n\n');
      await keys.press('Control+X');
      await sleep(300);
      await keys.press('Control+End', 'Control+V');
      await until('the paste', () => textOf(editor).trimEnd().endsWith('moved(1)'));
      await undoRedo('undoCut.ts', 'undo-move-paste', 'undo and redo of the paste of a cut text');
    });
    it('until clean', async () => {
      const editor = await open('undoClean.ts', 'a;\n|', { clean: true });
      await keys.type('bc', { delay: 20 });
      await hasText(editor, 'bc');
      await undoRedo(
        'undoClean.ts',
        'undo-to-clean',
        'undo of all edits of a file, which makes it clean, and redo',
      );
    });
    it('of a disk write', async () => {
      const editor = await open('undoDisk.ts', 'a;\n|', { clean: true });
      writeFileSync(pathOf('undoDisk.ts'), 'a;\nfrom disk;\n');
      await hasText(editor, 'from disk');
      await undoRedo('undoDisk.ts', 'undo-disk', 'undo and redo of a reload from disk');
    });
  });

  describe('IntelliSense and snippets', () => {
    it('a word', async () => {
      const editor = await open('words.txt', 'wonderful things\n|');
      await record(
        'suggest-word',
        'typed the start of a word and accepted the suggestion with Tab',
        ['words.txt'],
        async () => {
          await keys.type('wond', { delay: 60 });
          await command('editor.action.triggerSuggest');
          await sleep(900);
          await keys.press('Tab');
          await until('the word', () => textOf(editor).split('wonderful').length === 3);
        },
      );
    });
    it('a TypeScript member', async () => {
      const editor = await open('member.ts', 'const values = [1];\nvalues|\n');
      await record(
        'suggest-typescript',
        'typed .rev and accepted the method with Enter',
        ['member.ts'],
        async () => {
          await keys.type('.toRev', { delay: 60 });
          await sleep(1200);
          await keys.press('Enter');
          await hasText(editor, '.toReversed');
        },
      ).catch(async () => {
        await editor.edit((builder) => builder.replace(new vscode.Range(1, 0, 1, 99), 'values'));
        await keys.press('Escape', 'Control+Home', 'ArrowDown', 'End');
        await record(
          'suggest-typescript',
          'typed .rever and accepted the method with Enter',
          ['member.ts'],
          async () => {
            await keys.type('.rever', { delay: 60 });
            await sleep(1500);
            await keys.press('Enter');
            await hasText(editor, '.reverse');
          },
        );
      });
    });
    it('by a commit character', async () => {
      const editor = await open('commit.ts', 'const wonderful = [1];\nconst b = |\n');
      await record(
        'suggest-commit-character',
        'typed wond, then a dot, which accepts the suggestion',
        ['commit.ts'],
        async () => {
          await keys.type('wond', { delay: 60 });
          await sleep(1200);
          await keys.type('.');
          await hasText(editor, 'wonderful.');
        },
      );
    });
    it('an automatic import', async () => {
      write('lib.ts', 'export function veryUniqueHelper() {}\n');
      const editor = await open('autoimport.ts', 'export {};\n|\n');
      await record(
        'suggest-auto-import',
        'accepted a suggestion that adds an import',
        ['autoimport.ts'],
        async () => {
          await keys.type('veryUniq', { delay: 60 });
          await sleep(500);
          await command('editor.action.triggerSuggest');
          await sleep(2000);
          await keys.press('Enter');
          await hasText(editor, 'import { veryUniqueHelper }');
        },
      );
    });
    it('a snippet', async () => {
      const editor = await open('snippet.js', '|\n');
      await record(
        'suggest-snippet',
        'accepted the snippet “forof” and typed a name in it',
        ['snippet.js'],
        async () => {
          await keys.type('forof', { delay: 60 });
          await sleep(500);
          await command('editor.action.triggerSuggest');
          await sleep(1500);
          await keys.press('Enter');
          await hasText(editor, 'of ');
          await sleep(300);
          await keys.type('item', { delay: 60 });
          await keys.press('Tab');
          await keys.type('list', { delay: 60 });
        },
      );
      assert.match(textOf(editor), /for \(/);
    });
    it('insertSnippet', async () => {
      const editor = await open('insertSnippet.ts', 'a;\n|');
      await record(
        'insert-snippet',
        'an extension’s TextEditor.insertSnippet',
        ['insertSnippet.ts'],
        async () => {
          await editor.insertSnippet(
            new vscode.SnippetString('while (')
              .appendPlaceholder('ready')
              .appendText(') {\n\t')
              .appendTabstop(0)
              .appendText('\n}'),
          );
          await hasText(editor, 'while (ready)');
        },
      );
    });
  });

  describe('ghost text', () => {
    const ghost = (
      name: string,
      what: string,
      text: string,
      offered: string,
      accept: () => Promise<unknown>,
      wanted: string,
    ): void => {
      it(what, async () => {
        const file = `${name}.ts`;
        const editor = await open(file, text);
        await record(name, what, [file], async () => {
          await offer(offered);
          await accept();
          await hasText(editor, wanted);
        });
      });
    };
    const tab = (): Promise<unknown> => keys.press('Tab');
    ghost(
      'ghost-line',
      'accepted one line at the end of a partly typed one',
      'const sum = |\n',
      'values.reduce((a, b) => a + b, 0);',
      tab,
      'a + b, 0);',
    );
    ghost(
      'ghost-lines',
      'accepted several lines',
      'function total(values) {|\n',
      '\n  let sum = 0;\n  for (const v of values) sum += v;\n  return sum;\n}',
      tab,
      'return sum;',
    );
    ghost(
      'ghost-crlf',
      'accepted several lines in a CRLF file',
      'function total(values) {|\r\n',
      '\n  return values.length;\n}',
      tab,
      'values.length;',
    );
    ghost(
      'ghost-empty-line',
      'accepted lines in an empty file',
      '|',
      'export const one = 1;\nexport const two = 2;\n',
      tab,
      'two = 2',
    );
    ghost(
      'ghost-middle',
      'accepted a word in the middle of a line',
      'call(|);\n',
      'first, second',
      tab,
      'second);',
    );
    ghost(
      'ghost-word',
      'accepted two words by Ctrl+Right',
      'const sum = |\n',
      'values.reduce(add);',
      async () => {
        await keys.press('Control+ArrowRight');
        await sleep(400);
        await keys.press('Control+ArrowRight');
      },
      'values.',
    );
    it('a word, then typed on, then the rest', async () => {
      const editor = await open('ghost-word-type.txt', 'sum = |\n');
      await record(
        'ghost-word-then-type',
        'accepted a word, typed the next characters of the suggestion, accepted the rest',
        ['ghost-word-type.txt'],
        async () => {
          await offer('alpha beta gamma');
          await keys.press('Control+ArrowRight');
          await hasText(editor, 'alpha');
          await sleep(400);
          await keys.type(' be', { delay: 80 });
          await until('the ghost text', isGhostTextSeen);
          await sleep(300);
          await keys.press('Tab');
          await hasText(editor, 'alpha beta gamma');
        },
      );
    });
    it('from the start of the line', async () => {
      const editor = await open('ghost-range.ts', '  const sum| = 1;\n');
      await record(
        'ghost-whole-line-range',
        'accepted an item whose range starts at the line’s start, as some assistants send',
        ['ghost-range.ts'],
        async () => {
          await offer('Total', { range: 'line' });
          await keys.press('Tab');
          await hasText(editor, 'sumTotal');
        },
      );
      const second = await open('ghost-range2.ts', 'function total(values) {\n  ret|\n}\n');
      await record(
        'ghost-whole-line-range-lines',
        'accepted lines whose range starts at the line’s start',
        ['ghost-range2.ts'],
        async () => {
          await offer('urn values\n    .filter(Boolean)\n    .length;', { range: 'line' });
          await keys.press('Tab');
          await hasText(second, '.length;');
        },
      );
    });
    it('by word, from the start of the line', async () => {
      const editor = await open('ghost-range3.ts', 'const sum = |\n');
      await record(
        'ghost-whole-line-range-word',
        'accepted a word, then a line, of an item whose range starts at the line’s start',
        ['ghost-range3.ts'],
        async () => {
          await offer('values.map(f)\n  .join();', { range: 'line' });
          await keys.press('Control+ArrowRight');
          await hasText(editor, 'sum = values');
          await sleep(400);
          await command('editor.action.inlineSuggest.acceptNextLine');
          await hasText(editor, 'values.map(f)');
        },
      );
    });
    ghost(
      'ghost-next-line',
      'accepted line after line of a suggestion',
      'function total(values) {|\n',
      '\n  let sum = 0;\n  return sum;\n}',
      async () => {
        await command('editor.action.inlineSuggest.acceptNextLine');
        await sleep(400);
        await command('editor.action.inlineSuggest.acceptNextLine');
        await sleep(400);
        await command('editor.action.inlineSuggest.acceptNextLine');
      },
      'let sum = 0;',
    );
    ghost('ghost-one-character', 'accepted ghost text of one character', 'const sum = 1|\n', ';', tab, '1;');
    it('typed through', async () => {
      const editor = await open('ghost-typed.ts', 'const sum = |\n');
      await record(
        'ghost-typed-through',
        'typed all of the ghost text by hand',
        ['ghost-typed.ts'],
        async () => {
          await offer('total(1)');
          await keys.type('total(1)', { delay: 60 });
          await hasText(editor, 'total(1)');
        },
      );
    });
    it('in a clean file', async () => {
      const editor = await open('ghost-clean.ts', 'const sum = |\n', { clean: true });
      await record(
        'ghost-clean',
        'accepted in a file without unsaved edits',
        ['ghost-clean.ts'],
        async () => {
          await offer('total(1);');
          await keys.press('Tab');
          await hasText(editor, 'total(1);');
        },
      );
    });
  });

  describe('extensions and tools', () => {
    const apply = (file: string, range: number[], text: string): Thenable<unknown> =>
      command('sampleAssistant.applyEdit', uriOf(file).toString(), range, text);
    it('workspace edit at the cursor', async () => {
      const editor = await open('applyAt.ts', 'a;\n|\nb;\n');
      await record(
        'workspace-edit-at-cursor',
        'an extension’s workspace.applyEdit at the cursor of the active file',
        ['applyAt.ts'],
        async () => {
          await apply('applyAt.ts', [1, 0, 1, 0], 'agent(1);\nagent(2);');
          await hasText(editor, 'agent(2)');
        },
      );
    });
    it('workspace edit elsewhere', async () => {
      const editor = await open('applyElse.ts', 'a;\nb;\nc;\n|');
      await record(
        'workspace-edit-elsewhere',
        'an extension’s workspace.applyEdit above the cursor, then below',
        ['applyElse.ts'],
        async () => {
          await apply('applyElse.ts', [1, 0, 1, 2], 'agent(1);');
          await hasText(editor, 'agent(1)');
        },
      );
      await keys.press('Control+Home');
      await record(
        'workspace-edit-below',
        'an extension’s workspace.applyEdit below the cursor',
        ['applyElse.ts'],
        async () => {
          await apply('applyElse.ts', [2, 0, 2, 2], 'agent(2);\nmore();');
          await hasText(editor, 'agent(2)');
        },
      );
    });
    it('workspace edit of one character', async () => {
      const editor = await open('applyOne.ts', 'let a|\n');
      await record(
        'workspace-edit-one-character',
        'an extension’s workspace.applyEdit of one character at the cursor',
        ['applyOne.ts'],
        async () => {
          await apply('applyOne.ts', [0, 5, 0, 5], ';');
          await hasText(editor, 'let a;');
        },
      );
    });
    it('workspace edit of a whole clean file', async () => {
      const editor = await open('applyWhole.ts', `${code}|`, { clean: true });
      await record(
        'workspace-edit-whole-file',
        'an extension’s workspace.applyEdit that replaces the whole of a clean file',
        ['applyWhole.ts'],
        async () => {
          await apply(
            'applyWhole.ts',
            [0, 0, 99, 0],
            code.replace('return name;', 'log(name);\n  return `hello`;').replace('other = 1', 'other = 2'),
          );
          await hasText(editor, 'hello');
        },
      );
    });
    it('workspace edit, visible but not active', async () => {
      const side = await open('applySide.ts', 'a;\nb;\n|', { clean: true });
      const other = await vscode.workspace.openTextDocument(uriOf('warm.ts'));
      await vscode.window.showTextDocument(other, { viewColumn: vscode.ViewColumn.Beside });
      await record(
        'workspace-edit-visible',
        'an extension’s workspace.applyEdit in a visible file that is not active',
        ['applySide.ts'],
        async () => {
          await apply('applySide.ts', [1, 0, 1, 0], 'agent(1);\n');
          await until('the edit', () => side.document.getText().includes('agent(1)'));
        },
      );
    });
    it('workspace edit, closed', async () => {
      write('applyClosed.ts', 'a;\nb;\n');
      await record(
        'workspace-edit-closed',
        'an extension’s workspace.applyEdit in a file that is in no editor, then its save',
        ['applyClosed.ts'],
        async () => {
          await apply('applyClosed.ts', [1, 0, 1, 0], 'agent(1);\n');
          const document = await vscode.workspace.openTextDocument(uriOf('applyClosed.ts'));
          await until('the edit', () => document.getText().includes('agent(1)'));
          await sleep(500);
          await document.save();
        },
      );
    });
    it('TextEditor.edit', async () => {
      const editor = await open('editorEdit.ts', 'a;\n|\n');
      await record(
        'text-editor-edit',
        'an extension’s TextEditor.edit at the cursor',
        ['editorEdit.ts'],
        async () => {
          await command('sampleAssistant.textEditorEdit', [1, 0, 1, 0], 'agent(1);\nagent(2);');
          await hasText(editor, 'agent(2)');
        },
      );
    });
    it('an agent that streams', async () => {
      const editor = await open('stream.ts', 'a;\n|', { clean: true });
      await record(
        'workspace-edit-streamed',
        'an extension’s workspace edits in quick succession, each a few characters at the end',
        ['stream.ts'],
        async () => {
          let [line, character] = [1, 0];
          for (const part of ['const ', 'streamed', ' = 1;\n', 'const ', 'more', ' = 2;\n']) {
            await apply('stream.ts', [line, character, line, character], part);
            if (part.endsWith('\n')) [line, character] = [line + 1, 0];
            else character += part.length;
          }
          await hasText(editor, 'more = 2');
        },
      );
    });
    it('the type command', async () => {
      const editor = await open('spoof.ts', 'a;\n|');
      await record(
        'type-command',
        'an extension’s `type` command, which looks like typing',
        ['spoof.ts'],
        async () => {
          await command('sampleAssistant.type', 'spoofed(1);');
          await hasText(editor, 'spoofed(1)');
        },
      );
    });
    it('format document', async () => {
      const editor = await open('format.ts', 'function   a( x ){\nreturn x+1}\n|');
      await record('format-document', 'formatted the document by Ctrl+Shift+I', ['format.ts'], async () => {
        await command('editor.action.formatDocument');
        await hasText(editor, 'x + 1');
      });
    });
    it('rename', async () => {
      await open('names.ts', 'export function Sum|(a: number) {\n  return a;\n}\n', { clean: true });
      write('uses.ts', "import { Sum } from './names';\n\nexport const x = Sum(1) + Sum(2);\n");
      const editor = vscode.window.activeTextEditor!;
      await sleep(1500);
      await record(
        'rename-symbol',
        'renamed a symbol by F2; the other file was closed',
        ['names.ts', 'uses.ts'],
        async () => {
          await keys.press('F2');
          await sleep(1200);
          await keys.type('Amount');
          await sleep(200);
          await keys.press('Enter');
          await hasText(editor, 'Amount');
        },
      );
    });
    it('organise imports', async () => {
      write('lib2.ts', 'export const b = 1;\nexport const a = 2;\n');
      const editor = await open(
        'organise.ts',
        "import { b, a } from './lib2';\nimport { veryUniqueHelper } from './lib';\nconsole.log(a, b);\n|",
      );
      await sleep(1000);
      await record(
        'organise-imports',
        'organised imports, which removes one and sorts',
        ['organise.ts'],
        async () => {
          await command('editor.action.organizeImports');
          await until('the sort', () => textOf(editor).includes('{ a, b }'));
        },
      );
    });
    it('quick fix', async () => {
      const editor = await open('fix.ts', 'class A { greet() { return 1; } }\nnew A().grret|();\n');
      await until('the diagnostic', () => vscode.languages.getDiagnostics(uriOf('fix.ts')).length > 0);
      await record('quick-fix', 'applied the quick fix “change spelling” by Ctrl+.', ['fix.ts'], async () => {
        await keys.press('Control+.');
        await sleep(1500);
        await keys.press('Enter');
        await until('the fix', () => textOf(editor).includes('new A().greet'));
      });
    });
    it('find and replace', async () => {
      const editor = await open('replace.ts', '|old one, old two;\nold three;\n');
      await record('replace-all', 'replaced all in the file by the find widget', ['replace.ts'], async () => {
        await keys.press('Control+H');
        await sleep(500);
        await keys.press('Control+A');
        await keys.type('old');
        await keys.press('Tab');
        await keys.type('new');
        await sleep(300);
        await keys.press('Control+Alt+Enter');
        await hasText(editor, 'new three');
        await keys.press('Escape');
      });
    });
  });

  describe('saving and the disk', () => {
    it('save', async () => {
      const editor = await open('save.ts', 'a|;\n');
      await record('save', 'typed, then Ctrl+S', ['save.ts'], async () => {
        await keys.type('b');
        await hasText(editor, 'ab;');
        await keys.press('Control+S');
        await until('the save', () => !editor.document.isDirty);
      });
    });
    it('save with trimming', async () => {
      const config = vscode.workspace.getConfiguration('files');
      await config.update('trimTrailingWhitespace', true, vscode.ConfigurationTarget.Global);
      await config.update('insertFinalNewline', true, vscode.ConfigurationTarget.Global);
      const editor = await open('trim.ts', 'a;  \nb;   \n|c;', { clean: true });
      await record(
        'save-trim',
        'typed, then saved with files.trimTrailingWhitespace and insertFinalNewline',
        ['trim.ts'],
        async () => {
          await keys.type('x');
          await hasText(editor, 'xc;');
          await keys.press('Control+S');
          await until('the save', () => !editor.document.isDirty);
        },
      );
      await config.update('trimTrailingWhitespace', undefined, vscode.ConfigurationTarget.Global);
      await config.update('insertFinalNewline', undefined, vscode.ConfigurationTarget.Global);
      assert.equal(textOf(editor), 'a;\nb;\nxc;\n');
    });
    it('format on save', async () => {
      const config = vscode.workspace.getConfiguration('editor');
      await config.update('formatOnSave', true, vscode.ConfigurationTarget.Global);
      const editor = await open('formatSave.ts', 'const a=1|\n', { clean: true });
      await record(
        'save-format',
        'typed, then saved with editor.formatOnSave',
        ['formatSave.ts'],
        async () => {
          await keys.type(';');
          await hasText(editor, '1;');
          await keys.press('Control+S');
          await until('the save', () => !editor.document.isDirty);
        },
      );
      await config.update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
    });
    it('another program writes an open clean file', async () => {
      const editor = await open('disk.ts', `${code}|`, { clean: true });
      await record(
        'disk-write',
        'another program changed a line of an open clean file',
        ['disk.ts'],
        async () => {
          writeFileSync(pathOf('disk.ts'), code.replace('return name;', 'return `hi ` + name;'));
          await hasText(editor, 'hi `');
        },
      );
      await record('disk-append', 'another program appended lines to it', ['disk.ts'], async () => {
        appendFileSync(pathOf('disk.ts'), 'export const appended = 1;\nexport const last = 2;\n');
        await hasText(editor, 'last = 2');
      });
    });
    it('another program, file not active', async () => {
      const side = await open('diskSide.ts', 'a;\n|', { clean: true });
      await open('front.ts', '|', { clean: true });
      await record(
        'disk-write-hidden',
        'another program wrote a file that is open in a tab behind',
        ['diskSide.ts'],
        async () => {
          writeFileSync(pathOf('diskSide.ts'), 'a;\nfrom outside;\n');
          await until('the reload', () => side.document.getText().includes('from outside'));
        },
      );
    });
    it('another program, file closed and opened later', async () => {
      write('diskClosed.ts', 'a;\n');
      await record(
        'disk-write-closed',
        'another program wrote a file that is not open; then it is opened',
        [],
        async () => {
          writeFileSync(pathOf('diskClosed.ts'), 'a;\nfrom outside;\n');
          await sleep(500);
          await vscode.window.showTextDocument(uriOf('diskClosed.ts'));
        },
      );
    });
    it('write while dirty', async () => {
      const editor = await open('conflict.ts', 'a;\n|');
      await record(
        'disk-write-dirty',
        'another program wrote a file that has unsaved edits: the editor keeps its own',
        ['conflict.ts'],
        async () => {
          writeFileSync(pathOf('conflict.ts'), 'a;\nfrom outside;\n');
          await sleep(1500);
        },
      );
      await command('workbench.action.files.revert');
      await until('the revert', () => !editor.document.isDirty);
      await closeAll();
    });
    it('revert file', async () => {
      const editor = await open('revert.ts', 'a;\n|');
      await keys.type('unsaved', { delay: 20 });
      await hasText(editor, 'unsaved');
      await record('revert-file', 'typed text thrown away by “Revert File”', ['revert.ts'], async () => {
        await command('workbench.action.files.revert');
        await until('the revert', () => !editor.document.isDirty);
      });
    });
    it('typing right after a disk write', async () => {
      const editor = await open('diskType.ts', 'a;\n|', { clean: true });
      await record(
        'disk-write-then-type',
        'another program wrote an open file, and the person typed at once',
        ['diskType.ts'],
        async () => {
          writeFileSync(pathOf('diskType.ts'), 'first;\na;\n');
          await until('the reload', () => textOf(editor).includes('first'));
          await keys.type('xy', { delay: 30 });
          await hasText(editor, 'xy');
        },
      );
    });
    it('git checkout', async () => {
      git('init', '--quiet');
      const editor = await open('tracked.ts', `${code}|`, { clean: true });
      git('add', 'tracked.ts');
      git('commit', '--quiet', '-m', 'one');
      await keys.type('typed = 1;\n', { delay: 20 });
      await hasText(editor, 'typed = 1');
      await editor.document.save();
      await settle(600);
      await record(
        'git-checkout-file',
        'git checkout -- <file> of an open file with saved edits',
        ['tracked.ts'],
        async () => {
          git('checkout', '--', 'tracked.ts');
          await until('the reload', () => !textOf(editor).includes('typed'));
        },
      );
      await record(
        'git-switch-branch',
        'a branch with another version of an open file',
        ['tracked.ts'],
        async () => {
          git('checkout', '--quiet', '-b', 'side');
          writeFileSync(pathOf('tracked.ts'), `${code}// side\n`);
          git('commit', '--quiet', '-am', 'two');
          await hasText(editor, '// side');
          await sleep(500);
          git('checkout', '--quiet', '-');
          await until('the reload', () => !textOf(editor).includes('// side'));
        },
      );
    });
    it('drag and drop', async () => {
      const editor = await open('drag.ts', '⟦dragged⟧ one\n\ntarget here\n');
      const { mouse } = await import('./driver');
      const lines = (await mouse.boxes('.view-lines .view-line')).filter((box) => box !== null);
      lines.sort((a, b) => a.y - b.y);
      await record(
        'drag-and-drop',
        'dragged a selected word to another line with the mouse',
        ['drag.ts'],
        async () => {
          const [first, , third] = lines;
          await mouse.drag({ x: first!.x + 20, y: first!.y + 9 }, { x: third!.x + 300, y: third!.y + 9 });
          await hasText(editor, 'heredragged');
        },
      );
    });
    it('move a file', async () => {
      await open('moved.ts', 'const a| = 1;\n', { clean: true });
      await record('rename-file', 'renamed an open file by a workspace edit', [], async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.renameFile(uriOf('moved.ts'), uriOf('movedTo.ts'));
        await vscode.workspace.applyEdit(edit);
        await sleep(500);
      });
    });
    it('eol', async () => {
      const editor = await open('eol.ts', 'a;\nb;\n|');
      await record('eol-change', 'changed the end of line sequence to CRLF', ['eol.ts'], async () => {
        await editor.edit((builder) => builder.setEndOfLine(vscode.EndOfLine.CRLF));
      });
    });
  });
});
