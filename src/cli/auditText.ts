import { printable } from '../text/printable';
import type { Audit } from '../workflow/audit/audit';
import { auditSources } from '../workflow/audit/auditCommit';
import {
  type AuditReport,
  missingNotes,
  notesElsewhere,
  organizationNote,
  termsRows,
} from '../workflow/audit/auditReport';
import { notTold, type PlaceTally } from '../workflow/audit/auditTally';

const maxRows = 15;

/** The audit for people at a terminal: a few tables a repository, what was not seen among them. */
export function auditText(report: AuditReport, now: number): string {
  return report.repositories.map(({ name, audit }) => repositoryText(name, audit, now)).join('\n');
}

function repositoryText(name: string, audit: Audit, now: number): string {
  const { tally, commits, head, resumed } = audit;
  const { commits: kinds, lines } = tally;
  const added = Object.values(lines).reduce((sum, count) => sum + count, 0);
  const from = resumed > 0 ? `; ${n(resumed)} of them by an audit that was broken off` : '';
  const seen = table(
    ['What was seen', 'confidence', 'commits', 'lines'],
    [
      ['AI lines recorded in notes', 'high', n(kinds.note), n(lines.note)],
      ['AI lines in notes of git-ai', 'medium', n(kinds['git-ai']), n(lines['git-ai'])],
      ['AI lines claimed in trailers', 'medium', n(kinds.trailer), n(lines.trailer)],
      ['marks of other tools alone', 'low', n(kinds.mark), `at most ${n(lines.mark)}`],
      ['said to hold no AI lines', '', n(kinds.none), ''],
      ['no mark: unknown', '', n(kinds.unmarked), n(lines.unknown)],
    ],
  );
  const missing = missingNotes(kinds);
  const notes = [
    ...(tally.unreadable > 0
      ? [`${n(tally.unreadable)} commits have a note or trailer that cannot be read.`]
      : []),
    ...notesElsewhere(audit.notes, tally.byBlob),
    ...(tally.undated > 0 ? [`${n(tally.undated)} commits have no date that a calendar knows.`] : []),
    'A commit without a mark is unknown. Nothing says that a person wrote it.',
    ...(missing === undefined ? [] : [`\n${missing}`]),
  ];
  return [
    `${printable(name)} at ${head.slice(0, 12)}: ${n(commits)} commits, ${n(added)} added lines${from}\n`,
    seen,
    `${notes.join(' ')}\n`,
    placesText(audit),
    termsText(audit, now),
    exposuresText(audit),
  ].join('\n');
}

function placesText(audit: Audit): string {
  const { tally, zones, policy } = audit;
  const note = organizationNote(audit);
  const told =
    policy === 'ok'
      ? ''
      : policy === 'none'
        ? 'There is no policy at head, so all paths are in no zone.\n'
        : `The policy at head is broken, so no zone is known. ${printable(policy.broken)}\n`;
  const rows = ranked(tally.zones).map(([name, { commits, lines }]) => {
    const zone = zones.find((one) => one.name === name);
    return [
      name === notTold ? '(zone not told)' : name,
      zone?.mode ?? '',
      zone?.destination ?? '',
      n(commits),
      n(lines.note + lines['git-ai'] + lines.trailer),
      n(lines.mark),
      n(lines.unknown),
    ];
  });
  const head = ['Where it went', 'mode', 'destination', 'commits', 'AI lines', 'at most', 'unknown'];
  return `${told}${note === undefined ? '' : `${printable(note)}\n`}${table(head, rows)}`;
}

/** AI lines first, then those that may be. */
export function ranked(places: Readonly<Record<string, PlaceTally>>): [string, PlaceTally][] {
  const known = ({ lines }: PlaceTally) => lines.note + lines['git-ai'] + lines.trailer;
  return Object.entries(places).sort(
    ([, a], [, b]) =>
      known(b) - known(a) ||
      b.lines.mark - a.lines.mark ||
      b.commits - a.commits ||
      b.lines.unknown - a.lines.unknown,
  );
}

function termsText(audit: Audit, now: number): string {
  const rows = termsRows(audit, now).map(({ use, commits, verdicts, now: current }) => {
    const { terms } = use;
    return [
      use.assistant ?? (use.named === undefined ? 'not named' : `“${use.named}”`),
      use.vendor ?? '',
      terms?.tier ?? '',
      [terms?.version, terms?.expires && `to ${terms.expires}`].filter(Boolean).join(' '),
      current === undefined
        ? ''
        : [current.vendor, current.status, expiry(current.daysLeft)].filter(Boolean).join(' '),
      n(auditSources.reduce((sum, source) => sum + commits[source], 0)),
      ...(['approved', 'refused', 'unknown'] as const).map((key) => n(verdicts[key])),
    ];
  });
  const head = [
    'Under which terms',
    'vendor',
    'tier',
    'then',
    'now',
    'commits',
    'approved',
    'refused',
    'unknown',
  ];
  return rows.length === 0 ? 'Under which terms: no assistant was seen.\n' : table(head, rows);
}

function expiry(days: number | undefined): string {
  if (days === undefined) return '';
  return days < 0 ? `(expired ${-days} days ago)` : `(${days} days left)`;
}

function exposuresText({ exposures, trainingFiles, manifest }: Audit): string {
  const inZones = exposures.filter(({ where }) => where === 'zone');
  const lines = [
    `In zones of training data: ${n(trainingFiles)} files at head, AI output, or a mark of it, in ${n(inZones.length)} files, past ones too.`,
    ...(manifest
      ? [
          `In the manifest: ${n(manifest.entries)} entries, AI output, or a mark of it, in ${n(manifest.exposed)}; ${n(manifest.notHere)} are not in this repository’s head.`,
        ]
      : []),
  ];
  const rows = exposures.map(({ path, blob, zone, line, state, origin }) => [
    path ?? blob.slice(0, 12),
    zone ?? `manifest:${line}`,
    state,
    origin.source,
    origin.commit.slice(0, 12),
  ]);
  const found =
    rows.length === 0
      ? ''
      : `\n${table(['What it may have contaminated', 'in', 'state', 'by', 'commit'], rows)}`;
  return `${lines.join('\n')}\n${found}`;
}

function n(count: number): string {
  return count.toLocaleString('en-US');
}

/** Columns of equal width; numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = rows.slice(0, maxRows).map((row) => row.map((cell) => cut(printable(cell))));
  const widths = head.map((title, i) => Math.max(title.length, ...shown.map((row) => row[i]?.length ?? 0)));
  const isNumber = head.map(
    (_, i) => shown.length > 0 && shown.every((row) => /^[\d,]*$|^at most /.test(row[i] ?? '')),
  );
  const format = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const more =
    rows.length > maxRows ? [`… and ${rows.length - maxRows} more: --json, --ndjson or --html has all`] : [];
  return `${[format(head), ...shown.map(format), ...more].join('\n')}\n`;
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
