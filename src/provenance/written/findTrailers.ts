import { defaultTrailers, detailKey, type TrailerSettings } from './trailers';

/** Longer messages are read up to here, in UTF-16 code units. */
const maxMessage = 4 * 1024 * 1024;

type Kind = 'assisted' | 'provenance' | 'detail' | 'attested';

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

/**
 * Our trailers, wherever they stand: in the last paragraph, in the middle of a squash's body, indented, behind a bullet
 * or a quote mark. Never throws.
 */
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
    if (kind === 'provenance' && !/^v\d/.test(match[3]!) && !isInBlock(lines, first)) continue;
    const parts = [match[3]!];
    let last = first;
    for (let next = lines[last + 1]; next !== undefined; next = lines[last + 1]) {
      const more = next.replace(/^[ \t]*(?:[>][ \t]+)*/, '').trim();
      if (!isFolded(next, match[1]!.length) && !isWrapped(kind, parts.join(' '), more)) break;
      parts.push(more);
      last++;
    }
    const value = parts.join(' ').trim();
    found.push({ kind, value, text: `${match[2]}: ${value}`, first, last });
    first = last;
  }
  return found;
}

/**
 * Whether a line stands where git takes it for a trailer: in the last paragraph, with other trailers only, or beside one
 * that git itself writes. Elsewhere, what is not of our form is a sentence about trailers.
 */
function isInBlock(lines: readonly string[], index: number): boolean {
  const isBlank = (line: string | undefined) => line === undefined || line.trim() === '';
  let [from, to] = [index, index];
  while (!isBlank(lines[from - 1])) from--;
  while (!isBlank(lines[to + 1])) to++;
  if (from === 0 || !lines.slice(to + 1).every(isBlank)) return false;
  const block = lines.slice(from, to + 1);
  if (block.some((line) => /^(?:Signed-off-by: |\(cherry picked from commit )/.test(line))) return true;
  return block.every((line) => /^(?:\s|[A-Za-z0-9-]+[ \t]*:)/.test(line));
}

/** A folded line is indented deeper than its trailer and is no trailer itself: git-interpret-trailers(1). */
function isFolded(line: string, indent: number): boolean {
  if (line.trim() === '' || /^\s*[A-Za-z0-9-]+:\s/.test(line)) return false;
  return /^[ \t]*/.exec(line)![0].length > indent;
}

/** Who wraps a text at a column, as forges do with a squash's message, indents nothing. */
function isWrapped(kind: Kind, before: string, line: string): boolean {
  if (kind === 'attested') return !before.includes('<') && /^<[^<>\s]+>$/.test(line);
  if (kind === 'assisted') return false;
  if (before.endsWith(',')) return /^[^\s:]\S*:\d+(?:[,;]|$)/.test(line);
  return before.endsWith(';') && (/^[a-z]+=[^\s;]+(?:;|$)/.test(line) || /^\+\d+$/.test(line));
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

/** Whether the message says what a commit's lines were made of, well formed or not. */
export function hasProvenance(message: string, settings: TrailerSettings): boolean {
  return findTrailers(message, settings).some(({ kind }) => kind === 'provenance');
}
