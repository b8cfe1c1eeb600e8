import { assistantNames } from '../assistants/names';
import * as l10n from '../text/l10n';
import { auditSources } from '../workflow/audit/auditCommit';
import type { AuditedAssistant } from '../workflow/audit/auditNoted';
import { type AuditReport, dateOf, type TermsRow, termsRows } from '../workflow/audit/auditReport';
import { barChart, legend } from './chart';
import { count } from './format';
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
  const series = commitSeries().filter(({ key }) => (auditSources as readonly string[]).includes(key));
  const names = assistantNames();
  const lapsed = rows.filter(
    ({ row: { now: current } }) => current !== undefined && (current.daysLeft ?? 0) < 0,
  );
  const contracts = new Set(lapsed.map(({ row }) => row.now?.vendor)).size;
  const expired =
    contracts === 1
      ? l10n.t('The review of 1 contract in use has expired.')
      : l10n.t('The review of {0} contracts in use has expired.', count(contracts));
  const title = l10n.t('Commits by assistant, by what that rests on');
  return html`<h2 id="terms">${l10n.t('Under which vendor terms')}</h2>
${
  rows.length === 0
    ? html`<p>${l10n.t('No assistant was seen.')}</p>`
    : html`
${lapsed.length > 0 && html`<div class="callout"><p><strong>${expired}</strong></p></div>`}
<figure><figcaption>${title}</figcaption>${legend(series, bars)}${barChart('chart-assistants', title, series, bars)}<details><summary>${l10n.t('The figures')}</summary>${chartTable(l10n.t('Commits by assistant'), l10n.t('Assistant'), series, bars)}</details></figure>
${table(
  l10n.t('Assistants and contracts'),
  [
    { title: l10n.t('Assistant, contract') },
    { title: l10n.t('Terms at the time') },
    { title: l10n.t('Terms now') },
    { title: l10n.t('Commits'), number: true },
    { title: l10n.t('By the policy of then') },
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
${rows.length > mostRows && html`<p class="note">${l10n.t('{0} more are in colophon audit --ndjson.', count(rows.length - mostRows))}</p>`}
<p class="note">${l10n.t('What a commit was made under is what the policy in its own tree says of the assistant, unless its trailers name the contract. Where a mark is all there is, the commit may hold no AI line in the zone that refused it.')}</p>`
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
  return named === undefined ? l10n.t('not named') : l10n.t('“{0}”', named);
}

function period({ first, last }: TermsRow): string {
  const [from, to] = [dateOf(first)?.slice(0, 10), dateOf(last)?.slice(0, 10)];
  if (from == null || to == null) return l10n.t('no date');
  return from === to ? from : l10n.t('{0} to {1}', from, to);
}

function thenCell({ use: { terms, vendor } }: TermsRow): Html {
  if (terms === undefined)
    return html`${vendor === undefined ? l10n.t('no contract known') : l10n.t('not in the policy of then')}`;
  const { product, tier, status, version, expires, outputTraining } = terms;
  return html`${[product, tier].filter(Boolean).join(' ')} <span class="sub">${statusText(status, version)}</span><span class="sub">${expires === undefined ? l10n.t('no expiry') : l10n.t('review to {0}', expires)}; ${l10n.t('output for training: {0}', outputTraining)}</span>`;
}

function statusText(status: string, version: string | undefined): string {
  return version === undefined ? status : l10n.t('{0}; terms {1}', status, version);
}

function nowCell({ use, now: current }: TermsRow): Html {
  if (use.assistant === undefined && use.vendor === undefined) return html`${l10n.t('not known')}`;
  if (current === undefined) return html`<span class="bad">${l10n.t('not in today’s policy')}</span>`;
  const { vendor, tier, status, version, expires, daysLeft, outputTraining } = current;
  const left =
    daysLeft === undefined
      ? l10n.t('no expiry')
      : daysLeft < 0
        ? html`<span class="bad">${l10n.t('expired {0}', expires ?? '')}</span>`
        : daysLeft === 1
          ? l10n.t('review to {0} (1 day left)', expires ?? '')
          : l10n.t('review to {0} ({1} days left)', expires ?? '', count(daysLeft));
  return html`<span class="code">${vendor}</span>${tier !== undefined && ` ${tier}`} <span class="sub">${statusText(status, version)}</span><span class="sub">${left}; ${l10n.t('output for training: {0}', outputTraining)}</span>`;
}

function verdictCell({ verdicts: { approved, refused, unknown }, reasons }: TermsRow): Html {
  const parts = [
    approved > 0 && l10n.t('approved: {0}', count(approved)),
    refused > 0 && html`<span class="bad">${l10n.t('refused: {0}', count(refused))}</span>`,
    unknown > 0 && l10n.t('not known: {0}', count(unknown)),
  ].filter((part) => part !== false);
  const why = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return html`${parts.map((part, i) => html`${i > 0 && ', '}${part}`)}${why.slice(0, 3).map(([reason, commits]) => html`<span class="sub">${reason} (${count(commits)})</span>`)}`;
}
