import { strict as assert } from 'node:assert';
import { recordings, replay } from '../support/streams';
import { EXPECTED } from './streams.expected';

describe('Recorded streams of a real VS Code', () => {
  const all = recordings();

  it('are all expected, and no others', () => {
    assert.deepEqual(all.map((recording) => recording.name).sort(), Object.keys(EXPECTED).sort());
  });

  for (const recording of all) {
    const expected = EXPECTED[recording.name];
    if (!expected) continue;
    const { before = {} } = expected;
    it(`${recording.name}: ${recording.what}`, () => {
      const on = replay(recording, { host: true, before });
      const off = replay(recording, { host: false, before });
      assert.deepEqual({ on, off }, { on: expected.on, off: expected.off ?? expected.on });
    });
  }
});
