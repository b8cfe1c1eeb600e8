import * as l10n from '../text/l10n';
import type { Bar } from './chart';
import { count, share } from './format';
import { type Html, type HtmlPart, html } from './html';
import type { Series } from './series';

interface Column {
  readonly title: string;
  readonly number?: true;
}

/** A table with a heading for each column, and for each row its first cell. Where it is narrow, cells say their column. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly HtmlPart[])[],
): Html {
  return html`<table><caption>${caption}</caption><thead><tr>${columns.map(
    ({ title, number }) => html`<th scope="col"${number ? numberClass : ''}>${title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) =>
        i === 0
          ? html`<th scope="row">${cell}</th>`
          : html`<td${columns[i]?.number ? numberClass : ''} data-label="${columns[i]?.title ?? ''}">${cell}</td>`,
      )}</tr>`,
  )}</tbody></table>`;
}

const numberClass = html` class="number"`;

/** A table whose later rows are folded away, so that nobody has to pass them all by. */
export function longTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly HtmlPart[])[],
  shown: number,
): Html {
  const rest = rows.slice(shown);
  return html`${table(caption, columns, rows.slice(0, shown))}${rest.length > 0 && html`<details><summary>${rest.length === 1 ? l10n.t('1 more row') : l10n.t('{0} more rows', count(rest.length))}</summary>${table(l10n.t('{0}, from row {1}', caption, count(shown + 1)), columns, rest)}</details>`}`;
}

/** What one bar is made of, a row a part. */
export function partsTable(
  caption: string,
  series: readonly Series[],
  values: Readonly<Record<string, number>>,
): Html {
  const whole = series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0);
  return table(
    caption,
    [
      { title: l10n.t('What is known') },
      { title: caption, number: true },
      { title: l10n.t('Share'), number: true },
    ],
    series
      .filter(({ key }) => (values[key] ?? 0) > 0)
      .map(({ key, label }) => [label, count(values[key] ?? 0), share(values[key] ?? 0, whole)]),
  );
}

/** What a chart shows, as figures. */
export function chartTable(
  caption: string,
  first: string,
  series: readonly Series[],
  bars: readonly Bar[],
): Html {
  const used = series.filter(({ key }) => bars.some(({ values }) => (values[key] ?? 0) > 0));
  return table(
    caption,
    [{ title: first }, ...used.map(({ label }) => ({ title: label, number: true as const }))],
    bars.map(({ name, values }) => [name, ...used.map(({ key }) => count(values[key] ?? 0))]),
  );
}
