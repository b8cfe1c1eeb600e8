import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Signer } from '../../attestation/allowedSigners';
import { armour, fingerprint, unarmour } from '../../attestation/sshsig';
import * as l10n from '../../text/l10n';
import { readConfig } from './config';
import { childEnvironment } from './environment';
import { type ProgramOptions, type ProgramResult, runProgram } from './program';
import type { Repository } from './repository';

/** A hardware key waits for a touch, an agent for a person's consent. */
const patienceMs = 120_000;

/** What `ssh-keygen -Y verify` found; `missing` is no verdict. */
type Verdict = 'good' | 'bad' | { readonly missing: string };

interface SignatureCheck {
  readonly signature: Buffer;
  readonly message: Buffer;
  readonly namespace: string;
  readonly principal: string;
  /** Lines of `allowed_signers` for this principal. */
  readonly signers: readonly Signer[];
  /** Bytes of `revoked_keys`, a KRL or a list of public keys. */
  readonly revoked?: Buffer;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** OpenSSH judges key, namespace, validity and revocation. */
export async function verifySignature(check: SignatureCheck): Promise<Verdict> {
  const { signature, message, namespace, principal, signers, revoked, at } = check;
  const lines = signers.filter((signer) => signer.principal === principal).map(({ line }) => line);
  if (lines.length === 0) return 'bad';
  return inTemporaryFolder(async (folder) => {
    const file = (name: string, content: string | Buffer) => {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
      return join(folder, name);
    };
    const args = ['-Y', 'verify', '-f', file('allowed_signers', `${lines.join('\n')}\n`), '-I', principal];
    args.push('-n', namespace, '-s', file('signature', armour(signature)));
    if (revoked !== undefined) args.push('-r', file('revoked_keys', revoked));
    // Without a zone it is local time, which every version reads; the zone is set to UTC below.
    args.push('-O', `verify-time=${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}`);
    const result = await keygen(args, { cwd: folder, input: message, timeoutMs: 20_000 });
    if (result.problem === 'missing') return { missing: notFound('ssh-keygen') };
    if (result.problem !== undefined)
      return { missing: l10n.t('ssh-keygen did not run: {0}', result.stderr.trim()) };
    if (result.code !== 0 && isTooOld(result.stderr))
      return {
        missing: l10n.t(
          'This ssh-keygen is too old to check a signature at a time; OpenSSH 8.9 or newer does.',
        ),
      };
    return result.code === 0 ? 'good' : 'bad';
  });
}

/** It says nothing of the signature: it does not know what it was asked, and says so or how it wants to be called. */
function isTooOld(stderr: string): boolean {
  return /^(?:usage: )|\b(?:unknown|illegal|invalid|unsupported|unrecogni[sz]ed|unexpected)\s+(?:\w+\s+)?(?:option|operation|argument)\b/im.test(
    stderr,
  );
}

/** A key to sign with, as `ssh-keygen -f` takes it. */
export interface SigningKey {
  /** A path, or the text of a public key whose private half the agent has. */
  readonly source: { readonly file: string } | { readonly literal: string };
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/**
 * The key that git signs with: `user.signingkey` (a path, a public key, or `key::` and one), else what
 * `gpg.ssh.defaultKeyCommand` prints; `file` overrides both. A string says what to do where there is none.
 */
export async function signingKey(repo: Repository, file?: string): Promise<SigningKey | string> {
  const config = await readConfig(repo, /^(?:user\.signingkey|gpg\.ssh\.defaultkeycommand)$/);
  const set =
    file ?? config.get('user.signingkey') ?? (await defaultKey(config.get('gpg.ssh.defaultkeycommand')));
  const remedy = l10n.t(
    'Set it: git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub, or give --key <file>.',
  );
  if (set === undefined)
    return `${l10n.t('git knows no key to sign with. If you have none, make one: ssh-keygen -t ed25519.')} ${remedy}`;
  const literal =
    file === undefined ? /^(?:key::)?((?:sk-)?(?:ssh|ecdsa)-\S+ .+)$/.exec(set)?.[1] : undefined;
  if (literal !== undefined)
    return (
      describeKey({ literal }, literal) ?? `${l10n.t('user.signingkey is no SSH public key.')} ${remedy}`
    );
  const path = isAbsolute(set)
    ? set
    : set.startsWith('~/')
      ? join(homedir(), set.slice(2))
      : join(repo.root, set);
  const known = describeKey({ file: path }, readText(path.endsWith('.pub') ? path : `${path}.pub`));
  if (known !== undefined) return known;
  // No public half beside it: an unencrypted or a public key still tells.
  const told = await keygen(['-y', '-P', '', '-f', path], { cwd: homedir() });
  if (told.problem === 'missing') return notFound('ssh-keygen');
  return (
    describeKey({ file: path }, told.stdout.toString('utf8')) ??
    `${l10n.t('The SSH key {0} cannot be read, and its public half {1} is not there.', path, `${path}.pub`)} ${remedy}`
  );
}

/**
 * Signs as git does: with the key's file, or through the agent. A string is what went wrong. Where no terminal is ours
 * (the editor), a passphrase is asked for in a window or not at all: the terminal that started the editor is not asked.
 */
export async function signBytes(
  repo: Repository,
  { source }: SigningKey,
  namespace: string,
  message: Buffer,
): Promise<Buffer | string> {
  const config = await readConfig(repo, /^gpg\.ssh\.program$/);
  const program = config.get('gpg.ssh.program');
  return inTemporaryFolder(async (folder) => {
    const agent = 'literal' in source;
    const file = agent ? join(folder, 'key.pub') : source.file;
    if (agent) writeFileSync(file, `${source.literal}\n`, { mode: 0o600 });
    const args = ['-Y', 'sign', '-n', namespace, '-f', file, ...(agent ? ['-U'] : [])];
    const options = { cwd: folder, input: message, timeoutMs: patienceMs };
    const result = await keygen(
      args,
      options,
      program,
      process.stdin.isTTY ? {} : { SSH_ASKPASS_REQUIRE: 'force' },
    );
    if (result.problem === 'missing') return notFound(program ?? 'ssh-keygen');
    if (result.problem === 'timeout') return l10n.t('The key was not confirmed in time. Try again.');
    const signature = result.code === 0 ? unarmour(result.stdout.toString('utf8')) : undefined;
    const [line = ''] = result.stderr.trim().split('\n').slice(-1);
    if (signature === undefined && !agent && line.includes('passphrase'))
      return l10n.t(
        'The key has a passphrase, and none was given. Let the agent hold it: ssh-add {0}',
        file.replace(/\.pub$/, ''),
      );
    return signature ?? l10n.t('The key could not sign: {0}. Check it with: ssh-add -l', line);
  });
}

function notFound(program: string): string {
  return l10n.t(
    '{0} was not found. Install OpenSSH (Debian: apt-get install openssh-client; Windows: the optional feature OpenSSH Client).',
    program,
  );
}

function describeKey(source: SigningKey['source'], text: string | undefined): SigningKey | undefined {
  const [, kind, blob] = /^((?:sk-)?(?:ssh|ecdsa)-\S+)\s+([A-Za-z0-9+/]+=*)/.exec(text ?? '') ?? [];
  if (kind === undefined || blob === undefined) return undefined;
  return { source, publicKey: `${kind} ${blob}`, fingerprint: fingerprint(Buffer.from(blob, 'base64')) };
}

/**
 * The first key of what the command prints, as git takes it; words in quotes may hold blanks. It is not looked for in the
 * repository, which must not bring its own.
 */
async function defaultKey(command: string | undefined): Promise<string | undefined> {
  const words =
    command?.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^(["'])(.*)\1$/, '$2')) ?? [];
  const [program, ...args] = words;
  if (program === undefined) return undefined;
  const { stdout } = await runProgram(program, args, { cwd: homedir(), env: childEnvironment(process.env) });
  return /^(?:key::|(?:sk-)?(?:ssh|ecdsa)-).*$/m.exec(stdout.toString('utf8'))?.[0];
}

function keygen(
  args: readonly string[],
  options: Omit<ProgramOptions, 'env'>,
  program = 'ssh-keygen',
  env: NodeJS.ProcessEnv = {},
): Promise<ProgramResult> {
  return runProgram(program, args, { ...options, env: { ...process.env, ...env, LC_ALL: 'C', TZ: 'UTC' } });
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-ssh-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
