import { crc32 } from 'node:zlib';

/** A line that its checksum does not fit is read as this: no entry. */
const DAMAGED = '\u0000';

/**
 * A journal line with the CRC-32 of its JSON as its last member: `{…,"c":"1c291ca3"}`. A line that a crash or a bad
 * disk has changed must not say who wrote what.
 */
export function withChecksum(json: string): string {
  return `${json.slice(0, -1)},"c":"${sum(json)}"}`;
}

/** The line without its checksum; one that does not match it becomes a line that nothing can be read from. */
export function withoutChecksum(line: string): string {
  if (line === '') return line;
  const match = /,"c":"([0-9a-f]{8})"\}$/.exec(line);
  const json = match ? `${line.slice(0, match.index)}}` : '';
  return match && sum(json) === match[1] ? json : DAMAGED;
}

function sum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
