import type { Transition } from '../../attestation/transition';
import { policyZone } from '../../policy/policy';
import { claimFindings } from '../../policy/rules/claimFindings';
import type { CommitClaims } from '../../policy/rules/claims';
import { type Finding, findingsOf } from '../../policy/rules/rules';
import * as l10n from '../../text/l10n';
import type { RangeChange } from './rangeChange';
import type { JudgedSignoff } from './storedSignoffs';
import { type JudgedZones, unaccounted, type ZoneVerdict } from './zoneVerdicts';

/**
 * What the rules say of a range: zone by zone what is signed, then what its commits claim, then what none of them does.
 * In English, since findings are for others too.
 * @param range as the user wrote it, for the commands that mend
 */
export function rangeFindings(
  change: RangeChange,
  { zones, signoffs }: JudgedZones,
  commits: readonly CommitClaims[],
  { range, now }: { readonly range: string; readonly now: number },
): Finding[] {
  const organization = change.organization?.given;
  const asked = { range, ...(organization !== undefined && { organization }) };
  const attestZones = zones.filter(({ zone }) => zone.mode === 'attest');
  const isReviewed = ({ open }: ZoneVerdict) => open.length === 0;
  const reviewed = new Set(attestZones.filter(isReviewed).map(({ zone }) => zone.name));
  const { policy, matcher, basePolicy, range: commitRange } = change;
  return l10n.inEnglish(() => [
    ...zones.flatMap((verdict) => zoneFindings(change, verdict, signoffs, asked)),
    ...claimFindings(commits, { policy, matcher, now, head: commitRange.head, reviewed, ...asked }),
    ...attestZones
      .filter((verdict) => !isReviewed(verdict))
      .flatMap(({ zone, transitions }) =>
        findingsOf('unclaimedPaths', {
          zone,
          paths: pathsOf(unaccounted(transitions, commits)),
          isMergeComputed: commitRange.merged === 'computed',
          base: range.split('..')[0]!,
        }),
      ),
    ...basePolicy.keyring.allowed.refused.flatMap((line) => findingsOf('signersLine', line)),
    ...(change.brokenBase === undefined ? [] : findingsOf('brokenBase', { why: change.brokenBase })),
    ...brokenOuterLines(change).flatMap((line) => findingsOf('signersLine', line)),
  ]);
}

/** Lines of the organisation's `allowed_signers` that grant nothing. */
export function brokenOuterLines({ organization }: Pick<RangeChange, 'organization'>) {
  const refused = organization?.keyring?.allowed.refused ?? [];
  const file = `${(organization?.given ?? organization?.path ?? '').replace(/[^\\/]*$/, '')}allowed_signers`;
  return refused.map((line) => ({ ...line, file }));
}

function zoneFindings(
  { bootstrapped, signoffs: { strange }, attributes }: RangeChange,
  { zone, transitions, open, signedBy }: ZoneVerdict,
  signoffs: readonly JudgedSignoff[],
  asked: { readonly range: string; readonly organization?: string },
): Finding[] {
  // The first policy has nobody before it who could sign it.
  const isApproved = open.length === 0 || (bootstrapped && zone.name === policyZone);
  const own = signoffs.filter(({ envelope }) => envelope.approval.zone === zone.name);
  return [
    ...own.flatMap(({ file, principal, why }) =>
      why === undefined ? [] : findingsOf('uncountedSignoff', { zone, file, principal, why, isApproved }),
    ),
    ...findingsOf('rangeZone', {
      zone,
      paths: pathsOf(transitions),
      open: pathsOf(open),
      isApproved,
      signedBy,
      strange: new Map([
        ...strange,
        ...Array.from(attributes, ([file, { path }]) => {
          return [file, `it changes what ${path} is checked out as`] as const;
        }),
      ]),
      ...asked,
    }),
  ];
}

function pathsOf(transitions: readonly Transition[]): string[] {
  return transitions.map(({ path }) => path);
}
