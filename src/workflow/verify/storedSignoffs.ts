import { type Envelope, envelopeName, readEnvelope, signedBytes } from '../../attestation/envelope';
import { keyOf } from '../../attestation/sshsig';
import type { Approval } from '../../attestation/statement';
import { isAbsent, modeOf, oidOf, type Transition } from '../../attestation/transition';
import { maxListBytes, readList } from '../../attestation/transitionList';
import { isEd25519Signature } from '../../attestation/verifySshsig';
import { catFiles } from '../../git/objects/objects';
import type { Repository } from '../../git/repository/repository';
import { verifySignature } from '../../git/repository/sshKeygen';
import type { CompiledZone } from '../../policy/compiled';
import { fold } from '../../policy/fold';
import * as l10n from '../../text/l10n';
import { type Keyring, signoffFolder } from '../policy/treePolicy';
import type { ZoneKeys } from './zoneKeys';

/** A sign-off or a review that a change brings along. */
interface StoredSignoff {
  readonly file: string;
  readonly envelope: Envelope;
}

/** Files of the change that are taken for statements, and those in their folder that are none. */
export interface FoundSignoffs {
  readonly stored: readonly StoredSignoff[];
  /** Files of paths that these statements name. */
  readonly lists: readonly string[];
  /** By file: why it is none, so that it is a change of the policy's folder like any other. */
  readonly strange: ReadonlyMap<string, string>;
}

/** More in one change is no honest use, and each costs a process. */
const maxStored = 1000;
const namePattern = /^[0-9a-f]{64}\.json$/;

/** Reads the statements that a change adds. A string is what went wrong. */
export async function readSignoffs(
  repo: Repository,
  transitions: readonly Transition[],
): Promise<FoundSignoffs | string> {
  const found = transitions.filter(({ path }) => path.startsWith(`${signoffFolder}/`));
  const strange = new Map<string, string>();
  const added = found.filter(({ path, from, to }) => {
    const why = !isAbsent(from)
      ? isAbsent(to)
        ? 'it was deleted'
        : 'it was edited'
      : modeOf(to) !== '100644'
        ? 'it is no plain file'
        : namePattern.test(path.slice(signoffFolder.length + 1))
          ? undefined
          : 'it does not have the name of a stored sign-off';
    if (why !== undefined) strange.set(path, why);
    return why === undefined;
  });
  if (added.length > maxStored)
    return l10n.t('The change adds {0} sign-offs; at most {1} are read.', added.length, maxStored);
  const oids = new Set(added.map(({ to }) => oidOf(to)));
  const contents = await catFiles(repo, oids, { maxObjectBytes: maxListBytes });
  const read: StoredSignoff[] = [];
  const lists = new Map<string, { readonly path: string; readonly transitions: readonly Transition[] }>();
  for (const { path, to } of added) {
    const content = contents.get(oidOf(to));
    const name = path.slice(signoffFolder.length + 1);
    if (content?.kind === 'too-large') strange.set(path, 'it is larger than a list may be');
    else if (content?.kind !== 'ok')
      return l10n.t('{0} cannot be read. Check the repository with git fsck.', path);
    else {
      const envelope = readEnvelope(content.content);
      const listed = 'why' in envelope ? readList(content.content) : undefined;
      // A list's name is the digest of its bytes, a statement's that of its payload.
      if (listed && envelopeName(content.content) === name) lists.set(name, { path, transitions: listed });
      else if ('why' in envelope) strange.set(path, envelope.why);
      else if (envelopeName(envelope.payload) !== name)
        strange.set(path, 'its name is not the digest of its payload');
      else read.push({ file: path, envelope });
    }
  }
  const stored = withLists(read, lists, strange);
  const named = [...lists.values()].map(({ path }) => path).filter((path) => !strange.has(path));
  return { stored, lists: named, strange };
}

/** The statements with what the lists say that they name; what lacks its other half is none. */
function withLists(
  read: readonly StoredSignoff[],
  lists: ReadonlyMap<string, { readonly path: string; readonly transitions: readonly Transition[] }>,
  strange: Map<string, string>,
): StoredSignoff[] {
  const named = new Set<string>();
  const stored = read.flatMap(({ file, envelope }): StoredSignoff[] => {
    const { list } = envelope.approval;
    if (list === undefined) return [{ file, envelope }];
    const found = lists.get(`${list.sha256}.json`);
    if (found === undefined || found.transitions.length !== list.count) {
      strange.set(file, 'the list of paths that it names does not come with it');
      return [];
    }
    named.add(found.path);
    const approval = { ...envelope.approval, transitions: found.transitions };
    return [{ file, envelope: { ...envelope, approval } }];
  });
  for (const { path } of lists.values())
    if (!named.has(path)) strange.set(path, 'no statement of the change names it');
  return stored;
}

/** What a statement is judged by. */
interface SignoffContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of base's policy; none where an organisation's has its say, which older statements do not name. */
  readonly policyDigest: string | undefined;
  readonly rulesOf: (zone: string) => string;
  /** Root commits of base. */
  readonly roots: readonly string[];
  /** Files that are or were in base: their statements have had their effect. */
  readonly spent: ReadonlySet<string>;
  readonly zoneOf: (name: string) => CompiledZone | undefined;
  readonly keysOf: (zone: string) => ZoneKeys;
  readonly authorshipOf: (zone: string) => Authorship;
}

/** E-mail addresses, folded, of those who made a zone's change. */
export interface Authorship {
  /** The commits' own authors, and whom the forge says submits. */
  readonly authors: ReadonlySet<string>;
  /** Committers and co-authors: in those names forges write too. */
  readonly named: ReadonlySet<string>;
  /** Known by the forge. */
  readonly submitter?: string;
}

