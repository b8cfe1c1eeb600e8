import type { Version } from '../ledger';
import { type Runs, runsOf } from '../runs';
import type { Source } from '../source';
import { settleBase } from './base';
import { carry, carryFrom, type Grain, nearerThanBase } from './carry';

/** A file as it is in HEAD. */
interface HeadText {
  readonly text: string;
  readonly commit: string;
}

/**
 * What is known of a text at first sight: by the ledger, else by HEAD. The rest is `unseen`.
 * @param grain `ends` where the change from the first version was seen; see `carry`
 */
export function firstRuns(
  versions: readonly Version[],
  text: string,
  head: HeadText | undefined,
  unseen: Source,
  grain: Grain = 'same',
): Runs {
  const exact = versions.find((version) => version.text === text);
  if (exact) return exact.runs;
  const known = grain === 'same' ? nearerThanBase(versions, text, head?.text) : versions;
  if (known.length === 0)
    return head
      ? carry(head.text, runsOf(head.text.length, null), text, unseen, grain)
      : runsOf(text.length, unseen);
  const runs = carryFrom(known, text, unseen, grain);
  return head ? settleBase(text, runs, head.text, head.commit) : runs;
}
