import type { Edit } from '../text/edit';
import type { Runs } from './runs';
import type { Source } from './source';

/**
 * The ledger is a journal of entries, one a line of JSON, appended whole. `s` names a stream: an open document of one
 * window. `at` is milliseconds since the epoch.
 */
export type Entry =
  | TextEntry
  | EditEntry
  /** The stream's text was saved to its path. */
  | { readonly t: 'saved'; readonly s: string; readonly at: number }
  /** A file has another path now. */
  | { readonly t: 'moved'; readonly p: string; readonly to: string; readonly at: number }
  /** What is known of a path is to be forgotten. */
  | { readonly t: 'drop'; readonly p: string; readonly at: number }
  | { readonly t: 'attest'; readonly a: Attestation; readonly at: number };

/** The stream of what an agent's hook finds at `path` after its edits: no window has it open. */
export function reportStream(path: string): string {
  return `${REPORT}${path}`;
}

export function isReportStream(stream: string): boolean {
  return stream.startsWith(REPORT);
}

const REPORT = 'agent#';

/** A stream's text (`x`) at a path (`p`), whole, with its runs. */
export interface TextEntry {
  readonly t: 'text';
  readonly s: string;
  readonly p: string;
  readonly x: string;
  readonly r: CodedRuns;
  readonly at: number;
}

/** An edit of a stream's text, which was `n` long; `q` is the table of its sources. */
export interface EditEntry {
  readonly t: 'edit';
  readonly s: string;
  readonly n: number;
  readonly e: readonly CodedReplacement[];
  readonly q: readonly CodedSource[];
  readonly at: number;
}

/** A person's statement on the AI lines of some zones of what is staged: binds the lines by their digest. */
export interface Attestation {
  readonly by: string;
  /** By zone: the digest of its AI lines, see `workflow/attest.ts`. */
  readonly zones: Readonly<Record<string, string>>;
}

/** `[length, source]` pairs; the source is an index into the table, -1 for none. */
export interface CodedRuns {
  readonly q: readonly CodedSource[];
  readonly l: readonly number[];
}
/** `[start, end, text, ...runs of the text as length, source]`. */
export type CodedReplacement = readonly [number, number, string, ...number[]];
type CodedSource = Source;

export function encodeRuns(runs: Runs): CodedRuns {
  const table = new SourceTable();
  return { l: runs.flatMap((run) => [run.length, table.index(run.source)]), q: table.sources };
}

/** One journal line for each of several edits made one after another. */
export function encodeEdits(
  stream: string,
  edits: readonly {
    readonly edit: Edit;
    readonly inserted: readonly Runs[];
    readonly lengthBefore: number;
  }[],
  at: number,
): string[] {
  return edits.map(({ edit, inserted, lengthBefore }) => {
    const table = new SourceTable();
    const e = edit.map((r, i): CodedReplacement => {
      const runs = inserted[i]!.flatMap((run) => [run.length, table.index(run.source)]);
      return [r.start, r.end, r.text, ...runs];
    });
    return JSON.stringify({ t: 'edit', s: stream, n: lengthBefore, e, q: table.sources, at } satisfies Entry);
  });
}

class SourceTable {
  readonly sources: Source[] = [];
  readonly #indexes = new Map<Source, number>();

  index(source: Source | null): number {
    if (source === null) return -1;
    let index = this.#indexes.get(source);
    if (index === undefined) {
      index = this.sources.push(source) - 1;
      this.#indexes.set(source, index);
    }
    return index;
  }
}
