import { isAbsent, modeOf, type Transition } from '../../attestation/transition';
import { rulesDigest } from '../../attestation/zoneRules';
import type { CommitRange } from '../../git/objects/range';
import { listPolicyFolder, scanTree, treeChange } from '../../git/objects/tree';
import { gitIn, type Repository } from '../../git/repository/repository';
import { compilePolicy } from '../../policy/compile';
import type { CompiledPolicy } from '../../policy/compiled';
import { createMatcher, type Matcher } from '../../policy/matcher';
import { defaultZone, type Policy, policyZone } from '../../policy/policy';
import * as l10n from '../../text/l10n';
import {
  type OuterPolicy,
  signoffFolder,
  stricterOf,
  type TreePolicy,
  treePolicy,
} from '../policy/treePolicy';
import { type AttributeZones, zonesOfAttributes } from './attributeZones';
import { type ChangeZones, changeZones } from './changeZones';
import { type FoundSignoffs, readSignoffs } from './storedSignoffs';
import { zoneKeys } from './zoneKeys';

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
  readonly signoffs: FoundSignoffs;
  /** What changes zones by changing attributes of their files. */
  readonly attributes: AttributeZones;
  /** SHA-256 of what decides a zone, in base's eyes where base has it: what a statement binds. */
  readonly rulesOf: (zone: string) => string;
  readonly stateInBase: (path: string) => string;
  /** What is wrong with base's policy: the last one before it that was in order judges the change that mends it. */
  readonly brokenBase?: string;
  /** Base has no policy: head's was taken. */
  readonly bootstrapped: boolean;
}

export interface RangeChangeOptions {
  /** A policy from outside that the repository's cannot loosen, and the keys beside it. */
  readonly organization?: OuterPolicy;
  /** Base may have no policy yet: then head's judges, and says so. */
  readonly bootstrap?: boolean;
}

/** The change of a range, its zones, and the policy that judges it. A string is what went wrong. */
export async function readRangeChange(
  range: CommitRange,
  { organization, bootstrap }: RangeChangeOptions,
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
  if (head.kind === 'broken') return head.message;
  const last = base.kind === 'broken' ? await lastPolicy(repo, range.base, organization) : undefined;
  if (base.kind === 'broken' && last === undefined && !bootstrap) return base.message;
  const basePolicy =
    base.kind === 'ok' ? base.found : (last ?? (bootstrap && head.kind === 'ok' ? head.found : undefined));
  if (basePolicy === undefined)
    return head.kind === 'ok'
      ? l10n.t(
          'Base has no policy yet, so nothing outside of this change can judge it. To take in the first policy: --bootstrap.',
        )
      : l10n.t('There is no policy in base. Make one: colophon init.');
  const other = head.kind === 'ok' ? head.found.policy : basePolicy.policy;
  const stricter = stricterOf(basePolicy.policy, other);
  const policy = compilePolicy(stricter);
  const matcher = createMatcher(policy);
  const sides = [
    { tree: range.base, scan: before },
    { tree: range.tree, scan: after },
  ];
  const zonesOf = await changeZones(repo, { policy, matcher }, sides, change.transitions);
  if (typeof zonesOf === 'string') return zonesOf;
  const seen = { zonesOf, matcher };
  const attributes = await zonesOfAttributes(range, [before, after], change.transitions, seen);
  if (typeof attributes === 'string') return attributes;
  const of = (path: string, modes: readonly string[]) => {
    const own = zonesOfSignoff(path, signoffs) ?? zonesOf.of(path, modes);
    const more = attributes.get(path)?.zones;
    return more === undefined ? own : [...new Set([...own, ...more])];
  };
  return {
    range,
    policy,
    matcher,
    zonesOf: { ...zonesOf, of },
    attributes,
    basePolicy,
    ...(organization && { organization }),
    transitions: change.transitions,
    signoffs,
    rulesOf: rulesReader(basePolicy, { policy: stricter, matcher }, organization),
    stateInBase: before.stateAt,
    bootstrapped: base.kind !== 'ok' && last === undefined,
    ...(base.kind === 'broken' && { brokenBase: base.message }),
  };
}

const maxPast = 100;

/**
 * The last policy of base's own line that could be read, with its owners and keys: who went round the gate and broke the
 * policy must not have closed it for ever, nor choose who mends it. `undefined` where there is none.
 */
async function lastPolicy(
  repo: Repository,
  base: string,
  organization: OuterPolicy | undefined,
): Promise<TreePolicy | undefined> {
  const form = ['--first-parent', '--format=%H', `--max-count=${maxPast}`, '--no-show-signature'];
  const listed = await gitIn(repo, ['log', ...form, base, '--', '.ai-policy'], { timeoutMs: 60_000 });
  if (listed.code !== 0) return undefined;
  for (const commit of listed.stdout.toString('latin1').split('\n').filter(Boolean).slice(1)) {
    const files = await listPolicyFolder(repo, `${commit}:.ai-policy`);
    if (typeof files === 'string') return undefined;
    const read = await treePolicy(repo, { policy: files }, commit, organization);
    if (read.kind === 'ok') return read.found;
  }
  return undefined;
}

function rulesReader(
  basePolicy: TreePolicy,
  both: { readonly policy: Policy; readonly matcher: Matcher },
  organization: OuterPolicy | undefined,
): RangeChange['rulesOf'] {
  // Few ask, and to compile a policy takes its time.
  let base: Matcher | undefined;
  const inBase = new Set([...basePolicy.policy.zones.map(({ name }) => name), policyZone, defaultZone]);
  const known = new Map<string, string>();
  return (name) => {
    let digest = known.get(name);
    if (digest === undefined) {
      base ??= createMatcher(compilePolicy(basePolicy.policy));
      const { policy, matcher } = inBase.has(name) ? { policy: basePolicy.policy, matcher: base } : both;
      const { isOuter } = zoneKeys(name, { basePolicy, ...(organization && { organization }) });
      known.set(name, (digest = rulesDigest(matcher.zone(name), policy, isOuter)));
    }
    return digest;
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
