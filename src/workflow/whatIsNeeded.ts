import type { Mode } from '../policy/policy';

/** What of a file's rule decides it. */
export interface Asked {
  /** The zone that decides; `default` where none does. */
  readonly zone: string;
  readonly mode: Mode;
  readonly owners: readonly string[];
  readonly signoff: { readonly covers: 'all' | 'ai'; readonly threshold: number };
  readonly attestedBy: 'author' | 'other';
}

/** What it takes to commit AI output here. */
export function whatIsNeeded(rule: Asked): string {
  switch (rule.mode) {
    case 'eligible':
      return rule.zone === 'default'
        ? 'This file is in no zone; AI output may be committed.'
        : 'AI output may be committed here.';
    case 'attest':
      return rule.attestedBy === 'other'
        ? 'AI output may be committed when a person other than its author states that they reviewed it.'
        : 'AI output may be committed when a person states that they reviewed it.';
    case 'restricted': {
      const what = rule.signoff.covers === 'all' ? 'Every change here' : 'AI output here';
      if (rule.owners.length === 0)
        return `${what} needs a sign-off, but the policy names no owner who could give it.`;
      const who =
        rule.signoff.threshold > 1
          ? `${rule.signoff.threshold} of ${rule.owners.join(', ')}`
          : rule.owners.join(' or ');
      return `${what} needs the sign-off of ${who}.`;
    }
  }
}
