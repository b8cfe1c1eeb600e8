import { asEntered } from '../../git/objects/change';
import type { RangeCommit } from '../../git/objects/commits';
import { lineCountsOf } from '../../git/objects/objects';
import type { ChangedFile } from '../../git/objects/patch';
import type { Repository } from '../../git/repository/repository';
import type { CompiledPolicy, CompiledZone } from '../../policy/compiled';
import type { Finding } from '../../policy/findings';
import type { Matcher } from '../../policy/matcher';
import { defaultZone } from '../../policy/policy';
import { approvedVendors } from '../../policy/vendors';
import { aiLinesOf, type Counts } from '../../provenance/source';
import { type Account, contradiction, readAccounts } from '../../provenance/written/accounts';
import * as l10n from '../../text/l10n';
import { shellPath } from '../../text/shellWord';
import type { OuterPolicy } from '../policy/treePolicy';
import type { ChangeZones } from './changeZones';
import { signCommand } from './signCommand';

/** What one commit of a range says of itself. */
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

/**
 * Reads what a commit claims. Nothing here is believed; see `claimFindings`.
 * @param assistantOf the id of the assistant that signs as `Name <email>`
 */
export function readClaims(
  commit: RangeCommit,
  policy: CompiledPolicy,
  zonesOf: ChangeZones,
  assistantOf: (identity: string) => string | undefined,
): CommitClaims {
  const { oid, parents, author, committer, message, files } = commit;
  const isMerge = parents.length > 1;
  const zones = new Set<string>();
  const paths: string[] = [];
  let added = 0;
  const entering: { oid: string; zone: string }[] = [];
  const brought: { zone: string }[] = [];
  const enters = ({ path, from, oldMode, newMode }: ChangedFile) =>
    from !== undefined && zonesOf.rank(path, [oldMode, newMode]) > zonesOf.rank(from, [oldMode, newMode]);
  for (const file of files) {
    const { path, from, oldMode, newMode, newOid } = file;
    const modes = [oldMode, newMode];
    for (const name of from === undefined ? [path] : [path, from]) {
      paths.push(name);
      for (const zone of zonesOf.of(name, modes)) zones.add(zone);
    }
    const counted = asEntered(file, enters);
    if (enters(counted)) entering.push({ oid: newOid, zone: zonesOf.deciding(path, modes) });
    else added += linesOf(counted);
    if (counted !== file && linesOf(counted) > linesOf(file))
      brought.push({ zone: zonesOf.deciding(path, modes) });
  }
  const accounts = readAccounts(message, policy.trailers);
  const counts = accounts.flatMap(({ line }) => (line.kind === 'ok' ? [line.counts] : []));
  const coAuthors = coAuthorsOf(message);
  const people = [author.email, committer.email, ...coAuthors].map((email) => email.trim().toLowerCase());
  const provenance = counts.length === 0 ? null : counts.reduce(addCounts);
  const signed = [author, committer].map(({ name, email }) => `${name} <${email}>`);
  const assistants = [...signed, ...coAuthors].flatMap((one) => assistantOf(one) ?? []);
  const claimsNone = provenance !== null && aiLinesOf(provenance) === 0;
  return {
    commit: oid,
    accounts,
    provenance,
    attestedBy: [...new Set(accounts.flatMap(({ attestedBy }) => attestedBy))],
    zones,
    paths,
    added,
    entering,
    brought,
    isMerge,
    people: new Set(people),
    ...(claimsNone && assistants[0] !== undefined && { signedByAssistant: assistants[0] }),
  };
}

function linesOf({ added }: ChangedFile): number {
  let lines = 0;
  for (const [, count] of added) lines += count;
  return lines;
}

/** Every address of every `Co-authored-by`, wherever it stands and however it is written: rather one too many. */
function coAuthorsOf(message: string): string[] {
  const trailers = message.matchAll(/^[ \t>*-]*co-authored-by[ \t]*:(.*(?:\n[ \t]+.*)*)/gim);
  return [...trailers].flatMap(([, text]) => text!.match(/[^\s<>,;()"]+@[^\s<>,;()"]+/g) ?? []);
}

