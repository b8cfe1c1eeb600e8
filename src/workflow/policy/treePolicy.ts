import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AllowedSigners, readAllowedSigners } from '../../attestation/allowedSigners';
import { catFiles } from '../../git/objects/objects';
import type { TreeScan } from '../../git/objects/tree';
import type { Repository } from '../../git/repository/repository';
import { fold } from '../../policy/fold';
import { limits } from '../../policy/limits';
import { mergePolicies } from '../../policy/merge';
import { parsePolicy, policyFile } from '../../policy/parse';
import { defaultZone, type Policy, policyZone } from '../../policy/policy';
import * as l10n from '../../text/l10n';
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

type TreePolicyResult =
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
  /** As the option named it, for commands that others are told; where a setting did, it is this machine's business. */
  readonly given?: string;
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
    if (bytes && bytes.length > limits.fileBytes) throw new Error(l10n.t('{0} is larger than 1 MiB', name));
    return bytes;
  };
  try {
    const bytes = read(path);
    if (bytes === undefined) return l10n.t('There is no policy {0}.', path);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const { policy, patterns } = parsePolicy(text, { path });
    const zones = new Set(patterns.map(({ zone }) => zone));
    if (policy !== undefined) zones.add(policyZone);
    // What is in no zone is its owners' too, where it names any.
    if (policy !== undefined && policy.policyOwners.length > 0) zones.add(defaultZone);
    const signers = read(join(dirname(path), 'allowed_signers'));
    const revoked = read(join(dirname(path), 'revoked_keys'));
    if (signers === undefined) return { path, text, zones };
    const allowed = readSigners(signers.toString('utf8'));
    return { path, text, zones, keyring: { allowed, ...(revoked && { revoked }) } };
  } catch (error) {
    return l10n.t('The policy {0} cannot be read: {1}.', path, (error as Error).message);
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
    message: l10n.t('In {0}: {1}', name, message),
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
      problem:
        content.kind === 'too-large'
          ? l10n.t('{0} is larger than 1 MiB.', path)
          : l10n.t('{0} cannot be read.', path),
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
      return { problem: l10n.t('{0} is not UTF-8.', path) };
    }
  };
  const text = textOf(policyFile);
  if (typeof text !== 'string') return broken(text?.problem ?? l10n.t('{0} is missing.', policyFile));
  const parsed = parsePolicy(text, { read: textOf, ...(organization && { organization }) });
  if (parsed.policy === undefined) {
    const [first] = parsed.problems.filter(({ severity }) => severity === 'error');
    const place = first
      ? `${first.path}:${first.line}:${first.column}: ${first.message}`
      : l10n.t('it cannot be read');
    return broken(l10n.t('the policy is broken. {0}', place));
  }
  const digest = createHash('sha256').update(JSON.stringify(read)).digest('hex');
  const signers = textOf(signersFile) ?? '';
  if (typeof signers !== 'string') return broken(signers.problem);
  const revoked = bytesOf(revokedFile);
  if (revoked !== undefined && !Buffer.isBuffer(revoked)) return broken(revoked.problem);
  const keyring = { allowed: readSigners(signers), ...(revoked && { revoked }) };
  return { kind: 'ok', found: { policy: parsed.policy, digest, keyring } };
}

/** What is wrong with one of them becomes a finding, for others too. */
function readSigners(text: string): AllowedSigners {
  return l10n.inEnglish(() => readAllowedSigners(text));
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
    if (top !== folder)
      return l10n.t('{0} looks like {1}, and on some systems is. Rename or remove it.', shown, folder);
    if (rest.length === 0 || mode === '120000' || mode === '160000') return notPlain(shown, mode);
    const key = fold(path);
    const variant =
      seen.get(key) ?? [policyFile, signersFile, revokedFile].find((known) => fold(known) === key);
    if (variant !== undefined && variant !== path)
      return l10n.t('{0} must be named {1}. Rename it.', shown, variant);
    if (key.startsWith(`${signoffFolder}/`) && !path.startsWith(`${signoffFolder}/`))
      return l10n.t('{0} must be in {1}, in this case. Move it.', shown, `${signoffFolder}/`);
    seen.set(key, path);
  }
  return undefined;
}

function notPlain(shown: string, mode: string): string {
  switch (mode) {
    case '120000':
      return l10n.t(
        '{0} is a symbolic link. The policy must be plain files in the folder {1}.',
        shown,
        folder,
      );
    case '160000':
      return l10n.t('{0} is a submodule. The policy must be plain files in the folder {1}.', shown, folder);
    default:
      return l10n.t('{0} is a file. The policy must be plain files in the folder {1}.', shown, folder);
  }
}
