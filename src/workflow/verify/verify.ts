import { type Judged, judgeChains } from '../../attestation/chain';
import type { PredicateType } from '../../attestation/statement';
import { isAbsent, modeOf, type Transition } from '../../attestation/transition';
import { type RangeCommit, readCommits } from '../../git/objects/commits';
import { type CommitRange, everTouched, resolveRange, rootCommits } from '../../git/objects/range';
import { scanTree, treeChange } from '../../git/objects/tree';
import type { Repository } from '../../git/repository/repository';
import { compilePolicy } from '../../policy/compile';
import type { CompiledPolicy, CompiledZone } from '../../policy/compiled';
import type { Finding } from '../../policy/findings';
import { createMatcher, type Matcher } from '../../policy/matcher';
import { modeRank, policyZone } from '../../policy/policy';
import * as l10n from '../../text/l10n';
import { shellPath, shellWord } from '../../text/shellWord';
import {
  type OuterPolicy,
  signoffFolder,
  stricterOf,
  type TreePolicy,
  treePolicy,
} from '../policy/treePolicy';
import { type ChangeZones, changeZones } from './changeZones';
import { type CommitClaims, claimFindings, countEntering, doubtfulPaths, readClaims } from './rangeClaims';
import { signCommand } from './signCommand';
import { type JudgedSignoff, judgeSignoffs, readSignoffs } from './storedSignoffs';
import { zoneKeys } from './zoneKeys';

export interface VerifyOptions {
  /** `<base>..<head>` */
  readonly range: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A policy from outside that the repository's cannot loosen, and the keys beside it. */
  readonly organization?: OuterPolicy;
  /** The forge's word on who submits the change: a principal, never an author for the purpose of signing. */
  readonly submitter?: string;
  /** Base may have no policy yet: then head's judges, and says so. */
  readonly bootstrap?: boolean;
  /** Without a submitter nothing can be verified. */
  readonly strict?: boolean;
  /** The id of the assistant that signs commits as `Name <email>`. */
  readonly assistantOf?: (identity: string) => string | undefined;
}

export interface Verified {
  readonly kind: 'verified';
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly base: string;
  readonly head: string;
  /** `computed`: base has gone on, and what was judged is the merge that git makes of both. */
  readonly merged: CommitRange['merged'];
  /** Whether authors are whom the forge knows, or whom commits claim. */
  readonly separation: 'authenticated' | 'claimed';
  readonly policyDigest: string;
  readonly commits: readonly CommitClaims[];
  readonly signoffs: readonly JudgedSignoff[];
  /** What each strict zone's change is, and whether it is signed for. */
  readonly zones: readonly ZoneVerdict[];
  /** Every zone that changes, the strictest first, with the number of paths. */
  readonly touched: readonly { readonly zone: CompiledZone; readonly files: number }[];
}

export interface ZoneVerdict {
  readonly zone: CompiledZone;
  readonly transitions: readonly Transition[];
  /** Of those that need a signature: the ones without. */
  readonly open: readonly Transition[];
  /** Principals whose signatures count. */
  readonly signedBy: readonly string[];
}

/** `unverified`: nothing is said of the change, and the gate stays closed. */
export type Verification = Verified | { readonly kind: 'unverified'; readonly message: string };

/** 0 nothing blocks, 1 a finding does, 2 it could not be verified. */
export function exitCode(result: Verification): 0 | 1 | 2 {
  if (result.kind === 'unverified') return 2;
  return result.ok ? 0 : 1;
}

/** What is to be signed, and under which policy. */
export interface RangeChange {
  readonly range: CommitRange;
  readonly policy: CompiledPolicy;
  readonly matcher: Matcher;
  readonly zonesOf: ChangeZones;
  /** Of base, but for `bootstrap`. */
  readonly basePolicy: TreePolicy;
  /** What was merged into the policy from outside. */
  readonly organization?: OuterPolicy;
  readonly transitions: readonly Transition[];
  readonly signoffs: Exclude<Awaited<ReturnType<typeof readSignoffs>>, string>;
  readonly stateInBase: (path: string) => string;
  /** Base has no policy: head's was taken. */
  readonly bootstrapped: boolean;
}

/**
 * Judges what `base..head` would merge, from base's point of view: the stricter of both policies, base's owners and
 * keys, git's own objects. Offline. Whatever cannot be had makes it `unverified`; it never rejects for that.
 */
