import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * Unpacks regular files and folders of a ustar archive: what the archives of `@sparticuz/chromium` hold.
 * Links, devices and names that leave the folder are refused.
 * Format: POSIX.1-1988, 512-byte headers with octal numbers.
 */
export function unpackTar(archive: Buffer, folder: string): void {
  for (let at = 0; at + 512 <= archive.length; ) {
    const header = archive.subarray(at, at + 512);
    if (header.every((byte) => byte === 0)) break;
    const text = (from: number, length: number): string =>
      header
        .subarray(from, from + length)
        .toString('latin1')
        .replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12).trim() || '0', 8);
    const mode = Number.parseInt(text(100, 8).trim() || '644', 8);
    const type = text(156, 1);
    const name = normalize([text(345, 155), text(0, 100)].filter(Boolean).join('/'));
    if (name.startsWith('..') || name.startsWith('/')) throw new Error(`tar: ${name} leaves the folder`);
    const target = join(folder, name);
    if (type === '5') mkdirSync(target, { recursive: true });
    else if (type === '' || type === '0') {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, archive.subarray(at + 512, at + 512 + size));
      chmodSync(target, mode & 0o777);
    } else throw new Error(`tar: ${name} is of type ${type}`);
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
