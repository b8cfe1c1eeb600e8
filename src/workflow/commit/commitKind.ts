import type { GitCall } from '../../git/hooks/caller';
import { readCommitArguments, readJoinedAmend } from '../../git/hooks/commitArguments';
import type { GitState } from '../../git/hooks/state';
import type { Head } from '../../git/objects/head';

/**
 * - `new`, `merge`: of what is staged, against HEAD or all parents;
 * - `amend`: against HEAD's parents, in HEAD's place;
 * - `squash`: as `new`, but its message may hold the trailers of the commits that it sums up;
 * - `replay`: a commit made again elsewhere (rebase, cherry-pick, revert, am): it keeps what it has;
 * - `unclear`: it may amend or not, and the system does not tell.
 */
export type CommitKind = 'new' | 'amend' | 'merge' | 'squash' | 'replay' | 'unclear';

export interface CommitFacts {
  /** The hook's second argument: `message`, `template`, `merge`, `squash`, `commit` or nothing. */
  readonly source: string;
  /** The hook's third argument, with `commit`. */
  readonly from?: string;
  readonly states: ReadonlySet<GitState>;
  /** See `gitCallsAbove`. */
  readonly calls?: readonly GitCall[];
  readonly env: NodeJS.ProcessEnv;
  readonly head: Head | 'unborn';
  readonly message: string;
  readonly now: number;
}

const replaying = /^(?:rebase|cherry-pick|revert|am|pull\b.*\brebase|history|replay)\b/;

const alwaysReplays: readonly GitState[] = ['cherry-pick', 'revert', 'am', 'rebase-squash'];

/** git tells a hook neither that it replays nor that it amends; this puts together what can be known. */
export function commitKind(facts: CommitFacts): CommitKind {
  if (isReplay(facts)) return 'replay';
  const amends = amendment(facts);
  if (amends !== 'no') return amends;
  if (facts.source === 'merge' || facts.states.has('merge')) return 'merge';
  return facts.source === 'squash' || facts.states.has('squash') ? 'squash' : 'new';
}

function isReplay({ states, env, calls, source, message }: CommitFacts): boolean {
  if (alwaysReplays.some((state) => states.has(state))) return true;
  // The sequencer says its name to the `git commit` that it starts.
  if (replaying.test(env.GIT_REFLOG_ACTION ?? '')) return true;
  // `git commit` ends a conflict of a rebase with the message that git kept, which says what its lines were.
  if (states.has('rebase') && source === 'merge' && !states.has('merge')) return true;
  const known = calls !== undefined && calls.length > 0;
  if (known) return calls.some(({ command }) => replaying.test(command));
  // A person may commit while a rebase stops to be edited, but nothing here shows that.
  if (states.has('rebase')) return true;
  // A clean `git revert` leaves no file, only git's own words.
  return source === 'message' && /^This reverts commit [0-9a-f]{40,64}/m.test(message);
}

function amendment({ calls, head, source, from, env, now }: CommitFacts): 'amend' | 'no' | 'unclear' {
  if (head === 'unborn') return 'no';
  const call = calls?.[0];
  if (call !== undefined) {
    if (call.command !== 'commit') return 'no';
    const amends = call.joined ? readJoinedAmend(call.args) : readCommitArguments(call.args).amend;
    if (amends !== undefined) return amends ? 'amend' : 'no';
  }
  if (source !== 'message' && source !== 'commit') return 'no';
  // `git commit` tells its hooks the author; an amended commit has that of HEAD.
  const same =
    env.GIT_AUTHOR_DATE === head.authorDate &&
    env.GIT_AUTHOR_NAME === head.authorName &&
    env.GIT_AUTHOR_EMAIL === head.authorEmail;
  if (source === 'commit' && (from === 'HEAD' || from === head.oid)) {
    // Another author or date may be given with either; what stands in the message is taken out on no doubt.
    return same ? 'amend' : 'unclear';
  }
  if (source === 'commit') return 'no';
  if (!same) return 'no';
  const seconds = Number(/^@(\d+)/.exec(head.authorDate)?.[1]);
  // Two commits of one second have the same date too.
  return now / 1000 - seconds > 2 ? 'amend' : 'unclear';
}
