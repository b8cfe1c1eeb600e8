import { type Policy, stricterEnforce, stricterMode, type Term, type Zone } from './policy';
import type { PolicyFile, ZoneFile } from './schema';

/** One file as a policy of one layer. */
export function policyOf(file: PolicyFile): Policy {
  return {
    contacts: file.contacts ?? {},
    policyOwners: file.policyOwners ?? [],
    policySignoff: file.policySignoff ?? { threshold: 1 },
    plan: Object.entries(file.plan).map(([assistant, vendor]) => [assistant, [vendor]]),
    defaults: [file.default],
    zones: file.zones.map(zoneOf),
    vendors: (file.vendors ?? []).map((vendor) => ({ ...vendor, layer: 0 })),
    registers: file.vendors === undefined ? [] : [0],
    review: file.review,
    trailers: file.trailers,
  };
}

function zoneOf({ paths, vendors, ...rest }: ZoneFile): Zone {
  return { ...rest, vendors: [vendors], groups: [{ layer: 0, paths }] };
}

/**
 * What two policies ask for together. Nothing that either of them decides is ever loosened: a path is as restricted
 * as either says, a vendor must be approved by each that lists vendors, and a zone that both name has the stricter
 * of every setting. Owners are those of the extended policy, which the extending one must not replace.
 */
export function mergePolicies(extended: Policy, own: Policy): Policy {
  const shift = extended.defaults.length;
  const shifted = own.zones.map((zone) => ({
    ...zone,
    groups: zone.groups.map(({ layer, paths }) => ({ layer: layer + shift, paths })),
  }));
  const zones = extended.zones.map((zone) => {
    const other = shifted.find(({ name }) => name === zone.name);
    return other === undefined ? zone : mergeZones(zone, other);
  });
  const named = new Set(zones.map(({ name }) => name));
  return {
    contacts: { ...extended.contacts, ...own.contacts },
    policyOwners: extended.policyOwners.length > 0 ? extended.policyOwners : own.policyOwners,
    policySignoff: mergePolicySignoff(extended, own),
    plan: mergePlans(extended.plan, own.plan),
    defaults: [...extended.defaults, ...own.defaults],
    zones: [...zones, ...shifted.filter(({ name }) => !named.has(name))],
    vendors: [
      ...extended.vendors,
      ...own.vendors.map((vendor) => ({ ...vendor, layer: vendor.layer + shift })),
    ],
    registers: [...extended.registers, ...own.registers.map((layer) => layer + shift)],
    review: defined({ maxAiLines: smaller(extended.review.maxAiLines, own.review.maxAiLines) }),
    trailers: mergeTrailers(extended.trailers, own.trailers),
  };
}

function mergeZones(extended: Zone, own: Zone): Zone {
  const { destination = own.destination, reason = own.reason } = extended;
  return {
    name: extended.name,
    mode: stricterMode(extended.mode, own.mode),
    groups: [...extended.groups, ...own.groups],
    ...defined({ destination, reason }),
    owners: extended.owners.length > 0 ? extended.owners : own.owners,
    vendors: [...extended.vendors, ...own.vendors],
    require: mergeTerms(extended.require, own.require),
    signoff: {
      covers: extended.signoff.covers === 'ai' ? own.signoff.covers : 'all',
      threshold: Math.max(extended.signoff.threshold, own.signoff.threshold),
      authorMaySign: extended.signoff.authorMaySign && own.signoff.authorMaySign,
      validFor: shorter(extended.signoff.validFor, own.signoff.validFor),
    },
    enforce: stricterEnforce(extended.enforce, own.enforce),
    attestation: extended.attestation === 'trailer' ? own.attestation : 'signed',
    attestedBy: extended.attestedBy === 'author' ? own.attestedBy : 'other',
    tolerate: { lines: Math.min(extended.tolerate.lines, own.tolerate.lines) },
  };
}

/** Days, as `90d`. */
function shorter(a: string, b: string): string {
  return Number.parseInt(b, 10) < Number.parseInt(a, 10) ? b : a;
}

function mergeTerms(extended: Zone['require'], own: Zone['require']): Zone['require'] {
  const terms = new Set([...Object.keys(extended), ...Object.keys(own)] as Term[]);
  return Object.fromEntries(
    [...terms].map((term) => {
      const [first = [], second = first] = [extended[term], own[term]].filter(
        (values) => values !== undefined,
      );
      return [term, first.filter((value) => second.includes(value))];
    }),
  );
}

function mergePolicySignoff(extended: Policy, own: Policy): Policy['policySignoff'] {
  const { policyOwners, policySignoff } = extended;
  // What its owners make of its silence is its word too, or the other's would loosen it.
  const silent = policyOwners.length > 0 ? policyOwners.length === 1 : undefined;
  const said = [policySignoff.authorMaySign ?? silent, own.policySignoff.authorMaySign].filter(
    (value) => value !== undefined,
  );
  return {
    threshold: Math.max(policySignoff.threshold, own.policySignoff.threshold),
    ...(said.length === 0 ? {} : { authorMaySign: said.every((value) => value) }),
  };
}

function mergePlans(extended: Policy['plan'], own: Policy['plan']): Policy['plan'] {
  const merged = new Map(extended);
  for (const [assistant, vendors] of own) {
    merged.set(assistant, [...new Set([...(merged.get(assistant) ?? []), ...vendors])]);
  }
  return [...merged];
}

/** How often to write is the stricter of both; under which key is the extended policy's word, where it has one. */
function mergeTrailers(extended: Policy['trailers'], own: Policy['trailers']): Policy['trailers'] {
  const often = ['ai', 'zones', 'always'] as const;
  const key = (name: 'assistedBy' | 'provenance' | 'attestedBy', usual: string) => {
    if (extended[name] === false) return own[name];
    return extended[name] === usual && own[name] !== false ? own[name] : extended[name];
  };
  return {
    when: often[Math.max(often.indexOf(extended.when), often.indexOf(own.when))] ?? 'zones',
    threshold: {
      lines: Math.min(extended.threshold.lines, own.threshold.lines),
      share: Math.min(extended.threshold.share, own.threshold.share),
    },
    assistedBy: key('assistedBy', 'Assisted-by'),
    provenance: key('provenance', 'AI-Provenance'),
    attestedBy: key('attestedBy', 'AI-Attested-by'),
  };
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

/** Without the keys that have no value. */
function defined<Shape extends object>(shape: Shape): { [Key in keyof Shape]?: NonNullable<Shape[Key]> } {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Shape]?: NonNullable<Shape[Key]>;
  };
}
