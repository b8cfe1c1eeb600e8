import { printable } from '../text/printable';
import type { PathRules } from '../workflow/lookup';
import { whatIsNeeded } from '../workflow/whatIsNeeded';
import type { FileRule } from './status';

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
    ['Zone', zone === 'default' ? 'none; the default mode is what counts' : zone],
    ['Also in', others.join(', ')],
    ['Mode', mode],
    ['Why', reason],
    ['Destination', destination],
    ['Owners', owners.join(', ')],
    ['Sign-off', signoff && signoffText(signoff)],
    ['Ask', escalation],
  ].flatMap(([name, value]) => (value ? [`- ${name}: ${printable(value)}`] : []));
  return [
    `# ${printable(rules.path)}`,
    '',
    needed,
    '',
    ...facts,
    '',
    '## Vendors approved here',
    '',
    ...list(vendors.approved),
    '',
    '## Vendors not approved here',
    '',
    ...list(vendors.refused.map(({ id, reason: why }) => `${id}: ${why}`)),
    '',
  ].join('\n');
}

function signoffText({
  covers,
  threshold,
  authorMaySign,
  validFor,
}: NonNullable<PathRules['signoff']>): string {
  const what = covers === 'all' ? 'every change' : 'AI output';
  const who = threshold === 1 ? 'one owner' : `${threshold} owners`;
  return `${what}, by ${who}; the author ${authorMaySign ? 'may' : 'may not'} sign; valid for ${validFor}`;
}

function list(entries: readonly string[]): string[] {
  return entries.length > 0 ? entries.map((entry) => `- ${printable(entry)}`) : ['None.'];
}
