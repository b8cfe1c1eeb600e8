import type { CompiledPolicy } from '../compiled';
import type { Matcher } from '../matcher';
import { defaultZone } from '../policy';
import { assistantVerdict } from '../vendors';
import { type Finding, findingsOf } from './rules';
import type { StagedAssistant, ZoneUse } from './subjects';

/** What a finding rests on besides the change. */
export interface StagedContext {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** git config `colophon.plan.<assistant>`. */
  readonly overrides?: ReadonlyMap<string, string>;
  /** `Name <email>` of the author, and of each person who attested the AI lines of this change as they are. */
  readonly author?: string;
  readonly attestedBy?: readonly string[];
  /** A signed statement about the zone comes with the change. Whether it is enough, only `verify` can say. */
  readonly signed?: boolean;
}

/**
 * What a change breaks in one zone before it is committed. Only a missing attestation and an unapproved vendor stop a
 * commit here (in zones that `block`); everything else warns, and blocks only in `verify`.
 */
export function stagedFindings(
  policy: CompiledPolicy,
  matcher: Matcher,
  use: ZoneUse,
  { at, overrides, author, attestedBy = [], signed }: StagedContext,
): Finding[] {
  const zone = matcher.zone(use.zone);
  const ofZone = findingsOf('stagedZone', {
    zone,
    use,
    attestedBy,
    ...(author !== undefined && { author }),
  });
  // Where the policy names no zone and is content with AI output, it says nothing about vendors either.
  const isSilent = zone.name === defaultZone && zone.mode === 'eligible';
  const refused = use.assistants.flatMap((of): StagedAssistant[] => {
    const verdict = assistantVerdict(policy, [zone], of.assistant, at, overrides);
    return verdict.approved || of.lines === 0 ? [] : [{ policy, zone, use, ...of, refusal: verdict }];
  });
  return [
    ...ofZone.filter(({ severity }) => !signed || severity === 'block'),
    ...(isSilent ? [] : refused.flatMap((one) => findingsOf('stagedAssistant', one))),
  ];
}
