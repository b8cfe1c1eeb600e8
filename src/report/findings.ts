import { assistantNames } from '../assistants/names';
import * as l10n from '../text/l10n';
import type { AuditedCommit, AuditSource } from '../workflow/audit/auditCommit';
import type { AuditEvent } from '../workflow/audit/auditJournal';
import { type AuditReport, dateOf } from '../workflow/audit/auditReport';
import { commitCount, count } from './format';
import { type Html, html } from './html';
import type { ReportLinks } from './links';
import { longTable } from './table';
import { nameOf } from './terms';

const mostCommits = 150;
const mostFiles = 4;

type Audited = Extract<AuditEvent, { kind: 'audited' }>;

/** What a commit's figure rests on, and how sure that is. */
function restsOn(source: AuditSource): readonly [source: string, sure: string] {
  switch (source) {
    case 'note':
      return [l10n.t('note'), l10n.t('high')];
    case 'git-ai':
      return [l10n.t('git-ai’s note'), l10n.t('medium')];
    case 'trailer':
      return [l10n.t('trailer'), l10n.t('medium')];
    case 'mark':
      return [l10n.t('mark'), l10n.t('low')];
  }
}

/** The commits themselves, the latest first, each with the way back to it. */
export function findingsSection({ repositories }: AuditReport, links: ReportLinks): Html {
  const isMany = repositories.length > 1;
  const all = repositories.flatMap(({ name, audit }, repository) =>
    audit.events.flatMap((event) => (event.kind === 'audited' ? [{ name, repository, event }] : [])),
  );
  const latest = [...all]
    .sort((a, b) => (b.event.commit.at ?? 0) - (a.event.commit.at ?? 0))
    .slice(0, mostCommits);
  const names = assistantNames();
  return html`<h2 id="commits">${l10n.t('The commits')}</h2>
${
  all.length === 0
    ? html`<p>${l10n.t('No commit has AI lines or a mark.')}</p>`
    : html`<p class="note">${all.length > latest.length ? l10n.t('The latest {0} of {1}; colophon audit --ndjson has all, a file each.', count(latest.length), commitCount(all.length)) : l10n.t('All {0}.', commitCount(all.length))}</p>
${longTable(
  l10n.t('Commits with AI lines or a mark'),
  [
    { title: l10n.t('Commit') },
    { title: l10n.t('Files') },
    { title: l10n.t('AI lines'), number: true },
    { title: l10n.t('Assistant') },
    { title: l10n.t('Rests on') },
  ],
  latest.map(({ name, repository, event }) => [
    html`${links.commit(repository, event.commit.commit)}<span class="sub">${dateOf(event.commit.at)?.slice(0, 10) ?? l10n.t('no date')}</span>${isMany && html`<span class="sub">${name}</span>`}`,
    filesCell(event, repository, links),
    linesCell(event.commit),
    html`${event.commit.assistants.length === 0 ? l10n.t('not named') : event.commit.assistants.slice(0, 4).map((one, i) => html`${i > 0 && html`<br>`}${nameOf(one, names)}${one.model !== undefined && html`<span class="sub code">${one.model}</span>`}`)}`,
    restsCell(event.commit.source),
  ]),
  25,
)}`
}`;
}

function filesCell({ commit, zones }: Audited, repository: number, links: ReportLinks): Html {
  const { files } = commit;
  if (files.length === 0) return html`<span class="sub">${l10n.t('no file of its own')}</span>`;
  return html`${files.slice(0, mostFiles).map((file, i) => html`${i > 0 && html`<br>`}${links.line(repository, commit.commit, file.path, file.first ?? null)}${zones[i] != null && zones[i] !== 'default' && html` <span class="note">(${zones[i]})</span>`}`)}${files.length > mostFiles && html`<span class="sub">${l10n.t('and {0} more', count(files.length - mostFiles))}</span>`}`;
}

function restsCell(source: AuditSource): Html {
  const [what, sure] = restsOn(source);
  return html`${what}<span class="sub">${sure}</span>`;
}

function linesCell({ source, lines, added }: AuditedCommit): string {
  if (source === 'mark') return `≤ ${count(added)}`;
  return count(lines.note + lines['git-ai'] + lines.trailer);
}
