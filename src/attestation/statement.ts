import { isRecord } from '../text/isRecord';
import { parseJson } from '../text/parseJson';
import { inOrder, isAbsent, isState, modeOf, oidOf, type Transition } from './transition';

/** What is signed: an owner's approval, or a reviewer's word. Also the SSH namespace, so neither stands for the other. */
export type PredicateType = 'signoff@colophon' | 'review@colophon';

/** The meaning of a signed statement; see DESIGN section 6. */
export interface Approval {
  readonly predicateType: PredicateType;
  readonly zone: string;
  /** SHA-256 of the zone's rules that were in force, hexadecimal: see `rulesDigest`. */
  readonly rulesDigest?: string;
  /** Instead of it, in statements of older versions: of the whole policy's files. */
  readonly policyDigest?: string;
  /** A root commit of the repository. */
  readonly repository: string;
  /** The literal principal of `allowed_signers`. */
  readonly principal: string;
  /** UTC, to the second: `2026-11-24T12:00:00Z`. */
  readonly issuedAt: string;
  readonly expires: string;
  /** Hexadecimal; makes two statements on the same change two. */
  readonly nonce: string;
  /**
   * E-mail addresses, folded and in order, of those whom the signed commits named as their makers. Whoever names others
   * later, over the same content, as a forge's button does, makes no author of them.
   */
  readonly authors?: readonly string[];
  readonly transitions: readonly Transition[];
  /** Where they are too many for the statement: it names a file beside it that lists them, by its digest. */
  readonly list?: TransitionListName;
}

/** A list of transitions that a statement binds. */
export interface TransitionListName {
  /** Of its bytes, hexadecimal. */
  readonly sha256: string;
  readonly count: number;
}

/** More in one statement nobody has read. */
export const maxListed = 50_000;

/** More is refused before it is read: a stored envelope is at most 64 KiB. */
export const maxEnvelopeBytes = 64 * 1024;

const roles: Readonly<Record<PredicateType, string>> = {
  'signoff@colophon': 'zone-owner',
  'review@colophon': 'author-review',
};

/**
 * The one way to write an approval down, as an in-toto Statement v1. Its subjects are what the paths become (what they
 * were, for a deleted one), so that a reader who knows only in-toto sees what it is about.
 */
export function statementText(approval: Approval): string {
  const { predicateType, transitions: given, list, ...rest } = approval;
  const transitions = list ? [] : inOrder(given).map(({ path, from, to }) => ({ path, from, to }));
  const { zone, rulesDigest, policyDigest, repository, principal, issuedAt, expires, nonce, authors } = rest;
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      ...(list ? [{ name: `${list.sha256}.json`, digest: { sha256: list.sha256 } }] : []),
      ...transitions.map(({ path, from, to }) => {
        const state = isAbsent(to) ? from : to;
        const kind = modeOf(state) === '160000' ? 'gitCommit' : 'gitBlob';
        return { name: path, digest: { [kind]: oidOf(state) } };
      }),
    ],
    predicateType,
    predicate: {
      role: roles[predicateType],
      decision: 'approve',
      zone,
      // What is not there is not written.
      rulesDigest,
      policyDigest,
      repository,
      principal,
      issuedAt,
      expires,
      nonce,
      authors,
      transitions: list ? { sha256: list.sha256, count: list.count } : transitions,
    },
  });
}

/**
 * Reads a statement back, or says in a few words why it is none of ours. Only the very bytes that `statementText`
 * makes are taken: a key that comes twice, or that we do not know, could mean something else to another reader.
 */
export function readStatement(text: string): { approval: Approval } | { why: string } {
  const value = parseJson(text);
  if (value === undefined) return { why: 'its statement is not JSON' };
  if (!isRecord(value) || !isRecord(value.predicate)) return { why: 'it holds no in-toto statement' };
  const { predicateType, predicate } = value;
  if (typeof predicateType !== 'string' || !Object.hasOwn(roles, predicateType))
    return { why: 'its predicate type is not known' };
  const { transitions } = predicate;
  const listed = isRecord(transitions) ? { transitions: [], list: transitions } : { transitions };
  const approval = { predicateType, ...predicate, ...listed } as unknown as Approval;
  if (!isApproval(approval) || statementText(approval) !== text)
    return { why: 'its statement is not of the form that Colophon writes' };
  return { approval };
}

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function isApproval(value: Approval): boolean {
  const { zone, rulesDigest, policyDigest, repository, principal, issuedAt, expires, nonce } = value;
  const { authors, transitions, list } = value;
  const matches = (text: unknown, pattern: RegExp) => typeof text === 'string' && pattern.test(text);
  return (
    matches(zone, /^[a-z0-9-]{1,40}$/) &&
    (rulesDigest === undefined) !== (policyDigest === undefined) &&
    matches(rulesDigest ?? policyDigest, /^[0-9a-f]{64}$/) &&
    matches(repository, /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) &&
    matches(principal, /^[^\s"]{1,254}$/) &&
    matches(nonce, /^[0-9a-f]{32}$/) &&
    [issuedAt, expires].every((time) => matches(time, timePattern) && Number.isFinite(Date.parse(time))) &&
    (authors === undefined || isAuthors(authors)) &&
    (list === undefined ? isTransitions(transitions) : isListName(list))
  );
}

function isListName({ sha256, count }: TransitionListName): boolean {
  const isCount = Number.isInteger(count) && count > 0 && count <= maxListed;
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) && isCount;
}

/** Some, each of its form, and none about the same path as another. */
export function isTransitions(value: unknown): value is readonly Transition[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(isTransition) &&
    new Set(value.map(({ path }: Transition) => path)).size === value.length
  );
}

/** More are not told, as if none were known. */
export const maxAuthors = 200;

function isAuthors(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > maxAuthors) return false;
  const isInOrder = value.every((one, index) => index === 0 || value[index - 1] < one);
  return isInOrder && value.every(isAuthor);
}

export function isAuthor(value: unknown): value is string {
  return typeof value === 'string' && /^[^\s"]{1,254}$/.test(value);
}

function isTransition(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { path, from, to } = value;
  if (typeof path !== 'string' || typeof from !== 'string' || typeof to !== 'string') return false;
  return path !== '' && isState(from) && isState(to) && from !== to;
}

/** A moment as statements have it; `at` in milliseconds since the epoch. */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
