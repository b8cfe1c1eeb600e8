import type { Counts, LineOrigin } from '../source';
import {
  addCounts,
  countKeys,
  defaultTrailers,
  detailKey,
  detailKeys,
  noCounts,
  type TrailerSettings,
} from './trailers';

/** One `AI-Provenance` line, with the counts that had to go on in the details. */
export type ProvenanceLine =
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

export interface ParsedTrailers {
  readonly provenance: readonly ProvenanceLine[];
  /** The sum of the lines that are `ok`; `undefined` where there is none. */
  readonly counts: Counts | undefined;
  /** More than one commit's provenance, as after a squash: `counts` is a sum. */
  readonly combined: boolean;
  readonly assisted: readonly { readonly assistant: string; readonly model?: string }[];
  readonly attestedBy: readonly string[];
  readonly zones: ReadonlyMap<string, number>;
  readonly evidence: ReadonlyMap<string, number>;
  readonly vendors: ReadonlyMap<string, number>;
  /** Details that were folded away. */
  readonly folded: number;
}

/** Longer messages are read up to here, in UTF-16 code units. */
const maxMessage = 4 * 1024 * 1024;
const origins: readonly LineOrigin[] = ['ai', 'mixed', 'human', 'pasted', 'tool', 'unknown'];

/**
 * Reads our trailers wherever they stand: in the last paragraph, in the middle of a squash's body, indented, behind
 * a bullet or a quote mark. Never throws; what is not of our form is a value.
 */
export function parseTrailers(message: string, settings: TrailerSettings = defaultTrailers): ParsedTrailers {
  const provenance: ProvenanceLine[] = [];
  const details = {
    zones: new Map<string, number>(),
    evidence: new Map<string, number>(),
    vendors: new Map<string, number>(),
  };
  const assisted: { assistant: string; model?: string }[] = [];
  const attestedBy: string[] = [];
  let folded = 0;
  const found = findTrailers(message, settings);
  for (const [index, { kind, value }] of found.entries()) {
    if (kind === 'provenance') provenance.push(parseProvenance(value, continued(found, index)));
    else if (kind === 'detail') folded += readDetails(value, details);
    else if (kind === 'attested') attestedBy.push(value);
    else {
      const colon = value.indexOf(':');
      if (colon === -1) assisted.push({ assistant: value });
      else assisted.push({ assistant: value.slice(0, colon), model: value.slice(colon + 1) });
    }
  }
  const good = provenance.flatMap((line) => (line.kind === 'ok' ? [line.counts] : []));
  const counts = good.length === 0 ? undefined : good.reduce(addCounts, noCounts());
  return { provenance, counts, combined: provenance.length > 1, assisted, attestedBy, ...details, folded };
}

/** Whether the message says what a commit's lines were made of, well formed or not. */
export function hasProvenance(message: string, settings: TrailerSettings): boolean {
  return findTrailers(message, settings).some(({ kind }) => kind === 'provenance');
}

export interface StripHelp {
  /** The very lines that we wrote, where that is known: then no other `Assisted-by` is taken for ours. */
  readonly written?: readonly string[];
  /** Leave an `AI-Attested-by` that is not in `written`: a person may have typed it. */
  readonly keepAttested?: boolean;
}

/**
 * The message without our trailers. An `Assisted-by` may be the author's own: only those that we wrote are taken
 * out or, where that is not known, those that stand directly above an `AI-Provenance` in our form.
 * A paragraph that is left empty goes too; nothing else changes.
 */
export function stripOurTrailers(
  message: string,
  settings: TrailerSettings = defaultTrailers,
  help: StripHelp = {},
): string {
  const ours = new Set<number>();
  for (const { first, last } of findOurs(message, settings, help)) {
    for (let line = first; line <= last; line++) ours.add(line);
  }
  return ours.size === 0 ? message : dropEmptied(message.split('\n'), ours).join('\n');
}

