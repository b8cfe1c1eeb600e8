import { strict as assert } from 'node:assert';
import { editRuns } from '../../src/provenance/runs';
import { toMarks } from '../support/marks';
import { property } from '../support/random';
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
