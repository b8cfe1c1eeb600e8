import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, linkSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type GitResult, oneLine } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';
import { blobsWithNul, type CatFile, catFiles } from './objects';
import { type AddedLines, type ChangedFile, PatchReader } from './patch';

/** What a commit adds to its base: the form of law 3. */
export interface Change {
  /** What it is compared with: a commit, or the empty tree's oid. The first parent, for a merge. */
  readonly base: string;
  /** The commit's parents; none for a root, several for a merge. */
  readonly parents: readonly string[];
  readonly files: readonly ChangedFile[];
  /** SHA-256 over parents, paths, modes and oids: two changes with the same one are the same change. */
  readonly digest: string;
  /** By oid, the contents of both sides of each file with added lines; only where they were asked for. */
  readonly contents?: ReadonlyMap<string, CatFile>;
}

type ChangeResult =
  | { readonly kind: 'ok'; readonly change: Change }
  | { readonly kind: 'problem'; readonly message: string };

interface ChangeLimits {
  readonly timeoutMs?: number;
  /** Of git's patch; 1 GiB by default. */
  readonly maxBytes?: number;
  /** Read the contents as well, in the same go as what tells a binary file. */
  readonly withContents?: boolean;
}

/** Each of these could be configured otherwise, or is what law 3 says. */
export const diffForm = [
  // Records and patch in one call; paths from NUL-separated records, never from the patch.
  '--raw',
  '-z',
  '-p',
  '--full-index',
  '--no-abbrev',
  // Law 3. A driver's `-diff`, text conversion or external program would hide lines.
  '--text',
  '-U0',
  '--inter-hunk-context=0',
  '--no-ext-diff',
  '--no-textconv',
  '--diff-algorithm=histogram',
  '-M50%',
  // git's default limit differs by version and configuration; the heuristic moves hunks.
  '-l1000',
  '--indent-heuristic',
  '--no-color',
  '--no-relative',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--ignore-submodules=none',
  '--submodule=short',
];

/**
 * What would be committed now: the index (the one that a hook was given) against `parents`.
 * Paths that are only intended to be added (`git add -N`) are not committed and not listed.
 */
export function stagedChange(
  repo: Repository,
  parents: readonly string[],
  limits: ChangeLimits = {},
): Promise<ChangeResult> {
  return changeFrom(repo, parents, limits, (base) => [
    'diff-index',
    '--cached',
    '--ita-invisible-in-index',
    ...diffForm,
    base,
  ]);
}

/**
 * The tree of what is staged in the index that a hook was given; `undefined` where git cannot make one. It is asked of
 * another name of the index, so that git never writes the one that a commit under way is working with.
 */
export async function stagedTree(repo: Repository): Promise<string | undefined> {
  const index = resolve(repo.root, repo.env.GIT_INDEX_FILE ?? join(repo.gitDir, 'index'));
  const twin = join(repo.gitDir, `colophon-index-${randomBytes(8).toString('hex')}`);
  try {
    try {
      linkSync(index, twin);
    } catch {
      // Some file systems have no links.
      copyFileSync(index, twin);
    }
    const result = await gitIn(repo, ['write-tree'], { env: { GIT_INDEX_FILE: twin } });
    return result.code === 0 ? oneLine(result) : undefined;
  } catch {
    return undefined;
  } finally {
    rmSync(twin, { force: true });
  }
}

/** What the commit `oid` changed against `parents`; a merge's lines are those that no parent has. */
export function commitChange(
  repo: Repository,
  oid: string,
  parents: readonly string[],
  limits: ChangeLimits = {},
): Promise<ChangeResult> {
  return changeFrom(repo, parents, limits, (base) => ['diff-tree', '-r', ...diffForm, base, oid]);
}

async function changeFrom(
  repo: Repository,
  parents: readonly string[],
  limits: ChangeLimits,
  command: (base: string) => string[],
): Promise<ChangeResult> {
  const bases = parents.length > 0 ? parents : [await emptyTree(repo)];
  const sides: ChangedFile[][] = [];
  for (const base of bases) {
    if (base === undefined) return failed('git could not name the empty tree');
    const files = await readPatch(repo, command(base), limits);
    if (typeof files === 'string') return failed(files);
    sides.push(files);
  }
  const found = foundInNoParent(sides);
  const contents = limits.withContents ? await readContents(repo, found, limits.timeoutMs) : undefined;
  const files = await markBinary(repo, found, contents, limits.timeoutMs);
  if (files === undefined) return failed('git could not read the changed files');
  const change = { base: bases[0]!, parents, files, digest: digestOf(parents, files) };
  return { kind: 'ok', change: { ...change, ...(contents && { contents }) } };
}

function failed(message: string): ChangeResult {
  return { kind: 'problem', message };
}

