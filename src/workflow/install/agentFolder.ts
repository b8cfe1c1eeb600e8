import { isAbsolute } from 'node:path';
import type { AgentHome } from '../../assistants/agentHomes';
import { agentShim } from '../../git/hooks/shim';
import { dataFolder, type System, thisSystem } from '../../git/repository/system';
import * as l10n from '../../text/l10n';
import { bundleFolderSteps, type InstallOptions, toBytes } from './bundleFolder';
import type { FileStep } from './installPlan';

/** Where a user's things are. Tests give their own. */
export interface Machine {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** That of this process, where it is not given. */
  readonly system?: System;
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
  if (!isAbsolute(folder))
    return l10n.t('XDG_DATA_HOME is no absolute path: {0}. Set it right, or unset it.', folder);
  return bundleFolderSteps(folder, agentBundles, [['agent', toBytes(agentShim()), 0o755]], options);
}
