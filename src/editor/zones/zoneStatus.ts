import type { Mode } from '../../policy/policy';
import * as l10n from '../../text/l10n';
import { whatIsNeeded } from '../../workflow/policy/whatIsNeeded';
import type { ActiveAssistant } from '../window/assistants';

/** What the policy says of the file in the active editor. */
export interface FileRule {
  /** The zone that decides; `default` where none does. */
  readonly zone: string;
  readonly mode: Mode;
  /** All zones that the file is in. */
  readonly zones: readonly string[];
  readonly owners: readonly string[];
  readonly reason?: string;
  readonly escalation?: string;
  readonly signoff: { readonly covers: 'all' | 'ai'; readonly threshold: number };
  readonly attestedBy: 'author' | 'other';
}

/** All that the status bar knows of one file. */
export interface StatusFacts {
  /** The first error of a policy that cannot be used, with its place. */
  readonly broken?: string;
  /** Absent where the policy is broken. */
  readonly rule?: FileRule;
  /** Strongest first. */
  readonly active: readonly ActiveAssistant[];
  /** Lines of this file with AI text that is in no commit. */
  readonly aiLines: number;
  /** This file is staged as it is, and signed off so. */
  readonly signedOff: boolean;
  /** Inline suggestions are paused here by us. */
  readonly paused: boolean;
  readonly trusted: boolean;
  /** Why what happens in this file is not recorded. */
  readonly unrecorded?: string;
}

export interface Status {
  readonly text: string;
  readonly severity: 'none' | 'warning' | 'error';
  /** The policy cannot be used. */
  readonly isBroken: boolean;
  /** A change of this file needs a sign-off. */
  readonly isRestricted: boolean;
  /** Sentences for the tooltip, the most urgent first. */
  readonly lines: readonly string[];
  /** For screen readers, who see neither icon nor colour. */
  readonly label: string;
}

const icons = { none: 'shield', warning: 'warning', error: 'error' } as const;

/** What an assistant is doing here; that it is installed or activated is nothing. */
function doing({ name, tier }: ActiveAssistant): string | undefined {
  switch (tier) {
    case 'enabled':
      return l10n.t('{0} is enabled here', name);
    case 'terminal':
      return l10n.t('{0} runs in a terminal', name);
    case 'editing':
      return l10n.t('{0} edited this file just now', name);
    default:
      return undefined;
  }
}

/** What the status bar says of a file. The words alone carry the meaning; icon and colour repeat it. */
export function statusOf(facts: StatusFacts): Status {
  const { rule } = facts;
  if (facts.broken !== undefined || !rule) {
    return assemble('error', [l10n.t('policy error')], {
      ...facts,
      lead: [
        l10n.t('The policy cannot be used, so nothing is checked here.'),
        ...(facts.broken ? [facts.broken] : []),
      ],
    });
  }
  const place = [rule.zone, rule.mode];
  const acting = facts.active.flatMap((assistant) => doing(assistant) ?? []);
  if (rule.mode === 'restricted' && facts.aiLines > 0 && !facts.signedOff) {
    return assemble('error', [...place, notSignedOff(facts.aiLines)], facts);
  }
  if (rule.mode === 'restricted' && acting.length > 0) {
    const [first, ...others] = acting;
    const more = others.length > 0 ? ` +${others.length}` : '';
    return assemble('warning', [...place, `${first}${more}`], facts);
  }
  if (facts.aiLines === 0 || rule.mode === 'eligible') return assemble('none', place, facts);
  const lines = rule.mode === 'restricted' ? signedOff(facts.aiLines) : lineCount(facts.aiLines);
  return assemble('none', [...place, lines], facts);
}

function assemble(
  severity: Status['severity'],
  parts: readonly string[],
  facts: StatusFacts & { readonly lead?: readonly string[] },
): Status {
  const said = [
    ...parts,
    ...(facts.trusted ? [] : [l10n.t('Restricted Mode')]),
    ...(facts.paused ? [l10n.t('paused')] : []),
  ];
  const lines = [...(facts.lead ?? []), ...sentences(facts)];
  return {
    text: `$(${icons[severity]}) ${said.join(' · ')}`,
    severity,
    isBroken: facts.lead !== undefined,
    isRestricted: facts.rule?.mode === 'restricted',
    lines,
    label: asSentences([`Colophon: ${said.join(', ')}`, ...lines]),
  };
}

/** Joins parts into sentences; a part may have a full stop of its own. */
export function asSentences(parts: readonly string[]): string {
  return parts.reduce((said, part) => `${said}${said.endsWith('.') ? ' ' : '. '}${part}`);
}

function sentences(facts: StatusFacts): string[] {
  const { rule, aiLines } = facts;
  const lines: string[] = [];
  if (rule) {
    lines.push(whatIsNeeded(rule));
    if (rule.reason) lines.push(l10n.t('Why: {0}', rule.reason));
    const others = rule.zones.filter((zone) => zone !== rule.zone);
    if (others.length > 0) lines.push(l10n.t('Also in: {0}.', others.join(', ')));
    if (rule.mode === 'attest' && rule.owners.length > 0)
      lines.push(l10n.t('Answered for by {0}.', rule.owners.join(', ')));
    if (rule.mode === 'restricted' && rule.escalation) lines.push(l10n.t('Ask: {0}', rule.escalation));
  }
  if (aiLines > 0) lines.push(inNoCommit(aiLines));
  if (facts.signedOff) lines.push(l10n.t('Its staged content is signed off.'));
  lines.push(...facts.active.map(({ words }) => `${words}.`));
  if (facts.paused) lines.push(l10n.t('Inline suggestions are paused here.'));
  if (!facts.trusted)
    lines.push(
      l10n.t('Restricted Mode: the policy is read, but nothing is recorded and no hook is installed.'),
    );
  else if (facts.unrecorded) lines.push(l10n.t('Not recorded: {0}', facts.unrecorded));
  return lines;
}

function lineCount(lines: number): string {
  return lines === 1 ? l10n.t('1 AI line') : l10n.t('{0} AI lines', lines);
}

function signedOff(lines: number): string {
  return lines === 1 ? l10n.t('1 AI line signed off') : l10n.t('{0} AI lines signed off', lines);
}

function notSignedOff(lines: number): string {
  return lines === 1 ? l10n.t('1 AI line not signed off') : l10n.t('{0} AI lines not signed off', lines);
}

function inNoCommit(lines: number): string {
  return lines === 1
    ? l10n.t('1 AI line of this file is in no commit.')
    : l10n.t('{0} AI lines of this file are in no commit.', lines);
}
