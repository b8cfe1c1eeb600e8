import type { CompiledPolicy, CompiledZone } from '../../policy/compiled';
import type { Vendor } from '../../policy/policy';
import { approvedVendors, assistantVerdict, vendorsOf } from '../../policy/vendors';
import { defined } from '../../text/defined';
import * as l10n from '../../text/l10n';
import type { AuditedCommit } from './auditCommit';
import type { PastPolicy } from './auditPolicies';

/** The terms of a vendor as one policy has them. */
export interface Terms {
  readonly product?: string;
  readonly tier?: string;
  /** `unlisted`: one of the policies that were merged has vendors, and not this one. */
  readonly status: string;
  readonly version?: string;
  readonly url?: string;
  readonly outputOwnership: string;
  readonly outputTraining: string;
  readonly reviewed?: string;
  /** Last day on which the review counts, `YYYY-MM-DD`. */
  readonly expires?: string;
}

/** Under which contract one assistant was used in one commit. */
export interface TermsUse {
  readonly assistant?: string;
  /** As it was named, where no known assistant is. */
  readonly named?: string;
  /** Of the policy at the time. */
  readonly vendor?: string;
  /** `trailer`: the commit names the vendor; `plan`, `covers`: what the policy at the time says of the assistant. */
  readonly by?: 'trailer' | 'plan' | 'covers';
  readonly terms?: Terms;
  /** `unknown`: there was no policy then, or nothing that it could be asked about. */
  readonly verdict: 'approved' | 'refused' | 'unknown';
  readonly why?: string;
}

/** Under which terms, by the policy in the commit's own tree, its assistants were used. */
export function usesOf(commit: AuditedCommit, past: PastPolicy): TermsUse[] {
  const who = commit.assistants.length === 0 ? [{}] : commit.assistants;
  const people = new Map(
    who.map(({ assistant, named }) => [assistant ?? `? ${named ?? ''}`, { assistant, named }]),
  );
  if (past.kind !== 'ok')
    return [...people.values()].map((person) => ({
      ...defined(person),
      verdict: 'unknown',
      why:
        past.kind === 'none'
          ? l10n.t('there was no policy then')
          : l10n.t('the policy of then cannot be read'),
    }));
  const { policy, matcher } = past;
  // A commit without a date that a calendar knows is judged as if no review had expired: see `undated`.
  const at = (commit.at ?? 0) * 1000;
  const names = new Set(
    commit.files.flatMap(({ path, link }) => {
      const { zone, zones } = matcher.decide(path, { directory: link === true });
      return zones.length > 0 ? zones : [zone];
    }),
  );
  const zones = [...names].map((name) => matcher.zone(name));
  const named = Object.keys(commit.vendors).filter((id) => id !== 'unknown');
  const context = { policy, zones, at, approved: commit.at === undefined ? 'unknown' : 'approved' } as const;
  return named.length > 0
    ? usesOfVendors(named, [...people.values()], context)
    : [...people.values()].map((person) => useOfAssistant(person, context));
}

interface AuditedPerson {
  readonly assistant?: string | undefined;
  readonly named?: string | undefined;
}

interface TermsContext {
  readonly policy: CompiledPolicy;
  readonly zones: readonly CompiledZone[];
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The verdict where nothing is refused. */
  readonly approved: 'approved' | 'unknown';
}

/** The vendors that the commit names itself. */
function usesOfVendors(
  vendors: readonly string[],
  people: readonly AuditedPerson[],
  { policy, zones, at, approved }: TermsContext,
): TermsUse[] {
  const { refused } = approvedVendors(policy, zones, at);
  return vendors.map((vendor) => {
    const terms = termsOf(policy, vendor);
    const refusal = refused.find(({ id }) => id === vendor);
    const covered = assistantsOf(policy, vendor);
    const mine = people.filter(({ assistant }) => assistant && covered.includes(assistant));
    const assistant = mine.length === 1 ? mine[0]!.assistant : undefined;
    const why =
      refusal?.reason ?? (terms === undefined ? l10n.t('the policy had no such vendor') : undefined);
    const verdict = why === undefined ? approved : 'refused';
    return defined({ assistant, vendor, by: 'trailer', terms, verdict, why } as const);
  });
}

function useOfAssistant(
  { assistant, named }: AuditedPerson,
  { policy, zones, at, approved }: TermsContext,
): TermsUse {
  if (assistant === undefined)
    return defined({
      named,
      verdict: 'unknown',
      why: l10n.t('it is not known which assistant it was'),
    } as const);
  const { vendors, by } = vendorsOf(policy, assistant);
  const verdict = assistantVerdict(policy, zones, assistant, at);
  const vendor = verdict.vendor ?? vendors[0];
  return defined({
    assistant,
    vendor,
    by: vendor === undefined ? undefined : by === 'override' ? 'plan' : by,
    terms: vendor === undefined ? undefined : termsOf(policy, vendor),
    verdict: verdict.approved ? approved : 'refused',
    why: verdict.approved ? undefined : verdict.reason,
  } as const);
}

/** The assistants that a vendor covers in any of the merged policies. */
export function assistantsOf({ vendors }: CompiledPolicy, id: string): string[] {
  return [...new Set(vendors.filter((vendor) => vendor.id === id).flatMap(({ assistants }) => assistants))];
}

/** A vendor's terms in a policy; of several reviews, which all count, those that allow least. */
export function termsOf(policy: CompiledPolicy, id: string): Terms | undefined {
  const reviews = policy.vendors.filter((vendor) => vendor.id === id);
  const terms = leastOf(reviews.map(termsIn));
  const isListed = policy.registers.every((layer) => reviews.some((review) => review.layer === layer));
  return terms === undefined || isListed ? terms : { ...terms, status: 'unlisted' };
}

function termsIn({ product, tier, status, terms, outputOwnership, outputTraining, reviewed }: Vendor): Terms {
  const { version, url } = terms ?? {};
  const { on, expires } = reviewed ?? {};
  return defined({
    product,
    tier,
    status,
    version,
    url,
    outputOwnership,
    outputTraining,
    reviewed: on,
    expires,
  });
}

/** Of what counts together, the one that allows least: the first that is not approved, else what expires first. */
export function leastOf<T extends Pick<Terms, 'status' | 'expires'>>(all: readonly T[]): T | undefined {
  const byDay = [...all].sort(({ expires: a = '9999' }, { expires: b = '9999' }) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
  return all.find(({ status }) => status !== 'approved') ?? byDay[0];
}
