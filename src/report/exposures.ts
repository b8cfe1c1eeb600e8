import * as l10n from '../text/l10n';
import type { Audit } from '../workflow/audit/audit';
import { type AuditSource, auditSources } from '../workflow/audit/auditCommit';
import type { Exposure, ExposureState } from '../workflow/audit/auditExposure';
import type { AuditReport } from '../workflow/audit/auditReport';
import { count, fileCount } from './format';
import { type Html, html, tagged } from './html';
import type { ReportLinks } from './links';
import { longTable, table } from './table';

const mostRows = 300;

function stateText(state: ExposureState): string {
  switch (state) {
    case 'as-made':
      return l10n.t('as made');
    case 'changed-since':
      return l10n.t('changed since');
    case 'gone':
      return l10n.t('gone');
  }
}

function sourceText(source: AuditSource): string {
  switch (source) {
    case 'note':
      return l10n.t('recorded in a note');
    case 'git-ai':
      return l10n.t('in a note of git-ai');
    case 'trailer':
      return l10n.t('claimed in a trailer');
    case 'mark':
      return l10n.t('a mark alone');
  }
}

/** What AI output may have contaminated: zones of training data, and what a manifest lists. */
export function exposuresSection(report: AuditReport, links: ReportLinks): Html {
  const { repositories, asked } = report;
  const isMany = repositories.length > 1;
  const rows = repositories.flatMap(({ name, audit }, repository) =>
    audit.exposures.map((exposure) => ({ name, repository, exposure })),
  );
  // What was recorded comes before what only may be.
  const rank = ({ exposure }: (typeof rows)[number]) => auditSources.indexOf(exposure.origin.source);
  rows.sort((a, b) => rank(a) - rank(b));
  const inZones = rows.filter(({ exposure }) => exposure.where === 'zone').length;
  const files = repositories.reduce((sum, { audit }) => sum + audit.trainingFiles, 0);
  const zones = repositories.flatMap(({ audit }) =>
    audit.zones.filter(({ destination }) => destination === 'training'),
  );
  const recorded = rows.filter(({ exposure }) => exposure.origin.source !== 'mark').length;
  const lead =
    zones.length === 0
      ? l10n.t('No zone of today’s policy has the destination training.')
      : l10n.t(
          'Zones of training data hold {0} at head. AI output, or a mark of it, came to {1} of such zones, past ones too.',
          fileCount(files),
          fileCount(inZones),
        );
  return html`<h2 id="contaminated">${l10n.t('What it may have contaminated')}</h2>
<p class="lead">${lead}</p>
${repositories.map(({ name, audit: { manifest } }) => manifest && html`<p>${isMany && `${name}: `}${manifestText(manifest, asked.manifest)}</p>`)}
${
  rows.length > 0 &&
  html`<div class="callout"><p>${found(rows.length, recorded)}</p></div>
${table(
  l10n.t('By place'),
  [
    { title: l10n.t('Where') },
    { title: l10n.t('Recorded or claimed'), number: true },
    { title: l10n.t('A mark alone'), number: true },
    { title: l10n.t('As made'), number: true },
    { title: l10n.t('Changed since'), number: true },
    { title: l10n.t('Gone'), number: true },
  ],
  placeRows(rows, isMany),
)}
${longTable(
  l10n.t('Files'),
  [
    { title: l10n.t('File') },
    { title: l10n.t('Where') },
    { title: l10n.t('State') },
    { title: l10n.t('Commit') },
    { title: l10n.t('Rests on') },
  ],
  rows.slice(0, mostRows).map(({ name, repository, exposure }) => {
    const { path, blob, origin, zone, when, line, state } = exposure;
    return [
      html`<span class="code">${path ?? blob.slice(0, 12)}</span>${origin.path !== path && html`<span class="sub code">${l10n.t('made as {0}', origin.path)}</span>`}${isMany && html`<span class="sub">${name}</span>`}`,
      zone === undefined
        ? l10n.t('manifest, line {0}', line ?? '')
        : when === 'then'
          ? l10n.t('{0}, a zone of training data then', zone)
          : zone,
      stateText(state),
      links.commit(repository, origin.commit),
      sourceText(origin.source),
    ];
  }),
  20,
)}${rows.length > mostRows && html`<p class="note">${l10n.t('{0} more are in colophon audit --ndjson.', count(rows.length - mostRows))}</p>`}`
}
<p class="note">${tagged(l10n.t('<em>As made</em>: the content is what that commit made. <em>Changed since</em>: an earlier version of the file was; whether any of its lines are left was not looked at. <em>Gone</em>: the file was there, and head has it no more. No finding for a file means that no mark was seen, not that there is no AI output in it.'))}</p>`;
}

function manifestText(
  { entries, exposed, notHere }: NonNullable<Audit['manifest']>,
  name: string | undefined,
): Html {
  const all = entries === 1 ? l10n.t('1 entry') : l10n.t('{0} entries', count(entries));
  return name === undefined
    ? tagged(
        l10n.t(
          'Of {0} in the manifest, AI output, or a mark of it, was seen in <strong>{1}</strong>; {2} are not at this head; of the others nothing is known.',
        ),
        all,
        count(exposed),
        count(notHere),
      )
    : tagged(
        l10n.t(
          'Of {0} in the manifest {3}, AI output, or a mark of it, was seen in <strong>{1}</strong>; {2} are not at this head; of the others nothing is known.',
        ),
        all,
        count(exposed),
        count(notHere),
        name,
      );
}

function found(all: number, recorded: number): Html {
  const text =
    all === 1
      ? l10n.t('<strong>1 finding</strong>: {1} by a note or trailer, {2} by no more than a mark.')
      : l10n.t('<strong>{0} findings</strong>: {1} by a note or trailer, {2} by no more than a mark.');
  return tagged(text, count(all), count(recorded), count(all - recorded));
}

function placeRows(
  rows: readonly { readonly name: string; readonly exposure: Exposure }[],
  isMany: boolean,
): (readonly string[])[] {
  const places = new Map<string, Exposure[]>();
  for (const { name, exposure } of rows) {
    const { zone, when } = exposure;
    const place =
      zone === undefined ? l10n.t('the manifest') : when === 'then' ? l10n.t('{0} (then)', zone) : zone;
    const key = isMany ? `${name}: ${place}` : place;
    places.set(key, [...(places.get(key) ?? []), exposure]);
  }
  return [...places].map(([place, all]) => {
    const by = (test: (exposure: Exposure) => boolean) => count(all.filter(test).length);
    return [
      place,
      by(({ origin }) => origin.source !== 'mark'),
      by(({ origin }) => origin.source === 'mark'),
      by(({ state }) => state === 'as-made'),
      by(({ state }) => state === 'changed-since'),
      by(({ state }) => state === 'gone'),
    ];
  });
}