/** The trailers that `stripOurTrailers` takes out, each as one line. */
export function ourTrailers(
  message: string,
  settings: TrailerSettings = defaultTrailers,
  help: StripHelp = {},
): string[] {
  return findOurs(message, settings, help).map(({ text }) => text);
}

/** Without each `Assisted-by` whose assistant the message names in one already: `Claude` is `Claude-Code`. */
export function withoutDoubled(
  trailers: readonly string[],
  message: string,
  settings: TrailerSettings = defaultTrailers,
): string[] {
  const assistants = (text: string) =>
    findTrailers(text, settings)
      .filter(({ kind }) => kind === 'assisted')
      .map(({ value }) => words(value.split(':')[0]!));
  const there = assistants(message);
  return trailers.filter((trailer) => {
    const [own] = assistants(trailer);
    return own === undefined || !there.some((other) => isPart(own, other) || isPart(other, own));
  });
}

/**
 * What messages said of their commits' lines and `message` does not: each account that it lacks, as whole trailers. An
 * `AI-Provenance` with the details and attestations after it, and the `Assisted-by` above it, is one account.
 */
export function missingParts(
  message: string,
  sources: readonly string[],
  settings: TrailerSettings = defaultTrailers,
): string[] {
  const there = findTrailers(message, settings).map(({ text }) => text);
  const missing: string[] = [];
  for (const { named, account } of sources.flatMap((source) => accounts(source, settings))) {
    const at = there.indexOf(account[0]!);
    // Two commits may say the very same.
    if (at !== -1) there.splice(at, 1);
    else
      missing.push(...named.filter((line) => !there.includes(line) && !missing.includes(line)), ...account);
  }
  return missing;
}

function accounts(message: string, settings: TrailerSettings): { named: string[]; account: string[] }[] {
  const found: { named: string[]; account: string[] }[] = [];
  let named: string[] = [];
  for (const { kind, text } of findTrailers(message, settings)) {
    if (kind === 'assisted') named.push(text);
    else if (kind === 'provenance') {
      found.push({ named, account: [text] });
      named = [];
    } else found.at(-1)?.account.push(text);
  }
  return found;
}

function words(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function isPart(some: readonly string[], all: readonly string[]): boolean {
  return some.length > 0 && some.every((word) => all.includes(word));
}

function findOurs(
  message: string,
  settings: TrailerSettings,
  { written, keepAttested }: StripHelp,
): FoundTrailer[] {
  const found = findTrailers(message, settings);
  const known = written && new Set(written);
  const ours = found.map(({ kind, text }) => {
    if (kind === 'assisted') return known?.has(text) === true;
    return kind !== 'attested' || keepAttested !== true || known?.has(text) === true;
  });
  for (let i = found.length - 2; i >= 0 && known === undefined; i--) {
    const { kind, value, last } = found[i]!;
    const below = found[i + 1]!;
    const joined = below.first === last + 1 && (below.kind === 'provenance' || below.kind === 'assisted');
    if (kind === 'assisted' && joined && ours[i + 1] === true && inOurForm(value)) ours[i] = true;
  }
  return found.filter((_, i) => ours[i]);
}

export type Kind = 'assisted' | 'provenance' | 'detail' | 'attested';

export interface FoundTrailer {
  readonly kind: Kind;
  /** Unfolded. */
  readonly value: string;
  /** `Key: value`, without indentation and bullet, unfolded. */
  readonly text: string;
  /** Indexes of lines; `last` is inclusive. */
  readonly first: number;
  readonly last: number;
}

export function findTrailers(message: string, settings: TrailerSettings): FoundTrailer[] {
  const kinds = kindsByKey(settings);
  const lines = message.slice(0, maxMessage).split('\n');
  const found: FoundTrailer[] = [];
  for (let first = 0; first < lines.length; first++) {
    const match = /^([ \t]*(?:[*>-][ \t]+)*)([A-Za-z0-9-]{1,100})[ \t]*:[ \t]*(.*)$/.exec(
      lines[first]!.trimEnd(),
    );
    const kind = match && kinds.get(match[2]!.toLowerCase());
    if (!match || !kind) continue;
    const parts = [match[3]!];
    let last = first;
    // A folded line is indented deeper than the trailer and is no trailer itself.
    for (let next = lines[last + 1]; next !== undefined; next = lines[last + 1]) {
      const indent = /^[ \t]*/.exec(next)![0].length;
      if (next.trim() === '' || indent <= match[1]!.length || /^\s*[A-Za-z0-9-]+:\s/.test(next)) break;
      parts.push(next.trim());
      last++;
    }
    const value = parts.join(' ').trim();
    found.push({ kind, value, text: `${match[2]}: ${value}`, first, last });
    first = last;
  }
  return found;
}

/** The default keys are known always: a message may be older than the setting. */
function kindsByKey(settings: TrailerSettings): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const { assistedBy, provenance, attestedBy } of [defaultTrailers, settings]) {
    if (assistedBy) kinds.set(assistedBy.toLowerCase(), 'assisted');
    if (provenance) kinds.set(provenance.toLowerCase(), 'provenance');
    if (attestedBy) kinds.set(attestedBy.toLowerCase(), 'attested');
  }
  return kinds.set(detailKey.toLowerCase(), 'detail');
}

