import { accountVendor, insertionAssistant, stagedAssistant } from './notApproved';
import type { Judgement, PolicyRule } from './rule';
import type { AccountVendor, InsertionAssistant } from './subjects';

export const termsExpired: PolicyRule = {
  meaning: 'The review of a vendor’s terms has expired.',
  remedy: 'Review the terms again and move `reviewed.expires` in the policy.',
  judges: {
    stagedAssistant: (use) => (use.refusal.expired ? [stagedAssistant(use)] : []),
    ...(globalThis.COLOPHON_STAGED_ONLY ? {} : { insertionAssistant: insertion, accountVendor: account }),
  },
};

function insertion(use: InsertionAssistant): Judgement[] {
  return use.refusal.expired ? [insertionAssistant(use)] : [];
}

function account(use: AccountVendor): Judgement[] {
  return use.refusal?.expired ? [accountVendor(use, use.refusal)] : [];
}
