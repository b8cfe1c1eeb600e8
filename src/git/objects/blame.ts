import { withoutFetching } from '../repository/environment';
import type { GitResult } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';

/** Where one line of a file comes from. */
export interface BlamedLine {
  /** `undefined` where it is in no commit. */
  readonly commit?: string;
  /** In that commit. */
  readonly path: string;
  /** 1-based, there. */
  readonly line: number;
  /** As git stores it, where a filter makes another text of it. */
  readonly text: string;
}

/** One line (1-based) of a file that may hold something else than the disk has. */
interface OneLine {
  readonly line: number;
  readonly text: string;
}

/**
 * The lines of a file, in order, or what git said instead. `path` is POSIX, from the root.
 * @param of a commit, or only this line of the text that is given; else the file of the working tree
 */
export async function blame(
  repo: Repository,
  path: string,
  of?: OneLine | string,
): Promise<readonly BlamedLine[] | string> {
  const one = typeof of === 'object' ? of : undefined;
  const asked = one
    ? ['-L', `${one.line},${one.line}`, '--contents', '-']
    : of === undefined
      ? []
      : [`${of}`];
  const result = await gitIn(
    repo,
    // A list of revisions to ignore would give their lines to others, and one that is missing stops git, behind an empty
    // name too, which git 2.39 heeds only once it has read the files before it.
    ['blame', '--porcelain', '--no-textconv', '--no-ignore-revs-file', ...asked, '--', path],
    { timeoutMs: one ? 15_000 : 60_000, ...(one && { input: one.text }) },
  );
  return result.code === 0 ? readPorcelain(result.stdout) : explain(result);
}

function explain(result: GitResult): string {
  if (result.problem === 'timeout') return 'git blame did not end in time.';
  const [line = ''] = result.stderr.split('\n').filter((one) => one !== '');
  return `git blame says: ${line.replace(/^fatal: /, '')}`;
}

/**
 * git-blame(1), *The porcelain format*: `<oid> <line there> <line here>[ <count>]`, then headers, which a commit has
 * at its first line only, then the text behind a tab. Names with odd characters are quoted as in C.
 */
function readPorcelain(output: Buffer): BlamedLine[] {
  const paths = new Map<string, string>();
  const lines: BlamedLine[] = [];
  let commit = '';
  let line = 0;
  for (const row of output.toString('latin1').split('\n')) {
    const head = /^([0-9a-f]{40,64}) (\d+) \d+/.exec(row);
    if (row.startsWith('\t')) {
      const path = paths.get(commit) ?? '';
      const text = Buffer.from(row.slice(1), 'latin1').toString('utf8');
      lines.push({ ...(/[1-9a-f]/.test(commit) && { commit }), path, line, text });
    } else if (head) {
      commit = head[1]!;
      line = Number(head[2]);
    } else if (row.startsWith('filename ')) paths.set(commit, unquote(row.slice('filename '.length)));
  }
  return lines;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** git's quote_c_style: in double quotes, with octal bytes. */
function unquote(name: string): string {
  const bytes = !name.startsWith('"')
    ? name
    : name.slice(1, -1).replace(/\\(?:([0-7]{3})|(.))/g, (_, octal?: string, letter = '') => {
        return octal ? String.fromCharCode(Number.parseInt(octal, 8)) : (escapes[letter] ?? letter);
      });
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/**
 * The blobs of files in commits; `undefined` in the place of one that git does not find. One git for all of them, but
 * in a partial clone, where git ends at the first blob that is not here though it has its name.
 */
export async function blobsAt(
  repo: Repository,
  places: readonly { readonly commit: string; readonly path: string }[],
): Promise<(string | undefined)[]> {
  const names = places.map(({ commit, path }) => `${commit}:${path}`);
  // One with a line break would be two questions.
  const [odd, asked] = [true, false].map((isOdd) => [
    ...new Set(names.filter((name) => name.includes('\n') === isOdd)),
  ]) as [string[], string[]];
  const result = await gitIn(repo, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    input: `${asked.join('\n')}\n`,
    timeoutMs: 60_000,
    maxBytes: Number.POSITIVE_INFINITY,
    env: withoutFetching,
  });
  const rows = result.stdout.toString('utf8').split('\n').slice(0, asked.length);
  const oids = rows.filter((row) => row !== '').map((row) => /^([0-9a-f]{40,64}) blob$/.exec(row)?.[1]);
  const rest = [...asked.slice(oids.length), ...odd];
  if (rest.length > 0) oids.push(...(await oidsOf(repo, rest)));
  const found = new Map([...asked, ...odd].map((name, i) => [name, oids[i]]));
  return names.map((name) => found.get(name));
}

/** Names on one command line, well under any system's limit. */
const CHUNK = 200;

/** The names of objects, which need not be here. Where one is missing git says nothing of the others: it is looked for. */
async function oidsOf(repo: Repository, names: readonly string[]): Promise<(string | undefined)[]> {
  if (names.length > CHUNK)
    return [...(await oidsOf(repo, names.slice(0, CHUNK))), ...(await oidsOf(repo, names.slice(CHUNK)))];
  const result = await gitIn(repo, ['rev-parse', ...names]);
  if (result.code === 0) return result.stdout.toString('latin1').trim().split('\n');
  if (names.length === 1) return [undefined];
  const half = names.length >> 1;
  return [...(await oidsOf(repo, names.slice(0, half))), ...(await oidsOf(repo, names.slice(half)))];
}
