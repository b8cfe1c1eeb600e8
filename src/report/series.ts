import * as l10n from '../text/l10n';
import type { AuditLines } from '../workflow/audit/auditCommit';
import { type AuditedKind, auditedKinds } from '../workflow/audit/auditTally';

/** One colour and pattern of the charts, and what it means. */
export interface Series {
  /** Also the class of its fill, `fill-<key>`. */
  readonly key: string;
  readonly label: string;
}

/** Best known first; unknown is never left out. */
export function commitSeries(): readonly (Series & { readonly key: AuditedKind })[] {
  const labels: Readonly<Record<AuditedKind, string>> = {
    note: l10n.t('AI, recorded in notes'),
    'git-ai': l10n.t('AI, in notes of git-ai'),
    trailer: l10n.t('AI, claimed in trailers'),
    mark: l10n.t('another tool’s mark alone'),
    none: l10n.t('said to hold no AI lines'),
    unmarked: l10n.t('unknown: no mark'),
  };
  return auditedKinds.map((key) => ({ key, label: labels[key] }));
}

export function lineSeries(): readonly (Series & { readonly key: keyof AuditLines })[] {
  return [
    { key: 'note', label: l10n.t('AI, recorded in notes') },
    { key: 'git-ai', label: l10n.t('AI, in notes of git-ai') },
    { key: 'trailer', label: l10n.t('AI, claimed in trailers') },
    { key: 'mark', label: l10n.t('in commits with a mark: at most') },
    { key: 'human', label: l10n.t('said to be typed') },
    { key: 'pasted', label: l10n.t('said to be pasted') },
    { key: 'tool', label: l10n.t('said to be the editor’s') },
    { key: 'unknown', label: l10n.t('unknown') },
  ];
}

export function placeSeries(): readonly Series[] {
  return lineSeries().filter(({ key }) => ['note', 'git-ai', 'trailer', 'mark', 'unknown'].includes(key));
}
