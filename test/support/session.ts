import { strict as assert } from 'node:assert';
import { type Clipboard, Observer, type Recorded } from '../../src/provenance/observe/observer';
import type { HostReason } from '../../src/provenance/observe/signals';
import { type Runs, runsOf, sameSource } from '../../src/provenance/runs';
import type { Source } from '../../src/provenance/source';
import { applyEdit, type Edit } from '../../src/text/edit';
import { toMarks } from './marks';
import { FreshText, type Random, type Trace } from './random';

/** One UTF-16 unit with its source. The object is its identity: a copy of it elsewhere in time is the same character. */
export interface Char {
  readonly c: string;
  readonly source: Source | null;
  /** Of text that was declared: its source before, or the declaration where that was lost. */
  readonly other?: Source | null;
}

const TYPED: HostReason = { source: 'cursor', metadata: { kind: 'type', detailedSource: 'keyboard' } };
const PASTED: HostReason = { source: 'cursor', metadata: { kind: 'paste' } };
const CUT: HostReason = { source: 'cursor', metadata: { kind: 'cut' } };
const GHOST: HostReason = { source: 'inlineCompletionAccept', metadata: { $extensionId: 'acme.coder' } };
const CHAT: HostReason = {
  source: 'Chat.applyEdits',
  metadata: { $extensionId: 'acme.chat', $modelId: 'acme|one', $$sessionId: 's' },
};
const EXTENSION: HostReason = { source: 'unknown', metadata: { name: 'MainThreadTextEditor' } };
const FORMAT: HostReason = { source: 'unknown', metadata: { name: 'formatEditsCommand' } };

const SOURCES = {
  typed: { origin: 'human', evidence: 'host', cause: 'typed' },
  pasted: { origin: 'pasted', evidence: 'host', cause: 'paste' },
  ghost: { origin: 'ai', evidence: 'host', cause: 'suggestion', assistant: 'acme.coder' },
  chat: {
    origin: 'ai',
    evidence: 'host',
    cause: 'chat',
    assistant: 'acme.chat',
    model: 'one',
    session: 's',
  },
  extension: { origin: 'unknown', cause: 'edit' },
  declared: { origin: 'human', evidence: 'declared', by: 'Jo <jo@acme.dev>', why: 'mine' },
  moved: { origin: 'tool', evidence: 'observed', cause: 'move', commit: 'base' },
  copied: { origin: 'unknown', cause: 'paste' },
} satisfies Record<string, Source>;

/**
 * A session of random edits in one document, told to an `Observer` as VS Code tells it, and done at the same time to a
 * plain array of characters. The two must agree after every step.
 */
export class Session {
  readonly observer: Observer;
  readonly recorded: Recorded[] = [];
  readonly first: { readonly text: string; readonly runs: Runs };
  chars: Char[];
  /** All texts so far, and each character's source at the time. */
  readonly #random: Random;
  readonly #trace: Trace;
  readonly #fresh = new FreshText();
  readonly #clipboard: Clipboard = {};
  #copied: Char[] | undefined;
  /** States to undo to, the present one at `#done`, as characters. */
  #states: Char[][];
  #done = 0;
  #lastEdit: number[] = [];
  #at = 1000;

  constructor(random: Random, trace: Trace) {
    this.#random = random;
    this.#trace = trace;
    const text = this.#fresh.text(random, random.pick([0, 1, 5, 30]));
    this.chars = charsOf(text, null);
    this.#states = [this.chars];
    this.first = { text, runs: runsOf(text.length, null) };
    this.observer = new Observer(text, this.first.runs, {
      nameAssistant: (id) => id,
      clipboard: this.#clipboard,
      lookUp: () => undefined,
      record: (recorded) => this.recorded.push(recorded),
    });
  }

  get text(): string {
    return this.chars.map((char) => char.c).join('');
  }

