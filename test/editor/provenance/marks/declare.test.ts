import { deepStrictEqual } from 'node:assert';
import { type Declaration, declared, needsReason } from '../../../../src/editor/provenance/marks/declare';
import { runsOf } from '../../../../src/provenance/runs';
import type { Source } from '../../../../src/provenance/source';

const ada: Declaration = { origin: 'human', by: 'Ada <ada@acme.dev>', why: 'I dictated it', at: 5 };
const word = { origin: 'human', evidence: 'declared', by: 'Ada <ada@acme.dev>', why: 'I dictated it', at: 5 };
const byHost: Source = { origin: 'ai', evidence: 'host', assistant: 'sample', at: 1 };

describe('a declaration', () => {
  it('keeps what it stands over, and of a second one what the first stood over', () => {
    const once = declared(ada)(byHost);
    deepStrictEqual(once, { ...word, assistant: 'sample', was: { origin: 'ai', evidence: 'host' } });
    deepStrictEqual(declared({ ...ada, origin: 'pasted', at: 6 })(once), {
      ...word,
      assistant: 'sample',
      origin: 'pasted',
      at: 6,
      was: { origin: 'ai', evidence: 'host' },
    });
  });

  it('makes no insertion of text that is committed', () => {
    deepStrictEqual(declared(ada)(null), { ...word, commit: 'base' });
    deepStrictEqual(declared(ada)({ origin: 'unknown', commit: 'c0ffee' }), {
      ...word,
      was: { origin: 'unknown' },
      commit: 'c0ffee',
    });
  });

  it('names the assistant of text that is declared AI', () => {
    const { why: _, ...told } = ada;
    deepStrictEqual(declared({ ...told, origin: 'ai', assistant: 'codex' })({ origin: 'unknown' }), {
      origin: 'ai',
      evidence: 'declared',
      by: 'Ada <ada@acme.dev>',
      at: 5,
      assistant: 'codex',
      was: { origin: 'unknown' },
    });
  });

  const asked: readonly [source: Source | null, origin: 'human' | 'ai' | 'tool', needed: boolean][] = [
    [byHost, 'human', true],
    [{ ...byHost, evidence: 'reported' }, 'tool', true],
    [byHost, 'ai', false],
    [{ ...byHost, evidence: 'inferred' }, 'human', false],
    [declared(ada)(byHost), 'human', true],
    [{ origin: 'pasted', evidence: 'observed' }, 'human', false],
    [null, 'human', false],
  ];
  it('needs a reason only over AI text that was reported or seen by the host', () => {
    deepStrictEqual(
      asked.map(([source, origin]) => needsReason(runsOf(3, source), origin)),
      asked.map(([, , needed]) => needed),
    );
  });
});
