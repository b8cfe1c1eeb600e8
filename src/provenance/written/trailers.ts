import { aiLinesOf, type CommitSummary, type Counts } from '../source';

/** The part of the policy's `trailers` that says what is written; a key that is `false` is not. */
export interface TrailerSettings {
  readonly assistedBy: string | false;
  readonly provenance: string | false;
  readonly attestedBy: string | false;
  /** `Assisted-by` needs as many lines of `ai + mixed`, and such a share of all. */
  readonly threshold: { readonly lines: number; readonly share: number };
}

export const defaultTrailers: TrailerSettings = {
  assistedBy: 'Assisted-by',
  provenance: 'AI-Provenance',
  attestedBy: 'AI-Attested-by',
  threshold: { lines: 1, share: 0 },
};

export const detailKey = 'AI-Detail';

/** In the order in which they are written; `lines` and `ai` always, the others when not zero. */
export const countKeys = ['lines', 'ai', 'mixed', 'human', 'pasted', 'tool', 'unknown', 'declared'] as const;
export const detailKeys = ['zones', 'evidence', 'vendors'] as const;
/** After the others, by `zone/vendor`: only where there are several of both. */
export const placesKey = 'places';

/** In UTF-16 code units: commit linters refuse longer lines, and forges fold messages there. */
export const maxLine = 72;
const maxDetailLines = 5;

/**
 * The trailers of a commit, one a line, `Key: value`, in the order in which they are written (DESIGN section 5).
 * @param displayToken the form of an assistant's id in `Assisted-by`
 */
export function formatTrailers(
  summary: CommitSummary,
  settings: TrailerSettings,
  displayToken: (assistantId: string) => string,
): string[] {
  return [
    ...assistedLines(summary, settings, displayToken),
    ...provenanceLines(summary, settings),
    ...attestedLines(summary, settings),
  ];
}

/** What may stand as the value of an assistant, model, zone or vendor; anything else is `unknown`. */
function trailerValue(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._/+:@-]{0,63}$/.test(text) ? text : 'unknown';
}

function assistedLines(
  { counts, assisted }: CommitSummary,
  { assistedBy, threshold }: TrailerSettings,
  displayToken: (assistantId: string) => string,
): string[] {
  const aiLines = aiLinesOf(counts);
  if (assistedBy === false || aiLines === 0 || aiLines < threshold.lines) return [];
  if (aiLines < threshold.share * counts.lines) return [];
  const lines = assisted.map(({ assistant, model }) => {
    // The first colon ends the assistant, so it cannot have one itself.
    const name = displayToken(assistant);
    const token = name.includes(':') ? 'unknown' : trailerValue(name);
    if (model === undefined) return `${assistedBy}: ${token}`;
    const line = `${assistedBy}: ${token}:${trailerValue(model)}`;
    return line.length <= maxLine ? line : `${assistedBy}: ${token}:unknown`;
  });
  return [...new Set(lines)];
}

/** Counts that do not fit into one line go on, as the details do. */
function provenanceLines(summary: CommitSummary, { provenance }: TrailerSettings): string[] {
  if (provenance === false) return [];
  const { counts } = summary;
  const fields = countKeys
    .filter((key) => key === 'lines' || key === 'ai' || counts[key] > 0)
    .map((key) => `; ${key}=${counts[key]}`);
  let line = `${provenance}: v1`;
  while (fields[0] !== undefined && line.length + fields[0].length <= maxLine) line += fields.shift();
  const details: Detail[] = fields.map((field) => ['', field.slice(2)]);
  if (aiLinesOf(counts) > 0) {
    for (const key of [...detailKeys, placesKey] as const)
      for (const item of countedValues(summary[key] ?? [])) details.push([key, item]);
  }
  return [line, ...detailLines(details)];
}

/** A key with one `value:lines`; or no key, for a field that stands alone. */
type Detail = readonly [key: string, item: string];

function countedValues(pairs: readonly (readonly [string, number])[]): string[] {
  const sums = new Map<string, number>();
  for (const [name, lines] of pairs) {
    const value = trailerValue(name);
    if (lines > 0) sums.set(value, (sums.get(value) ?? 0) + lines);
  }
  return [...sums].map(([value, lines]) => `${value}:${lines}`);
}

function detailLines(details: readonly Detail[]): string[] {
  const room = `; +${details.length}`.length;
  // An id may be so long that it fits on no line.
  const fitting = details.filter(([key, item]) => `${detailKey}: ${key}=${item}`.length + room <= maxLine);
  const all = fill(fitting, () => maxLine, Number.POSITIVE_INFINITY);
  if (all.lines.length <= maxDetailLines && fitting.length === details.length) return all.lines;
  // The last line keeps room for the number of what is left out.
  const width = (index: number) => (index === maxDetailLines - 1 ? maxLine - room : maxLine);
  const { lines, placed } = fill(fitting, width, maxDetailLines);
  const left = `+${details.length - placed}`;
  const last = lines.pop();
  if (last === undefined) return [`${detailKey}: ${left}`];
  const longer = `${last}; ${left}`;
  return [...lines, ...(longer.length <= maxLine ? [longer] : [last, `${detailKey}: ${left}`])];
}

function fill(details: readonly Detail[], width: (line: number) => number, most: number) {
  const lines: string[] = [];
  let lastKey: string | undefined;
  for (const [placed, [key, item]] of details.entries()) {
    const field = key === '' ? item : `${key}=${item}`;
    const index = lines.length - 1;
    const longer = lastKey === key && key !== '' ? `${lines[index]},${item}` : `${lines[index]}; ${field}`;
    if (index >= 0 && longer.length <= width(index)) lines[index] = longer;
    else if (lines.length === most) return { lines, placed };
    else lines.push(`${detailKey}: ${field}`);
    lastKey = key;
  }
  return { lines, placed: details.length };
}

function attestedLines({ attestedBy }: CommitSummary, settings: TrailerSettings): string[] {
  const key = settings.attestedBy;
  if (key === false) return [];
  const lines = attestedBy.map((person) => {
    const value = person.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
    const line = `${key}: ${value}`;
    // The address says who it was; a name that does not fit is left out.
    return line.length <= maxLine ? line : `${key}: ${/<[^<>]*>$/.exec(value)?.[0] ?? value}`;
  });
  return [...new Set(lines)];
}

export function addCounts(a: Counts, b: Counts): Counts {
  const sum = noCounts();
  for (const key of countKeys) sum[key] = a[key] + b[key];
  return sum;
}

/** Zero of everything. */
export function noCounts(): Counts {
  return { lines: 0, ai: 0, mixed: 0, human: 0, pasted: 0, tool: 0, unknown: 0, declared: 0 };
}
