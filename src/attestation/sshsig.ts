import { createHash } from 'node:crypto';

const begin = '-----BEGIN SSH SIGNATURE-----';
const end = '-----END SSH SIGNATURE-----';

/** As `ssh-keygen -Y verify` reads it (OpenSSH, PROTOCOL.sshsig). */
export function armour(signature: Buffer): string {
  const lines = signature.toString('base64').match(/.{1,70}/g) ?? [];
  return `${[begin, ...lines, end].join('\n')}\n`;
}

/** The bytes of an armoured signature; `undefined` where it is none. */
export function unarmour(text: string): Buffer | undefined {
  const lines = text.trim().split(/\r?\n/);
  if (lines[0] !== begin || lines.at(-1) !== end) return undefined;
  const bytes = Buffer.from(lines.slice(1, -1).join(''), 'base64');
  return keyOf(bytes) === undefined ? undefined : bytes;
}

/** The fingerprint of the key that a signature says it was made with, `SHA256:…`, as `ssh-keygen -l` prints it. */
export function keyOf(signature: Buffer): string | undefined {
  // byte[6] "SSHSIG", uint32 version, string publickey, …
  if (signature.length < 14 || signature.toString('latin1', 0, 6) !== 'SSHSIG') return undefined;
  const length = signature.readUInt32BE(10);
  return signature.length < 14 + length ? undefined : fingerprint(signature.subarray(14, 14 + length));
}

/** @param blob of a public key: what stands in base64 in the middle of `ssh-ed25519 AAAA… comment`. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
