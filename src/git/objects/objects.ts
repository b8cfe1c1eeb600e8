import { createHash } from 'node:crypto';
import { gitIn, type Repository } from '../repository/repository';

export type CatFile =
  | { readonly kind: 'ok'; readonly content: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  /** git ended before it came to this object. */
  | { readonly kind: 'unread' };

interface CatLimits {
  /** Of one object; 16 MiB unless told. */
  readonly maxObjectBytes?: number;
  /** Of all that is kept; 256 MiB unless told. What comes after it is `too-large`. */
  readonly maxTotalBytes?: number;
  readonly timeoutMs?: number;
}

interface Header {
  readonly oid: string;
  readonly bytes: number;
}

/** The contents of objects, by oid, with one `git cat-file --batch`. Every oid asked for is in the answer. */
export async function catFiles(
  repo: Repository,
  oids: Iterable<string>,
  limits: CatLimits = {},
): Promise<Map<string, CatFile>> {
  const { maxObjectBytes = 16 * 1024 * 1024, maxTotalBytes = 256 * 1024 * 1024 } = limits;
  const found = new Map<string, CatFile>([...oids].map((oid) => [oid, { kind: 'unread' }]));
  let chunks: Buffer[] = [];
  let total = 0;
  let keep = true;
  await streamObjects(
    repo,
    found.keys(),
    {
      begin: ({ bytes }) => {
        chunks = [];
        keep = bytes <= maxObjectBytes && total + bytes <= maxTotalBytes;
        if (keep) total += bytes;
      },
      chunk: (part) => {
        if (keep) chunks.push(part);
      },
      end: ({ oid, bytes }) => {
        found.set(oid, keep ? { kind: 'ok', content: Buffer.concat(chunks) } : { kind: 'too-large', bytes });
      },
      missing: (oid) => found.set(oid, { kind: 'missing' }),
    },
    limits.timeoutMs,
  );
  return found;
}

/** Which of these blobs hold a NUL byte anywhere; `undefined` when git did not come to the end. */
export async function blobsWithNul(
  repo: Repository,
  oids: Iterable<string>,
  timeoutMs?: number,
): Promise<Set<string> | undefined> {
  const asked = new Set(oids);
  const binary = new Set<string>();
  let seen = 0;
  let nul = false;
  const visitor = {
    begin: () => {
      nul = false;
    },
    chunk: (part: Buffer) => {
      nul ||= part.includes(0);
    },
    end: ({ oid }: Header) => {
      seen++;
      if (nul) binary.add(oid);
    },
    missing: () => {},
  };
  await streamObjects(repo, asked, visitor, timeoutMs);
  return seen === asked.size ? binary : undefined;
}

/** How many lines these blobs hold, by oid, none where one has a NUL byte; what cannot be read is not in the answer. */
export async function lineCountsOf(repo: Repository, oids: Iterable<string>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let lines = 0;
  let last = 10;
  let nul = false;
  const visitor = {
    begin: () => {
      lines = 0;
      last = 10;
      nul = false;
    },
    chunk: (part: Buffer) => {
      nul ||= part.includes(0);
      for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) lines++;
      last = part.at(-1)!;
    },
    end: ({ oid }: Header) => void counts.set(oid, nul ? 0 : last === 10 ? lines : lines + 1),
    missing: () => {},
  };
  await streamObjects(repo, new Set(oids), visitor, 600_000);
  return counts;
}

/** SHA-256 of the contents of these blobs, by oid, hexadecimal; what cannot be read is not in the answer. */
export async function digestsOf(repo: Repository, oids: Iterable<string>): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  let hash = createHash('sha256');
  const visitor = {
    begin: () => {
      hash = createHash('sha256');
    },
    chunk: (part: Buffer) => void hash.update(part),
    end: ({ oid }: Header) => void digests.set(oid, hash.digest('hex')),
    missing: () => {},
  };
  await streamObjects(repo, new Set(oids), visitor, 600_000);
  return digests;
}

interface Visitor {
  begin(header: Header): void;
  chunk(part: Buffer): void;
  end(header: Header): void;
  missing(oid: string): void;
}

/** Format: `<oid> <type> <bytes>\n<content>\n`, or `<oid> missing\n`; git-cat-file(1), *Batch output*. */
async function streamObjects(
  repo: Repository,
  oids: Iterable<string>,
  visitor: Visitor,
  timeoutMs = 10_000,
): Promise<void> {
  // A line of input that is not an oid would be read as a revision.
  const input = [...oids].filter((oid) => /^[0-9a-f]{40,64}$/.test(oid)).join('\n');
  if (input === '') return;
  let head = '';
  let current: Header | undefined;
  let left = 0;
  const take = (data: Buffer) => {
    let at = 0;
    while (at < data.length) {
      if (current === undefined) {
        const end = data.indexOf(10, at);
        head += data.toString('latin1', at, end === -1 ? data.length : end);
        if (end === -1) return;
        at = end + 1;
        const [oid = '', type = '', bytes = ''] = head.split(' ');
        head = '';
        if (type === 'missing') {
          visitor.missing(oid);
          continue;
        }
        current = { oid, bytes: Number(bytes) };
        left = current.bytes;
        visitor.begin(current);
      }
      const part = data.subarray(at, at + left);
      if (part.length > 0) visitor.chunk(part);
      at += part.length;
      left -= part.length;
      // The line break after the content may come with the next chunk.
      if (left > 0 || at >= data.length) return;
      visitor.end(current);
      current = undefined;
      at++;
    }
  };
  await gitIn(repo, ['cat-file', '--batch'], {
    input: `${input}\n`,
    timeoutMs,
    maxBytes: Number.POSITIVE_INFINITY,
    onStdout: take,
  });
}
