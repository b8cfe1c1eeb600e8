import type { Rule } from './findings';

export interface RuleText {
  /** What is wrong. */
  readonly meaning: string;
  /** What makes it right. */
  readonly mending: string;
}

/** Each rule in words: of the SARIF output and of the documentation. */
export const rules: Readonly<Record<Rule, RuleText>> = {
  'signoff-missing': {
    meaning: 'A change of a restricted zone is not signed off by its owners.',
    mending: 'An owner runs `colophon signoff`, or *Sign Off* in the editor, on exactly this change.',
  },
  'signoff-invalid': {
    meaning: 'A stored sign-off or review does not count.',
    mending: 'The message says why. Sign the change as it is now.',
  },
  'attestation-missing': {
    meaning: 'AI lines were not attested to by a person.',
    mending: 'Review them, then `colophon attest`, or *Attest Staged Changes* in the editor.',
  },
  'vendor-not-approved': {
    meaning: 'AI lines of a vendor that is not approved there.',
    mending: 'Take the lines out, or let the policy’s owners review the vendor’s terms and approve it.',
  },
  'terms-expired': {
    meaning: 'The review of a vendor’s terms has expired.',
    mending: 'Review the terms again and move `reviewed.expires` in the policy.',
  },
  'provenance-missing': {
    meaning: 'A commit in a strict zone does not say where its lines came from.',
    mending: 'Install the commit hooks, and amend the commit where they run.',
  },
  'provenance-inconsistent': {
    meaning: 'What a commit says of its lines contradicts itself or its change.',
    mending: 'Amend the commit where the hooks run; trailers are not written by hand.',
  },
  'policy-changed': {
    meaning: 'The policy changes.',
    mending: 'One of its `policyOwners` signs the change off.',
  },
  'policy-invalid': {
    meaning: 'A part of the policy cannot be used.',
    mending: '`colophon policy check` names line and column.',
  },
  'review-load': {
    meaning: 'A commit has more AI lines than reviewers are promised.',
    mending: 'Split it into smaller commits.',
  },
};
