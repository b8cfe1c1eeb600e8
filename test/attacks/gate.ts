import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogue } from '../../src/assistants/catalogue';
import { envelopeName, envelopeText, signedBytes } from '../../src/attestation/envelope';
import { unarmour } from '../../src/attestation/sshsig';
import { type Approval, statementText, timeText } from '../../src/attestation/statement';
import type { Repository } from '../../src/git/repository/repository';
import type { OuterPolicy } from '../../src/workflow/policy/treePolicy';
import {
  type SignedStatement,
  signableChange,
  signingIdentity,
  signStatement,
  storeStatement,
} from '../../src/workflow/verify/signOff';
import { exitCode, type Verification, type VerifyOptions, verify } from '../../src/workflow/verify/verify';
import { TestRepo } from '../support/repo';

const { catalogue } = createCatalogue();

/** 2026-11-24T12:00:00Z: what all these tests take for now, unless they say otherwise. */
export const now = Date.UTC(2026, 10, 24, 12);
export const day = 24 * 60 * 60_000;

export type Who = 'ada' | 'bob' | 'eve' | 'luis' | 'zoe';

let keyFolder: string | undefined;

/** A real key of each person, made once a run. */
export function keyOf(who: string): string {
  if (keyFolder === undefined) {
    keyFolder = mkdtempSync(join(tmpdir(), 'colophon-keys-'));
    const made = keyFolder;
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  const file = join(keyFolder, who);
  try {
    readFileSync(file);
  } catch {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', who, '-f', file], { timeout: 20_000 });
  }
  return file;
}

export function publicKey(who: string): string {
  return readFileSync(`${keyOf(who)}.pub`, 'utf8').trim();
}

export function email(who: Who): string {
  return `${who}@acme.dev`;
}

/** ada and zoe own `core`, luis the policy; bob and eve write code. All but eve may sign. */
export const policy = `version: 1
policyOwners: [luis@acme.dev, zoe@acme.dev]
zones:
  - name: core
    mode: restricted
    paths: [/core/]
    owners: [ada@acme.dev, zoe@acme.dev]
  - name: lib
    mode: attest
    paths: [/lib/]
    owners: [ada@acme.dev]
`;

export function allowed(...people: Who[]): string {
  return people.map((who) => `${email(who)} ${publicKey(who)}\n`).join('');
}

export interface SignOptions {
  readonly by?: Who;
  /** Signs with another key than the signer's. */
  readonly key?: string;
  readonly zone?: string;
  readonly range?: string;
  readonly now?: number;
}

/** A repository with a policy in its base `main`, and a pull request on the branch `pr`. */
export class Gate {
  private constructor(readonly repo: TestRepo) {}

  static create(files: Readonly<Record<string, string>> = {}): Gate {
    const repo = TestRepo.create();
    repo.commit({
      '.ai-policy/policy.yaml': policy,
      '.ai-policy/allowed_signers': allowed('ada', 'bob', 'luis', 'zoe'),
      'core/a.py': lines('a', 20),
      'core/b.py': lines('b', 20),
      'lib/l.py': lines('l', 20),
      'src/s.py': lines('s', 20),
      ...files,
    });
    repo.git('switch', '-qc', 'pr');
    return new Gate(repo);
  }

  /** A commit by somebody, without any hook. */
  commit(files: Readonly<Record<string, string | Buffer>>, message = 'change', by: Who = 'bob'): string {
    for (const [name, content] of Object.entries(files)) this.repo.write(name, content);
    this.repo.git('add', '-A');
    return this.commitStaged(message, by);
  }

  commitStaged(message = 'change', by: Who = 'bob'): string {
    const made = this.repo.tryGit([...as(by), 'commit', '-q', '--allow-empty', '-F', '-'], {
      input: message,
    });
    if (made.code !== 0) throw new Error(made.stderr);
    return this.repo.git('rev-parse', 'HEAD').trim();
  }

  /** The last commit, under another message. */
  commitAmended(message: string, by: Who = 'bob'): void {
    this.repo.git(...as(by), 'commit', '-q', '--amend', '-m', message);
  }

  /** Signs the change of a zone and stages the statement, as the command does once a person has said yes. */
  async sign(options: SignOptions = {}): Promise<SignedStatement> {
    const made = await this.trySign(options);
    if (typeof made === 'string') throw new Error(made);
    return made;
  }

  async trySign({ by = 'ada', key, zone = 'core', range = 'main..HEAD', now: at = now }: SignOptions = {}) {
    const repo = await this.repo.open();
    return this.#withEnv(async () => {
      const change = await signableChange(repo, range === 'staged' ? undefined : range);
      if (typeof change === 'string') return change;
      try {
        const signable = change.zones.find((one) => one.zone.name === zone);
        if (!signable) return `nothing of ${zone} changes`;
        const identity = await signingIdentity(repo, change.change, signable, email(by), key ?? keyOf(by));
        if (typeof identity === 'string') return identity;
        const statement = await signStatement(change, signable, identity, at);
        if (typeof statement === 'string') return statement;
        const problem = await storeStatement(repo, statement);
        return problem ?? statement;
      } finally {
        change.range.dispose();
      }
    });
  }

  /** Signs, and commits the statement. */
  async signOff(options: SignOptions = {}): Promise<SignedStatement> {
    const statement = await this.sign(options);
    this.commitStaged('Sign-off', options.by ?? 'ada');
    return statement;
  }

  /**
   * Writes a statement that no command of ours would make: `changed` over what would be signed for the range, signed
   * with any key in any namespace. Committed by zoe.
   */
  async forge(
    changed: Partial<Approval>,
    key: string,
    namespace?: string,
    organization?: OuterPolicy,
  ): Promise<string> {
    const repo = await this.repo.open();
    const change = await this.#withEnv(() => signableChange(repo, 'main..HEAD', organization));
    if (typeof change === 'string') throw new Error(change);
    const { zone = 'core', predicateType = 'signoff@colophon' } = changed;
    const about = change.zones.find((one) => one.zone.name === zone) ?? change.zones[0];
    const payload = Buffer.from(
      statementText({
        predicateType,
        zone,
        // As older versions did, unless an organisation has its say.
        ...(organization
          ? { rulesDigest: change.change.rulesOf(zone) }
          : { policyDigest: change.change.basePolicy.digest }),
        repository: this.repo.git('rev-list', '--max-parents=0', 'HEAD').trim(),
        principal: email(zone === 'lib' && predicateType === 'review@colophon' ? 'bob' : 'ada'),
        issuedAt: timeText(now - day),
        expires: timeText(now + day),
        nonce: randomBytes(16).toString('hex'),
        transitions: about?.transitions ?? [],
        ...changed,
      }),
    );
    const input = signedBytes(payload);
    const args = ['-Y', 'sign', '-q', '-n', namespace ?? predicateType, '-f', keyOf(key)];
    const armoured = execFileSync('ssh-keygen', args, { input, timeout: 20_000 }).toString();
    return this.store(payload, unarmour(armoured)!);
  }

  /** Commits an envelope under the name of its payload. */
  store(payload: Buffer, signature: Buffer): string {
    const file = `.ai-policy/signoffs/${envelopeName(payload)}`;
    this.commit({ [file]: envelopeText(payload, signature, 'any') }, 'Sign-off', 'zoe');
    return file;
  }

  /** A change of the base, which the branch then has too. */
  onBase(files: Readonly<Record<string, string | Buffer>>): void {
    const branch = this.repo.git('branch', '--show-current').trim();
    this.repo.git('switch', '-q', 'main');
    this.commit(files, 'on base', 'luis');
    this.repo.git('switch', '-q', branch);
    this.repo.git(...as('bob'), 'merge', '-q', '--no-edit', 'main');
  }

  /** The branch becomes the base. */
  merge(): void {
    this.repo.git('branch', '-qf', 'main', 'HEAD');
  }

  async verify(options: Partial<VerifyOptions> = {}): Promise<Verification> {
    const repo: Repository = await this.repo.open();
    const all = {
      range: 'main..HEAD',
      now,
      submitter: email('bob'),
      assistantOf: (identity: string) => catalogue.byEmail(identity)?.id,
      ...options,
    };
    return this.#withEnv(() => verify(repo, all));
  }

  /** The exit code, and what blocks or why nothing could be said: `1 signoff-missing`, `2 The history is shallow…`. */
  async verdict(options: Partial<VerifyOptions> = {}): Promise<string> {
    const result = await this.verify(options);
    if (result.kind === 'unverified') return `${exitCode(result)} ${result.message}`;
    const rules = result.findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule);
    return [exitCode(result), ...new Set(rules)].join(' ');
  }

  /** Why statements do not count. */
  async reasons(options: Partial<VerifyOptions> = {}): Promise<string[]> {
    const result = await this.verify(options);
    return result.kind === 'unverified' ? [result.message] : result.signoffs.flatMap(({ why }) => why ?? []);
  }

  remove(): void {
    this.repo.remove();
  }

  /** The code under test starts its programs with this process's environment. */
  async #withEnv<T>(work: () => Promise<T>): Promise<T> {
    const before = { ...process.env };
    const env = this.repo.env();
    for (const key of Object.keys(process.env)) if (!(key in env)) delete process.env[key];
    Object.assign(process.env, env);
    try {
      return await work();
    } finally {
      for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
      Object.assign(process.env, before);
    }
  }
}

/** git's arguments for somebody's identity. */
export function as(who: Who): string[] {
  const name = who[0]!.toUpperCase() + who.slice(1);
  return ['-c', `user.name=${name}`, '-c', `user.email=${email(who)}`, '-c', 'core.hooksPath=/dev/null'];
}

/** `a1\na2\n…`: each line of a test is its own. */
export function lines(mark: string, count: number): string {
  return Array.from({ length: count }, (_, i) => `${mark}${i + 1}\n`).join('');
}

/** A message that says where its lines came from. */
export function says(counts: string, ...more: string[]): string {
  return ['change', '', `AI-Provenance: v1; ${counts}`, ...more].join('\n');
}
