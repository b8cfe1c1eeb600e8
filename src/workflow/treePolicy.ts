import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AllowedSigners, readAllowedSigners } from '../attestation/allowedSigners';
import { catFiles } from '../git/objects';
import type { Repository } from '../git/repository';
import type { TreeScan } from '../git/tree';
import { fold } from '../policy/fold';
import { limits } from '../policy/limits';
import { mergePolicies } from '../policy/merge';
import { parsePolicy, policyFile } from '../policy/parse';
import { type Policy, policyZone } from '../policy/policy';
import { sha256 } from './policyFiles';

/** Who may sign: the keys that a policy brings along. */
export interface Keyring {
  readonly allowed: AllowedSigners;
  readonly revoked?: Buffer;
}

/** The policy of one commit, and the keys beside it. */
export interface TreePolicy {
  readonly policy: Policy;
  /** SHA-256 over the policy's files, without the keys: what a sign-off names. Hexadecimal. */
  readonly digest: string;
  readonly keyring: Keyring;
}

export type TreePolicyResult =
  | { readonly kind: 'ok'; readonly found: TreePolicy }
  | { readonly kind: 'none' }
  /** What is wrong and where. */
  | { readonly kind: 'broken'; readonly message: string };

const folder = '.ai-policy';
const signersFile = `${folder}/allowed_signers`;
const revokedFile = `${folder}/revoked_keys`;
export const signoffFolder = `${folder}/signoffs`;

/** A policy from outside of the repository: what the option `--policy` names. */
export interface OuterPolicy {
  readonly path: string;
  readonly text: string;
  /** The zones that it names, whose owners and keys are its own. */
  readonly zones: ReadonlySet<string>;
  /** What lies beside it; absent without an `allowed_signers`. */
  readonly keyring?: Keyring;
}

/** Reads a policy that lies anywhere, and the keys beside it. A string is what went wrong. */
export function readOuterPolicy(path: string): OuterPolicy | string {
  const read = (name: string): Buffer | undefined => {
    const bytes = statSync(name, { throwIfNoEntry: false }) && readFileSync(name);
    if (bytes && bytes.length > limits.fileBytes) throw new Error(`${name} is larger than 1 MiB`);
    return bytes;
  };
  try {
    const bytes = read(path);
    if (bytes === undefined) return `There is no policy ${path}.`;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const { policy, patterns } = parsePolicy(text, { path });
    const zones = new Set(patterns.map(({ zone }) => zone));
    if (policy !== undefined) zones.add(policyZone);
    const signers = read(join(dirname(path), 'allowed_signers'));
    const revoked = read(join(dirname(path), 'revoked_keys'));
    if (signers === undefined) return { path, text, zones };
    const allowed = readAllowedSigners(signers.toString('utf8'));
    return { path, text, zones, keyring: { allowed, ...(revoked && { revoked }) } };
  } catch (error) {
    return `The policy ${path} cannot be read: ${(error as Error).message}.`;
  }
}

/** Reads the policy of a tree. Never throws. @param name of the tree, for messages: `base`. */
export async function treePolicy(
  repo: Repository,
  scan: Pick<TreeScan, 'policy'>,
  name: string,
  organization?: OuterPolicy,
): Promise<TreePolicyResult> {
  const broken = (message: string): TreePolicyResult => ({
    kind: 'broken',
    message: `In ${name}: ${message}`,
  });
  const wrong = wrongForm(scan.policy);
  if (wrong !== undefined) return broken(wrong);
  const oids = new Map(
    scan.policy
      .filter(({ path }) => !path.startsWith(`${signoffFolder}/`))
      .map(({ path, oid }) => [path, oid]),
  );
  if (!oids.has(policyFile)) return { kind: 'none' };
  const contents = await catFiles(repo, new Set(oids.values()), { maxObjectBytes: limits.fileBytes });
  const read: { path: string; digest: string }[] = [];
  const bytesOf = (path: string): Buffer | undefined | { readonly problem: string } => {
    const oid = oids.get(path);
    const content = oid === undefined ? undefined : contents.get(oid);
    if (content === undefined || content.kind === 'ok') return content?.content;
    return {
      problem: `${path} ${content.kind === 'too-large' ? 'is larger than 1 MiB' : 'cannot be read'}.`,
    };
  };
  const textOf = (path: string): string | undefined | { readonly problem: string } => {
    const bytes = bytesOf(path);
    if (!Buffer.isBuffer(bytes)) return bytes;
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      read.push({ path, digest: sha256(bytes) });
      return text;
    } catch {
      return { problem: `${path} is not UTF-8.` };
    }
  };
  const text = textOf(policyFile);
  if (typeof text !== 'string') return broken(text?.problem ?? `${policyFile} is missing.`);
  const parsed = parsePolicy(text, { read: textOf, ...(organization && { organization }) });
  if (parsed.policy === undefined) {
    const [first] = parsed.problems.filter(({ severity }) => severity === 'error');
    const place = first
      ? `${first.path}:${first.line}:${first.column}: ${first.message}`
      : 'it cannot be read';
    return broken(`the policy is broken. ${place}`);
  }
  const digest = createHash('sha256').update(JSON.stringify(read)).digest('hex');
  const signers = textOf(signersFile) ?? '';
  if (typeof signers !== 'string') return broken(signers.problem);
  const revoked = bytesOf(revokedFile);
  if (revoked !== undefined && !Buffer.isBuffer(revoked)) return broken(revoked.problem);
  const keyring = { allowed: readAllowedSigners(signers), ...(revoked && { revoked }) };
  return { kind: 'ok', found: { policy: parsed.policy, digest, keyring } };
}

/**
 * What a base and a head ask for together: the stricter of everything. Who owns a zone that base knows is base's word
 * alone, an empty list too.
 */
export function stricterOf(base: Policy, head: Policy): Policy {
  const merged = mergePolicies(base, head);
  const owners = new Map(base.zones.map((zone) => [zone.name, zone.owners]));
  return {
    ...merged,
    policyOwners: base.policyOwners,
    zones: merged.zones.map((zone) => ({ ...zone, owners: owners.get(zone.name) ?? zone.owners })),
  };
}

/** Links, submodules and names in another spelling: what one system takes for the policy, another does not. */
function wrongForm(entries: TreeScan['policy']): string | undefined {
  const seen = new Map<string, string>();
  for (const { path, mode } of entries) {
    const shown = JSON.stringify(path);
    const [top, ...rest] = path.split('/');
    if (top !== folder) return `${shown} looks like ${folder}, and on some systems is. Rename or remove it.`;
    if (rest.length === 0 || mode === '120000' || mode === '160000')
      return `${shown} is ${kindOf(mode)}. The policy must be plain files in the folder ${folder}.`;
    const key = fold(path);
    const variant =
      seen.get(key) ?? [policyFile, signersFile, revokedFile].find((known) => fold(known) === key);
    if (variant !== undefined && variant !== path) return `${shown} must be named ${variant}. Rename it.`;
    if (key.startsWith(`${signoffFolder}/`) && !path.startsWith(`${signoffFolder}/`))
      return `${shown} must be in ${signoffFolder}/, in this case. Move it.`;
    seen.set(key, path);
  }
  return undefined;
}

function kindOf(mode: string): string {
  return mode === '120000' ? 'a symbolic link' : mode === '160000' ? 'a submodule' : 'a file';
}
