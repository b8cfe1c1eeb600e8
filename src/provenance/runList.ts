import { concatRuns, lengthOf, type Run, type Runs, sliceRuns, spliceRuns } from './runs';

const CHUNK = 256;

interface Chunk {
  readonly runs: Runs;
  readonly length: number;
}

/** The runs of a text that is being edited: an edit touches the chunks under it, not all of the runs. */
export class RunList {
  #chunks: Chunk[];
  #length: number;
  #whole: Runs | undefined;

  constructor(runs: Runs) {
    this.#chunks = chunked(runs);
    this.#length = lengthOf(runs);
    this.#whole = runs;
  }

  /** Of the text. */
  get length(): number {
    return this.#length;
  }

  /** All of them; the array stays as it is when more is edited. */
  get runs(): Runs {
    this.#whole ??= concatRuns(this.#chunks.map((chunk) => chunk.runs));
    return this.#whole;
  }

  /** The runs of `[start, end)`. */
  slice(start: number, end: number): Runs {
    if (start >= end) return [];
    const { runs, at } = this.#under(start, end);
    return sliceRuns(runs, start - at, end - at);
  }

  /** Puts `inserted` in the place of `[start, end)`. */
  replace(start: number, end: number, inserted: Runs): void {
    // With a character before and behind, so that runs that become neighbours are joined.
    const { first, last, runs, at } = this.#under(start - 1, end + 1);
    const made = spliceRuns(runs, start - at, end - at, inserted);
    const length = lengthOf(inserted) - (end - start);
    const chunks = made.length <= 2 * CHUNK ? [{ runs: made, length: lengthOf(made) }] : chunked(made);
    this.#chunks.splice(first, last - first, ...(made.length > 0 ? chunks : []));
    this.#length += length;
    this.#whole = undefined;
  }

  /** The chunks that hold `[start, end)`, as `[first, last)` and as runs from the offset `at`. */
  #under(start: number, end: number): { first: number; last: number; runs: Runs; at: number } {
    const chunks = this.#chunks;
    let [first, at] = [0, 0];
    while (first < chunks.length - 1 && at + chunks[first]!.length <= start) at += chunks[first++]!.length;
    let [last, to] = [first, at];
    while (last < chunks.length && (to < end || last === first)) to += chunks[last++]!.length;
    const runs: Runs =
      last - first === 1
        ? chunks[first]!.runs
        : chunks.slice(first, last).flatMap((chunk): readonly Run[] => chunk.runs);
    return { first, last, runs, at };
  }
}

function chunked(runs: Runs): Chunk[] {
  const chunks: Chunk[] = [];
  for (let i = 0; i < runs.length; i += CHUNK) {
    const own = runs.slice(i, i + CHUNK);
    chunks.push({ runs: own, length: lengthOf(own) });
  }
  return chunks;
}
