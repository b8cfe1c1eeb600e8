import { deepStrictEqual } from 'node:assert';
import { firstError, problemsByFile } from '../../../src/editor/window/policyProblems';
import type { Problem } from '../../../src/policy/problem';

const problem = (path: string, line: number, severity: Problem['severity'] = 'error'): Problem => ({
  path,
  line,
  column: 2,
  endLine: line,
  endColumn: 3,
  severity,
  message: `on ${line}`,
});

describe('the problems of a policy', () => {
  it('are sorted by file, and a file that has none any more is cleared', () => {
    const [a, b, c] = [problem('a', 1), problem('b', 2), problem('a', 3)];
    deepStrictEqual(
      problemsByFile([a, b, c], ['a', 'old']),
      new Map([
        ['a', [a, c]],
        ['old', []],
        ['b', [b]],
      ]),
    );
  });

  it('have a first error, which the status bar says', () => {
    const problems = [problem('a', 1, 'warning'), problem('b', 7)];
    deepStrictEqual(firstError({ kind: 'broken', problems }), 'b:7:2: on 7');
    deepStrictEqual(firstError({ kind: 'none' }), undefined);
  });
});
