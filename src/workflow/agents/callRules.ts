import type { Answer } from '../../assistants/agentEvent';
import type { CompiledPolicy, CompiledZone } from '../../policy/compiled';
import type { Matcher } from '../../policy/matcher';
import { policyZone } from '../../policy/policy';
import { assistantVerdict } from '../../policy/vendors';

/** What a rule looks at. */
interface RuleInput {
  readonly assistant: string;
  readonly policy: CompiledPolicy;
  readonly matcher: Matcher;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** git config `colophon.plan.<assistant>`. */
  readonly overrides: ReadonlyMap<string, string>;
}

export const allowed: Answer = { decision: 'allow', reason: '' };

/** Of several answers the strictest, the first among equals. */
export function strictest(answers: readonly Answer[]): Answer {
  const rank = { allow: 0, ask: 1, deny: 2 } as const;
  const told = answers.map((answer) => ({
    answer,
    rank: rank[answer.decision] * 2 + (answer.reason ? 1 : 0),
  }));
  return told.reduce((best, one) => (one.rank > best.rank ? one : best), { answer: allowed, rank: -1 })
    .answer;
}

/** Whether an assistant may write to a path of the repository. */
export function ruleOfPath(path: string, directory: boolean, input: RuleInput): Answer {
  const { assistant, policy, matcher, now, overrides } = input;
  const decision = matcher.decide(path, { directory });
  const zones = decision.zones.map((name) => matcher.zone(name)).filter(({ mode }) => mode === 'restricted');
  if (decision.mode !== 'restricted' || zones.some(({ name }) => name === policyZone)) return allowed;
  const zone = matcher.zone(decision.zone);
  const all = zones.length > 0 ? zones : [zone];
  const verdict = assistantVerdict(policy, all, assistant, now, overrides);
  const why = zone.reason === undefined ? '' : ` (${zone.reason})`;
  const place = `${path === '' ? 'The repository' : path} is in the restricted zone ${zone.name}${why}`;
  if (!verdict.approved) {
    const vendor = verdict.vendor === undefined ? assistant : `${assistant} (vendor ${verdict.vendor})`;
    const reason = `${place}, where ${vendor} may not write: ${verdict.reason}. ${owners(zone)} Nothing was written. Write to a path outside of this zone, or stop and tell the person what you would change; ${ask(policy)} Do not look for another way to write there.`;
    return { decision: byEnforcement(zone), reason };
  }
  const reason = `${place}. ${assistant} may write there, but each change needs the sign-off of ${whom(zone)} before it can be merged: colophon signoff --request --zone ${zone.name}`;
  return { decision: zone.enforce === 'block' ? 'ask' : 'allow', reason };
}

/** A zone that only warns or records lets the call through, and says what is against it. */
function byEnforcement({ enforce }: CompiledZone): Answer['decision'] {
  return enforce === 'block' ? 'deny' : enforce === 'warn' ? 'ask' : 'allow';
}

function owners({ owners }: CompiledZone): string {
  return owners.length > 0 ? `Its owners: ${owners.join(', ')}.` : 'The policy names no owner.';
}

function whom({ owners, signoff }: CompiledZone): string {
  if (owners.length === 0) return 'an owner, but the policy names none,';
  return signoff.threshold > 1 ? `${signoff.threshold} of ${owners.join(', ')}` : owners.join(' or ');
}

function ask({ contacts }: CompiledPolicy): string {
  const where = contacts.escalation ?? contacts.legal?.email;
  return where === undefined ? 'the zone’s owners can change the policy.' : `questions go to ${where}.`;
}

/** A call of which it cannot be told where it writes: as if it wrote to the zone where it may least. */
export function ruleOfDoubt({ assistant, policy, now, overrides }: RuleInput): Answer {
  const zones = policy.zones.filter(({ mode, name }) => mode === 'restricted' && name !== policyZone);
  const denied = zones.find((zone) => {
    return (
      byEnforcement(zone) === 'deny' && !assistantVerdict(policy, [zone], assistant, now, overrides).approved
    );
  });
  if (denied === undefined) return allowed;
  return {
    decision: 'deny',
    reason: `It cannot be told which files this call would write to, and ${assistant} may not write to the restricted zone ${denied.name}. Nothing was done. Name the file plainly, with the tool that is meant for it.`,
  };
}

const hookFiles = [
  String.raw`\.claude/(?:settings(?:\.local)?\.json|hooks)`,
  String.raw`\.codex/(?:hooks\.json|config\.toml)`,
  String.raw`\.(?:gemini|qwen)/settings\.json`,
  String.raw`\.copilot/(?:hooks|settings\.json|config\.json)`,
  String.raw`\.github/(?:hooks|copilot/settings(?:\.local)?\.json)`,
  String.raw`\.cursor/hooks(?:\.json)?`,
  String.raw`\.clinerules/hooks`,
  String.raw`\.cline/hooks`,
  'cline/hooks',
  String.raw`\.opencode/plugins?`,
  'opencode/plugins?',
  String.raw`opencode\.jsonc?`,
  String.raw`\.local/share/colophon`,
  'appdata/(?:local|roaming)/colophon',
  'library/application support/colophon',
];
const hookFile = new RegExp(`(?:^|/)(?:${hookFiles.join('|')})(?:/|$)`);
/** Such a folder goes with what is in it. */
const hookFolder =
  /(?:^|\/)\.(?:claude|codex|gemini|qwen|copilot|cursor|cline|clinerules|opencode|git|ai-policy)$/;

const hooksOfAgents = 'the hooks that tell Colophon what an assistant writes';

function belonging(path: string, what: string): Answer {
  return {
    decision: 'deny',
    reason: `${path} belongs to ${what}, which no assistant may change. Nothing was written. If it has to change, a person must do it: tell them what and why.`,
  };
}

/**
 * What variables move elsewhere.
 * @param own places of this user's, folded, POSIX
 */
export function ruleOfOwn(path: string, own: readonly string[]): Answer {
  return own.some((one) => path === one || path.startsWith(`${one}/`))
    ? belonging(path, hooksOfAgents)
    : allowed;
}

/**
 * What no agent may change, wherever it is: its own hooks' configuration, and with a policy git's hooks and settings and
 * the policy itself.
 * @param path folded, POSIX: absolute, or from the repository's root
 * @param hooksPath `core.hooksPath`, folded, from the root
 */
export function ruleOfProtected(path: string, hasPolicy: boolean, hooksPath?: string): Answer {
  const deny = (what: string) => belonging(path, what);
  if (hookFile.test(path)) return deny(hooksOfAgents);
  if (!hasPolicy) return allowed;
  if (/(?:^|\/)\.ai-policy(?:\/|$)/.test(path)) return deny('the policy');
  if (/(?:^|\/)\.git\/(?!(?:commit_editmsg|merge_msg|squash_msg|info\/exclude|[\w-]+\.lock)$)/.test(path))
    return deny('git itself');
  if (hookFolder.test(path)) return deny('what keeps the record');
  const isHook = hooksPath !== undefined && (path === hooksPath || path.startsWith(`${hooksPath}/`));
  return isHook ? deny('git’s hooks') : allowed;
}
