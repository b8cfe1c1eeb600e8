import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEvent } from '../../assistants/agentEvent';
import { lineageOf } from '../../git/hooks/caller';
import { type GitOwnedTexts, gitOwnedNow } from '../../git/objects/gitOwnedTexts';
import { headCommit } from '../../git/objects/headFiles';
import { changedFiles, readWorkingText } from '../../git/objects/workingFiles';
import type { Repository } from '../../git/repository/repository';
import { madeAt, otherWorktrees } from '../../git/repository/worktrees';
import { writeWhole } from '../../git/repository/writeWhole';
import type { ShellReading } from './shell/shellReading';

/** A call that began: what the files held then. Kept under git's own directory until the call ends. */
export interface AgentCall {
  readonly assistant: string;
  readonly session: string | null;
  readonly kind: AgentEvent['kind'];
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** By path, POSIX from the root; `null` where there was no text. */
  readonly texts: Readonly<Record<string, string | null>>;
  /** Of a shell: the commit whose files the others are as in. */
  readonly head?: string;
  /** Of a shell: the process of the agent, which starts it too. */
  readonly agent?: number;
  /** It takes text from git: what then differs is nobody's new text, or only what `kept` and git do not have. */
  readonly restores: boolean;
  /** Where it writes beside that: what git had then. */
  readonly kept?: GitOwnedTexts;
  /** Paths that were changed already and are not in `texts`, since there was too much. */
  readonly unread: readonly string[];
}

const maxFiles = 400;
const maxBytes = 16_000_000;
/** An agent that never told the end of a call is gone by then. */
const forgottenMs = 24 * 3_600_000;
/** Longer than this no call is taken to be under way beside another. */
const besideMs = 3_600_000;

function folderOf({ colophonDir }: Pick<Repository, 'colophonDir'>): string {
  return join(colophonDir, 'calls');
}

/** One name for both ends of a call: by its id, else by what it was told to do. */
function nameOf({ assistant, session, call, kind, commands, edits }: AgentEvent): string {
  const told = call ?? [kind, commands, edits.map(({ path }) => path)];
  return createHash('sha256')
    .update(JSON.stringify([assistant, session, told]))
    .digest('hex')
    .slice(0, 32);
}

/** Notes what `paths`, or for a shell all changed files, hold before the call. */
export async function beginCall(
  repo: Repository,
  event: AgentEvent,
  paths: readonly string[],
  { restores, writes }: Pick<ShellReading, 'restores' | 'writes'>,
  now: number,
): Promise<void> {
  const isShell = event.kind === 'shell';
  const [listed, head, agent, kept] = isShell
    ? await Promise.all([
        changedFiles(repo),
        headCommit(repo),
        agentAbove(process.ppid, event.assistant),
        restores && writes ? gitOwnedNow(repo) : undefined,
      ])
    : [paths, undefined, undefined, undefined];
  if (typeof listed === 'string') throw new Error(listed);
  if (typeof kept === 'string') throw new Error(kept);
  const texts: Record<string, string | null> = Object.create(null);
  const unread: string[] = [];
  let bytes = 0;
  for (const [index, path] of [...new Set(listed)].entries()) {
    const text = index < maxFiles && bytes < maxBytes ? readWorkingText(repo, path) : undefined;
    bytes += text?.length ?? 0;
    const isText = text !== undefined || !lstatSync(join(repo.root, path), { throwIfNoEntry: false });
    if (isText && index < maxFiles && bytes < maxBytes) texts[path] = text ?? null;
    else unread.push(path);
  }
  const { assistant, session, kind } = event;
  const call: AgentCall = {
    assistant,
    session,
    kind,
    at: now,
    texts,
    restores,
    unread,
    ...(head !== undefined && { head }),
    ...(agent !== undefined && { agent }),
    ...(kept && { kept }),
  };
  const folder = folderOf(repo);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  sweep(folder, now);
  writeWhole(join(folder, `${nameOf(event)}.json`), JSON.stringify(call), { mode: 0o600 });
  // A commit that the shell makes itself is made before the call ends: the hooks look then. It is said last, so that who
  // takes it back sees that there is a call.
  if (isShell) writeFileSync(join(repo.colophonDir, 'pending'), '', { flag: 'a' });
}

export interface EndedCall {
  /** Absent where the call's beginning was not told. */
  readonly call?: AgentCall;
  /** Paths that calls of others, under way at the same time, may have written; `all` for a shell's. */
  readonly beside: ReadonlySet<string> | 'all';
}

/** Whether the beginning of this call was told of in this working tree. */
export function hasBegun(repo: Repository, event: AgentEvent): boolean {
  return existsSync(join(folderOf(repo), `${nameOf(event)}.json`));
}

