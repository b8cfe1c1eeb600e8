import { randomBytes } from 'node:crypto';
import { diffForm, foundInNoParent, mergeFiles } from './change';
import { type ChangedFile, PatchReader } from './patch';
import { said } from './range';
import { gitIn, type Repository } from './repository';

/** One commit of a range, with what it changed: against its parent or, for a merge, against all of them. */
export interface RangeCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
  readonly files: readonly ChangedFile[];
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

const timeoutMs = 600_000;

/**
 * Gives each commit of `oids`, in order, to `each`: one git for all of them, one more for those merges that hold what
 * no parent has. A string is what went wrong.
 */
export async function readCommits(
  repo: Repository,
  oids: readonly string[],
  each: (commit: RangeCommit) => void,
): Promise<string | undefined> {
  if (oids.length === 0) return undefined;
  const merges = new Map<string, ChangedFile[]>();
  // Unpredictable, so that no content and no message can pass for it.
  const mark = randomBytes(16).toString('hex');
  const format = `--format=${mark}%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%B${mark}`;
  const suspects = await suspectMerges(repo, oids);
  if (typeof suspects === 'string') return suspects;
  for (const { oid, parents } of suspects) {
    const files = await mergeFiles(repo, oid, parents);
    if (typeof files === 'string') return files;
    merges.set(oid, foundInNoParent(files));
  }
  let done = 0;
  let problem: string | undefined;
  const splitter = new CommitSplitter(mark, (header, files) => {
    if (problem !== undefined) return;
    const [oid = '', parents = '', an = '', ae = '', cn = '', ce = '', ...message] = header.split('\0');
    if (typeof files === 'string') problem = files;
    else if (oid !== oids[done++]) problem = 'git printed other commits than it was asked for';
    else
      each({
        oid,
        parents: parents.split(' ').filter(Boolean),
        author: { name: an, email: ae },
        committer: { name: cn, email: ce },
        message: message.join('\0'),
        files: merges.get(oid) ?? files,
      });
  });
  const args = ['diff-tree', '--stdin', '--always', '--root', '-r', '--encoding=UTF-8', ...diffForm, format];
  const result = await gitIn(repo, args, {
    input: `${oids.join('\n')}\n`,
    timeoutMs,
    maxBytes: Number.POSITIVE_INFINITY,
    onStdout: (chunk) => splitter.push(chunk),
  });
  if (result.code !== 0) return said('git could not read the commits', result);
  splitter.end();
  if (problem === undefined && done !== oids.length) problem = 'the output of git diff-tree ends too early';
  return problem;
}

/** Merges with a file that differs from every parent. */
async function suspectMerges(
  repo: Repository,
  oids: readonly string[],
): Promise<{ oid: string; parents: string[] }[] | string> {
  const mark = randomBytes(16).toString('hex');
  const listed = await gitIn(repo, ['rev-list', '--no-walk=unsorted', '--min-parents=2', '--stdin'], {
    input: `${oids.join('\n')}\n`,
    timeoutMs,
  });
  if (listed.code !== 0) return said('git could not list the merges', listed);
  const input = listed.stdout.toString('latin1');
  if (input.trim() === '') return [];
  const form = ['-c', '--name-only', '-z', '--no-renames', '--ignore-submodules=none', '--no-relative'];
  const args = ['diff-tree', '--stdin', '--always', '-r', ...form, `--format=${mark}%H %P${mark}`];
  const result = await gitIn(repo, args, { input, timeoutMs });
  if (result.code !== 0) return said('git could not read the merges', result);
  const parts = result.stdout.toString('utf8').split(mark);
  const found: { oid: string; parents: string[] }[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const [oid = '', ...parents] = parts[i]!.split(' ');
    if (parts[i + 1]!.replace(/[\0\n]/g, '') !== '') found.push({ oid, parents });
  }
  return found;
}

/** Takes `<mark>header<mark>patch<mark>header<mark>…` apart as it comes. */
class CommitSplitter {
  readonly #mark: Buffer;
  readonly #found: (header: string, files: readonly ChangedFile[] | string) => void;
  #rest: Buffer = Buffer.alloc(0);
  #inHeader = false;
  #header: Buffer[] = [];
  #started = false;
  #reader = new PatchReader();
  /** Before the records stand the end of the header and a line break. */
  #atStart = true;

  constructor(mark: string, found: (header: string, files: readonly ChangedFile[] | string) => void) {
    this.#mark = Buffer.from(mark);
    this.#found = found;
  }

  push(chunk: Buffer): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (let at = data.indexOf(this.#mark); at !== -1; at = data.indexOf(this.#mark)) {
      this.#take(data.subarray(0, at));
      if (this.#inHeader) this.#beginPatch();
      else this.#beginHeader();
      data = data.subarray(at + this.#mark.length);
    }
    const keep = Math.max(0, data.length - this.#mark.length + 1);
    this.#take(data.subarray(0, keep));
    this.#rest = Buffer.from(data.subarray(keep));
  }

  end(): void {
    this.#take(this.#rest);
    this.#rest = Buffer.alloc(0);
    if (this.#started && !this.#inHeader) this.#give();
  }

  #take(part: Buffer): void {
    if (this.#inHeader) this.#header.push(Buffer.from(part));
    else if (this.#started) {
      let from = 0;
      while (this.#atStart && from < part.length && (part[from] === 0 || part[from] === 10)) from++;
      if (from < part.length) this.#atStart = false;
      this.#reader.push(part.subarray(from));
    }
  }

  #beginHeader(): void {
    if (this.#started) this.#give();
    this.#started = true;
    this.#inHeader = true;
    this.#header = [];
  }

  #beginPatch(): void {
    this.#inHeader = false;
    this.#reader = new PatchReader();
    this.#atStart = true;
  }

  #give(): void {
    this.#found(Buffer.concat(this.#header).toString('utf8'), this.#reader.end());
  }
}
