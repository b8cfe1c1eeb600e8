import type { PolicyFile, VendorFile, ZoneFile } from './schema';

export type Mode = PolicyFile['default'];
export type Enforce = ZoneFile['enforce'];
export type Signoff = ZoneFile['signoff'];
export type VendorRule = ZoneFile['vendors'];
export type TrailerPolicy = PolicyFile['trailers'];
export type Contacts = NonNullable<PolicyFile['contacts']>;
/** The terms that a zone can require; a vendor has one value of each. */
export type Term = keyof ZoneFile['require'];

/** Name of the built-in zone over `.ai-policy/`, and of the mode of paths in no zone. Neither can be a zone's name in a file. */
export const policyZone = 'ai-policy';
export const defaultZone = 'default';

/**
 * A zone after merging: each layer (policy file) keeps its own pattern list, since an exception (`!`) of one
 * must not take a path out of the other's; the other settings are the stricter of both.
 */
export interface Zone {
  readonly name: string;
  readonly mode: Mode;
  readonly groups: readonly { readonly layer: number; readonly paths: readonly string[] }[];
  readonly destination?: NonNullable<ZoneFile['destination']>;
  readonly owners: readonly string[];
  readonly reason?: string;
  /** A vendor must pass each of them. */
  readonly vendors: readonly VendorRule[];
  readonly require: Readonly<Partial<Record<Term, readonly string[]>>>;
  readonly signoff: Signoff;
  readonly enforce: Enforce;
  readonly attestation: ZoneFile['attestation'];
  readonly attestedBy: ZoneFile['attestedBy'];
  readonly tolerate: { readonly lines: number };
}

/** One layer's review of a vendor. The same id in two layers must be approved in both. */
export type Vendor = VendorFile & { readonly layer: number };

/** What a policy file and those that it extends mean together. Plain data. */
export interface Policy {
  readonly contacts: Contacts;
  readonly policyOwners: readonly string[];
  /** `authorMaySign` absent: no file says, so it is true where there is only one policy owner. */
  readonly policySignoff: { readonly threshold: number; readonly authorMaySign?: boolean };
  /** Each vendor that a layer names for the assistant; all must be approved. */
  readonly plan: readonly (readonly [assistant: string, vendors: readonly string[]])[];
  /** Mode of paths in no zone of a layer, one a layer. */
  readonly defaults: readonly Mode[];
  readonly zones: readonly Zone[];
  readonly vendors: readonly Vendor[];
  /** Layers that have a list of vendors; an approved vendor is in each of them. */
  readonly registers: readonly number[];
  readonly review: { readonly maxAiLines?: number };
  readonly trailers: TrailerPolicy;
}

const modeRanks: Readonly<Record<Mode, number>> = { eligible: 0, attest: 1, restricted: 2 };
const enforceRanks: Readonly<Record<Enforce, number>> = { record: 0, warn: 1, block: 2 };

/** Greater is stricter. */
export function modeRank(mode: Mode): number {
  return modeRanks[mode];
}

export function stricterMode(a: Mode, b: Mode): Mode {
  return modeRanks[b] > modeRanks[a] ? b : a;
}

/** Of what can still be mended later: it stops nothing yet. */
export function warnAtMost(enforce: Enforce): Enforce {
  return enforce === 'block' ? 'warn' : enforce;
}

export function stricterEnforce(a: Enforce, b: Enforce): Enforce {
  return enforceRanks[b] > enforceRanks[a] ? b : a;
}
