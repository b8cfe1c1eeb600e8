import { strict as assert } from 'node:assert';
import { countLines, decideLines } from '../../src/provenance/decide';
import type { LineOrigin, LineRecord } from '../../src/provenance/source';
import { linesOf } from '../../src/text/lines';
import { fromMarks } from '../support/marks';

/**
 * The records of all lines of a marked text, as `origin~evidence by…`, `+declared` where they rest on a declaration.
 * `base` and `c1` are in the base; `c2` is the commit being amended.
 */
function check(marked: string, ...expected: string[]): void {
  const { text, runs } = fromMarks(marked);
  const lines = linesOf(text).map((_, i) => i + 1);
  const records = decideLines(text, runs, lines, (commit) => commit === 'base' || commit === 'c1');
  assert.deepEqual(
    records.map((record, i) => (record.line === i + 1 ? show(record) : record)),
    expected,
  );
}

function show({ origin, evidence, by, declared }: LineRecord): string {
  const who = (by ?? []).map((b) => ` ${b.assistant ?? '?'}${b.model === undefined ? '' : `/${b.model}`}`);
  return origin + (evidence ? `~${evidence}` : '') + who.join('') + (declared ? ' +declared' : '');
}

describe('A line’s origin (law 4)', () => {
  const cases: [name: string, marked: string, ...records: string[]][] = [
    ['of one origin', '«human~observed|typed\n»', 'human~observed'],
    ['each of its own', '«pasted~host|a\n»«tool~host|b\n»«unknown|c»', 'pasted~host', 'tool~host', 'unknown'],
    ['AI by half of what was inserted', '«ai:x~host|aa»«human~observed|bb»', 'ai~host x'],
    ['mixed by less', '«ai:x~host|aa»«human~observed|bbb»', 'mixed~host x'],
    ['mixed by a single character', '«human~observed|a long line»«ai~inferred|;»', 'mixed~inferred ?'],
    ['what was in the base has no part in it', 'a long line in the base «ai:x~host|1»', 'ai~host x'],
    ['neither has what was committed before', '«human~observed@c1|a long line »«ai:x~host|1»', 'ai~host x'],
    [
      'AI text of the base alone is no insertion',
      '«ai:x~host@c1|a long line »«human~observed|1»',
      'human~observed',
    ],
    [
      'blanks have no weight',
      '«human~observed|          »«ai:x~host|a»«human~observed|     bb»',
      'mixed~host x',
    ],
    ['nor have blanks of an assistant', '«ai:x~host|      »«human~observed|a»', 'human~observed'],
    ['the largest share', '«human~observed|aaa»«pasted~host|bb»«unknown|cc»', 'human~observed'],
    ['a tie of unknown and pasted', '«pasted~host|aa»«unknown|bb»', 'unknown'],
    ['a tie of pasted and tool', '«tool~host|aa»«pasted~host|bb»', 'pasted~host'],
    ['a tie of tool and human', '«human~host|aa»«tool~host|bb»', 'tool~host'],
    ['a tie of all', '«human~host|aa»«tool~host|bb»«pasted~host|cc»«unknown|dd»', 'unknown'],
    [
      'shares are summed over stretches',
      '«human~host|a»«pasted~host|bb»«human~observed|cc»',
      'human~observed',
    ],
    [
      'a share of one origin by one evidence and another',
      '«pasted~inferred|a»«pasted~host|b»',
      'pasted~inferred',
    ],
    [
      'the weakest evidence of its AI insertions',
      '«ai:x~reported|aaa»«ai:x~inferred|b»«human~declared|c»',
      'ai~inferred x +declared',
    ],
    ['declared is the weakest', '«ai:x~inferred|aaa»«ai:x~declared|b»', 'ai~declared x +declared'],
    ['observed is stronger than inferred', '«ai:x~observed|a»«ai:x~inferred|b»', 'ai~inferred x'],
    ['host is stronger than observed', '«ai:x~host|a»«ai:x~observed|b»', 'ai~observed x'],
    ['each assistant and model once', '«ai:x/m~host|a»«ai:y~host|b»«ai:x/m~host|c»', 'ai~host x/m y'],
    [
      'a declaration that decided nothing is still there',
      '«ai:x~host|aa»«human~declared|b»',
      'ai~host x +declared',
    ],
  ];
  for (const [name, marked, ...records] of cases) it(name, () => check(marked, ...records));

  describe('without characters inserted since the base', () => {
    const kept: typeof cases = [
      ['it keeps its recorded origin', '«ai:x~host@c1|moved line\n»', 'ai~host x'],
      ['even re-indented', '«tool~host|    »«ai:x~host@c1|moved line\n»', 'ai~host x'],
      ['a mixed one stays mixed', '«human~host@c1|aaaa»«ai:x~host@c1|b\n»', 'mixed~host x'],
      ['seen to be moved: tool', '«tool~observed@base|moved line\n»', 'tool~observed'],
      [
        'what is recorded comes before the move',
        '«tool~observed@base|moved »«ai:x~host@c1|line\n»',
        'ai~host x',
      ],
      ['nothing is known of it: unknown', 'moved line\n', 'unknown'],
      ['re-indented by the editor, nothing is recorded of it', '«tool~host|    »line\n', 'tool~host'],
      ['re-indented by a person', '«human~observed|    »line\n', 'human~observed'],
      ['moved and re-indented', '«human~observed|    »«tool~observed@base|line\n»', 'tool~observed'],
      ['its line break alone', 'line«human~observed|\n»', 'human~observed'],
      ['re-indented by nobody knows whom', '«unknown|    »line\n', 'unknown'],
    ];
    for (const [name, marked, ...records] of kept) it(name, () => check(marked, ...records));
  });

  it('says nothing by its blanks where the change did not change them', () => {
    const { text, runs } = fromMarks('line«human~observed|\n»«ai:x~host|    »other\n');
    const decided = decideLines(
      text,
      runs,
      [1, 2],
      () => true,
      (line) => line === 2,
    );
    assert.deepEqual(decided.map(show), ['unknown', 'ai~host x']);
  });

  describe('on an amend', () => {
    it('the amended commit’s text is inserted again', () => {
      check('«ai:x~host@c2|a\n»«ai:x~host@c1|b»«human~observed@c2|c\n»', 'ai~host x', 'human~observed');
    });
  });

  describe('of a blank line', () => {
    const blank: typeof cases = [
      [
        'that of its line break',
        'a\n«human~observed|\n»«ai:x~host|\n»',
        'unknown',
        'human~observed',
        'ai~host x',
      ],
      ['its blanks say nothing', '«ai:x~host|   »«human~observed|\n»', 'human~observed'],
      // Enter at the end of `a`: `a` gets the new line break, and the blank line the old one.
      [
        'of the break before it, where its own was there',
        'a«human~observed|\n»\n',
        'human~observed',
        'human~observed',
      ],
      ['its own comes first', 'a«human~observed|\n»«ai:x~host|\n»', 'human~observed', 'ai~host x'],
      ['a recorded one where none is new', '«ai:x~host@c1|a\n»«human~host@c1|\n»', 'ai~host x', 'human~host'],
      [
        'of the new break before it, where its own is only recorded',
        'a«human~observed|\n»«ai:x~host@c1|\n»',
        'human~observed',
        'human~observed',
      ],
      ['of nothing known', '\n', 'unknown'],
      ['unfinished, by its blanks', 'a\n«tool~host|  »', 'unknown', 'tool~host'],
    ];
    for (const [name, marked, ...records] of blank) it(name, () => check(marked, ...records));
  });
});

describe('Counts (law 5)', () => {
  it('add up to the lines, whatever lines were asked for', () => {
    const { text, runs } = fromMarks(
      '«ai:x~host|a\n»«human~declared|b\n»c\n«ai:x~host|d»«human~host|ddd\n»«tool~host|e\n»',
    );
    // A line that the text does not have is one of the commit’s all the same.
    const lines = decideLines(text, runs, [1, 2, 3, 4, 5, 9], () => false);
    const more: LineOrigin[] = ['pasted', 'pasted'];
    const counts = countLines([
      { path: 'a', lines },
      { path: 'b', lines: more.map((origin, i) => ({ line: i, origin })) },
    ]);
    assert.deepEqual(counts, {
      lines: 8,
      ai: 1,
      mixed: 1,
      human: 1,
      pasted: 2,
      tool: 1,
      unknown: 2,
      declared: 1,
    });
  });

  it('only the lines asked for, by their numbers', () => {
    const { text, runs } = fromMarks('a\n«ai~host|b\n»c\n');
    assert.deepEqual(
      decideLines(text, runs, [2], () => false),
      [{ line: 2, origin: 'ai', evidence: 'host', by: [{}] }],
    );
  });
});
