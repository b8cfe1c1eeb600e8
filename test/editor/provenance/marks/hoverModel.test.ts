import { deepStrictEqual } from 'node:assert/strict';
import { explainLineModel } from '../../../../src/editor/provenance/marks/explainModel';
import { hoverText } from '../../../../src/editor/provenance/marks/hoverModel';
import type { FileRule } from '../../../../src/editor/zones/zoneStatus';
import { mapSources } from '../../../../src/provenance/runs';
import { fromMarks } from '../../../support/marks';

const now = new Date(2026, 10, 26, 15, 0).getTime();
const rule: FileRule = {
  zone: 'core',
  mode: 'attest',
  zones: ['core'],
  owners: ['ada@acme.dev'],
  signoff: { covers: 'all', threshold: 1 },
  attestedBy: 'author',
};
const asked = 'core · attest: AI output may be committed when a person states that they reviewed it.';

function hover(marked: string, line: number, withRule?: FileRule, displayName = (id: string) => id) {
  const { text, runs } = fromMarks(marked);
  const timed = mapSources(runs, (source) => source && { ...source, cause: 'suggestion', at: now - 60_000 });
  return hoverText(explainLineModel(text, timed, line)!, withRule, displayName, now);
}

describe('the hover of a line', () => {
  it('says origin, assistant, evidence, time, model, and what the zone asks for', () => {
    deepStrictEqual(
      hover('one\n«ai:copilot/gpt-5~host|two»\n', 2, rule, () => 'Copilot'),
      {
        title: 'AI: Copilot · host',
        lines: [
          'Accepted as a suggestion of Copilot at 14:59.',
          'Model: gpt-5.',
          'Evidence: the editor said so.',
          asked,
        ],
      },
    );
  });

  it('lists the insertions of a line that has several, and says what the line counts as', () => {
    const text = hover('«human~observed|const all = sum(»«ai:copilot~inferred|x»«human~observed|);»\n', 1);
    deepStrictEqual(text?.title, 'Mixed: less than half is AI · inferred');
    deepStrictEqual(
      text?.lines.map((line) => line.slice(0, line.indexOf(':'))),
      ['“const all = sum(”', '“x”', '“);”'],
    );
  });

  it('says how much it leaves out', () => {
    const many = Array.from({ length: 7 }, (_, i) => `«${i % 2 ? 'ai' : 'pasted'}~host|piece${i} »`).join('');
    deepStrictEqual(hover(`${many}\n`, 1)?.lines.at(-1), 'And 3 more.');
  });

  it('is none where nothing was inserted since the last commit', () => {
    deepStrictEqual([hover('one\n', 1, rule), hover('«ai@c0ffee|one\n»', 1, rule)], [undefined, undefined]);
  });

  it('shows what a stranger hid in a name', () => {
    const text = hover('«ai:x~host|two»\n', 1, undefined, () => 'Eve\u202e\u0007');
    deepStrictEqual(
      [text?.title, text?.lines[0]],
      ['AI: Eve\\u202e\\u0007 · host', 'Accepted as a suggestion of Eve\\u202e\\u0007 at 14:59.'],
    );
  });
});
