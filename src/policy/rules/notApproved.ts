import * as l10n from '../../text/l10n';
import { shellPath } from '../../text/shellWord';
import { warnAtMost } from '../policy';
import type { Refusal } from '../vendors';
import { shortOid } from './claims';
import type { Judgement } from './rule';
import type { AccountVendor, InsertionAssistant, StagedAssistant } from './subjects';
import { firstAi, placeOf, whomToAsk } from './zoneWords';

/** What `vendor-not-approved` and `terms-expired` say alike, each of its own part. */

export function stagedAssistant({
  policy,
  zone,
  use,
  assistant,
  lines,
  refusal: { vendor, reason, expired },
}: StagedAssistant): Judgement {
  const who =
    assistant === undefined
      ? l10n.t('An assistant')
      : `\`${assistant}\`${vendor === undefined ? '' : l10n.t(' (vendor `{0}`)', vendor)}`;
  // Most editors do not tell which assistant a suggestion came from; that alone must not stop every commit.
  const mayBeApproved = assistant === undefined && !zone.vendors.includes('none');
  return {
    severity: expired || mayBeApproved ? warnAtMost(zone.enforce) : zone.enforce,
    zone: zone.name,
    ...firstAi(use),
    message: l10n.t(
      '{0} wrote {1} in {2}, where it is not approved: {3}. {4}',
      who,
      lines === 1 ? l10n.t('1 line') : l10n.t('{0} lines', lines),
      placeOf(zone),
      reason,
      whomToAsk(policy),
    ),
    mend: `colophon lookup ${shellPath(firstAi(use).path ?? use.paths[0]?.path ?? '.')}`,
  };
}

export function insertionAssistant({
  zone,
  firstLine,
  assistant,
  refusal: { reason, expired },
}: InsertionAssistant): Judgement {
  return {
    severity: expired ? warnAtMost(zone.enforce) : zone.enforce,
    zone: zone.name,
    line: firstLine,
    message:
      assistant === undefined
        ? l10n.t('The zone {0} allows no assistant.', zone.name)
        : l10n.t('It is not approved here: {0}.', reason),
    mend: '',
  };
}

/** Of a vendor that an account of a commit names. */
export function accountVendor(
  { claims, context, zone, isCertain }: AccountVendor,
  { id, reason }: Refusal,
): Judgement {
  return {
    // Told apart from no others, they may be any: where a vendor's lines lie is for the commit to say.
    severity: zone.enforce,
    zone: zone.name,
    commit: claims.commit,
    message: `${shortOid(claims.commit)} ${isCertain ? 'has' : 'may have'} lines of \`${id}\` in the zone \`${zone.name}\`, where it is not approved: ${reason}. A sign-off does not mend that. ${whomToAsk(context.policy)}`,
    mend: `colophon lookup ${shellPath(claims.paths[0] ?? '.')}`,
  };
}
