import { deepStrictEqual, strictEqual } from 'node:assert';
import { share } from '../../src/report/format';
import { html, tagged } from '../../src/report/html';
import { timeline } from '../../src/report/totals';
import { noCommits, noLines } from '../../src/workflow/audit/auditTally';

const periods = (...months: string[]) =>
  Object.fromEntries(
    months.map((month) => [month, { commits: { ...noCommits(), unmarked: 1 }, lines: noLines() }]),
  );
const names = (...months: string[]) => timeline(periods(...months)).bars.map(({ name }) => name);

describe('the figures of the report', () => {
  it('have columns of months, quarters or years, empty ones too', () => {
    deepStrictEqual(names('2025-11', '2026-02'), ['2025-11', '2025-12', '2026-01', '2026-02']);
    const quarters = names('2020-12', '2026-01');
    strictEqual(quarters[0], '2020 Q4');
    strictEqual(quarters.length, 22);
    strictEqual(names('2000-01', '2026-01').length, 27);
    deepStrictEqual(names(), []);
  });

  it('stay few when commits say that they are of any year', () => {
    const made = periods(...Array.from({ length: 8000 }, (_, i) => `${1970 + i}-01`), '2026-03', '2026-04');
    const { bars, left, unit } = timeline(made);
    strictEqual(unit, 'year');
    strictEqual(bars.length, 36);
    strictEqual(left, 8000 - 36);
    // The year of most commits is there, whatever the others say.
    deepStrictEqual(
      bars.filter(({ values }) => values.unmarked === 3).map(({ name }) => name),
      ['2026'],
    );
  });

  it('never round to nothing, nor to everything', () => {
    deepStrictEqual(
      [share(0, 10), share(1, 100_000), share(1, 3), share(99_999, 100_000), share(10, 10), share(0, 0)],
      ['0 %', '< 0.1 %', '33.3 %', '> 99.9 %', '100 %', '0 %'],
    );
  });

  it('escape what strangers wrote, in text and in attributes, and spell out what cannot be seen', () => {
    const evil = `"'<b>&\u202e\u0000`;
    strictEqual(
      html`<a title="${evil}">${[evil, html`<i>${1}</i>`, false, undefined]}</a>`.toString(),
      '<a title="&quot;&#39;&lt;b&gt;&amp;\\u202e\\u0000">&quot;&#39;&lt;b&gt;&amp;\\u202e\\u0000<i>1</i></a>',
    );
  });

  it('are put into a translation in its order, and only its own tags are tags', () => {
    strictEqual(
      tagged('<i>{1}</i> & <strong>{0}</strong> {2}{3}', '<em>', html`<b>${'{0}'}</b>`).toString(),
      '&lt;i&gt;<b>{0}</b>&lt;/i&gt; &amp; <strong>&lt;em&gt;</strong> ',
    );
  });
});
