import type { LineOrigin, LineRecord } from '../../../provenance/source';

/** Lines, 1-based and both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Neighbouring lines of one origin. */
export interface Block extends LineRange {
  readonly origin: LineOrigin;
}

/** A long file's ruler tells no more places apart than this. */
const RULER_PLACES = 1000;

/**
 * What an editor is to have marks for: the lines that it shows (several ranges, where some are folded) and as many on
 * either side, so that they are there before a person has scrolled to them.
 */
export function partsToShow(visible: readonly LineRange[], lineCount: number): LineRange[] {
  const screen = visible.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const parts: { first: number; last: number }[] = [];
  for (const { first, last } of visible) {
    const next = { first: Math.max(1, first - screen), last: Math.min(lineCount, last + screen) };
    const before = parts[parts.length - 1];
    if (before && next.first <= before.last + 1) before.last = next.last;
    else parts.push(next);
  }
  return parts;
}

/** Whether all that is visible is in one of the parts. */
export function covers(parts: readonly LineRange[], visible: readonly LineRange[]): boolean {
  return visible.every(({ first, last }) => parts.some((part) => part.first <= first && last <= part.last));
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
