import type { AuditLines } from '../workflow/auditCommit';
import { type CommitKind, commitKinds } from '../workflow/auditTally';

/** One colour and pattern of the charts, and what it means. */
export interface Series {
  /** Also the class of its fill, `fill-<key>`. */
  readonly key: string;
  readonly label: string;
}

const labels: Readonly<Record<CommitKind, string>> = {
  note: 'AI, recorded in notes',
  'git-ai': 'AI, in notes of git-ai',
  trailer: 'AI, claimed in trailers',
  mark: 'another tool’s mark alone',
  none: 'said to hold no AI lines',
  unmarked: 'unknown: no mark',
};

/** Best known first; unknown is never left out. */
export const commitSeries: readonly Series[] = commitKinds.map((key) => ({ key, label: labels[key] }));

export const lineSeries: readonly (Series & { readonly key: keyof AuditLines })[] = [
  { key: 'note', label: 'AI, recorded in notes' },
  { key: 'git-ai', label: 'AI, in notes of git-ai' },
  { key: 'trailer', label: 'AI, claimed in trailers' },
  { key: 'mark', label: 'in commits with a mark: at most' },
  { key: 'human', label: 'said to be typed' },
  { key: 'pasted', label: 'said to be pasted' },
  { key: 'tool', label: 'said to be the editor’s' },
  { key: 'unknown', label: 'unknown' },
];

export const placeSeries = lineSeries.filter(({ key }) =>
  ['note', 'git-ai', 'trailer', 'mark', 'unknown'].includes(key),
);