export async function verify(repo: Repository, options: VerifyOptions): Promise<Verification> {
  if (options.strict && options.submitter === undefined)
    return unverified(
      'With --strict it must be known who submits the change. Give --submitter <principal>, from the forge’s authenticated event.',
    );
  const resolved = await resolveRange(repo, options.range);
  if (resolved.kind === 'problem') return unverified(resolved.message);
  const { range } = resolved;
  // git reads the commits while the trees are read; those that come first wait.
  const waiting: RangeCommit[] = [];
  let take = (commit: RangeCommit) => void waiting.push(commit);
  const reading = readCommits(range, (commit) => take(commit));
  try {
    const change = await readRangeChange(range, options);
    if (typeof change === 'string') return unverified(change);
    const claims = claimsOf(change, options);
    take = claims.add;
    for (const commit of waiting.splice(0)) take(commit);
    const problem = await reading;
    return problem === undefined ? await judge(change, claims.all, options) : unverified(problem);
  } finally {
    await reading;
    range.dispose();
  }
}

function claimsOf({ policy, zonesOf }: RangeChange, { assistantOf }: VerifyOptions) {
  const assistants = new Map<string, string | undefined>();
  const known = (identity: string) => {
    // The same few people, commit after commit.
    if (!assistants.has(identity)) assistants.set(identity, assistantOf?.(identity));
    return assistants.get(identity);
  };
  const all: CommitClaims[] = [];
  const add = (commit: RangeCommit) => void all.push(readClaims(commit, policy, zonesOf, known));
  return { all, add };
}

function unverified(message: string): Verification {
  return { kind: 'unverified', message };
}

/** The change of a range, its zones, and the policy that judges it. A string is what went wrong. */
export async function readRangeChange(
  range: CommitRange,
  { organization, bootstrap }: Pick<VerifyOptions, 'organization' | 'bootstrap'>,
): Promise<RangeChange | string> {
  const { repo } = range;
  const change = await treeChange(repo, range.base, range.tree);
  if (typeof change === 'string') return change;
  if (change.unreadable.length > 0)
    return l10n.t('The path {0} is not UTF-8, so its zone cannot be told. Rename it.', change.unreadable[0]!);
  const signoffs = await readSignoffs(repo, change.transitions);
  if (typeof signoffs === 'string') return signoffs;
  const signedPaths = signoffs.stored.flatMap(({ envelope }) =>
    envelope.approval.transitions.map(({ path }) => path),
  );
  const [before, after] = await Promise.all([
    scanTree(repo, range.base, new Set(signedPaths)),
    scanTree(repo, range.tree),
  ]);
  if (typeof before === 'string') return before;
  if (typeof after === 'string') return after;
  const added = change.transitions.filter(({ from }) => isAbsent(from)).length;
  const deleted = change.transitions.filter(({ to }) => isAbsent(to)).length;
  if (after.size !== before.size + added - deleted)
    return l10n.t('git listed other files than it compared. Check the repository with git fsck.');
  const [base, head] = await Promise.all([
    treePolicy(repo, before, 'base', organization),
    treePolicy(repo, after, 'head', organization),
  ]);
  for (const side of [base, head]) if (side.kind === 'broken') return side.message;
  const basePolicy =
    base.kind === 'ok' ? base.found : bootstrap && head.kind === 'ok' ? head.found : undefined;
  if (basePolicy === undefined)
    return head.kind === 'ok'
      ? l10n.t(
          'Base has no policy yet, so nothing outside of this change can judge it. To take in the first policy: --bootstrap.',
        )
      : l10n.t('There is no policy in base. Make one: colophon init.');
  const other = head.kind === 'ok' ? head.found.policy : basePolicy.policy;
  const policy = compilePolicy(stricterOf(basePolicy.policy, other));
  const matcher = createMatcher(policy);
  const zonesOf = await changeZones(repo, matcher, [before, after]);
  if (typeof zonesOf === 'string') return zonesOf;
  return {
    range,
    policy,
    matcher,
    zonesOf: { ...zonesOf, of: (path, modes) => zonesOfSignoff(path, signoffs) ?? zonesOf.of(path, modes) },
    basePolicy,
    ...(organization && { organization }),
    transitions: change.transitions,
    signoffs,
    stateInBase: before.stateAt,
    bootstrapped: base.kind !== 'ok',
  };
}

