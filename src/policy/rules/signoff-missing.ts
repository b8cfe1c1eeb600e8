import { aiLinesOf } from '../../provenance/source';
import * as l10n from '../../text/l10n';
import { policyZone, warnAtMost } from '../policy';
import type { Judgement, PolicyRule } from './rule';
import type { AiInsertion, RangeZone, StagedZone, ZoneUse } from './subjects';
import { ownersNeeded, unsigned } from './unsigned';
import { ownersOf } from './zoneWords';

export const signoffMissing: PolicyRule = {
  meaning: 'A change of a restricted zone is not signed off by its owners.',
  remedy: 'An owner runs `colophon signoff`, or *Sign Off* in the editor, on exactly this change.',
  judges: { stagedZone, ...(globalThis.COLOPHON_STAGED_ONLY ? {} : { insertion, rangeZone }) },
};

function stagedZone({ zone, use }: StagedZone): Judgement[] {
  if (zone.mode !== 'restricted' || use.paths.length === 0) return [];
  const { covers, threshold } = zone.signoff;
  const maybeAi = aiLinesOf(use) + use.unknown + use.pasted;
  if (covers === 'ai' && (maybeAi === 0 || maybeAi <= zone.tolerate.lines)) return [];
  const names =
    zone.owners.length > 0 ? `: ${zone.owners.join(', ')}` : l10n.t(', but the policy names none');
  return [
    {
      severity: warnAtMost(zone.enforce),
      zone: zone.name,
      path: use.paths[0]!.path,
      message: l10n.t(
        '{0} The change can be merged once {1}{2}.',
        covers === 'all' ? whatChanges(use) : whatMayBeAi(maybeAi, zone.name),
        threshold === 1
          ? l10n.t('one of its owners signs off')
          : l10n.t('{0} of its owners sign off', threshold),
        names,
      ),
      mend: `colophon signoff --zone ${zone.name}`,
    },
  ];
}

function whatChanges({ paths, zone }: ZoneUse): string {
  return paths.length === 1
    ? l10n.t('{0} in the restricted zone `{1}` changes.', paths[0]!.path, zone)
    : l10n.t('{0} files in the restricted zone `{1}` change.', paths.length, zone);
}

function whatMayBeAi(lines: number, zone: string): string {
  return lines === 1
    ? l10n.t('1 added line in the restricted zone `{0}` may be AI output.', zone)
    : l10n.t('{1} added lines in the restricted zone `{0}` may be AI output.', zone, lines);
}

function insertion({ zone, firstLine, isSignedOff }: AiInsertion): Judgement[] {
  if (zone.mode !== 'restricted' || isSignedOff) return [];
  return [
    {
      severity: zone.enforce,
      zone: zone.name,
      line: firstLine,
      message: l10n.t(
        'Zone {0} is restricted: this needs the sign-off of {1}.',
        zone.name,
        ownersOf(zone, l10n.t(' or ')),
      ),
      mend: `colophon signoff --zone ${zone.name}`,
    },
  ];
}

function rangeZone(change: RangeZone): Judgement[] {
  const { name, mode, signoff } = change.zone;
  if (mode !== 'restricted' || name === policyZone) return [];
  const what = `The ${signoff.covers === 'ai' ? 'AI ' : ''}change of the restricted zone \`${name}\``;
  return unsigned(
    change,
    'signoff',
    (paths) => `${what} is not signed off: ${paths}. ${ownersNeeded(change)}`,
  );
}
