import { policyZone } from '../policy';
import type { Judgement, PolicyRule } from './rule';
import type { RangeZone } from './subjects';
import { ownersNeeded, unsigned } from './unsigned';

export const policyChanged: PolicyRule = {
  meaning: 'The policy changes.',
  remedy: 'One of its `policyOwners` signs the change off.',
  judges: globalThis.COLOPHON_STAGED_ONLY ? {} : { rangeZone },
};

function rangeZone(change: RangeZone): Judgement[] {
  const { zone, paths, isApproved, signedBy } = change;
  if (zone.name !== policyZone) return [];
  if (!isApproved)
    return unsigned(change, 'signoff', (open) => `The policy changes: ${open}. ${ownersNeeded(change)}`);
  const by = signedBy.length > 0 ? `signed off by ${signedBy.join(', ')}` : 'taken in for the first time';
  return [
    { severity: 'record', zone: zone.name, path: paths[0]!, message: `The policy changes, ${by}.`, mend: '' },
  ];
}
