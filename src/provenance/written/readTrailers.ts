import { aiLinesOf, type Counts, lineOrigins } from '../source';
import { type FoundTrailer, findTrailers } from './findTrailers';
import {
  addCounts,
  countKeys,
  defaultTrailers,
  detailKeys,
  noCounts,
  placesKey,
  type TrailerSettings,
} from './trailers';

/** One `AI-Provenance` line, with the counts that had to go on in the details. */
type ProvenanceLine =
  | { readonly kind: 'ok'; readonly value: string; readonly counts: Counts }
  /** `wrong-sum`: the counts do not add up to `lines`. */
  | {
      readonly kind: 'malformed';
      readonly value: string;
      readonly why:
        | 'unknown-version'
        | 'not-key-value'
        | 'not-a-number'
        | 'repeated-key'
        | 'no-lines'
        | 'wrong-sum';
    };

/**
 * What a message says of one commit's lines: an `AI-Provenance` with the details and attestations that follow it. A
 * squash holds several, and an attestation is about the one that it follows.
 */
export interface Account {
  readonly line: ProvenanceLine;
  readonly zones: ReadonlyMap<string, number>;
  readonly evidence: ReadonlyMap<string, number>;
  readonly vendors: ReadonlyMap<string, number>;
  /** By `zone/vendor`; empty where it was not told. */
  readonly places: ReadonlyMap<string, number>;
  /** Details that were folded away. */
  readonly folded: number;
  /** `Name <email>` of each person who attested. */
  readonly attestedBy: readonly string[];
}

/** What a message says of lines, all commits of a squash together. */
export interface MessageTrailers {
  /** In order; several, as after a squash, are several commits'. */
  readonly accounts: readonly Account[];
  /** The sum of those that are well formed; `undefined` where there is none. */
  readonly counts: Counts | undefined;
  readonly assisted: readonly { readonly assistant: string; readonly model?: string }[];
  readonly attestedBy: readonly string[];
}

/** Reads the trailers of a message. Never throws; what is not of our form is a value. */
export function readTrailers(message: string, settings: TrailerSettings = defaultTrailers): MessageTrailers {
  const found = findTrailers(message, settings);
  const valuesOf = (kind: FoundTrailer['kind']) =>
    found.flatMap((trailer) => (trailer.kind === kind ? [trailer.value] : []));
  const firsts = found.flatMap(({ kind }, index) => (kind === 'provenance' ? [index] : []));
  const accounts = firsts.map((first, index) => {
    const details = { zones: new Map(), evidence: new Map(), vendors: new Map(), places: new Map() };
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
  const good = accounts.flatMap(({ line }) => (line.kind === 'ok' ? [line.counts] : []));
  return {
    accounts,
    counts: good.length === 0 ? undefined : good.reduce(addCounts),
    assisted: valuesOf('assisted').map((value) => {
      const [assistant = '', ...model] = value.split(':');
      return { assistant, ...(model.length > 0 && { model: model.join(':') }) };
    }),
    attestedBy: valuesOf('attested'),
  };
}

/** Lines by zone, kind of evidence or vendor: the sum of the accounts that `counts` is the sum of. */
export function sumDetails(
  accounts: readonly Account[],
  key: (typeof detailKeys)[number],
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const account of accounts.filter(({ line }) => line.kind === 'ok'))
    for (const [name, lines] of account[key]) sums.set(name, (sums.get(name) ?? 0) + lines);
  return sums;
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

/** Fields of the details that follow, up to the next `AI-Provenance`, which belong to the counts. */
function continued(found: readonly FoundTrailer[], index: number): string[] {
  const fields: string[] = [];
  for (let i = index + 1; found[i]?.kind === 'detail'; i++) {
    for (const field of found[i]!.value.split(';')) {
      if ((countKeys as readonly string[]).includes(field.split('=')[0]!.trim())) fields.push(field);
    }
  }
  return fields;
}

function parseProvenance(value: string, more: readonly string[]): ProvenanceLine {
  const malformed = (why: (ProvenanceLine & { kind: 'malformed' })['why']) => ({
    kind: 'malformed' as const,
    value,
    why,
  });
  const [version, ...own] = value.split(';');
  if (version!.trim() !== 'v1') return malformed('unknown-version');
  const given = new Map<string, string>();
  for (const field of [...own, ...more]) {
    // A last semicolon is forgiven; a key that we do not know may come from a newer Colophon.
    if (field.trim() === '') continue;
    const equals = field.indexOf('=');
    const key = field.slice(0, equals).trim();
    if (equals < 0 || !/^[A-Za-z][A-Za-z0-9-]*$/.test(key)) return malformed('not-key-value');
    if (given.has(key)) return malformed('repeated-key');
    given.set(key, field.slice(equals + 1).trim());
  }
  const counts = noCounts();
  for (const key of countKeys) {
    const text = given.get(key);
    if (text === undefined) continue;
    if (!/^\d{1,9}$/.test(text)) return malformed('not-a-number');
    counts[key] = Number(text);
  }
  if (!given.has('lines') || !given.has('ai')) return malformed('no-lines');
  const sum = lineOrigins.reduce((total, origin) => total + counts[origin], 0);
  if (sum !== counts.lines || counts.declared > counts.lines) return malformed('wrong-sum');
  return { kind: 'ok', value, counts };
}

function readDetails(
  value: string,
  details: Record<(typeof detailKeys)[number] | typeof placesKey, Map<string, number>>,
): number {
  let folded = 0;
  for (const field of value.split(';')) {
    const more = /^\s*\+(\d{1,9})\s*$/.exec(field);
    if (more) folded += Number(more[1]);
    const equals = field.indexOf('=');
    const name = field.slice(0, equals).trim();
    const key = ([...detailKeys, placesKey] as const).find((known) => known === name);
    if (key === undefined || equals < 0) continue;
    for (const item of field.slice(equals + 1).split(',')) {
      const [, id, lines] = /^\s*(\S+):(\d{1,9})\s*$/.exec(item) ?? [];
      if (id !== undefined) details[key].set(id, (details[key].get(id) ?? 0) + Number(lines));
    }
  }
  return folded;
}
