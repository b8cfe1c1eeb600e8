import type { RangeCommit } from '../../git/objects/commits';
import type { Matcher } from '../../policy/matcher';
import { defaultZone } from '../../policy/policy';
import type { AuditLines, AuditSource, ReadCommit } from './auditCommit';
import type { TermsUse } from './auditTerms';

export type AuditedKind = ReadCommit['kind'];
export const auditedKinds: readonly AuditedKind[] = ['note', 'git-ai', 'trailer', 'mark', 'none', 'unmarked'];

/** Where AI output went: lines by what they rest on, and those of which nothing is said. */
export interface PlaceTally {
  commits: number;
  lines: Record<AuditSource | 'unknown', number>;
}

interface AssistantTally {
  readonly assistant?: string;
  readonly named?: string;
  readonly model?: string;
  commits: Record<AuditSource, number>;
  /** Seconds since the epoch, of the commits that have a date. */
  first?: number;
  last?: number;
}

export interface TermsTally {
  readonly use: Omit<TermsUse, 'verdict' | 'why'>;
  commits: Record<AuditSource, number>;
  /** By what the policy at that time said. */
  verdicts: Record<TermsUse['verdict'], number>;
  /** Why not, with how many commits; the first few reasons. */
  reasons: Record<string, number>;
  first?: number;
  last?: number;
}

/** The sums over a history. Plain JSON, so that a part of it can be kept. */
export interface AuditTally {
  commits: Record<AuditedKind, number>;
  lines: AuditLines;
  /** With a note or trailer that cannot be read. */
  unreadable: number;
  /** Without a note, and told of by notes of other commits that name the same files. */
  byBlob: number;
  /** The commits of those notes. */
  metNotes: string[];
  /** Without a date that a calendar knows. */
  undated: number;
  attested: number;
  /** By month, `YYYY-MM`. */
  periods: Record<string, { commits: Record<AuditedKind, number>; lines: AuditLines }>;
  zones: Record<string, PlaceTally>;
  folders: Record<string, PlaceTally>;
  assistants: Record<string, AssistantTally>;
  terms: Record<string, TermsTally>;
  /** Commits by kind of mark. */
  marks: Record<string, number>;
  /** AI lines by evidence, where that is said. */
  evidence: Record<string, number>;
}

/** Where nothing says which zone or folder it was. */
export const notTold = '?';
const maxKeys = 5_000;
const maxReasons = 20;

export function emptyTally(): AuditTally {
  return {
    commits: noCommits(),
    lines: noLines(),
    unreadable: 0,
    byBlob: 0,
    metNotes: [],
    undated: 0,
    attested: 0,
    periods: {},
    zones: {},
    folders: {},
    assistants: {},
    terms: {},
    marks: {},
    evidence: {},
  };
}

/** Adds one commit, all but the terms. @param matcher of today's policy */
export function addCommit(
  tally: AuditTally,
  commit: RangeCommit,
  read: ReadCommit,
  matcher: Matcher | undefined,
): void {
  tally.commits[read.kind]++;
  addLines(tally.lines, read.lines);
  if (read.unreadable) tally.unreadable++;
  if (read.at === undefined) tally.undated++;
  else {
    const month = new Date(read.at * 1000).toISOString().slice(0, 7);
    const period = (tally.periods[month] ??= { commits: noCommits(), lines: noLines() });
    period.commits[read.kind]++;
    addLines(period.lines, read.lines);
  }
  for (const kind of new Set(read.marks.map((mark) => mark.kind))) bump(tally.marks, kind, 1);
  const { audited } = read;
  const zoneOf = (path: string, directory: boolean) =>
    matcher?.decide(path, { directory }).zone ?? defaultZone;
  if (audited === undefined) {
    if (read.kind !== 'unmarked') return;
    for (const { path, added, binary, newMode } of commit.files) {
      if (newMode === '000000' || newMode === '160000' || binary) continue;
      const count = added.reduce((sum, [, lines]) => sum + lines, 0);
      if (count > 0) placeIn(tally.zones, zoneOf(path, newMode === '120000')).lines.unknown += count;
    }
    return;
  }
  if (audited.attested) tally.attested++;
  for (const [key, count] of Object.entries(audited.evidence)) bump(tally.evidence, key, count);
  for (const one of audited.assistants.length === 0 ? [{}] : audited.assistants) {
    const key = JSON.stringify([one.assistant, one.named, one.model]);
    const known = own<AssistantTally>(tally.assistants, key, () => ({ ...one, commits: noSources() }));
    known.commits[audited.source]++;
    span(known, read.at);
  }
  addPlaces(tally, audited, zoneOf);
}

