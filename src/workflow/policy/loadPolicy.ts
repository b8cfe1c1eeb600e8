import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { knownTokens } from '../../assistants/names';
import { compilePolicy } from '../../policy/compile';
import type { CompiledPolicy } from '../../policy/compiled';
import { limits } from '../../policy/limits';
import {
  type PlacedPattern,
  type PlacedReview,
  parsePolicy,
  policyFile,
  type ReadPolicyFile,
} from '../../policy/parse';
import type { Policy } from '../../policy/policy';
import { fileStart, type Problem, problemAt } from '../../policy/problem';
import { strictNames } from '../../policy/strictNames';
import * as l10n from '../../text/l10n';
import {
  removeCompiled,
  storedOrganization,
  storedTokens,
  storeOrganization,
  writeCompiled,
} from './compiledPolicy';
import { type PolicyInput, readPolicyBytes, sha256 } from './policyFiles';

export type LoadedPolicy = PolicyOutcome & {
  /** The policy outside the repository that was asked for; merged in where both could be read. */
  readonly organization?: string;
};

type PolicyOutcome =
  | { readonly kind: 'none' }
  /** At least one of `problems` is an error. */
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'ok';
      readonly policy: Policy;
      readonly compiled: CompiledPolicy;
      /** Warnings. */
      readonly problems: readonly Problem[];
      readonly patterns: readonly PlacedPattern[];
      readonly reviews: readonly PlacedReview[];
      readonly inputs: readonly PolicyInput[];
      /** Milliseconds since the epoch, before the first file was read. */
      readonly readAt: number;
    };

export type UsablePolicy = Extract<LoadedPolicy, { kind: 'ok' }>;

/** What else may be in the policy's folder, and must then be a plain file or folder too. */
const companions = ['.ai-policy/allowed_signers', '.ai-policy/revoked_keys'];

/**
 * Reads `.ai-policy/policy.yaml` and what it extends from the working tree at `root`. Never throws.
 * @param organization a policy outside the repository that this one cannot loosen, as an absolute path: the setting
 * `colophon.organizationPolicy`. It adds to a policy; where there is none it does nothing.
 */
export function loadWorkingPolicy(root: string, organization?: string): LoadedPolicy {
  const read = readPolicy(root, organization);
  return organization === undefined ? read : { ...read, organization };
}

function readPolicy(root: string, organization: string | undefined): PolicyOutcome {
  const readAt = Date.now();
  const inputs: PolicyInput[] = [];
  const read = (path: string): ReturnType<ReadPolicyFile> => {
    const found = readPolicyBytes(root, path, limits.fileBytes);
    if (found.kind !== 'ok') return found.kind === 'refused' ? { problem: found.message } : undefined;
    inputs.push({ path, sha256: sha256(found.bytes) });
    return utf8(found.bytes) ?? { problem: l10n.t('{0} is not UTF-8. Save it as UTF-8.', path) };
  };
  const text = read(policyFile);
  if (text === undefined) return misnamed(root);
  if (typeof text !== 'string') return broken(policyFile, text.problem);
  for (const path of companions) {
    const found = readPolicyBytes(root, path, limits.fileBytes);
    if (found.kind === 'refused') return broken(path, found.message);
  }
  const above = organization === undefined ? undefined : readOrganization(organization);
  if (typeof above === 'string') return broken(organization!, above);
  const parsed = parsePolicy(text, {
    read,
    ...(above && { organization: { path: organization!, text: above.text } }),
  });
  const { policy, problems, patterns, reviews } = parsed;
  if (policy === undefined) return { kind: 'broken', problems };
  return {
    kind: 'ok',
    policy,
    compiled: compilePolicy(policy),
    problems,
    patterns,
    reviews,
    inputs: above ? [...inputs, { path: organization!, sha256: above.sha256 }] : inputs,
    readAt,
  };
}

/** It belongs to the machine and not to the repository, so a link may lead to it. */
function readOrganization(path: string): { text: string; sha256: string } | string {
  const remedy = l10n.t('Correct the setting colophon.organizationPolicy.');
  if (!isAbsolute(path)) return `${l10n.t('The organisation policy must be an absolute path.')} ${remedy}`;
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > limits.fileBytes)
      return `${l10n.t('It is no file of at most 1 MiB.')} ${remedy}`;
    const bytes = readFileSync(path);
    const text = utf8(bytes);
    return text === undefined
      ? l10n.t('It is not UTF-8. Save it as UTF-8.')
      : { text, sha256: sha256(bytes) };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    return `${l10n.t('It cannot be read ({0}).', why)} ${remedy}`;
  }
}

function broken(path: string, message: string): PolicyOutcome {
  return { kind: 'broken', problems: [problemAt(fileStart(path), 'error', message)] };
}

/**
 * Brings `policy.json` and `strict` under git's own directory up to date with the working tree's policy; without a
 * policy that can be used, both are removed. Throws the file system's error where they cannot be written.
 * @param tokens of assistants that a setting adds; those of an earlier call are kept.
 */
export function refreshCompiled(
  root: string,
  colophonDir: string,
  loaded = loadWorkingPolicy(root, storedOrganization(colophonDir)),
  tokens: Readonly<Record<string, string>> = {},
): LoadedPolicy {
  const { organization } = loaded;
  // Where there is no policy it does nothing, and nothing is written there.
  if (loaded.kind !== 'none' || organization === undefined) storeOrganization(colophonDir, organization);
  if (loaded.kind === 'ok') {
    const { inputs, compiled, readAt } = loaded;
    const known = { ...storedTokens(colophonDir), ...knownTokens(), ...tokens };
    writeCompiled(colophonDir, { inputs, compiled, tokens: known }, strictNames(compiled), readAt);
  } else removeCompiled(colophonDir);
  return loaded;
}

/** A policy under another name would be silent. */
function misnamed(root: string): PolicyOutcome {
  for (const path of [
    '.ai-policy/policy.yml',
    '.ai-policy/policy.json',
    '.ai-policy.yml',
    '.ai-policy.yaml',
  ]) {
    if (readPolicyBytes(root, path, limits.fileBytes).kind === 'ok') {
      return broken(path, l10n.t('The policy must be named {0}. Rename {1}.', policyFile, path));
    }
  }
  return { kind: 'none' };
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
