import type { AgentHome } from '../../assistants/agentHomes';
import type { WindowsLaunch } from '../../assistants/connections';
import { agentCommandFile, agentShim } from '../../git/hooks/shim';
import { posixPath } from '../../git/repository/spelling';
import { dataFolder, programOnPath, type System, thisSystem } from '../../git/repository/system';
import * as l10n from '../../text/l10n';
import {
  bundleFolderSteps,
  type FolderText,
  fromBytes,
  type InstallOptions,
  readBytes,
  toBytes,
} from './bundleFolder';
import type { FileStep } from './installPlan';
import type { Runtime } from './runtime';

/** Where a user's things are. Tests give their own. */
export interface Machine {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** That of this process, where it is not given. */
  readonly system?: System;
  /** What the folder's file `runtime` is to name, where that is not written yet. */
  readonly runtime?: Runtime;
}

/** What an agent's hook loads: its own bundle, and what that loads where a call needs to be judged. */
export const agentBundles = [
  'agent.cjs',
  'shells.cjs',
  'rewrite.cjs',
  'colophon.cjs',
  'policyTools.cjs',
] as const;

/** In the folder: when each agent called last, by the time of a file of its name; `agent.cjs` touches it. */
export const seenFolder = 'seen';

/** Colophon's folder for the user, as `connections` has the shell find it. */
export function agentFolder({ home, env, system = thisSystem() }: Machine): string {
  return system.path.join(dataFolder(system, home, env), 'colophon');
}

/** An agent's own folder. */
export function homeOf({ home, env, system = thisSystem() }: Machine, own: AgentHome): string {
  const given = own.variable === undefined ? undefined : env[own.variable];
  const { join } = system.path;
  return given ? join(given, own.inVariable ?? '') : join(home, ...own.folder.split('/'));
}

/** What has to be written there so that an agent's hook runs; no step where it does already. */
export function agentFolderSteps(machine: Machine, options: InstallOptions): FileStep[] | string {
  const folder = agentFolder(machine);
  if (!(machine.system ?? thisSystem()).path.isAbsolute(folder))
    return l10n.t('XDG_DATA_HOME is no absolute path: {0}. Set it right, or unset it.', folder);
  const texts: FolderText[] = [['agent', toBytes(agentShim()), 0o755]];
  if ((machine.system ?? thisSystem()).name === 'win32') texts.push(['agent.cmd', agentCommandFile(), 0o644]);
  return bundleFolderSteps(folder, agentBundles, texts, options);
}

/**
 * How agents' hooks start on Windows: by the Node that `runtime` names there, else the one on the PATH; nothing else is
 * between, so that no shell has to read a path in letters that it does not know.
 */
export function windowsLaunch(machine: Machine): WindowsLaunch {
  const runtime = machine.runtime ?? readRuntime(machine);
  const { env, system = thisSystem() } = machine;
  const isFile = (file: string) => system.disk.kindOf(file) === 'file';
  const git = programOnPath(system, 'git.exe', env, isFile);
  const shells = [
    env.CLAUDE_CODE_GIT_BASH_PATH,
    git && system.path.join(git, '..', '..', 'bin', 'bash.exe'),
    system.path.join(env.ProgramFiles ?? 'C:\\Program Files', 'Git', 'bin', 'bash.exe'),
  ];
  const node = runtime?.program ?? programOnPath(system, 'node.exe', env, isFile) ?? 'node';
  return {
    node: posixPath(system, node),
    isElectron: runtime?.electron === true,
    script: posixPath(system, system.path.join(agentFolder(machine), 'agent.cjs')),
    hasBash: shells.some((file) => file !== undefined && isFile(file)),
  };
}

function readRuntime(machine: Machine): Runtime | undefined {
  const { path } = machine.system ?? thisSystem();
  const [program = '', how] = fromBytes(readBytes(path.join(agentFolder(machine), 'runtime')) ?? '').split(
    '\n',
  );
  return program === '' ? undefined : { program, electron: how === 'electron' };
}
