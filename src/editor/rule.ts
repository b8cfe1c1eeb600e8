import type { CompiledPolicy } from '../policy/compiled';
import type { Decision, Matcher } from '../policy/matcher';
import { modeRank } from '../policy/policy';
import type { FileRule } from './status';

/** The strictest of what the policy says of a file's paths: a link counts as itself and as what it leads to. */
export function decisionOf(matcher: Matcher, paths: readonly string[]): Decision | undefined {
  let strictest: Decision | undefined;
  for (const path of paths) {
    const decision = matcher.decide(path);
    if (!strictest || modeRank(decision.mode) > modeRank(strictest.mode)) strictest = decision;
  }
  return strictest;
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
    ...(zone.reason !== undefined && { reason: zone.reason }),
    ...(escalation !== undefined && { escalation }),
    signoff: { covers: zone.signoff.covers, threshold: zone.signoff.threshold },
    attestedBy: zone.attestedBy,
  };
}
