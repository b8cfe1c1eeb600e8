import { aiLinesOf, type Counts } from '../../provenance/source';
import { type Account, contradiction } from '../../provenance/written/readTrailers';
import type { CompiledPolicy, CompiledZone } from '../compiled';
import type { Matcher } from '../matcher';
import { defaultZone } from '../policy';

/** What one commit of a range says of itself, and what of its change tells whether that can be. */
export interface CommitClaims {
  readonly commit: string;
  readonly accounts: readonly Account[];
  /** The sum of its accounts; `null` without one that can be read. */
  readonly provenance: Counts | null;
  readonly attestedBy: readonly string[];
  /** Zones of the paths that it changes. */
  readonly zones: ReadonlySet<string>;
  /** Paths that it changes, old names too. */
  readonly paths: readonly string[];
  /** Lines that it adds, as law 3 counts them; of files that enter a stricter zone, only with `countEntering`. */
  readonly added: number;
  /** Files that it moves into a stricter zone, whole: every line of theirs counts. */
  readonly entering: readonly { readonly oid: string; readonly zone: string }[];
  /** Of a merge, where it brings lines that a parent has in a less strict zone; they are in `added`. */
  readonly brought: readonly { readonly zone: string }[];
  readonly isMerge: boolean;
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
  return [...zones].map((name) => matcher.zone(name)).filter(({ mode }) => mode !== 'eligible');
}

/** AI lines of an account in one zone: those it names, and those it attributes to no zone that the policy knows. */
export function linesIn(account: Account, zone: string, matcher: Matcher): number {
  if (account.line.kind === 'malformed') return 0;
  let elsewhere = 0;
  for (const [name, lines] of account.zones) {
    if (name !== zone && (name === defaultZone || matcher.zone(name).name === name)) elsewhere += lines;
  }
  return Math.max(0, aiLinesOf(account.line.counts) - elsewhere);
}

/**
 * Of `covers: ai`: the paths that any commit may have made with AI, and whether that is more than the zone tolerates.
 * What a commit does not say counts as AI; so do pasted and unknown lines, wherever they are.
 */
export function doubtfulPaths(
  commits: readonly CommitClaims[],
  zone: CompiledZone,
  matcher: Matcher,
): Set<string> {
  const paths = new Set<string>();
  let lines = 0;
  for (const claims of commits) {
    if (!claims.zones.has(zone.name)) continue;
    const own = doubtfulLines(claims, zone, matcher);
    lines += own;
    if (own > 0) for (const path of claims.paths) paths.add(path);
  }
  return lines > zone.tolerate.lines ? paths : new Set();
}

function doubtfulLines(
  { accounts, provenance, added, signedByAssistant }: CommitClaims,
  zone: CompiledZone,
  matcher: Matcher,
): number {
  const isTold =
    provenance !== null &&
    accounts.every((account) => contradiction(account) === undefined) &&
    signedByAssistant === undefined &&
    provenance.lines >= added;
  if (!isTold) return Number.POSITIVE_INFINITY;
  return accounts.reduce(
    (sum, account) => sum + linesIn(account, zone.name, matcher),
    provenance.pasted + provenance.unknown,
  );
}

/** The command that makes a commit again: the hooks then write what they know of it. */
export function amendCommand(commit: string, { head }: ClaimContext): string {
  const again = 'git commit --amend --no-edit';
  return `colophon hooks install && ${commit === head ? again : `git rebase --exec '${again}' ${shortOid(commit)}~1`}`;
}

/** As people name a commit. */
export function shortOid(oid: string): string {
  return oid.slice(0, 12);
}
