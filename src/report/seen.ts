import * as l10n from '../text/l10n';
import { missingNotes, notesElsewhere } from '../workflow/audit/auditReport';
import { barChart, columnChart, legend } from './chart';
import { commitCount, count, share } from './format';
import { type Html, html, tagged } from './html';
import { commitSeries, lineSeries } from './series';
import { chartTable, partsTable } from './table';
import { type Sums, sumOf, timeline, type Unit } from './totals';

/** First of all: what was seen, and what was not. */
export function seenSection(sums: Sums): Html {
  const { commits, lines } = sums;
  const all = sumOf(commits);
  const ai = commits.note + commits['git-ai'] + commits.trailer;
  const tiles = [
    {
      edge: 'note',
      figure: count(lines.note),
      what: l10n.t('AI lines recorded in notes'),
      sure: l10n.t('high confidence'),
    },
    {
      edge: 'trailer',
      figure: count(lines.trailer + lines['git-ai']),
      what: l10n.t('more AI lines, claimed in trailers or in notes of git-ai'),
      sure: l10n.t('medium confidence'),
    },
    {
      edge: 'mark',
      figure: `≤ ${count(lines.mark)}`,
      what: l10n.t('lines of commits with another tool’s mark: how many of them are AI’s, nobody recorded'),
      sure: l10n.t('low confidence'),
    },
    {
      edge: 'unmarked',
      figure: count(lines.unknown),
      what: l10n.t('lines of which nothing is known: no record says who or what wrote them'),
      sure: l10n.t('{0} of all added lines', share(lines.unknown, sumOf({ ...lines }))),
    },
  ];
  const commitBars = [{ name: l10n.t('commits'), values: commits }];
  const lineBars = [{ name: l10n.t('added lines'), values: { ...lines } }];
  const lead = tagged(
    l10n.t(
      'Of {0}, {1} say how many AI lines they hold, {2} carry no more than another tool’s mark, {3} say that they hold none, and of <strong>{4} ({5}) nothing is known</strong>.',
    ),
    commitCount(all),
    count(ai),
    count(commits.mark),
    count(commits.none),
    count(commits.unmarked),
    share(commits.unmarked, all),
  );
  const commitTitle = l10n.t('Commits, by the best that is known of them');
  const lineTitle = l10n.t('Added lines, by what is said of them');
  return html`<h2 id="seen">${l10n.t('What was and was not seen')}</h2>
<p class="lead">${all === 0 ? l10n.t('There was no commit to read.') : lead}</p>
<ul class="tiles">${tiles.map(({ edge, figure, what, sure }) => html`<li class="edge-${edge}"><span class="figure">${figure}</span><span class="what">${what}</span><span class="sure">${sure}</span></li>`)}</ul>
<p class="note">${[tagged(l10n.t('A commit without a mark is <em>unknown</em>. Nothing in this report says that a person wrote it.')), ...caveats(sums).map((text) => ` ${text}`)]}</p>
${
  all > 0 &&
  html`<figure><figcaption>${commitTitle}</figcaption>${legend(commitSeries(), commitBars)}${barChart('chart-commits', commitTitle, commitSeries(), commitBars)}${partsTable(l10n.t('Commits'), commitSeries(), commits)}</figure>
<figure><figcaption>${lineTitle}</figcaption>${legend(lineSeries(), lineBars)}${barChart('chart-lines', lineTitle, lineSeries(), lineBars)}${partsTable(l10n.t('Added lines'), lineSeries(), { ...lines })}</figure>`
}`;
}

function caveats({ commits, unreadable, undated, notes, byBlob }: Sums): string[] {
  return [
    missingNotes(commits) ?? [],
    notesElsewhere(notes, byBlob),
    unreadable === 0
      ? []
      : unreadable === 1
        ? l10n.t('1 commit has a note or a trailer that cannot be read.')
        : l10n.t('{0} commits have a note or a trailer that cannot be read.', count(unreadable)),
    undated === 0
      ? []
      : undated === 1
        ? l10n.t('1 commit has no date that a calendar knows.')
        : l10n.t('{0} commits have no date that a calendar knows.', count(undated)),
  ].flat();
}

export function timeSection(sums: Sums): Html | undefined {
  const { unit, bars, left } = timeline(sums.periods);
  if (bars.length === 0) return undefined;
  const { title, first } = timeTitles(unit);
  const others =
    left === 1
      ? l10n.t('1 commit of other years is not shown here.')
      : l10n.t('{0} commits of other years are not shown here.', count(left));
  return html`<h2 id="time">${l10n.t('Over time')}</h2>
<p class="note">${l10n.t('By the date of authoring that each commit names: a claim, as all dates in git are.')}${left > 0 && ` ${others}`}</p>
<figure><figcaption>${title}</figcaption>${legend(commitSeries(), bars)}${columnChart('chart-time', title, commitSeries(), bars)}<details><summary>${l10n.t('The figures')}</summary>${chartTable(title, first, commitSeries(), bars)}</details></figure>`;
}

function timeTitles(unit: Unit): { title: string; first: string } {
  switch (unit) {
    case 'month':
      return { title: l10n.t('Commits by month, by the best that is known of them'), first: l10n.t('month') };
    case 'quarter':
      return {
        title: l10n.t('Commits by quarter, by the best that is known of them'),
        first: l10n.t('quarter'),
      };
    case 'year':
      return { title: l10n.t('Commits by year, by the best that is known of them'), first: l10n.t('year') };
  }
}
