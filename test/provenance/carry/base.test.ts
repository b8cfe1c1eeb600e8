import { strict as assert } from 'node:assert';
import { settleBase } from '../../../src/provenance/carry/base';
import type { Run, Runs } from '../../../src/provenance/runs';
import type { Source } from '../../../src/provenance/source';
import { linesOf } from '../../../src/text/lines';
import { fromMarks, toMarks } from '../../support/marks';
import { FreshText, property, type Random } from '../../support/random';
import { sourcesOf } from '../../support/session';

/** The marked text after `base` was committed as `c1`. */
function check(marked: string, base: string, expected: string): void {
  const { text, runs } = fromMarks(marked);
  assert.equal(toMarks(text, settleBase(text, runs, base, 'c1')), expected);
}

describe('settleBase', () => {
  const cases: [name: string, marked: string, base: string, expected: string][] = [
    ['all was committed', '«ai|a\n»«human|b\n»', 'a\nb\n', '«ai@c1|a\n»«human@c1|b\n»'],
    ['nothing was', '«ai|a\n»', 'x\n', '«ai|a\n»'],
    ['a part of the lines was', 'a\n«ai|b\nc\n»d\n', 'a\nb\nd\n', 'a\n«ai@c1|b\n»«ai|c\n»d\n'],
    [
      'a line that was committed otherwise is still an insertion',
      '«ai|let a = 1;\n»',
      'let a;\n',
      '«ai|let a = 1;\n»',
    ],
    ['an older commit stays', '«ai@c0|a\n»«ai|b\n»', 'a\nb\n', '«ai@c0|a\n»«ai@c1|b\n»'],
    ['what nobody saw come is base', '«unknown|a\n»«ai|b\n»', 'a\nb\n', 'a\n«ai@c1|b\n»'],
    ['but not while it is in no commit', '«unknown|a\n»', '', '«unknown|a\n»'],
    ['other line breaks are no change', '«ai|a\r\nb\r\n»', 'a\nb\n', '«ai@c1|a\r\nb\r\n»'],
    ['an unfinished last line', 'a\n«ai|b»', 'a\nb\n', 'a\n«ai@c1|b»'],
    ['the base is empty', 'a«ai|b»', '', 'a«ai|b»'],
    ['the text is empty', '', 'a\n', ''],
  ];
  for (const [name, marked, base, expected] of cases) it(name, () => check(marked, base, expected));

  property('whole lines of the base are committed, all else is as it was', 2000, (random, trace) => {
    const { text, base } = texts(random);
    const runs = someRuns(random, text.length);
    trace(`${toMarks(text, runs)}\nbase ${JSON.stringify(base)}`);
    const committed = new Set(linesOf(base).map((line) => base.slice(line.start, line.end)));
    const before = sourcesOf(runs);
    const expected = linesOf(text).flatMap((line) => {
      const own = before.slice(line.start, line.next);
      return committed.has(text.slice(line.start, line.end)) ? own.map(inCommit) : own;
    });
    const settled = settleBase(text, runs, base, 'c1');
    assert.equal(
      toMarks(text, settled),
      toMarks(
        text,
        expected.map((source) => ({ length: 1, source })),
      ),
    );
    assert.equal(
      toMarks(text, settleBase(text, settled, base, 'c2')),
      toMarks(text, settled),
      'twice is once',
    );
  });
});

function inCommit(source: Source | null): Source | null {
  if (source === null || source.commit !== undefined) return source;
  return source.origin === 'unknown' ? null : { ...source, commit: 'c1' };
}

/** Lines that stand nowhere else, each in the text, the base or both, in one order. */
function texts(random: Random): { text: string; base: string } {
  const fresh = new FreshText();
  let [text, base] = ['', ''];
  for (let i = random.below(10); i > 0; i--) {
    const line = fresh.character() + fresh.character();
    const where = random.below(4);
    if (where !== 0) text += line + random.pick(['\n', '\r\n']);
    if (where !== 1) base += `${line}\n`;
  }
  return { text: random.chance(0.2) ? text.replace(/\r?\n$/, '') : text, base };
}

function someRuns(random: Random, length: number): Runs {
  const sources: (Source | null)[] = [
    null,
    { origin: 'human', evidence: 'observed' },
    { origin: 'ai', evidence: 'host', commit: 'c0' },
    { origin: 'ai', evidence: 'host' },
    { origin: 'unknown', cause: 'disk' },
  ];
  const runs: Run[] = [];
  for (let left = length; left > 0; left -= runs[runs.length - 1]!.length)
    runs.push({ length: 1 + random.below(Math.min(left, 5)), source: random.pick(sources) });
  return runs;
}
