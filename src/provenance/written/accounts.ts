import { aiLinesOf } from '../source';
import { continued, findTrailers, type ProvenanceLine, parseProvenance, readDetails } from './readTrailers';
import { defaultTrailers, type TrailerSettings } from './trailers';

/**
 * What a message says of one commit's lines: an `AI-Provenance` with the details and attestations that follow it. A
 * squash holds several, and an attestation is about the one that it follows.
 */
export interface Account {
  readonly line: ProvenanceLine;
  readonly zones: ReadonlyMap<string, number>;
  readonly evidence: ReadonlyMap<string, number>;
  readonly vendors: ReadonlyMap<string, number>;
  /** Details that were folded away. */
  readonly folded: number;
  /** `Name <email>` of each person who attested. */
  readonly attestedBy: readonly string[];
}

/** All accounts of a message, in order. Never throws. */
export function readAccounts(message: string, settings: TrailerSettings = defaultTrailers): Account[] {
  const found = findTrailers(message, settings);
  const firsts = found.flatMap(({ kind }, index) => (kind === 'provenance' ? [index] : []));
  return firsts.map((first, index) => {
    const details = { zones: new Map(), evidence: new Map(), vendors: new Map() };
    const attestedBy: string[] = [];
    let folded = 0;
    // With one account, it does not matter where a person has put a line of it.
    const from = firsts.length === 1 ? 0 : first;
    for (const { kind, value } of found.slice(from, firsts[index + 1])) {
      if (kind === 'detail') folded += readDetails(value, details);
      else if (kind === 'attested') attestedBy.push(value);
    }
    const line = parseProvenance(found[first]!.value, continued(found, first));
    return { line, ...details, folded, attestedBy };
  });
}

/** What an account's parts contradict each other in, in a few words; `undefined` where they do not. */
export function contradiction({ line, folded, ...details }: Account): string | undefined {
  if (line.kind === 'malformed') return `its AI-Provenance is malformed (${line.why})`;
  const aiLines = aiLinesOf(line.counts);
  for (const key of ['zones', 'evidence', 'vendors'] as const) {
    const sum = [...details[key].values()].reduce((total, lines) => total + lines, 0);
    const isRight = sum === aiLines || (sum < aiLines && (folded > 0 || sum === 0));
    if (!isRight) return `the ${key} of its AI-Detail add up to ${sum}, not to its ${aiLines} AI lines`;
  }
  return undefined;
}
