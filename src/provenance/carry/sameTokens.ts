import { diff } from '../../text/diff';

/** How much of two stretches of text must be the same words for one to be the other rewritten; see `sameTokens`. */
export const SAME_TEXT = 0.5;

/** Tokens that both texts have, side by side: `[aStart, aEnd)` of one is `[bStart, bEnd)` of the other, blanks aside. */
export interface SameTokens {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** Words that most programs have in most places say little about whose text it is. */
const COMMON_WORDS = new Set(
  (
    'and as async await break case class const def do elif else end export extends false fn for from func function if ' +
    'import in int is let new nil none not null of or private public return self static str string struct this true ' +
    'type undefined var void while'
  ).split(' '),
);
const COMMON_WEIGHT = 0.25;
// Scripts that are written without blanks: each character is a word.
const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}';
const TOKEN = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}_$])+|[^\\p{L}\\p{N}_$\\s]`, 'gu');
const WORD = /^[\p{L}\p{N}_$]/u;

interface Token {
  readonly text: string;
  readonly start: number;
  readonly line: number;
  readonly weight: number;
}

/**
 * What of `b` is `a`'s own text, written in another way: by its tokens, in order. Lines that share words belong
 * together, however a formatter broke or joined them; such a group counts as the same text where the words that it
 * shares weigh at least `SAME_TEXT` of all that it has on either side. So a text that merely stands in the same place,
 * between the same neighbours, shares nothing. Punctuation goes with the word beside it.
 */
export function sameTokens(a: string, b: string, threshold = SAME_TEXT): SameTokens[] {
  const [from, to] = [tokensOf(a), tokensOf(b)];
  const text = ({ text }: Token) => text;
  const pairs: [number, number][] = [];
  for (const { aStart, bStart, length } of diff(from.map(text), to.map(text)))
    for (let i = 0; i < length; i++) pairs.push([aStart + i, bStart + i]);
  const isSame = groupedPairs(from, to, pairs, threshold);
  const kept = pairs.filter((_, i) => isSame[i]);
  const found: { aStart: number; aEnd: number; bStart: number; bEnd: number }[] = [];
  let last: [number, number] | undefined;
  for (const [i, j] of kept) {
    const [x, y] = [from[i]!, to[j]!];
    const ends = { aEnd: x.start + x.text.length, bEnd: y.start + y.text.length };
    if (last && last[0] === i - 1 && last[1] === j - 1) Object.assign(found.at(-1)!, ends);
    else found.push({ aStart: x.start, bStart: y.start, ...ends });
    last = [i, j];
  }
  // Blanks at the very ends belong to what stands there.
  if (kept[0]?.[0] === 0 && kept[0][1] === 0) Object.assign(found[0]!, { aStart: 0, bStart: 0 });
  if (last && last[0] === from.length - 1 && last[1] === to.length - 1)
    Object.assign(found.at(-1)!, { aEnd: a.length, bEnd: b.length });
  return found.flatMap((stretch, i) => withBlanks(stretch, found[i + 1], a, b));
}

/** With the blanks that follow on both sides, and with the line break of a line whose end has changed. */
function withBlanks(stretch: SameTokens, next: SameTokens | undefined, a: string, b: string): SameTokens[] {
  let { aEnd, bEnd } = stretch;
  while (aEnd < a.length && a[aEnd] === b[bEnd] && a[aEnd]!.trim() === '')
    [aEnd, bEnd] = [aEnd + 1, bEnd + 1];
  const grown = { ...stretch, aEnd, bEnd };
  const [x, y] = [a.indexOf('\n', aEnd), b.indexOf('\n', bEnd)];
  const ends = x !== -1 && y !== -1 && (next === undefined || (x < next.aStart && y < next.bStart));
  const changed = a.slice(stretch.aEnd, aEnd).includes('\n');
  return ends && !changed ? [grown, { aStart: x, aEnd: x + 1, bStart: y, bEnd: y + 1 }] : [grown];
}

/** Whether a line has more than punctuation and words that most programs have. */
export function tellsWhose(line: string): boolean {
  return tokensOf(line).reduce((sum, { weight }) => sum + weight, 0) >= 1;
}

/** Of each pair of equal tokens, whether it is part of a group of lines that is the same text. */
function groupedPairs(
  from: readonly Token[],
  to: readonly Token[],
  pairs: readonly [number, number][],
  threshold: number,
) {
  const [ours, theirs] = [weightsOf(from), weightsOf(to)];
  const shared = new Map<string, { readonly a: number; readonly b: number; weight: number }>();
  for (const [i, j] of pairs) {
    const [a, b] = [from[i]!.line, to[j]!.line];
    const link = shared.get(`${a} ${b}`) ?? { a, b, weight: 0 };
    link.weight += from[i]!.weight;
    shared.set(`${a} ${b}`, link);
  }
  // In order on both sides: lines of one group follow each other.
  const groups: { links: string[]; shared: number; from: number; to: number }[] = [];
  let last: { readonly a: number; readonly b: number } | undefined;
  for (const [key, { a, b, weight }] of shared) {
    // A line of common words alone says nothing.
    const least = Math.min(ours[a]!, theirs[b]!);
    if (least < 1 || weight < threshold * least) continue;
    if (last?.a !== a && last?.b !== b) groups.push({ links: [], shared: 0, from: 0, to: 0 });
    const group = groups.at(-1)!;
    group.links.push(key);
    group.shared += weight;
    if (last?.a !== a) group.from += ours[a]!;
    if (last?.b !== b) group.to += theirs[b]!;
    last = { a, b };
  }
  const good = new Set(
    groups
      .filter((group) => group.shared >= threshold * Math.max(group.from, group.to))
      .flatMap(({ links }) => links),
  );
  const verdicts = pairs.map(([i, j]) => {
    if (good.has(`${from[i]!.line} ${to[j]!.line}`)) return true;
    return from[i]!.weight === 1 ? false : undefined;
  });
  const [before, behind] = [spread(verdicts), spread([...verdicts].reverse()).reverse()];
  return verdicts.map((verdict, i) => verdict ?? (before[i] || behind[i]) ?? false);
}

/** Each with what was decided last before it. */
function spread(verdicts: readonly (boolean | undefined)[]): (boolean | undefined)[] {
  let last: boolean | undefined;
  return verdicts.map((verdict) => (last = verdict ?? last));
}

/** By line. */
function weightsOf(tokens: readonly Token[]): number[] {
  const weights: number[] = [];
  for (const { line, weight } of tokens) weights[line] = (weights[line] ?? 0) + weight;
  return weights;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 0;
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    line += text.slice(at, match.index).split('\n').length - 1;
    at = match.index;
    const weight = !WORD.test(match[0]) ? 0 : COMMON_WORDS.has(match[0].toLowerCase()) ? COMMON_WEIGHT : 1;
    tokens.push({ text: match[0], start: match.index, line, weight });
  }
  return tokens;
}
