import * as l10n from '../text/l10n';
import { type AuditedRepository, type AuditReport, organizationNote } from '../workflow/audit/auditReport';
import { notTold, type PlaceTally } from '../workflow/audit/auditTally';
import { barChart, legend } from './chart';
import { count } from './format';
import { type Html, html } from './html';
import { placeSeries } from './series';
import { table } from './table';

const mostFolders = 20;
const mostBars = 14;

interface PlaceRow {
  readonly repository: string;
  readonly name: string;
  readonly place: PlaceTally;
  readonly mode?: string;
  readonly destination?: string;
}

/** Where AI output went: by zone, by destination, by folder. */
export function placesSection({ repositories }: AuditReport): Html {
  const isMany = repositories.length > 1;
  const zones = ranked(repositories.flatMap(zoneRows));
  const folders = ranked(
    repositories.flatMap(({ name, audit }) =>
      Object.entries(audit.tally.folders).map(([folder, place]) => ({
        repository: name,
        name: folder,
        place,
      })),
    ),
  );
  const series = placeSeries();
  const known = series.filter(({ key }) => key !== 'unknown');
  const bars = (rows: readonly PlaceRow[]) =>
    rows.slice(0, mostBars).map(({ repository, name, place }) => ({
      name: isMany ? `${repository}: ${shown(name)}` : shown(name),
      values: place.lines,
    }));
  const zoneBars = bars(zones);
  const folderBars = bars(folders.slice(0, mostFolders));
  const zoneTitle = l10n.t('Added lines by zone');
  const folderTitle = l10n.t('AI lines, and lines of commits with a mark, by folder');
  return html`<h2 id="where">${l10n.t('Where AI output went')}</h2>
<p class="note">${l10n.t('Zones and destinations are those of today’s policy at head; the list of findings also has the zone by the policy of then.')}</p>
${repositories.map(({ name, audit }) =>
  audit.policy === 'ok'
    ? undefined
    : html`<div class="callout"><p>${isMany && `${name}: `}${audit.policy === 'none' ? l10n.t('There is no policy at head: every path is in no zone, and no vendor is approved or refused.') : l10n.t('The policy at head is broken, so nothing is known of zones and vendors. {0}', audit.policy.broken)}</p></div>`,
)}
${repositories.map(({ name, audit }) => {
  const note = organizationNote(audit);
  return note !== undefined && html`<p class="note">${isMany && `${name}: `}${note}</p>`;
})}
${
  zones.length > 0 &&
  html`<figure class="bare"><figcaption>${zoneTitle}</figcaption>${legend(series, zoneBars)}${barChart('chart-zones', zoneTitle, series, zoneBars)}</figure>
${table(
  l10n.t('By zone'),
  columns(l10n.t('Zone'), true),
  zones.map((row) => cells(row, isMany, true)),
)}
${table(
  l10n.t('By destination'),
  columns(l10n.t('Destination'), false),
  destinations(zones).map((row) => cells(row, false, false)),
)}`
}
${
  folders.length === 0
    ? html`<p>${l10n.t('No file is named by a commit with AI lines or a mark.')}</p>`
    : html`<figure class="bare"><figcaption>${folderTitle}</figcaption>${legend(known, folderBars)}${barChart('chart-folders', folderTitle, known, folderBars)}</figure>
${table(
  l10n.t('By folder'),
  columns(l10n.t('Folder'), false, false),
  folders.slice(0, mostFolders).map((row) => cells(row, isMany, false, false)),
)}${folders.length > mostFolders && html`<p class="note">${l10n.t('{0} more folders are in the findings of colophon audit --ndjson.', count(folders.length - mostFolders))}</p>`}`
}`;
}

function zoneRows({ name, audit }: AuditedRepository): PlaceRow[] {
  return Object.entries(audit.tally.zones).map(([zone, place]) => {
    const now = audit.zones.find((one) => one.name === zone);
    return {
      repository: name,
      name: zone,
      place,
      ...(now && { mode: now.mode }),
      ...(now?.destination !== undefined && { destination: now.destination }),
    };
  });
}

function destinations(zones: readonly PlaceRow[]): PlaceRow[] {
  const sums = new Map<string, PlaceTally>();
  for (const { destination = l10n.t('not said'), place } of zones) {
    const sum = sums.get(destination) ?? {
      commits: 0,
      lines: { note: 0, 'git-ai': 0, trailer: 0, mark: 0, unknown: 0 },
    };
    sums.set(destination, sum);
    for (const key of Object.keys(sum.lines) as (keyof PlaceTally['lines'])[])
      sum.lines[key] += place.lines[key];
  }
  return ranked([...sums].map(([name, place]) => ({ repository: '', name, place })));
}

function ranked(rows: readonly PlaceRow[]): PlaceRow[] {
  const known = ({ lines }: PlaceTally) => lines.note + lines['git-ai'] + lines.trailer;
  return [...rows].sort(
    ({ name, place: a }, { name: other, place: b }) =>
      Number(name === notTold) - Number(other === notTold) ||
      known(b) - known(a) ||
      b.lines.mark - a.lines.mark ||
      b.lines.unknown - a.lines.unknown,
  );
}

function columns(first: string, isZone: boolean, hasUnknown = true) {
  const number = true as const;
  return [
    { title: first },
    ...(isZone ? [{ title: l10n.t('Mode, destination') }] : []),
    { title: l10n.t('Recorded'), number },
    { title: l10n.t('Claimed'), number },
    { title: l10n.t('At most, by marks'), number },
    ...(hasUnknown ? [{ title: l10n.t('Unknown'), number }] : []),
  ];
}

function cells(
  { name, repository, place, mode, destination }: PlaceRow,
  isMany: boolean,
  isZone: boolean,
  hasUnknown = true,
) {
  const { lines } = place;
  return [
    html`${shown(name)}${isMany && html`<span class="sub">${repository}</span>`}`,
    ...(isZone ? [[mode, destination].filter(Boolean).join(', ')] : []),
    count(lines.note),
    count(lines.trailer + lines['git-ai']),
    count(lines.mark),
    ...(hasUnknown ? [count(lines.unknown)] : []),
  ];
}

function shown(name: string): string {
  return name === notTold ? l10n.t('(not told)') : name === '.' ? l10n.t('(top folder)') : name;
}
