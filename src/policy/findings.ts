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
  const lines = use.ai + use.mixed;
  const isNeeded = lines > zone.tolerate.lines;
  const signed = zone.attestation === 'signed';
  if (zone.mode !== 'attest' || !(isNeeded || signed)) return [];
  const counting =
    zone.attestedBy === 'other' ? attestedBy.filter((who) => !samePerson(who, author)) : attestedBy;
  const attested = counting.length > 0 || !isNeeded;
  if (attested && !signed) return [];
  const whose = zone.attestedBy === 'other' ? 'somebody other than the author' : 'somebody';
  const what = attested
    ? `Every change of ${place(zone)} needs a signed attestation.`
    : `${aiLinesIn(lines, use, zone)} must not be committed before ${whose} attests to having reviewed them.`;
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
  const ai = use.ai + use.mixed + use.unknown + use.pasted;
  if (zone.signoff.covers === 'ai' && (ai === 0 || ai <= zone.tolerate.lines)) return [];
  const what =
    zone.signoff.covers === 'all'
      ? `${files(use)} in the restricted zone \`${zone.name}\` ${use.paths.length === 1 ? 'changes' : 'change'}`
      : `${ai} added ${ai === 1 ? 'line' : 'lines'} in the restricted zone \`${zone.name}\` may be AI output`;
  const { threshold } = zone.signoff;
  const who = threshold === 1 ? 'one of its owners signs off' : `${threshold} of its owners sign off`;
  const names = zone.owners.length > 0 ? `: ${zone.owners.join(', ')}` : ', but the policy names none';
  return [
    {
      rule: 'signoff-missing',
      severity: laterOnly(zone.enforce),
      zone: zone.name,
      ...(use.paths[0] === undefined ? {} : { path: use.paths[0].path }),
      message: `${what}. The change can be merged once ${who}${names}.`,
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
        ? 'An assistant'
        : `\`${assistant}\`${vendor === undefined ? '' : ` (vendor \`${vendor}\`)`}`;
    // Most editors do not tell which assistant a suggestion came from; that alone must not stop every commit.
    const mayBeApproved = assistant === undefined && !zone.vendors.includes('none');
    const legal = policy.contacts.legal?.email ?? policy.contacts.escalation;
    const ask = legal === undefined ? 'The policy’s owners can change that.' : `Ask ${legal}.`;
    return [
      {
        rule: expired ? 'terms-expired' : 'vendor-not-approved',
        severity: expired || mayBeApproved ? laterOnly(zone.enforce) : zone.enforce,
        zone: zone.name,
        ...firstAi(use),
        message: `${who} wrote ${count(lines)} in ${place(zone)}, where it is not approved: ${reason}. ${ask}`,
        mend: `colophon lookup ${quotedPath(use)}`,
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
      message: `This commit has ${aiLines} AI lines; reviewers are promised at most ${review.maxAiLines}. Split it into smaller commits.`,
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
  const where = path === undefined ? '' : ` (${path}${more > 0 ? ` and ${more} more` : ''})`;
  return `${lines} AI ${lines === 1 ? 'line' : 'lines'} in ${place(zone)}${where}`;
}

function place({ name }: CompiledZone): string {
  return name === defaultZone ? 'paths of no zone' : `the zone \`${name}\``;
}

function count(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`;
}

function files({ paths }: ZoneUse): string {
  const [first] = paths;
  return paths.length === 1 && first !== undefined ? first.path : `${paths.length} files`;
}

function owners({ owners: names }: CompiledZone): string {
  return names.length > 0 ? ` The zone’s owners: ${names.join(', ')}.` : '';
}

function quotedPath({ paths }: ZoneUse): string {
  const path = paths.find(({ aiLine }) => aiLine !== undefined)?.path ?? paths[0]?.path ?? '.';
  return /^[\w./@%+=:,-]+$/.test(path) && !path.startsWith('-')
    ? path
    : `-- '${path.replaceAll("'", "'\\''")}'`;
}

function samePerson(a: string, b: string | undefined): boolean {
  const email = (person: string) => (/<([^<>]*)>\s*$/.exec(person)?.[1] ?? person).trim().toLowerCase();
  return b !== undefined && email(a) === email(b);
}
