import { isAbsent, modeOf, oidOf, type Transition } from '../../attestation/transition';
import * as l10n from '../../text/l10n';
import { printable } from '../../text/printable';
import type { OpenSignoff } from '../../workflow/verify/openSignoffs';
import type { Signable, SigningIdentity } from '../../workflow/verify/signOff';
import { fileCount } from '../window/fileCount';
import { reasonOf } from '../zones/rule';

/** A modal question has no bar to scroll with. */
const mostPaths = 15;

interface SignOffItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** A change that waits for a sign-off, as a row to choose. */
export function signOffItem({ change, signable }: OpenSignoff): SignOffItem {
  const { zone, transitions } = signable;
  const { commits } = change.range;
  const ofBranch = () =>
    commits.length === 1
      ? l10n.t('1 commit of this branch')
      : l10n.t('{0} commits of this branch', commits.length);
  const where = change.staged ? l10n.t('what is staged') : ofBranch();
  return {
    label: zone.name,
    description: `${where} · ${fileCount(transitions.length)}`,
    detail: transitions.map(({ path }) => printable(path)).join(' · '),
  };
}

export interface ModalText {
  readonly message: string;
  readonly detail: string;
}

/** What each path comes to. */
export function pathLines(transitions: readonly Transition[]): string[] {
  const lines = transitions.slice(0, mostPaths).map(pathLine);
  const more = transitions.length - lines.length;
  return more > 0 ? [...lines, l10n.t('and {0} more, in the diff', more)] : lines;
}

function pathLine({ path: raw, from, to }: Transition): string {
  const path = printable(raw);
  if (isAbsent(from)) return l10n.t('added: {0}', path);
  if (isAbsent(to)) return l10n.t('deleted: {0}', path);
  const [before, after] = [modeOf(from), modeOf(to)];
  if (oidOf(from) === oidOf(to)) return l10n.t('mode: {0} (mode {1} → {2})', path, before, after);
  return before === after
    ? l10n.t('modified: {0}', path)
    : l10n.t('modified: {0} (mode {1} → {2})', path, before, after);
}

/** With which key, as whom, until when. @param expires as `expiryOf` gives it */
export function signatureText({ key, principal }: SigningIdentity, expires: string): string {
  return l10n.t(
    'Signed as {0} with the key {1}, until {2}.',
    principal,
    key.fingerprint,
    expires.slice(0, 10),
  );
}

/**
 * The question before the signature.
 * @param email of git's identity, who would commit what is staged
 */
export function signOffQuestion(
  { change, signable }: OpenSignoff,
  signer: SigningIdentity,
  expires: string,
  email: string | undefined,
): ModalText {
  const { zone, transitions } = signable;
  const mustNotCommit =
    change.staged && !zone.signoff.authorMaySign && isSame(signer.principal, email)
      ? l10n.t('Somebody else must commit it: {0} does not count the sign-off of an author.', zone.name)
      : undefined;
  const detail = [
    pathLines(transitions).join('\n'),
    zone.reason === undefined
      ? undefined
      : l10n.t('Why it is restricted: {0}', printable(reasonOf(zone.name, zone.reason))),
    `${signatureText(signer, expires)} ${l10n.t('It is for exactly this content.')}`,
    mustNotCommit,
  ];
  return {
    message: l10n.t('I, {0}, sign off this change of {1}.', signer.principal, zone.name),
    detail: detail.filter((one) => one !== undefined).join('\n\n'),
  };
}

/** Why the signature of `principal` would not count: they made the commits. `undefined` where it would. */
export function authorProblem(
  { zone }: Signable,
  principal: string,
  authors: ReadonlySet<string>,
): string | undefined {
  if (zone.signoff.authorMaySign || !authors.has(principal.toLowerCase())) return undefined;
  const others = zone.owners.filter((owner) => !authors.has(owner.toLowerCase()));
  return others.length > 0
    ? l10n.t(
        '{0} is an author of this change, so it needs the sign-off of {1}.',
        principal,
        others.join(l10n.t(' or ')),
      )
    : l10n.t(
        '{0} is an author of this change, and {1} has no other owner. A policy owner can name one.',
        principal,
        zone.name,
      );
}

function isSame(principal: string, email: string | undefined): boolean {
  return principal.toLowerCase() === email?.toLowerCase();
}

/** Where nothing waits for a sign-off. */
export function nothingToSign(done: readonly string[]): string {
  return done.length > 0
    ? l10n.t('Signed off already: {0}.', done.join(', '))
    : l10n.t(
        'No restricted zone changes, neither staged nor in commits of this branch: nothing needs a sign-off.',
      );
}
