import { barChart, columnChart, legend } from './chart';
import { count, of, share } from './format';
import { type Html, html } from './html';
import { commitSeries, lineSeries } from './series';
import { chartTable, partsTable } from './table';
import { type Sums, sumOf, timeline } from './totals';

/** First of all: what was seen, and what was not. */
export function seenSection(sums: Sums): Html {
  const { commits, lines } = sums;
  const all = sumOf(commits);
  const ai = commits.note + commits['git-ai'] + commits.trailer;
  const tiles = [
    { edge: 'note', figure: count(lines.note), what: 'AI lines recorded in notes', sure: 'high confidence' },
    {
      edge: 'trailer',
      figure: count(lines.trailer + lines['git-ai']),
      what: 'more AI lines, claimed in trailers or in notes of git-ai',
      sure: 'medium confidence',
    },
    {
      edge: 'mark',
      figure: `≤ ${count(lines.mark)}`,
      what: 'lines of commits with another tool’s mark: how many of them are AI’s, nobody recorded',
      sure: 'low confidence',
    },
    {
      edge: 'unmarked',
      figure: count(lines.unknown),
      what: 'lines of which nothing is known: no record says who or what wrote them',
      sure: `${share(lines.unknown, sumOf({ ...lines }))} of all added lines`,
    },
  ];
  const commitBars = [{ name: 'commits', values: commits }];
  const lineBars = [{ name: 'added lines', values: { ...lines } }];
  return html`<h2 id="seen">What was and was not seen</h2>
<p class="lead">${all === 0 ? 'There was no commit to read.' : html`Of ${of(all, 'commit')}, ${count(ai)} say how many AI lines they hold, ${count(commits.mark)} carry no more than another tool’s mark, ${count(commits.none)} say that they hold none, and of <strong>${count(commits.unmarked)} (${share(commits.unmarked, all)}) nothing is known</strong>.`}</p>
<ul class="tiles">${tiles.map(({ edge, figure, what, sure }) => html`<li class="edge-${edge}"><span class="figure">${figure}</span><span class="what">${what}</span><span class="sure">${sure}</span></li>`)}</ul>
<p class="note">A commit without a mark is <em>unknown</em>. Nothing in this report says that a person wrote it.${sums.unreadable > 0 && ` ${of(sums.unreadable, 'commit has', 'commits have')} a note or a trailer that cannot be read.`}${sums.undated > 0 && ` ${of(sums.undated, 'commit has', 'commits have')} no date that a calendar knows.`}</p>
${
  all > 0 &&
  html`<figure><figcaption>Commits, by the best that is known of them</figcaption>${legend(commitSeries, commitBars)}${barChart('chart-commits', 'Commits, by the best that is known of them', commitSeries, commitBars)}${partsTable('Commits', commitSeries, commits)}</figure>
<figure><figcaption>Added lines, by what is said of them</figcaption>${legend(lineSeries, lineBars)}${barChart('chart-lines', 'Added lines, by what is said of them', lineSeries, lineBars)}${partsTable('Added lines', lineSeries, { ...lines })}</figure>`
}`;
}

export function timeSection(sums: Sums): Html | undefined {
  const { unit, bars, left } = timeline(sums.periods);
  if (bars.length === 0) return undefined;
  const title = `Commits by ${unit}, by the best that is known of them`;
  return html`<h2 id="time">Over time</h2>
<p class="note">By the date of authoring that each commit names: a claim, as all dates in git are.${left > 0 && ` ${of(left, 'commit')} of other years ${left === 1 ? 'is' : 'are'} not shown here.`}</p>
<figure><figcaption>${title}</figcaption>${legend(commitSeries, bars)}${columnChart('chart-time', title, commitSeries, bars)}<details><summary>The figures</summary>${chartTable(title, unit, commitSeries, bars)}</details></figure>`;
}
