import type { Judgement } from './rule';
import { signCommand } from './signCommand';
import type { RangeZone } from './subjects';
import { ownersOf, shownPaths, somePaths } from './zoneWords';

/** Nothing where the change of a zone is signed for; else that it is not. @param message of the paths that are open */
export function unsigned(
  { zone, open, isApproved, strange, range, organization }: RangeZone,
  verb: 'signoff' | 'attest',
  message: (paths: string) => string,
): Judgement[] {
  if (isApproved) return [];
  const [why] = open.slice(0, shownPaths).flatMap((path) => strange.get(path) ?? []);
  return [
    {
      severity: zone.enforce,
      zone: zone.name,
      path: open[0]!,
      message: message(`${somePaths(open)}${why === undefined ? '' : ` (${why})`}`),
      mend: signCommand(verb, range, zone.name, organization),
    },
  ];
}

/** `It needs the sign-off of ada@example.com.` */
export function ownersNeeded({ zone }: RangeZone): string {
  const { threshold } = zone.signoff;
  return `It needs ${threshold === 1 ? 'the sign-off' : `${threshold} sign-offs`} of ${ownersOf(zone, ', ')}.`;
}
