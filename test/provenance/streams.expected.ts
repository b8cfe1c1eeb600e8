// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts of source code.

/** What a recorded stream must be read as: marked texts by file, with evidence. */
export interface ExpectedStream {
  /** The sources before, where not all of the text was in the base. */
  readonly before?: Readonly<Record<string, string>>;
  /** With the host's own account of each change. */
  readonly on: Readonly<Record<string, string>>;
  /** By the stable signals alone; the same as `on` where it is absent. */
  readonly off?: Readonly<Record<string, string>>;
}

/**
 * One entry a recording in `test/fixtures/streams`, under what the person or the program did. Laws: what was typed is
 * human, accepted ghost text AI, a paste pasted; nothing that a program or the disk brought is human; undo, redo, cut,
 * copy, move, format and rename keep sources. `unknown` stands where the signals cannot tell, and a comment says why.
 */
export const EXPECTED: Readonly<Record<string, ExpectedStream>> = {
  // Backspace twice, Delete once, Ctrl+Backspace once
  backspace: {
    on: { 'back.ts': 'const = 12;\n\n' },
  },
  // toggled a block comment
  'block-comment': {
    before: { 'block-comment.ts': 'const «ai:acme~host|abc» = 1;\n\n' },
    on: { 'block-comment.ts': 'const «tool~host|/* »«ai:acme~host|abc»«tool~host| */» = 1;\n\n' },
    off: { 'block-comment.ts': 'const «tool~inferred|/* »«ai:acme~host|abc»«tool~inferred| */» = 1;\n\n' },
  },
  // toggle line comment, twice
  'comment-line': {
    before: {
      'comment-line.ts': '«ai:acme~host|function greet(name) {»\n  return name;\n}\n\nconst other = 1;\n\n',
    },
    on: {
      'comment-line.ts': '«ai:acme~host|function greet(name) {»\n  return name;\n}\n\nconst other = 1;\n\n',
    },
  },
  // duplicated a line below, then above
  'copy-line': {
    // Without the host, an inserted line that stands beside its double may be anybody’s: unknown.
    before: { 'copy-line.ts': '«ai:acme~host|one = 1;»\ntwo = 2;\n\n' },
    on: {
      'copy-line.ts':
        '«ai:acme~host|one = 1;»«tool~host|\n»«ai:acme~host|one = 1;»«tool~host|\n»«ai:acme~host|one = 1;»\ntwo = 2;\n\n',
    },
    off: { 'copy-line.ts': '«unknown|one = 1;\n»«ai:acme~host|one = 1;»«unknown|\none = 1;»\ntwo = 2;\n\n' },
  },
  // copied a selection and pasted it below
  'copy-paste-inside': {
    before: { 'copy.ts': 'const a = «ai:acme~host|inside(1)»;\n\n\n' },
    on: { 'copy.ts': 'const a = «ai:acme~host|inside(1)»;\n\n\n«ai:acme~host|inside(1)»' },
  },
  // Ctrl+C without a selection, Ctrl+V in the next line
  'copy-paste-line': {
    before: { 'line.ts': '«ai:acme~host|const one = 1;\n»const two = 2;\n\n' },
    on: { 'line.ts': '«ai:acme~host|const one = 1;\nconst one = 1;»«tool~inferred|\n»const two = 2;\n\n' },
  },
  // cut a selection and pasted it below
  'cut-paste-inside': {
    before: { 'cut.ts': 'const a = «ai:acme~host|moved(1)»;\n\n\n' },
    on: { 'cut.ts': 'const a = ;\n\n\n«ai:acme~host|moved(1)»' },
  },
  // Ctrl+X without a selection, Ctrl+V one line below
  'cut-paste-line': {
    before: { 'cutLine.ts': '«ai:acme~host|const one = 1;\n»const two = 2;\n\n' },
    on: { 'cutLine.ts': 'const two = 2;\n«ai:acme~host|const one = 1;\n»\n' },
  },
  // deleted a line
  'delete-line': {
    on: { 'delete-line.ts': 'one = 1;\nthree = 3;\n\n' },
  },
  // another program appended lines to it
  'disk-append': {
    on: {
      'disk.ts':
        'function greet(name) {\n  return `hi ${name}`;\n}\n\nconst other = 1;\n«unknown|export const appended = 1;\nexport const last = 2;\n»',
    },
  },
  // another program wrote a file that is not open; then it is opened
  'disk-write-closed': {
    // The file was not open before: what is on the disk when it is opened is the record’s to judge.
    on: {},
  },
  // another program wrote a file that has unsaved edits: the editor keeps its own
  'disk-write-dirty': {
    on: { 'conflict.ts': 'a;\n\n' },
  },
  // another program wrote a file that is open in a tab behind
  'disk-write-hidden': {
    on: { 'diskSide.ts': 'a;\n«unknown|from outside;\n»' },
  },
  // another program wrote an open file, and the person typed at once
  'disk-write-then-type': {
    on: { 'diskType.ts': '«unknown|first;\n»a;\n«human~host|xy»' },
    off: { 'diskType.ts': '«unknown|first;\n»a;\n«human~observed|xy»' },
  },
  // another program changed a line of an open clean file
  'disk-write': {
    before: {
      'disk.ts':
        'function greet(name) {\n  «ai:acme~host|return name;»\n}\n\n«human~host|const other = 1;»\n',
    },
    on: {
      'disk.ts':
        'function greet(name) {\n  «ai:acme~host|return »«unknown|`hi ${name}`»«ai:acme~host|;»\n}\n\n«human~host|const other = 1;»\n',
    },
  },
  // dragged a selected word to another line with the mouse
  'drag-and-drop': {
    before: { 'drag.ts': '«ai:acme~host|dragged» one\n\ntarget here\n\n' },
    on: { 'drag.ts': ' one\n\ntarget here«ai:acme~host|dragged»\n\n' },
  },
  // Enter at the end of an indented line, then Enter again
  'enter-indent': {
    before: { 'enter.ts': '  «ai:acme~host|const a = 1;»\n\n' },
    on: { 'enter.ts': '  «ai:acme~host|const a = 1;»«human~host|\n\n  »\n\n' },
    off: { 'enter.ts': '  «ai:acme~host|const a = 1;»«human~observed|\n»«human~inferred|\n  »\n\n' },
  },
  // changed the end of line sequence to CRLF
  'eol-change': {
    before: { 'eol.ts': 'a;\n«ai:acme~host|b;\n»\n' },
    on: { 'eol.ts': 'a;\r\n«ai:acme~host|b;\r\n»\r\n' },
  },
  // formatted the document by Ctrl+Shift+I
  'format-document': {
    before: { 'format.ts': 'function   a( «human~host|x» ){\n«ai:acme~host|return x+1}»\n\n' },
    on: {
      'format.ts':
        'function a(«human~host|x»)«tool~host| »{\n«tool~host|    »«ai:acme~host|return x»«tool~host| »«ai:acme~host|+»«tool~host| »«ai:acme~host|1»«tool~host|\n»«ai:acme~host|}»\n\n',
    },
    off: {
      'format.ts':
        'function a(«human~host|x»)«tool~inferred| »{\n«tool~inferred|    »«ai:acme~host|return x»«tool~inferred| »«ai:acme~host|+»«tool~inferred| »«ai:acme~host|1»«tool~inferred|\n»«ai:acme~host|}»\n\n',
    },
  },
  // accepted in a file without unsaved edits
  'ghost-clean': {
    on: { 'ghost-clean.ts': 'const sum = «ai:colophon-test.sample-assistant~host|total(1);»\n' },
    off: { 'ghost-clean.ts': 'const sum = «ai~inferred|total(1);»\n' },
  },
  // accepted several lines in a CRLF file
  'ghost-crlf': {
    on: {
      'ghost-crlf.ts':
        'function total(values) {«ai:colophon-test.sample-assistant~host|\r\n  return values.length;\r\n}»\r\n\r\n',
    },
    off: {
      'ghost-crlf.ts': 'function total(values) {«ai~inferred|\r\n  return values.length;\r\n}»\r\n\r\n',
    },
  },
  // accepted lines in an empty file
  'ghost-empty-line': {
    on: {
      'ghost-empty-line.ts':
        '«ai:colophon-test.sample-assistant~host|export const one = 1;\nexport const two = 2;\n»\n',
    },
    off: { 'ghost-empty-line.ts': '«ai~inferred|export const one = 1;\nexport const two = 2;\n»\n' },
  },
  // accepted one line at the end of a partly typed one
  'ghost-line': {
    on: {
      'ghost-line.ts':
        'const sum = «ai:colophon-test.sample-assistant~host|values.reduce((a, b) => a + b, 0);»\n\n',
    },
    off: { 'ghost-line.ts': 'const sum = «ai~inferred|values.reduce((a, b) => a + b, 0);»\n\n' },
  },
  // accepted several lines
  'ghost-lines': {
    on: {
      'ghost-lines.ts':
        'function total(values) {«ai:colophon-test.sample-assistant~host|\n  let sum = 0;\n  for (const v of values) sum += v;\n  return sum;\n}»\n\n',
    },
    off: {
      'ghost-lines.ts':
        'function total(values) {«ai~inferred|\n  let sum = 0;\n  for (const v of values) sum += v;\n  return sum;\n}»\n\n',
    },
  },
  // accepted a word in the middle of a line
  'ghost-middle': {
    on: { 'ghost-middle.ts': 'call(«ai:colophon-test.sample-assistant~host|first, second»);\n\n' },
    off: { 'ghost-middle.ts': 'call(«ai~inferred|first, second»);\n\n' },
  },
  // accepted line after line of a suggestion
  'ghost-next-line': {
    // Without the host, a suggestion’s first line that is a bare line break looks like Enter.
    on: {
      'ghost-next-line.ts':
        'function total(values) {«ai:colophon-test.sample-assistant~host|\n  let sum = 0;\n  return sum;\n»\n\n',
    },
    off: {
      'ghost-next-line.ts':
        'function total(values) {«human~inferred|\n»«ai~inferred|  let sum = 0;\n  return sum;\n»\n\n',
    },
  },
  // accepted ghost text of one character
  'ghost-one-character': {
    on: { 'ghost-one-character.ts': 'const sum = 1«ai:colophon-test.sample-assistant~host|;»\n\n' },
    off: { 'ghost-one-character.ts': 'const sum = 1«ai~inferred|;»\n\n' },
  },
  // typed all of the ghost text by hand
  'ghost-typed-through': {
    on: { 'ghost-typed.ts': 'const sum = «human~host|total(1)»\n\n' },
    off: { 'ghost-typed.ts': 'const sum = «human~observed|total(1)»\n\n' },
  },
  // accepted lines whose range starts at the line’s start
  'ghost-whole-line-range-lines': {
    on: {
      'ghost-range2.ts':
        'function total(values) {\n  ret«ai:colophon-test.sample-assistant~host|urn values\n    .filter(Boolean)\n    .length;»\n}\n\n',
    },
    off: {
      'ghost-range2.ts':
        'function total(values) {\n  ret«ai~inferred|urn values\n    .filter(Boolean)\n    .length;»\n}\n\n',
    },
  },
  // accepted a word, then a line, of an item whose range starts at the line’s start
  'ghost-whole-line-range-word': {
    on: { 'ghost-range3.ts': 'const sum = «ai:colophon-test.sample-assistant~host|values.map(f)\n»\n\n' },
    off: { 'ghost-range3.ts': 'const sum = «ai~inferred|values.map(f)\n»\n\n' },
  },
  // accepted an item whose range starts at the line’s start, as some assistants send
  'ghost-whole-line-range': {
    on: { 'ghost-range.ts': '  const sum«ai:colophon-test.sample-assistant~host|Total» = 1;\n\n' },
    off: { 'ghost-range.ts': '  const sum«ai~inferred|Total» = 1;\n\n' },
  },
  // accepted a word, typed the next characters of the suggestion, accepted the rest
  'ghost-word-then-type': {
    on: {
      'ghost-word-type.txt':
        'sum = «ai:colophon-test.sample-assistant~host|alpha»«human~host| be»«ai:colophon-test.sample-assistant~host|ta gamma»\n\n',
    },
    off: { 'ghost-word-type.txt': 'sum = «ai~inferred|alpha»«human~observed| be»«ai~inferred|ta gamma»\n\n' },
  },
  // accepted two words by Ctrl+Right
  'ghost-word': {
    on: { 'ghost-word.ts': 'const sum = «ai:colophon-test.sample-assistant~host|values.»\n\n' },
    off: { 'ghost-word.ts': 'const sum = «ai~inferred|values.»\n\n' },
  },
  // git checkout -- <file> of an open file with saved edits
  'git-checkout-file': {
    before: {
      'tracked.ts':
        'function greet(name) {\n  return name;\n}\n\nconst other = 1;\n«human~host|typed = 1;\n»',
    },
    on: { 'tracked.ts': 'function greet(name) {\n  return name;\n}\n\nconst other = 1;\n' },
  },
  // a branch with another version of an open file
  'git-switch-branch': {
    on: { 'tracked.ts': 'function greet(name) {\n  return name;\n}\n\nconst other = 1;\n' },
  },
  // indented and outdented by Ctrl+]
  'indent-line': {
    before: { 'indent-line.ts': '«ai:acme~host|one = 1;»\n\n' },
    on: { 'indent-line.ts': '«tool~host|    »«ai:acme~host|one = 1;»\n\n' },
    off: { 'indent-line.ts': '«tool~inferred|    »«ai:acme~host|one = 1;»\n\n' },
  },
  // inserted a line below and above
  'insert-line': {
    // Without the host, Ctrl+Shift+Enter above looks like indentation, below like Enter: both are the person’s.
    on: { 'insert-line.ts': '  one = 1;«tool~host|\n  \n  »\n  two = 2;\n\n' },
    off: { 'insert-line.ts': '  one = 1;«tool~inferred|\n  »«human~observed|\n  »\n  two = 2;\n\n' },
  },
  // an extension’s TextEditor.insertSnippet
  'insert-snippet': {
    // Without the host, an extension’s snippet is an extension’s edit.
    on: { 'insertSnippet.ts': 'a;\n«tool~host|while (ready) {\n    \n}»\n' },
    off: { 'insertSnippet.ts': 'a;\n«unknown|while (ready) {\n    \n}»\n' },
  },
  // joined lines
  'join-lines': {
    before: { 'join-lines.ts': 'one\n  «ai:acme~host|two»\n\n' },
    on: { 'join-lines.ts': 'one «ai:acme~host|two»\n\n' },
  },
  // moved the first line down
  'move-line-down': {
    before: { 'move-line-down.ts': '«ai:acme~host|one = 1;»\n«human~host|two = 2;»\nthree = 3;\n\n' },
    on: { 'move-line-down.ts': '«human~host|two = 2;»«tool~host|\n»«ai:acme~host|one = 1;»\nthree = 3;\n\n' },
    off: {
      'move-line-down.ts': '«human~host|two = 2;»«tool~inferred|\n»«ai:acme~host|one = 1;»\nthree = 3;\n\n',
    },
  },
  // moved a line down, then up twice
  'move-line': {
    before: {
      'move-line.ts':
        'function greet(name) {\n  return name;\n«pasted~host|}»\n\n«ai:acme~host|const other = 1;»\n\n',
    },
    on: {
      'move-line.ts':
        'function greet(name) {\n  return name;\n«pasted~host|}»«tool~host|\n»«ai:acme~host|const other = 1;»«tool~host|\n»\n\n',
    },
    off: {
      'move-line.ts':
        'function greet(name) {\n  return name;\n«pasted~host|}»«tool~inferred|\n»«ai:acme~host|const other = 1;»«tool~inferred|\n»\n\n',
    },
  },
  // organised imports, which removes one and sorts
  'organise-imports': {
    // Without the host, a code action is an edit by a program.
    before: {
      'organise.ts':
        "import { b, «ai:acme~host|a» } from './lib2';\nimport { veryUniqueHelper } from './lib';\nconsole.log(a, b);\n\n",
    },
    on: {
      'organise.ts':
        "import { «ai:acme~host|a», «tool~observed@base|b» } from './lib2';\nconsole.log(a, b);\n\n",
    },
    off: { 'organise.ts': "import { «unknown|a», «unknown|b» } from './lib2';\nconsole.log(a, b);\n\n" },
  },
  // pasted into a file without unsaved edits
  'paste-clean': {
    on: { 'pasteClean.ts': 'a;\n«pasted~host|fresh paste»' },
    off: { 'pasteClean.ts': 'a;\n«pasted~observed|fresh paste»' },
  },
  // pasted with editor.formatOnPaste
  'paste-format': {
    on: {
      'pasteFormat.ts':
        'function a() {\n  «tool~host|  »«pasted~host|if»«tool~host| »«pasted~host|(x)»«tool~host| »«pasted~host|{»«tool~host| »«pasted~host|y(1,»«tool~host| »«pasted~host|2)»«tool~host| »«pasted~host|}»\n}\n\n',
    },
    off: {
      'pasteFormat.ts':
        'function a() {\n  «tool~inferred|  »«pasted~observed|if»«tool~inferred| »«pasted~observed|(x)»«tool~inferred| »«pasted~observed|{»«tool~inferred| »«pasted~observed|y(1,»«tool~inferred| »«pasted~observed|2)»«tool~inferred| »«pasted~observed|}»\n}\n\n',
    },
  },
  // pasted two lines at two cursors: one line each
  'paste-multi-cursor': {
    on: { 'pasteMulti.ts': '«pasted~host|x1»a\n«pasted~host|x2»b\n\n' },
    off: { 'pasteMulti.ts': '«pasted~observed|x1»a\n«pasted~observed|x2»b\n\n' },
  },
  // copied in one file, pasted in another
  'paste-other-file': {
    // The copy was made before the recording began, so nobody saw it.
    before: { 'from.ts': '«ai:acme~host|const shared = 1;\nconst more = 2;»\n\n' },
    on: {
      'from.ts': '«ai:acme~host|const shared = 1;\nconst more = 2;»\n\n',
      'to.ts': 'begin;\n«pasted~host|const shared = 1;\nconst more = 2;»\n',
    },
    off: {
      'from.ts': '«ai:acme~host|const shared = 1;\nconst more = 2;»\n\n',
      'to.ts': 'begin;\n«pasted~observed|const shared = 1;\nconst more = 2;»\n',
    },
  },
  // pasted LF lines over a selection in a CRLF file
  'paste-outside-crlf': {
    on: { 'pasteCrlf.ts': 'const a = «pasted~host|one(\r\n  two,\r\n)»;\r\n\r\n' },
    off: { 'pasteCrlf.ts': 'const a = «pasted~observed|one(\r\n  two,\r\n)»;\r\n\r\n' },
  },
  // pasted lines of another program
  'paste-outside-lines': {
    on: { 'pasteLines.ts': 'if (a) {\n  «pasted~host|first();\nsecond();\nthird();\n»\n}\n\n' },
    off: { 'pasteLines.ts': 'if (a) {\n  «pasted~observed|first();\nsecond();\nthird();\n»\n}\n\n' },
  },
  // pasted a word of another program
  'paste-outside-word': {
    on: { 'paste.ts': 'const a = «pasted~host|fromOutside(1)»;\n\n' },
    off: { 'paste.ts': 'const a = «pasted~observed|fromOutside(1)»;\n\n' },
  },
  // applied the quick fix “change spelling” by Ctrl+.
  'quick-fix': {
    // Without the host, a code action is an edit by a program.
    before: { 'fix.ts': 'class A { greet() { return 1; } }\n«ai:acme~host|new A().grret();»\n\n' },
    on: {
      'fix.ts':
        'class A { greet() { return 1; } }\n«ai:acme~host|new A().gr»«tool~host|e»«ai:acme~host|et();»\n\n',
    },
    off: {
      'fix.ts':
        'class A { greet() { return 1; } }\n«ai:acme~host|new A().gr»«unknown|e»«ai:acme~host|et();»\n\n',
    },
  },
  // reindented lines
  reindent: {
    before: { 'reindent.ts': 'function a() {\n«ai:acme~host|return 1;»\n}\n\n' },
    on: { 'reindent.ts': 'function a() {\n«tool~inferred|    »«ai:acme~host|return 1;»\n}\n\n' },
  },
  // renamed an open file by a workspace edit
  'rename-file': {
    // No text changed; the record moves the file.
    on: {},
  },
  // renamed a symbol by F2; the other file was closed
  'rename-symbol': {
    // In the visible file VS Code sends the rename cut down to letters, without a name: an agent’s edit looks the same.
    before: {
      'names.ts': 'export function «ai:acme~host|Sum(a: number) {\n  return a;»\n}\n',
      'uses.ts': "import { Sum } from './names';\n\nexport const x = Sum(1) + «ai:acme~host|Sum(2)»;\n",
    },
    on: {
      'names.ts':
        'export function «unknown|Amo»«ai:acme~host|u»«unknown|nt»«ai:acme~host|(a: number) {\n  return a;»\n}\n',
      'uses.ts':
        "import { «tool~inferred|Amount» } from './names';\n\nexport const x = «tool~inferred|Amount»(1) + «ai:acme~host|Amount(2)»;\n",
    },
  },
  // replaced all in the file by the find widget
  'replace-all': {
    before: { 'replace.ts': 'old one, «ai:acme~host|old two»;\nold three;\n\n' },
    on: {
      'replace.ts': '«tool~host|new» one, «tool~host|new»«ai:acme~host| two»;\n«tool~host|new» three;\n\n',
    },
    off: { 'replace.ts': '«tool~inferred|new» one, «ai:acme~host|new two»;\n«tool~inferred|new» three;\n\n' },
  },
  // typed text thrown away by “Revert File”
  'revert-file': {
    before: { 'revert.ts': 'a;\n«human~host|unsaved\n»' },
    on: { 'revert.ts': 'a;\n' },
  },
  // typed, then saved with editor.formatOnSave
  'save-format': {
    before: { 'formatSave.ts': 'const «ai:acme~host|a=1»\n' },
    on: {
      'formatSave.ts':
        'const «ai:acme~host|a»«tool~host| »«ai:acme~host|=»«tool~host| »«ai:acme~host|1»«human~host|;»\n',
    },
    off: {
      'formatSave.ts':
        'const «ai:acme~host|a»«tool~inferred| »«ai:acme~host|=»«tool~inferred| »«ai:acme~host|1»«human~observed|;»\n',
    },
  },
  // typed, then saved with files.trimTrailingWhitespace and insertFinalNewline
  'save-trim': {
    before: { 'trim.ts': 'a;  \n«ai:acme~host|b;   \nc;»' },
    on: { 'trim.ts': 'a;\n«ai:acme~host|b;\n»«human~host|x»«ai:acme~host|c;»«tool~inferred|\n»' },
    off: { 'trim.ts': 'a;\n«ai:acme~host|b;\n»«human~observed|x»«ai:acme~host|c;»«tool~inferred|\n»' },
  },
  // typed, then Ctrl+S
  save: {
    on: { 'save.ts': 'a«human~host|b»;\n\n' },
    off: { 'save.ts': 'a«human~observed|b»;\n\n' },
  },
  // sorted lines
  'sort-lines': {
    before: { 'sort-lines.ts': '«ai:acme~host|c»\n«human~host|b»\na\n\n' },
    on: { 'sort-lines.ts': 'a«tool~host|\n»«human~host|b»«tool~host|\n»«ai:acme~host|c»\n\n' },
    off: { 'sort-lines.ts': 'a«tool~inferred|\n»«human~host|b»«tool~inferred|\n»«ai:acme~host|c»\n\n' },
  },
  // accepted a suggestion that adds an import
  'suggest-auto-import': {
    // The import comes as an edit of its own, without a name; that it names what was completed tells.
    on: {
      'autoimport.ts':
        '«tool~inferred|import { veryUniqueHelper } from "./lib";\n\n»export {};\n«human~host|veryUniq»«tool~host|ueHelper»\n\n',
    },
    off: {
      'autoimport.ts':
        '«tool~inferred|import { veryUniqueHelper } from "./lib";\n\n»export {};\n«human~observed|veryUniq»«tool~observed|ueHelper»\n\n',
    },
  },
  // typed wond, then a dot, which accepts the suggestion
  'suggest-commit-character': {
    on: {
      'commit.ts': 'const wonderful = [1];\nconst b = «human~host|wond»«tool~host|erful»«human~host|.»\n\n',
    },
    off: {
      'commit.ts':
        'const wonderful = [1];\nconst b = «human~observed|wond»«tool~observed|erful»«human~observed|.»\n\n',
    },
  },
  // accepted the snippet “forof” and typed a name in it
  'suggest-snippet': {
    on: {
      'snippet.js':
        '«human~host|for»«tool~host| (const »«human~host|item»«tool~host| of »«human~host|list»«tool~host|) {\n    \n}»\n\n',
    },
    off: {
      'snippet.js':
        '«human~observed|for»«tool~observed| (const »«human~observed|item»«tool~observed| of »«human~observed|list»«tool~observed|) {\n    \n}»\n\n',
    },
  },
  // typed .rev and accepted the method with Enter
  'suggest-typescript': {
    on: { 'member.ts': 'const values = [1];\nvalues«human~host|.toRev»«tool~host|ersed»\n\n' },
    off: { 'member.ts': 'const values = [1];\nvalues«human~observed|.toRev»«tool~observed|ersed»\n\n' },
  },
  // typed the start of a word and accepted the suggestion with Tab
  'suggest-word': {
    on: { 'words.txt': 'wonderful things\n«human~host|wond»«tool~host|erful»\n' },
    off: { 'words.txt': 'wonderful things\n«human~observed|wond»«tool~observed|erful»\n' },
  },
  // Tab and Shift+Tab with a selection of lines
  'tab-lines': {
    before: { 'tab.ts': '    «ai:acme~host|one»\n\n' },
    on: { 'tab.ts': '«human~host|    »«ai:acme~host|one»\n\n' },
    off: { 'tab.ts': '    «ai:acme~host|one»\n\n' },
  },
  // Tab at the start of a line
  tab: {
    on: { 'tab.ts': '«human~host|    »one\n\n' },
    off: { 'tab.ts': '«human~observed|    »one\n\n' },
  },
  // an extension’s TextEditor.edit at the cursor
  'text-editor-edit': {
    on: { 'editorEdit.ts': 'a;\n«unknown|agent(1);\nagent(2);»\n\n' },
  },
  // transposed letters
  transpose: {
    // Two letters; the stable signals cannot tell a command from an extension.
    before: { 'transpose.ts': '«human~host|abcd»\n\n' },
    on: { 'transpose.ts': '«human~host|a»«tool~host|cb»«human~host|d»\n\n' },
    off: { 'transpose.ts': '«human~host|a»«unknown|cb»«human~host|d»\n\n' },
  },
  // typed one word into a file without unsaved edits
  'type-clean': {
    on: { 'clean.ts': 'function greet(name) {\n  return name;\n}\n\nconst other = 1;\n«human~host|let»' },
    off: {
      'clean.ts': 'function greet(name) {\n  return name;\n}\n\nconst other = 1;\n«human~observed|let»',
    },
  },
  // an extension’s `type` command, which looks like typing
  'type-command': {
    // The known limit of law 1: an extension that sends the editor’s own `type` command cannot be told from a person.
    on: { 'spoof.ts': 'a;\n«human~host|spoofed(1);»\n' },
    off: { 'spoof.ts': 'a;\n«unknown|spoofed(»«human~observed|1);»\n' },
  },
  // Enter and a typed line in a file with CRLF
  'type-crlf': {
    on: { 'crlf.ts': 'const a = 1;\r\nconst b = 2;«human~host|\r\nlet c;»\r\n\r\n' },
    off: { 'crlf.ts': 'const a = 1;\r\nconst b = 2;«human~observed|\r\nlet c;»\r\n\r\n' },
  },
  // typed without pauses
  'type-fast': {
    on: { 'fast.ts': '«human~host|const total = values.length;»\n' },
    off: { 'fast.ts': '«human~observed|const total = values.length;»\n' },
  },
  // text from an input method or the emoji picker
  'type-insert-text': {
    on: { 'ime.ts': '// «human~host|日本語 😀»\n\n' },
    off: { 'ime.ts': '// «human~observed|日本語 😀»\n\n' },
  },
  // typed a function with brackets, Enter inside {} and a closing bracket over an automatic one
  'type-line': {
    on: { 'type.ts': "«human~host|function add(a, b) {\n    return a + 'x';\n}»\n" },
    off: {
      'type.ts':
        "«human~observed|function add(a, b) {»«human~inferred|\n    »«human~observed|return a + 'x';»«human~inferred|\n»«human~observed|}»\n",
    },
  },
  // three cursors below each other, typed a word
  'type-multi-cursor': {
    on: { 'multi.ts': '«human~host|let »a = 1;\n«human~host|let »a = 2;\n«human~host|let »a = 3;\n\n' },
    off: {
      'multi.ts': '«human~observed|let »a = 1;\n«human~observed|let »a = 2;\n«human~observed|let »a = 3;\n\n',
    },
  },
  // typed a word over a selection
  'type-over-selection': {
    on: { 'over.ts': 'const «human~host|mine» = 1;\n\n' },
    off: { 'over.ts': 'const «human~observed|mine» = 1;\n\n' },
  },
  // typed ( with a selection, which puts brackets around it
  'type-surround': {
    before: { 'surround.ts': 'const x = «ai:acme~host|other»;\n\n' },
    on: { 'surround.ts': 'const x = «human~host|(»«ai:acme~host|other»«human~host|)»;\n\n' },
    off: { 'surround.ts': 'const x = «human~observed|(»«ai:acme~host|other»«human~observed|)»;\n\n' },
  },
  // undo and redo of a reload from disk
  'undo-disk': {
    before: { 'undoDisk.ts': 'a;\n«unknown|from disk;\n»' },
    on: { 'undoDisk.ts': 'a;\n«unknown|from disk;\n»' },
  },
  // undo and redo of accepted ghost text
  'undo-ghost': {
    before: { 'undoGhost.ts': 'const a = «ai:acme~host|ghost(1, 2);\nghost(3);»\n\n' },
    on: { 'undoGhost.ts': 'const a = «ai:acme~host|ghost(1, 2);\nghost(3);»\n\n' },
  },
  // undo and redo of the paste of a cut text
  'undo-move-paste': {
    before: { 'undoCut.ts': 'const a = ;\n\n\n«ai:acme~host|moved(1)»' },
    on: { 'undoCut.ts': 'const a = ;\n\n\n«ai:acme~host|moved(1)»' },
  },
  // undo and redo of a paste
  'undo-paste': {
    before: { 'undoPaste.ts': '«pasted~observed|pasted();\nlines();\n»\n\n' },
    on: { 'undoPaste.ts': '«pasted~observed|pasted();\nlines();\n»\n\n' },
  },
  // undo of all edits of a file, which makes it clean, and redo
  'undo-to-clean': {
    before: { 'undoClean.ts': 'a;\n«human~host|bc»' },
    on: { 'undoClean.ts': 'a;\n«human~host|bc»' },
  },
  // undo and redo of typing
  'undo-typing': {
    before: { 'undoType.ts': '«human~host|let abc = 1;»\n\n' },
    on: { 'undoType.ts': '«human~host|let abc = 1;»\n\n' },
  },
  // undo and redo of a workspace edit
  'undo-workspace-edit': {
    before: { 'undoEdit.ts': '«unknown|agent();\nwrote();\n»\n' },
    on: { 'undoEdit.ts': '«unknown|agent();\nwrote();\n»\n' },
  },
  // made a selection upper case
  'upper-case': {
    before: { 'upper-case.ts': 'const «ai:acme~host|abc» = 1;\n\n' },
    on: { 'upper-case.ts': 'const «ai:acme~host|ABC» = 1;\n\n' },
  },
  // an extension’s workspace.applyEdit at the cursor of the active file
  'workspace-edit-at-cursor': {
    on: { 'applyAt.ts': 'a;\n«unknown|agent(1);\nagent(2);»\nb;\n\n' },
  },
  // an extension’s workspace.applyEdit below the cursor
  'workspace-edit-below': {
    on: { 'applyElse.ts': 'a;\nagent(1);\n«unknown|agent(2);\nmore()»;\n\n' },
  },
  // an extension’s workspace.applyEdit in a file that is in no editor, then its save
  'workspace-edit-closed': {
    on: { 'applyClosed.ts': 'a;\n«unknown|agent(1);\n»b;\n' },
  },
  // an extension’s workspace.applyEdit above the cursor, then below
  'workspace-edit-elsewhere': {
    on: { 'applyElse.ts': 'a;\n«unknown|agent(1)»;\nc;\n\n' },
  },
  // an extension’s workspace.applyEdit of one character at the cursor
  'workspace-edit-one-character': {
    on: { 'applyOne.ts': 'let a«unknown|;»\n\n' },
  },
  // an extension’s workspace edits in quick succession, each a few characters at the end
  'workspace-edit-streamed': {
    on: { 'stream.ts': 'a;\n«unknown|const streamed = 1;\nconst more = 2;\n»' },
  },
  // an extension’s workspace.applyEdit in a visible file that is not active
  'workspace-edit-visible': {
    on: { 'applySide.ts': 'a;\n«unknown|agent(1);\n»b;\n' },
  },
  // an extension’s workspace.applyEdit that replaces the whole of a clean file
  'workspace-edit-whole-file': {
    before: {
      'applyWhole.ts':
        'function greet(name) {\n  return «ai:acme~host|name»;\n}\n\n«human~host|const other = 1;»\n',
    },
    on: {
      'applyWhole.ts':
        'function greet(name) {\n  «unknown|log(name);\n  »return «unknown|`hello ${»«ai:acme~host|name»«unknown|}`»;\n}\n\n«human~host|const other = »«unknown|2»«human~host|;»\n',
    },
  },
};
