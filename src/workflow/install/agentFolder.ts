import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { agentShim } from '../../git/hooks/shim';
import * as l10n from '../../text/l10n';
import type { Runtime } from './gitHooks';
import type { FileStep } from './installPlan';

/** Where a user's things are. Tests give their own. */
export interface Machine {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface FolderOptions {
  /** The folder that holds the bundles. */
  readonly bundles: string;
  /** Absent: the shim takes `node` from the PATH. */
  readonly runtime?: Runtime;
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
export function folderSteps(machine: Machine, { bundles, runtime }: FolderOptions): FileStep[] | string {
  const folder = agentFolder(machine);
  if (!isAbsolute(folder))
    return l10n.t('XDG_DATA_HOME is no absolute path: {0}. Set it right, or unset it.', folder);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    return l10n.t('{0} is a symbolic link; Colophon does not write through it. Remove it.', folder);
  }
  const steps: FileStep[] = [];
  for (const name of agentBundles) {
    const from = join(bundles, name);
    const digest = digestOf(from);
    if (digest === undefined) return l10n.t('{0} is missing; Colophon is not completely installed.', from);
    if (digestOf(join(folder, name)) !== digest) steps.push({ do: 'copy', path: join(folder, name), from });
  }
  // A line break in it would end the path that the shim reads.
  const runs = runtime !== undefined && !/[\r\n]/.test(runtime.program);
  const text = runs ? `${toBytes(runtime.program)}\n${runtime.electron ? 'electron' : 'node'}\n` : '';
  const files = [
    ['runtime', text, 0o644],
    ['agent', toBytes(agentShim()), 0o755],
  ] as const;
  for (const [name, text, mode] of files) {
    const path = join(folder, name);
    if (readBytes(path) !== text || (lstatSync(path).mode & 0o777) !== mode) {
      steps.push({ do: 'write', path, text, mode });
    }
  }
  return steps;
}

/** A file's content, one UTF-16 code unit a byte; `undefined` where there is none, or a link. */
export function readBytes(path: string): string | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'latin1') : undefined;
  } catch {
    return undefined;
  }
}

export function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function digestOf(path: string): string | undefined {
  const text = readBytes(path);
  return text === undefined ? undefined : createHash('sha256').update(text, 'latin1').digest('hex');
}