/** Fields of the details that follow, up to the next `AI-Provenance`, which belong to the counts. */
export function continued(found: readonly FoundTrailer[], index: number): string[] {
  const fields: string[] = [];
  for (let i = index + 1; found[i]?.kind === 'detail'; i++) {
    for (const field of found[i]!.value.split(';')) {
      if ((countKeys as readonly string[]).includes(field.split('=')[0]!.trim())) fields.push(field);
    }
  }
  return fields;
}

export function parseProvenance(value: string, more: readonly string[]): ProvenanceLine {
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
  const sum = origins.reduce((total, origin) => total + counts[origin], 0);
  if (sum !== counts.lines || counts.declared > counts.lines) return malformed('wrong-sum');
  return { kind: 'ok', value, counts };
}

export function readDetails(
  value: string,
  details: Record<(typeof detailKeys)[number], Map<string, number>>,
): number {
  let folded = 0;
  for (const field of value.split(';')) {
    const more = /^\s*\+(\d{1,9})\s*$/.exec(field);
    if (more) folded += Number(more[1]);
    const equals = field.indexOf('=');
    const name = field.slice(0, equals).trim();
    const key = detailKeys.find((known) => known === name);
    if (key === undefined || equals < 0) continue;
    for (const item of field.slice(equals + 1).split(',')) {
      const [, id, lines] = /^\s*(\S+):(\d{1,9})\s*$/.exec(item) ?? [];
      if (id !== undefined) details[key].set(id, (details[key].get(id) ?? 0) + Number(lines));
    }
  }
  return folded;
}

function inOurForm(value: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._/+@-]{0,63}(?::[A-Za-z0-9][A-Za-z0-9._/+:@-]{0,63})?$/.test(value);
}

/** Without the lines of `ours`, and without the blank lines above a paragraph of which nothing else is left. */
function dropEmptied(lines: readonly string[], ours: ReadonlySet<number>): string[] {
  const kept: string[] = [];
  for (let from = 0; from < lines.length; ) {
    if (lines[from]!.trim() === '') {
      kept.push(lines[from++]!);
      continue;
    }
    let to = from;
    while (to < lines.length && lines[to]!.trim() !== '') to++;
    const paragraph = lines.slice(from, to).filter((_, i) => !ours.has(from + i));
    if (paragraph.length === 0) while (kept.length > 0 && kept.at(-1)!.trim() === '') kept.pop();
    kept.push(...paragraph);
    from = to;
  }
  return kept;
}
