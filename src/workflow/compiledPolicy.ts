import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledPolicy, compiledFormat } from '../policy/compiled';
import { type PolicyInput, readPolicyBytes, sha256 } from './policyFiles';

// The hook loads this file: no yaml, no zod, no minimatch.

const compiledFile = 'policy.json';
const strictFile = 'strict';
const maxBytes = 64 * 1024 * 1024;

/** The content of `policy.json`. */
export interface StoredPolicy {
  readonly inputs: readonly PolicyInput[];
  readonly compiled: CompiledPolicy;
}

/**
 * The compiled policy of a working tree, or undefined where it was not made from the policy files as they are now
 * (then `refreshCompiled` makes it anew), or cannot be read.
 * @param colophonDir `git rev-parse --git-path colophon`.
 */
export function readCompiled(root: string, colophonDir: string): CompiledPolicy | undefined {
  const stored = readStored(colophonDir);
  if (stored === undefined) return undefined;
  const fresh = stored.inputs.every(({ path, sha256: expected }) => {
    const read = readPolicyBytes(root, path, maxBytes);
    return read.kind === 'ok' && sha256(read.bytes) === expected;
  });
  return fresh ? stored.compiled : undefined;
}

/**
 * Writes `policy.json` and `strict`, each whole or not at all.
 * @param readAt when the policy was read, in milliseconds: the shim of the hooks compares it with the policy's files.
 */
export function writeCompiled(
  colophonDir: string,
  stored: StoredPolicy,
  strict: readonly string[],
  readAt: number,
): void {
  mkdirSync(colophonDir, { recursive: true });
  writeWhole(colophonDir, strictFile, strict.map((line) => `${line}\n`).join(''), readAt);
  writeWhole(colophonDir, compiledFile, JSON.stringify(stored), readAt);
}

/** Without them a hook looks at the policy itself: nothing that is out of date is believed. */
export function removeCompiled(colophonDir: string): void {
  for (const name of [compiledFile, strictFile]) rmSync(join(colophonDir, name), { force: true });
}

function readStored(colophonDir: string): StoredPolicy | undefined {
  try {
    const path = join(colophonDir, compiledFile);
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > maxBytes) return undefined;
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Partial<StoredPolicy> | null;
    const { inputs, compiled } = stored ?? {};
    const known = compiled?.format === compiledFormat && Array.isArray(inputs) && inputs.length > 0;
    return known ? { inputs, compiled } : undefined;
  } catch {
    return undefined;
  }
}

function writeWhole(folder: string, name: string, text: string, readAt: number): void {
  const path = join(folder, name);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600 });
    // A file that was written in the very millisecond before the reading must not look newer.
    const time = new Date(readAt + 1);
    utimesSync(temporary, time, time);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
