import type { CompiledPolicy } from '../../policy/compiled';
import { createMatcher, type Matcher } from '../../policy/matcher';
import { policyZone } from '../../policy/policy';
import { assistantVerdict } from '../../policy/vendors';
import * as l10n from '../../text/l10n';
import { printable } from '../../text/printable';
import type { LoadedPolicy } from './loadPolicy';
import { lookup, type PathRules } from './lookup';
import { whatIsNeeded } from './whatIsNeeded';

/** What may be asked at once. */
export const mayWriteLimits = { paths: 100, pathLength: 4096 };

/** What an agent is told before it writes: words to act on, and the same as data. */
interface MayWrite {
  readonly text: string;
  /** There is no answer, and the words say why. */
  readonly isError?: true;
  /** What `colophon lookup --json` says of each path of the repository. */
  readonly paths: readonly PathRules[];
  /** Those that are elsewhere, as they were given. */
  readonly outside: readonly string[];
}

interface AskedPath {
  readonly given: string;
  /** POSIX, from the repository's root; `undefined` outside of it. */
  readonly path: string | undefined;
}

interface WriteOptions {
  readonly root: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** “May I write here?”, for each path: in English, whatever the person's language. */
export function mayWrite(policy: LoadedPolicy, asked: readonly AskedPath[], options: WriteOptions): MayWrite {
  return l10n.inEnglish(() => answer(policy, asked, options));
}

function answer(policy: LoadedPolicy, asked: readonly AskedPath[], { root, now }: WriteOptions): MayWrite {
  const outside = asked.flatMap(({ given, path }) => (path === undefined ? [given] : []));
  const inside = asked.flatMap(({ path }) => path ?? []);
  const elsewhere = outside.map(
    (given) =>
      `${printable(given)}: outside of the repository ${printable(root)}; its policy says nothing of it.`,
  );
  if (policy.kind === 'none') {
    return {
      text: ['This repository has no policy: it asks nothing of AI output.', ...elsewhere].join('\n\n'),
      paths: [],
      outside,
    };
  }
  if (policy.kind === 'broken') {
    const first = policy.problems.find(({ severity }) => severity === 'error');
    const place = first ? ` (${first.path}:${first.line}: ${first.message})` : '';
    const text = `The policy of this repository cannot be read${printable(place)}. Ask a person to mend it before you write.`;
    return { text, isError: true, paths: [], outside };
  }
  const { compiled } = policy;
  const matcher = createMatcher(compiled);
  const paths = lookup(policy, inside, { root, now });
  const said = paths.map((rules) => pathText(compiled, matcher, rules, now));
  return { text: [...said, ...elsewhere].join('\n\n'), paths, outside };
}

function pathText(compiled: CompiledPolicy, matcher: Matcher, rules: PathRules, now: number): string {
  const { path, zone, mode, zones, owners, reason, escalation, signoff } = rules;
  const { attestedBy } = matcher.zone(zone);
  const counted = (zones.length > 0 ? zones : [zone]).map((name) => matcher.zone(name));
  const verdicts = assistantsOf(compiled).map((assistant) => ({
    assistant,
    verdict: assistantVerdict(compiled, counted, assistant, now),
  }));
  const approved = verdicts.filter(({ verdict }) => verdict.approved).map(({ assistant }) => assistant);
  const refused = verdicts.flatMap(({ assistant, verdict }) =>
    verdict.approved ? [] : [`${assistant} (${verdict.reason})`],
  );
  const lines = [
    `Zone ${zone}, mode ${mode}. ${answerOf(rules, approved, refused)}`,
    whatIsNeeded({
      zone,
      mode,
      owners,
      attestedBy,
      signoff: { covers: signoff?.covers ?? 'all', threshold: signoff?.threshold ?? 1 },
    }),
    ...(signoff && !signoff.authorMaySign ? ['The author may not sign it off.'] : []),
    ...(reason === undefined ? [] : [`Why: ${reason}`]),
    ...(approved.length > 0 ? [`Assistants approved here: ${approved.join(', ')}.`] : []),
    ...(refused.length > 0 ? [`Not approved here: ${refused.join('; ')}.`] : []),
    ...(owners.length > 0 ? [`Owners: ${owners.join(', ')}.`] : []),
    ...(escalation === null ? [] : [`Questions go to ${escalation}.`]),
  ];
  return [path || '.', ...lines.map((line) => `  ${line}`)].map(printable).join('\n');
}

/** The sentence that an agent acts on. */
function answerOf(
  { zone, mode }: PathRules,
  approved: readonly string[],
  refused: readonly string[],
): string {
  if (zone === policyZone) return 'Do not write here: the policy is its owners’ to change.';
  if (mode === 'restricted')
    return 'Do not write here unless the person you work for tells you to, knowing what it needs.';
  if (approved.length > 0) return 'You may write here if you are one of the approved assistants.';
  if (refused.length > 0) return 'Do not write here: no assistant is approved.';
  return 'You may write here.';
}

/** Those that the policy has a say on, by name. */
function assistantsOf({ plan, vendors }: CompiledPolicy): string[] {
  const names = [...plan.map(([assistant]) => assistant), ...vendors.flatMap(({ assistants }) => assistants)];
  return [...new Set(names)].sort();
}
