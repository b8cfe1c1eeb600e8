import type { Version } from '../ledger';
import { type Runs, runsOf } from '../runs';
import type { Source } from '../source';
import { settleBase } from './base';
import { carry, carryFrom } from './carry';

/** A file as it is in HEAD. */
interface HeadText {
  readonly text: string;
  readonly commit: string;
}

/** What is known of a text at first sight: by the ledger, else by HEAD. The rest is `unseen`. */
export function firstRuns(
  versions: readonly Version[],
  text: string,
  head: HeadText | undefined,
  unseen: Source,
): Runs {
  const exact = versions.find((version) => version.text === text);
  if (exact) return exact.runs;
  if (versions.length === 0)
    return head
      ? carry(head.text, runsOf(head.text.length, null), text, unseen)
      : runsOf(text.length, unseen);
  const runs = carryFrom(versions, text, unseen);
  return head ? settleBase(text, runs, head.text, head.commit) : runs;
}
