import { attestationMissing } from './attestation-missing';
import { policyChanged } from './policy-changed';
import { policyInvalid } from './policy-invalid';
import { provenanceInconsistent } from './provenance-inconsistent';
import { provenanceMissing } from './provenance-missing';
import { reviewLoad } from './review-load';
import type { Judgement, PolicyRule } from './rule';
import { signoffInvalid } from './signoff-invalid';
import { signoffMissing } from './signoff-missing';
import type { Subjects } from './subjects';
import { termsExpired } from './terms-expired';
import { vendorNotApproved } from './vendor-not-approved';

/** All rules, in the order of the documentation. A new one is a file of this folder and a line here. */
export const rules = {
  'signoff-missing': signoffMissing,
  'signoff-invalid': signoffInvalid,
  'attestation-missing': attestationMissing,
  'vendor-not-approved': vendorNotApproved,
  'terms-expired': termsExpired,
  'provenance-missing': provenanceMissing,
  'provenance-inconsistent': provenanceInconsistent,
  'policy-changed': policyChanged,
  'policy-invalid': policyInvalid,
  'review-load': reviewLoad,
} as const satisfies Readonly<Record<string, PolicyRule>>;

export type Rule = keyof typeof rules;

/** One thing that breaks the policy. */
export interface Finding extends Judgement {
  readonly rule: Rule;
}

/** What all rules say of one thing. Findings are made nowhere else. */
export function findingsOf<Kind extends keyof Subjects>(kind: Kind, subject: Subjects[Kind]): Finding[] {
  const entries = Object.entries(rules) as [Rule, PolicyRule][];
  return entries.flatMap(([rule, { judges }]) =>
    (judges[kind]?.(subject) ?? []).map((judgement) => ({ rule, ...judgement })),
  );
}