/** A stored sign-off is in no zone; what else is done in their folder changes the policy. */
function zonesOfSignoff(path: string, { strange }: RangeChange['signoffs']): readonly string[] | undefined {
  if (!path.startsWith(`${signoffFolder}/`)) return undefined;
  return strange.has(path) ? [policyZone] : [];
}

/** By zone, what changes in it. */
export function changesByZone({ transitions, zonesOf }: RangeChange): Map<string, Transition[]> {
  const zones = new Map<string, Transition[]>();
  for (const transition of transitions) {
    const modes = [modeOf(transition.from), modeOf(transition.to)];
    for (const zone of zonesOf.of(transition.path, modes)) {
      const there = zones.get(zone);
      if (there === undefined) zones.set(zone, [transition]);
      else there.push(transition);
    }
  }
  return zones;
}

/**
 * By zone, what of a change nobody has signed for yet, should `submitter` commit it. Of `covers: ai` it is all: who
 * wrote what is told by commits. A string is what went wrong.
 */
export async function openTransitions(
  change: RangeChange,
  options: Pick<VerifyOptions, 'now' | 'submitter'>,
): Promise<ReadonlyMap<string, readonly Transition[]> | string> {
  const byZone = changesByZone(change);
  const judged = await judgeStored(change, [], byZone, options);
  if (typeof judged === 'string') return judged;
  const open = ([name, transitions]: [string, Transition[]]) =>
    [name, judgeZone(change, change.matcher.zone(name), transitions, judged, []).open] as const;
  return new Map([...byZone].map(open));
}

async function judge(
  change: RangeChange,
  claims: CommitClaims[],
  options: VerifyOptions,
): Promise<Verification> {
  const { range, matcher } = change;
  const { repo, base, head } = range;
  const order = new Map(range.commits.map((oid, index) => [oid, index]));
  claims.sort((a, b) => order.get(a.commit)! - order.get(b.commit)!);
  const commits = await countEntering(repo, claims);
  if (typeof commits === 'string') return unverified(commits);
  const byZone = changesByZone(change);
  const judged = await judgeStored(change, commits, byZone, options);
  if (typeof judged === 'string') return unverified(judged);

  const zones = [...byZone]
    .map(([name, transitions]) => [matcher.zone(name), transitions] as const)
    .filter(([zone]) => zone.mode !== 'eligible')
    .map(([zone, transitions]) => judgeZone(change, zone, transitions, judged, commits));
  const ignored = new Map(zones.flatMap(({ ignored: some }) => some.map((one) => [one.file, one] as const)));
  const told = judged.map((one) =>
    ignored.has(one.file)
      ? { ...one, why: 'a transition of it is on no chain to what would be merged' }
      : one,
  );
  const reviewed = new Set(
    zones
      .filter(({ zone, open, counted }) => zone.mode === 'attest' && open.length === 0 && counted > 0)
      .map(({ zone }) => zone.name),
  );
  const findings = [
    ...zones.flatMap((verdict) => zoneFindings(change, verdict, told, options)),
    // Findings are for others too, who may read another language.
    ...l10n.inEnglish(() =>
      claimFindings(commits, { ...change, now: options.now, range: options.range, head, reviewed }),
    ),
    ...zones
      .filter(({ zone }) => zone.mode === 'attest' && !reviewed.has(zone.name))
      .flatMap((verdict) => silentFindings(change, verdict, commits, options)),
    ...keyFindings(change),
  ];
  return {
    kind: 'verified',
    ok: findings.every(({ severity }) => severity !== 'block'),
    findings,
    base,
    head,
    merged: range.merged,
    separation: options.submitter === undefined ? 'claimed' : 'authenticated',
    policyDigest: change.basePolicy.digest,
    commits,
    signoffs: told,
    zones,
    touched: [...byZone]
      .map(([name, transitions]) => ({ zone: matcher.zone(name), files: transitions.length }))
      .sort((a, b) => modeRank(b.zone.mode) - modeRank(a.zone.mode)),
  };
}

