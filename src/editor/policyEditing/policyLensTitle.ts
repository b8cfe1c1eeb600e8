import * as l10n from '../../text/l10n';

/**
 * `3 tracked files · ada@acme.dev`. What was not counted is unknown, and says so.
 * @param elsewhere another file of the policy has the zone too, and may add paths and owners.
 */
export function lensTitle(count: number | undefined, owners: readonly string[], elsewhere = false): string {
  const note = elsewhere ? [l10n.t('more in another file')] : [];
  return [filesText(count), ownersText(owners), ...note].join(' · ');
}

function filesText(count: number | undefined): string {
  if (count === undefined) return l10n.t('tracked files: unknown');
  if (count === 1) return l10n.t('1 tracked file');
  return l10n.t('{0} tracked files', count.toLocaleString('en'));
}

function ownersText(owners: readonly string[]): string {
  if (owners.length === 0) return l10n.t('no owners');
  const shown = owners.slice(0, 3).map(plain).join(', ');
  const more = owners.length - 3;
  return more > 0 ? l10n.t('{0} and {1} more', shown, more) : shown;
}

/** A title takes `$(name)` for an icon, which a policy must not bring. */
function plain(text: string): string {
  return text.replaceAll('$(', '$ (').slice(0, 80);
}
