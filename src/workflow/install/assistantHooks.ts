import { isUtf8 } from 'node:buffer';
import { accessSync, constants, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type Connection,
  type ConnectionFile,
  connections,
  countMarks,
  forWindows,
  holdsMark,
  hookCommand,
  ownMark,
} from '../../assistants/connections';
import { isRunAlike, programOnPath, thisSystem } from '../../git/repository/system';
import { diff } from '../../text/diff';
import { isRecord } from '../../text/isRecord';
import { createdText, jsonValue, type Unfit, withMembers, withoutMembers } from '../../text/jsonText';
import * as l10n from '../../text/l10n';
import {
  agentBundles,
  agentFolder,
  agentFolderSteps,
  homeOf,
  type Machine,
  seenFolder,
  windowsLaunch,
} from './agentFolder';
import { fromBytes, type InstallOptions, readBytes, toBytes } from './bundleFolder';
import { applyFileStep, type FileStep } from './installPlan';

/** One file of an agent's, before and after; bytes, one UTF-16 code unit each. `undefined`: it is not there. */
interface FileChange {
  readonly assistant: string;
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface AgentPlan {
  readonly changes: readonly FileChange[];
  /** What is to be done, in this order. */
  readonly steps: readonly FileStep[];
  /** What is left as it is, and why; the rest goes on. */
  readonly problems: readonly string[];
}

/** In the user's own configuration, or in that of the working tree at `root`, which other people get too. */
export type Scope = 'user' | { readonly root: string };

/** Both, or where there is no working tree only the user's own. */
export function scopesOf(root: string | undefined): Scope[] {
  return root === undefined ? ['user'] : ['user', { root }];
}

export type ConnectionState = 'connected' | 'outdated' | 'missing' | 'unreadable';

/** What stands in a file now. */
type FoundFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly bytes: string; readonly mode: number }
  | { readonly kind: 'problem'; readonly message: string };

const maxSize = 1024 * 1024;

/** Makes each agent call Colophon. Writes nothing. */
export function planConnect(
  machine: Machine,
  chosen: readonly Connection[],
  scope: Scope,
  options: InstallOptions,
): AgentPlan {
  const own = agentFolderSteps(machine, options);
  if (typeof own === 'string') return { changes: [], steps: [], problems: [own] };
  const installed = { ...machine, ...(options.runtime && { runtime: options.runtime }) };
  const { changes, steps, problems } = changesOf(installed, chosen, scope, connected);
  return { changes, steps: [...own, ...steps], problems };
}

/** Takes out what `planConnect` wrote, of any version. With the last connection that is known, our folder goes too. */
export function planDisconnect(
  machine: Machine,
  chosen: readonly Connection[],
  scope: Scope,
  root?: string,
): AgentPlan {
  const { changes, steps, problems } = changesOf(machine, chosen, scope, disconnected);
  const gone = changes.filter(({ after }) => after === undefined).map(({ path }) => path);
  const folders = emptiedFolders(machine, scope, gone);
  const left = connections.some((connection) =>
    scopesOf(root).some(
      (place) =>
        isThere(machine, connection, place) &&
        !(chosen.includes(connection) && isDeepStrictEqual(place, scope)),
    ),
  );
  const own = scope === 'user' && !left && problems.length === 0 ? folderRemoval(machine) : [];
  return {
    changes,
    steps: [...steps, ...folders.map((path): FileStep => ({ do: 'remove', path })), ...own],
    problems,
  };
}

