import { deepStrictEqual, strictEqual } from 'node:assert';
import { parseGitAiNote } from '../../../src/provenance/written/gitAiNote';

const meta = (more: object = {}) =>
  JSON.stringify({ schema_version: 'authorship/3.0.0', prompts: {}, ...more });
const session = { s_1: { agent_id: { tool: 'cursor', id: 'x', model: 'm' } } };

describe('a note of git-ai', () => {
  it('is read as its specification writes it', () => {
    const prompts = { abcd1234abcd1234: { agent_id: { tool: 'codex', id: 'old' } } };
    const text = `src/main.rs\n  s_1::t_9f8e7d6c5b4a32 1-10,15\n"src/my file.rs"\n  abcd1234abcd1234 1\n  h_31dce776f88375 2-3\n---\n${meta({ prompts, sessions: session })}`;
    deepStrictEqual(parseGitAiNote(text), [
      {
        path: 'src/main.rs',
        ranges: [
          { start: 1, end: 10, by: 'ai', tool: 'cursor', model: 'm' },
          { start: 15, end: 15, by: 'ai', tool: 'cursor', model: 'm' },
        ],
      },
      {
        path: 'src/my file.rs',
        ranges: [
          { start: 1, end: 1, by: 'ai', tool: 'codex' },
          { start: 2, end: 3, by: 'human' },
        ],
      },
    ]);
    deepStrictEqual(parseGitAiNote(`---\n${meta()}`), []);
  });

  it('of another form is none', () => {
    for (const text of [
      '',
      '---',
      'a\n---\n',
      'a\n---\n{',
      `a\n${meta()}`,
      `a\n---\n${meta({ schema_version: 'authorship/2.0.0' })}`,
      'a\n---\n[]',
      'a\n---\nnull',
      `${'x'.repeat(8_000_001)}`,
    ])
      strictEqual(parseGitAiNote(text), undefined, text.slice(0, 60));
  });

  it('loses what cannot be read, and no more; of a session that it does not know the assistant is unknown', () => {
    const rows = [
      '  s_1::t 1',
      'a',
      '  s_1::t 0',
      '  s_1::t 5-2',
      '  s_1::t 1,,2',
      '  s_1::t 99999999999',
      '  s_2::t 1',
      '  __proto__ 1',
      '  s_1::t 7',
      '   s_1::t 8',
    ];
    deepStrictEqual(parseGitAiNote(`${rows.join('\n')}\n---\n${meta({ sessions: session })}`), [
      {
        path: 'a',
        ranges: [
          ...[1, 2].map((line) => ({ start: line, end: line, by: 'ai', tool: 'cursor', model: 'm' })),
          { start: 1, end: 1, by: 'ai' },
          { start: 7, end: 7, by: 'ai', tool: 'cursor', model: 'm' },
        ],
      },
    ]);
  });
});