  step(): void {
    this.#at += 1 + this.#random.below(500);
    const what = this.#random.below(20);
    if (what < 4) this.#insert('type', TYPED, SOURCES.typed);
    else if (what < 6) this.#insert('ghost text', GHOST, SOURCES.ghost);
    else if (what < 7) this.#insert('chat', CHAT, SOURCES.chat);
    else if (what < 8) this.#insert('an extension', EXTENSION, SOURCES.extension);
    else if (what < 9) this.#insert('paste from outside', PASTED, SOURCES.pasted);
    else if (what < 11) this.#delete();
    else if (what < 13) this.#copyAndPaste();
    else if (what < 14) this.#format();
    else if (what < 15) this.#declare();
    else if (what < 18) this.#undo();
    else this.#redo();
    this.#check();
  }

  /** What the sources should be, as marks. */
  get expected(): string {
    return toMarks(this.text, runsOfChars(this.chars), { evidence: true });
  }

  #check(): void {
    const { observer } = this;
    assert.ok(!observer.waiting, 'the host’s own account needs no waiting');
    assert.equal(observer.text, this.text);
    assert.equal(toMarks(observer.text, observer.runs, { evidence: true }), this.expected);
    checkRuns(observer.runs);
    assert.ok(
      observer.runs.every((run, i) => i === 0 || !sameSource(run.source, observer.runs[i - 1]!.source)),
    );
  }

  /** Disjoint ranges in order; several of them may touch or be the same insertion point. */
  #ranges(most: number): { start: number; end: number }[] {
    const random = this.#random;
    const count = random.chance(0.6) ? 1 : 1 + random.below(most);
    const offsets: number[] = [];
    for (let i = 0; i < 2 * count; i++) offsets.push(random.offset(this.chars.length, this.#lastEdit));
    offsets.sort((a, b) => a - b);
    return Array.from({ length: count }, (_, i) => {
      const start = offsets[2 * i]!;
      const end = offsets[2 * i + 1]!;
      return random.chance(0.4) ? { start, end: start } : { start, end: Math.min(end, start + 6) };
    });
  }

  #insert(name: string, host: HostReason, source: Source): void {
    const random = this.#random;
    const typed = source.origin === 'human' || source.origin === 'pasted';
    // The browser’s own clipboard has no text of ours: what was copied here is pasted by `#copyAndPaste`.
    if (source.origin === 'pasted') this.#forget();
    const parts = this.#ranges(3).map(({ start, end }) => {
      let text = this.#fresh.text(random, 1 + random.below(5));
      // What replaces text keeps the ends that both have; a new character at each end says where they end.
      // Blanks alone are taken for formatting.
      if (!typed) text = this.#fresh.character() + text + this.#fresh.character();
      const old = this.chars.slice(start, end);
      let [head, tail] = [0, 0];
      if (!typed && random.chance(0.5)) {
        head = whole(old, random.below(old.length + 1));
        tail = old.length - whole(old, random.below(old.length - head + 1) + head);
      }
      // Lines that both have are kept as well; which of several line breaks is which nobody can say.
      const flat = old.some((char) => char.c === '\n') && !typed ? text.replace(/[\r\n]/g, '') : text;
      const kept = [old.slice(0, head), old.slice(old.length - tail)] as const;
      return { start, end, chars: [...kept[0], ...charsOf(flat, source), ...kept[1]] };
    });
    this.#apply(name, parts, host);
  }

  #delete(): void {
    const parts = this.#ranges(3).filter((range) => range.end > range.start);
    this.#apply(
      'delete',
      parts.map((range) => ({ ...range, chars: [] })),
      CUT,
    );
  }

  #copyAndPaste(): void {
    const range = this.#ranges(1)[0]!;
    if (range.end > range.start) {
      this.#trace(`copy ${range.start}..${range.end}`);
      // Right after a deletion in the same place it would be a cut.
      this.#at += 250;
      this.observer.feed({ kind: 'copy', at: this.#at, ranges: [range] });
      this.#copied = this.chars.slice(range.start, range.end);
    }
    const copied = this.#copied;
    if (!copied) return;
    const parts = this.#ranges(2).map((target) => ({
      ...target,
      // Moved before, it is base all the same.
      chars: copied.map(({ c, source }) => ({ c, source: isBase(source) ? SOURCES.copied : source })),
    }));
    this.#apply('paste', parts, PASTED);
  }

  #forget(): void {
    this.#copied = undefined;
    delete this.#clipboard.copied;
  }

  /** Other blanks in the place of blanks: all else keeps its source. */
  #format(): void {
    const start = this.#random.offset(this.chars.length, this.#lastEdit);
    const old = this.chars.slice(start, start + 8);
    const chars = old.flatMap((char) => {
      if (!/\s/.test(char.c)) return [char];
      return this.#random.chance(0.5) ? [] : [char];
    });
    if (chars.length === old.length) return;
    this.#apply('format', [{ start, end: start + old.length, chars }], FORMAT, 'blanks may be new');
  }

  #declare(): void {
    const { start, end } = this.#ranges(1)[0]!;
    this.#trace(`declare ${start}..${end}`);
    this.observer.declare(start, end, () => SOURCES.declared);
    const said = this.chars.slice(start, end);
    const now = new Map(
      said.map((char) => [
        char,
        { c: char.c, source: SOURCES.declared, other: char.other === undefined ? char.source : char.other },
      ]),
    );
    // A declaration is no edit: undo goes past it, and the text stays declared wherever it comes back.
    const declared = (chars: Char[]) => chars.map((char) => now.get(char) ?? char);
    this.#states = this.#states.map(declared);
    this.chars = this.#states[this.#done]!;
  }

  #undo(): void {
    this.#travel('undo', this.#random.below(Math.min(this.#done, 4) + 1));
  }

  #redo(): void {
    this.#travel('redo', this.#random.below(Math.min(this.#states.length - 1 - this.#done, 4) + 1));
  }

  /** The editor merges edits as it likes, and undoes them in one change. */
  #travel(reason: 'undo' | 'redo', steps: number): void {
    const way = reason === 'undo' ? -1 : 1;
    const textOf = (state: number) => this.#states[state]!.map((char) => char.c).join('');
    let target = this.#done + way * steps;
    // Of several states with one text nobody can tell which is meant: the nearest is as good as any.
    for (let i = this.#done + way; i !== target + way && steps > 0; i += way) {
      if (textOf(i) === textOf(target)) target = i;
    }
    if (steps === 0 || textOf(target) === this.text) return;
    const edit = this.#coarsen(difference(this.chars, this.#states[target]!));
    this.#trace(`${reason} ${Math.abs(target - this.#done)}: ${JSON.stringify(edit)}`);
    this.#done = target;
    const touched = edit.flatMap(({ start, end }) => this.chars.slice(start, end));
    const untouched = new Set(this.chars);
    for (const char of touched) untouched.delete(char);
    this.#feed(edit, undefined, reason);
    this.chars = this.#states[target]!;
    this.#adoptDeclared(untouched);
  }

  /** Text that was declared and is put back by the editor may be what it was before the declaration. */
  #adoptDeclared(untouched: ReadonlySet<Char>): void {
    const sources = sourcesOf(this.observer.runs);
    for (const [i, char] of this.chars.entries()) {
      const source = sources[i] ?? null;
      if (untouched.has(char) || char.other === undefined || !sameSource(source, char.other)) continue;
      const replace = (chars: Char[]) =>
        chars.map((c) => (c === char ? { c: c.c, source, other: char.source } : c));
      this.#states = this.#states.map(replace);
    }
    this.chars = this.#states[this.#done]!;
  }

  /** The editor’s undo may take more text back and put it in again than there is need for. */
  #coarsen(edit: Edit): Edit {
    const [a, b] = edit;
    if (!a || !b || this.#random.chance(0.5)) return edit;
    return [
      { start: a.start, end: b.end, text: a.text + this.text.slice(a.end, b.start) + b.text },
      ...edit.slice(2),
    ];
  }

  #apply(
    name: string,
    parts: readonly { start: number; end: number; chars: Char[] }[],
    host: HostReason,
    blanks?: 'blanks may be new',
  ): void {
    const edit = parts.map(({ start, end, chars }) => ({
      start,
      end,
      text: chars.map((char) => char.c).join(''),
    }));
    if (edit.every((r) => r.text === '' && r.start === r.end)) return;
    this.#trace(`${name}: ${JSON.stringify(edit)}`);
    this.#feed(edit, host);
    const next: Char[] = [];
    let from = 0;
    for (const { start, end, chars } of parts) {
      next.push(...this.chars.slice(from, start), ...chars);
      from = end;
    }
    this.chars = [...next, ...this.chars.slice(from)];
    this.chars = adoptBreaks(this.chars, this.observer.runs);
    if (blanks) this.chars = adoptBlanks(this.chars, this.observer.runs);
    this.#states = [...this.#states.slice(0, this.#done + 1), this.chars];
    this.#done++;
    this.#lastEdit = edit.flatMap(({ start, text }) => [start, start + text.length]);
  }

  #feed(edit: Edit, host?: HostReason, reason?: 'undo' | 'redo'): void {
    const before = this.text;
    this.observer.feed({
      kind: 'change',
      at: this.#at,
      dirty: true,
      active: true,
      ...(host && { host }),
      ...(reason && { reason }),
      // From the end of the text to its start, as VS Code sends them.
      changes: [...edit].reverse().map((r) => ({ ...r, ...positionOf(before, r.start) })),
    });
  }
}

