/**
 * `3 tracked files · ada@acme.dev`. What was not counted is unknown, and says so.
 * @param elsewhere another file of the policy has the zone too, and may add paths and owners.
 */
export function lensTitle(count: number | undefined, owners: readonly string[], elsewhere = false): string {
  const files =
    count === undefined
      ? 'tracked files: unknown'
      : `${count.toLocaleString('en')} tracked ${count === 1 ? 'file' : 'files'}`;
  const shown = owners.slice(0, 3).map(plain).join(', ');
  const more = owners.length > 3 ? ` and ${owners.length - 3} more` : '';
  const note = elsewhere ? ' · more in another file' : '';
  return `${files} · ${owners.length === 0 ? 'no owners' : `${shown}${more}`}${note}`;
}

/** A title takes `$(name)` for an icon, which a policy must not bring. */
function plain(text: string): string {
  return text.replaceAll('$(', '$ (').slice(0, 80);
}
