import { aiLinesOf } from '../../provenance/source';
import * as l10n from '../../text/l10n';
import { defaultZone } from '../policy';
import { shortOid } from './claims';
import type { Judgement, PolicyRule } from './rule';
import type { ClaimedAccount, StagedChange } from './subjects';

export const reviewLoad: PolicyRule = {
  meaning: 'A commit has more AI lines than reviewers are promised.',
  remedy: 'Split it into smaller commits.',
  judges: { stagedChange, ...(globalThis.COLOPHON_STAGED_ONLY ? {} : { account }) },
};

function stagedChange({ policy: { review }, aiLines }: StagedChange): Judgement[] {
  if (review.maxAiLines === undefined || aiLines <= review.maxAiLines) return [];
  return [
    {
      severity: 'warn',
      zone: defaultZone,
      message: l10n.t(
        'This commit has {0} AI lines; reviewers are promised at most {1}. Split it into smaller commits.',
        aiLines,
        review.maxAiLines,
      ),
      mend: 'git reset && git add -p',
    },
  ];
}

function account({ claims: { commit }, account: { line }, context }: ClaimedAccount): Judgement[] {
  const { maxAiLines } = context.policy.review;
  const aiLines = line.kind === 'ok' ? aiLinesOf(line.counts) : 0;
  if (maxAiLines === undefined || aiLines <= maxAiLines) return [];
  return [
    {
      severity: 'block',
      zone: defaultZone,
      commit,
      message: `${shortOid(commit)} has ${aiLines} AI lines; reviewers are promised at most ${maxAiLines} a commit. Split it.`,
      mend:
        commit === context.head ? 'git reset HEAD~1 && git add -p' : `git rebase -i ${shortOid(commit)}~1`,
    },
  ];
}
