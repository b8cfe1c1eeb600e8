import { assistantNames } from '../assistants/names';
import { type AuditedAssistant, auditSources } from '../workflow/auditCommit';
import { type AuditReport, dateOf, type TermsRow, termsRows } from '../workflow/auditReport';
import { barChart, legend } from './chart';
import { count, of } from './format';
import { type Html, html } from './html';
import { commitSeries } from './series';
import { chartTable, table } from './table';
import { sumOf } from './totals';

const mostRows = 60;
const mostBars = 12;

/** Under which vendor terms: at the time, and now. @param now milliseconds since the epoch */
export function termsSection(report: AuditReport, now: number): Html {
  const isMany = report.repositories.length > 1;
  const rows = report.repositories
    .flatMap(({ name, audit }) => termsRows(audit, now).map((row) => ({ name, row })))
    .sort((a, b) => sumOf(b.row.commits) - sumOf(a.row.commits));
  const bars = assistantBars(report);
  const series = commitSeries.filter(({ key }) => (auditSources as readonly string[]).includes(key));
  const names = assistantNames();
  const lapsed = rows.filter(
    ({ row: { now: current } }) => current !== undefined && (current.daysLeft ?? 0) < 0,
  );
  return html`<h2 id="terms">Under which vendor terms</h2>
${
  rows.length === 0
    ? html`<p>No assistant was seen.</p>`
    : html`
${lapsed.length > 0 && html`<div class="callout"><p><strong>The review of ${of(new Set(lapsed.map(({ row }) => row.now?.vendor)).size, 'contract')} in use has expired.</strong></p></div>`}
<figure><figcaption>Commits by assistant, by what that rests on</figcaption>${legend(series, bars)}${barChart('chart-assistants', 'Commits by assistant, by what that rests on', series, bars)}<details><summary>The figures</summary>${chartTable('Commits by assistant', 'Assistant', series, bars)}</details></figure>
${table(
  'Assistants and contracts',
  [
    { title: 'Assistant, contract' },
    { title: 'Terms at the time' },
    { title: 'Terms now' },
    { title: 'Commits', number: true },
    { title: 'By the policy of then' },
  ],
  rows
    .slice(0, mostRows)
    .map(({ name, row }) => [
      html`${nameOf(row.use, names)}${row.use.vendor !== undefined && html`<span class="sub code">${row.use.vendor}</span>`}<span class="sub">${period(row)}</span>${isMany && html`<span class="sub">${name}</span>`}`,
      thenCell(row),
      nowCell(row),
      count(sumOf(row.commits)),
      verdictCell(row),
    ]),
)}
${rows.length > mostRows && html`<p class="note">${count(rows.length - mostRows)} more are in colophon audit --ndjson.</p>`}
<p class="note">What a commit was made under is what the policy in its own tree says of the assistant, unless its trailers name the contract. Where a mark is all there is, the commit may hold no AI line in the zone that refused it.</p>`
}`;
}

function assistantBars({ repositories }: AuditReport) {
  const names = assistantNames();
  const sums = new Map<string, Record<string, number>>();
  for (const { audit } of repositories) {
    for (const one of Object.values(audit.tally.assistants)) {
      const name = nameOf(one, names);
      const sum = sums.get(name) ?? {};
      for (const source of auditSources) sum[source] = (sum[source] ?? 0) + one.commits[source];
      sums.set(name, sum);
    }
  }
  const bars = [...sums].map(([name, values]) => ({ name, values }));
  return bars.sort((a, b) => sumOf(b.values) - sumOf(a.values)).slice(0, mostBars);
}

/** A known assistant's name; else what the commit calls it, in quotes. */
export function nameOf({ assistant, named }: AuditedAssistant, names: ReadonlyMap<string, string>): string {
  if (assistant !== undefined) return names.get(assistant) ?? assistant;
  return named === undefined ? 'not named' : `“${named}”`;
}

function period({ first, last }: TermsRow): string {
  const [from, to] = [dateOf(first)?.slice(0, 10), dateOf(last)?.slice(0, 10)];
  if (from == null || to == null) return 'no date';
  return from === to ? from : `${from} to ${to}`;
}

function thenCell({ use: { terms, vendor } }: TermsRow): Html {
  if (terms === undefined)
    return html`${vendor === undefined ? 'no contract known' : 'not in the policy of then'}`;
  const { product, tier, status, version, expires, outputTraining } = terms;
  return html`${[product, tier].filter(Boolean).join(' ')} <span class="sub">${status}${version !== undefined && `; terms ${version}`}</span><span class="sub">${expires === undefined ? 'no expiry' : `review to ${expires}`}; output for training: ${outputTraining}</span>`;
}

function nowCell({ use, now: current }: TermsRow): Html {
  if (use.assistant === undefined && use.vendor === undefined) return html`not known`;
  if (current === undefined) return html`<span class="bad">not in today’s policy</span>`;
  const { vendor, tier, status, version, expires, daysLeft, outputTraining } = current;
  const left =
    daysLeft === undefined
      ? 'no expiry'
      : daysLeft < 0
        ? html`<span class="bad">expired ${expires}</span>`
        : `review to ${expires} (${of(daysLeft, 'day')} left)`;
  return html`<span class="code">${vendor}</span>${tier !== undefined && ` ${tier}`} <span class="sub">${status}${version !== undefined && `; terms ${version}`}</span><span class="sub">${left}; output for training: ${outputTraining}</span>`;
}

function verdictCell({ verdicts: { approved, refused, unknown }, reasons }: TermsRow): Html {
  const parts = [
    approved > 0 && html`approved: ${count(approved)}`,
    refused > 0 && html`<span class="bad">refused: ${count(refused)}</span>`,
    unknown > 0 && html`not known: ${count(unknown)}`,
  ].filter((part) => part !== false);
  const why = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return html`${parts.map((part, i) => html`${i > 0 && ', '}${part}`)}${why.slice(0, 3).map(([reason, commits]) => html`<span class="sub">${reason} (${count(commits)})</span>`)}`;
}
