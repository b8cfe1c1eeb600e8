import { type Counts, lineOrigins } from '../../provenance/source';
import * as l10n from '../../text/l10n';

/** `12 lines: 4 ai, 5 human, 3 unknown`. */
export function countsText(counts: Counts): string {
  const parts = lineOrigins
    .filter((origin) => counts[origin] > 0)
    .map((origin) => `${counts[origin]} ${origin}`);
  const declared = counts.declared > 0 ? ` (${l10n.t('{0} declared', counts.declared)})` : '';
  const all = parts.join(', ') + declared;
  return counts.lines === 1 ? l10n.t('1 line: {0}', all) : l10n.t('{0} lines: {1}', counts.lines, all);
}
