import type { Version } from '../ledger';
import { type Runs, runsOf } from '../runs';
import type { Source } from '../source';
import { settleBase } from './base';
import { carry, carryFrom, nearerThanBase } from './carry';

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
  const known = nearerThanBase(versions, text, head?.text);
  if (known.length === 0)
    return head
      ? carry(head.text, runsOf(head.text.length, null), text, unseen)
      : runsOf(text.length, unseen);
  const runs = carryFrom(known, text, unseen);
  return head ? settleBase(text, runs, head.text, head.commit) : runs;
}
