import { aiLinesOf } from '../provenance/source';
import * as l10n from '../text/l10n';
import { shellPath } from '../text/shellWord';
import type { CompiledPolicy, CompiledZone } from './compiled';
import type { Matcher } from './matcher';
import { defaultZone, type Enforce } from './policy';
import { assistantVerdict } from './vendors';

export type Rule =
  | 'signoff-missing'
  | 'signoff-invalid'
  | 'attestation-missing'
  | 'vendor-not-approved'
  | 'terms-expired'
  | 'provenance-missing'
  | 'provenance-inconsistent'
  | 'policy-changed'
  | 'policy-invalid'
  | 'review-load';

/** One thing that breaks the policy: as printed by `--json`, so fields may be added, never renamed. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Enforce;
  /** `default` where no zone has to do with it. */
  readonly zone: string;
  readonly path?: string;
  readonly commit?: string;
  /** 1-based. */
  readonly line?: number;
  /** What is wrong, where, and who can mend it. */
  readonly message: string;
  /** The command that mends it; empty where there is none. */
  readonly mend: string;
}

/** What a change does in one zone. A file in several zones counts in each of them: every zone asks for what it asks. */
export interface ZoneUse {
  readonly zone: string;
  /** Added lines by origin. */
  readonly ai: number;
  readonly mixed: number;
  readonly pasted: number;
  readonly unknown: number;
  /** Of `ai + mixed`, most first; without `assistant` where it was not named. */
  readonly assistants: readonly { readonly assistant?: string; readonly lines: number }[];
  /** Every path that changes, and where its first AI line is. */
  readonly paths: readonly { readonly path: string; readonly aiLine?: number }[];
}

/** What a finding rests on besides the change. */
export interface FindingContext {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** git config `colophon.plan.<assistant>`. */
  readonly overrides?: ReadonlyMap<string, string>;
  /** `Name <email>` of the author, and of each person who attested the AI lines of this change as they are. */
  readonly author?: string;
  readonly attestedBy?: readonly string[];
  /** A signed statement about the zone comes with the change. Whether it is enough, only `verify` can say. */
  readonly signed?: boolean;
  /** `ai + mixed` of the whole change. */
  readonly aiLines: number;
}

/**
 * The findings of a change before it is committed. Only a missing attestation and an unapproved vendor stop a commit
 * here (in zones that `block`); everything else warns, and blocks only in `verify`.
 */
export function localFindings(
  policy: CompiledPolicy,
  matcher: Matcher,
  uses: readonly ZoneUse[],
  context: FindingContext,
): Finding[] {
  const found = uses.flatMap((use) => {
    const zone = matcher.zone(use.zone);
    return [
      ...[...attestation(zone, use, context), ...signoff(zone, use)].filter(
        ({ severity }) => !context.signed || severity === 'block',
      ),
      ...vendors(policy, zone, use, context),
    ];
  });
  return [...found, ...reviewLoad(policy, context)];
}

function attestation(
  zone: CompiledZone,
  use: ZoneUse,
  { author, attestedBy = [] }: FindingContext,
): Finding[] {
  const lines = aiLinesOf(use);
  const isNeeded = lines > zone.tolerate.lines;
  const signed = zone.attestation === 'signed';
  if (zone.mode !== 'attest' || !(isNeeded || signed)) return [];
  const counting =
    zone.attestedBy === 'other' ? attestedBy.filter((who) => !samePerson(who, author)) : attestedBy;
  const attested = counting.length > 0 || !isNeeded;
  if (attested && !signed) return [];
  const whose = zone.attestedBy === 'other' ? l10n.t('somebody other than the author') : l10n.t('somebody');
  const what = attested
    ? l10n.t('Every change of {0} needs a signed attestation.', place(zone))
    : l10n.t(
        '{0} must not be committed before {1} attests to having reviewed them.',
        aiLinesIn(lines, use, zone),
        whose,
      );
  return [
    {
      rule: 'attestation-missing',
      // The signed statement is kept beside the commit, so it may follow later.
      severity: attested ? laterOnly(zone.enforce) : zone.enforce,
      zone: zone.name,
      ...firstAi(use),
      message: `${what}${owners(zone)}`,
      mend: 'colophon attest',
    },
  ];
}

function signoff(zone: CompiledZone, use: ZoneUse): Finding[] {
  if (zone.mode !== 'restricted' || use.paths.length === 0) return [];
  const ai = aiLinesOf(use) + use.unknown + use.pasted;
  if (zone.signoff.covers === 'ai' && (ai === 0 || ai <= zone.tolerate.lines)) return [];
  const { covers, threshold } = zone.signoff;
  const names =
    zone.owners.length > 0 ? `: ${zone.owners.join(', ')}` : l10n.t(', but the policy names none');
  return [
    {
      rule: 'signoff-missing',
      severity: laterOnly(zone.enforce),
      zone: zone.name,
      ...(use.paths[0] === undefined ? {} : { path: use.paths[0].path }),
      message: l10n.t(
        '{0} The change can be merged once {1}{2}.',
        covers === 'all' ? changed(use, zone) : maybeAi(ai, zone),
        threshold === 1
          ? l10n.t('one of its owners signs off')
          : l10n.t('{0} of its owners sign off', threshold),
        names,
      ),
      mend: `colophon signoff --zone ${zone.name}`,
    },
  ];
}

