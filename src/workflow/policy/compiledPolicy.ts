import { lstatSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { writeWhole } from '../../git/repository/writeWhole';
import { type CompiledPolicy, compiledFormat } from '../../policy/compiled';
import { limits } from '../../policy/limits';
import { type PolicyInput, sha256 } from './policyFiles';

// The hook loads this file: no yaml, no zod, no minimatch.

const compiledFile = 'policy.json';
const strictFile = 'strict';
const organizationFile = 'organization';
const maxBytes = 64 * 1024 * 1024;

/** The content of `policy.json`: all that a hook needs of the policy and of the catalogue. */
interface StoredPolicy {
  readonly inputs: readonly PolicyInput[];
  readonly compiled: CompiledPolicy;
  /** The form of each known assistant in `Assisted-by`, by id. */
  readonly tokens: Readonly<Record<string, string>>;
}

/**
 * The compiled policy of a working tree, or undefined where it was not made from the policy files as they are now
 * (then `refreshCompiled` makes it anew), or cannot be read.
 * @param colophonDir `git rev-parse --git-path colophon`.
 */
export function readCompiled(root: string, colophonDir: string): StoredPolicy | undefined {
  const stored = readStored(colophonDir);
  return stored?.inputs.every((input) => isFresh(root, input)) ? stored : undefined;
}

/** The file is as it was read, in folders and not behind links. Whatever else may be wrong, reading it anew will say. */
function isFresh(root: string, { path, sha256: expected }: PolicyInput): boolean {
  try {
    const file = resolve(root, path);
    const stat = isAbsolute(path) ? statSync(file) : lstatSync(file);
    const inFolder = isAbsolute(path) || lstatSync(dirname(file)).isDirectory();
    const isPlain = inFolder && stat.isFile() && stat.size <= limits.fileBytes;
    return isPlain && sha256(readFileSync(file)) === expected;
  } catch {
    return false;
  }
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
  // A file that was written in the very millisecond before the reading must not look newer.
  const options = { mode: 0o600, changedAt: readAt + 1 };
  writeWhole(join(colophonDir, strictFile), strict.map((line) => `${line}\n`).join(''), options);
  writeWhole(join(colophonDir, compiledFile), JSON.stringify(stored), options);
}

/** The tokens that were stored last, whatever the policy is now. */
export function storedTokens(colophonDir: string): Readonly<Record<string, string>> {
  return readStored(colophonDir)?.tokens ?? {};
}

/** The organisation policy that a policy here was last read with: the editor's setting, for those who do not see it. */
export function storedOrganization(colophonDir: string): string | undefined {
  try {
    return readFileSync(join(colophonDir, organizationFile), 'utf8') || undefined;
  } catch {
    return undefined;
  }
}

/** Kept apart from what is compiled, which goes while a policy is broken: nobody is to judge without it then. */
export function storeOrganization(colophonDir: string, path: string | undefined): void {
  if (path === undefined) rmSync(join(colophonDir, organizationFile), { force: true });
  else if (storedOrganization(colophonDir) !== path) {
    mkdirSync(colophonDir, { recursive: true });
    writeWhole(join(colophonDir, organizationFile), path, { mode: 0o600 });
  }
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
    // Where it is nothing of the kind, reading it throws.
    const stored = JSON.parse(readFileSync(path, 'utf8')) as StoredPolicy;
    const { inputs, compiled, tokens } = stored;
    const isOurs = compiled.format === compiledFormat && Array.isArray(inputs) && inputs.length > 0;
    return isOurs && tokens ? stored : undefined;
  } catch {
    return undefined;
  }
}
