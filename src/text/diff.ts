/** A stretch that is the same on both sides: `a[aStart + i] === b[bStart + i]` for `i < length`. */
export interface Match {
  readonly aStart: number;
  readonly bStart: number;
  readonly length: number;
}

/** Work (cells of the edit graph) after which a hunk is given up as wholly changed; bounds hostile input. */
const EFFORT = 4_000_000;

/**
 * The stretches that two sequences share, in order, by Myers' O(ND) algorithm with its history kept: as many elements
 * as can be. Compares with `===`. A pair too different to compare within bounds shares only its ends.
 */
export function diff<T>(a: readonly T[], b: readonly T[]): Match[] {
  let start = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  // What stands on one side alone matches nothing; without it a rewritten file costs what its common lines cost.
  const common = [shared(a, b, start, tail), shared(b, a, start, tail)] as const;
  const matches: Match[] = [];
  if (start > 0) matches.push({ aStart: 0, bStart: 0, length: start });
  const steps = myers(
    common[0].map((i) => a[i]!),
    common[1].map((i) => b[i]!),
  );
  for (const m of steps)
    for (let i = 0; i < m.length; i++)
      append(matches, { aStart: common[0][m.aStart + i]!, bStart: common[1][m.bStart + i]!, length: 1 });
  if (tail > 0) append(matches, { aStart: a.length - tail, bStart: b.length - tail, length: tail });
  return matches;
}

/** Where, between the common ends, `own` has elements that `other` has too. */
function shared<T>(own: readonly T[], other: readonly T[], start: number, tail: number): number[] {
  const elements = new Set(other.slice(start, other.length - tail));
  const found: number[] = [];
  for (let i = start; i < own.length - tail; i++) if (elements.has(own[i]!)) found.push(i);
  return found;
}

function append(matches: Match[], m: Match): void {
  const last = matches[matches.length - 1];
  if (last && last.aStart + last.length === m.aStart && last.bStart + last.length === m.bStart) {
    matches[matches.length - 1] = { ...last, length: last.length + m.length };
  } else matches.push(m);
}

/** `rounds[d][k + d]` is the furthest `x` reached on diagonal `k = x - y` with `d` changes. */
type Rounds = Int32Array[];

function myers<T>(a: readonly T[], b: readonly T[]): Match[] {
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) return [];
  const rounds: Rounds = [];
  let effort = 0;
  for (let d = 0; d <= n + m; d++) {
    effort += d + 1;
    if (effort > EFFORT) return [];
    const round = new Int32Array(2 * d + 1);
    rounds.push(round);
    for (let k = -d; k <= d; k += 2) {
      let x = stepFrom(rounds, d, k).x;
      while (x < n && x - k < m && x >= k && a[x] === b[x - k]) x++;
      round[k + d] = x;
      if (x >= n && x - k >= m) return backtrack(rounds, d, k);
    }
  }
  return [];
}

/** Where the snake on diagonal `k` of round `d` starts, and the diagonal it came from. */
function stepFrom(rounds: Rounds, d: number, k: number): { x: number; k: number } {
  if (d === 0) return { x: 0, k };
  const before = rounds[d - 1]!;
  const left = before[k - 1 + d - 1] ?? -1;
  const right = before[k + 1 + d - 1] ?? -1;
  const down = k === -d || (k !== d && left < right);
  return down ? { x: right, k: k + 1 } : { x: left + 1, k: k - 1 };
}

function backtrack(rounds: Rounds, d: number, k: number): Match[] {
  const matches: Match[] = [];
  for (; d >= 0; d--) {
    const start = stepFrom(rounds, d, k);
    const x = rounds[d]![k + d]!;
    if (x > start.x) matches.push({ aStart: start.x, bStart: start.x - k, length: x - start.x });
    k = start.k;
  }
  return matches.reverse();
}
