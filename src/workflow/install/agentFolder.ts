import { isAbsolute, join } from 'node:path';
import { agentShim } from '../../git/hooks/shim';
import * as l10n from '../../text/l10n';
import { bundleFolderSteps, type InstallOptions, toBytes } from './bundleFolder';
import type { FileStep } from './installPlan';

/** Where a user's things are. Tests give their own. */
export interface Machine {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What an agent's hook loads: its own bundle, and what that loads where a call needs to be judged. */
export const agentBundles = ['agent.cjs', 'rewrite.cjs', 'colophon.cjs', 'policyTools.cjs'] as const;

/** In the folder: when each agent called last, by the time of a file of its name; `agent.cjs` touches it. */
export const seenFolder = 'seen';

/** Colophon's folder for the user, as `connections` has the shell find it. On Windows nobody has tried it. */
export function agentFolder({ home, env }: Machine): string {
  return join(env.XDG_DATA_HOME || env.LOCALAPPDATA || join(home, '.local', 'share'), 'colophon');
}

/** What has to be written there so that an agent's hook runs; no step where it does already. */
export function agentFolderSteps(machine: Machine, options: InstallOptions): FileStep[] | string {
  const folder = agentFolder(machine);
  if (!isAbsolute(folder))
    return l10n.t('XDG_DATA_HOME is no absolute path: {0}. Set it right, or unset it.', folder);
  return bundleFolderSteps(folder, agentBundles, [['agent', toBytes(agentShim()), 0o755]], options);
}
