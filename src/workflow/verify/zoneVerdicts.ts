import { judgeChains } from '../../attestation/chain';
import type { PredicateType } from '../../attestation/statement';
import type { Transition } from '../../attestation/transition';
import { everTouched, rootCommits } from '../../git/objects/range';
import type { CompiledZone } from '../../policy/compiled';
import { fold } from '../../policy/fold';
import { defaultZone } from '../../policy/policy';
import { type CommitClaims, doubtfulPaths } from '../../policy/rules/claims';
import * as l10n from '../../text/l10n';
import { changesByZone, type RangeChange } from './rangeChange';
import { type JudgedSignoff, judgeSignoffs } from './storedSignoffs';
import { zoneKeys } from './zoneKeys';

export interface ZoneVerdict {
  readonly zone: CompiledZone;
  readonly transitions: readonly Transition[];
  /** Of those that need a signature: the ones without. */
  readonly open: readonly Transition[];
  /** Principals whose signatures count. */
  readonly signedBy: readonly string[];
  /** Signatures of which a transition leads nowhere, so that nothing of them counts. */
  readonly ignored: readonly JudgedSignoff[];
}

export interface SigningContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The forge's word on who submits the change: a principal, never an author for the purpose of signing. */
  readonly submitter?: string;
}

/** What was signed of a change, and what of it counts. */
export interface JudgedZones {
  /** Of each zone that changes and asks for anything. */
  readonly zones: readonly ZoneVerdict[];
  readonly signoffs: readonly JudgedSignoff[];
}

/** A string is what went wrong. */
export async function judgeZones(
  change: RangeChange,
  byZone: ReadonlyMap<string, readonly Transition[]>,
  commits: readonly CommitClaims[],
  context: SigningContext,
): Promise<JudgedZones | string> {
  const judged = await judgeStored(change, commits, byZone, context);
  if (typeof judged === 'string') return judged;
  const zones = [...byZone]
    .map(([name, transitions]) => [change.matcher.zone(name), transitions] as const)
    .filter(([zone]) => zone.mode !== 'eligible')
    .map(([zone, transitions]) => judgeZone(change, zone, transitions, judged, commits));
  const ignored = new Set(zones.flatMap((zone) => zone.ignored.map(({ file }) => file)));
  const why = 'a transition of it is on no chain to what would be merged';
  return { zones, signoffs: judged.map((one) => (ignored.has(one.file) ? { ...one, why } : one)) };
}

/**
 * By zone, what of a change nobody has signed for yet, should `submitter` commit it. Of `covers: ai` it is all: who
 * wrote what is told by commits. A string is what went wrong.
 */
export async function openTransitions(
  change: RangeChange,
  context: SigningContext,
): Promise<ReadonlyMap<string, readonly Transition[]> | string> {
  const byZone = changesByZone(change);
  const judged = await judgeStored(change, [], byZone, context);
  if (typeof judged === 'string') return judged;
  const openOf = (name: string, transitions: readonly Transition[]) =>
    judgeZone(change, change.matcher.zone(name), transitions, judged, []).open;
  return new Map(Array.from(byZone, ([name, transitions]) => [name, openOf(name, transitions)]));
}

async function judgeStored(
  change: RangeChange,
  commits: readonly CommitClaims[],
  byZone: ReadonlyMap<string, readonly Transition[]>,
  { now, submitter }: SigningContext,
): Promise<JudgedSignoff[] | string> {
  const { range, basePolicy, policy, matcher, signoffs } = change;
  if (signoffs.stored.length === 0) return [];
  const { repo, base } = range;
  const files = signoffs.stored.map(({ file }) => file);
  const [spent, roots] = await Promise.all([everTouched(repo, base, files), rootCommits(repo, base)]);
  if (spent === undefined || roots === undefined)
    return l10n.t('git could not read the history of base. Check it with git fsck.');
  const stored = new Set([...files, ...signoffs.lists]);
  const names = new Set(policy.zones.map(({ name }) => name)).add(matcher.zone(defaultZone).name);
  return judgeSignoffs(signoffs.stored, {
    now,
    policyDigest: change.organization === undefined ? basePolicy.digest : undefined,
    rulesOf: change.rulesOf,
    roots,
    spent,
    zoneOf: (name) => (names.has(name) ? matcher.zone(name) : undefined),
    keysOf: (zone) => zoneKeys(zone, change),
    authorshipOf: (zone) => {
      const making = makersOf(zone, byZone.get(zone) ?? [], commits, stored);
      const authors = new Set(making.map(({ author }) => author));
      const named = new Set(making.flatMap(({ people }) => [...people]));
      return submitter === undefined
        ? { authors, named }
        : { authors: authors.add(fold(submitter)), named, submitter };
    },
  });
}

/**
 * What made the change of a zone: the commits that claim it. What none of them claims came by a merge,
 * and may be anybody's; only who did no more than to store sign-offs is certain to have had no part in it.
 */
function makersOf(
  zone: string,
  transitions: readonly Transition[],
  commits: readonly CommitClaims[],
  stored: ReadonlySet<string>,
): readonly CommitClaims[] {
  const claiming = commits.filter(({ zones }) => zones.has(zone));
  const isWhole = unaccounted(transitions, claiming).length === 0;
  const suspects = commits.filter(
    ({ isMerge, paths }) => isMerge || !paths.every((path) => stored.has(path)),
  );
  return isWhole ? claiming : [...claiming, ...suspects];
}

/** Of transitions: those that no commit speaks of, since a merge made them. */
export function unaccounted(
  transitions: readonly Transition[],
  commits: readonly CommitClaims[],
): readonly Transition[] {
  const accounted = new Set(commits.flatMap(({ paths }) => paths));
  return transitions.filter(({ path }) => !accounted.has(path));
}

function judgeZone(
  { stateInBase }: RangeChange,
  zone: CompiledZone,
  transitions: readonly Transition[],
  judged: readonly JudgedSignoff[],
  commits: readonly CommitClaims[],
): ZoneVerdict {
  const isRestricted = zone.mode === 'restricted';
  const kind: PredicateType = isRestricted ? 'signoff@colophon' : 'review@colophon';
  const own = judged.filter(
    ({ why, envelope: { approval } }) =>
      why === undefined && approval.zone === zone.name && approval.predicateType === kind,
  );
  const threshold = isRestricted ? zone.signoff.threshold : 1;
  const { open, counting, ignored } = judgeChains(transitions, own, threshold, stateInBase);
  const needed = new Set(
    isRestricted && zone.signoff.covers === 'ai' ? aiTransitions(transitions, zone, commits) : transitions,
  );
  return {
    zone,
    transitions,
    open: open.filter((transition) => needed.has(transition)),
    signedBy: [...new Set(counting.map(({ principal }) => principal))],
    ignored,
  };
}

/** Of `covers: ai`: what a commit may have made with AI, and what no commit accounts for. */
function aiTransitions(
  transitions: readonly Transition[],
  zone: CompiledZone,
  commits: readonly CommitClaims[],
): Transition[] {
  const doubtful = doubtfulPaths(commits, zone);
  const silent = new Set(unaccounted(transitions, commits));
  return transitions.filter((transition) => doubtful.has(transition.path) || silent.has(transition));
}
