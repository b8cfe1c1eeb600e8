import { deepStrictEqual } from 'node:assert/strict';
import { lineOrigins, originMarks, originsOf } from '../../../../src/editor/provenance/lines/originMarks';
import { pendingIn, pendingLines } from '../../../../src/editor/provenance/lines/pendingLines';
import {
  type Block,
  blocksOf,
  covers,
  partsToShow,
  rulerBlocks,
} from '../../../../src/editor/provenance/marks/marksModel';
import { concatRuns, runsOf, sliceRuns } from '../../../../src/provenance/runs';
import type { LineOrigin } from '../../../../src/provenance/source';
import { linesOf } from '../../../../src/text/lines';
import { fromMarks } from '../../../support/marks';
import { Random } from '../../../support/random';

const quiet = originsOf(['ai', 'mixed', 'pasted', 'unknown']);
/** `ai 2–3` for each block. */
const shown = (blocks: readonly Block[]) =>
  blocks.map(({ origin, first, last }) => `${origin} ${first}–${last}`);

function check(marked: string, expect: readonly string[], origins: ReadonlySet<LineOrigin> = quiet) {
  const { text, runs } = fromMarks(marked);
  deepStrictEqual(shown(blocksOf(pendingIn({ text, runs, first: 1, leads: false }), origins)), expect);
}

describe('the marks of a document', () => {
  it('are blocks of one origin; what a person typed is left alone', () => {
    check('old\n«ai~host|one\ntwo\n»«human|three\n»«pasted|four\n»«unknown|five\n»', [
      'ai 2–3',
      'pasted 5–5',
      'unknown 6–6',
    ]);
  });

  it('are those that are wanted', () => {
    check(
      '«ai|one\n»«human|two\n»«tool|three\n»',
      ['human 2–2', 'tool 3–3'],
      originsOf(['human', 'tool', 'no', 7]),
    );
    check('«ai|one\n»', [], originsOf('ai'));
  });

  it('are not on text that a commit holds', () => {
    check('«ai@c0ffee|one\n»«ai|two\n»«pasted@base|three\n»', ['ai 2–2']);
  });

  it('tell a line with less than half of AI text apart', () => {
    check('«human|const total = sum(»«ai|all»«human|);\n»«ai|next();\n»', ['mixed 1–1', 'ai 2–2']);
  });

  it('of a part are those of the whole, wherever it is cut', () => {
    let parts = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const { text, runs } = randomText(random);
      const lines = linesOf(text);
      const whole = pendingLines('', text, runs).lines;
      for (let first = 1; first <= lines.length; ) {
        const last = Math.min(lines.length, first + random.below(4));
        const leads = first > 1;
        const from = lines[first - (leads ? 2 : 1)]!.start;
        const to = lines[last - 1]!.next;
        const part = pendingIn({
          text: text.slice(from, to),
          runs: sliceRuns(runs, from, to),
          first: first - (leads ? 1 : 0),
          leads,
        });
        deepStrictEqual(
          part,
          whole.filter(({ line }) => line >= first && line <= last),
          `seed ${seed}, lines ${first} to ${last}`,
        );
        parts++;
        first = last + 1;
      }
    }
    deepStrictEqual(parts > 500, true);
  });
});

describe('the lines that an editor has marks for', () => {
  const parts = (visible: readonly [number, number][], lineCount = 50_000) =>
    partsToShow(
      visible.map(([first, last]) => ({ first, last })),
      lineCount,
    ).map(({ first, last }) => [first, last]);

  it('are those that it shows and a screen on either side, within the file', () => {
    deepStrictEqual(parts([[1000, 1049]]), [[950, 1099]]);
    deepStrictEqual(parts([[1, 50]], 80), [[1, 80]]);
  });

  it('are few where many lines are folded between them', () => {
    deepStrictEqual(
      parts([
        [100, 109],
        [40_000, 40_009],
      ]),
      [
        [80, 129],
        [39_980, 40_029],
      ],
    );
    deepStrictEqual(
      parts([
        [100, 109],
        [120, 129],
      ]),
      [[80, 149]],
    );
  });

  it('are looked at again once something else is visible', () => {
    const shown = partsToShow([{ first: 100, last: 149 }], 1000);
    deepStrictEqual(
      [
        [60, 109],
        [150, 199],
        [151, 200],
        [49, 98],
      ].map(([first, last]) => covers(shown, [{ first: first!, last: last! }])),
      [true, true, false, false],
    );
  });
});

describe('the overview ruler', () => {
  it('of a short file shows each block', () => {
    const blocks = [block('ai', 1, 2), block('pasted', 3, 3), block('ai', 5, 9)];
    deepStrictEqual(rulerBlocks(blocks, 100), blocks);
  });

  it('of a long one puts together what it could not show apart, and has never many', () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      block(i % 2 ? 'ai' : 'unknown', 10 * i + 1, 10 * i + 1),
    );
    const ruled = rulerBlocks(many, 50_000);
    deepStrictEqual(shown(ruled), ['unknown 1–49981', 'ai 11–49991']);
    const sparse = Array.from({ length: 500 }, (_, i) => block('ai', 100 * i + 1, 100 * i + 1));
    deepStrictEqual(rulerBlocks(sparse, 50_000).length, 500);
  });

  it('changes no block that it was given', () => {
    const blocks = [block('ai', 1, 1), block('ai', 3, 3)];
    deepStrictEqual(shown(rulerBlocks(blocks, 9000)), ['ai 1–3']);
    deepStrictEqual(shown(blocks), ['ai 1–1', 'ai 3–3']);
  });
});

describe('the origins', () => {
  it('each have a colour of their own, and but for AI’s two a shape of their own', () => {
    deepStrictEqual(new Set(lineOrigins.map((origin) => originMarks[origin].color)).size, 6);
    deepStrictEqual(new Set(lineOrigins.map((origin) => originMarks[origin].icon)).size, 5);
  });
});

const block = (origin: LineOrigin, first: number, last: number): Block => ({ origin, first, last });

function randomText(random: Random) {
  const pieces = Array.from({ length: 1 + random.below(12) }, () => {
    const text = random.pick(['a', 'bc\n', '\n', '  ', 'def', '\n\n', ' x\ny', 'z;\n']);
    const origin = random.pick(['ai', 'human', 'pasted', 'unknown', 'tool'] as const);
    const source =
      random.below(3) === 0 ? null : { origin, ...(random.below(4) === 0 && { commit: 'c0ffee' }) };
    return { text, runs: runsOf(text.length, source) };
  });
  return { text: pieces.map(({ text }) => text).join(''), runs: concatRuns(pieces.map(({ runs }) => runs)) };
}
