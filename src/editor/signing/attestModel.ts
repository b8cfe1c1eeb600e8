import type { CompiledZone } from '../../policy/compiled';
import type { Attestation } from '../../provenance/entry';
import * as l10n from '../../text/l10n';
import { type AiLines, type AiLinesByZone, attestedBy } from '../../workflow/verify/attest';
import type { Signable, SigningIdentity } from '../../workflow/verify/signOff';
import { type ModalText, pathLines, signatureText } from './signOffModel';

/** The signature that a zone asks for besides: over all that is staged in it, AI lines or not. */
export interface Review {
  readonly signable: Signable;
  /** A string says why this person cannot sign. */
  readonly signer: SigningIdentity | string;
}

/** What waits for a statement in one zone. */
export interface OpenZone {
  /** Empty where only a signature is missing. */
  readonly files: readonly AiLines[];
  readonly signing?: { readonly signable: Signable; readonly signer: SigningIdentity };
}

/** What of a staged change an attestation could be about. */
export interface Attestable {
  readonly open: ReadonlyMap<string, OpenZone>;
  /** Zones for which this person's statement is there already. */
  readonly done: readonly string[];
  /** Zones with AI lines that this statement cannot serve, and why, in sentences. */
  readonly others: readonly string[];
}

/**
 * @param by `Name <email>` of the person who would attest, and who would commit.
 * @param reviews by zone, those that are asked for and not yet there
 */
export function attestable(
  aiLines: AiLinesByZone,
  zoneOf: (name: string) => CompiledZone,
  attestations: readonly Attestation[],
  by: string,
  reviews: ReadonlyMap<string, Review>,
): Attestable {
  const open = new Map<string, OpenZone>();
  const done: string[] = [];
  const others: string[] = [];
  for (const name of new Set([...aiLines.keys(), ...reviews.keys()])) {
    const zone = zoneOf(name);
    const files = aiLines.get(name) ?? [];
    const review = reviews.get(name);
    if (zone.mode === 'restricted') {
      others.push(restrictedText(name, zone));
    } else if (zone.mode !== 'attest') continue;
    else if (zone.attestedBy === 'other') {
      others.push(
        l10n.t(
          '{0} asks for the attestation of a person other than the author: commit, and let them run {1}.',
          name,
          'colophon attest <base>..<head>',
        ),
      );
    } else if (typeof review?.signer === 'string') {
      others.push(l10n.t('{0} asks for a signed attestation. {1}', name, review.signer));
    } else if (review) {
      open.set(name, { files, signing: { signable: review.signable, signer: review.signer } });
    } else if (attestedBy(files, name, attestations).includes(by)) done.push(name);
    else open.set(name, { files });
  }
  return { open, done, others };
}

function restrictedText(name: string, { owners }: CompiledZone): string {
  return owners.length > 0
    ? l10n.t('{0} is restricted: its AI lines need the sign-off of {1}.', name, owners.join(l10n.t(' or ')))
    : l10n.t(
        '{0} is restricted: its AI lines need the sign-off of an owner, but the policy names none.',
        name,
      );
}

/** `3–9, 14`. */
export function lineRanges(lines: readonly { readonly line: number }[]): string {
  const ranges: [number, number][] = [];
  for (const { line } of lines) {
    const last = ranges[ranges.length - 1];
    if (last && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/** `12 AI lines in 2 files`. */
export function countText(files: readonly AiLines[]): string {
  const lines = files.reduce((sum, file) => sum + file.lines.length, 0);
  if (lines === 1) return l10n.t('1 AI line in 1 file');
  return files.length === 1
    ? l10n.t('{0} AI lines in 1 file', lines)
    : l10n.t('{0} AI lines in {1} files', lines, files.length);
}

/** `12 AI lines in 2 files · a signature over 3 files`. */
export function openText({ files, signing }: OpenZone): string {
  const lines = files.length > 0 ? [countText(files)] : [];
  const signed = signing ? [signedText(signing.signable.transitions.length)] : [];
  return [...lines, ...signed].join(' · ');
}

function signedText(files: number): string {
  return files === 1 ? l10n.t('a signature over 1 file') : l10n.t('a signature over {0} files', files);
}

/** `src/a.ts: 3–9, 14`. */
export function places(files: readonly AiLines[]): string[] {
  return files.map((file) => `${file.path}: ${lineRanges(file.lines)}`);
}

/** The question before the statement. @param expiresOf as `expiryOf` of a zone, now */
export function attestQuestion(
  zones: ReadonlyMap<string, OpenZone>,
  others: readonly string[],
  by: string,
  expiresOf: (zone: CompiledZone) => string,
): ModalText & { readonly yes: string } {
  const all = [...zones.values()];
  const list = [...zones].map(([zone, open]) => {
    const { signable, signer } = open.signing ?? {};
    const lines = [
      `${zone}: ${openText(open)}`,
      ...places(open.files).map((place) => `  ${place}`),
      ...(signable ? pathLines(signable.transitions).map((line) => `  ${line}`) : []),
      ...(signable && signer ? [`  ${signatureText(signer, expiresOf(signable.zone))}`] : []),
    ];
    return lines.join('\n');
  });
  const detail = [
    ...list,
    ...(others.length > 0 ? [[l10n.t('Not part of it:'), ...others].join('\n')] : []),
    ...(all.some(({ files }) => files.length > 0)
      ? [l10n.t('The commit will carry your name in {0}.', 'AI-Attested-by')]
      : []),
  ].join('\n\n');
  return all.some(({ signing }) => signing)
    ? {
        message: l10n.t('I, {0}, have reviewed this change and answer for it.', by),
        detail,
        yes: l10n.t('I Have Reviewed It'),
      }
    : {
        message: l10n.t('I, {0}, have reviewed these AI lines and answer for them.', by),
        detail,
        yes: l10n.t('I Have Reviewed Them'),
      };
}
