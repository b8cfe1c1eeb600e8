import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cause, Source } from '../../../src/provenance/source';
import { explainSource, timeOf } from '../../../src/workflow/read/explain';

const src = join(__dirname, '../../../src');
const name = (id: string) => (id === 'sample' ? 'Sample $1 <when>' : id);
const now = new Date(2026, 10, 24, 15, 30).getTime();
const at = new Date(2026, 10, 24, 14, 3).getTime();
const explain = (source: Source | null) => explainSource(source, name, now);
const sentence = (source: Source) => explain(source).details[0];

describe('a source in words', () => {
  const causes = [
    ...readFileSync(join(src, 'provenance/source.ts'), 'utf8')
      .split('export type Cause')[1]!
      .split(';')[0]!
      .matchAll(/'([a-z-]+)'/g),
  ].map(([, cause]) => cause as Cause);

  it('has a sentence of its own for each cause, with the time', () => {
    const said = causes.map((cause) => sentence({ origin: 'tool', cause, at }));
    const withoutTime = said.filter((words) => !words?.includes('at 14:03'));
    deepStrictEqual(withoutTime, ['Nothing was seen of it.']);
    // Both chats are one to a person.
    strictEqual(new Set(said).size, causes.length - 1);
    strictEqual(causes.length, 25);
  });

  it('has one for each cause that the record makes', () => {
    const made = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join(src, file), 'utf8').matchAll(
          /cause: '([a-z-]+)'|\b(?:tool|unknown|ai|human|accepted)\('([a-z-]+)'/g,
        ),
      ])
      .map(([, cause, other]) => cause ?? other);
    const unknown = [...new Set(made)].filter((cause) => !causes.includes(cause as Cause));
    deepStrictEqual([unknown, made.length > 20], [[], true]);
  });

  it('names the assistant, the model and the evidence', () => {
    deepStrictEqual(
      explain({
        origin: 'ai',
        evidence: 'host',
        cause: 'suggestion',
        assistant: 'copilot',
        model: 'gpt-5.2',
        at,
      }),
      {
        title: 'AI: copilot',
        details: [
          'Accepted as a suggestion of copilot at 14:03.',
          'Model: gpt-5.2.',
          'Evidence: the editor said so.',
        ],
      },
    );
    strictEqual(
      sentence({ origin: 'ai', cause: 'suggestion', assistant: 'sample' }),
      'Accepted as a suggestion of Sample $1 <when>.',
    );
  });

  it('says what was not seen', () => {
    deepStrictEqual(explain({ origin: 'unknown', cause: 'unobserved', at }), {
      title: 'Unknown',
      details: ['Appeared on disk while no observer ran; it was first seen at 14:03.'],
    });
    deepStrictEqual(explain({ origin: 'unknown' }).details, ['Nothing was seen of it.']);
    deepStrictEqual(explain({ origin: 'unknown', cause: 'toString' as Cause }).details, [
      'Nothing was seen of it.',
    ]);
  });

  it('says who declared it, when and why, and what it stands over', () => {
    deepStrictEqual(
      explain({
        origin: 'human',
        evidence: 'declared',
        by: 'Ada <ada@acme.dev>',
        why: 'I dictated it',
        was: { origin: 'ai', evidence: 'host' },
        at: at - 4 * 24 * 3_600_000,
        commit: 'c0ffee1234567890',
      }).details,
      [
        'Declared by Ada <ada@acme.dev> on 2026-11-20 at 14:03.',
        'Evidence: a person said so.',
        'Before the declaration it was recorded as ai (host). It still counts as AI.',
        'Reason given: I dictated it',
        'It stands in commit c0ffee1234.',
      ],
    );
  });

  it('tells the time as a person reads it', () => {
    strictEqual(timeOf(at, now), 'at 14:03');
    strictEqual(timeOf(new Date(2026, 0, 2, 3, 4).getTime(), now), 'on 2026-01-02 at 03:04');
    match(timeOf(new Date(2025, 10, 24, 14, 3).getTime(), now), /^on 2025-11-24 at 14:03$/);
  });
});
