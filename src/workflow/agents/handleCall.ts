import { existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import {
  type Agent,
  type AgentEvent,
  type Answer,
  type Payload,
  type Reply,
  silence,
} from '../../assistants/agentEvent';
import { agentFor } from '../../assistants/agents';
import { parsePayload, text } from '../../assistants/payload';
import { planOverrides } from '../../git/repository/config';
import type { Repository } from '../../git/repository/repository';
import type { CompiledPolicy, CompiledZone } from '../../policy/compiled';
import { fold } from '../../policy/fold';
import { createMatcher, type Matcher } from '../../policy/matcher';
import { printable } from '../../text/printable';
import { seenFolder } from '../install/agentFolder';
import { type AgentPath, isBeyondReading, PathReader } from './callPaths';
import { type Asked, ruleOfDoubt, ruleOfPath, ruleOfProtected, strictest } from './callRules';
import { replyToConfigChange } from './configChange';
import { beginCall } from './openCalls';
import type { recordCall } from './recordCall';
import { namesIn, readShell, type ShellReading } from './shell/shellCommand';

export interface AgentHook {
  /** `process.env`, which tells some agents apart. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly home: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The compiled policy of a working tree, made anew where need be; `broken` where there is one that cannot be used. */
  readonly policyOf: (repo: Repository) => Promise<CompiledPolicy | 'none' | 'broken'>;
  /** Loaded when a call has ended: the answer before it must not wait for that. */
  readonly record: typeof recordCall;
  /** The last part of a session's file. */
  readonly tail: (file: string) => string;
  /** Prints a line on standard error. */
  readonly say: (line: string) => void;
}

/** Past this a command is too long to be read word by word, and so for certain no person's. */
const maxNames = 2000;
const maxFolders = 12;

/**
 * What a hook prints and ends with. Never rejects.
 * @param name the argument that its configuration gives, a catalogue id
 */
export async function answerTo(name: string, input: string, hook: AgentHook): Promise<Reply> {
  const payload = parsePayload(input);
  if (payload === undefined) return replyToFailure(name, input, 'the payload is no JSON', hook);
  try {
    const agent = agentFor(name, payload, hook.env)!;
    const folder = text(payload, 'cwd') ?? hook.cwd;
    const root = new PathReader(hook.home).repositoryOf(folder)?.root ?? folder;
    const kept = replyToConfigChange(payload, root, hook.home);
    if (kept) return kept;
    const answer = await hear(agent, payload, hook);
    return answer === undefined ? silence : replyOf(agent, answer, payload);
  } catch (error) {
    return replyToFailure(name, input, error instanceof Error ? error.message : String(error), hook);
  }
}

/** A failure of ours: no in a repository with a policy, where the call may be a write; else it goes on. */
export function replyToFailure(name: string, input: string, why: string, hook: AgentHook): Reply {
  const [line = ''] = why.split('\n');
  hook.say(`colophon agent ${name}: ${printable(line)}`);
  const payload = parsePayload(input) ?? {};
  const agent = agentFor(name, payload, hook.env)!;
  const event = agent.read(payload);
  const isUnread = input.trim() !== '' && Object.keys(payload).length === 0;
  if (!isUnread && (event.phase !== 'before' || event.kind === 'read')) return silence;
  const reader = new PathReader(hook.home);
  const places = [event.cwd ?? '.', ...event.paths].flatMap((path) => reader.read(path, [hook.cwd]));
  if (!places.some(({ repo }) => repo && hasPolicy(repo))) return silence;
  const reason = `it cannot be told whether this may be written here (${line}). Nothing was done. Try once more; if it stays so, tell the person.`;
  return replyOf(agent, { decision: 'deny', reason }, payload);
}

/** One line, and never empty: some agents let a call through that is refused without a reason. */
function replyOf(agent: Agent, { decision, reason }: Answer, payload: Payload): Reply {
  const line = `Colophon: ${printable(reason.replace(/\s+/g, ' '))}`;
  if (decision !== 'allow') return agent.reply({ decision, reason: line }, payload);
  const reply = agent.reply({ decision, reason: line }, payload);
  return reason === '' ? reply : { ...reply, stderr: `${line}\n` };
}

export function hasPolicy({ root }: Repository): boolean {
  return existsSync(join(root, '.ai-policy'));
}

/**
 * What to answer before a call; `undefined` where nothing is asked. Where it cannot be told whether a call would write
 * where it must not, the answer is no: an agent can do the same in a plainer way. Records what is allowed.
 */
async function hear(agent: Agent, payload: Payload, hook: AgentHook): Promise<Answer | undefined> {
  const event = agent.read(payload);
  if (event.phase === 'other' || event.kind === 'read') return undefined;
  const seen = look(event, hook);
  if (event.phase !== 'before') {
    await recordAfter(agent, event, seen, hook);
    return undefined;
  }
  const answer = await judge(event, seen, hook);
  const given: Answer =
    answer.decision === 'ask' && !agent.canAsk ? { ...answer, decision: 'allow' } : answer;
  if (given.decision !== 'deny') await noteBefore(event, seen, hook);
  return given;
}

interface Seen {
  readonly reader: PathReader;
  readonly folders: readonly string[];
  readonly shell: readonly ShellReading[];
  readonly paths: readonly AgentPath[];
  /** More was named than is looked at, or what nobody can look at. */
  readonly isUnclear: boolean;
}

function look(event: AgentEvent, { cwd, home }: AgentHook): Seen {
  const reader = new PathReader(home);
  const absolutes = (name: string, from: readonly string[]) =>
    reader.read(name, from).map(({ absolute }) => absolute);
  const isShell = event.kind === 'shell';
  const shell = isShell ? event.commands.map(readShell) : [];
  const into = [event.folder ?? [], ...shell.map(({ folders }) => folders)].flat();
  // `cd a && cd b`: b may be in a, or beside it.
  const isPlaced = event.cwd !== null && isFolder(event.cwd, cwd);
  let folders = [
    ...new Set([...(event.cwd === null ? [] : absolutes(event.cwd, [cwd])), ...(isPlaced ? [] : [cwd])]),
  ];
  if (shell.some(({ isFromRoot }) => isFromRoot)) {
    folders = [...new Set([...folders, ...folders.map((one) => reader.repositoryOf(one)?.root ?? one)])];
  }
  for (const name of into.slice(0, 20)) {
    folders = [...new Set([...folders, ...absolutes(name, folders)])].slice(0, maxFolders);
  }
  const names = new Set([
    ...event.paths,
    ...shell.flatMap(({ written }) => written),
    // Of a tool that is not known: what is a path as a whole, and in a doubtful call any word.
    ...(isShell
      ? []
      : event.commands.flatMap((one) => (event.isDoubtful ? namesIn(one) : mayBePath(one) ? [one] : []))),
  ]);
  const paths = [...names].slice(0, maxNames).flatMap((name) => reader.read(name, folders));
  // What is too long for a path is none, but where the tool was told that it is one.
  const isTooMuch = names.size > maxNames || shell.some((one) => one.isUnclear);
  const isUnreadable = event.paths.some(isBeyondReading) || [...names].some((name) => name.includes('\0'));
  const isUnclear = !isPlaced || isTooMuch || isUnreadable;
  return {
    reader,
    folders,
    shell,
    paths,
    isUnclear,
  };
}

/** Of a text with blanks only what ends like a file in a folder: most of them are sentences. */
function mayBePath(text: string): boolean {
  return !/\s/.test(text) || (text.length <= 300 && /^[^\n]*[\\/][^\n\\/]*\.\w{1,12}$/.test(text));
}

function isFolder(path: string, cwd: string): boolean {
  try {
    return statSync(resolve(cwd, path)).isDirectory();
  } catch {
    return false;
  }
}

/** The policies of the repositories that a call has to do with, each read once. */
class Policies {
  readonly #hook: AgentHook;
  readonly #known = new Map<string, Promise<Judge | 'none' | 'broken'>>();

  constructor(hook: AgentHook) {
    this.#hook = hook;
  }

  of(repo: Repository): Promise<Judge | 'none' | 'broken'> {
    let found = this.#known.get(repo.root);
    if (found === undefined) this.#known.set(repo.root, (found = this.#read(repo)));
    return found;
  }

  async #read(repo: Repository): Promise<Judge | 'none' | 'broken'> {
    const policy = await this.#hook.policyOf(repo);
    return typeof policy === 'string' ? policy : { policy, matcher: createMatcher(policy) };
  }
}