export interface JudgedSignoff extends StoredSignoff {
  readonly principal: string;
  readonly fingerprint: string;
  readonly transitions: readonly Transition[];
  /** Why it does not count, as the end of a sentence; absent for one that does. */
  readonly why?: string;
}

/** Clocks differ; this much later than now is not yet the future. */
const skewMs = 5 * 60_000;
const dayMs = 24 * 60 * 60_000;

/** Which statements count, but for their chains. A string: signatures could not be checked at all. */
export async function judgeSignoffs(
  stored: readonly StoredSignoff[],
  context: SignoffContext,
): Promise<JudgedSignoff[] | string> {
  const judged: JudgedSignoff[] = [];
  const rights: Rights = new Map();
  for (const one of stored) {
    const { approval, signature } = one.envelope;
    const { principal, transitions } = approval;
    const fingerprint = keyOf(signature) ?? 'unknown';
    const why = refusal(one, context) ?? (await signatureRefusal(one, context, rights));
    if (typeof why === 'object') return why.missing;
    judged.push({ ...one, principal, fingerprint, transitions, ...(why !== undefined && { why }) });
  }
  return judged;
}

function refusal({ file, envelope }: StoredSignoff, context: SignoffContext): string | undefined {
  const { now, roots, spent } = context;
  const { approval } = envelope;
  const { principal, predicateType, issuedAt, expires } = approval;
  if (spent.has(file)) return 'it has been merged before, so it is spent';
  const zone = context.zoneOf(approval.zone);
  if (zone === undefined) return `the policy has no zone \`${approval.zone}\``;
  if (!roots.includes(approval.repository)) return 'it was made for another repository';
  const otherRules = rulesRefusal(approval, context);
  if (otherRules !== undefined) return otherRules;
  const [from, until] = [Date.parse(issuedAt), Date.parse(expires)];
  if (from > now + skewMs) return `it is dated ${issuedAt}, which is in the future here`;
  if (until <= now) return `it expired on ${expires}`;
  const longest = Number.parseInt(zone.signoff.validFor, 10) * dayMs;
  if (until - from > longest) return `it is valid for longer than the ${zone.signoff.validFor} of its zone`;
  const isReview = predicateType === 'review@colophon';
  const owners = zone.owners.map(fold);
  if (!isReview && !owners.includes(fold(principal))) return `${principal} is no owner of the zone`;
  const authorCounts = isReview ? zone.attestedBy === 'author' : zone.signoff.authorMaySign;
  if (!authorCounts && isAuthor(approval, zone, context.authorshipOf(zone.name)))
    return `${principal} is an author of the change, and the zone wants somebody else`;
  return undefined;
}

function rulesRefusal(approval: Approval, { policyDigest, rulesOf }: SignoffContext): string | undefined {
  if (approval.rulesDigest !== undefined)
    return approval.rulesDigest === rulesOf(approval.zone)
      ? undefined
      : 'it was made under other rules of the zone';
  if (policyDigest === undefined)
    return 'an older version of Colophon made it, which does not say under which rules of the organisation';
  return approval.policyDigest === policyDigest
    ? undefined
    : 'it was made under another version of the policy';
}

/**
 * Whether a signer is an author of what it signs. Who committed, and who is named beside the author, is what the commits
 * said when they were signed, where the statement tells: the forge's buttons write such names over the same content. With
 * a submitter whom the forge knows there are two people, so that the names bar nobody without whom nobody could sign.
 */
function isAuthor(
  { principal, authors: toldAuthors }: Approval,
  { owners, signoff, mode }: CompiledZone,
  { authors, named, submitter }: Authorship,
): boolean {
  const who = fold(principal);
  if (authors.has(who)) return true;
  if (!(toldAuthors?.includes(who) ?? named.has(who))) return false;
  if (submitter === undefined || mode !== 'restricted') return true;
  const others = new Set(owners.map(fold).filter((owner) => owner !== who && !authors.has(owner)));
  return others.size >= signoff.threshold;
}

/**
 * Of whom OpenSSH has found a signature good: key, principal, kind and keyring. Whether they may sign is the same for all
 * signatures of theirs, and takes a process each time.
 */
type Rights = Map<string, Keyring>;

async function signatureRefusal(
  { envelope }: StoredSignoff,
  { now, keysOf }: SignoffContext,
  rights: Rights,
): Promise<string | undefined | { missing: string }> {
  const { approval, payload, signature } = envelope;
  const { keyring, isOuter } = keysOf(approval.zone);
  const { allowed, revoked } = keyring;
  const own = allowed.signers.filter(({ principal }) => principal === approval.principal);
  if (own.length === 0)
    return `${approval.principal} has no key in ${isOuter ? 'the organisation’s allowed_signers' : 'the base’s .ai-policy/allowed_signers'}`;
  if (!own.some(({ fingerprint }) => fingerprint === keyOf(signature)))
    return `the key is not the one that ${isOuter ? 'the organisation’s allowed_signers' : '.ai-policy/allowed_signers'} has for ${approval.principal}`;
  const message = signedBytes(payload);
  const right = [keyOf(signature), approval.principal, approval.predicateType].join(' ');
  if (rights.get(right) === keyring && isEd25519Signature(signature, approval.predicateType, message))
    return undefined;
  const verdict = await verifySignature({
    signature,
    message,
    namespace: approval.predicateType,
    principal: approval.principal,
    signers: own,
    ...(revoked && { revoked }),
    at: now,
  });
  if (typeof verdict === 'object') return verdict;
  if (verdict === 'good') rights.set(right, keyring);
  return verdict === 'good'
    ? undefined
    : 'its signature does not verify: it is forged or damaged, or the key has expired, is revoked or not meant for this';
}
