import type { CompiledPolicy } from '../../policy/compiled';
import type { Decision, Matcher } from '../../policy/matcher';
import { modeRank, policyZone } from '../../policy/policy';
import * as l10n from '../../text/l10n';
import type { FileRule } from './zoneStatus';

/** The strictest of what the policy says of a file's paths: a link counts as itself and as what it leads to. */
export function decisionOf(matcher: Matcher, paths: readonly string[]): Decision | undefined {
  let strictest: Decision | undefined;
  for (const path of paths) {
    const decision = matcher.decide(path);
    if (!strictest || modeRank(decision.mode) > modeRank(strictest.mode)) strictest = decision;
  }
  return strictest;
}

/** Why a zone is as it is, in its owners' words; of the policy's own zone, which nobody writes, in the person's language. */
export function reasonOf(zone: string, reason: string): string {
  return zone === policyZone ? l10n.t('A change of the policy itself needs its owners.') : reason;
}

/** What the status bar and the warnings say of a file. */
export function ruleOf(
  matcher: Matcher,
  policy: CompiledPolicy,
  paths: readonly string[],
): FileRule | undefined {
  const decision = decisionOf(matcher, paths);
  if (!decision) return undefined;
  const zone = matcher.zone(decision.zone);
  const { escalation } = policy.contacts;
  return {
    zone: decision.zone,
    mode: decision.mode,
    zones: decision.zones,
    owners: zone.owners,
    ...(zone.reason !== undefined && { reason: reasonOf(zone.name, zone.reason) }),
    ...(escalation !== undefined && { escalation }),
    signoff: { covers: zone.signoff.covers, threshold: zone.signoff.threshold },
    attestedBy: zone.attestedBy,
  };
}
