import { strict as assert } from 'node:assert';
import { Observer } from '../../src/provenance/observe/observer';
import type { Signal } from '../../src/provenance/observe/signals';
import { editRuns } from '../../src/provenance/runs';
import { toMarks } from '../support/marks';
import { FreshText, property, type Random } from '../support/random';
import { Session } from '../support/session';

describe('Observer: random edits', () => {
  property('keeps every character’s source as a plain array of characters does', 2000, (random, trace) => {
    const session = new Session(random, trace);
    for (let i = 0; i < 14; i++) session.step();
    // What was recorded says all of it.
    let runs = session.first.runs;
    for (const { edit, inserted } of session.recorded) runs = editRuns(runs, edit, inserted);
    assert.equal(toMarks(session.text, runs, { evidence: true }), session.expected);
  });
});

describe('Observer: stable signals in any order', () => {
  property('text is human by keystrokes alone (law 1)', 2000, (random, trace) => {
    const fresh = new FreshText();
    const observer = new Observer('', [], {
      nameAssistant: (id) => id,
      clipboard: {},
      lookUp: () => undefined,
      record: () => {},
    });
    const keyed = new Set<string>();
    let at = 0;
    for (let i = 0; i < 25; i++) {
      at += random.pick([0, 1, 5, 40, 100, 300, 1200]);
      const signal = someSignal(random, fresh, observer.text, at);
      trace(JSON.stringify(signal));
      // A key brings one character, and the editor says so of the selection after it.
      if (signal.kind === 'selection' && signal.by === 'keyboard')
        for (const c of observer.text) keyed.add(c);
      observer.feed(signal);
    }
    observer.drain();
    const { text, runs } = observer;
    let from = 0;
    for (const { length, source } of runs) {
      const piece = text.slice(from, (from += length));
      if (source?.origin !== 'human' || piece.trim() === '') continue;
      for (const c of piece) assert.ok(c.trim() === '' || keyed.has(c), `${c} is human`);
    }
  });
});

/** What an editor may tell, in no order that makes sense; of the keyboard now and then. */
function someSignal(random: Random, fresh: FreshText, text: string, at: number): Signal {
  const lines = text.split('\n');
  const end = { line: lines.length - 1, character: lines[lines.length - 1]!.length };
  switch (random.below(9)) {
    case 0:
      return { kind: 'dirty', at, dirty: random.chance(0.8) };
    case 1:
      return { kind: random.pick(['willSave', 'saved']), at };
    case 2:
      return { kind: 'suggestion', at, ...end, automatic: random.chance(0.8) };
    case 3:
    case 4: {
      const by = random.pick([undefined, undefined, undefined, 'mouse', 'command', 'keyboard'] as const);
      return { kind: 'selection', at, ...(by && { by }), cursors: [{ ...end, empty: true }] };
    }
    default: {
      const start = text.length;
      const added = fresh.character() + (random.chance(0.7) ? fresh.text(random, 4) : '');
      const [dirty, active] = [random.chance(0.8), random.chance(0.8)];
      return { kind: 'change', at, dirty, active, changes: [{ start, end: start, text: added, ...end }] };
    }
  }
}
