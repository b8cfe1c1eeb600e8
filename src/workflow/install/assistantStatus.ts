import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, connections } from '../../assistants/connections';
import { assistantNames } from '../../assistants/names';
import { programOnPath, thisSystem } from '../../git/repository/system';
import { jsonValue } from '../../text/jsonText';
import * as l10n from '../../text/l10n';
import { agentFolder, agentFolderSteps, homeOf, type Machine, seenFolder } from './agentFolder';
import {
  type ConnectionState,
  filesOf,
  inspectFile,
  isFound,
  isOurs,
  type Scope,
  scopesOf,
  stateOf,
  valueAt,
} from './assistantHooks';
import { fromBytes, readBytes } from './bundleFolder';

interface AgentStatus {
  readonly assistant: string;
  readonly name: string;
  /** It is on this machine. */
  readonly found: boolean;
  readonly user: ConnectionState;
  /** `null` outside of a working tree. */
  readonly project: ConnectionState | null;
  /** When it called last, in ISO 8601. */
  readonly lastCall: string | null;
  /** Why it may not be calling although it is connected: whole sentences. */
  readonly warnings: readonly string[];
}

export interface AgentsStatus {
  /** Every agent that was found is connected, and nothing speaks for its not calling. */
  readonly ok: boolean;
  /** Colophon's folder, which the agents' hooks start from. */
  readonly folder: {
    readonly path: string;
    readonly state: 'installed' | 'outdated' | 'missing';
    /** What Node they find; `null` where there is none, and nothing is judged or recorded. */
    readonly runtime: string | null;
  };
  readonly agents: readonly AgentStatus[];
}

/** Between an agent's writing its session down and its calling the hook, and back. */
const slackMs = 2 * 60_000;
/** What is looked at of one agent's sessions. */
const maxEntries = 2_000;

export function agentsStatus(machine: Machine, bundles: string, root?: string): AgentsStatus {
  const agents = connections.map((connection) => statusOf(machine, connection, root));
  const folder = folderStatus(machine, bundles);
  const used = agents.filter(({ found, user, project }) => found || isUsed(user) || isUsed(project));
  const ok =
    (used.length === 0 || (folder.state === 'installed' && folder.runtime !== null)) &&
    used.every(
      ({ user, project, warnings }) =>
        warnings.length === 0 &&
        [user, project].includes('connected') &&
        ![user, project].some((state) => state === 'outdated' || state === 'unreadable'),
    );
  return { ok, folder, agents };
}

function statusOf(machine: Machine, connection: Connection, root: string | undefined): AgentStatus {
  const { assistant } = connection;
  const user = connectionState(machine, connection, 'user');
  const project = root === undefined ? null : connectionState(machine, connection, { root });
  const called = modified(join(agentFolder(machine), seenFolder, assistant));
  const isConnected = isUsed(user) || isUsed(project);
  return {
    assistant,
    name: assistantNames().get(assistant) ?? assistant,
    found: isFound(machine, connection),
    user,
    project,
    lastCall: called === undefined ? null : new Date(called).toISOString(),
    warnings: isConnected
      ? [
          ...switchedOff(machine, connection, root),
          ...(assistant === 'codex' ? codexWarnings(machine, connection, root) : []),
          ...unseen(machine, connection, root, called),
        ]
      : [],
  };
}

function isUsed(state: ConnectionState | null): boolean {
  return state === 'connected' || state === 'outdated';
}

function connectionState(machine: Machine, connection: Connection, scope: Scope): ConnectionState {
  const states = filesOf(machine, connection, scope).map(([path, file]) =>
    stateOf(inspectFile(path, scope), file),
  );
  if (states.includes('unreadable')) return 'unreadable';
  if (states.every((state) => state === states[0])) return states[0]!;
  return 'outdated';
}

/** Of its files for the user and for the working tree. */
function pathsOf(machine: Machine, connection: Connection, root: string | undefined): string[] {
  return scopesOf(root).flatMap((scope) => filesOf(machine, connection, scope).map(([path]) => path));
}

/** By the agent's own settings. */
function switchedOff(machine: Machine, connection: Connection, root: string | undefined): string[] {
  const { off } = connection;
  if (off === undefined) return [];
  const files = pathsOf(machine, connection, root);
  if (root !== undefined && off.alsoIn !== undefined) files.push(join(root, ...off.alsoIn.split('/')));
  return files
    .filter((path) => valueAt(jsonOf(path), off.key.split('.')) === off.value)
    .map((path) => l10n.t('{0} switches its hooks off: {1} is {2}.', path, off.key, String(off.value)));
}