/** The claims with every line of the files that they move into a stricter zone. A string is what went wrong. */
export async function countEntering(
  repo: Repository,
  commits: readonly CommitClaims[],
): Promise<CommitClaims[] | string> {
  const oids = new Set(commits.flatMap(({ entering }) => entering.map(({ oid }) => oid)));
  const lines = await lineCountsOf(repo, oids);
  const counted: CommitClaims[] = [];
  for (const commit of commits) {
    let { added } = commit;
    for (const { oid } of commit.entering) {
      const own = lines.get(oid);
      if (own === undefined)
        return l10n.t('The object {0} cannot be read. Check the repository with git fsck.', oid);
      added += own;
    }
    counted.push(added === commit.added ? commit : { ...commit, added });
  }
  return counted;
}

function addCounts(a: Counts, b: Counts): Counts {
  const keys = Object.keys(a) as (keyof Counts)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Counts;
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
    const { accounts, provenance, added, signedByAssistant } = claims;
    const isTold =
      provenance !== null &&
      accounts.every((account) => contradiction(account) === undefined) &&
      signedByAssistant === undefined &&
      provenance.lines >= added;
    const own = isTold
      ? accounts.reduce(
          (sum, account) => sum + linesIn(account, zone.name, matcher),
          provenance.pasted + provenance.unknown,
        )
      : Number.POSITIVE_INFINITY;
    lines += own;
    if (own > 0) for (const path of claims.paths) paths.add(path);
  }
  return lines > zone.tolerate.lines ? paths : new Set();
}

export interface ClaimContext {
  readonly policy: CompiledPolicy;
  readonly matcher: Matcher;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** As the user wrote it, for the commands that mend. */
  readonly range: string;
  readonly head: string;
  /** What was merged into the policy from outside. */
  readonly organization?: OuterPolicy;
  /** Zones whose whole change has a valid signed review: that is more than a trailer. */
  readonly reviewed: ReadonlySet<string>;
}

/** What the claims break, commit by commit. */
export function claimFindings(commits: readonly CommitClaims[], context: ClaimContext): Finding[] {
  const tolerated = toleratedZones(commits, context);
  return commits.flatMap((commit) => [
    ...missing(commit, context),
    ...inconsistent(commit, context),
    ...commit.accounts.flatMap((account) => [
      ...attestation(commit, account, tolerated, context),
      ...vendors(commit, account, context),
      ...reviewLoad(commit, account, context),
    ]),
  ]);
}

function strictZones({ zones }: CommitClaims, { matcher }: ClaimContext): CompiledZone[] {
  return [...zones].map((name) => matcher.zone(name)).filter(({ mode }) => mode !== 'eligible');
}

function missing(claims: CommitClaims, context: ClaimContext): Finding[] {
  const { commit, accounts, isMerge, added } = claims;
  if (accounts.length > 0 || (isMerge && added === 0)) return [];
  const { trailers } = context.policy;
  const isExpected = trailers.provenance !== false && trailers.when !== 'ai';
  return strictZones(claims, context)
    .filter(({ name }) => name !== 'ai-policy')
    .map((zone): Finding => {
      // A sign-off or a signed review does not rest on what commits say of themselves.
      const rests = zone.mode === 'attest' && !context.reviewed.has(zone.name);
      return {
        rule: 'provenance-missing',
        severity: rests && isExpected ? zone.enforce : 'record',
        zone: zone.name,
        commit,
        message: `The commit ${short(commit)} changes the zone \`${zone.name}\`, and its message does not say where its lines came from: they are unknown.`,
        mend: amend(commit, context),
      };
    });
}

/** Only there the claims decide. */
function isAttest({ mode }: CompiledZone): boolean {
  return mode === 'attest';
}

