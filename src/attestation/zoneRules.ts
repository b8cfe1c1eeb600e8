import { createHash } from 'node:crypto';
import type { CompiledZone } from '../policy/compiled';
import { fold } from '../policy/fold';
import type { Policy } from '../policy/policy';

/**
 * SHA-256 of what decides a zone, hexadecimal: what a statement about it binds. Comments, contacts, the vendors' reviews
 * and other zones are no part of it, and neither is what is only said (`reason`, `destination`).
 * @param zone its settings, as all policies together have them
 * @param policy where its paths stand; the built-in zones have none there
 * @param areKeysOuter whether the keys that count for it are the organisation's
 */
export function rulesDigest(zone: CompiledZone, { zones }: Policy, areKeysOuter: boolean): string {
  const { name, mode, owners, vendors, require, signoff, enforce, attestation, attestedBy, tolerate } = zone;
  const groups = zones.find((one) => one.name === name)?.groups ?? [];
  const rules = {
    name,
    mode,
    paths: distinct(groups.map(({ paths }) => paths)),
    owners: [...new Set(owners.map(fold))].sort(),
    keys: areKeysOuter ? 'organisation' : 'repository',
    vendors: distinct(vendors.map((rule) => (typeof rule === 'string' ? rule : [...rule].sort()))).sort(),
    require,
    signoff,
    enforce,
    attestation,
    attestedBy,
    tolerate,
  };
  return createHash('sha256').update(canonical(rules)).digest('hex');
}

/** Each once, as canonical texts: a policy that repeats another's rule adds nothing to it. */
function distinct(values: readonly unknown[]): string[] {
  return [...new Set(values.map(canonical))];
}

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
