import { globMatches, readyGlob } from '../policy/glob';
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

/** What a signer's key must be good for; the namespaces that ours are signed in. */
export const namespaces = ['signoff@colophon', 'review@colophon'] as const;

const keyPattern = /^((?:sk-)?(?:ssh|ecdsa)-[A-Za-z0-9@.-]+)\s+([A-Za-z0-9+/]+={0,3})(?=\s|$)/;
/** Options stand between principal and key, parted by commas, and quotes may hold anything. */
const optionsPattern = /^((?:[^\s"]|"(?:[^"\\]|\\.)*")+)\s+/;

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
  const options = keyPattern.test(rest) ? undefined : optionsPattern.exec(rest);
  const key = keyPattern.exec(options ? rest.slice(options[0].length) : rest);
  const [, kind = '', base64 = ''] = key ?? [];
  const blob = Buffer.from(base64, 'base64');
  if (!key || kindIn(blob) !== kind) return l10n.t('it holds no SSH public key');
  if (kind.includes('-cert-')) return l10n.t('certificates are not taken');
  const why = options && badOptions(options[1]!);
  return why ?? { principal, line, fingerprint: fingerprint(blob) };
}

/** A key's bytes begin with its kind, as RFC 4253 has strings: a length and so many bytes. */
function kindIn(blob: Buffer): string | undefined {
  const length = blob.length < 4 ? 0 : blob.readUInt32BE(0);
  return length > 0 && length <= blob.length - 4 ? blob.toString('latin1', 4, 4 + length) : undefined;
}

/**
 * Why a line with these options grants nothing: what ssh-keygen would refuse to read (it may then read no further), and
 * what makes it good for other signatures alone. What it expires by is for ssh-keygen to judge.
 */
function badOptions(text: string): string | undefined {
  const seen = new Set<string>();
  for (const option of text.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? []) {
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(option) ?? [];
    const key = name.toLowerCase();
    if (key === 'cert-authority') return l10n.t('certificate authorities are not taken');
    if (!['namespaces', 'valid-after', 'valid-before'].includes(key))
      return l10n.t('ssh-keygen knows no option “{0}”', name);
    if (seen.has(key)) return l10n.t('it has the option “{0}” twice', name);
    seen.add(key);
    const inner = /^"((?:[^"\\]|\\.)*)"$/.exec(value ?? '')?.[1];
    if (inner === undefined) return l10n.t('the value of “{0}” needs quotes: {1}', name, `${name}="…"`);
    if (key === 'namespaces' ? !namesOurs(inner) : !/^\d{8}(?:\d{4}(?:\d\d)?)?Z?$/.test(inner))
      return key === 'namespaces'
        ? l10n.t('its namespaces ({0}) leave out {1}', inner, namespaces.join(l10n.t(' and ')))
        : l10n.t('“{0}” is no date such as 20270131', inner);
  }
  return undefined;
}

/** As OpenSSH matches lists of patterns: what is behind a `!` is taken out. */
function namesOurs(list: string): boolean {
  const patterns = list.split(',').map((one) => {
    const pieces = Array.from(one.replace(/^!/, ''), (piece) =>
      piece === '*' ? 2 : piece === '?' ? 1 : piece,
    );
    return { isOut: one.startsWith('!'), glob: readyGlob(pieces) };
  });
  return namespaces.some((name) => {
    const found = patterns.filter(({ glob }) => globMatches(glob, name));
    return found.length > 0 && found.every(({ isOut }) => !isOut);
  });
}