function addPlaces(
  tally: AuditTally,
  audited: NonNullable<ReadCommit['audited']>,
  zoneOf: (path: string, directory: boolean) => string,
): void {
  const zones = new Set<string>();
  const folders = new Set<string>();
  const source = audited.source === 'note' || audited.source === 'git-ai' ? audited.source : undefined;
  let trailed = audited.lines.trailer;
  for (const { path, added, ai, link } of audited.files) {
    const zone = zoneOf(path, link === true);
    const folder = folderOf(path);
    zones.add(zone);
    folders.add(folder);
    const places = [placeIn(tally.zones, zone), placeIn(tally.folders, folder)];
    for (const place of places) {
      if (audited.source === 'mark') place.lines.mark += added;
      else if (source !== undefined) place.lines[source] += ai ?? 0;
      else if (ai !== undefined) place.lines.trailer += Math.min(ai, audited.lines.trailer);
    }
    if (source === undefined && audited.source === 'trailer' && ai !== undefined) trailed -= ai;
  }
  for (const zone of zones) placeIn(tally.zones, zone).commits++;
  for (const folder of folders) placeIn(tally.folders, folder).commits++;
  if (trailed > 0) addTrailed(tally, trailed, audited.zones, [...zones], [...folders]);
}

/**
 * Lines that trailers count without saying in which file. What they say of zones is in the names of that time; a line is
 * attributed to one that the commit touches.
 */
function addTrailed(
  tally: AuditTally,
  trailed: number,
  claimed: Readonly<Record<string, number>>,
  zones: readonly string[],
  folders: readonly string[],
): void {
  let left = trailed;
  const add = (zone: string, lines: number) => {
    left -= lines;
    if (lines > 0) placeIn(tally.zones, zone).lines.trailer += lines;
  };
  if (zones.length === 1) add(zones[0]!, left);
  else
    for (const [zone, count] of Object.entries(claimed))
      if (zones.includes(zone)) add(zone, Math.min(left, count));
  add(notTold, left);
  placeIn(tally.folders, folders.length === 1 ? folders[0]! : notTold).lines.trailer += trailed;
}

/** Adds the terms under which the assistants of one commit were used. */
export function addUses(
  tally: AuditTally,
  source: AuditSource,
  at: number | undefined,
  uses: readonly TermsUse[],
): void {
  for (const { verdict, why, ...use } of uses) {
    const known = own<TermsTally>(tally.terms, JSON.stringify(use), () => ({
      use,
      commits: noSources(),
      verdicts: { approved: 0, refused: 0, unknown: 0 },
      reasons: {},
    }));
    known.commits[source]++;
    known.verdicts[verdict]++;
    if (
      why !== undefined &&
      (Object.hasOwn(known.reasons, why) || Object.keys(known.reasons).length < maxReasons)
    )
      bump(known.reasons, why, 1);
    span(known, at);
  }
}

function span(one: { first?: number; last?: number }, at: number | undefined): void {
  if (at === undefined) return;
  one.first = Math.min(one.first ?? at, at);
  one.last = Math.max(one.last ?? at, at);
}

function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.length === 1 ? '.' : parts.slice(0, Math.min(2, parts.length - 1)).join('/');
}

function placeIn(places: Record<string, PlaceTally>, key: string): PlaceTally {
  return own(places, key, () => ({
    commits: 0,
    lines: { note: 0, 'git-ai': 0, trailer: 0, mark: 0, unknown: 0 },
  }));
}

/** Keys come from strangers; beyond a bound, what is new is counted under one that says so. */
function own<T>(record: Record<string, T>, key: string, make: () => T): T {
  const name = Object.hasOwn(record, key) || Object.keys(record).length < maxKeys ? key : notTold;
  if (!Object.hasOwn(record, name))
    Object.defineProperty(record, name, {
      value: make(),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return record[name]!;
}

function bump(record: Record<string, number>, key: string, by: number): void {
  record[key] = (Object.hasOwn(record, key) ? record[key]! : 0) + by;
}

function addLines(sum: AuditLines, more: AuditLines): void {
  for (const key of Object.keys(sum) as (keyof AuditLines)[]) sum[key] += more[key];
}

export function noLines(): AuditLines {
  return { note: 0, 'git-ai': 0, trailer: 0, mark: 0, human: 0, pasted: 0, tool: 0, unknown: 0 };
}

export function noCommits(): Record<AuditedKind, number> {
  return { note: 0, 'git-ai': 0, trailer: 0, mark: 0, none: 0, unmarked: 0 };
}

function noSources(): Record<AuditSource, number> {
  return { note: 0, 'git-ai': 0, trailer: 0, mark: 0 };
}
