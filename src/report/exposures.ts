import type { Exposure, ExposureState } from '../workflow/auditExposure';
import type { AuditReport } from '../workflow/auditReport';
import { count, of } from './format';
import { type Html, html } from './html';
import type { Links } from './links';
import { longTable, table } from './table';

const mostRows = 300;

const states: Readonly<Record<ExposureState, string>> = {
  'as-made': 'as made',
  'changed-since': 'changed since',
  gone: 'gone',
};
const sources = {
  note: 'recorded in a note',
  'git-ai': 'in a note of git-ai',
  trailer: 'claimed in a trailer',
  mark: 'a mark alone',
} as const;

/** What AI output may have contaminated: zones of training data, and what a manifest lists. */
export function exposuresSection(report: AuditReport, links: Links): Html {
  const { repositories, asked } = report;
  const isMany = repositories.length > 1;
  const rows = repositories.flatMap(({ name, audit }, repository) =>
    audit.exposures.map((exposure) => ({ name, repository, exposure })),
  );
  // What was recorded comes before what only may be.
  const order = Object.keys(sources);
  rows.sort((a, b) => order.indexOf(a.exposure.origin.source) - order.indexOf(b.exposure.origin.source));
  const inZones = rows.filter(({ exposure }) => exposure.where === 'zone').length;
  const files = repositories.reduce((sum, { audit }) => sum + audit.trainingFiles, 0);
  const zones = repositories.flatMap(({ audit }) =>
    audit.zones.filter(({ destination }) => destination === 'training'),
  );
  const recorded = rows.filter(({ exposure }) => exposure.origin.source !== 'mark').length;
  return html`<h2 id="contaminated">What it may have contaminated</h2>
<p class="lead">${zones.length === 0 ? 'No zone of today’s policy has the destination training.' : `Zones of training data hold ${of(files, 'file')} at head. AI output, or a mark of it, came to ${of(inZones, 'file')} of such zones, past ones too.`}</p>
${repositories.map(({ name, audit: { manifest } }) => manifest && html`<p>${isMany && `${name}: `}Of ${of(manifest.entries, 'entry', 'entries')} in the manifest${asked.manifest !== undefined && ` ${asked.manifest}`}, AI output, or a mark of it, was seen in <strong>${count(manifest.exposed)}</strong>; ${count(manifest.notHere)} are not at this head; of the others nothing is known.</p>`)}
${
  rows.length > 0 &&
  html`<div class="callout"><p><strong>${of(rows.length, 'finding')}</strong>: ${count(recorded)} by a note or trailer, ${count(rows.length - recorded)} by no more than a mark.</p></div>
${table(
  'By place',
  [
    { title: 'Where' },
    { title: 'Recorded or claimed', number: true },
    { title: 'A mark alone', number: true },
    { title: 'As made', number: true },
    { title: 'Changed since', number: true },
    { title: 'Gone', number: true },
  ],
  placeRows(rows, isMany),
)}
${longTable(
  'Files',
  [{ title: 'File' }, { title: 'Where' }, { title: 'State' }, { title: 'Commit' }, { title: 'Rests on' }],
  rows.slice(0, mostRows).map(({ name, repository, exposure }) => {
    const { path, blob, origin, zone, when, line, state } = exposure;
    return [
      html`<span class="code">${path ?? blob.slice(0, 12)}</span>${origin.path !== path && html`<span class="sub code">made as ${origin.path}</span>`}${isMany && html`<span class="sub">${name}</span>`}`,
      zone === undefined
        ? `manifest, line ${line}`
        : when === 'then'
          ? `${zone}, a zone of training data then`
          : zone,
      states[state],
      links.commit(repository, origin.commit),
      sources[origin.source],
    ];
  }),
  20,
)}${rows.length > mostRows && html`<p class="note">${count(rows.length - mostRows)} more are in colophon audit --ndjson.</p>`}`
}
<p class="note"><em>As made</em>: the content is what that commit made. <em>Changed since</em>: an earlier version of the file was; whether any of its lines are left was not looked at. <em>Gone</em>: the file was there, and head has it no more. No finding for a file means that no mark was seen, not that there is no AI output in it.</p>`;
}

function placeRows(
  rows: readonly { readonly name: string; readonly exposure: Exposure }[],
  isMany: boolean,
): (readonly string[])[] {
  const places = new Map<string, Exposure[]>();
  for (const { name, exposure } of rows) {
    const { zone, when } = exposure;
    const place = zone === undefined ? 'the manifest' : when === 'then' ? `${zone} (then)` : zone;
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
