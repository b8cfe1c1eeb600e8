import { strict as assert } from 'node:assert';
import { RunList } from '../../src/provenance/runList';
import {
  editRuns,
  lengthOf,
  type Run,
  type Runs,
  sameSource,
  sliceRuns,
  spliceRuns,
} from '../../src/provenance/runs';
import type { Source } from '../../src/provenance/source';
import { fromMarks, toMarks } from '../support/marks';
import { property, type Random } from '../support/random';
import { sourcesOf } from '../support/session';

/** Replaces the one `[…]` in `before` by the marked `text`. */
function check(before: string, text: string, after: string): void {
  const [head, old, tail] = before.split(/[[\]]/) as [string, string, string];
  const start = fromMarks(head).text.length;
  const end = start + fromMarks(old).text.length;
  const whole = fromMarks(head + old + tail);
  const added = fromMarks(text);
  const runs = editRuns(whole.runs, [{ start, end, text: added.text }], [added.runs]);
  assert.equal(toMarks(whole.text.slice(0, start) + added.text + whole.text.slice(end), runs), after);
}

describe('sameSource', () => {
  const source: Source = { origin: 'ai', evidence: 'host', assistant: 'x', model: 'm' };
  it('the time is no part of it', () => {
    assert.ok(sameSource({ ...source, at: 1 }, { ...source, at: 2 }) && sameSource(null, null));
  });
  it('everything else is', () => {
    const others: (Source | null)[] = [
      null,
      { ...source, origin: 'human' },
      { ...source, evidence: 'inferred' },
      { ...source, cause: 'chat' },
      { ...source, assistant: 'y' },
      { ...source, model: 'n' },
      { ...source, session: 's' },
      { ...source, by: 'Jo' },
      { ...source, why: 'so' },
      { ...source, commit: 'c' },
      { ...source, was: { origin: 'human' } },
    ];
    const was: Source = { ...source, was: { origin: 'ai', evidence: 'host' } };
    assert.deepEqual(
      [
        ...others.map((other) => sameSource(source, other)),
        sameSource(was, { ...was, was: { origin: 'ai' } }),
      ],
      [...others.map(() => false), false],
    );
  });
});

describe('RunList', () => {
  property('is the runs it stands for, whatever is replaced', 2000, (random, trace) => {
    // A chunk is 256 runs.
    let runs: Runs = someRuns(random, random.pick([0, 3, 600, 3000]));
    const list = new RunList(runs);
    for (let i = 0; i < 5; i++) {
      const length = lengthOf(runs);
      const edge = lengthOf(runs.slice(0, 256));
      const start = random.offset(length, [edge, edge - 1, edge + 1]);
      const end = random.chance(0.3) ? start : Math.min(length, start + random.pick([1, 5, 700, length]));
      const inserted = someRuns(random, random.pick([0, 0, 1, 5, 1500]));
      trace(`replace ${start}..${end} of ${length} by ${lengthOf(inserted)}`);
      const before = list.runs;
      const copy = [...before];
      assert.deepEqual(list.slice(start, end), sliceRuns(runs, start, end));
      list.replace(start, end, inserted);
      runs = spliceRuns(runs, start, end, inserted);
      assert.deepEqual([list.length, list.slice(0, list.length)], [lengthOf(runs), runs]);
      assert.deepEqual(list.runs, runs);
      assert.deepEqual(before, copy, 'an array that was given out stays as it was');
    }
  });
});

describe('Runs advanced by an edit', () => {
  const cases: [name: string, before: string, text: string, after: string][] = [
    ['into nothing', '[]', '«ai|x»', '«ai|x»'],
    ['at the start', '[]«human|ab»', '«ai|x»', '«ai|x»«human|ab»'],
    ['at the end', '«human|ab»[]', '«ai|x»', '«human|ab»«ai|x»'],
    ['joins its like before it', 'a«human|b»[]c', '«human|x»', 'a«human|bx»c'],
    ['joins its like behind it', 'a[]«human|b»c', '«human|x»', 'a«human|xb»c'],
    ['joins both', '«ai|a»[«human|b»]«ai|c»', '«ai|x»', '«ai|axc»'],
    ['a deletion joins what it parted', '«ai|a»[«human|b»]«ai|c»', '', '«ai|ac»'],
    ['of everything', '[a«ai|b»c]', '', ''],
    ['of everything by another', '[a«ai|b»c]', '«pasted|x»', '«pasted|x»'],
    ['base text is a run as well', '«ai|ab»[]', 'x', '«ai|ab»x'],
  ];
  for (const [name, before, text, after] of cases) it(name, () => check(before, text, after));

  it('parts one run', () => {
    const { runs } = fromMarks('«human|abcd»');
    const inserted = fromMarks('«ai|xy»').runs;
    const edited = editRuns(runs, [{ start: 1, end: 3, text: 'xy' }], [inserted]);
    assert.equal(toMarks('axyd', edited), '«human|a»«ai|xy»«human|d»');
  });

  property('slices and edits are those of an array of characters', 2000, (random, trace) => {
    let runs: Runs = someRuns(random, random.below(12));
    let plain = sourcesOf(runs);
    for (let i = 0; i < 6; i++) {
      const edit = someEdit(random, plain.length);
      const inserted = edit.map((r) => someRuns(random, r.text.length));
      trace(`${lengthOf(runs)}: ${JSON.stringify(edit)}`);
      runs = editRuns(runs, edit, inserted);
      for (let n = edit.length - 1; n >= 0; n--) {
        const { start, end } = edit[n]!;
        plain = [...plain.slice(0, start), ...sourcesOf(inserted[n]!), ...plain.slice(end)];
      }
      assertSame(sourcesOf(runs), plain);
      checkNormal(runs);
      const from = random.offset(plain.length);
      const to = random.offset(plain.length);
      assertSame(sourcesOf(sliceRuns(runs, from, to)), plain.slice(from, Math.max(from, to)));
    }
  });
});

const SOME: readonly (Source | null)[] = [
  null,
  { origin: 'human', evidence: 'observed' },
  { origin: 'ai', evidence: 'host', assistant: 'a' },
  { origin: 'ai', evidence: 'host', assistant: 'b' },
];

function someRuns(random: Random, length: number): Runs {
  const runs: Run[] = [];
  for (let left = length; left > 0; ) {
    const last = runs[runs.length - 1];
    const others = last ? SOME.filter((source) => !sameSource(source, last.source)) : SOME;
    const run = { length: 1 + random.below(Math.min(left, 4)), source: random.pick(others) };
    runs.push(run);
    left -= run.length;
  }
  return runs;
}

function someEdit(random: Random, length: number) {
  const offsets = Array.from({ length: 2 * (1 + random.below(3)) }, () => random.offset(length));
  offsets.sort((a, b) => a - b);
  const edit: { start: number; end: number; text: string }[] = [];
  for (let i = 0; i < offsets.length; i += 2)
    edit.push({ start: offsets[i]!, end: offsets[i + 1]!, text: 'x'.repeat(random.below(6)) });
  return edit;
}

function assertSame(found: readonly (Source | null)[], expected: readonly (Source | null)[]): void {
  const show = (sources: readonly (Source | null)[]) =>
    sources.map((s) => (s === null ? '-' : s.origin === 'human' ? 'h' : s.assistant)).join('');
  assert.equal(show(found), show(expected));
}

/** No empty runs, and no two neighbours of the same source. */
function checkNormal(runs: Runs): void {
  for (const [i, run] of runs.entries())
    assert.ok(run.length > 0 && (i === 0 || !sameSource(runs[i - 1]!.source, run.source)), 'normal form');
}
