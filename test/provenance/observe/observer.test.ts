import { strict as assert } from 'node:assert';
import { type Clipboard, Observer, type Recorded } from '../../../src/provenance/observe/observer';
import type { ChangeSignal, HostReason, Signal, TextChange } from '../../../src/provenance/observe/signals';
import { editRuns, type Runs } from '../../../src/provenance/runs';
import type { Source } from '../../../src/provenance/source';
import { fromMarks, toMarks } from '../../support/marks';

const cursor = (kind: string, detailedSource = 'keyboard'): HostReason => ({
  source: 'cursor',
  metadata: { kind, detailedSource },
});
const TYPE = cursor('type');
const CUT = cursor('cut');
const PASTE = cursor('paste');
const COMMAND = cursor('executeCommand', 'editor.action.something');
const GHOST: HostReason = { source: 'inlineCompletionAccept', metadata: { $extensionId: 'acme' } };
const FORMAT: HostReason = { source: 'unknown', metadata: { name: 'formatEditsCommand' } };
const EXTENSION: HostReason = { source: 'unknown', metadata: {} };

interface How extends Partial<Pick<ChangeSignal, 'host' | 'reason' | 'dirty' | 'active' | 'diskMoved'>> {
  /** Milliseconds since the signal before. */
  readonly after?: number;
}

/** A document in a window: edits by the text they replace, told as the editor tells them. */
class Editor {
  readonly observer: Observer;
  readonly #first: Runs;
  readonly #recorded: Recorded[] = [];
  #at = 1000;

  constructor(marked: string, clipboard: Clipboard = {}, known: Record<string, string> = {}, agent = false) {
    const { text, runs } = fromMarks(marked);
    this.#first = runs;
    this.observer = new Observer(text, runs, {
      nameAssistant: (id) => id,
      isAgentActive: () => agent,
      clipboard,
      lookUp: (wanted) => (known[wanted] === undefined ? undefined : fromMarks(known[wanted]).runs),
      record: (recorded) => this.#recorded.push(recorded),
    });
  }

  /** Replaces the first `old` after `before` by `text`, for each triple; all in one change, the last first. */
  replace(how: How, ...edits: readonly (readonly [before: string, old: string, text: string])[]): this {
    const { text: now } = this.observer;
    const changes = edits.map(([before, old, text]): TextChange => {
      const place = now.indexOf(before + old);
      assert.ok(place >= 0, `no ${before + old} in ${now}`);
      const start = place + before.length;
      const lines = now.slice(0, start).split('\n');
      const [line, character] = [lines.length - 1, lines[lines.length - 1]!.length];
      return { start, end: start + old.length, text, line, character };
    });
    const { after = 100, ...rest } = how;
    this.#at += after;
    return this.signal({
      kind: 'change',
      at: this.#at,
      dirty: true,
      active: true,
      changes: changes.sort((a, b) => a.start - b.start).reverse(),
      ...rest,
    });
  }

  insert(how: How, before: string, text: string): this {
    return this.replace(how, [before, '', text]);
  }

