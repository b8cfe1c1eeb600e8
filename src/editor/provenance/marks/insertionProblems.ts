import type { CompiledPolicy, CompiledZone } from '../../../policy/compiled';
import type { Rule } from '../../../policy/findings';
import type { Enforce } from '../../../policy/policy';
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

interface InsertionNeed {
  readonly rule: Rule;
  readonly enforce: Enforce;
  readonly message: string;
}

const rank: readonly Enforce[] = ['record', 'warn', 'block'];

/** One a insertion, however much it needs. */
export function insertionProblems(
  records: readonly LineRecord[],
  context: ProblemContext,
): InsertionProblem[] {
  const ai = records.filter(({ origin }) => isAi(origin));
  return insertionsOf(ai).flatMap(({ lines, record }): InsertionProblem[] => {
    const needs = context.zones.flatMap((zone) => needsIn(zone, ai.length, lines, record, context));
    if (needs.length === 0) return [];
    const messages = new Set(needs.map(({ message }) => message));
    const enforce = needs.reduce<Enforce>(
      (worst, need) => (rank.indexOf(need.enforce) > rank.indexOf(worst) ? need.enforce : worst),
      'record',
    );
    const who = assistantsOf(record, context.displayName);
    return [
      {
        rules: [...new Set(needs.map(({ rule }) => rule))],
        enforce,
        lines,
        message: printable(`${who}: ${[...messages].join(' ')}`),
      },
    ];
  });
}

function needsIn(
  zone: CompiledZone,
  aiLines: number,
  [first, last]: readonly [number, number],
  record: LineRecord,
  context: ProblemContext,
): InsertionNeed[] {
  const needs: InsertionNeed[] = [];
  const { name, mode, enforce, owners } = zone;
  if (mode === 'restricted' && !context.signedOff) {
    const message =
      owners.length > 0
        ? l10n.t('Zone {0} is restricted: this needs the sign-off of {1}.', name, owners.join(l10n.t(' or ')))
        : l10n.t(
            'Zone {0} is restricted: this needs the sign-off of an owner, but the policy names none.',
            name,
          );
    needs.push({ rule: 'signoff-missing', enforce, message });
  }
  const isOpen = () =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i).some((line) => !context.isAttested(line));
  if (mode === 'attest' && aiLines > zone.tolerate.lines && isOpen()) {
    const message =
      zone.attestedBy === 'other'
        ? l10n.t('Zone {0} asks that a person other than its author attests to having reviewed this.', name)
        : l10n.t('Zone {0} asks that a person attests to having reviewed this.', name);
    needs.push({ rule: 'attestation-missing', enforce, message });
  }
  for (const assistant of new Set((record.by ?? []).map((by) => by.assistant))) {
    // Which assistant it was most editors do not say; that alone is no reason for a mark on every line.
    if (assistant === undefined && !zone.vendors.includes('none')) continue;
    const verdict = assistantVerdict(context.policy, [zone], assistant, context.now, context.overrides);
    if (verdict.approved) continue;
    needs.push({
      rule: verdict.expired ? 'terms-expired' : 'vendor-not-approved',
      enforce: verdict.expired && enforce === 'block' ? 'warn' : enforce,
      message:
        assistant === undefined
          ? l10n.t('The zone {0} allows no assistant.', name)
          : l10n.t('It is not approved here: {0}.', verdict.reason),
    });
  }
  return needs;
}

function assistantsOf({ by = [], evidence }: LineRecord, displayName: (id: string) => string): string {
  const names = by.flatMap(({ assistant }) => (assistant === undefined ? [] : [displayName(assistant)]));
  const who = names.length > 0 ? l10n.t('AI text of {0}', [...new Set(names)].join(', ')) : l10n.t('AI text');
  return evidence ? `${who} (${evidence})` : who;
}