/** Does the steps in order; the first that cannot be done ends it. */
export function applyAgentPlan({ steps }: AgentPlan): string | undefined {
  for (const step of steps) {
    const problem = applyFileStep(step);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A change as a person reads it: where, and the lines that come and go. */
export function describeChange({ path, before, after }: FileChange): string {
  const [a, b] = [before, after].map((bytes) =>
    fromBytes(bytes ?? '')
      .split(/\r?\n/)
      .slice(0, bytes ? undefined : 0),
  );
  const isNew = before === undefined;
  const gone = after === undefined;
  const lines = [isNew ? l10n.t('{0} (new file)', path) : gone ? l10n.t('{0} (is removed)', path) : path];
  let [i, j] = [0, 0];
  for (const { aStart, bStart, length } of [
    ...diff(a!, b!),
    { aStart: a!.length, bStart: b!.length, length: 0 },
  ]) {
    if (i < aStart || j < bStart) lines.push(l10n.t('@@ line {0}', (gone ? i : j) + 1));
    lines.push(...a!.slice(i, aStart).map((line) => `- ${line}`));
    lines.push(...b!.slice(j, bStart).map((line) => `+ ${line}`));
    [i, j] = [aStart + length, bStart + length];
  }
  return lines.join('\n');
}

/** By catalogue id. */
export function connectionOf(assistant: string): Connection | undefined {
  return connections.find((connection) => connection.assistant === assistant);
}

/** Whether the agent is on this machine: its folder, or its program on the PATH. */
export function isFound(machine: Machine, { home, programs }: Connection): boolean {
  const { system = thisSystem(), env } = machine;
  return (
    isFolder(homeOf(machine, home)) ||
    programs.some((program) => programOnPath(system, program, env, isProgram) !== undefined)
  );
}

/** The files of a connection in one scope, with their places. */
export function filesOf(
  machine: Machine,
  connection: Connection,
  scope: Scope,
): readonly (readonly [path: string, file: ConnectionFile])[] {
  const base = scope === 'user' ? homeOf(machine, connection.home) : scope.root;
  const files = scope === 'user' ? connection.user : connection.project;
  const { name } = machine.system ?? thisSystem();
  const launch = scope === 'user' && name === 'win32' ? windowsLaunch(machine) : undefined;
  return files.map((file) => {
    const own = launch ? forWindows(file, connection.assistant, launch) : file;
    return [join(base, ...file.path.split('/')), own] as const;
  });
}

/** Reads a file that is to be changed; what must be left alone is a problem. */
export function inspectFile(path: string, scope: Scope): FoundFile {
  const refuse = (message: string): FoundFile => ({ kind: 'problem', message });
  try {
    const linked = scope === 'user' ? undefined : linkBetween(scope.root, path);
    if (linked !== undefined)
      return refuse(l10n.t('{0} is a symbolic link; Colophon does not follow it.', linked));
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return { kind: 'none' };
    if (found.isSymbolicLink()) {
      return refuse(
        l10n.t(
          '{0} is a symbolic link; Colophon does not write through it. Change its target by hand.',
          path,
        ),
      );
    }
    if (!found.isFile()) return refuse(l10n.t('{0} is no file.', path));
    if (found.size > maxSize)
      return refuse(l10n.t('{0} is larger than 1 MiB; Colophon leaves it alone.', path));
    // The superuser could write it all the same.
    if ((found.mode & 0o200) === 0) return refuse(l10n.t('{0} is read-only; Colophon leaves it so.', path));
    accessSync(path, constants.W_OK);
    const content = readFileSync(path);
    if (!isUtf8(content)) return refuse(l10n.t('{0} is not UTF-8; Colophon leaves it alone.', path));
    return { kind: 'file', bytes: content.toString('latin1'), mode: found.mode & 0o777 };
  } catch (error) {
    return refuse(
      l10n.t('{0} cannot be read and written ({1}).', path, String((error as NodeJS.ErrnoException).code)),
    );
  }
}

/** What a file says of its connection. */
export function stateOf(found: FoundFile, file: ConnectionFile): ConnectionState {
  if (found.kind === 'problem') return 'unreadable';
  if (found.kind === 'none') return 'missing';
  const text = fromBytes(found.bytes);
  if (file.kind === 'own') {
    // One of the person's own may call ours.
    if (!text.includes(ownMark)) return holdsMark(text) ? 'connected' : 'missing';
    return text === file.text && isRunAlike(found.mode, file.mode) ? 'connected' : 'outdated';
  }
  const left = withoutMembers(text, isOurs, file.head);
  if (left === undefined) return 'missing';
  if (typeof left !== 'string') return 'unreadable';
  return isCurrent(text, file) ? 'connected' : 'outdated';
}

/** A handler whose command starts our shim, or a group of nothing else. */
export function isOurs(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { command, bash, powershell, hooks } = value;
  if (Array.isArray(hooks)) return hooks.length > 0 && hooks.every(isOurs);
  return [command, bash, powershell].some((text) => typeof text === 'string' && holdsMark(text));
}

type ChangeFile = (
  path: string,
  file: ConnectionFile,
  found: Exclude<FoundFile, { kind: 'problem' }>,
  assistant: string,
) => { readonly after: string | undefined; readonly mode: number } | string | undefined;

function changesOf(
  machine: Machine,
  chosen: readonly Connection[],
  scope: Scope,
  change: ChangeFile,
): AgentPlan {
  const changes: FileChange[] = [];
  const steps: FileStep[] = [];
  const problems: string[] = [];
  for (const connection of chosen) {
    // All files of one agent, or none.
    const mine: [FileChange, FileStep][] = [];
    const wrong: string[] = [];
    for (const [path, file] of filesOf(machine, connection, scope)) {
      const found = inspectFile(path, scope);
      const made = found.kind === 'problem' ? found.message : change(path, file, found, connection.assistant);
      if (typeof made === 'string') wrong.push(made);
      else if (made !== undefined) {
        const { after, mode } = made;
        const before = found.kind === 'file' ? found.bytes : undefined;
        const step: FileStep =
          after === undefined ? { do: 'remove', path } : { do: 'write', path, text: after, mode };
        mine.push([{ assistant: connection.assistant, path, before, after }, step]);
      }
    }
    problems.push(...wrong);
    if (wrong.length > 0) continue;
    changes.push(...mine.map(([one]) => one));
    steps.push(...mine.map(([, step]) => step));
  }
  return { changes, steps, problems };
}

const connected: ChangeFile = (path, file, found, assistant) => {
  if (stateOf(found, file) === 'connected') return undefined;
  if (file.kind === 'own') {
    if (assistant === 'cline' && thisSystem().name === 'win32')
      return l10n.t('Cline runs no hooks on Windows: what it writes is neither judged nor recorded there.');
    if (found.kind === 'none' || fromBytes(found.bytes).includes(ownMark)) {
      return { after: toBytes(file.text), mode: file.mode };
    }
    return l10n.t(
      '{0} is there already and is not Colophon’s. To have both, let it give its standard input to this too, and print what that prints: {1}',
      path,
      hookCommand(assistant),
    );
  }
  const mode = found.kind === 'file' ? found.mode : 0o644;
  const text = found.kind === 'file' ? fromBytes(found.bytes) : undefined;
  // An older version's are replaced.
  const base = text === undefined ? '' : (withoutMembers(text, isOurs, file.head) ?? text);
  const after =
    base === '' && text !== ''
      ? createdText(file.members, file.head)
      : typeof base === 'string'
        ? withMembers(base, file.members)
        : base;
  if (typeof after === 'string') return { after: toBytes(after), mode };
  return leftAlone(path, after);
};

const disconnected: ChangeFile = (path, file, found) => {
  if (found.kind === 'none') return undefined;
  const text = fromBytes(found.bytes);
  if (file.kind === 'own') return text.includes(ownMark) ? { after: undefined, mode: 0 } : undefined;
  if (countMarks(text) === 0) return undefined;
  const left = withoutMembers(text, isOurs, file.head);
  if (left === undefined) return undefined;
  if (typeof left !== 'string') return leftAlone(path, left);
  return { after: left === '' ? undefined : toBytes(left), mode: found.mode };
};

function leftAlone(path: string, { problem }: Unfit): string {
  return l10n.t('{0}; Colophon leaves it alone.', problem(path));
}

/** Every member is there as it is written today, and nothing else of ours. */
function isCurrent(text: string, { members }: Extract<ConnectionFile, { kind: 'settings' }>): boolean {
  const value = jsonValue(text);
  const listAt = (path: readonly string[]) => {
    const list = valueAt(value, path);
    return Array.isArray(list) ? list : [];
  };
  const wanted = countMarks(JSON.stringify(members));
  return (
    countMarks(JSON.stringify(value)) === wanted &&
    members.every(({ path, value: member }) => listAt(path).some((one) => isDeepStrictEqual(one, member)))
  );
}

/** What stands in a JSON value under keys of keys. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  for (const key of path) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  return value;
}

/** Something of ours is in its files. */
export function isThere(machine: Machine, connection: Connection, scope: Scope): boolean {
  return filesOf(machine, connection, scope).some(([path]) => countMarks(readBytes(path) ?? '') > 0);
}

/** Folders that hold nothing when `gone` are, the innermost first; never one that is not an agent's. */
function emptiedFolders({ home, env }: Machine, scope: Scope, gone: readonly string[]): string[] {
  const root = scope === 'user' ? home : scope.root;
  const config = env.XDG_CONFIG_HOME ?? join(home, '.config');
  const stops = new Set([home, root, config, join(home, 'Documents'), join(root, '.github')]);
  const removed = new Set(gone);
  const folders: string[] = [];
  for (const path of gone) {
    for (let folder = dirname(path); !stops.has(folder) && !removed.has(folder); folder = dirname(folder)) {
      if (dirname(folder) === folder || readdirSync(folder).some((name) => !removed.has(join(folder, name))))
        break;
      removed.add(folder);
      folders.push(folder);
    }
  }
  return folders;
}

/** All of our folder that is ours. */
function folderRemoval(machine: Machine): FileStep[] {
  const folder = agentFolder(machine);
  const seen = join(folder, seenFolder);
  const names = [...agentBundles, 'runtime', 'agent'].map((name) => join(folder, name));
  const paths = [...names, ...connections.map(({ assistant }) => join(seen, assistant))];
  const there = paths.filter((path) => lstatSync(path, { throwIfNoEntry: false }));
  const emptied = [seen, folder].filter((each) => {
    return isFolder(each) && readdirSync(each).every((name) => [...there, seen].includes(join(each, name)));
  });
  return [...there, ...emptied].map((path) => ({ do: 'remove', path }));
}

/** The first symbolic link on the way from the root to the file, that included. */
function linkBetween(root: string, path: string): string | undefined {
  let at = root;
  for (const name of relative(root, path).split(sep)) {
    at = join(at, name);
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) return at;
  }
  return undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
