import { deepStrictEqual } from 'node:assert';
import { attestable, countText, lineRanges } from '../../src/editor/attestModel';
import type { CompiledZone } from '../../src/policy/compiled';
import { type AiLines, digestOf } from '../../src/workflow/attest';

const ada = 'Ada <ada@acme.dev>';
const zones: Readonly<Record<string, Partial<CompiledZone>>> = {
  open: { mode: 'eligible' },
  core: { mode: 'attest', attestation: 'trailer', attestedBy: 'author' },
  done: { mode: 'attest', attestation: 'trailer', attestedBy: 'author' },
  other: { mode: 'attest', attestation: 'trailer', attestedBy: 'other' },
  signed: { mode: 'attest', attestation: 'signed', attestedBy: 'author' },
  training: { mode: 'restricted', owners: ['luis@acme.dev'] },
};
const lines = (path: string): AiLines[] => [{ path, lines: [{ line: 2, text: 'x' }] }];

describe('what can be attested', () => {
  it('is what waits for this person; the rest is said', () => {
    const aiLines = new Map(Object.keys(zones).map((name) => [name, lines(`${name}.ts`)]));
    const known = [
      { by: ada, zones: { done: digestOf(lines('done.ts')), core: 'of other lines' } },
      { by: 'Luis <luis@acme.dev>', zones: { core: digestOf(lines('core.ts')) } },
    ];
    deepStrictEqual(
      attestable(aiLines, (name) => zones[name] as CompiledZone, known, ada),
      {
        open: new Map([['core', lines('core.ts')]]),
        done: ['done'],
        others: [
          'other asks for the attestation of a person other than the author.',
          'signed asks for a signed attestation, which this version cannot make.',
          'training is restricted: its AI lines need the sign-off of luis@acme.dev.',
        ],
      },
    );
  });

  it('is counted in words', () => {
    const file = { path: 'a.ts', lines: [3, 4, 5, 9].map((line) => ({ line, text: '' })) };
    deepStrictEqual(
      [lineRanges(file.lines), countText([file]), countText([...lines('b.ts'), file])],
      ['3–5, 9', '4 AI lines in 1 file', '5 AI lines in 2 files'],
    );
  });
});
