import { strict as assert } from 'node:assert';
import { effort } from './effort';

/** Numbers that a seed decides (mulberry32), so that a failing case can be run again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b9) | 0;
  }

  /** In `[0, 1)`. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number in `[0, limit)`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }

  /** An offset of a text; half of the draws are 0, the end, or one of `ends`: where edits go wrong. */
  offset(length: number, ends: readonly number[] = []): number {
    if (this.chance(0.5)) {
      const end = this.pick([0, length, ...ends]);
      if (end >= 0 && end <= length) return end;
    }
    return this.below(length + 1);
  }
}

/** What a case did so far; printed where it fails. */
export type Trace = (step: string) => void;

/**
 * Registers a test of a law over seeds `1…count`, of which `npm test` takes the first fifth, and one that counts that
 * they all ran.
 * `SEED=7` runs that seed alone and `SEEDS=100000` as many; a failure prints its seed and its trace.
 */
export function property(
  law: string,
  count: number,
  check: (random: Random, trace: Trace, seed: number) => void,
): void {
  const only = process.env.SEED;
  const seeds = Number(process.env.SEEDS ?? effort(Math.ceil(count / 5), count));
  const [first, last] = only === undefined ? [1, seeds] : [Number(only), Number(only)];
  let ran = 0;
  describe(law, () => {
    it(`holds for ${last - first + 1} seeds`, function () {
      this.timeout(600_000);
      for (let seed = first; seed <= last; seed++) {
        const steps: string[] = [];
        try {
          check(new Random(seed), (step) => steps.push(step), seed);
        } catch (error) {
          const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
          throw new Error(`SEED=${seed}\n${steps.join('\n')}\n${reason}`);
        }
        ran++;
      }
    });
    it('ran every seed', () => assert.equal(ran, last - first + 1));
  });
}

const CJK = 0x4e00;
const CJK_COUNT = 0x5000;

/**
 * Makes text in which each character is new, so that content is identity; with line breaks of both kinds, blanks and
 * surrogate pairs strewn in, which are not.
 */
export class FreshText {
  #count = 0;

  /** One UTF-16 unit that this source has not given before. */
  character(): string {
    return String.fromCharCode(CJK + (this.#count++ % CJK_COUNT));
  }

  /** `length` characters or so. */
  text(random: Random, length: number): string {
    let result = '';
    for (let i = 0; i < length; i++) {
      const kind = random.below(12);
      if (kind === 0) result += '\r\n';
      else if (kind === 1) result += '\n';
      else if (kind === 2) result += ' ';
      else if (kind === 3) result += String.fromCodePoint(0x20000 + (this.#count++ % CJK_COUNT));
      else result += this.character();
    }
    return result;
  }
}