/** Makes a commit again: the hooks then write what they know of it. */
function amend(commit: string, { head }: ClaimContext): string {
  const again = 'git commit --amend --no-edit';
  return `colophon hooks install && ${commit === head ? again : `git rebase --exec '${again}' ${short(commit)}~1`}`;
}

function inconsistent(claims: CommitClaims, context: ClaimContext): Finding[] {
  const { matcher } = context;
  const { commit, accounts, added, entering, brought, signedByAssistant } = claims;
  const found: Finding[] = accounts.flatMap((account): Finding[] => {
    const why = contradiction(account);
    if (why === undefined) return [];
    return [
      {
        rule: 'provenance-inconsistent',
        severity: 'block',
        zone: defaultZone,
        commit,
        message: `The message of ${short(commit)} contradicts itself: ${why}.`,
        mend: amend(commit, context),
      },
    ];
  });
  const lines = claims.provenance?.lines ?? added;
  // Rebases change the number; none leaves out a file that was moved. Of several accounts lines may be counted twice.
  const [moved] = lines < added ? [...entering, ...brought] : [];
  if (lines !== added && (accounts.length === 1 || moved !== undefined)) {
    const zone = moved?.zone ?? defaultZone;
    found.push({
      rule: 'provenance-inconsistent',
      severity: moved !== undefined && isAttest(matcher.zone(zone)) ? matcher.zone(zone).enforce : 'record',
      zone,
      commit,
      message:
        moved === undefined
          ? `${short(commit)} was rewritten: it speaks of ${lines} added lines and has ${added}.`
          : `${short(commit)} moves code into the zone \`${zone}\`, where every line of it counts: it has ${added} lines and speaks of ${lines}.`,
      mend: moved === undefined ? '' : amend(commit, context),
    });
  }
  if (signedByAssistant !== undefined) {
    found.push({
      rule: 'provenance-inconsistent',
      severity: 'warn',
      zone: defaultZone,
      commit,
      message: `${short(commit)} claims no AI lines, but names \`${signedByAssistant}\` among its authors.`,
      mend: '',
    });
  }
  return found;
}

/** AI lines of an account in one zone: those it names, and those it lays to no zone that the policy knows. */
function linesIn(account: Account, zone: string, matcher: Matcher): number {
  if (account.line.kind === 'malformed') return 0;
  let elsewhere = 0;
  for (const [name, lines] of account.zones) {
    if (name !== zone && (name === defaultZone || matcher.zone(name).name === name)) elsewhere += lines;
  }
  return Math.max(0, aiLinesOf(account.line.counts) - elsewhere);
}

/** `attest` zones whose AI lines, over the whole range, are few enough. */
function toleratedZones(commits: readonly CommitClaims[], context: ClaimContext): Set<string> {
  const sums = new Map<string, number>();
  for (const commit of commits) {
    for (const { name } of strictZones(commit, context)) {
      for (const account of commit.accounts)
        sums.set(name, (sums.get(name) ?? 0) + linesIn(account, name, context.matcher));
    }
  }
  const within = [...sums].filter(([name, lines]) => lines <= context.matcher.zone(name).tolerate.lines);
  return new Set(within.map(([name]) => name));
}

function attestation(
  claims: CommitClaims,
  account: Account,
  tolerated: ReadonlySet<string>,
  context: ClaimContext,
): Finding[] {
  return strictZones(claims, context).flatMap((zone): Finding[] => {
    const lines = linesIn(account, zone.name, context.matcher);
    if (zone.mode !== 'attest' || zone.attestation === 'signed') return [];
    if (lines === 0 || tolerated.has(zone.name) || context.reviewed.has(zone.name)) return [];
    const byOther = zone.attestedBy === 'other';
    const counting = account.attestedBy.filter((who) => !byOther || !claims.people.has(emailOf(who)));
    if (counting.length > 0) return [];
    const whom = byOther ? 'somebody other than its author' : 'somebody';
    return [
      {
        rule: 'attestation-missing',
        severity: zone.enforce,
        zone: zone.name,
        commit: claims.commit,
        message: `${lines} AI ${lines === 1 ? 'line' : 'lines'} of ${short(claims.commit)} in the zone \`${zone.name}\` ${lines === 1 ? 'needs' : 'need'} the word of ${whom} that ${lines === 1 ? 'it was' : 'they were'} reviewed.`,
        mend: signCommand('attest', context.range, zone.name, context.organization),
      },
    ];
  });
}

