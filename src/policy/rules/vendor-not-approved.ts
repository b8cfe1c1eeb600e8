import { warnAtMost } from '../policy';
import { shortOid } from './claims';
import { accountVendor, insertionAssistant, stagedAssistant } from './notApproved';
import type { Judgement, PolicyRule } from './rule';
import type { AccountVendor, InsertionAssistant } from './subjects';
import { whomToAsk } from './zoneWords';

export const vendorNotApproved: PolicyRule = {
  meaning: 'AI lines of a vendor that is not approved there.',
  remedy: 'Take the lines out, or let the policy’s owners review the vendor’s terms and approve it.',
  judges: {
    stagedAssistant: (use) => (use.refusal.expired ? [] : [stagedAssistant(use)]),
    ...(globalThis.COLOPHON_STAGED_ONLY ? {} : { insertionAssistant: insertion, accountVendor: account }),
  },
};

function insertion(use: InsertionAssistant): Judgement[] {
  // Which assistant it was most editors do not say; that alone is no reason for a mark on every line.
  const isUnclear = use.assistant === undefined && !use.zone.vendors.includes('none');
  return isUnclear || use.refusal.expired ? [] : [insertionAssistant(use)];
}

function account(use: AccountVendor): Judgement[] {
  if (use.refusal === undefined) return [unnamedVendor(use)];
  return use.refusal.expired ? [] : [accountVendor(use, use.refusal)];
}

function unnamedVendor({ claims, context, zone }: AccountVendor): Judgement {
  const allowsNone = zone.vendors.includes('none');
  return {
    // Most editors do not tell which assistant a suggestion came from; that alone must not stop every change.
    severity: allowsNone ? zone.enforce : warnAtMost(zone.enforce),
    zone: zone.name,
    commit: claims.commit,
    message: `${shortOid(claims.commit)} has AI lines ${allowsNone ? 'in' : 'that may be in'} the zone \`${zone.name}\`, and it is not known which vendor’s they are${allowsNone ? '; the zone allows none' : ''}. ${whomToAsk(context.policy)}`,
    mend: '',
  };
}
