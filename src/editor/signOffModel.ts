import { isAbsent, modeOf, type Transition } from '../attestation/transition';
import { printable } from '../text/printable';
import type { OpenSignoff } from '../workflow/openSignoffs';
import type { Signable, SigningIdentity } from '../workflow/signOff';

/** A modal question has no bar to scroll with. */
const mostPaths = 15;

export interface SignOffItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** A change that waits for a sign-off, as a row to choose. */
export function signOffItem({ change, signable }: OpenSignoff): SignOffItem {
  const { zone, transitions } = signable;
  const { commits } = change.range;
  const where = change.staged
    ? 'what is staged'
    : `${commits.length === 1 ? '1 commit' : `${commits.length} commits`} of this branch`;
  return {
    label: zone.name,
    description: `${where} · ${fileCount(transitions)}`,
    detail: transitions.map(({ path }) => printable(path)).join(' · '),
  };
}

export function fileCount({ length }: readonly unknown[]): string {
  return length === 1 ? '1 file' : `${length} files`;
}

export interface Question {
  readonly message: string;
  readonly detail: string;
}

/** What each path comes to. @param happens `whatHappens` */
export function pathLines(
  transitions: readonly Transition[],
  happens: (from: string, to: string) => string,
): string[] {
  const lines = transitions.slice(0, mostPaths).map(({ path, from, to }) => {
    const isMode = !isAbsent(from) && !isAbsent(to) && modeOf(from) !== modeOf(to);
    const modes = isMode ? ` (mode ${modeOf(from)} → ${modeOf(to)})` : '';
    return `${happens(from, to).trim()}: ${printable(path)}${modes}`;
  });
  const more = transitions.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more, in the diff`] : lines;
}

/** With which key, as whom, until when. @param expires as `expiryOf` gives it */
export function signatureText({ key, principal }: SigningIdentity, expires: string): string {
  return `Signed as ${principal} with the key ${key.fingerprint}, until ${expires.slice(0, 10)}.`;
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
  happens: (from: string, to: string) => string,
): Question {
  const { zone, transitions } = signable;
  const mustNotCommit =
    change.staged && !zone.signoff.authorMaySign && isSame(signer.principal, email)
      ? `Somebody else must commit it: ${zone.name} does not count the sign-off of an author.`
      : undefined;
  const detail = [
    pathLines(transitions, happens).join('\n'),
    zone.reason === undefined ? undefined : `Why it is restricted: ${printable(zone.reason)}`,
    `${signatureText(signer, expires)} It is for exactly this content.`,
    mustNotCommit,
  ];
  return {
    message: `I, ${signer.principal}, sign off this change of ${zone.name}.`,
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
    ? `${principal} is an author of this change, so it needs the sign-off of ${others.join(' or ')}.`
    : `${principal} is an author of this change, and ${zone.name} has no other owner. A policy owner can name one.`;
}

function isSame(principal: string, email: string | undefined): boolean {
  return principal.toLowerCase() === email?.toLowerCase();
}

/** Where nothing waits for a sign-off. */
export function nothingToSign(done: readonly string[]): string {
  return done.length > 0
    ? `Signed off already: ${done.join(', ')}.`
    : 'No restricted zone changes, neither staged nor in commits of this branch: nothing needs a sign-off.';
}
