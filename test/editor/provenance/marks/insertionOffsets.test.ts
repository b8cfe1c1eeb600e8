import { deepStrictEqual } from 'node:assert/strict';
import { insertionOffsets } from '../../../../src/editor/provenance/marks/insertionOffsets';
import { runsOf } from '../../../../src/provenance/runs';
import type { LineOrigin } from '../../../../src/provenance/source';
import { fromMarks } from '../../../support/marks';

/** What is left once the insertions that the text `at` touches are taken out. */
function check(marked: string, at: string, origin: LineOrigin, expect: string) {
  const { text, runs } = fromMarks(marked);
  const start = text.indexOf(at);
  const ranges = insertionOffsets(runs, start, start + at.length, origin);
  let left = text;
  for (const range of [...ranges].reverse()) left = left.slice(0, range.start) + left.slice(range.end);
  deepStrictEqual(left, expect);
}

describe('the insertion at a place', () => {
  it('is taken out whole, with the line break that it began with', () => {
    check('one\n«human|def f():»«ai|\n  a()\n  b()»\nlast\n', '  b()', 'ai', 'one\ndef f():\nlast\n');
  });

  it('of a mixed line is its AI text; what a person typed stays', () => {
    check(
      '«human|const total = sum(»«ai|all»«human|);»\n',
      'const total = sum(all);',
      'mixed',
      'const total = sum();\n',
    );
  });

  it('is not what a commit holds, nor another insertion', () => {
    check('«ai@c0ffee|old();\n»«ai|new();\n»«pasted|from();\n»', 'new();\n', 'ai', 'old();\nfrom();\n');
    check('«ai@c0ffee|old();\n»', 'old();', 'ai', 'old();\n');
  });

  it('was an assistant’s where that was seen, whatever a person declared', () => {
    const over = (evidence: 'host' | 'inferred') =>
      runsOf(4, { origin: 'human', evidence: 'declared', was: { origin: 'ai', evidence } });
    deepStrictEqual(insertionOffsets(over('host'), 0, 4, 'ai'), [{ start: 0, end: 4 }]);
    deepStrictEqual(insertionOffsets(over('inferred'), 0, 4, 'ai'), []);
    deepStrictEqual(insertionOffsets(over('inferred'), 0, 4, 'human'), [{ start: 0, end: 4 }]);
  });
});
