import * as l10n from '../../text/l10n';
import { printable } from '../../text/printable';
import type { PathRules } from '../../workflow/policy/lookup';
import { whatIsNeeded } from '../../workflow/policy/whatIsNeeded';
import { reasonOf } from './rule';
import type { FileRule } from './zoneStatus';

/** What a policy says of one file, as Markdown that reads well unrendered. */
export function lookUpText(rules: PathRules, attestedBy: FileRule['attestedBy']): string {
  const { zone, mode, zones, owners, escalation, destination, vendors, signoff, reason } = rules;
  const needed = whatIsNeeded({
    zone,
    mode,
    owners,
    attestedBy,
    signoff: { covers: signoff?.covers ?? 'all', threshold: signoff?.threshold ?? 1 },
  });
  const others = zones.filter((name) => name !== zone);
  const facts = [
    [l10n.t('Zone'), zone === 'default' ? l10n.t('none; the default mode is what counts') : zone],
    [l10n.t('Also in'), others.join(', ')],
    [l10n.t('Mode'), mode],
    [l10n.t('Why'), reason && reasonOf(zone, reason)],
    [l10n.t('Destination'), destination],
    [l10n.t('Owners'), owners.join(', ')],
    [l10n.t('Sign-off'), signoff && signoffText(signoff)],
    [l10n.t('Ask'), escalation],
  ].flatMap(([name, value]) => (value ? [`- ${name}: ${printable(value)}`] : []));
  return [
    `# ${printable(rules.path)}`,
    '',
    needed,
    '',
    ...facts,
    '',
    `## ${l10n.t('Vendors approved here')}`,
    '',
    ...list(vendors.approved),
    '',
    `## ${l10n.t('Vendors not approved here')}`,
    '',
    ...list(vendors.refused.map(({ id, reason: why }) => `${id}: ${why}`)),
    '',
  ].join('\n');
}

function signoffText(signoff: NonNullable<PathRules['signoff']>): string {
  return [
    whatAndWho(signoff),
    signoff.authorMaySign ? l10n.t('the author may sign') : l10n.t('the author may not sign'),
    l10n.t('valid for {0}', signoff.validFor),
  ].join('; ');
}

function whatAndWho({ covers, threshold }: NonNullable<PathRules['signoff']>): string {
  if (covers === 'all')
    return threshold === 1
      ? l10n.t('every change, by one owner')
      : l10n.t('every change, by {0} owners', threshold);
  return threshold === 1 ? l10n.t('AI output, by one owner') : l10n.t('AI output, by {0} owners', threshold);
}

function list(entries: readonly string[]): string[] {
  return entries.length > 0 ? entries.map((entry) => `- ${printable(entry)}`) : [l10n.t('None.')];
}
