import { strict as assert } from 'node:assert';
import { invert, UndoHistory } from '../../../src/provenance/observe/history';
import { editRuns, type Runs, runsOf, sliceRuns } from '../../../src/provenance/runs';
import type { Source } from '../../../src/provenance/source';
import { applyEdit, type Edit } from '../../../src/text/edit';
import { toMarks } from '../../support/marks';
import { FreshText, property, type Random } from '../../support/random';

interface State {
  readonly text: string;
  readonly runs: Runs;
}

describe('invert', () => {
  property('takes an edit back, and back again', 2000, (random, trace) => {
    const fresh = new FreshText();
    const text = fresh.text(random, random.below(12));
    const edit = someEdit(random, fresh, text);
    trace(`${JSON.stringify(text)} ${JSON.stringify(edit)}`);
    const removed = edit.map((r) => text.slice(r.start, r.end));
    const inverse = invert(edit, removed);
    const after = applyEdit(text, edit);
    assert.equal(applyEdit(after, inverse), text);
    assert.deepEqual(
      invert(
        inverse,
        edit.map((r) => r.text),
      ),
      edit,
    );
  });
});

describe('History', () => {
  property('leads back and forth over any number of steps', 2000, (random, trace) => {
    const fresh = new FreshText();
    const history = new UndoHistory();
    const first = fresh.text(random, random.below(8));
    const states: State[] = [{ text: first, runs: runsOf(first.length, null) }];
    for (let i = 0; i < 6; i++)
      states.push(done(history, states[i]!, someEdit(random, fresh, states[i]!.text), i));
    let at = states.length - 1;
    for (let i = 0; i < 10; i++) {
      const to = random.below(states.length);
      const [now, then] = [states[at]!, states[to]!];
      if (now.text === then.text) continue;
      trace(`${at} → ${to}`);
      const restored = history.restore(now.text, now.runs, then.text, to < at ? 'undo' : 'redo');
      // States with one text cannot be told apart; the nearest is meant.
      const nearest = nearestWith(states, at, to);
      assert.equal(restored && toMarks(then.text, restored), toMarks(then.text, states[nearest]!.runs));
      at = nearest;
    }
    const { text, runs } = states[at]!;
    assert.equal(history.restore(text, runs, `${text}x`, 'undo'), undefined, 'no step leads there');
    assert.equal(history.restore(text, runs, `${text}x`, 'redo'), undefined, 'no step leads there');
  });

  it('after an edit there is nothing to redo', () => {
    const history = new UndoHistory();
    const first: State = { text: '', runs: [] };
    const second = done(history, first, [{ start: 0, end: 0, text: 'a' }], 0);
    history.restore(second.text, second.runs, '', 'undo');
    const other = done(history, first, [{ start: 0, end: 0, text: 'b' }], 1);
    assert.equal(history.restore(other.text, other.runs, 'ab', 'redo'), undefined);
  });

  it('finds the sources of text that was removed or inserted, the last first', () => {
    const history = new UndoHistory();
    const start: State = { text: 'ab', runs: runsOf(2, human) };
    const removed = done(history, start, [{ start: 0, end: 2, text: 'c' }], 0);
    done(history, removed, [{ start: 1, end: 1, text: 'ab' }], 1);
    const shown = ['ab', 'c', 'x', 'a'].map((text) => {
      const runs = history.find(text);
      return runs && toMarks(text, runs);
    });
    assert.deepEqual(shown, ['«ai:1|ab»', '«ai:0|c»', undefined, undefined]);
  });
});

const human: Source = { origin: 'human', evidence: 'host' };

/** The state after an edit by an assistant of its own, which the history is told of. */
function done(history: UndoHistory, { text, runs }: State, edit: Edit, assistant: number): State {
  const source: Source = { origin: 'ai', evidence: 'host', assistant: `${assistant}` };
  const inserted = edit.map((r) => runsOf(r.text.length, source));
  history.push({
    edit,
    inserted,
    inverse: invert(
      edit,
      edit.map((r) => text.slice(r.start, r.end)),
    ),
    removed: edit.map((r) => sliceRuns(runs, r.start, r.end)),
  });
  return { text: applyEdit(text, edit), runs: editRuns(runs, edit, inserted) };
}

function nearestWith(states: readonly State[], from: number, to: number): number {
  const way = to < from ? -1 : 1;
  let at = from;
  do at += way;
  while (states[at]!.text !== states[to]!.text);
  return at;
}

function someEdit(random: Random, fresh: FreshText, { length }: string): Edit {
  const offsets = Array.from({ length: 2 * (1 + random.below(3)) }, () => random.offset(length));
  offsets.sort((a, b) => a - b);
  return offsets.flatMap((start, i) => {
    const text = fresh.text(random, random.below(3));
    return i % 2 === 0 ? [{ start, end: offsets[i + 1]!, text }] : [];
  });
}