async function judgeStored(
  change: RangeChange,
  commits: readonly CommitClaims[],
  byZone: ReadonlyMap<string, readonly Transition[]>,
  { now, submitter }: Pick<VerifyOptions, 'now' | 'submitter'>,
): Promise<JudgedSignoff[] | string> {
  const { range, basePolicy, policy, matcher, signoffs } = change;
  if (signoffs.stored.length === 0) return [];
  const { repo, base } = range;
  const files = signoffs.stored.map(({ file }) => file);
  const [spent, roots] = await Promise.all([everTouched(repo, base, files), rootCommits(repo, base)]);
  if (spent === undefined || roots === undefined)
    return l10n.t('git could not read the history of base. Check it with git fsck.');
  const stored = new Set(files);
  const names = new Set(policy.zones.map(({ name }) => name)).add(matcher.zone('default').name);
  return judgeSignoffs(signoffs.stored, {
    now,
    policyDigest: basePolicy.digest,
    roots,
    spent,
    zoneOf: (name) => (names.has(name) ? matcher.zone(name) : undefined),
    keysOf: (zone) => zoneKeys(zone, change),
    authorsOf: (zone) => {
      const people = authorsOf(zone, byZone.get(zone) ?? [], commits, stored);
      return new Set(submitter === undefined ? people : [...people, submitter.toLowerCase()]);
    },
  });
}

/**
 * Who made the change of a zone: the people of the commits that claim it. What none of them claims came by a merge,
 * and may be anybody's; only who did no more than to store sign-offs is certain to have had no part in it.
 */
function authorsOf(
  zone: string,
  transitions: readonly Transition[],
  commits: readonly CommitClaims[],
  stored: ReadonlySet<string>,
): string[] {
  const claiming = commits.filter(({ zones }) => zones.has(zone));
  const isWhole = unaccounted(transitions, claiming).length === 0;
  const suspects = commits.filter(
    ({ isMerge, paths }) => isMerge || !paths.every((path) => stored.has(path)),
  );
  return [...claiming, ...(isWhole ? [] : suspects)].flatMap(({ people }) => [...people]);
}

/** Of transitions: those that no commit speaks of, since a merge made them. */
function unaccounted(
  transitions: readonly Transition[],
  commits: readonly CommitClaims[],
): readonly Transition[] {
  const accounted = new Set(commits.flatMap(({ paths }) => paths));
  return transitions.filter(({ path }) => !accounted.has(path));
}

type FullVerdict = ZoneVerdict & {
  readonly ignored: readonly JudgedSignoff[];
  /** How many transitions need a signature. */
  readonly counted: number;
};

function judgeZone(
  { stateInBase, matcher }: RangeChange,
  zone: CompiledZone,
  transitions: readonly Transition[],
  judged: readonly JudgedSignoff[],
  commits: readonly CommitClaims[],
): FullVerdict {
  const kind: PredicateType = zone.mode === 'restricted' ? 'signoff@colophon' : 'review@colophon';
  const own = judged.filter(({ why, envelope }) => {
    return (
      why === undefined && envelope.approval.zone === zone.name && envelope.approval.predicateType === kind
    );
  });
  const threshold = zone.mode === 'restricted' ? zone.signoff.threshold : 1;
  const chains: Judged<JudgedSignoff> = judgeChains(transitions, own, threshold, stateInBase);
  const needed = new Set(
    zone.mode === 'restricted' && zone.signoff.covers === 'ai'
      ? aiTransitions(transitions, zone, commits, matcher)
      : transitions,
  );
  return {
    zone,
    transitions,
    open: chains.open.filter((transition) => needed.has(transition)),
    signedBy: [...new Set(chains.counting.map(({ principal }) => principal))],
    ignored: chains.ignored,
    counted: needed.size,
  };
}

/** Of `covers: ai`: what a commit may have made with AI, and what no commit accounts for. */
function aiTransitions(
  transitions: readonly Transition[],
  zone: CompiledZone,
  commits: readonly CommitClaims[],
  matcher: Matcher,
): Transition[] {
  const doubtful = doubtfulPaths(commits, zone, matcher);
  const silent = new Set(unaccounted(transitions, commits));
  return transitions.filter((transition) => doubtful.has(transition.path) || silent.has(transition));
}

const shownPaths = 3;