async function readPatch(
  repo: Repository,
  args: string[],
  limits: ChangeLimits,
): Promise<ChangedFile[] | string> {
  const reader = new PatchReader();
  const result = await gitIn(repo, args, {
    timeoutMs: limits.timeoutMs ?? 10_000,
    maxBytes: limits.maxBytes ?? 1024 ** 3,
    onStdout: (chunk) => reader.push(chunk),
  });
  return result.code === 0 ? reader.end() : explain(result);
}

function explain(result: GitResult): string {
  if (result.problem === 'timeout') return 'git diff did not end in time';
  if (result.problem === 'too-large') return 'the change is too large to read';
  return `git diff failed: ${result.stderr.trim().split('\n')[0] ?? ''}`;
}

/** The empty tree's oid depends on the repository's hash (SHA-1 or SHA-256). */
export async function emptyTree(repo: Repository): Promise<string | undefined> {
  const result = await gitIn(repo, ['hash-object', '-t', 'tree', '--stdin'], { input: '' });
  return result.code === 0 ? result.stdout.toString('latin1').trim() : undefined;
}

/** Paths that differ from every parent, with the lines that every parent lacks. With one parent: everything. */
export function foundInNoParent(sides: readonly (readonly ChangedFile[])[]): ChangedFile[] {
  const [first = [], ...others] = sides;
  const byPath = others.map((side) => new Map(side.map((file) => [file.path, file])));
  return first.flatMap((file) => {
    const found = byPath.flatMap((side) => side.get(file.path) ?? []);
    return found.length === others.length ? [inEach([file, ...found])] : [];
  });
}

/** One path against several parents. */
function inEach(sides: readonly ChangedFile[]): ChangedFile {
  const added = sides.map((side) => side.added).reduce((all, own) => intersect(all, own));
  const isMoved = sides.length > 1 && sides.some(({ from }) => from !== undefined);
  return { ...sides[0]!, added, ...(isMoved && { sides }) };
}

/**
 * A merge's file as law 3 counts it, once the zones are known: a parent from which it `enters` a stricter zone has
 * none of its lines there. One that enters from all of them stays as it is.
 */
export function asEntered(file: ChangedFile, enters: (side: ChangedFile) => boolean): ChangedFile {
  const within = file.sides?.filter((side) => !enters(side));
  return within?.length ? inEach(within) : file;
}

function intersect(a: readonly AddedLines[], b: readonly AddedLines[]): AddedLines[] {
  const result: AddedLines[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [aStart, aCount] = a[i]!;
    const [bStart, bCount] = b[j]!;
    const start = Math.max(aStart, bStart);
    const end = Math.min(aStart + aCount, bStart + bCount);
    if (start < end) result.push([start, end - start]);
    if (aStart + aCount < bStart + bCount) i++;
    else j++;
  }
  return result;
}

function readContents(
  repo: Repository,
  files: readonly ChangedFile[],
  timeoutMs = 10_000,
): Promise<Map<string, CatFile>> {
  const wanted = files.filter(({ binary, newMode, added, from, sides }) => {
    return !binary && newMode !== '160000' && (added.length > 0 || from !== undefined || sides);
  });
  const oids = wanted
    .flatMap((file) => [file, ...(file.sides ?? [])])
    .flatMap(({ oldOid, newOid }) => [oldOid, newOid])
    .filter((oid) => !/^0+$/.test(oid));
  return catFiles(repo, new Set(oids), { timeoutMs });
}

/** The patch of a changed file shows only part of it: a NUL byte may stand elsewhere. */
async function markBinary(
  repo: Repository,
  files: readonly ChangedFile[],
  contents: ReadonlyMap<string, CatFile> | undefined,
  timeoutMs?: number,
): Promise<ChangedFile[] | undefined> {
  const inDoubt = (file: ChangedFile) =>
    !file.binary && file.added.length > 0 && file.status !== 'added' && file.newMode !== '160000';
  const known = (oid: string) => contents?.get(oid)?.kind === 'ok';
  const unread = files.filter((file) => inDoubt(file) && !known(file.newOid)).map((file) => file.newOid);
  const nul = await blobsWithNul(repo, unread, timeoutMs);
  if (nul === undefined) return undefined;
  for (const [oid, file] of contents ?? []) if (file.kind === 'ok' && file.content.includes(0)) nul.add(oid);
  return files.map((file) =>
    file.binary || (inDoubt(file) && nul.has(file.newOid)) ? { ...file, added: [], binary: true } : file,
  );
}

function digestOf(parents: readonly string[], files: readonly ChangedFile[]): string {
  const fields = files.flatMap((file) => [
    file.oldMode,
    file.newMode,
    file.oldOid,
    file.newOid,
    file.from ?? '',
    file.path,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([parents, fields]))
    .digest('hex');
}
