import { type FoundTrailer, findTrailers } from './findTrailers';
import { defaultTrailers, type TrailerSettings } from './trailers';

interface StripHelp {
  /** The very lines that we wrote, where that is known: then no other `Assisted-by` is taken for ours. */
  readonly written?: readonly string[];
  /** Leave an `AI-Attested-by` that is not in `written`: a person may have typed it. */
  readonly keepAttested?: boolean;
  /** The message is that of the commit which is made again: where it has none in its block, what else it has is ours. */
  readonly isAmended?: boolean;
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

/**
 * Only what stands in the message's real trailer block, or is known to be ours: a person may speak of trailers. Where a
 * message that is amended has none of ours there, as after a squash, paragraphs of nothing but trailers are ours too.
 */
function findOurs(
  message: string,
  settings: TrailerSettings,
  { written, keepAttested, isAmended }: StripHelp,
): FoundTrailer[] {
  const found = findTrailers(message, settings);
  const known = written && new Set(written);
  const lines = message.split('\n');
  const block = lastParagraph(lines);
  const isReal = ({ first }: FoundTrailer) => first >= block && isBare(lines[first]!);
  const hasBlock = found.some((one) => one.kind === 'provenance' && isReal(one));
  const stands = (one: FoundTrailer) =>
    isReal(one) || (isAmended && !hasBlock && !known && isAmongTrailers(lines, one, found));
  const ours = found.map((one) => {
    if (known?.has(one.text)) return true;
    if (one.kind === 'assisted' || (one.kind === 'attested' && keepAttested)) return false;
    return stands(one);
  });
  for (let i = found.length - 2; i >= 0 && known === undefined; i--) {
    const { kind, value, last } = found[i]!;
    const below = found[i + 1]!;
    const joined = below.first === last + 1 && (below.kind === 'provenance' || below.kind === 'assisted');
    if (kind === 'assisted' && joined && ours[i + 1] === true && inOurForm(value)) ours[i] = true;
  }
  return found.filter((_, i) => ours[i]);
}

/** The index of the line that begins the last paragraph; comments below it, as git puts them there, are none. */
function lastParagraph(lines: readonly string[]): number {
  const isNothing = (line: string) => line.trim() === '' || /^[#;@!$%^&|:]/.test(line);
  let at = lines.length;
  while (at > 0 && isNothing(lines[at - 1]!)) at--;
  while (at > 0 && lines[at - 1]!.trim() !== '') at--;
  return at;
}

function isBare(line: string): boolean {
  return /^[A-Za-z0-9]/.test(line);
}

/** Whether every line of its paragraph is one of ours. */
function isAmongTrailers(
  lines: readonly string[],
  { first, last }: FoundTrailer,
  all: readonly FoundTrailer[],
) {
  const covered = new Set(
    all.flatMap((one) => Array.from({ length: one.last - one.first + 1 }, (_, i) => one.first + i)),
  );
  let [from, to] = [first, last];
  while (from > 0 && lines[from - 1]!.trim() !== '') from--;
  while (to + 1 < lines.length && lines[to + 1]!.trim() !== '') to++;
  for (let line = from; line <= to; line++) if (!covered.has(line)) return false;
  return true;
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
