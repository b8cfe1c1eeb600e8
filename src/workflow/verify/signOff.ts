import { randomBytes } from 'node:crypto';
import { closeSync, constants, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { envelopeName, envelopeText, signedBytes } from '../../attestation/envelope';
import {
  type Approval,
  isAuthor,
  maxAuthors,
  maxListed,
  type PredicateType,
  statementText,
  timeText,
} from '../../attestation/statement';
import { modeOf, oidOf, type Transition } from '../../attestation/transition';
import { listName, listText } from '../../attestation/transitionList';
import { headCommit } from '../../git/objects/headFiles';
import { type CommitRange, hermetic, resolveRange } from '../../git/objects/range';
import { oneLine } from '../../git/repository/git';
import { gitIn, type Repository } from '../../git/repository/repository';
import { type SigningKey, signBytes, signingKey } from '../../git/repository/sshKeygen';
import type { CompiledZone } from '../../policy/compiled';
import { fold } from '../../policy/fold';
import { samePerson } from '../../policy/person';
import { signCommand } from '../../policy/rules/signCommand';
import * as l10n from '../../text/l10n';
import { printable } from '../../text/printable';
import { type OuterPolicy, signoffFolder } from '../policy/treePolicy';
import { explained } from './partialClone';
import { changesByZone, type RangeChange, readRangeChange } from './rangeChange';
import { readRangeClaims } from './rangeClaims';
import { zoneKeys } from './zoneKeys';
import { unaccounted } from './zoneVerdicts';

/** What may be signed: the change of one zone. */
export interface Signable {
  readonly zone: CompiledZone;
  /** An owner's approval, or a reviewer's word. */
  readonly kind: PredicateType;
  readonly transitions: readonly Transition[];
}

/** A change that somebody may sign for. */
export interface SignableChange {
  readonly change: RangeChange;
  readonly range: CommitRange;
  /** The staged change, which has no commit yet. */
  readonly staged: boolean;
  readonly zones: readonly Signable[];
}

/**
 * The change of a range, or what is staged, by the zones that need a signature. A string is what went wrong.
 * @param range `<base>..<head>`; without it, what `git commit` would commit now, from HEAD
 * @param organization a policy from outside that the repository's cannot loosen, as for `verify`
 */
export async function signableChange(
  repo: Repository,
  range?: string,
  organization?: OuterPolicy,
): Promise<SignableChange | string> {
  const resolved = range === undefined ? await stagedRange(repo) : await resolveRange(repo, range);
  if (typeof resolved === 'string') return resolved;
  if ('kind' in resolved && resolved.kind === 'problem') return resolved.message;
  const found = 'kind' in resolved ? resolved.range : resolved;
  const change = await readRangeChange(found, { ...(organization && { organization }) });
  if (typeof change === 'string') {
    found.dispose();
    return explained(repo, change);
  }
  const zones = [...changesByZone(change)].flatMap(([name, transitions]): Signable[] => {
    const zone = change.matcher.zone(name);
    if (zone.mode === 'eligible') return [];
    return [{ zone, transitions, kind: zone.mode === 'restricted' ? 'signoff@colophon' : 'review@colophon' }];
  });
  return { change, range: found, staged: range === undefined, zones };
}

async function stagedRange(given: Repository): Promise<CommitRange | string> {
  const repo = hermetic(given);
  const head = await headCommit(repo);
  if (head === undefined)
    return l10n.t('There is no commit yet, so there is no policy to sign under. Commit first.');
  const result = await gitIn(repo, ['write-tree']);
  const tree = oneLine(result);
  if (result.code !== 0)
    return l10n.t(
      'What is staged cannot be signed for: {0}. Finish the merge, or add the files again.',
      result.stderr.trim().split('\n')[0] ?? '',
    );
  return { repo, base: head, head: tree, tree, merged: 'head', commits: [], merges: [], dispose: () => {} };
}

/** Who would sign, and with what. */
export interface SigningIdentity {
  readonly key: SigningKey;
  readonly principal: string;
}

/**
 * The person whose key it is, as the `allowed_signers` has it that counts for the zone. A string says why the key cannot sign for this zone.
 * @param email of git's identity, which decides where a key stands under several names
 * @param keyFile overrides git's `user.signingkey`
 */
export async function signingIdentity(
  repo: Repository,
  change: RangeChange,
  { zone, kind }: Signable,
  email: string | undefined,
  keyFile?: string,
): Promise<SigningIdentity | string> {
  const { range, organization } = change;
  const owners = zone.owners.map(fold);
  const isOwner = (name: string) => owners.includes(fold(name));
  const about =
    range.commits.length > 0 ? `${range.base.slice(0, 12)}..${range.head.slice(0, 12)}` : undefined;
  const noOwner = (name: string) =>
    l10n.t(
      '{0} is no owner of the zone {1}. Its owners: {2}. Ask one of them, with what this prints: {3}',
      name,
      zone.name,
      zone.owners.join(', ') || l10n.t('none'),
      `${signCommand('signoff', about, zone.name, organization?.given)} --request`,
    );
  const key = await signingKey(repo, keyFile);
  if (typeof key === 'string') {
    // Who may not sign needs no key; git may know an owner by another address.
    const isOther =
      kind === 'signoff@colophon' && keyFile === undefined && email !== undefined && !isOwner(email);
    return isOther ? `${noOwner(email)}\n${l10n.t('If you are one of them: {0}', key)}` : key;
  }
  const { keyring, isOuter } = zoneKeys(zone.name, change);
  const { signers } = keyring.allowed;
  const names = signers
    .filter(({ fingerprint }) => fingerprint === key.fingerprint)
    .map(({ principal }) => principal);
  if (names.length === 0 && isOuter)
    return l10n.t(
      'The key {0} is not in {1}, so its signature would count for nobody. Who keeps the organisation’s policy can add the line: {2}',
      key.fingerprint,
      join(dirname(organization!.path), 'allowed_signers'),
      `${email ?? 'you@example.com'} ${key.publicKey}`,
    );
  if (names.length === 0)
    return l10n.t(
      'The key {0} is not in base’s .ai-policy/allowed_signers, so its signature would count for nobody. A policy owner can add the line: {1}',
      key.fingerprint,
      `${email ?? 'you@example.com'} ${key.publicKey}`,
    );
  const mayBe = kind === 'signoff@colophon' ? names.filter(isOwner) : names;
  const principal = mayBe.find((name) => email !== undefined && samePerson(name, email)) ?? mayBe[0];
  if (principal === undefined)
    return zone.owners.length === 0
      ? l10n.t(
          'The policy names no owner of the zone {0}, so nobody can sign it off. A policy owner can name one.',
          zone.name,
        )
      : noOwner(names[0]!);
  return { key, principal };
}

export interface SignedStatement {
  /** POSIX, from the repository's root. */
  readonly file: string;
  readonly text: string;
  /** Of a long change: the paths, in a file beside it. */
  readonly list?: { readonly file: string; readonly text: string };
  readonly principal: string;
  readonly expires: string;
}

const dayMs = 24 * 60 * 60_000;

/** How long what is signed now counts. `now` in milliseconds since the epoch. */
export function expiryOf({ signoff }: CompiledZone, now: number): string {
  return timeText(now + Number.parseInt(signoff.validFor, 10) * dayMs);
}

/** Signs the change of one zone. A string is what went wrong. `now` in milliseconds since the epoch. */
export async function signStatement(
  { change, range }: SignableChange,
  { zone, kind, transitions }: Signable,
  { key, principal }: SigningIdentity,
  now: number,
): Promise<SignedStatement | string> {
  const repository = await firstRoot(range.repo, range.base);
  if (repository === undefined)
    return l10n.t('git could not find the first commit. Check the repository with git fsck.');
  const authors = await signedAuthors(change, zone.name, transitions);
  if (typeof authors === 'string') return authors;
  const expires = expiryOf(zone, now);
  const nonce = randomBytes(16).toString('hex');
  const approval: Approval = {
    predicateType: kind,
    zone: zone.name,
    rulesDigest: change.rulesOf(zone.name),
    repository,
    principal,
    issuedAt: timeText(now),
    expires,
    nonce,
    ...(authors && { authors }),
    transitions,
  };
  if (transitions.length > maxListed)
    return l10n.t(
      'The change of {0} has {1} files; at most {2} are signed at once. Sign it in parts.',
      zone.name,
      transitions.length,
      maxListed,
    );
  const whole = Buffer.from(statementText(approval));
  const isLong = whole.length > maxPayloadBytes;
  const list = isLong ? listText(transitions, nonce) : undefined;
  const name = list === undefined ? undefined : listName(list, transitions.length);
  const payload = name ? Buffer.from(statementText({ ...approval, list: name })) : whole;
  const signature = await signBytes(range.repo, key, kind, signedBytes(payload));
  if (typeof signature === 'string') return signature;
  return {
    file: `${signoffFolder}/${envelopeName(payload)}`,
    text: envelopeText(payload, signature, key.fingerprint),
    ...(list && name && { list: { file: `${signoffFolder}/${name.sha256}.json`, text: list } }),
    principal,
    expires,
  };
}

/** What is longer in JSON goes into a list beside the statement: in Base64 an envelope has at most 64 KiB. */
const maxPayloadBytes = 44 * 1024;

/** Whom the commits that are signed name as their makers; nobody is told of what is staged. A string is what went wrong. */
async function signedAuthors(
  change: RangeChange,
  zone: string,
  transitions: readonly Transition[],
): Promise<readonly string[] | undefined | string> {
  if (change.range.commits.length === 0) return undefined;
  const claims = await readRangeClaims(change);
  if (typeof claims === 'string') return claims;
  const claiming = claims.filter(({ zones }) => zones.has(zone));
  const authors = [...new Set(claiming.flatMap(({ people }) => [...people]))].sort();
  // What no commit claims came by a merge, and may be anybody's.
  const isKnown = unaccounted(transitions, claiming).length === 0 && authors.every(isAuthor);
  return isKnown && authors.length <= maxAuthors ? authors : undefined;
}

async function firstRoot(repo: Repository, commit: string): Promise<string | undefined> {
  const result = await gitIn(repo, ['rev-list', '--max-parents=0', '--first-parent', commit, '--'], {
    timeoutMs: 60_000,
  });
  const oid = oneLine(result).split('\n').at(-1) ?? '';
  return result.code === 0 && /^[0-9a-f]{40,64}$/.test(oid) ? oid : undefined;
}

/** Whether what was shown is still what is there: to sign takes as long as a person does. */
export async function isStillThere(
  repo: Repository,
  { change, range, staged }: SignableChange,
  { zone, transitions }: Signable,
): Promise<boolean> {
  const again = await signableChange(repo, staged ? undefined : `${range.base}..HEAD`, change.organization);
  if (typeof again === 'string') return false;
  again.range.dispose();
  const own = again.zones.find((one) => one.zone.name === zone.name);
  return (
    again.change.rulesOf(zone.name) === change.rulesOf(zone.name) &&
    isDeepStrictEqual(own?.transitions, transitions)
  );
}

/** Writes the statement into the working tree and stages it. A string is what went wrong. Links are never followed. */
export async function storeStatement(
  repo: Repository,
  { file, text, list }: SignedStatement,
): Promise<string | undefined> {
  for (const one of list ? [list, { file, text }] : [{ file, text }]) {
    const problem = await storeFile(repo, one);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function storeFile(
  repo: Repository,
  { file, text }: { readonly file: string; readonly text: string },
): Promise<string | undefined> {
  try {
    let folder = repo.root;
    for (const name of file.split('/').slice(0, -1)) {
      folder = join(folder, name);
      if (!lstatSync(folder, { throwIfNoEntry: false })) mkdirSync(folder);
      if (!lstatSync(folder).isDirectory()) return l10n.t('{0} is no folder. Nothing was written.', folder);
    }
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;
    const handle = openSync(join(repo.root, file), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
    try {
      writeSync(handle, text);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    return l10n.t(
      '{0} could not be written ({1}).',
      file,
      (error as NodeJS.ErrnoException).code ?? String(error),
    );
  }
  const added = await gitIn(repo, ['add', '--force', '--', file]);
  return added.code === 0
    ? undefined
    : l10n.t(
        '{0} was written, but not staged: {1}. Stage it: {2}',
        file,
        added.stderr.trim(),
        `git add ${file}`,
      );
}

/**
 * What an owner needs to sign: who asks for what, and the commands. It is for somebody else, so it is in English. For a
 * staged change it ends in the patch itself, which `git apply --index` takes as it is.
 */
export async function requestText(
  repo: Repository,
  { change, range, staged }: SignableChange,
  { zone, transitions }: Signable,
): Promise<string> {
  const command = (about?: string) => signCommand('signoff', about, zone.name, change.organization?.given);
  const owners = zone.owners.join(', ') || 'the policy names none';
  const { threshold } = zone.signoff;
  const lines = [
    `Sign-off requested: zone ${zone.name}${threshold > 1 ? ` (${threshold} owners)` : ''}`,
    '',
    `To: ${owners}`,
    ...(zone.reason === undefined ? [] : [`Why it is restricted: ${printable(zone.reason)}`]),
    `Change: ${range.base.slice(0, 12)}..${staged ? 'what is staged' : range.head.slice(0, 12)}`,
    '',
    'What would change:',
    ...transitions.map(({ path, from, to }) => `  ${whatHappens(from, to).padEnd(8)} ${printable(path)}`),
    '',
    'To look at it and sign, in a clone of the repository:',
  ];
  if (!staged) {
    lines.push(`  git fetch origin && git switch --detach ${range.head}`);
    lines.push(`  ${command(`${range.base}..${range.head}`)}`);
    lines.push(
      '',
      `Then commit the file that it writes under ${signoffFolder}/ to the branch, or send it to who asked.`,
    );
    return `${lines.join('\n')}\n`;
  }
  const patch = await gitIn(repo, [
    'diff-index',
    '--cached',
    '--binary',
    '--full-index',
    '--no-ext-diff',
    '--no-textconv',
    '-p',
    range.base,
    '--',
  ]);
  lines.push('  save this text as request.patch');
  lines.push(`  git switch --detach ${range.base} && git apply --index request.patch`);
  lines.push(`  ${command()}`);
  lines.push(
    '',
    `Then send the file that it writes under ${signoffFolder}/ to who asked, who commits it with the change.`,
  );
  return `${lines.join('\n')}\n\n${patch.stdout.toString('utf8')}`;
}

/** One word for a transition, as `git status` has it: on the command line and in a request, which are English. */
export function whatHappens(from: string, to: string): string {
  if (modeOf(from) === '000000') return 'added';
  if (modeOf(to) === '000000') return 'deleted';
  return oidOf(from) === oidOf(to) ? 'mode' : 'modified';
}
