import { type Run, runsOf } from '../../src/provenance/runs';
import type { Origin } from '../../src/provenance/source';

/** The file that budgets speak of: so many lines, and so many of them insertions, evenly. */
export const lineCount = 50_000;
export const insertionCount = 5_000;
export const line = 'const value = compute(alpha, beta);\n';

/** Its runs: the insertions are in turn an assistant's and of the other origin. */
export function insertionRuns(other: Origin): Run[] {
  const every = (lineCount / insertionCount) * line.length;
  return Array.from({ length: insertionCount }, (_, i) => [
    ...runsOf(every - line.length, null),
    ...runsOf(line.length, { origin: i % 2 ? 'ai' : other, evidence: 'host', at: i }),
  ]).flat();
}
