import type { Bar } from './chart';
import { count } from './format';
import { type Html, html, type Part } from './html';
import type { Series } from './series';

export interface Column {
  readonly title: string;
  readonly number?: true;
}

/** A table with a heading for each column, and for each row its first cell. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Html {
  return html`<table><caption>${caption}</caption><thead><tr>${columns.map(
    ({ title, number }) => html`<th scope="col"${number ? numberClass : ''}>${title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) =>
        i === 0
          ? html`<th scope="row">${cell}</th>`
          : html`<td${columns[i]?.number ? numberClass : ''}>${cell}</td>`,
      )}</tr>`,
  )}</tbody></table>`;
}

const numberClass = html` class="number"`;

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
