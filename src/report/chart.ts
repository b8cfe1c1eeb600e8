import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import { count } from './format';
import { type Html, html } from './html';
import type { Series } from './series';

/** One bar: its name and a value for each series. */
export interface Bar {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
}

/** In the units of the drawing, which is as wide as the page allows. */
const width = 720;
const labelWidth = 190;
const valueWidth = 76;
const rowHeight = 30;
const columnsHeight = 240;

/** Bars from left to right, a row each, with their sums at the end. Colours and patterns are classes of the style. */
export function barChart(id: string, title: string, series: readonly Series[], bars: readonly Bar[]): Html {
  const height = bars.length * rowHeight + 8;
  const rows = scaleBand(
    bars.map((_, i) => i),
    [4, height - 4],
  ).padding(0.25);
  const scale = scaleLinear([0, largest(series, bars)], [labelWidth, width - valueWidth]);
  const layers = layersOf(series, bars);
  return html`<svg class="chart" role="img" aria-labelledby="${id}" viewBox="0 0 ${width} ${height}"><title id="${id}">${title}</title>${bars.map(
    (bar, i) => {
      const y = rows(i)!;
      const middle = y + rows.bandwidth() / 2;
      const end = layers.at(-1)?.[i]?.[1] ?? 0;
      return html`<text class="name" x="${labelWidth - 10}" y="${middle}">${fitting(bar.name, 21)}</text>${layers.map(
        (layer, s) =>
          layer[i]![1] > layer[i]![0] &&
          html`<rect class="fill-${series[s]!.key}" x="${px(scale(layer[i]![0]))}" y="${px(y)}" width="${px(Math.max(1, scale(layer[i]![1]) - scale(layer[i]![0])))}" height="${px(rows.bandwidth())}"><title>${`${bar.name}, ${series[s]!.label}: ${count(bar.values[series[s]!.key] ?? 0)}`}</title></rect>`,
      )}<text class="value" x="${px(scale(end) + 8)}" y="${px(middle)}">${count(end)}</text>`;
    },
  )}<line class="axis" x1="${labelWidth}" x2="${labelWidth}" y1="2" y2="${height - 2}"/></svg>`;
}

/** Columns side by side, for what goes on in time. */
export function columnChart(
  id: string,
  title: string,
  series: readonly Series[],
  bars: readonly Bar[],
): Html {
  const left = 64;
  const bottom = columnsHeight - 26;
  const columns = scaleBand(
    bars.map((_, i) => i),
    [left, width - 8],
  ).padding(bars.length > 24 ? 0.1 : 0.25);
  const scale = scaleLinear([0, largest(series, bars)], [bottom, 12]).nice(4);
  const layers = layersOf(series, bars);
  const every = Math.max(1, Math.ceil(bars.length / 9));
  const ticks = scale.ticks(4).filter(Number.isInteger);
  return html`<svg class="chart" role="img" aria-labelledby="${id}" viewBox="0 0 ${width} ${columnsHeight}"><title id="${id}">${title}</title>${ticks.map(
    (tick) =>
      html`<line class="grid" x1="${left}" x2="${width - 8}" y1="${px(scale(tick))}" y2="${px(scale(tick))}"/><text class="tick" x="${left - 8}" y="${px(scale(tick))}">${count(tick)}</text>`,
  )}${bars.map(
    (bar, i) =>
      html`${layers.map(
        (layer, s) =>
          layer[i]![1] > layer[i]![0] &&
          html`<rect class="fill-${series[s]!.key}" x="${px(columns(i)!)}" y="${px(scale(layer[i]![1]))}" width="${px(columns.bandwidth())}" height="${px(Math.max(1, scale(layer[i]![0]) - scale(layer[i]![1])))}"><title>${`${bar.name}, ${series[s]!.label}: ${count(bar.values[series[s]!.key] ?? 0)}`}</title></rect>`,
      )}${i % every === 0 && html`<text class="period" x="${px(columns(i)! + columns.bandwidth() / 2)}" y="${bottom + 18}">${bar.name}</text>`}`,
  )}<line class="axis" x1="${left}" x2="${width - 8}" y1="${bottom}" y2="${bottom}"/></svg>`;
}

/** What the colours and patterns mean, of those that are to be seen. */
export function legend(series: readonly Series[], bars: readonly Bar[]): Html {
  const used = series.filter(({ key }) => bars.some(({ values }) => (values[key] ?? 0) > 0));
  return html`<ul class="legend">${used.map(
    ({ key, label }) =>
      html`<li><svg class="swatch" viewBox="0 0 14 14" aria-hidden="true"><rect class="fill-${key}" x="1" y="1" width="12" height="12"/></svg>${label}</li>`,
  )}</ul>`;
}

/** The patterns that the style's fills name; once a page. */
export const patterns: Html = html`<svg class="patterns" aria-hidden="true" focusable="false" width="0" height="0"><defs>
<pattern id="pattern-mark" class="pattern-mark" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="7" height="7"/><line class="stripe" x1="0" y1="0" x2="0" y2="7"/></pattern>
<pattern id="pattern-unknown" class="pattern-unknown" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="ground" width="6" height="6"/><circle class="dot" cx="3" cy="3" r="1.1"/></pattern>
<pattern id="pattern-git-ai" class="pattern-git-ai" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="ground" width="6" height="6"/><line class="stripe" x1="0" y1="0" x2="0" y2="6"/></pattern>
</defs></svg>`;

function layersOf(series: readonly Series[], bars: readonly Bar[]) {
  return stack<Bar>()
    .keys(series.map(({ key }) => key))
    .value(({ values }, key) => values[key] ?? 0)([...bars]);
}

function largest(series: readonly Series[], bars: readonly Bar[]): number {
  const sums = bars.map(({ values }) => series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0));
  return Math.max(1, ...sums);
}

/** Of a path the end tells more, of a name the beginning. */
function fitting(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const isPath = text.includes('/') && !text.startsWith('“');
  return isPath ? `…${characters.slice(1 - most).join('')}` : `${characters.slice(0, most - 1).join('')}…`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