function vendors(
  policy: CompiledPolicy,
  zone: CompiledZone,
  use: ZoneUse,
  { at, overrides }: FindingContext,
): Finding[] {
  // Where the policy names no zone and is content with AI output, it says nothing about vendors either.
  if (zone.name === defaultZone && zone.mode === 'eligible') return [];
  return use.assistants.flatMap(({ assistant, lines }): Finding[] => {
    const verdict = assistantVerdict(policy, [zone], assistant, at, overrides);
    if (verdict.approved || lines === 0) return [];
    const { vendor, reason, expired } = verdict;
    const who =
      assistant === undefined
        ? l10n.t('An assistant')
        : `\`${assistant}\`${vendor === undefined ? '' : l10n.t(' (vendor `{0}`)', vendor)}`;
    // Most editors do not tell which assistant a suggestion came from; that alone must not stop every commit.
    const mayBeApproved = assistant === undefined && !zone.vendors.includes('none');
    const legal = policy.contacts.legal?.email ?? policy.contacts.escalation;
    const ask =
      legal === undefined ? l10n.t('The policy’s owners can change that.') : l10n.t('Ask {0}.', legal);
    return [
      {
        rule: expired ? 'terms-expired' : 'vendor-not-approved',
        severity: expired || mayBeApproved ? laterOnly(zone.enforce) : zone.enforce,
        zone: zone.name,
        ...firstAi(use),
        message: l10n.t(
          '{0} wrote {1} in {2}, where it is not approved: {3}. {4}',
          who,
          lines === 1 ? l10n.t('1 line') : l10n.t('{0} lines', lines),
          place(zone),
          reason,
          ask,
        ),
        mend: `colophon lookup ${shownPath(use)}`,
      },
    ];
  });
}

function reviewLoad({ review }: CompiledPolicy, { aiLines }: FindingContext): Finding[] {
  if (review.maxAiLines === undefined || aiLines <= review.maxAiLines) return [];
  return [
    {
      rule: 'review-load',
      severity: 'warn',
      zone: defaultZone,
      message: l10n.t(
        'This commit has {0} AI lines; reviewers are promised at most {1}. Split it into smaller commits.',
        aiLines,
        review.maxAiLines,
      ),
      mend: 'git reset && git add -p',
    },
  ];
}

/** Here it can only warn: the statement that is missing is made after the commit. */
function laterOnly(enforce: Enforce): Enforce {
  return enforce === 'block' ? 'warn' : enforce;
}

function firstAi({ paths }: ZoneUse): { path?: string; line?: number } {
  const first = paths.find(({ aiLine }) => aiLine !== undefined);
  return first?.aiLine === undefined ? {} : { path: first.path, line: first.aiLine };
}

function aiLinesIn(lines: number, use: ZoneUse, zone: CompiledZone): string {
  const { path } = firstAi(use);
  const more = use.paths.filter(({ aiLine }) => aiLine !== undefined).length - 1;
  const where = path === undefined ? '' : more > 0 ? l10n.t(' ({0} and {1} more)', path, more) : ` (${path})`;
  const what = lines === 1 ? l10n.t('1 AI line') : l10n.t('{0} AI lines', lines);
  return l10n.t('{0} in {1}{2}', what, place(zone), where);
}

function place({ name }: CompiledZone): string {
  return name === defaultZone ? l10n.t('paths of no zone') : l10n.t('the zone `{0}`', name);
}

function changed({ paths }: ZoneUse, { name }: CompiledZone): string {
  const [first] = paths;
  return paths.length === 1 && first !== undefined
    ? l10n.t('{0} in the restricted zone `{1}` changes.', first.path, name)
    : l10n.t('{0} files in the restricted zone `{1}` change.', paths.length, name);
}

function maybeAi(lines: number, { name }: CompiledZone): string {
  return lines === 1
    ? l10n.t('1 added line in the restricted zone `{0}` may be AI output.', name)
    : l10n.t('{1} added lines in the restricted zone `{0}` may be AI output.', name, lines);
}

function owners({ owners: names }: CompiledZone): string {
  return names.length > 0 ? l10n.t(' The zone’s owners: {0}.', names.join(', ')) : '';
}

/** The path that a finding shows how to look up. */
function shownPath({ paths }: ZoneUse): string {
  return shellPath(paths.find(({ aiLine }) => aiLine !== undefined)?.path ?? paths[0]?.path ?? '.');
}

function samePerson(a: string, b: string | undefined): boolean {
  const email = (person: string) => (/<([^<>]*)>\s*$/.exec(person)?.[1] ?? person).trim().toLowerCase();
  return b !== undefined && email(a) === email(b);
}
