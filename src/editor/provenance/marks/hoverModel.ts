import type { LineOrigin } from '../../../provenance/source';
import * as l10n from '../../../text/l10n';
import { printable } from '../../../text/printable';
import { whatIsNeeded } from '../../../workflow/policy/whatIsNeeded';
import { explainSource } from '../../../workflow/read/explain';
import type { FileRule } from '../../zones/zoneStatus';
import { isPending } from '../lines/pendingLines';
import type { LineExplanation } from './explainModel';

/** What a hover says: plain text throughout, since names and reasons are strangers'. */
export interface HoverText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Beyond these a hover is no longer read. */
const STRETCHES = 4;

/** What is said of a line that is in no commit; `undefined` where nothing was inserted. `now` in milliseconds. */
export function hoverText(
  { record, stretches }: LineExplanation,
  rule: FileRule | undefined,
  displayName: (assistant: string) => string,
  now: number,
): HoverText | undefined {
  if (!record) return undefined;
  const inserted = stretches.filter(({ source }) => isPending(source));
  const shown = inserted.slice(0, STRETCHES).map(({ text, source }) => ({
    text,
    ...explainSource(source, displayName, now),
  }));
  const [only, ...others] = shown;
  if (!only) return undefined;
  const evidence = record.evidence ? ` · ${record.evidence}` : '';
  const lines =
    others.length === 0
      ? only.details
      : shown.map(({ text, title, details: [first = ''] }) => l10n.t('“{0}”: {1}. {2}', text, title, first));
  const left = inserted.length - shown.length;
  const title = others.length === 0 ? only.title : mixtureText(record.origin);
  return {
    title: printable(`${title}${evidence}`),
    lines: [
      ...lines,
      ...(left > 0 ? [l10n.t('And {0} more.', left)] : []),
      ...(rule ? [`${rule.zone} · ${rule.mode}: ${whatIsNeeded(rule)}`] : []),
    ].map(printable),
  };
}

/** What a line of several origins counts as. */
function mixtureText(origin: LineOrigin): string {
  const texts: Readonly<Record<LineOrigin, string>> = {
    ai: l10n.t('AI, with other text'),
    mixed: l10n.t('Mixed: less than half is AI'),
    human: l10n.t('Human, with other text'),
    pasted: l10n.t('Pasted, with other text'),
    tool: l10n.t('Tool, with other text'),
    unknown: l10n.t('Unknown, with other text'),
  };
  return texts[origin];
}