function vendors(claims: CommitClaims, account: Account, context: ClaimContext): Finding[] {
  if (account.line.kind === 'malformed') return [];
  const { policy, matcher, now } = context;
  const aiLines = aiLinesOf(account.line.counts);
  const found: Finding[] = [];
  for (const name of claims.zones) {
    const zone = matcher.zone(name);
    const inZone = linesIn(account, name, context.matcher);
    if (inZone === 0 || (name === defaultZone && zone.mode === 'eligible')) continue;
    const { approved, refused } = approvedVendors(policy, [zone], now);
    const named = [...account.vendors].filter(([id]) => id !== 'unknown');
    const unnamed = aiLines - named.reduce((sum, [, lines]) => sum + lines, 0);
    for (const [id, lines] of named) {
      if (approved.includes(id)) continue;
      const known = refused.find((refusal) => refusal.id === id);
      // Zones and vendors are told apart, so only where they must overlap is it certain.
      const certain = inZone + lines > aiLines;
      found.push({
        rule: known?.expired ? 'terms-expired' : 'vendor-not-approved',
        severity: certain ? zone.enforce : warnAtMost(zone),
        zone: name,
        commit: claims.commit,
        message: `${short(claims.commit)} ${certain ? 'has' : 'may have'} lines of \`${id}\` in the zone \`${name}\`, where it is not approved: ${known?.reason ?? 'the policy has no such vendor'}. A sign-off does not mend that. ${ask(policy)}`,
        mend: `colophon lookup ${shellPath(claims.paths[0] ?? '.')}`,
      });
    }
    if (unnamed > 0) {
      const none = zone.vendors.includes('none');
      found.push({
        rule: 'vendor-not-approved',
        // Most editors do not tell which assistant a suggestion came from; that alone must not stop every change.
        severity: none ? zone.enforce : warnAtMost(zone),
        zone: name,
        commit: claims.commit,
        message: `${short(claims.commit)} has AI lines ${none ? 'in' : 'that may be in'} the zone \`${name}\`, and it is not known which vendor’s they are${none ? '; the zone allows none' : ''}. ${ask(policy)}`,
        mend: '',
      });
    }
  }
  return found;
}

function reviewLoad({ commit }: CommitClaims, { line }: Account, { policy, head }: ClaimContext): Finding[] {
  const { maxAiLines } = policy.review;
  const aiLines = line.kind === 'ok' ? aiLinesOf(line.counts) : 0;
  if (maxAiLines === undefined || aiLines <= maxAiLines) return [];
  return [
    {
      rule: 'review-load',
      severity: 'block',
      zone: defaultZone,
      commit,
      message: `${short(commit)} has ${aiLines} AI lines; reviewers are promised at most ${maxAiLines} a commit. Split it.`,
      mend: commit === head ? 'git reset HEAD~1 && git add -p' : `git rebase -i ${short(commit)}~1`,
    },
  ];
}

function warnAtMost({ enforce }: CompiledZone): Finding['severity'] {
  return enforce === 'block' ? 'warn' : enforce;
}

function ask({ contacts }: CompiledPolicy): string {
  const whom = contacts.legal?.email ?? contacts.escalation;
  return whom === undefined ? 'The policy’s owners can change that.' : `Ask ${whom}.`;
}

function emailOf(person: string): string {
  return (/<([^<>]*)>\s*$/.exec(person)?.[1] ?? person).trim().toLowerCase();
}

/** As people name a commit. */
export function short(oid: string): string {
  return oid.slice(0, 12);
}
