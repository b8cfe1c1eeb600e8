import { createHash } from 'node:crypto';
import { withoutFetching } from '../repository/environment';
import { gitIn, type Repository } from '../repository/repository';

export type CatFile =
  | { readonly kind: 'ok'; readonly content: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  /** git ended before it came to this object. */
  | { readonly kind: 'unread' };

interface CatLimits {
  /** Of one object; 16 MiB by default. */
  readonly maxObjectBytes?: number;
  /** Of all that is kept; 256 MiB by default. What comes after it is `too-large`. */
  readonly maxTotalBytes?: number;
  readonly timeoutMs?: number;
  /** More variables for git. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The contents of objects, by oid, with one `git cat-file --batch`. Every oid asked for is in the answer. */
export async function catFiles(
  repo: Repository,
  oids: Iterable<string>,
  limits: CatLimits = {},
): Promise<Map<string, CatFile>> {
  const { maxObjectBytes = 16 * 1024 * 1024, maxTotalBytes = 256 * 1024 * 1024 } = limits;
  const asked = [...new Set(oids)];
  let total = 0;
  const readerOf = (bytes: number): ObjectReader<CatFile> => {
    if (bytes > maxObjectBytes || total + bytes > maxTotalBytes)
      return { chunk: () => {}, end: () => ({ kind: 'too-large', bytes }) };
    total += bytes;
    const chunks: Buffer[] = [];
    return {
      chunk: (part) => void chunks.push(part),
      end: () => ({ kind: 'ok', content: Buffer.concat(chunks) }),
    };
  };
  const { found, missing, failed } = await readObjects(repo, asked, readerOf, limits);
  const left = asked.filter((oid) => !found.has(oid) && !missing.has(oid));
  const here = failed && left.length > 0 ? await objectsHere(repo, left, limits) : undefined;
  if (here !== undefined) {
    // In a partial clone git ends at the first object that it cannot fetch, and the others are never told of.
    for (const oid of left) if (!here.has(oid)) missing.add(oid);
    for (const [oid, file] of (await readObjects(repo, here, readerOf, limits)).found) found.set(oid, file);
  }
  return new Map(
    asked.map((oid) => [oid, found.get(oid) ?? { kind: missing.has(oid) ? 'missing' : 'unread' }]),
  );
}

/** Which of these objects this clone holds, without asking another machine for any; `undefined` when git failed. */
async function objectsHere(
  repo: Repository,
  oids: readonly string[],
  { timeoutMs = 60_000 }: Pick<CatLimits, 'timeoutMs'>,
): Promise<Set<string> | undefined> {
  const wanted = new Set(oids);
  const here = new Set<string>();
  let rest = '';
  const result = await gitIn(
    repo,
    ['cat-file', '--batch-check=%(objectname)', '--batch-all-objects', '--unordered'],
    {
      timeoutMs,
      maxBytes: Number.POSITIVE_INFINITY,
      env: withoutFetching,
      onStdout: (data) => {
        const rows = (rest + data.toString('latin1')).split('\n');
        rest = rows.pop() ?? '';
        for (const oid of rows) if (wanted.has(oid)) here.add(oid);
      },
    },
  );
  return result.code === 0 ? here : undefined;
}

/** The text of one of these objects; `undefined` where it could not be had. */
export function textOf(contents: ReadonlyMap<string, CatFile>, oid: string | undefined): string | undefined {
  const file = oid === undefined ? undefined : contents.get(oid);
  return file?.kind === 'ok' ? file.content.toString('utf8') : undefined;
}

/** Which of these blobs hold a NUL byte anywhere; `undefined` when git did not come to the end. */
export async function blobsWithNul(
  repo: Repository,
  oids: Iterable<string>,
  timeoutMs?: number,
): Promise<Set<string> | undefined> {
  const asked = new Set(oids);
  const { found } = await readObjects(repo, asked, nulReader, timeoutMs === undefined ? {} : { timeoutMs });
  if (found.size !== asked.size) return undefined;
  return new Set([...found].flatMap(([oid, nul]) => (nul ? [oid] : [])));
}

function nulReader(): ObjectReader<boolean> {
  let nul = false;
  return {
    chunk: (part) => {
      nul ||= part.includes(0);
    },
    end: () => nul,
  };
}

/** How many lines these blobs hold, by oid, none where one has a NUL byte; what cannot be read is not in the answer. */
export async function lineCountsOf(repo: Repository, oids: Iterable<string>): Promise<Map<string, number>> {
  const { found } = await readObjects(repo, new Set(oids), lineReader, { timeoutMs: 600_000 });
  return found;
}

function lineReader(): ObjectReader<number> {
  const nul = nulReader();
  let lines = 0;
  let last = 10;
  return {
    chunk: (part) => {
      nul.chunk(part);
      for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) lines++;
      last = part.at(-1)!;
    },
    end: () => (nul.end() ? 0 : last === 10 ? lines : lines + 1),
  };
}

/** SHA-256 of the contents of these blobs, by oid, hexadecimal; what cannot be read is not in the answer. */
export async function digestsOf(repo: Repository, oids: Iterable<string>): Promise<Map<string, string>> {
  const { found } = await readObjects(repo, new Set(oids), digestReader, { timeoutMs: 600_000 });
  return found;
}

function digestReader(): ObjectReader<string> {
  const hash = createHash('sha256');
  return { chunk: (part) => void hash.update(part), end: () => hash.digest('hex') };
}

/** Takes one object as it comes, and says at its end what it was. */
interface ObjectReader<Value> {
  readonly chunk: (part: Buffer) => void;
  readonly end: () => Value;
}

/** Format: `<oid> <type> <bytes>\n<content>\n`, or `<oid> missing\n`; git-cat-file(1), *Batch output*. */
async function readObjects<Value>(
  repo: Repository,
  oids: Iterable<string>,
  readerOf: (bytes: number) => ObjectReader<Value>,
  { timeoutMs = 10_000, env = {} }: Pick<CatLimits, 'timeoutMs' | 'env'>,
): Promise<{ found: Map<string, Value>; missing: Set<string>; failed: boolean }> {
  const found = new Map<string, Value>();
  const missing = new Set<string>();
  // A line of input that is not an oid would be read as a revision.
  const input = [...oids].filter((oid) => /^[0-9a-f]{40,64}$/.test(oid)).join('\n');
  if (input === '') return { found, missing, failed: false };
  let head = '';
  let current: { readonly oid: string; readonly reader: ObjectReader<Value> } | undefined;
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
          missing.add(oid);
          continue;
        }
        left = Number(bytes);
        current = { oid, reader: readerOf(left) };
      }
      const part = data.subarray(at, at + left);
      if (part.length > 0) current.reader.chunk(part);
      at += part.length;
      left -= part.length;
      // The line break after the content may come with the next chunk.
      if (left > 0 || at >= data.length) return;
      found.set(current.oid, current.reader.end());
      current = undefined;
      at++;
    }
  };
  const result = await gitIn(repo, ['cat-file', '--batch'], {
    input: `${input}\n`,
    timeoutMs,
    env,
    maxBytes: Number.POSITIVE_INFINITY,
    onStdout: take,
  });
  // Whoever was ended otherwise has read nothing more: what it did not come to is unread.
  return { found, missing, failed: result.code !== 0 && result.stderr.includes('promisor remote') };
}