function shown(transitions: readonly Transition[]): string {
  const paths = transitions.slice(0, shownPaths).map(({ path }) => path);
  const more = transitions.length - shownPaths;
  return `${paths.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Attest zones rest on what commits say: what no commit speaks of, as a merge can bring it, has nothing to rest on. */
function silentFindings(
  { range: { merged } }: RangeChange,
  { zone, transitions }: ZoneVerdict,
  commits: readonly CommitClaims[],
  { range: text }: VerifyOptions,
): Finding[] {
  const silent = unaccounted(transitions, commits).filter(({ to }) => !isAbsent(to));
  const [first] = silent;
  if (first === undefined) return [];
  const base = shellWord(text.split('..')[0]!);
  // A file that base has and head took back is base's again; what is meant is committed anew, and so told of.
  const restore = `git checkout ${base} ${shellPath(first.path)} && git commit`;
  return [
    {
      rule: 'provenance-missing',
      severity: zone.enforce,
      zone: zone.name,
      path: first.path,
      message: `The zone \`${zone.name}\` would change by the merge alone: no commit says where the lines of ${shown(silent)} came from.`,
      mend: `colophon hooks install && ${merged === 'computed' ? `git merge ${base}` : restore}`,
    },
  ];
}

function zoneFindings(
  { bootstrapped, signoffs, organization }: RangeChange,
  { zone, open, counted, signedBy, transitions }: FullVerdict,
  judged: readonly JudgedSignoff[],
  { range: text, bootstrap }: VerifyOptions,
): Finding[] {
  const restricted = zone.mode === 'restricted';
  const mine = judged.filter(({ envelope }) => envelope.approval.zone === zone.name);
  const isPolicy = zone.name === policyZone;
  const approved = open.length === 0 || (bootstrapped && bootstrap === true && isPolicy);
  const found: Finding[] = [];
  for (const { file, why, principal } of mine) {
    if (why === undefined) continue;
    found.push({
      rule: 'signoff-invalid',
      // It grants nothing; what is missing without it is a finding of its own.
      severity: approved ? 'record' : 'warn',
      zone: zone.name,
      path: file,
      message: `The ${restricted ? 'sign-off' : 'review'} of ${principal} for \`${zone.name}\` does not count: ${why}.`,
      mend: '',
    });
  }
  if (isPolicy && approved) {
    const by = signedBy.length > 0 ? `signed off by ${signedBy.join(', ')}` : 'taken in for the first time';
    found.push({
      rule: 'policy-changed',
      severity: 'record',
      zone: zone.name,
      path: transitions[0]!.path,
      message: `The policy changes, ${by}.`,
      mend: '',
    });
  }
  if (approved || counted === 0 || (!restricted && zone.attestation !== 'signed')) return found;
  const { threshold, covers } = zone.signoff;
  const who = zone.owners.length > 0 ? zone.owners.join(', ') : 'an owner, but the policy names none';
  const paths = open.slice(0, shownPaths).map(({ path }) => path);
  const strange = paths.flatMap((path) => signoffs.strange.get(path) ?? []);
  const what = `${shown(open)}${strange.length > 0 ? ` (${strange[0]})` : ''}`;
  found.push({
    rule: isPolicy ? 'policy-changed' : restricted ? 'signoff-missing' : 'attestation-missing',
    severity: zone.enforce,
    zone: zone.name,
    path: paths[0]!,
    message: restricted
      ? `${isPolicy ? 'The policy changes' : `The ${covers === 'ai' ? 'AI ' : ''}change of the restricted zone \`${zone.name}\` is not signed off`}: ${what}. It needs ${threshold === 1 ? 'the sign-off' : `${threshold} sign-offs`} of ${who}.`
      : `The change of the zone \`${zone.name}\` is not attested with a signature: ${what}.`,
    mend: signCommand(restricted ? 'signoff' : 'attest', text, zone.name, organization),
  });
  return found;
}

/** Lines of base's `allowed_signers` that grant nothing: whoever relies on one should hear of it. */
function keyFindings({ basePolicy }: RangeChange): Finding[] {
  return basePolicy.keyring.allowed.refused.map(({ line, why }) => ({
    rule: 'policy-invalid',
    severity: 'warn',
    zone: policyZone,
    path: '.ai-policy/allowed_signers',
    line,
    message: `Line ${line} of base’s .ai-policy/allowed_signers grants nothing: ${why}.`,
    mend: '',
  }));
}
