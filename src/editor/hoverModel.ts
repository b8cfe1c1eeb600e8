import { printable } from '../text/printable';
import { explainSource } from '../workflow/explain';
import { whatIsNeeded } from '../workflow/whatIsNeeded';
import type { LineExplanation } from './explainModel';
import { isPending } from './pendingAi';
import type { FileRule } from './status';

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
      : shown.map(({ text, title, details: [first = ''] }) => `“${text}”: ${title}. ${first}`);
  const left = inserted.length - shown.length;
  return {
    title: printable(others.length === 0 ? `${only.title}${evidence}` : `${words[record.origin]}${evidence}`),
    lines: [
      ...lines,
      ...(left > 0 ? [`And ${left} more.`] : []),
      ...(rule ? [`${rule.zone} · ${rule.mode}: ${whatIsNeeded(rule)}`] : []),
    ].map(printable),
  };
}

const words = {
  ai: 'AI, with other text',
  mixed: 'Mixed: less than half is AI',
  human: 'Human, with other text',
  pasted: 'Pasted, with other text',
  tool: 'Tool, with other text',
  unknown: 'Unknown, with other text',
} as const;
