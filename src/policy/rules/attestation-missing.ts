import { aiLinesOf } from '../../provenance/source';
import * as l10n from '../../text/l10n';
import type { CompiledZone } from '../compiled';
import { samePerson } from '../person';
import { warnAtMost } from '../policy';
import { shortOid } from './claims';
import type { Judgement, PolicyRule } from './rule';
import { signCommand } from './signCommand';
import type { AccountZone, AiInsertion, RangeZone, StagedZone, ZoneUse } from './subjects';
import { unsigned } from './unsigned';
import { firstAi, placeOf } from './zoneWords';

export const attestationMissing: PolicyRule = {
  meaning: 'AI lines were not attested to by a person.',
  remedy: 'Review them, then `colophon attest`, or *Attest Staged Changes* in the editor.',
  judges: {
    stagedZone,
    ...(globalThis.COLOPHON_STAGED_ONLY ? {} : { insertion, rangeZone, accountZone }),
  },
};

function stagedZone({ zone, use, author, attestedBy }: StagedZone): Judgement[] {
  const lines = aiLinesOf(use);
  const isNeeded = lines > zone.tolerate.lines;
  const mustBeSigned = zone.attestation === 'signed';
  if (zone.mode !== 'attest' || !(isNeeded || mustBeSigned)) return [];
  const isAuthor = (who: string) => author !== undefined && samePerson(who, author);
  const isAttested = !isNeeded || attestedBy.some((who) => zone.attestedBy !== 'other' || !isAuthor(who));
  if (isAttested && !mustBeSigned) return [];
  const whose = zone.attestedBy === 'other' ? l10n.t('somebody other than the author') : l10n.t('somebody');
  const what = isAttested
    ? l10n.t('Every change of {0} needs a signed attestation.', placeOf(zone))
    : l10n.t(
        '{0} must not be committed before {1} attests to having reviewed them.',
        aiLinesIn(lines, use, zone),
        whose,
      );
  const owners = zone.owners.length > 0 ? l10n.t(' The zone’s owners: {0}.', zone.owners.join(', ')) : '';
  return [
    {
      // The signed statement is kept beside the commit, so it may follow later.
      severity: isAttested ? warnAtMost(zone.enforce) : zone.enforce,
      zone: zone.name,
      ...firstAi(use),
      message: `${what}${owners}`,
      mend: 'colophon attest',
    },
  ];
}

function aiLinesIn(lines: number, use: ZoneUse, zone: CompiledZone): string {
  const { path } = firstAi(use);
  const more = use.paths.filter(({ aiLine }) => aiLine !== undefined).length - 1;
  const where = path === undefined ? '' : more > 0 ? l10n.t(' ({0} and {1} more)', path, more) : ` (${path})`;
  const what = lines === 1 ? l10n.t('1 AI line') : l10n.t('{0} AI lines', lines);
  return l10n.t('{0} in {1}{2}', what, placeOf(zone), where);
}

function insertion({ zone, firstLine, aiLines, isAttested }: AiInsertion): Judgement[] {
  if (zone.mode !== 'attest' || aiLines <= zone.tolerate.lines || isAttested()) return [];
  return [
    {
      severity: zone.enforce,
      zone: zone.name,
      line: firstLine,
      message:
        zone.attestedBy === 'other'
          ? l10n.t(
              'Zone {0} asks that a person other than its author attests to having reviewed this.',
              zone.name,
            )
          : l10n.t('Zone {0} asks that a person attests to having reviewed this.', zone.name),
      mend: 'colophon attest',
    },
  ];
}

function rangeZone(change: RangeZone): Judgement[] {
  const { name, mode, attestation } = change.zone;
  if (mode !== 'attest' || attestation !== 'signed') return [];
  return unsigned(
    change,
    'attest',
    (paths) => `The change of the zone \`${name}\` is not attested with a signature: ${paths}.`,
  );
}

/** Where no signature is asked for, the word of a person in the commit's message is enough. */
function accountZone({ claims, account, context, zone, aiLines }: AccountZone): Judgement[] {
  if (zone.mode !== 'attest' || zone.attestation === 'signed') return [];
  const byOther = zone.attestedBy === 'other';
  const isOfCommit = (who: string) => [...claims.people].some((author) => samePerson(who, author));
  if (account.attestedBy.some((who) => !byOther || !isOfCommit(who))) return [];
  const whom = byOther ? 'somebody other than its author' : 'somebody';
  const [lines, need, were] = aiLines === 1 ? ['line', 'needs', 'it was'] : ['lines', 'need', 'they were'];
  return [
    {
      severity: zone.enforce,
      zone: zone.name,
      commit: claims.commit,
      message: `${aiLines} AI ${lines} of ${shortOid(claims.commit)} in the zone \`${zone.name}\` ${need} the word of ${whom} that ${were} reviewed.`,
      mend: signCommand('attest', context.range, zone.name, context.organization),
    },
  ];
}
