import * as l10n from '../text/l10n';
import { fingerprint } from './sshsig';

/** One usable line of `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS). */
export interface Signer {
  readonly principal: string;
  /** The whole line, for `ssh-keygen`, whose rules for options and validity count. */
  readonly line: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

export interface AllowedSigners {
  readonly signers: readonly Signer[];
  /** Lines that grant nothing, 1-based, and why, in words. */
  readonly refused: readonly { readonly line: number; readonly why: string }[];
}

const keyPattern = /(?:^|\s)((?:sk-)?(?:ssh|ecdsa)-[A-Za-z0-9@.-]+)\s+([A-Za-z0-9+/]+={0,3})(?=\s|$)/;

/**
 * Reads `allowed_signers`. A line counts only with one literal principal: a wildcard, a list or a certificate authority
 * would let people sign who are named nowhere. Lines that do not count grant nothing and are listed.
 */
export function readAllowedSigners(text: string): AllowedSigners {
  const signers: Signer[] = [];
  const refused: { line: number; why: string }[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const read = readLine(line);
    if (typeof read === 'string') refused.push({ line: index + 1, why: read });
    else signers.push(read);
  }
  return { signers, refused };
}

function readLine(line: string): Signer | string {
  const [, principal, rest] = /^([^\s"]+)\s+(.+)$/.exec(line) ?? [];
  if (principal === undefined || rest === undefined)
    return l10n.t('it is not “principal [options] type key”');
  if (/[*?!,]/.test(principal)) return l10n.t('it must name one principal, without wildcard or list');
  // Options may hold quoted text: what is quoted is neither an option nor a key.
  const bare = rest.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const key = keyPattern.exec(bare);
  if (!key) return l10n.t('it holds no SSH public key');
  if (/(?:^|,)cert-authority(?:,|\s)/i.test(bare.slice(0, key.index + 1)))
    return l10n.t('certificate authorities are not taken');
  if (key[1]!.includes('-cert-')) return l10n.t('certificates are not taken');
  return { principal, line, fingerprint: fingerprint(Buffer.from(key[2]!, 'base64')) };
}
