import { accountVendor, insertionAssistant, stagedAssistant } from './notApproved';
import type { PolicyRule } from './rule';

export const termsExpired: PolicyRule = {
  meaning: 'The review of a vendor’s terms has expired.',
  remedy: 'Review the terms again and move `reviewed.expires` in the policy.',
  judges: {
    stagedAssistant: (use) => (use.refusal.expired ? [stagedAssistant(use)] : []),
    insertionAssistant: (use) => (use.refusal.expired ? [insertionAssistant(use)] : []),
    accountVendor: (use) => (use.refusal?.expired ? [accountVendor(use, use.refusal)] : []),
  },
};
