import type { CommitHeader } from '../../git/objects/commitHeaders';
import { aiLinesOf, type Counts, type LineRecord } from '../../provenance/source';
import * as l10n from '../../text/l10n';
import type { Explanation } from './explain';
import { timeOf } from './explain';
import type { LineBlame } from './lineBlame';

/** What is known of a committed line, in words. What nobody recorded is said to be unknown. */
export function explainBlame(
  { commit, record, trailers }: LineBlame,
  displayName: (assistant: string) => string,
  now: number,
): Explanation {
  const stands = commitSentence(commit, now);
  if (record) return { title: recordTitle(record, displayName), details: [...recordDetails(record), stands] };
  const claim = trailers?.counts;
  const unknown = l10n.t('No record says where this line came from.');
  const details = claim
    ? [
        unknown,
        stands,
        claimText(claim, trailers.accounts.length > 1),
        ...trailers.assisted.map(({ assistant, model }) =>
          l10n.t('Assisted by {0}.', model ? `${assistant} (${model})` : assistant),
        ),
        ...trailers.attestedBy.map((who) => l10n.t('Attested by {0}.', who)),
      ]
    : [unknown, stands];
  return { title: l10n.t('Unknown'), details };
}

/** `Commit c0ffee1234 of Ada Park at 14:03: its subject`. */
export function commitSentence({ oid, author, at, subject }: CommitHeader, now: number): string {
  const when = Number.isFinite(at) ? ` ${timeOf(at, now)}` : '';
  return l10n.t('Commit {0} of {1}{2}: {3}', oid.slice(0, 10), author, when, subject);
}

function recordTitle({ origin, by = [] }: LineRecord, displayName: (assistant: string) => string): string {
  switch (origin) {
    case 'human':
      return l10n.t('Human');
    case 'pasted':
      return l10n.t('Pasted');
    case 'tool':
      return l10n.t('Tool');
    case 'unknown':
      return l10n.t('Unknown');
    default: {
      const names = by.flatMap(({ assistant, model }) =>
        assistant === undefined ? [] : [`${displayName(assistant)}${model ? ` (${model})` : ''}`],
      );
      const who = [...new Set(names)].join(', ') || l10n.t('the assistant was not named');
      return origin === 'ai' ? l10n.t('AI: {0}', who) : l10n.t('Mixed, with AI text: {0}', who);
    }
  }
}

function recordDetails({ evidence, declared }: LineRecord): string[] {
  return [
    ...(evidence === undefined ? [] : [l10n.t('Evidence when it was committed: {0}.', evidence)]),
    ...(declared?.by === undefined ? [] : [l10n.t('Declared by {0}.', declared.by)]),
  ];
}

function claimText(counts: Counts, isCombined: boolean): string {
  return isCombined
    ? l10n.t(
        'Its trailers say of all lines that it adds: {0} AI of {1}, several commits combined.',
        aiLinesOf(counts),
        counts.lines,
      )
    : l10n.t('Its trailers say of all lines that it adds: {0} AI of {1}.', aiLinesOf(counts), counts.lines);
}
