import * as l10n from '../../text/l10n';
import { writtenVendor } from './policyNames';
import { reviewState } from './vendorReview';
import { itemsAt, type TextSpan, type TreeNode, textAt, textsAt, valueAt } from './yamlTree';

/** A thing in a policy that a person looks for. Offsets; `end` lies behind the last character. */
export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'section' | 'person' | 'zone' | 'vendor';
  readonly start: number;
  readonly end: number;
  /** Its name in the text. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly children: readonly OutlineItem[];
}

/** Contacts, policy owners, zones and vendors, in the order of the file. */
export function outlineOf(policy: TreeNode | undefined, today: string): OutlineItem[] {
  if (policy?.kind !== 'map') return [];
  return policy.pairs.flatMap(({ key, value }): OutlineItem[] => {
    const children = childrenOf(key.text, value, today);
    if (children === undefined) return [];
    const [nameStart, nameEnd] = [key.start, key.end];
    const end = Math.max(nameEnd, value?.end ?? 0);
    const detail = key.text === 'contacts' ? '' : String(children.length);
    return [{ name: key.text, detail, kind: 'section', start: nameStart, end, nameStart, nameEnd, children }];
  });
}

function childrenOf(key: string, value: TreeNode | undefined, today: string): OutlineItem[] | undefined {
  if (key === 'contacts') {
    const pairs = value?.kind === 'map' ? value.pairs : [];
    return pairs.map(({ key: name, value: who }) => {
      const detail = textAt(who) ?? textAt(valueAt(who, 'name')) ?? textAt(valueAt(who, 'email')) ?? '';
      return item('person', name.text, detail, { start: name.start, end: who?.end ?? name.end }, name);
    });
  }
  if (key === 'policyOwners') {
    return itemsAt(value).flatMap((owner) =>
      owner ? item('person', textAt(owner) ?? '?', '', owner, owner) : [],
    );
  }
  if (key === 'zones') {
    return zonesIn(value).map(({ name, mode, node, nameNode }) => item('zone', name, mode, node, nameNode));
  }
  if (key === 'vendors') {
    return vendorsIn(value, today).map(({ id, state, node, nameNode }) =>
      item('vendor', id, state, node, nameNode),
    );
  }
  return undefined;
}

function item(
  kind: OutlineItem['kind'],
  name: string,
  detail: string,
  whole: TextSpan,
  named: TextSpan,
): OutlineItem {
  const end = Math.max(whole.end, named.end);
  // An outline refuses an empty name.
  return {
    kind,
    name: name === '' ? '?' : name,
    detail,
    start: whole.start,
    end,
    nameStart: named.start,
    nameEnd: named.end,
    children: [],
  };
}

interface WrittenZone {
  readonly name: string;
  readonly mode: string;
  readonly owners: readonly string[];
  readonly patterns: readonly string[];
  readonly node: TreeNode;
  readonly nameNode: TextSpan;
}

/** The zones of a list as far as they are written; `zones` is the list. */
export function zonesIn(zones: TreeNode | undefined): WrittenZone[] {
  return itemsAt(zones).flatMap((node): WrittenZone[] => {
    if (node?.kind !== 'map') return [];
    return [
      {
        name: textAt(valueAt(node, 'name')) ?? '?',
        mode: textAt(valueAt(node, 'mode')) ?? l10n.t('no mode yet'),
        owners: textsAt(valueAt(node, 'owners')),
        patterns: textsAt(valueAt(node, 'paths')),
        node,
        nameNode: valueAt(node, 'name') ?? node.pairs[0]?.key ?? node,
      },
    ];
  });
}

interface ListedVendor {
  readonly id: string;
  /** `approved, 12 days left`. */
  readonly state: string;
  readonly node: TreeNode;
  readonly nameNode: TextSpan;
}

/** The vendors of a list as far as they are written; `vendors` is the list. */
export function vendorsIn(vendors: TreeNode | undefined, today: string): ListedVendor[] {
  return itemsAt(vendors).flatMap((node): ListedVendor[] => {
    if (node?.kind !== 'map') return [];
    const vendor = writtenVendor(node) ?? { id: '?', assistants: [] };
    return [
      {
        id: vendor.id,
        state: reviewState(vendor, today),
        node,
        nameNode: valueAt(node, 'id') ?? node.pairs[0]?.key ?? node,
      },
    ];
  });
}
