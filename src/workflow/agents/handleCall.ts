import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Agent,
  type AgentEvent,
  type Answer,
  type Payload,
  type Reply,
  silence,
} from '../../assistants/agentEvent';
import { type AgentHome, agentHomes } from '../../assistants/agentHomes';
import { agentFor } from '../../assistants/agents';
import { parsePayload, text } from '../../assistants/payload';
import { spelledAsInIndex } from '../../git/objects/indexSpelling';
import type { Repository } from '../../git/repository/repository';
import { posixPath, trueName } from '../../git/repository/spelling';
import { foldsCase, type System } from '../../git/repository/system';
import type { CompiledPolicy } from '../../policy/compiled';
import { fold } from '../../policy/fold';
import { printable } from '../../text/printable';
import { agentFolder, homeOf, seenFolder } from '../install/agentFolder';
import { PathReader } from './callPaths';
import { type CallTargets, resolveTargets } from './callTargets';
import { replyToConfigChange } from './configChange';
import { judgeCall, Policies } from './judgeCall';
import { beginCall } from './openCalls';
import type { recordCall } from './recordCall';
import type { WindowsShells } from './shell/shellReading';

export interface AgentHook {
  /** `process.env`, which tells some agents apart. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly home: string;
  /** That of this process, where it is not given. */
  readonly system?: System;
  /** The repository whose `.git` lies in a folder; found there, where it is not given. */
  readonly repositoryIn?: (folder: string) => Repository | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The compiled policy of a working tree, made anew where need be; `broken` where there is one that cannot be used. */
  readonly policyOf: (repo: Repository) => Promise<CompiledPolicy | 'none' | 'broken'>;
  /** Loaded where a command is none of a POSIX shell's. */
  readonly windowsShells: () => WindowsShells;
  /** Loaded when a call has ended: the answer before it must not wait for that. */
  readonly record: typeof recordCall;
  /** The last part of a session's file. */
  readonly tail: (file: string) => string;
  /** Prints a line on standard error. */
  readonly say: (line: string) => void;
}

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
    const root = readerOf(hook).repositoryOf(folder)?.root ?? folder;
    const kept = replyToConfigChange(payload, root, hook.home);
    if (kept) return kept;
    const answer = await handleCall(agent, payload, hook);
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
  const reader = readerOf(hook);
  const places = [event.cwd ?? '.', ...event.paths].flatMap((path) => reader.read(path, [hook.cwd]));
  if (!places.some(({ repo }) => repo && hasPolicy(repo))) return silence;
  const reason = `it cannot be told whether this may be written here (${line}). Nothing was done. Try once more; if it stays so, tell the person.`;
  return replyOf(agent, { decision: 'deny', reason }, payload);
}

function readerOf({ home, system, repositoryIn }: AgentHook): PathReader {
  return new PathReader(home, system, repositoryIn);
}

/** One line, and never empty: some agents let a call through that is refused without a reason. */
function replyOf(agent: Agent, { decision, reason }: Answer, payload: Payload): Reply {
  const line = `Colophon: ${printable(reason.replace(/\s+/g, ' '))}`;
  if (decision !== 'allow') return agent.reply({ decision, reason: line }, payload);
  const reply = agent.reply({ decision, reason: line }, payload);
  return reason === '' ? reply : { ...reply, stderr: `${line}\n` };
}

/** Folded, POSIX: Colophon's folder for the user, and where agents keep their hooks for them; wherever variables say. */
export function ownPlaces({ home, env }: Pick<AgentHook, 'home' | 'env'>, { system }: PathReader): string[] {
  const machine = { home, env, system };
  const hooks = Object.values<AgentHome>(agentHomes).flatMap((one) =>
    one.hooks.map((name) => system.path.join(homeOf(machine, one), name)),
  );
  const places = [agentFolder(machine), ...hooks];
  return places.flatMap((one) => [one, trueName(system, one)]).map((one) => fold(posixPath(system, one)));
}

export function hasPolicy({ root }: Repository): boolean {
  return existsSync(join(root, '.ai-policy'));
}

/**
 * What to answer before a call; `undefined` where nothing is asked. Where it cannot be told whether a call would write
 * where it must not, the answer is no: an agent can do the same in a plainer way. Records what is allowed.
 */
async function handleCall(agent: Agent, payload: Payload, hook: AgentHook): Promise<Answer | undefined> {
  const event = agent.read(payload);
  if (event.phase === 'other' || event.kind === 'read') return undefined;
  const targets = resolveTargets(event, hook.cwd, readerOf(hook), hook);
  const policies = new Policies(hook.policyOf);
  if (event.phase !== 'before') {
    await recordAfter(agent, event, targets, policies, hook);
    return undefined;
  }
  const own = ownPlaces(hook, targets.reader);
  const answer = await judgeCall(event, targets, policies, hook.now, own);
  const given: Answer =
    answer.decision === 'ask' && !agent.canAsk ? { ...answer, decision: 'allow' } : answer;
  if (given.decision !== 'deny') await noteBefore(event, targets, policies, hook);
  return given;
}

/** Of a call that goes on: what the files hold before it. What fails here is said, and nothing else. */
async function noteBefore(
  event: AgentEvent,
  targets: CallTargets,
  policies: Policies,
  hook: AgentHook,
): Promise<void> {
  await recording(hook, async () => {
    const shell = {
      restores: targets.shell.some((one) => one.restores),
      writes: targets.shell.some((one) => one.writes),
    };
    for (const [repo, paths] of byRepository(event, targets)) {
      if ((await policies.of(repo)) !== 'none') await beginCall(repo, event, paths, shell, hook.now);
    }
  });
}

async function recordAfter(
  agent: Agent,
  event: AgentEvent,
  targets: CallTargets,
  policies: Policies,
  hook: AgentHook,
): Promise<void> {
  await recording(hook, async () => {
    const model = event.model ?? agent.modelIn?.(event, hook.tail) ?? null;
    for (const [repo] of byRepository(event, targets)) {
      if ((await policies.of(repo)) === 'none') continue;
      const edits = new Map(
        event.edits.flatMap(({ path, replaced }) =>
          targets.reader
            .read(path, targets.folders)
            .filter((one) => one.repo?.root === repo.root && targets.reader.isPlain(one))
            .map((one) => [one.path, replaced] as const),
        ),
      );
      await hook.record(repo, {
        event,
        model,
        now: hook.now,
        edits: await asInIndex(repo, edits, targets.reader),
      });
    }
  });
}

type Edits = Parameters<AgentHook['record']>[1]['edits'];

/** Under the names that git will ask for: on some systems a tool may be told others of the same file. */
async function asInIndex(repo: Repository, edits: Edits, { system }: PathReader): Promise<Edits> {
  if (!foldsCase(system) || edits.size === 0) return edits;
  const names = await spelledAsInIndex(repo, [...edits.keys()]);
  return new Map([...edits].map(([path, replaced]) => [names.get(path) ?? path, replaced]));
}

/** The repositories that a call may write to: of a shell that of its folders, else of its paths. */
function byRepository(event: AgentEvent, { reader, folders, paths }: CallTargets): [Repository, string[]][] {
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
