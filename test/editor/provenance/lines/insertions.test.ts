import { deepStrictEqual } from 'node:assert';
import { insertionText, rowsByZone, wrapped } from '../../../../src/editor/provenance/lines/insertions';
import type { FileProvenance, LineRecord } from '../../../../src/provenance/source';
import { countsText } from '../../../../src/workflow/read/countsText';

const ai = (line: number, model?: string): LineRecord => ({
  line,
  origin: 'ai',
  evidence: 'host',
  by: [{ assistant: 'sample', ...(model && { model }) }],
});
const human = (line: number): LineRecord => ({ line, origin: 'human', evidence: 'observed' });
const files: FileProvenance[] = [
  { path: 'b.ts', lines: [human(1)] },
  { path: 'core/a.ts', lines: [ai(3), ai(4), ai(5, 'gpt'), human(6), human(9)] },
  { path: 'train/c.py', lines: [{ line: 1, origin: 'unknown' }] },
];
const zoneOf = (path: string) =>
  path.startsWith('core/')
    ? { zone: 'core', mode: 'attest' }
    : path.startsWith('train/')
      ? { zone: 'training', mode: 'restricted' }
      : { zone: 'default', mode: 'eligible' };

describe('the rows of Show Provenance', () => {
  it('are by zone, the strictest first, then by file and insertion', () => {
    const rows = rowsByZone(files, zoneOf).map(({ zone, mode, files: inZone }) => [
      `${zone} ${mode}`,
      ...inZone.flatMap(({ path, counts, insertions }) => [
        `${path} ${countsText(counts)}`,
        ...insertions.map((one) => Object.values(insertionText(one, (id) => id.toUpperCase())).join(': ')),
      ]),
    ]);
    deepStrictEqual(rows, [
      ['training restricted', 'train/c.py 1 line: 1 unknown', 'line 1: unknown'],
      [
        'core attest',
        'core/a.ts 5 lines: 3 ai, 2 human',
        'lines 3–4: ai, SAMPLE, host',
        'line 5: ai, SAMPLE (gpt), host',
        'line 6: human, observed',
        'line 9: human, observed',
      ],
      ['default eligible', 'b.ts 1 line: 1 human', 'line 1: human, observed'],
    ]);
  });

  it('wrap what is longer than a row', () => {
    deepStrictEqual(wrapped('one two  three incomprehensibly four', 8), [
      'one two',
      'three',
      'incomprehensibly',
      'four',
    ]);
    deepStrictEqual(wrapped('', 8), []);
  });
});
