import { randomBytes } from 'node:crypto';
import * as l10n from '../../text/l10n';
import { gitIn, type Repository } from '../repository/repository';
import { diffForm, foundInNoParent } from './change';
import { type ChangedFile, PatchReader } from './patch';
import { type CommitRange, said } from './range';

/** One commit of a range, with what it changed: against its parent or, for a merge, against all of them. */
export interface RangeCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: CommitPerson;
  readonly committer: CommitPerson;
  /** When its author made it, in seconds since the epoch, as it says itself: any number at all. */
  readonly authored: number;
  readonly message: string;
  readonly files: readonly ChangedFile[];
}

interface CommitPerson {
  readonly name: string;
  readonly email: string;
}

const timeoutMs = 600_000;

/**
 * Gives each commit of a range to `each`, merges last: one git for all of them, two more where there are merges, for
 * those that hold what no parent has. A string is what went wrong.
 */
export async function readCommits(
  { repo, commits: oids, merges: listed }: Pick<CommitRange, 'repo' | 'commits' | 'merges'>,
  each: (commit: RangeCommit) => void,
): Promise<string | undefined> {
  const merges: RangeCommit[] = [];
  let done = 0;
  const [problem, sides] = await Promise.all([
    readPatches(repo, oids, ['--diff-merges=off'], ([oid = '', parents = '', ...header], files) => {
      const [an = '', ae = '', cn = '', ce = '', at = '', ...message] = header;
      if (oid !== oids[done]) return 'git printed other commits than it was asked for';
      done++;
      const commit = {
        oid,
        parents: parents.split(' ').filter(Boolean),
        author: { name: an, email: ae },
        committer: { name: cn, email: ce },
        authored: Number(at),
        message: message.join('\0'),
        files,
      };
      if (commit.parents.length > 1) merges.push(commit);
      else each(commit);
      return undefined;
    }),
    readMerges(repo, listed),
  ]);
  if (problem !== undefined) return problem;
  if (typeof sides === 'string') return sides;
  if (done !== oids.length) return 'the output of git diff-tree ends too early';
  for (const merge of merges) {
    const own = sides.get(merge.oid);
    if (own === undefined || (own !== 'honest' && own.length !== merge.parents.length))
      return 'git did not compare a merge with each of its parents';
    each({ ...merge, files: own === 'honest' ? [] : foundInNoParent(own) });
  }
  return undefined;
}

/** All merges: what those that differ from all of their parents changed against each, the others as honest. */
async function readMerges(
  repo: Repository,
  merges: readonly string[],
): Promise<ReadonlyMap<string, ChangedFile[][] | 'honest'> | string> {
  const suspects = await suspectMerges(repo, merges);
  if (typeof suspects === 'string') return suspects;
  const sides = new Map(suspects.map((oid) => [oid, [] as ChangedFile[][]]));
  const problem = await readPatches(repo, suspects, ['-m'], ([oid = ''], files) => {
    sides.get(oid)?.push([...files]);
    return undefined;
  });
  return problem ?? new Map(merges.map((oid) => [oid, sides.get(oid) ?? 'honest']));
}

/** The patches of commits, with the fields of their headers, in one go. A string from `found` ends it. */
async function readPatches(
  repo: Repository,
  oids: readonly string[],
  how: readonly string[],
  found: (header: readonly string[], files: readonly ChangedFile[]) => string | undefined,
): Promise<string | undefined> {
  if (oids.length === 0) return undefined;
  // Unpredictable, so that no content and no message can pass for it.
  const mark = randomBytes(16).toString('hex');
  const format = `--format=${mark}%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%at%x00%B${mark}`;
  let problem: string | undefined;
  const splitter = new CommitSplitter(mark, (header, files) => {
    problem ??= typeof files === 'string' ? files : found(header.split('\0'), files);
  });
  // `git log` and not `diff-tree --stdin`, which takes half as long again; what could be configured is said.
  const walk = ['--no-walk=unsorted', '--stdin', '--no-show-signature', '--no-notes', '--encoding=UTF-8'];
  const form = ['-c', 'log.showRoot=true', 'log', '-O/dev/null', ...walk, ...how, ...diffForm, format];
  const result = await gitIn(repo, form, {
    input: `${oids.join('\n')}\n`,
    timeoutMs,
    maxBytes: Number.POSITIVE_INFINITY,
    onStdout: (chunk) => splitter.push(chunk),
  });
  if (result.code !== 0) return said(l10n.t('git could not read the commits'), result);
  splitter.end();
  return problem;
}

/** Of merges, those with a file that differs from every parent. */
async function suspectMerges(repo: Repository, merges: readonly string[]): Promise<string[] | string> {
  if (merges.length === 0) return [];
  const mark = randomBytes(16).toString('hex');
  const form = ['-c', '--name-only', '-z', '--no-renames', '--ignore-submodules=none', '--no-relative'];
  const args = ['diff-tree', '--stdin', '--always', '-r', ...form, `--format=${mark}%H${mark}`];
  const result = await gitIn(repo, args, { input: `${merges.join('\n')}\n`, timeoutMs });
  const parts = result.stdout.toString('utf8').split(mark);
  if (result.code !== 0 || parts.length !== 2 * merges.length + 1)
    return said(l10n.t('git could not read the merges'), result);
  return parts.filter((_, i) => i % 2 === 1 && parts[i + 1]!.replace(/[\0\n]/g, '') !== '');
}

const empty = Buffer.alloc(0);

/** Takes `<mark>header<mark>patch<mark>header<mark>…` apart as it comes. */
class CommitSplitter {
  readonly #mark: Buffer;
  readonly #found: (header: string, files: readonly ChangedFile[] | string) => void;
  #rest: Buffer = empty;
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
    const keep = this.#markStart(data);
    this.#take(data.subarray(0, keep));
    this.#rest = keep === data.length ? empty : Buffer.from(data.subarray(keep));
  }

  /** Where a mark may begin that the next chunk ends; mostly at the end, so that nothing has to be copied. */
  #markStart(data: Buffer): number {
    for (let at = Math.max(0, data.length - this.#mark.length + 1); at < data.length; at++) {
      if (data.compare(this.#mark, 0, data.length - at, at) === 0) return at;
    }
    return data.length;
  }

  end(): void {
    this.#take(this.#rest);
    this.#rest = empty;
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
