import type { Decision, Matcher } from '../../policy/matcher';
import { modeRank } from '../../policy/policy';
import * as l10n from '../../text/l10n';
import { printable } from '../../text/printable';
import { whatIsNeeded } from '../../workflow/policy/whatIsNeeded';

/** What the Explorer shows beside a file or folder of a zone that asks for something. */
interface ZoneBadge {
  readonly badge: 'R' | 'A';
  readonly tooltip: string;
  /** As the manifest contributes it. */
  readonly color: string;
}

/** One a zone, however many files it has. */
export type ZoneBadges = (paths: readonly string[], isFolder: boolean) => ZoneBadge | undefined;

/**
 * The badges of one policy. `paths` are what a file is to the policy, POSIX from the root: a link is itself and what
 * it leads to.
 */
export function zoneBadges(matcher: Matcher): ZoneBadges {
  const known = new Map<string, ZoneBadge>();
  return (paths, directory) => {
    let strictest: Decision | undefined;
    for (const path of paths) {
      const decision = matcher.decide(path, { directory });
      if (!strictest || modeRank(decision.mode) > modeRank(strictest.mode)) strictest = decision;
    }
    if (!strictest || strictest.mode === 'eligible') return undefined;
    let badge = known.get(strictest.zone);
    if (!badge) known.set(strictest.zone, (badge = badgeOf(strictest, matcher)));
    return badge;
  };
}

function badgeOf({ zone, mode }: Decision, matcher: Matcher): ZoneBadge {
  const { owners, signoff, attestedBy } = matcher.zone(zone);
  const needed = whatIsNeeded({ zone, mode, owners, signoff, attestedBy });
  // For a restricted zone the sentence names the owners already.
  const who = mode === 'attest' && owners.length > 0 ? ` ${l10n.t('Owners: {0}.', owners.join(', '))}` : '';
  return {
    badge: mode === 'restricted' ? 'R' : 'A',
    tooltip: printable(`${zone} · ${mode}. ${needed}${who}`),
    color: mode === 'restricted' ? 'colophon.restrictedForeground' : 'colophon.attestForeground',
  };
}
