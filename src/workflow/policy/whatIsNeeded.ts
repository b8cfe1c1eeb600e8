import type { Mode } from '../../policy/policy';
import * as l10n from '../../text/l10n';

/** What of a file's rule decides it. */
interface ZoneNeeds {
  /** The zone that decides; `default` where none does. */
  readonly zone: string;
  readonly mode: Mode;
  readonly owners: readonly string[];
  readonly signoff: { readonly covers: 'all' | 'ai'; readonly threshold: number };
  readonly attestedBy: 'author' | 'other';
}

/** What it takes to commit AI output here. */
export function whatIsNeeded(rule: ZoneNeeds): string {
  switch (rule.mode) {
    case 'eligible':
      return rule.zone === 'default'
        ? l10n.t('This file is in no zone; AI output may be committed.')
        : l10n.t('AI output may be committed here.');
    case 'attest':
      return rule.attestedBy === 'other'
        ? l10n.t(
            'AI output may be committed when a person other than its author states that they reviewed it.',
          )
        : l10n.t('AI output may be committed when a person states that they reviewed it.');
    case 'restricted':
      return rule.signoff.covers === 'all' ? everyChangeNeeds(rule) : aiOutputNeeds(rule);
  }
}

function everyChangeNeeds(rule: ZoneNeeds): string {
  return rule.owners.length === 0
    ? l10n.t('Every change here needs a sign-off, but the policy names no owner who could give it.')
    : l10n.t('Every change here needs the sign-off of {0}.', signers(rule));
}

function aiOutputNeeds(rule: ZoneNeeds): string {
  return rule.owners.length === 0
    ? l10n.t('AI output here needs a sign-off, but the policy names no owner who could give it.')
    : l10n.t('AI output here needs the sign-off of {0}.', signers(rule));
}

/** `2 of ada@example.com, luis@example.com` */
function signers({ signoff, owners }: ZoneNeeds): string {
  return signoff.threshold > 1
    ? l10n.t('{0} of {1}', signoff.threshold, owners.join(', '))
    : owners.join(l10n.t(' or '));
}
