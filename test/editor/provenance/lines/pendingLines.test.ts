import { deepStrictEqual } from 'node:assert';
import { pendingAiLines, pendingLines } from '../../../../src/editor/provenance/lines/pendingLines';
import { decideLines } from '../../../../src/provenance/decide';
import { concatRuns, type Runs, runsOf } from '../../../../src/provenance/runs';
import type { Source } from '../../../../src/provenance/source';
import { linesOf } from '../../../../src/text/lines';
import { fromMarks } from '../../../support/marks';
import { Random } from '../../../support/random';

function check(marked: string, expect: readonly number[]) {
  const { text, runs } = fromMarks(marked);
  deepStrictEqual(pendingAiLines(text, runs), expect);
}

describe('the lines with AI text that is in no commit', () => {
  it('are found wherever they stand', () => {
    check('one\ntwo\n', []);
    check('one\n«ai|two\nthree\n»four\n«human|five\n»«ai|six»', [2, 3, 6]);
    check('«ai|one»\r\ntwo\r\n«ai|three»', [1, 3]);
  });

  it('count where a person typed more than half of one', () => {
    check('«human|const total = sum(»«ai|all»«human|);»\n', [1]);
  });

  it('are not those of a commit', () => {
    check('«ai@c0ffee|one\n»«human|two»', []);
  });

  it('stay when a person declares them human over what the host saw (law 8)', () => {
    const over = (evidence: 'host' | 'inferred'): Runs =>
      runsOf(4, { origin: 'human', evidence: 'declared', was: { origin: 'ai', evidence } });
    deepStrictEqual(pendingAiLines('one\n', over('host')), [1]);
    deepStrictEqual(pendingAiLines('one\n', over('inferred')), []);
    const both = concatRuns([over('inferred'), over('host')]);
    deepStrictEqual(pendingAiLines('one\ntwo\n', both), [2]);
  });

  it('come with all others of an unsaved file', () => {
    const { text, runs } = fromMarks(
      'base\n«human~observed|mine\n»«ai:sample~host|its\n»«human@c0ffee|old»\n',
    );
    deepStrictEqual(pendingLines('a.ts', text, runs), {
      path: 'a.ts',
      lines: [
        { line: 2, origin: 'human', evidence: 'observed' },
        { line: 3, origin: 'ai', evidence: 'host', by: [{ assistant: 'sample' }] },
      ],
    });
  });

  it('are decided one by one as they would be all together', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { text, runs } = randomText(new Random(seed));
      const pending = (source: Source | null) => source !== null && source.commit === undefined;
      let at = 0;
      const ranges = runs.map(({ length, source }) => ({
        from: at,
        to: (at += length),
        pending: pending(source),
      }));
      const touched = linesOf(text).flatMap(({ start, next }, i) =>
        ranges.some((one) => one.pending && one.from < next && one.to > start) ? [i + 1] : [],
      );
      const expect = decideLines(text, runs, touched, () => true);
      deepStrictEqual(pendingLines('a', text, runs).lines, expect, `seed ${seed}`);
    }
  });
});

function randomText(random: Random): { text: string; runs: Runs } {
  const pieces = ['x', 'const a', ' ', '\n', '\n\n', ';\r\n', '  \n'];
  const sources: (Source | null)[] = [
    null,
    { origin: 'human', evidence: 'observed' },
    { origin: 'ai', evidence: 'host', assistant: 'sample' },
    { origin: 'ai', evidence: 'host', commit: 'c0ffee' },
    { origin: 'unknown' },
    { origin: 'tool', evidence: 'inferred', commit: 'base' },
  ];
  const parts = Array.from({ length: 1 + random.below(12) }, () => ({
    text: random.pick(pieces),
    source: random.pick(sources),
  }));
  return {
    text: parts.map((part) => part.text).join(''),
    runs: concatRuns(parts.map((part) => runsOf(part.text.length, part.source))),
  };
}
