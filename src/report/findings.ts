import { assistantNames } from '../assistants/names';
import type { AuditedCommit } from '../workflow/auditCommit';
import type { AuditEvent } from '../workflow/auditJournal';
import { type AuditReport, dateOf } from '../workflow/auditReport';
import { count, of } from './format';
import { type Html, html } from './html';
import type { Links } from './links';
import { longTable } from './table';
import { nameOf } from './terms';

const mostCommits = 150;
const mostFiles = 4;

type Audited = Extract<AuditEvent, { kind: 'audited' }>;

const sources = { note: 'note', 'git-ai': 'git-ai’s note', trailer: 'trailer', mark: 'mark' } as const;
const sure = { note: 'high', 'git-ai': 'medium', trailer: 'medium', mark: 'low' } as const;

/** The commits themselves, the latest first, each with the way back to it. */
export function findingsSection({ repositories }: AuditReport, links: Links): Html {
  const isMany = repositories.length > 1;
  const all = repositories.flatMap(({ name, audit }, repository) =>
    audit.events.flatMap((event) => (event.kind === 'audited' ? [{ name, repository, event }] : [])),
  );
  const latest = [...all]
    .sort((a, b) => (b.event.commit.at ?? 0) - (a.event.commit.at ?? 0))
    .slice(0, mostCommits);
  const names = assistantNames();
  return html`<h2 id="commits">The commits</h2>
${
  all.length === 0
    ? html`<p>No commit has AI lines or a mark.</p>`
    : html`<p class="note">${all.length > latest.length ? `The latest ${count(latest.length)} of ${of(all.length, 'commit')}; colophon audit --ndjson has all, a file each.` : `All ${of(all.length, 'commit')}.`}</p>
${longTable(
  'Commits with AI lines or a mark',
  [
    { title: 'Commit' },
    { title: 'Files' },
    { title: 'AI lines', number: true },
    { title: 'Assistant' },
    { title: 'Rests on' },
  ],
  latest.map(({ name, repository, event }) => [
    html`${links.commit(repository, event.commit.commit)}<span class="sub">${dateOf(event.commit.at)?.slice(0, 10) ?? 'no date'}</span>${isMany && html`<span class="sub">${name}</span>`}`,
    filesCell(event, repository, links),
    linesCell(event.commit),
    html`${event.commit.assistants.length === 0 ? 'not named' : event.commit.assistants.slice(0, 4).map((one, i) => html`${i > 0 && html`<br>`}${nameOf(one, names)}${one.model !== undefined && html`<span class="sub code">${one.model}</span>`}`)}`,
    html`${sources[event.commit.source]}<span class="sub">${sure[event.commit.source]}</span>`,
  ]),
  25,
)}`
}`;
}

function filesCell({ commit, zones }: Audited, repository: number, links: Links): Html {
  const { files } = commit;
  if (files.length === 0) return html`<span class="sub">no file of its own</span>`;
  return html`${files.slice(0, mostFiles).map((file, i) => html`${i > 0 && html`<br>`}${links.line(repository, commit.commit, file.path, file.first ?? null)}${zones[i] != null && zones[i] !== 'default' && html` <span class="note">(${zones[i]})</span>`}`)}${files.length > mostFiles && html`<span class="sub">and ${count(files.length - mostFiles)} more</span>`}`;
}

function linesCell({ source, lines, added }: AuditedCommit): string {
  if (source === 'mark') return `≤ ${count(added)}`;
  return count(lines.note + lines['git-ai'] + lines.trailer);
}
