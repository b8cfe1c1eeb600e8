import { aiLinesOf } from '../../provenance/source';
import type { Account } from '../../provenance/written/readTrailers';
import { defaultZone } from '../policy';
import { asksForNoReview, refusalOf } from '../vendors';
import { type ClaimContext, type CommitClaims, linesIn, strictZones, vendorLinesIn } from './claims';
import { type Finding, findingsOf } from './rules';
import type { AccountVendor, AccountZone } from './subjects';

/** What the claims of a range break, commit by commit. Nothing that they say is believed. */
export function claimFindings(commits: readonly CommitClaims[], context: ClaimContext): Finding[] {
  const tolerated = toleratedZones(commits, context);
  return commits.flatMap((claims) => [
    ...findingsOf('claims', { claims, context }),
    ...claims.accounts.flatMap((account) => {
      const zones = accountZones(claims, account, context);
      return [
        ...zones
          .filter(({ zone }) => !tolerated.has(zone.name) && !context.reviewed.has(zone.name))
          .flatMap((zone) => findingsOf('accountZone', zone)),
        ...zones.flatMap(vendorsOfZone).flatMap((vendor) => findingsOf('accountVendor', vendor)),
        ...findingsOf('account', { claims, account, context }),
      ];
    }),
  ]);
}

/** Strict zones whose AI lines, over the whole range, are few enough. */
function toleratedZones(commits: readonly CommitClaims[], { matcher }: ClaimContext): Set<string> {
  const sums = new Map<string, number>();
  for (const commit of commits) {
    for (const { name } of strictZones(commit, matcher)) {
      for (const account of commit.accounts)
        sums.set(name, (sums.get(name) ?? 0) + linesIn(account, name, commit));
    }
  }
  const within = [...sums].filter(([name, lines]) => lines <= matcher.zone(name).tolerate.lines);
  return new Set(within.map(([name]) => name));
}

/** The zones that a commit changes and in which an account of it has AI lines. */
function accountZones(claims: CommitClaims, account: Account, context: ClaimContext): AccountZone[] {
  return [...claims.zones.keys()]
    .map((name) => {
      const zone = context.matcher.zone(name);
      return { claims, account, context, zone, aiLines: linesIn(account, name, claims) };
    })
    .filter(({ aiLines }) => aiLines > 0);
}

/** The vendors of an account that are not approved in a zone; the last one stands for the lines without a name. */
function vendorsOfZone(of: AccountZone): AccountVendor[] {
  const { claims, account, context, zone, aiLines } = of;
  if (account.line.kind === 'malformed' || (zone.name === defaultZone && zone.mode === 'eligible')) return [];
  const named = [...account.vendors].filter(([id]) => id !== 'unknown');
  const total = aiLinesOf(account.line.counts);
  const unnamed = total - named.reduce((sum, [, lines]) => sum + lines, 0);
  const refused = named.flatMap(([id]): AccountVendor[] => {
    const lines = vendorLinesIn(account, id, zone.name, claims);
    const refusal = lines === 0 ? undefined : refusalOf(context.policy, [zone], id, context.now);
    return refusal === undefined ? [] : [{ ...of, isCertain: aiLines + lines > total, refusal }];
  });
  return unnamed > 0 && !asksForNoReview([zone])
    ? [...refused, { ...of, isCertain: aiLines + unnamed > total }]
    : refused;
}
