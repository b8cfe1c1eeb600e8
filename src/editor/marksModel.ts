import type { Runs } from '../provenance/runs';
import type { LineOrigin, LineRecord } from '../provenance/source';
import { pendingLines } from './pendingAi';

/** Whole lines of a text, and the sources of just these. */
export interface Part {
  readonly text: string;
  readonly runs: Runs;
  /** 1-based number of its first line in the whole. */
  readonly first: number;
  /** The first line is there for its line break alone: a blank line may be the doing of the break before it. */
  readonly leads: boolean;
}

/** Neighbouring lines of one origin, 1-based and both included. */
export interface Block {
  readonly origin: LineOrigin;
  readonly first: number;
  readonly last: number;
}

/** A long file's ruler tells no more places apart than this. */
const RULER_PLACES = 1000;

/** What is recorded of the lines of a part that hold text which is in no commit; numbers are those of the whole. */
export function pendingIn({ text, runs, first, leads }: Part): LineRecord[] {
  const { lines } = pendingLines('', text, runs);
  const own = leads ? lines.filter(({ line }) => line > 1) : lines;
  return own.map((record) => ({ ...record, line: record.line + first - 1 }));
}

/** The lines that are marked, as blocks. */
export function blocksOf(records: readonly LineRecord[], marked: ReadonlySet<LineOrigin>): Block[] {
  const blocks: { origin: LineOrigin; first: number; last: number }[] = [];
  for (const { line, origin } of records) {
    if (!marked.has(origin)) continue;
    const last = blocks[blocks.length - 1];
    if (last && last.origin === origin && last.last === line - 1) last.last = line;
    else blocks.push({ origin, first: line, last: line });
  }
  return blocks;
}

/** The same for a ruler: what it could not show apart is one block, so that there are never many. */
export function rulerBlocks(blocks: readonly Block[], lineCount: number): Block[] {
  const gap = Math.floor(lineCount / RULER_PLACES);
  const open = new Map<LineOrigin, { origin: LineOrigin; first: number; last: number }>();
  const merged: Block[] = [];
  for (const block of blocks) {
    const before = open.get(block.origin);
    if (before && block.first - before.last <= gap + 1) before.last = block.last;
    else {
      const next = { ...block };
      open.set(block.origin, next);
      merged.push(next);
    }
  }
  return merged;
}
