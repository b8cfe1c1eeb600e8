import type { Counts } from '../provenance/source';

const kinds = ['ai', 'mixed', 'human', 'pasted', 'tool', 'unknown'] as const;

/** `12 lines: 4 ai, 5 human, 3 unknown`. */
export function countsText(counts: Counts): string {
  const parts = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  const declared = counts.declared > 0 ? ` (${counts.declared} declared)` : '';
  return `${counts.lines} ${counts.lines === 1 ? 'line' : 'lines'}: ${parts.join(', ')}${declared}`;
}
