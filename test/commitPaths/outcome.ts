import { deepStrictEqual } from 'node:assert/strict';
import type { Made, Outcome, Stage } from './stage';

/** What is seen of a commit, compared with what its lines say; an outcome that is none of them is an error. */
export async function outcomeOf(stage: Stage, { commit, from, besides, unseen }: Made): Promise<Outcome> {
  const carried = stage.carried(commit).filter((line) => line !== besides);
  const model = unseen ? [] : stage.trailers(commit);
  if (from.length > 0) {
    const parts = from.flatMap((one) => stage.carried(one));
    const accounts = (lines: readonly string[]) => lines.filter((line) => line.startsWith('AI-Prov')).sort();
    if (parts.length === 0 && carried.length === 0) return 'nothing to write';
    deepStrictEqual(accounts(carried), accounts(parts));
    if (accounts(parts).length === 1) deepStrictEqual(carried, parts);
    return accounts(parts).length === 1 ? 'kept' : 'combined';
  }
  if (carried.length > 0) {
    deepStrictEqual(carried, model);
    return 'written';
  }
  if (model.length === 0) return 'nothing to write';
  if (/this commit carries no trailers/.test(stage.said)) return 'reported as missing';
  if (commit === stage.head() && /and no trailers/.test(await stage.status())) return 'reported as missing';
  throw new Error(`nothing was written and nothing was said: ${model.join(' | ')}`);
}
