import { createHash, createPublicKey, verify } from 'node:crypto';

const ed25519 = 'ssh-ed25519';
/** What stands before the 32 bytes of such a key in its usual form (RFC 8410). */
const spki = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Whether an SSHSIG (OpenSSH, PROTOCOL.sshsig) by an Ed25519 key is one over this message in this namespace. Mathematics
 * alone: which key may sign, and until when, is OpenSSH's to judge. `undefined` of what is not read here, other kinds of
 * keys first of all.
 */
export function isEd25519Signature(
  signature: Buffer,
  namespace: string,
  message: Buffer,
): boolean | undefined {
  const reader = new Reader(signature);
  if (reader.take(6)?.toString('latin1') !== 'SSHSIG' || reader.number() !== 1) return undefined;
  const [key, space, reserved, hash, own] = [1, 2, 3, 4, 5].map(() => reader.string());
  if (!key || !space || reserved?.length !== 0 || !hash || !own || !reader.isAtEnd) return undefined;
  const algorithm = hash.toString('latin1');
  if (space.toString('utf8') !== namespace || !/^sha(?:256|512)$/.test(algorithm)) return undefined;
  const [bytes, proof] = [key, own].map(bytesOf);
  if (bytes?.length !== 32 || proof?.length !== 64) return undefined;
  const digest = createHash(algorithm).update(message).digest();
  const signed = Buffer.concat([Buffer.from('SSHSIG'), ...[space, reserved, hash, digest].map(lengthened)]);
  try {
    const publicKey = createPublicKey({ key: Buffer.concat([spki, bytes]), format: 'der', type: 'spki' });
    return verify(null, signed, publicKey, proof);
  } catch {
    return undefined;
  }
}

/** What follows the kind in a key or a signature of ours. */
function bytesOf(blob: Buffer): Buffer | undefined {
  const reader = new Reader(blob);
  if (reader.string()?.toString('latin1') !== ed25519) return undefined;
  const bytes = reader.string();
  return reader.isAtEnd ? bytes : undefined;
}

function lengthened(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Numbers and strings as RFC 4251 has them. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(count: number): Buffer | undefined {
    if (this.#at + count > this.#bytes.length) return undefined;
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  number(): number | undefined {
    return this.take(4)?.readUInt32BE(0);
  }

  string(): Buffer | undefined {
    const length = this.number();
    return length === undefined ? undefined : this.take(length);
  }
}