interface Judge {
  readonly policy: CompiledPolicy;
  readonly matcher: Matcher;
}

async function judge(event: AgentEvent, seen: Seen, hook: AgentHook): Promise<Answer> {
  const { assistant } = event;
  const policies = new Policies(hook);
  const answers: Answer[] = [];
  const forbidden = seen.shell.find((one) => one.forbidden !== undefined)?.forbidden;
  if (forbidden !== undefined) {
    answers.push({
      decision: 'deny',
      reason: `${forbidden} is for a person: no assistant gives a person’s word, or unhooks the record. Nothing was run. Tell the person what is needed, and let them do it.`,
    });
  }
  const overrides = new Map<string, ReadonlyMap<string, string>>();
  const askedIn = async (repo: Repository, found: Judge, zones: readonly CompiledZone[]): Promise<Asked> => {
    const asked = { assistant, ...found, now: hook.now };
    // Where no vendor is let in, it does not matter under which contract an assistant is used.
    if (zones.some(({ vendors }) => vendors.includes('none'))) return { ...asked, overrides: new Map() };
    let own = overrides.get(repo.root);
    if (own === undefined) overrides.set(repo.root, (own = await planOverrides(repo)));
    return { ...asked, overrides: own };
  };
  for (const { absolute, repo, path, directory } of seen.paths) {
    const found = repo === undefined ? 'none' : await policies.of(repo);
    answers.push(ruleOfProtected(fold(absolute), found !== 'none'));
    if (repo === undefined || found === 'none') continue;
    answers.push(ruleOfProtected(fold(path), true, hooksPathOf(repo)));
    if (found === 'broken') answers.push(brokenPolicy);
    else {
      const { mode, zones } = found.matcher.decide(path, { directory });
      if (mode !== 'restricted') continue;
      const all = zones.map((name) => found.matcher.zone(name));
      answers.push(ruleOfPath(path, directory, await askedIn(repo, found, all)));
    }
  }
  if (event.isDoubtful || seen.isUnclear) {
    for (const folder of seen.folders) {
      const repo = seen.reader.repositoryOf(folder);
      const found = repo === undefined ? 'none' : await policies.of(repo);
      if (found === 'broken') answers.push(brokenPolicy);
      else if (repo !== undefined && found !== 'none')
        answers.push(ruleOfDoubt(await askedIn(repo, found, found.policy.zones)));
    }
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

/** Of a call that goes on: what the files hold before it. What fails here is said, and nothing else. */
async function noteBefore(event: AgentEvent, seen: Seen, hook: AgentHook): Promise<void> {
  await recording(hook, async () => {
    const policies = new Policies(hook);
    const shell = {
      restores: seen.shell.some((one) => one.restores),
      writes: seen.shell.some((one) => one.writes),
    };
    for (const [repo, paths] of byRepository(event, seen)) {
      if ((await policies.of(repo)) !== 'none') await beginCall(repo, event, paths, shell, hook.now);
    }
  });
}

async function recordAfter(agent: Agent, event: AgentEvent, seen: Seen, hook: AgentHook): Promise<void> {
  await recording(hook, async () => {
    const policies = new Policies(hook);
    const model = event.model ?? agent.modelIn?.(event, hook.tail) ?? null;
    for (const [repo] of byRepository(event, seen)) {
      if ((await policies.of(repo)) === 'none') continue;
      const edits = new Map(
        event.edits.flatMap(({ path, replaced }) =>
          seen.reader
            .read(path, seen.folders)
            .filter((one) => one.repo?.root === repo.root && isPlain(repo, one))
            .map((one) => [one.path, replaced] as const),
        ),
      );
      await hook.record(repo, { event, model, now: hook.now, edits });
    }
  });
}

/** The name under which git knows it: a path through a link is another name of the same file. */
function isPlain({ root }: Repository, { absolute, path }: AgentPath): boolean {
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute)) === join(realpathSync(root), path);
  } catch {
    return false;
  }
}

/** The repositories that a call may write to: of a shell that of its folders, else of its paths. */
function byRepository(event: AgentEvent, { reader, folders, paths }: Seen): [Repository, string[]][] {
  const found = new Map<string, [Repository, string[]]>();
  const places =
    event.kind === 'shell'
      ? folders.map((folder) => ({ repo: reader.repositoryOf(folder), path: '' }))
      : paths;
  for (const { repo, path } of places) {
    if (repo === undefined) continue;
    const known = found.get(repo.root) ?? [repo, []];
    known[1].push(path);
    found.set(repo.root, known);
  }
  return [...found.values()];
}

/** The record is worth less than the person's work: what fails is said, and the call goes on. */
async function recording(hook: AgentHook, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    hook.say(`colophon: this call is not recorded: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Notes that the agent has called, so that `colophon agents status` can tell when it no longer does. */
export function noteSeen(dataFolder: string, assistant: string): void {
  try {
    const folder = join(dataFolder, seenFolder);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, assistant), '');
  } catch {
    // It only helps to tell.
  }
}
