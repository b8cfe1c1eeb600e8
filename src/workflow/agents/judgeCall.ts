import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { AgentEvent, Answer } from '../../assistants/agentEvent';
import { planOverrides } from '../../git/repository/config';
import type { Repository } from '../../git/repository/repository';
import { posixPath } from '../../git/repository/spelling';
import type { CompiledPolicy, CompiledZone } from '../../policy/compiled';
import { fold } from '../../policy/fold';
import { createMatcher, type Matcher } from '../../policy/matcher';
import { ruleOfDoubt, ruleOfOwn, ruleOfPath, ruleOfProtected, strictest } from './callRules';
import type { CallTargets } from './callTargets';

/** The policies of the repositories that a call has to do with, each read once. */
export class Policies {
  readonly #policyOf: (repo: Repository) => Promise<CompiledPolicy | 'none' | 'broken'>;
  readonly #known = new Map<string, Promise<PolicyOfCall | 'none' | 'broken'>>();
  readonly #overrides = new Map<string, Promise<ReadonlyMap<string, string>>>();

  /** @param policyOf see `AgentHook` */
  constructor(policyOf: (repo: Repository) => Promise<CompiledPolicy | 'none' | 'broken'>) {
    this.#policyOf = policyOf;
  }

  of(repo: Repository): Promise<PolicyOfCall | 'none' | 'broken'> {
    let found = this.#known.get(repo.root);
    if (found === undefined) this.#known.set(repo.root, (found = this.#read(repo)));
    return found;
  }

  /** git config `colophon.plan.<assistant>`. Where no vendor is let in, it does not matter under which contract an assistant is used. */
  overrides(repo: Repository, zones: readonly CompiledZone[]): Promise<ReadonlyMap<string, string>> {
    if (zones.some(({ vendors }) => vendors.includes('none'))) return Promise.resolve(new Map());
    let found = this.#overrides.get(repo.root);
    if (found === undefined) this.#overrides.set(repo.root, (found = planOverrides(repo)));
    return found;
  }

  async #read(repo: Repository): Promise<PolicyOfCall | 'none' | 'broken'> {
    const policy = await this.#policyOf(repo);
    return typeof policy === 'string' ? policy : { policy, matcher: createMatcher(policy) };
  }
}

interface PolicyOfCall {
  readonly policy: CompiledPolicy;
  readonly matcher: Matcher;
}

/**
 * The strictest answer of all that a call may write to.
 * @param own places that keep the record for this user, folded, POSIX
 */
export async function judgeCall(
  event: AgentEvent,
  targets: CallTargets,
  policies: Policies,
  now: number,
  own: readonly string[],
): Promise<Answer> {
  const { assistant } = event;
  const { system } = targets.reader;
  const answers: Answer[] = [];
  const forbidden = targets.shell.find((one) => one.forbidden !== undefined)?.forbidden;
  if (forbidden !== undefined) {
    answers.push({
      decision: 'deny',
      reason: `${forbidden} is for a person: no assistant gives a person’s word, or unhooks the record. Nothing was run. Tell the person what is needed, and let them do it.`,
    });
  }
  const inputIn = async (repo: Repository, found: PolicyOfCall, zones: readonly CompiledZone[]) => {
    const overrides = await policies.overrides(repo, zones);
    return { assistant, ...found, now, overrides };
  };
  for (const { absolute, repo, path, directory } of targets.paths) {
    const found = repo === undefined ? 'none' : await policies.of(repo);
    const whole = fold(posixPath(system, absolute));
    answers.push(ruleOfOwn(whole, own), ruleOfProtected(whole, found !== 'none'));
    if (repo === undefined || found === 'none') continue;
    answers.push(ruleOfProtected(fold(path), true, hooksPathOf(repo)));
    if (found === 'broken') {
      answers.push(brokenPolicy);
      continue;
    }
    const { mode, zones } = found.matcher.decide(path, { directory });
    if (mode !== 'restricted') continue;
    const all = zones.map((name) => found.matcher.zone(name));
    answers.push(ruleOfPath(path, directory, await inputIn(repo, found, all)));
  }
  if (!event.isDoubtful && !targets.isUnclear) return strictest(answers);
  for (const folder of targets.folders) {
    const repo = targets.reader.repositoryOf(folder);
    const found = repo === undefined ? 'none' : await policies.of(repo);
    if (found === 'broken') answers.push(brokenPolicy);
    else if (repo !== undefined && found !== 'none')
      answers.push(ruleOfDoubt(await inputIn(repo, found, found.policy.zones)));
  }
  return strictest(answers);
}

const brokenPolicy: Answer = {
  decision: 'deny',
  reason:
    'The policy .ai-policy/policy.yaml is broken, so it cannot be told whether an assistant may write here. Nothing was written. A person has to mend it: colophon policy check',
};

/**
 * `core.hooksPath` of the repository itself, folded, from its root; read without git, which is asked for nothing at each
 * call. What husky makes there runs the files beside it.
 */
function hooksPathOf({ commonDir, root }: Repository): string | undefined {
  try {
    const text = readFileSync(join(commonDir, 'config'), 'utf8');
    const value = /^\s*hookspath\s*=\s*"?([^"\n#;]+?)"?\s*$/im.exec(text)?.[1];
    if (value === undefined) return undefined;
    const path = relative(root, resolve(root, value)).replaceAll('\\', '/');
    return fold(path.replace(/^\.husky\/_$/, '.husky'));
  } catch {
    return undefined;
  }
}