/** Takes up what a call began with. Calls under way beside it learn of this one, and this one of them. */
export function endCall(repo: Repository, event: AgentEvent, now: number): EndedCall {
  const folder = folderOf(repo);
  if (!existsSync(folder)) return { beside: new Set() };
  const own = `${nameOf(event)}.json`;
  const call = readCall(join(folder, own));
  const shared = `${own}.beside`;
  const paths = new Set<string>(readLines(join(folder, shared)));
  for (const name of callsIn(folder)) {
    if (name === own) continue;
    const other = readCall(join(folder, name));
    if (!other || now - other.at > besideMs || isSameAgent(other, event)) continue;
    if (other.kind === 'shell') paths.add('*');
    else for (const path of Object.keys(other.texts)) paths.add(path);
    // It ends later, and has to know of what this one wrote meanwhile.
    const mine = event.kind === 'shell' ? ['*'] : Object.keys(call?.texts ?? {});
    writeFileSync(join(folder, `${name}.beside`), mine.map((path) => `${path}\n`).join(''), {
      flag: 'a',
      mode: 0o600,
    });
  }
  for (const name of [own, shared]) rmSync(join(folder, name), { force: true });
  return { ...(call && { call }), beside: paths.has('*') ? 'all' : paths };
}

/**
 * The shell that is under way above this process, the last to begin of several that one session has. None where there
 * are several agents', since then nobody can tell whose text is whose; and none above a person's own commit: the end of
 * a call that was refused or broken off is not told, and what is written after it is not the agent's.
 */
export async function openShell(repo: Repository, now: number): Promise<AgentCall | undefined> {
  const own = shellsIn(repo, now);
  const begun = own.length > 0 ? own : await shellsThatMade(repo, now);
  // At most commits there is none, and nobody has to be asked what is above this process.
  if (begun.length === 0) return undefined;
  const isNeeded = begun.some(({ agent }) => agent !== undefined);
  const above = new Set((await lineageOf(process.ppid, isNeeded))?.map(({ pid }) => pid));
  const isFrom = ({ assistant, agent }: AgentCall) =>
    agent === undefined ? tokens[assistant]?.some((name) => process.env[name]) : above.has(agent);
  const open = begun.filter(isFrom).sort((a, b) => a.at - b.at);
  const last = open.at(-1);
  return last && open.every((one) => isSameAgent(one, last)) ? last : undefined;
}

function shellsIn(repo: Repository, now: number): AgentCall[] {
  const folder = folderOf(repo);
  return callsIn(folder)
    .flatMap((name) => readCall(join(folder, name)) ?? [])
    .filter(({ kind, at }) => kind === 'shell' && now - at <= besideMs);
}

/** Calls of other working trees that were under way when this one was made: whose shell makes one goes on in it. */
async function shellsThatMade(repo: Repository, now: number): Promise<AgentCall[]> {
  const made = madeAt(repo);
  if (made === undefined) return [];
  const begun = otherWorktrees(repo).flatMap((other) => shellsIn(other, now));
  const found = begun.filter(({ at }) => at <= made);
  return Promise.all(found.map((call) => callIn(repo, call)));
}

/** A call as it began in a working tree that was made after: with nothing but what HEAD holds. */
export async function callIn(repo: Repository, call: AgentCall): Promise<AgentCall> {
  const { head: _, ...rest } = call;
  const head = await headCommit(repo);
  return { ...rest, texts: {}, unread: [], ...(head !== undefined && { head }) };
}

const shells = /(?:^|[/\\])-?(?:sh|bash|dash|zsh|fish|ksh|ash|env|timeout|cmd|powershell|pwsh)(?:\.exe)?$/i;

/** What started a hook: above it, and above the shell that it was started by. */
async function agentAbove(pid: number, assistant: string): Promise<number | undefined> {
  const isNeeded = tokens[assistant] === undefined;
  return (await lineageOf(pid, isNeeded))?.find(({ argv }) => !shells.test(argv[0] ?? ''))?.pid;
}

/** What agents set in the environment of their shells: it tells their calls where the system does not tell who started what. */
const tokens: Readonly<Record<string, readonly string[]>> = {
  'claude-code': ['CLAUDECODE'],
  'gemini-cli': ['GEMINI_CLI'],
  'qwen-code': ['QWEN_CODE'],
  'github-copilot': ['COPILOT_CLI'],
  cursor: ['CURSOR_AGENT'],
  opencode: ['OPENCODE'],
};

/** Whether one may be: as long as it is, it may write text and commit it. */
export function isCallUnderWay(repo: Pick<Repository, 'colophonDir'>, now: number): boolean {
  const folder = folderOf(repo);
  const begun = (name: string) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return callsIn(folder).some((name) => now - begun(name) <= besideMs);
}

function callsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
}

/** Its own calls run one after another, or are its own all the same. */
function isSameAgent(
  other: AgentCall,
  { assistant, session }: Pick<AgentCall, 'assistant' | 'session'>,
): boolean {
  return other.assistant === assistant && other.session === session;
}

function readCall(file: string): AgentCall | undefined {
  try {
    const call = JSON.parse(readFileSync(file, 'utf8')) as AgentCall;
    return typeof call.at === 'number' && typeof call.texts === 'object' && Array.isArray(call.unread)
      ? call
      : undefined;
  } catch {
    return undefined;
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function sweep(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (stat && now - stat.mtimeMs > forgottenMs) rmSync(file, { force: true });
  }
}
