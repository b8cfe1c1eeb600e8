import { isUtf8 } from 'node:buffer';

/** A path as git holds it: bytes. */
export interface GitPath {
  /** As UTF-8; where the bytes are none, as git quotes it (`"caf\351"`), which tells such paths apart. */
  readonly path: string;
  readonly notUtf8: boolean;
}

/** Reads the bytes of a path that came with `-z`. */
export function readPath(bytes: Buffer): GitPath {
  if (isUtf8(bytes)) return { path: bytes.toString('utf8'), notUtf8: false };
  const quoted = [...bytes].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return { path: `"${quoted.join('')}"`, notUtf8: true };
}