export function charsOf(text: string, source: Source | null): Char[] {
  return text.split('').map((c) => ({ c, source }));
}

export function runsOfChars(chars: readonly Char[]): Runs {
  return chars.map((char) => ({ length: 1, source: char.source }));
}

/** Law: no empty runs. */
export function checkRuns(runs: Runs): void {
  assert.ok(runs.every((run) => run.length > 0));
}

/** The source of each character. */
export function sourcesOf(runs: Runs): (Source | null)[] {
  return runs.flatMap((run) => new Array<Source | null>(run.length).fill(run.source));
}

/** The edit between two states that share characters in one order. */
function difference(from: readonly Char[], to: readonly Char[]): Edit {
  const left = new Map(from.map((char, i) => [char, i]));
  const edit: { start: number; end: number; text: string }[] = [];
  let [at, text] = [0, ''];
  const push = (end: number) => {
    if (text !== '' || end > at) edit.push({ start: at, end, text });
    text = '';
  };
  for (const char of to) {
    const i = left.get(char);
    if (i === undefined) text += char.c;
    else {
      push(i);
      at = i + 1;
    }
  }
  push(from.length);
  assert.equal(applyEdit(from.map((c) => c.c).join(''), edit), to.map((c) => c.c).join(''));
  return edit;
}

