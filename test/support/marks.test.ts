import { strict as assert } from 'node:assert';
import { runsOf } from '../../src/provenance/runs';
import { fromMarks, toMarks } from './marks';

describe('Marks', () => {
  for (const marked of [
    '',
    'all of it base',
    'base «human|typed» «ai:claude-code/gpt-5~host@c1|inserted»',
    '«ai~inferred|a»«ai~host|b»\r\n«unknown|c»',
  ]) {
    it(`are what they print: ${JSON.stringify(marked)}`, () => {
      const { text, runs } = fromMarks(marked);
      assert.equal(toMarks(text, runs, { evidence: true }), marked);
    });
  }

  it('show runs that do not fit their text', () => {
    const ai = runsOf(3, { origin: 'ai', evidence: 'host' });
    assert.deepEqual(
      [toMarks('abcd', ai), toMarks('ab', ai)],
      ['«ai|abc»⟨no runs|d⟩', '«ai|ab»⟨1 too long⟩'],
    );
  });
});
