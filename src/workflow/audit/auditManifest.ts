import { defined } from '../../text/defined';
import { isRecord } from '../../text/isRecord';
import { parseJson } from '../../text/parseJson';

/** One thing that a data set was made of, as its manifest names it. */
export interface ManifestEntry {
  /** 1-based, in the manifest. */
  readonly line: number;
  /** POSIX, from the repository's root. */
  readonly path?: string;
  /** Of a blob: 40 or 64 hexadecimal digits, as git has it. */
  readonly oid?: string;
  /** Of the file's content: 64 hexadecimal digits. */
  readonly sha256?: string;
}

const maxEntries = 1_000_000;

/**
 * Reads a manifest: one entry a line, either JSON (`{"path": …, "oid": …, "sha256": …}`, any of them; other keys are
 * left alone) or plain: `sha256:<64 hex>`, an oid of 40 hexadecimal digits, `<64 hex>  <path>` as `sha256sum` prints
 * it, or a path. Blank lines and lines that begin with `#` are left out. A string is what is wrong, and where.
 */
export function parseManifest(text: string): ManifestEntry[] | string {
  const entries: ManifestEntry[] = [];
  for (const [index, row] of text.split('\n').entries()) {
    const line = index + 1;
    const value = row.trim();
    if (value === '' || value.startsWith('#')) continue;
    if (entries.length >= maxEntries) return `It has more than ${maxEntries} entries.`;
    const entry = value.startsWith('{') ? fromJson(value) : fromPlain(value);
    if (typeof entry === 'string') return `Line ${line}: ${entry}`;
    entries.push({ line, ...entry });
  }
  return entries.length === 0 ? 'It has no entry.' : entries;
}

type Named = Omit<ManifestEntry, 'line'>;

function fromJson(row: string): Named | string {
  const value = parseJson(row);
  if (!isRecord(value)) return 'it begins like JSON and is none.';
  const { path, oid, sha256 } = value;
  if (path !== undefined && (typeof path !== 'string' || path === '')) return '`path` must be text.';
  if (oid !== undefined && !isHex(oid, 40) && !isHex(oid, 64))
    return '`oid` must be 40 or 64 hexadecimal digits.';
  if (sha256 !== undefined && !isHex(sha256, 64)) return '`sha256` must be 64 hexadecimal digits.';
  if (path === undefined && oid === undefined && sha256 === undefined)
    return 'it names no `path`, `oid` or `sha256`.';
  return defined({
    path: path === undefined ? undefined : tidy(path),
    oid: oid?.toLowerCase(),
    sha256: sha256?.toLowerCase(),
  });
}

function fromPlain(row: string): Named {
  const [, prefixed] = /^sha256:([0-9a-f]{64})$/i.exec(row) ?? [];
  if (prefixed !== undefined) return { sha256: prefixed.toLowerCase() };
  if (isHex(row, 40)) return { oid: row.toLowerCase() };
  const [, digest, path] = /^([0-9a-f]{64})(?: [ *](.+))?$/i.exec(row) ?? [];
  if (digest !== undefined)
    return { sha256: digest.toLowerCase(), ...(path !== undefined && { path: tidy(path) }) };
  return { path: tidy(row) };
}

function tidy(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}

function isHex(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/i.test(value);
}
