import { itemsAt, type TreeNode, textAt, textsAt, valueAt } from './yamlTree';

/** A vendor as far as it is written. */
export interface WrittenVendor {
  readonly id: string;
  readonly status?: string;
  readonly expires?: string;
  readonly assistants: readonly string[];
}

/** The names that policy files give to people, zones and vendors. */
export interface PolicyNames {
  readonly owners: readonly string[];
  readonly zones: readonly string[];
  readonly vendors: readonly WrittenVendor[];
  /** Vendors that are named where they are used. */
  readonly used: readonly string[];
}

export function namesIn(policy: TreeNode | undefined): PolicyNames {
  const zones = itemsAt(valueAt(policy, 'zones'));
  const vendors = itemsAt(valueAt(policy, 'vendors'));
  const contacts = valueAt(policy, 'contacts');
  const plan = valueAt(policy, 'plan');
  const mail = (node: TreeNode | undefined) => [valueAt(node, 'email')].flatMap((one) => textAt(one) ?? []);
  return {
    owners: distinct([
      ...textsAt(valueAt(policy, 'policyOwners')),
      ...zones.flatMap((zone) => textsAt(valueAt(zone, 'owners'))),
      ...mail(valueAt(contacts, 'engineering')),
      ...mail(valueAt(contacts, 'legal')),
      ...vendors.flatMap((vendor) => textAt(valueAt(valueAt(vendor, 'reviewed'), 'by')) ?? []),
    ]),
    zones: distinct(zones.flatMap((zone) => textAt(valueAt(zone, 'name')) ?? [])),
    vendors: vendors.flatMap((vendor) => writtenVendor(vendor) ?? []),
    used: distinct([
      ...zones.flatMap((zone) => textsAt(valueAt(zone, 'vendors'))),
      ...(plan?.kind === 'map' ? plan.pairs.flatMap(({ value }) => textAt(value) ?? []) : []),
    ]),
  };
}

/** Where somebody is named as an owner: of a zone, else of the policy. */
export function ownerIn(policy: TreeNode | undefined, owner: string): TreeNode | undefined {
  const lists = [...itemsAt(valueAt(policy, 'zones')).map((zone) => valueAt(zone, 'owners'))];
  return [...lists, valueAt(policy, 'policyOwners')]
    .flatMap((list) => itemsAt(list))
    .find((item) => textAt(item) === owner);
}

export function writtenVendor(vendor: TreeNode | undefined): WrittenVendor | undefined {
  const id = textAt(valueAt(vendor, 'id'));
  if (id === undefined) return undefined;
  const status = textAt(valueAt(vendor, 'status'));
  const expires = textAt(valueAt(valueAt(vendor, 'reviewed'), 'expires'));
  const assistants = textsAt(valueAt(vendor, 'assistants'));
  return {
    id,
    ...(status !== undefined && { status }),
    ...(expires !== undefined && { expires }),
    assistants,
  };
}

/** The names of several files together; of vendors with one id the first. */
export function joinNames(all: readonly PolicyNames[]): PolicyNames {
  const vendors = new Map(
    all.flatMap((names) => names.vendors.map((one) => [one.id, one] as const)).reverse(),
  );
  return {
    owners: distinct(all.flatMap(({ owners }) => owners)),
    zones: distinct(all.flatMap(({ zones }) => zones)),
    vendors: [...vendors.values()].reverse(),
    used: distinct(all.flatMap(({ used }) => used)),
  };
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
