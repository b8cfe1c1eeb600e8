import type { CompiledPolicy, CompiledZone } from '../../../policy/compiled';
import { type Enforce, stricterEnforce } from '../../../policy/policy';
import { type Finding, findingsOf, type Rule } from '../../../policy/rules/rules';
import { assistantVerdict } from '../../../policy/vendors';
import { isAi, type LineRecord } from '../../../provenance/source';
import * as l10n from '../../../text/l10n';
import { printable } from '../../../text/printable';
import { insertionsOf } from '../lines/insertions';

/** An AI insertion that needs something before it can be committed or merged. */
export interface InsertionProblem {
  /** What it needs, the most pressing first. */
  readonly rules: readonly Rule[];
  /** `block`: its zone stops the change; `warn` and `record`: it is said, or only kept. */
  readonly enforce: Enforce;
  readonly lines: readonly [first: number, last: number];
  readonly message: string;
}

export interface ProblemContext {
  readonly policy: CompiledPolicy;
  /** All zones that the file is in. */
  readonly zones: readonly CompiledZone[];
  /** git config `colophon.plan.<assistant>`. */
  readonly overrides: ReadonlyMap<string, string>;
  /** The file is signed off as it is. */
  readonly signedOff: boolean;
  /** Whether the text of a line is one that a person has attested to. */
  readonly isAttested: (line: number) => boolean;
  readonly displayName: (assistant: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One a insertion, however much it needs. */
export function insertionProblems(
  records: readonly LineRecord[],
  context: ProblemContext,
): InsertionProblem[] {
  const ai = records.filter(({ origin }) => isAi(origin));
  return insertionsOf(ai).flatMap(({ lines, record }): InsertionProblem[] => {
    const findings = context.zones.flatMap((zone) => findingsIn(zone, ai.length, lines, record, context));
    if (findings.length === 0) return [];
    const messages = new Set(findings.map(({ message }) => message));
    const who = assistantsOf(record, context.displayName);
    return [
      {
        rules: [...new Set(findings.map(({ rule }) => rule))],
        enforce: findings.map(({ severity }) => severity).reduce(stricterEnforce),
        lines,
        message: printable(`${who}: ${[...messages].join(' ')}`),
      },
    ];
  });
}

/** What an insertion lacks in one zone. */
function findingsIn(
  zone: CompiledZone,
  aiLines: number,
  [first, last]: readonly [number, number],
  record: LineRecord,
  { signedOff, isAttested, policy, now, overrides }: ProblemContext,
): Finding[] {
  const lines = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const at = { zone, firstLine: first };
  const assistants = [...new Set((record.by ?? []).map((by) => by.assistant))];
  return [
    ...findingsOf('insertion', {
      ...at,
      aiLines,
      isSignedOff: signedOff,
      isAttested: () => lines.every(isAttested),
    }),
    ...assistants.flatMap((assistant) => {
      const refusal = assistantVerdict(policy, [zone], assistant, now, overrides);
      if (refusal.approved) return [];
      return findingsOf('insertionAssistant', {
        ...at,
        refusal,
        ...(assistant !== undefined && { assistant }),
      });
    }),
  ];
}

function assistantsOf({ by = [], evidence }: LineRecord, displayName: (id: string) => string): string {
  const names = by.flatMap(({ assistant }) => (assistant === undefined ? [] : [displayName(assistant)]));
  const who = names.length > 0 ? l10n.t('AI text of {0}', [...new Set(names)].join(', ')) : l10n.t('AI text');
  return evidence ? `${who} (${evidence})` : who;
}
