import type { CompiledPolicy } from '../policy/compiled';
import { approvedVendors, assistantVerdict, vendorsOf } from '../policy/vendors';
import * as l10n from '../text/l10n';
import type { AuditedCommit } from './auditCommit';
import type { PastPolicy } from './auditPolicies';

/** The terms of a vendor as one policy has them. */
export interface Terms {
  readonly product?: string;
  readonly tier?: string;
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
export interface Use {
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
export function usesOf(commit: AuditedCommit, past: PastPolicy): Use[] {
  const who = commit.assistants.length === 0 ? [{}] : commit.assistants;
  const people = new Map(
    who.map(({ assistant, named }) => [assistant ?? `? ${named ?? ''}`, { assistant, named }]),
  );
  if (past.kind !== 'ok')
    return [...people.values()].map(({ assistant, named }) => ({
      ...nameOf(assistant, named),
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
  const undated = commit.at === undefined;
  const told = Object.keys(commit.vendors).filter((id) => id !== 'unknown');
  if (told.length > 0) {
    const { refused } = approvedVendors(policy, zones, at);
    return told.map((vendor) => {
      const terms = termsOf(policy, vendor);
      const refusal = refused.find(({ id }) => id === vendor);
      const covered = policy.vendors.find(({ id }) => id === vendor)?.assistants ?? [];
      const mine = [...people.values()].filter(({ assistant }) => assistant && covered.includes(assistant));
      const assistant = mine.length === 1 ? mine[0]!.assistant : undefined;
      const why =
        refusal?.reason ?? (terms === undefined ? l10n.t('the policy had no such vendor') : undefined);
      return {
        ...nameOf(assistant, undefined),
        vendor,
        by: 'trailer',
        ...(terms && { terms }),
        ...(why === undefined ? { verdict: undated ? 'unknown' : 'approved' } : { verdict: 'refused', why }),
      } satisfies Use;
    });
  }
  return [...people.values()].map(({ assistant, named }): Use => {
    if (assistant === undefined)
      return {
        ...nameOf(assistant, named),
        verdict: 'unknown',
        why: l10n.t('it is not known which assistant it was'),
      };
    const { vendors, by } = vendorsOf(policy, assistant);
    const verdict = assistantVerdict(policy, zones, assistant, at);
    const vendor = verdict.vendor ?? vendors[0];
    const terms = vendor === undefined ? undefined : termsOf(policy, vendor);
    return {
      assistant,
      ...(vendor !== undefined && { vendor, by: by === 'override' ? 'plan' : by }),
      ...(terms && { terms }),
      ...(verdict.approved
        ? { verdict: undated ? 'unknown' : 'approved' }
        : { verdict: 'refused', why: verdict.reason }),
    };
  });
}

function nameOf(assistant: string | undefined, named: string | undefined): Pick<Use, 'assistant' | 'named'> {
  return { ...(assistant !== undefined && { assistant }), ...(named !== undefined && { named }) };
}

/** A vendor's terms in a policy; of several reviews the first that is not approved, else the first. */
export function termsOf(policy: CompiledPolicy, id: string): Terms | undefined {
  const reviews = policy.vendors.filter((vendor) => vendor.id === id);
  const vendor = reviews.find(({ status }) => status !== 'approved') ?? reviews[0];
  if (vendor === undefined) return undefined;
  const { product, tier, status, terms, outputOwnership, outputTraining, reviewed } = vendor;
  return {
    ...(product !== undefined && { product }),
    ...(tier !== undefined && { tier }),
    status,
    ...(terms?.version !== undefined && { version: terms.version }),
    ...(terms?.url !== undefined && { url: terms.url }),
    outputOwnership,
    outputTraining,
    ...(reviewed?.on !== undefined && { reviewed: reviewed.on }),
    ...(reviewed?.expires !== undefined && { expires: reviewed.expires }),
  };
}
