import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunAlike } from '../../git/repository/system';
import * as l10n from '../../text/l10n';
import type { FileStep } from './installPlan';
import type { Runtime } from './runtime';

export interface InstallOptions {
  /** The folder that holds the bundles. */
  readonly bundles: string;
  /** Absent: the hooks take `node` from the PATH. */
  readonly runtime?: Runtime;
}

/** A text of ours: its name in the folder, its bytes, and how it is to be there. */
export type FolderText = readonly [name: string, text: string, mode: number];

/**
 * What has to be written so that one of our folders holds these bundles and texts, and the file `runtime`, which names the
 * Node to start; no step where it does already. A message where nothing can be.
 */
export function bundleFolderSteps(
  folder: string,
  names: readonly string[],
  texts: readonly FolderText[],
  { bundles, runtime }: InstallOptions,
): FileStep[] | string {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
    return l10n.t('{0} is a symbolic link; Colophon does not write through it. Remove it.', folder);
  const steps: FileStep[] = [];
  for (const name of names) {
    const from = join(bundles, name);
    const path = join(folder, name);
    const bytes = readBytes(from);
    if (bytes === undefined) return l10n.t('{0} is missing; Colophon is not completely installed.', from);
    if (readBytes(path) !== bytes) steps.push({ do: 'copy', path, from });
  }
  // A line break in it would end the path that the shims read.
  const runs = runtime !== undefined && !/[\r\n]/.test(runtime.program);
  const how = runs ? `${toBytes(runtime.program)}\n${runtime.electron ? 'electron' : 'node'}\n` : '';
  for (const [name, text, mode] of [...texts, ['runtime', how, 0o644] as const]) {
    const path = join(folder, name);
    const isThere = readBytes(path) === text && isRunAlike(lstatSync(path).mode, mode);
    if (!isThere) steps.push({ do: 'write', path, text, mode });
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

export function fromBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