/** Its trust in a hook names the file and the place there; its own check, over the definition, cannot be repeated here. */
function codexWarnings(machine: Machine, connection: Connection, root: string | undefined): string[] {
  const config = join(homeOf(machine, connection.home), 'config.toml');
  const text = readBytes(config) ?? '';
  if (/^\s*(?:features\.)?(?:codex_)?hooks\s*=\s*false\b/m.test(text)) {
    return [l10n.t('{0} switches its hooks off.', config)];
  }
  return pathsOf(machine, connection, root).flatMap((path) => {
    const groups = valueAt(jsonOf(path), ['hooks', 'PreToolUse']);
    const place = Array.isArray(groups) ? groups.findIndex(isOurs) : -1;
    if (place < 0) return [];
    const keys = [path, realpathSync(path)].map((file) => `"${file}:pre_tool_use:${place}:0"`);
    const entry = keys
      .map((key) => text.split(key)[1]?.split(/^\s*\[/m)[0])
      .find((found) => found !== undefined);
    if (entry === undefined || !/^\s*trusted_hash\s*=/m.test(entry)) {
      return [l10n.t('Codex skips {0} until you trust it: start codex and enter /hooks.', path)];
    }
    return /^\s*enabled\s*=\s*false\b/m.test(entry)
      ? [l10n.t('Codex has {0} switched off: see /hooks.', path)]
      : [];
  });
}

/** It wrote sessions long after it called last, or was connected. */
function unseen(
  machine: Machine,
  connection: Connection,
  root: string | undefined,
  called: number | undefined,
): string[] {
  const { sessions } = connection;
  if (sessions === undefined) return [];
  const { home, env } = machine;
  const base = sessions.fromData
    ? env.XDG_DATA_HOME || join(home, '.local', 'share')
    : homeOf(machine, connection.home);
  const worked = newest(join(base, sessions.folder), sessions.files, sessions.depth);
  const connected = pathsOf(machine, connection, root).map((path) => modified(path) ?? 0);
  const since = Math.max(called ?? 0, ...connected);
  if (worked === undefined || worked <= since + slackMs) return [];
  const when = new Date(since).toISOString();
  return [
    l10n.t(
      'It has worked since {0} without calling the hook: a session that began before, one without tools, or one that skips hooks.',
      when,
    ),
  ];
}

/** When the latest of the files was written; the folders that changed last are looked at first, and not for ever. */
function newest(folder: string, files: RegExp, depth: number): number | undefined {
  let left = maxEntries;
  let latest: number | undefined;
  const visit = (path: string, deeper: number) => {
    let entries: Dirent[] = [];
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch {
      // Not there, or not ours to read.
    }
    const folders: [string, number][] = [];
    for (const entry of entries) {
      if (left-- <= 0) return;
      const child = join(path, entry.name);
      const time = modified(child);
      if (time === undefined) continue;
      if (entry.isDirectory()) folders.push([child, time]);
      else if (entry.isFile() && files.test(child.replaceAll('\\', '/')))
        latest = Math.max(latest ?? 0, time);
    }
    if (deeper === 0) return;
    for (const [child] of folders.sort(([, a], [, b]) => b - a)) if (left > 0) visit(child, deeper - 1);
  };
  visit(folder, depth);
  return latest;
}

function folderStatus(machine: Machine, bundles: string): AgentsStatus['folder'] {
  const path = agentFolder(machine);
  const [program = '', how] = (readBytes(join(path, 'runtime')) ?? '').split('\n');
  const named = fromBytes(program);
  const isNamed = named !== '' && existsSync(named);
  const steps = agentFolderSteps(machine, {
    bundles,
    ...(named !== '' && { runtime: { program: named, electron: how === 'electron' } }),
  });
  const isThere = readBytes(join(path, 'agent')) !== undefined;
  const { system = thisSystem(), env } = machine;
  const onPath = programOnPath(system, 'node', env);
  return {
    path,
    state: !isThere ? 'missing' : typeof steps === 'string' || steps.length > 0 ? 'outdated' : 'installed',
    runtime: isNamed ? named : (onPath ?? null),
  };
}

function jsonOf(path: string): unknown {
  const bytes = readBytes(path);
  return bytes === undefined ? undefined : jsonValue(fromBytes(bytes));
}

function modified(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
