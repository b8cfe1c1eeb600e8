import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { effort } from '../support/effort';
import {
  figuresOf,
  type HostSignals,
  isUpToDate,
  judge,
  PACES,
  type PlayedAndJudged,
  type Share,
  sessionNames,
} from '../support/sessions/score';
import { attributionTable, disagreements, mistakes } from '../support/sessions/table';

/** What the record must be right in: issue 4. The recordings are of real keys in a real VS Code. */
describe('Attribution, over the recorded sessions', function () {
  this.timeout(600_000);
  const paces = effort(2, PACES);
  const judged: PlayedAndJudged[] = [];
  const main = () => judged.filter(({ session }) => session.apart === undefined);

  before(async () => {
    for (const name of sessionNames()) judged.push(await judge(name, paces));
  });

  it('at least 60 sessions, each recorded as it stands', () => {
    assert.deepEqual(
      judged.filter((one) => !isUpToDate(one)).map(({ session }) => session.name),
      [],
    );
    assert.ok(main().length >= 60, `${main().length} sessions`);
  });

  it('the window of the recording said the same of every line as the replay does', () => {
    assert.deepEqual(disagreements(judged), []);
  });

  it('what was there before is no assistant’s', () => {
    const taken = judged.flatMap(({ old }) =>
      old.filter(({ record }) => record.origin === 'ai' || record.origin === 'mixed'),
    );
    assert.deepEqual(
      taken.map(({ session, line, record }) => `${session.name}:${line} ${record.origin}`),
      [],
    );
  });

  for (const [setting, limits] of [
    ['auto', { ai: 0.99, falseAi: 0 }],
    ['off', { ai: 0.95, falseAi: 0.01 }],
  ] as const) {
    for (const [pace, of] of [
      ['at the pace of the recording', (one: PlayedAndJudged) => one.lines],
      ['at other paces', (one: PlayedAndJudged) => one.paced],
    ] as const)
      it(`hostSignals: ${setting}, ${pace}`, () => {
        const lines = main().flatMap((one) => of(one)[setting as HostSignals]);
        const { origins, falseHuman, falseAi, unknown } = figuresOf(lines);
        const wrong = mistakes(main()).join('\n');
        assert.ok(lines.length > 250, `${lines.length} lines`);
        assert.equal(falseHuman.part, 0, wrong);
        assert.ok(rate(falseAi) <= limits.falseAi, wrong);
        assert.ok(rate(origins.ai.precision) >= limits.ai, wrong);
        assert.ok(rate(origins.ai.recall) >= limits.ai, wrong);
        assert.ok(rate(unknown) <= 0.05, wrong);
      });
  }

  it('is what the README says', () => {
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    const [, table] = /<!-- attribution -->\n([\s\S]*?)\n<!-- \/attribution -->/.exec(readme) ?? [];
    // The figures of all paces need all paces.
    const tried = (text = '') =>
      paces === PACES ? text : text.replace(/\| each session replayed[\s\S]*?\n\n/, '');
    assert.equal(tried(table), tried(attributionTable(judged)), 'npm run bench:attribution -- --update');
  });
});

const rate = ({ part, of }: Share): number => part / of;
