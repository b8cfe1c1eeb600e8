import * as l10n from '../text/l10n';
import type { CompiledPolicy, CompiledZone } from './compiled';
import type { Term, Vendor, VendorRule } from './policy';

export interface Refusal {
  readonly id: string;
  /** In words, as the end of a sentence: `its review expired on 2026-11-01`. */
  readonly reason: string;
  /** Nothing else is against it: a new review would mend it. */
  readonly expired: boolean;
}

interface VendorApproval {
  readonly approved: readonly string[];
  readonly refused: readonly Refusal[];
}

/**
 * Which vendors of the policy may be used where all of `zones` hold, in the policy's order.
 * @param at milliseconds since the epoch; days are those of UTC, and the last day of a review still counts.
 */
export function approvedVendors(
  policy: CompiledPolicy,
  zones: readonly CompiledZone[],
  at: number,
): VendorApproval {
  const approved: string[] = [];
  const refused: Refusal[] = [];
  for (const id of new Set(policy.vendors.map((vendor) => vendor.id))) {
    const refusal = refusalOf(policy, zones, id, at);
    if (refusal === undefined) approved.push(id);
    else refused.push(refusal);
  }
  return { approved, refused };
}

/** Under which contract an assistant is used; of several that may be meant, all count. */
interface VendorUse {
  readonly vendors: readonly string[];
  /** `override`: git config of the person; `plan`: the policy; `covers`: nobody said, so the worst that covers it. */
  readonly by: 'override' | 'plan' | 'covers';
}

/** @param overrides assistant to vendor, from git config `colophon.plan.<assistant>`. */
export function vendorsOf(
  policy: CompiledPolicy,
  assistant: string,
  overrides: ReadonlyMap<string, string> = new Map(),
): VendorUse {
  const override = overrides.get(assistant);
  if (override !== undefined) return { vendors: [override], by: 'override' };
  const planned = policy.plan.find(([name]) => name === assistant)?.[1];
  if (planned !== undefined) return { vendors: planned, by: 'plan' };
  const covering = policy.vendors
    .filter(({ assistants }) => assistants.includes(assistant))
    .map(({ id }) => id);
  return { vendors: [...new Set(covering)], by: 'covers' };
}

type AssistantVerdict =
  | { readonly approved: true; readonly vendor?: string }
  | {
      readonly approved: false;
      readonly vendor?: string;
      readonly reason: string;
      readonly expired: boolean;
    };

export type AssistantRefusal = Extract<AssistantVerdict, { approved: false }>;

/** Whether an assistant may be used where all of `zones` hold; `undefined` is one that was not named. */
export function assistantVerdict(
  policy: CompiledPolicy,
  zones: readonly CompiledZone[],
  assistant: string | undefined,
  at: number,
  overrides: ReadonlyMap<string, string> = new Map(),
): AssistantVerdict {
  const isAny = asksForNoReview(zones);
  if (assistant === undefined) {
    if (isAny) return { approved: true };
    return { approved: false, reason: l10n.t('it is not known which assistant it was'), expired: false };
  }
  const { vendors, by } = vendorsOf(policy, assistant, overrides);
  const [first] = vendors;
  if (first === undefined && isAny) return { approved: true };
  if (first === undefined)
    return { approved: false, reason: l10n.t('no vendor of the policy covers it'), expired: false };
  const refusals = vendors.flatMap((id) => refusalOf(policy, zones, id, at) ?? []);
  const worst = refusals.find(({ expired }) => !expired) ?? refusals[0];
  if (worst === undefined) return { approved: true, vendor: first };
  const reason =
    by === 'covers' && vendors.length > 1
      ? l10n.t('{0}, and `plan` does not say which contract it is used under', worst.reason)
      : worst.reason;
  return { approved: false, vendor: worst.id, reason, expired: worst.expired };
}

/** Whether zones take any tool's output: what each of their policies says, and none of them requires terms of it. */
export function asksForNoReview(zones: readonly CompiledZone[]): boolean {
  const isAny = ({ vendors, require }: CompiledZone) =>
    vendors.every((rule) => rule === 'any') && Object.keys(require).length === 0;
  return zones.length > 0 && zones.every(isAny);
}

/** Why a vendor may not be used where all of `zones` hold; `undefined` where it may. */
export function refusalOf(
  policy: CompiledPolicy,
  given: readonly CompiledZone[],
  id: string,
  at: number,
): Refusal | undefined {
  const reviews = policy.vendors.filter((vendor) => vendor.id === id);
  if (asksForNoReview(given)) {
    const isRejected = reviews.some(({ status }) => status === 'rejected');
    return isRejected ? { id, reason: l10n.t('its terms were rejected'), expired: false } : undefined;
  }
  const zones = given.filter((zone) => !asksForNoReview([zone]));
  if (reviews.length === 0) return { id, reason: l10n.t('the policy has no such vendor'), expired: false };
  const unlisted = policy.registers.some((layer) => reviews.every((review) => review.layer !== layer));
  if (unlisted) return { id, reason: l10n.t('one of the merged policies does not list it'), expired: false };
  const today = new Date(at).toISOString().slice(0, 10);
  const reasons = [
    ...reviews.flatMap((review) => statusReason(review, zones) ?? []),
    ...zones.flatMap((zone) => zone.vendors.flatMap((rule) => ruleReason(rule, id, zone.name) ?? [])),
    ...zones.flatMap((zone) => reviews.flatMap((review) => termReasons(zone, review))),
  ];
  const [reason] = reasons;
  if (reason !== undefined) return { id, reason, expired: false };
  const expiry = reviews
    .map(({ reviewed }) => reviewed?.expires)
    .find((day) => day !== undefined && today > day);
  return expiry === undefined
    ? undefined
    : { id, reason: l10n.t('its review expired on {0}', expiry), expired: true };
}

function statusReason({ id, status }: Vendor, zones: readonly CompiledZone[]): string | undefined {
  if (status === 'unreviewed') return l10n.t('its terms were not reviewed');
  if (status === 'rejected') return l10n.t('its terms were rejected');
  if (status === 'approved') return undefined;
  const unnamed = zones.find(({ vendors }) =>
    vendors.some((rule) => typeof rule === 'string' || !rule.includes(id)),
  );
  if (unnamed === undefined && zones.length > 0) return undefined;
  return l10n.t('it is approved only where a zone names it');
}

function ruleReason(rule: VendorRule, id: string, zone: string): string | undefined {
  if (rule === 'approved' || rule === 'any') return undefined;
  if (rule === 'none') return l10n.t('the zone `{0}` allows no vendor', zone);
  return rule.includes(id) ? undefined : l10n.t('the zone `{0}` does not list it', zone);
}

function termReasons(zone: CompiledZone, vendor: Vendor): string[] {
  return (Object.entries(zone.require) as [Term, readonly string[]][]).flatMap(([term, allowed]) => {
    const value = vendor[term];
    if (allowed.includes(value)) return [];
    return [
      l10n.t(
        'its `{0}` is {1}, and the zone `{2}` requires {3}',
        term,
        value,
        zone.name,
        allowed.join(l10n.t(' or ')) || l10n.t('what none has'),
      ),
    ];
  });
}
