import type { Tier } from '../assistants/active';
import type { Mode } from '../policy/policy';
import { whatIsNeeded } from '../workflow/whatIsNeeded';

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

export interface ActiveAssistant {
  readonly name: string;
  readonly tier: Tier;
  /** A whole sentence's words: `GitHub Copilot is enabled for this file`. */
  readonly words: string;
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
  /** A change of this file needs a sign-off. */
  readonly isRestricted: boolean;
  /** Sentences for the tooltip, the most urgent first. */
  readonly lines: readonly string[];
  /** For screen readers, who see neither icon nor colour. */
  readonly label: string;
}

const icons = { none: 'shield', warning: 'warning', error: 'error' } as const;

/** What is an assistant's doing here; that it is installed or activated is none. */
const doing: Partial<Record<Tier, string>> = {
  enabled: 'is enabled here',
  terminal: 'runs in a terminal',
  editing: 'edited this file just now',
};

/** What the status bar says of a file. The words alone carry the meaning; icon and colour repeat it. */
export function statusOf(facts: StatusFacts): Status {
  const { rule } = facts;
  if (facts.broken !== undefined || !rule) {
    return assemble('error', ['policy error'], {
      ...facts,
      lead: [
        'The policy cannot be used, so nothing is checked here.',
        ...(facts.broken ? [facts.broken] : []),
      ],
    });
  }
  const place = [rule.zone, rule.mode];
  const acting = facts.active.filter(({ tier }) => doing[tier] !== undefined);
  if (rule.mode === 'restricted' && facts.aiLines > 0 && !facts.signedOff) {
    return assemble('error', [...place, `${lineCount(facts.aiLines)} not signed off`], facts);
  }
  if (rule.mode === 'restricted' && acting.length > 0) {
    const [first, ...others] = acting;
    const more = others.length > 0 ? ` +${others.length}` : '';
    return assemble('warning', [...place, `${first!.name} ${doing[first!.tier]}${more}`], facts);
  }
  if (facts.aiLines === 0 || rule.mode === 'eligible') return assemble('none', place, facts);
  const signed = rule.mode === 'restricted' ? ' signed off' : '';
  return assemble('none', [...place, `${lineCount(facts.aiLines)}${signed}`], facts);
}

function assemble(
  severity: Status['severity'],
  parts: readonly string[],
  facts: StatusFacts & { readonly lead?: readonly string[] },
): Status {
  const said = [...parts, ...(facts.trusted ? [] : ['Restricted Mode']), ...(facts.paused ? ['paused'] : [])];
  const lines = [...(facts.lead ?? []), ...sentences(facts)];
  return {
    text: `$(${icons[severity]}) ${said.join(' · ')}`,
    severity,
    isRestricted: facts.rule?.mode === 'restricted',
    lines,
    label: [`Colophon: ${said.join(', ')}`, ...lines].join('. ').replaceAll('..', '.'),
  };
}

function sentences(facts: StatusFacts): string[] {
  const { rule, aiLines } = facts;
  const lines: string[] = [];
  if (rule) {
    lines.push(whatIsNeeded(rule));
    if (rule.reason) lines.push(`Why: ${rule.reason}`);
    const others = rule.zones.filter((zone) => zone !== rule.zone);
    if (others.length > 0) lines.push(`Also in: ${others.join(', ')}.`);
    if (rule.mode === 'attest' && rule.owners.length > 0)
      lines.push(`Answered for by ${rule.owners.join(', ')}.`);
    if (rule.mode === 'restricted' && rule.escalation) lines.push(`Ask: ${rule.escalation}`);
  }
  if (aiLines > 0)
    lines.push(`${lineCount(aiLines)} of this file ${aiLines === 1 ? 'is' : 'are'} in no commit.`);
  if (facts.signedOff) lines.push('Its staged content is signed off.');
  lines.push(...facts.active.map(({ words }) => `${words}.`));
  if (facts.paused) lines.push('Inline suggestions are paused here.');
  if (!facts.trusted)
    lines.push('Restricted Mode: the policy is read, but nothing is recorded and no hook is installed.');
  else if (facts.unrecorded) lines.push(`Not recorded: ${facts.unrecorded}`);
  return lines;
}

function lineCount(lines: number): string {
  return lines === 1 ? '1 AI line' : `${lines} AI lines`;
}