  copy(...texts: string[]): this {
    this.#at += 500;
    const ranges = texts.map((text) => {
      const start = this.observer.text.indexOf(text);
      return { start, end: start + text.length };
    });
    return this.signal({ kind: 'copy', at: this.#at, ranges });
  }

  /** A signal a little later than the one before. */
  save(kind: 'willSave' | 'saved'): this {
    return this.signal({ kind, at: ++this.#at });
  }

  signal(signal: Signal): this {
    this.observer.feed(signal);
    return this;
  }

  is(expected: string): this {
    const { observer } = this;
    observer.drain();
    assert.equal(toMarks(observer.text, observer.runs, { evidence: true }), expected);
    let runs = this.#first;
    for (const { edit, inserted } of this.#recorded) runs = editRuns(runs, edit, inserted);
    assert.equal(toMarks(observer.text, runs, { evidence: true }), expected, 'as recorded');
    return this;
  }
}

describe('Observer', () => {
  describe('one change at several places', () => {
    it('of several at one offset, the editor sends the last first', () => {
      const editor = new Editor('ab');
      editor
        .signal({
          kind: 'change',
          at: 1,
          dirty: true,
          active: true,
          host: GHOST,
          changes: [
            { start: 1, end: 1, text: '2', line: 0, character: 1 },
            { start: 1, end: 1, text: '1', line: 0, character: 1 },
          ],
        })
        .is('a«ai:acme~host|12»b');
    });

    it('a change without changes is none', () => {
      const editor = new Editor('a');
      editor.signal({ kind: 'change', at: 1, dirty: true, active: true, changes: [] }).is('a');
    });
  });

  describe('cut, copy and paste', () => {
    const MINE = 'one «human~host|two» «ai:acme~host|three»\n';

    it('carries sources; of what was base nothing is known where it stands now', () => {
      new Editor(MINE)
        .copy('e two th')
        .insert({ host: PASTE }, 'three\n', 'e two th')
        .is(`${MINE}«unknown|e »«human~host|two»«unknown| »«ai:acme~host|th»`);
    });

    it('takes a committed line of an assistant for what it is, and no commit along to where it is new', () => {
      new Editor('«ai:acme~host@c1|three»\n')
        .copy('three')
        .insert({ host: PASTE }, '\n', 'three')
        .is('«ai:acme~host@c1|three»\n«ai:acme~host|three»');
    });

    it('to another file of the window', () => {
      const clipboard: Clipboard = {};
      new Editor(MINE, clipboard).copy('three');
      new Editor('()', clipboard).insert({ host: PASTE }, '(', 'three').is('(«ai:acme~host|three»)');
    });

    it('of text from elsewhere is pasted', () => {
      new Editor(MINE)
        .copy('three')
        .insert({ host: PASTE }, 'three\n', 'four')
        .is(`${MINE}«pasted~host|four»`);
    });

    it('indented anew it is still the same text', () => {
      new Editor('«ai:acme~host|if {\n  a\n}»\n')
        .copy('if {\n  a\n}')
        .insert({ host: PASTE }, '}\n', 'if {\r\n    a\r\n}')
        .is('«ai:acme~host|if {\n  a\n}»\n«ai:acme~host|if {\r\n  »«tool~inferred|  »«ai:acme~host|a\r\n}»');
    });

    it('lines copied in one go and pasted at as many cursors', () => {
      new Editor('«ai:acme~host|a»\n«human~host|b»\nx\ny\n')
        .copy('a\nb')
        .replace({ host: PASTE }, ['x', '', 'a'], ['y', '', 'b'])
        .is('«ai:acme~host|a»\n«human~host|b»\nx«ai:acme~host|a»\ny«human~host|b»\n');
    });

    it('a selection at each of several cursors, pasted as one text', () => {
      new Editor('«ai:acme~host|a»x«human~host|b»\n')
        .copy('a', 'b')
        .insert({ host: PASTE }, 'b\n', 'a\nb')
        .is('«ai:acme~host|a»x«human~host|b»\n«ai:acme~host|a»«tool~observed@base|\n»«human~host|b»');
    });

    it('a cut is told of after its text is gone', () => {
      new Editor('x «ai:acme~host|moved» y\n')
        .replace({ host: CUT }, ['x ', 'moved', ''])
        // The ranges are the old ones, and what stands there now is other text.
        .signal({ kind: 'copy', at: 1101, ranges: [{ start: 2, end: 5 }] })
        .insert({ host: PASTE }, 'y\n', 'moved')
        .is('x  y\n«ai:acme~host|moved»');
    });

    it('a deletion elsewhere just before a copy is no cut', () => {
      new Editor('x «ai:acme~host|gone» «human~host|kept»\n')
        .replace({ host: CUT }, ['x ', 'gone', ''])
        .signal({ kind: 'copy', at: 1101, ranges: [{ start: 3, end: 7 }] })
        .insert({ host: PASTE }, 'kept\n', 'kept')
        .is('x  «human~host|kept»\n«human~host|kept»');
    });
  });

  describe('what the editor rearranges', () => {
    it('keeps its sources when it is formatted', () => {
      new Editor('«ai:acme~host|if(a){b}»')
        .replace({ host: FORMAT }, ['', 'if(a){b}', 'if (a) {\n  b\n}'])
        .is(
          '«ai:acme~host|if»«tool~host| »«ai:acme~host|(a)»«tool~host| »«ai:acme~host|{»«tool~host|\n  »«ai:acme~host|b»«tool~host|\n»«ai:acme~host|}»',
        );
    });
    it('when it is moved', () => {
      new Editor('«ai:acme~host|a»\nb\n')
        .replace({ host: COMMAND }, ['', 'a\n', ''], ['b\n', '', 'a\n'])
        .is('b\n«ai:acme~host|a»«tool~observed@base|\n»');
    });
    it('when a line is doubled, above or below', () => {
      new Editor('«ai:acme~host|a»\n')
        .insert({ host: COMMAND }, 'a', '\na')
        .is('«ai:acme~host|a»«tool~host|\n»«ai:acme~host|a»\n');
      new Editor('«ai:acme~host|a»\n')
        .insert({ host: COMMAND }, '', 'a\n')
        .is('«ai:acme~host|a»«tool~host|\n»«ai:acme~host|a»\n');
    });
    it('when lines are sorted', () => {
      new Editor('«ai:acme~host|c\nb»\n«human~host|a»\n')
        .replace({ host: COMMAND }, ['', 'c\nb\na', 'a\nb\nc'])
        .is('«human~host|a»«tool~host|\n»«ai:acme~host|b»«tool~host|\n»«ai:acme~host|c»\n');
    });
    it('when its case is changed', () => {
      new Editor('x «ai:acme~host|name» y')
        .replace({ host: COMMAND }, ['', 'x name', 'X NAME'])
        .is('«tool~observed@base|X »«ai:acme~host|NAME» y');
    });
    it('what it adds is the editor’s', () => {
      new Editor('«ai:acme~host|a»\n')
        .insert({ host: COMMAND }, '', '// ')
        .is('«tool~host|// »«ai:acme~host|a»\n');
    });
  });

  describe('a suggestion that replaces what is there', () => {
    it('is new but for the ends', () => {
      new Editor('«human~host|const to»;')
        .replace({ host: GHOST }, ['', 'const to', 'const total = 1'])
        .is('«human~host|const to»«ai:acme~host|tal = 1»;');
    });
    it('lines that it leaves as they are stay', () => {
      new Editor('«human~host|a\nb\nc»')
        .replace({ host: GHOST }, ['', 'a\nb\nc', 'x\nb\ny'])
        .is('«ai:acme~host|x»«human~host|\nb\n»«ai:acme~host|y»');
    });
    it('a line that begins like the one below it is new', () => {
      new Editor('«human~host|start\nfoo()\nend»')
        .replace({ host: GHOST }, ['', 'start\nfoo()\nend', 'Start\nfoobar()\nfoo()\nEnd'])
        .is('«ai:acme~host|Start\nfoobar()»«human~host|\nfoo()\n»«ai:acme~host|E»«human~host|nd»');
    });
    it('typing over text is all new', () => {
      new Editor('«ai:acme~host|abc»').replace({ host: TYPE }, ['', 'abc', 'a']).is('«human~host|a»');
    });
  });

  describe('undo and redo', () => {
    const typed = (editor: Editor, ...keys: string[]) => {
      for (const key of keys) editor.insert({ host: TYPE }, editor.observer.text, key);
      return editor;
    };

    it('of several changes in one', () => {
      const editor = typed(new Editor('«ai:acme~host|x»'), 'a', 'b', 'c');
      editor.replace({ reason: 'undo' }, ['x', 'abc', '']).is('«ai:acme~host|x»');
      editor.insert({ reason: 'redo' }, 'x', 'abc').is('«ai:acme~host|x»«human~host|abc»');
    });
    it('brings back what was deleted, whoever wrote it', () => {
      new Editor('«ai:acme~host|x»«human~host|y»')
        .replace({ host: CUT }, ['', 'xy', ''])
        .insert({ reason: 'undo' }, '', 'xy')
        .is('«ai:acme~host|x»«human~host|y»');
    });
    it('of a change from before the document was observed: unknown, but for what was seen to go', () => {
      const editor = new Editor('a«ai:acme~host|x»');
      editor.insert({ reason: 'undo' }, 'a', 'gone').is('a«unknown|gone»«ai:acme~host|x»');
      editor.replace({ reason: 'undo' }, ['agone', 'x', '']).is('a«unknown|gone»');
      editor.insert({ reason: 'redo' }, 'agone', 'x').is('a«unknown|gone»«ai:acme~host|x»');
    });
    it('beyond the changes that are kept: what comes back as it went keeps its sources', () => {
      const editor = new Editor('«ai:acme~host|theirs»');
      editor.replace({ host: CUT }, ['', 'theirs', '']);
      const many = [...Array(1100).keys()].map((i) => String.fromCharCode(0x4e00 + i));
      typed(editor, ...many);
      editor.replace({ reason: 'undo' }, ['', many.join(''), 'theirs']).is('«unknown|theirs»');
    });
    it('after another edit there is nothing to redo', () => {
      const editor = typed(new Editor(''), 'a', 'b');
      editor.replace({ reason: 'undo' }, ['a', 'b', '']).insert({ host: GHOST }, 'a', 'b');
      editor.is('«human~host|a»«ai:acme~host|b»');
    });
    it('does not take a declaration back', () => {
      const editor = typed(new Editor('«ai:acme~host|x»'), 'a');
      editor.observer.declare(0, 1, declared);
      editor.replace({ reason: 'undo' }, ['x', 'a', '']).is('«human~declared|x»');
      editor.insert({ reason: 'redo' }, 'x', 'a').is('«human~declared|x»«human~host|a»');
    });
    it('nor the mark of a commit', () => {
      const editor = typed(new Editor('«ai:acme~host|x»'), 'a');
      const { observer } = editor;
      observer.rebase((_, runs) => runs.map((run) => ({ ...run, source: { ...run.source!, commit: 'c1' } })));
      editor.replace({ reason: 'undo' }, ['x', 'a', '']);
      assert.equal(toMarks(observer.text, observer.runs), '«ai:acme@c1|x»');
    });
    it('declared text that is undone and redone is declared', () => {
      const editor = typed(new Editor('x'), 'a');
      editor.observer.declare(1, 2, declared);
      typed(editor, 'b');
      editor.replace({ reason: 'undo' }, ['x', 'ab', '']).is('x');
      editor.insert({ reason: 'redo' }, 'x', 'a').is('x«human~declared|a»');
      editor.insert({ reason: 'redo' }, 'xa', 'b').is('x«human~declared|a»«human~host|b»');
    });
    it('a declaration leaves what can be redone', () => {
      const editor = typed(new Editor('x'), 'a');
      editor.replace({ reason: 'undo' }, ['x', 'a', '']);
      editor.observer.declare(0, 1, declared);
      editor.insert({ reason: 'redo' }, 'x', 'a').is('«human~declared|x»«human~host|a»');
    });
  });

  describe('a declaration', () => {
    it('is recorded as an edit of the same text', () => {
      const editor = new Editor('«ai:acme~host|ab»');
      editor.observer.declare(1, 2, declared);
      editor.is('«ai:acme~host|a»«human~declared|b»');
    });
  });

  describe('the disk', () => {
    const RELOAD: HostReason = { source: 'reloadFromDisk', metadata: {} };

    it('a text that is known has the sources it had', () => {
      const known = { 'x\ny\n': '«ai:acme~host|x\n»«human~host|y\n»' };
      new Editor('x\n', {}, known)
        .insert({ host: RELOAD, dirty: false }, 'x\n', 'y\n')
        .is('x\n«human~host|y\n»');
    });
    it('another is unknown', () => {
      new Editor('x\n').insert({ host: RELOAD, dirty: false }, 'x\n', 'y\n').is('x\n«unknown|y\n»');
    });
  });

  describe('without the host’s reasons', () => {
    it('what a save does is the editor’s', () => {
      const editor = new Editor('«ai:acme~host|a»').save('willSave').insert({}, 'a', '\n').save('saved');
      editor.is('«ai:acme~host|a»«tool~observed|\n»');
    });
    it('what comes long after a save that failed is not', () => {
      const editor = new Editor('a').save('willSave').insert({ after: 60_000 }, 'a', 'program();');
      editor.is('a«unknown|program();»');
    });
    it('a known text from the disk has the sources it had', () => {
      const known = { 'x\ny\n': '«ai:acme~host|x\n»«human~host|y\n»' };
      new Editor('x\n', {}, known).insert({ dirty: false }, 'x\n', 'y\n').is('x\n«human~host|y\n»');
    });
    const atCursor = (last: boolean) => {
      const editor = new Editor('a');
      editor.signal({ kind: 'suggestion', at: 1000, line: 0, character: 1, automatic: true });
      editor.insert({}, 'a', 'text();');
      editor.signal({ kind: 'selection', at: 1101, cursors: [{ line: 0, character: 8, empty: true }] });
      if (last) editor.signal({ kind: 'suggestion', at: 1150, line: 0, character: 8, automatic: true });
      return editor;
    };
    it('text at the cursor, with ghost text wanted before and after it, was ghost text', () => {
      atCursor(true).is('a«ai~inferred|text();»');
    });
    it('without it the editor did not take it for the person’s doing', () => {
      atCursor(false).is('a«unknown|text();»');
    });
    describe('while the file is saved', () => {
      const during = (text: string, by?: 'keyboard') => {
        const editor = new Editor('a');
        editor.signal({ kind: 'suggestion', at: 1000, line: 0, character: 1, automatic: true });
        editor.signal({ kind: 'willSave', at: 1090 }).insert({}, 'a', text);
        const cursors = [{ line: 0, character: 1 + text.length, empty: true }];
        editor.signal({ kind: 'selection', at: 1101, cursors, ...(by && { by }) });
        editor.signal({ kind: 'saved', at: 1120 });
        const character = 1 + text.length;
        return editor.signal({ kind: 'suggestion', at: 1150, line: 0, character, automatic: true });
      };
      it('a person who does not wait for it types and accepts', () => {
        during('x', 'keyboard').is('a«human~observed|x»');
        during('text();').is('a«ai~inferred|text();»');
      });
      it('a sign at the cursor is the save’s', () => {
        during(';').is('a«tool~observed|;»');
      });
      it('what it takes is read soon after', () => {
        const editor = new Editor('a');
        editor.signal({ kind: 'willSave', at: 1090 }).insert({}, 'a', 'header');
        editor.observer.tick(1300);
        assert.equal(editor.observer.waiting, false);
      });
    });
    it('a line break amid the edits of a program is the program’s', () => {
      const editor = new Editor('a');
      editor.insert({ active: true }, 'a', 'program();').insert({ after: 300 }, 'program();', '\n');
      editor.signal({
        kind: 'selection',
        at: 1401,
        cursors: [{ line: 1, character: 0, empty: true }],
      });
      editor.signal({ kind: 'suggestion', at: 1450, line: 1, character: 0, automatic: true });
      editor.is('a«unknown|program();»«tool~inferred|\n»');
    });
    it('sorted lines are moved ones', () => {
      new Editor('«ai:acme~host|b»\n«human~host|a»\n')
        .replace({}, ['', 'b\na', 'a\nb'])
        .is('«human~host|a»«tool~inferred|\n»«ai:acme~host|b»\n');
    });
    it('an extension’s edit is nobody’s', () => {
      new Editor('a').insert({ host: EXTENSION }, 'a', 'b').is('a«unknown|b»');
    });
  });

  describe('what an extension writes unnamed, beside an assistant that writes by itself', () => {
    const CODE = 'function area(a, b) {}\n';
    const beside = (marked: string) => new Editor(marked, {}, {}, true);
    const selected = (line: number, character: number, empty = true): Signal => ({
      kind: 'selection',
      at: 1101,
      cursors: [{ line, character, empty }],
    });

    it('is AI, inferred, of no named assistant', () => {
      for (const host of [EXTENSION, undefined])
        beside('a\n')
          .insert(host ? { host } : {}, 'a\n', CODE)
          .is(`a\n«ai~inferred|${CODE}»`);
    });
    it('is unknown where there is none', () => {
      new Editor('a\n').insert({ host: EXTENSION }, 'a\n', CODE).is(`a\n«unknown|${CODE}»`);
    });
    it('is unknown where it is short, or many small changes', () => {
      beside('a\n').insert({ host: EXTENSION }, 'a\n', '// Copyright\n').is('a\n«unknown|// Copyright\n»');
      const names = 'one two three four five six seven';
      const editor = beside(names);
      editor.replace(
        { host: EXTENSION },
        ...names.split(' ').map((name) => [name.slice(0, 1), name.slice(1), `${name.slice(1)}x`] as const),
      );
      assert.ok(editor.observer.runs.every(({ source }) => source?.origin !== 'ai'));
    });
    it('is unknown where it only takes what it removes elsewhere', () => {
      beside(`${CODE}b\n`)
        .replace({ host: EXTENSION }, ['', CODE, 'call();\n'], ['b\n', '', `\n  ${CODE}`])
        .is(`«unknown|call();»\nb\n«unknown|\n  ${CODE}»`);
    });
    it('is unknown by the API that extensions without AI mostly use', () => {
      const host = { source: 'unknown', metadata: { name: 'MainThreadTextEditor' } };
      beside('a\n').insert({ host }, 'a\n', CODE).is(`a\n«unknown|${CODE}»`);
    });
    it('is a tool’s where a person asked for code actions, and unknown where they then did something else', () => {
      const asked = () => beside('a\n').signal({ kind: 'actions', at: 1000 });
      asked().insert({ after: 20_000 }, 'a\n', CODE).is(`a\n«tool~inferred|${CODE}»`);
      asked().insert({ after: 40_000 }, 'a\n', CODE).is(`a\n«ai~inferred|${CODE}»`);
      asked().insert({ after: 20_000, active: false }, 'a\n', CODE).is(`a\n«unknown|${CODE}»`);
      asked()
        .insert({ host: TYPE }, '', 'x')
        .insert({}, 'a\n', CODE)
        .is(`«human~host|x»a\n«unknown|${CODE}»`);
    });
    it('is unknown at the cursor, where a person’s command puts it', () => {
      const at = (how: How) => beside('a\n').insert(how, 'a\n', CODE).signal(selected(2, 0));
      at({}).is(`a\n«unknown|${CODE}»`);
      at({ host: EXTENSION }).is(`a\n«ai~inferred|${CODE}»`);
    });
    it('is unknown where it leaves a place to fill in', () => {
      const at = (selection: Signal) => beside('a\n').insert({}, 'a\n', CODE).signal(selection);
      at(selected(1, 14)).is(`a\n«unknown|${CODE}»`);
      at(selected(0, 1)).is(`a\n«ai~inferred|${CODE}»`);
    });

    describe('piece by piece', () => {
      const pieces = ['function ', 'area(a, ', 'b) {}\n'];
      const write = (editor: Editor, after: number, text: readonly string[]) => {
        let before = 'a\n';
        for (const piece of text) {
          editor.insert({ host: EXTENSION, after }, before, piece);
          before += piece;
        }
        return editor;
      };
      it('is AI from the first piece on', () => {
        write(beside('a\n'), 20, pieces).is(`a\n«ai~inferred|${CODE}»`);
        write(beside('a\n'), 20, ['function', ' ', 'area(a, ', 'b) {}', '\n']).is(`a\n«ai~inferred|${CODE}»`);
      });
      it('is undone and redone as it was', () => {
        const editor = write(beside('a\n'), 20, pieces);
        editor.replace({ reason: 'undo' }, ['a\n', CODE, '']).is('a\n');
        editor.insert({ reason: 'redo' }, 'a\n', CODE).is(`a\n«ai~inferred|${CODE}»`);
      });
      it('does not go on after an undo', () => {
        const editor = write(new Editor('a\n«human~host|typed by hand»\n', {}, {}, true), 20, pieces);
        editor.replace({ reason: 'undo', after: 20 }, ['area(a, ', pieces[2]!, '']);
        editor.insert({ host: EXTENSION, after: 20 }, 'typed ', 'x');
        editor.is('a\n«ai~inferred|function area(a, »«human~host|typed »«unknown|x»«human~host|by hand»\n');
      });
      it('is unknown where the pieces are keys: somebody types in a shared window', () => {
        const keys = [...'functionArea(a,b){}'];
        write(beside('a\n'), 20, keys).is(`a\n«unknown|${keys.join('')}»`);
      });
      it('is unknown where there are pauses, or something else between', () => {
        write(beside('a\n'), 1500, pieces).is(`a\n«unknown|${CODE}»`);
        const editor = write(beside('a\n'), 20, pieces.slice(0, 2));
        editor.insert({ host: TYPE }, '', 'x');
        editor.insert({ host: EXTENSION, after: 20 }, 'area(a, ', pieces[2]!);
        editor.is(`«human~host|x»a\n«unknown|${CODE}»`);
      });
    });
  });

  describe('a next edit, by the stable signals', () => {
    const cursor = (at: number, line: number, character: number, by?: 'keyboard' | 'mouse'): Signal => ({
      kind: 'selection',
      at,
      cursors: [{ line, character, empty: true }],
      ...(by && { by }),
    });
    const change = (by?: 'keyboard' | 'mouse', asked = true) => {
      const editor = new Editor('one = 1\ntwo = 2\n');
      editor.signal(cursor(1050, 1, 6, by)).replace({}, ['two = ', '2', 'one + 1']);
      editor.signal(cursor(1101, 1, 13));
      if (asked) editor.signal({ kind: 'suggestion', at: 1170, line: 1, character: 13, automatic: true });
      return editor;
    };
    it('is AI where the editor took the cursor there', () => {
      change().is('one = 1\ntwo = «ai~inferred|one + 1»\n');
    });
    it('is unknown where a person did, or nobody asked for more', () => {
      for (const editor of [change('keyboard'), change('mouse'), change(undefined, false)])
        editor.is('one = 1\ntwo = «unknown|one + 1»\n');
    });
  });

  describe('a look at the disk, by the stable signals', () => {
    it('is known again, also where a person types before a second has passed', () => {
      const known = { 'a\nback\n': 'a\n«ai:x~host|back\n»' };
      new Editor('a\n', {}, known)
        .replace({ dirty: false, diskMoved: true }, ['a\n', '', 'back\n'])
        .insert({ dirty: false, after: 500 }, '', 'x')
        .signal({ kind: 'dirty', at: 1601, dirty: true })
        .signal(typed(1602))
        .is('«human~observed|x»a\n«ai:x~host|back\n»');
    });
    const typed = (at: number): Signal => ({
      kind: 'selection',
      at,
      by: 'keyboard',
      cursors: [{ line: 0, character: 1, empty: true }],
    });
    const look = (diskMoved: boolean) =>
      new Editor('\na\n', {}, {}, true)
        .replace({ dirty: false, diskMoved }, ['\na\n', '', 'by another process, in one line;\n'])
        .insert({ dirty: false, after: 500 }, '', 'x')
        .signal({ kind: 'dirty', at: 1601, dirty: true })
        .signal(typed(1602));
    it('stays one when a person types before a second has passed', () => {
      look(true).is('«human~observed|x»\na\n«unknown|by another process, in one line;\n»');
    });
    it('is none where the file is as it was', () => {
      look(false).is('«human~observed|x»\na\n«ai~inferred|by another process, in one line;\n»');
    });
  });

  describe('what comes along with a completion', () => {
    const SUGGEST: HostReason = { source: 'suggest', metadata: {} };
    it('is a tool’s where it names what was completed', () => {
      new Editor('\n')
        .insert({ host: SUGGEST }, '\n', 'helper')
        .insert({ host: EXTENSION }, '', 'import helper\n')
        .is('«tool~inferred|import helper\n»\n«tool~host|helper»');
    });
    it('is unknown where it does not, or comes later', () => {
      const later = (text: string, after: number) =>
        new Editor('\n')
          .insert({ host: SUGGEST }, '\n', 'helper')
          .insert({ host: EXTENSION, after }, '', text);
      later('import other\n', 100).is('«unknown|import other\n»\n«tool~host|helper»');
      later('import helper\n', 5000).is('«unknown|import helper\n»\n«tool~host|helper»');
    });
  });
});

function declared(): Source {
  return { origin: 'human', evidence: 'declared', by: 'Jo <jo@acme.dev>', why: 'mine' };
}
