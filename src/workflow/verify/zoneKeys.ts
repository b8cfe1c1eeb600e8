import type { Keyring, OuterPolicy, TreePolicy } from '../policy/treePolicy';

/** The keys that count for a zone. */
export interface ZoneKeys {
  readonly keyring: Keyring;
  /** They lie beside the organisation's policy, and not in the repository. */
  readonly isOuter: boolean;
}

/** The organisation's keys for the zones that it names, where it brings any along; else those of base. */
export function zoneKeys(
  zone: string,
  { basePolicy, organization }: { readonly basePolicy: TreePolicy; readonly organization?: OuterPolicy },
): ZoneKeys {
  const outer = organization?.zones.has(zone) ? organization.keyring : undefined;
  return { keyring: outer ?? basePolicy.keyring, isOuter: outer !== undefined };
}
