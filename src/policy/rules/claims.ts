import { aiLinesOf, type Counts } from '../../provenance/source';
import { type Account, contradiction } from '../../provenance/written/readTrailers';
import { shellWord } from '../../text/shellWord';
import type { CompiledPolicy, CompiledZone } from '../compiled';
import type { Matcher } from '../matcher';

/** What one commit of a range says of itself, and what of its change tells whether that can be. */
export interface CommitClaims {
  readonly commit: string;
  readonly accounts: readonly Account[];
  /** The sum of its accounts; `null` without one that can be read. */
  readonly provenance: Counts | null;
  readonly attestedBy: readonly string[];
  /** Zones of the paths that it changes, and which of them are in each. */
  readonly zones: ReadonlyMap<string, readonly string[]>;
  /** Of each path that adds lines, all zones that it is in; each such set once. */
  readonly places: readonly (readonly string[])[];
  /** Paths that it changes, old names too. */
  readonly paths: readonly string[];
  /** Lines that it adds, as law 3 counts them; of files that enter a stricter zone, only with `countEntering`. */
  readonly added: number;
  /** Files that it moves into a stricter zone, whole: every line of theirs counts. */
  readonly entering: readonly {
    readonly oid: string;
    readonly zone: string;
    readonly from: string | undefined;
    readonly oldOid: string;
  }[];
  /** Of a merge, where it brings lines that a parent has in a less strict zone; they are in `added`. */
  readonly brought: readonly { readonly zone: string }[];
  readonly isMerge: boolean;
  /** Full oids of the commits that its message says it reverts. */
  readonly revertsTold: readonly string[];
  /** The one of them that took out, path by path, all lines that this one adds to attest zones. */
  readonly reverts?: string;
  /** The forge says that a program brings it, which is no assistant. */
  readonly isOfBot?: boolean;
  /** What it speaks of is what it had before base added to the files that it moves. */
  readonly hasGrown?: boolean;
  /** Files that it moves or copies: the old name and the new. */
  readonly moves: readonly (readonly [from: string, to: string])[];
  /** The author's e-mail address, folded. */
  readonly author: string;
  /** An assistant is among its authors. */
  readonly byAssistant: boolean;
  /** E-mail addresses of author, committer and co-authors, folded. */
  readonly people: ReadonlySet<string>;
  /** An assistant signed it, though it claims no AI lines. */
  readonly signedByAssistant?: string;
}

/** What the claims of a range are held against. */
export interface ClaimContext {
  readonly policy: CompiledPolicy;
  readonly matcher: Matcher;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** As the user wrote it, for the commands that mend. */
  readonly range: string;
  readonly head: string;
  /** Path of the organisation's policy, as the user gave it. */
  readonly organization?: string;
  /** Zones whose whole change has a valid signed review: that is more than a trailer. */
  readonly reviewed: ReadonlySet<string>;
}

export function strictZones({ zones }: CommitClaims, matcher: Matcher): CompiledZone[] {
  return [...zones.keys()].map((name) => matcher.zone(name)).filter(({ mode }) => mode !== 'eligible');
}

/**
 * AI lines of an account that may lie in one zone. An account names one zone a line, the one that decided when it was
 * made, and a file may be in several: only what it attributes to a zone that the commit adds lines to, none of them in
 * this one, lies certainly elsewhere.
 */
export function linesIn(account: Account, zone: string, claims: Pick<CommitClaims, 'places'>): number {
  if (account.line.kind === 'malformed') return 0;
  let elsewhere = 0;
  for (const [name, lines] of account.zones) if (liesElsewhere(name, zone, claims)) elsewhere += lines;
  return Math.max(0, aiLinesOf(account.line.counts) - elsewhere);
}

function liesElsewhere(name: string, zone: string, { places }: Pick<CommitClaims, 'places'>): boolean {
  const there = places.filter((zones) => zones.includes(name));
  return there.length > 0 && !there.some((zones) => zones.includes(zone));
}

/** Of a vendor's lines in an account: those that may lie in one zone. */
export function vendorLinesIn(
  account: Account,
  vendor: string,
  zone: string,
  claims: Pick<CommitClaims, 'places'>,
): number {
  const { line, places, vendors } = account;
  const lines = vendors.get(vendor) ?? 0;
  const told = [...places.values()].reduce((sum, own) => sum + own, 0);
  if (line.kind === 'malformed' || told !== aiLinesOf(line.counts)) return lines;
  let elsewhere = 0;
  for (const [place, own] of places) {
    const slash = place.indexOf('/');
    const isOwn = place.slice(slash + 1) === vendor;
    if (isOwn && liesElsewhere(place.slice(0, slash), zone, claims)) elsewhere += own;
  }
  return Math.max(0, lines - elsewhere);
}

/**
 * Of `covers: ai`: the paths that any commit may have made with AI, and whether that is more than the zone tolerates.
 * What a commit does not say counts as AI; so do pasted and unknown lines, wherever they are.
 */
export function doubtfulPaths(commits: readonly CommitClaims[], zone: CompiledZone): Set<string> {
  const paths = new Set<string>();
  let lines = 0;
  for (const claims of commits) {
    if (!claims.zones.has(zone.name)) continue;
    const own = doubtfulLines(claims, zone);
    lines += own;
    if (own > 0) for (const path of claims.paths) paths.add(path);
  }
  return lines > zone.tolerate.lines ? paths : new Set();
}

function doubtfulLines(claims: CommitClaims, zone: CompiledZone): number {
  const { accounts, provenance, added, signedByAssistant } = claims;
  const isTold =
    provenance !== null &&
    accounts.every((account) => contradiction(account) === undefined) &&
    signedByAssistant === undefined &&
    provenance.lines >= added;
  if (!isTold) return Number.POSITIVE_INFINITY;
  return accounts.reduce(
    (sum, account) => sum + linesIn(account, zone.name, claims),
    provenance.pasted + provenance.unknown,
  );
}

/** The command that makes the range's commits say what is known of their lines; hooks see to those that follow. */
export function mendCommand({ range, organization }: ClaimContext): string {
  const policy = organization === undefined ? '' : ` --policy ${shellWord(organization)}`;
  return `colophon hooks install && colophon mend ${shellWord(range)}${policy}`;
}

/** As people name a commit. */
export function shortOid(oid: string): string {
  return oid.slice(0, 12);
}