/** The nearest place at or before `offset` that does not part a surrogate pair. */
function whole(chars: readonly Char[], offset: number): number {
  const [before, after] = [chars[offset - 1]?.c ?? '', chars[offset]?.c ?? ''];
  return /[\ud800-\udbff]/.test(before) && /[\udc00-\udfff]/.test(after) ? offset - 1 : offset;
}

/** Which blanks are the old ones is open where the editor rearranged them. */
function adoptBlanks(chars: readonly Char[], runs: Runs): Char[] {
  const sources = sourcesOf(runs);
  return chars.map((char, i) => {
    const source = sources[i] ?? null;
    return /\s/.test(char.c) && !sameSource(char.source, source) ? { c: char.c, source } : char;
  });
}

/** A line break is one: its `\r` may go with its `\n`. */
function adoptBreaks(chars: readonly Char[], runs: Runs): Char[] {
  const sources = sourcesOf(runs);
  return chars.map((char, i) => {
    const next = chars[i + 1];
    const isBreak = char.c === '\r' && next?.c === '\n' && !sameSource(char.source, next.source);
    return isBreak && sameSource(sources[i] ?? null, next.source) ? { c: char.c, source: next.source } : char;
  });
}

function positionOf(text: string, offset: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines[lines.length - 1]!.length };
}

function isBase(source: Source | null): boolean {
  return source === null || source.commit === 'base';
}
