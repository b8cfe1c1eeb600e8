import { daysBetween } from '../../policy/days';
import { defined } from '../../text/defined';
import * as l10n from '../../text/l10n';
import type { Audit, AuditedNotes, VendorNow } from './audit';
import { type AuditedFile, type AuditSource, confidenceOf } from './auditCommit';
import type { Exposure } from './auditExposure';
import type { AuditEvent } from './auditJournal';
import type { AuditedAssistant } from './auditNoted';
import type { TermsTally } from './auditTally';
import { leastOf, type TermsUse } from './auditTerms';

/** What an audit of one or many repositories found. */
export interface AuditReport {
  /** ISO 8601. */
  readonly made: string;
  readonly tool: { readonly name: 'colophon'; readonly version: string };
  readonly asked: {
    readonly since?: string;
    readonly until?: string;
    readonly all?: boolean;
    readonly manifest?: string;
  };
  readonly repositories: readonly AuditedRepository[];
  /** Repositories that could not be read, and why: what is in them is not known. */
  readonly unread: readonly { readonly repository: string; readonly message: string }[];
}

export interface AuditedRepository {
  /** Of its folder; made different by a number where two have the same. */
  readonly name: string;
  readonly audit: Audit;
}

/** AI output, or what may be some, in one file of one commit. */
interface OutputFinding {
  readonly kind: 'output';
  readonly repository: string;
  readonly commit: string;
  /** ISO 8601, of authoring; null where the commit has no date that a calendar knows. */
  readonly date: string | null;
  readonly path: string;
  readonly blob: string;
  /** The first AI line where the lines are known, else the first added one; null for a file without text lines. */
  readonly line: number | null;
  /** By today's policy, and by that in the commit's tree; null where there is none. */
  readonly zone: string | null;
  readonly zoneThen: string | null;
  readonly destination: string | null;
  readonly source: AuditSource;
  readonly confidence: 'high' | 'medium' | 'low';
  /** AI lines; null where it is not known which, and how many, of the added lines are. */
  readonly lines: number | null;
  readonly added: number;
  readonly assistants: readonly AuditedAssistant[];
  readonly terms: readonly Pick<TermsUse, 'assistant' | 'named' | 'vendor' | 'verdict' | 'why'>[];
  readonly marks: readonly { readonly kind: string; readonly named: string }[];
}

/** The findings of some events, a file each. */
export function outputFindings(
  repository: string,
  events: readonly AuditEvent[],
  destinations: ReadonlyMap<string, string>,
): OutputFinding[] {
  return events.flatMap((event) => {
    if (event.kind !== 'audited') return [];
    const { commit, uses, zones, zonesThen } = event;
    const { source } = commit;
    return commit.files.map((file: AuditedFile, index): OutputFinding => {
      const zone = zones[index] ?? null;
      return {
        kind: 'output',
        repository,
        commit: commit.commit,
        date: dateOf(commit.at),
        path: file.path,
        blob: file.blob,
        line: file.first ?? null,
        zone,
        zoneThen: zonesThen[index] ?? null,
        destination: (zone !== null && destinations.get(zone)) || null,
        source,
        confidence: confidenceOf[source],
        lines: file.ai ?? null,
        added: file.added,
        assistants: commit.assistants,
        terms: uses.map(({ terms: _, by: __, ...use }) => use),
        marks: commit.marks.map(({ kind, named }) => ({ kind, named })),
      };
    });
  });
}

export interface TermsRow extends TermsTally {
  /** What today's policy has for the same vendor, or, where none was named, for the assistant. */
  readonly now?: {
    readonly vendor: string;
    readonly tier?: string;
    readonly status: string;
    readonly version?: string;
    readonly expires?: string;
    readonly outputTraining: string;
    /** As `daysBetween` counts them: 0 on the last day of the review, negative after it. */
    readonly daysLeft?: number;
  };
}

/** The terms of one repository, most commits first. @param now milliseconds since the epoch */
export function termsRows({ tally, vendors, plan }: Audit, now: number): TermsRow[] {
  const today = new Date(now).toISOString().slice(0, 10);
  return Object.values(tally.terms)
    .map((row): TermsRow => {
      const { vendor, assistant } = row.use;
      const planned = vendor === undefined ? plan.find(([name]) => name === assistant)?.[1] : [vendor];
      const covers = ({ assistants }: VendorNow) => assistants.some((one) => one === assistant);
      const current =
        leastOf(vendors.filter(({ id }) => planned?.includes(id))) ?? leastOf(vendors.filter(covers));
      if (current === undefined) return row;
      const { id, tier, status, version, expires, outputTraining } = current;
      const daysLeft = expires === undefined ? undefined : daysBetween(today, expires);
      return {
        ...row,
        now: defined({ vendor: id, tier, status, version, expires, daysLeft, outputTraining }),
      };
    })
    .sort((a, b) => total(b) - total(a));
}

function total({ commits }: TermsTally): number {
  return Object.values(commits).reduce((sum, count) => sum + count, 0);
}

/** What the organisation's policy has to do with the figures; a policy that is broken says so itself. */
export function organizationNote({ organization, policy }: Audit): string | undefined {
  if (organization === undefined || typeof policy !== 'string') return undefined;
  return policy === 'none'
    ? l10n.t('The organisation’s policy ({0}) adds to a policy, and there is none.', organization)
    : l10n.t(
        'Today’s policy is the repository’s and the organisation’s ({0}). What the organisation asked for in the past is not recorded: “then” is by the repository’s own.',
        organization,
      );
}

/** A clone brings the commits and not their notes; of commits by the best source for each. */
export function missingNotes({ note, trailer }: Readonly<Record<AuditSource, number>>): string | undefined {
  if (note > 0 || trailer === 0) return undefined;
  return l10n.t(
    'There are trailers and no notes, which hold the record of each line. Where a team shares its notes, they come by {0}',
    "git fetch origin 'refs/notes/*:refs/notes/*'",
  );
}

/** In a partial clone: with their contents, all at once. */
const fetchNotes = 'git fetch --refetch --no-filter origin refs/notes/colophon';

/** How far the notes belong to the history that was read, where not all of them do. */
export function notesElsewhere({ elsewhere, found, unread }: AuditedNotes, byBlob: number): string[] {
  return [
    ...(elsewhere === 0
      ? []
      : [
          l10n.t(
            'Notes that hang on commits outside of this history: {0}. By the files that they name, {1} of them told of {2} commits that have none.',
            elsewhere,
            found,
            byBlob,
          ),
        ]),
    ...(unread === 0
      ? []
      : [
          l10n.t(
            'Notes that are listed and not in this clone, so that nobody looked at them: {0}. With a network, {1} brings ours, and the same with refs/notes/ai those of git-ai.',
            unread,
            fetchNotes,
          ),
        ]),
  ];
}

export function destinationsOf({ zones }: Audit): Map<string, string> {
  return new Map(zones.flatMap(({ name, destination }) => (destination ? [[name, destination]] : [])));
}

/** Seconds since the epoch as ISO 8601. */
export function dateOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at * 1000).toISOString();
}

export function exposureFinding(repository: string, { origin, ...exposure }: Exposure) {
  return {
    kind: 'exposure' as const,
    repository,
    ...exposure,
    from: {
      commit: origin.commit,
      date: dateOf(origin.at),
      path: origin.path,
      source: origin.source,
      confidence: confidenceOf[origin.source],
    },
  };
}
