import { absent, type State, type Transition } from '../../attestation/transition';
import { fold } from '../../policy/fold';
import * as l10n from '../../text/l10n';
import { endsWhole, oneLine, splitNul } from '../repository/git';
import { readPath } from '../repository/path';
import { gitIn, type Repository } from '../repository/repository';
import { emptyTree } from './change';
import { said } from './range';

interface TreeChange {
  readonly transitions: readonly Transition[];
  /** Paths that are not UTF-8, as git quotes them, and would be there: they cannot be verified. */
  readonly unreadable: readonly string[];
}

const timeoutMs = 120_000;

/** What differs between two trees, path by path, renames as what they are: one path gone and one come. */
export async function treeChange(repo: Repository, from: string, to: string): Promise<TreeChange | string> {
  const form = ['--raw', '-z', '--no-renames', '--no-abbrev', '--ignore-submodules=none', '--no-relative'];
  const result = await gitIn(repo, ['diff-tree', '-r', ...form, from, to, '--'], { timeoutMs });
  if (result.code !== 0) return said(l10n.t('git could not compare the trees'), result);
  const transitions: Transition[] = [];
  const unreadable: string[] = [];
  const fields = splitNul(result.stdout);
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const head = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]$/.exec(fields[i]!.toString('latin1'));
    if (!head) return 'git diff-tree printed something of an unknown form';
    const { path, notUtf8 } = readPath(fields[i + 1]!);
    // One that goes is in the zones of the folder that it is in; what else its name would match, nobody can say.
    if (notUtf8 && head[2] !== '000000') unreadable.push(path);
    transitions.push({ path, from: `${head[1]} ${head[3]}`, to: `${head[2]} ${head[4]}` });
  }
  if (fields.length % 2 !== 0 || !endsWhole(result.stdout))
    return said(l10n.t('git could not compare the trees'), { ...result, stderr: '' });
  return { transitions, unreadable };
}

/** Files of one tree that another has under another name: new name to old. A string is what went wrong. */
export async function renamesBetween(
  repo: Repository,
  from: string,
  to: string,
): Promise<ReadonlyMap<string, string> | string> {
  const form = ['--name-status', '-z', '-M50%', '-l1000', '--diff-filter=R', '--no-relative'];
  const result = await gitIn(repo, ['diff-tree', '-r', ...form, from, to, '--'], { timeoutMs });
  const fields = splitNul(result.stdout);
  if (result.code !== 0 || !endsWhole(result.stdout) || fields.length % 3 !== 0)
    return said(l10n.t('git could not compare the trees'), result);
  const renames = new Map<string, string>();
  for (let i = 0; i < fields.length; i += 3)
    renames.set(readPath(fields[i + 2]!).path, readPath(fields[i + 1]!).path);
  return renames;
}

/** One file, link or submodule of a tree. */
export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly oid: string;
}

/** What a verifier needs to know of a whole tree. */
export interface TreeScan {
  /** Symbolic links, to the blobs that hold where they lead. */
  readonly links: ReadonlyMap<string, string>;
  /** Whatever has the policy's folder's name in some spelling, and all that is in it. */
  readonly policy: readonly TreeEntry[];
  /** Whatever has the name `.gitattributes` in some spelling. */
  readonly attributes: readonly TreeEntry[];
  /** How many files, links and submodules it has. */
  readonly size: number;
  /** Of the wanted paths; those that are not there are absent. */
  stateAt(path: string): State;
}

const tab = 9;
const dot = 0x2e;

/** Reads a whole tree as it comes; only what is asked for is kept. A string is what went wrong. */
export async function scanTree(
  repo: Repository,
  tree: string,
  wanted: ReadonlySet<string> = new Set(),
): Promise<TreeScan | string> {
  const links = new Map<string, string>();
  const policy: TreeEntry[] = [];
  const attributes: TreeEntry[] = [];
  const states = new Map<string, State>();
  let oidLength = 40;
  let size = 0;
  const take = (entry: Buffer): void => {
    size++;
    const at = entry.indexOf(tab);
    // `120000 blob <oid>\t<path>`
    const isLink = entry[1] === 0x32;
    const first = entry[at + 1]!;
    const mayBeAttributes = endsLikeAttributes(entry);
    if (!isLink && first !== dot && first < 0x80 && wanted.size === 0 && !mayBeAttributes) return;
    const path = readPath(entry.subarray(at + 1)).path;
    const [mode = '', , oid = ''] = entry.toString('latin1', 0, at).split(' ');
    oidLength = oid.length;
    if (isLink) links.set(path, oid);
    if ((first === dot || first >= 0x80) && isPolicyName(path.split('/')[0]!))
      policy.push({ path, mode, oid });
    if (mayBeAttributes && isAttributesFile(path)) attributes.push({ path, mode, oid });
    if (wanted.has(path)) states.set(path, `${mode} ${oid}`);
  };
  let rest: Buffer = Buffer.alloc(0);
  let isSilent = true;
  const result = await gitIn(repo, ['ls-tree', '-r', '-z', '--full-tree', tree], {
    timeoutMs,
    maxBytes: Number.POSITIVE_INFINITY,
    onStdout: (chunk) => {
      isSilent = false;
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let from = 0;
      for (let at = data.indexOf(0); at !== -1; at = data.indexOf(0, from)) {
        take(data.subarray(from, at));
        from = at + 1;
      }
      rest = Buffer.from(data.subarray(from));
    },
  });
  if (result.code !== 0 || rest.length > 0 || (isSilent && !(await isEmptyTree(repo, tree))))
    return said(l10n.t('git could not list a tree'), result);
  return { links, policy, attributes, size, stateAt: (path) => states.get(path) ?? absent(oidLength) };
}

/** Of no other tree a git that looked has nothing to say. */
async function isEmptyTree(repo: Repository, tree: string): Promise<boolean> {
  const [asked, empty] = await Promise.all([
    gitIn(repo, ['rev-parse', '--verify', `${tree}^{tree}`], { timeoutMs }),
    emptyTree(repo),
  ]);
  return asked.code === 0 && empty !== undefined && oneLine(asked) === empty;
}

/** All files, links and submodules of a tree. A string is what went wrong. */
export async function listFiles(
  repo: Repository,
  tree: string,
): Promise<{ readonly path: string; readonly oid: string }[] | string> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', tree];
  const result = await gitIn(repo, args, { timeoutMs, maxBytes: Number.POSITIVE_INFINITY });
  const isSilent = result.stdout.length === 0;
  if (result.code !== 0 || !endsWhole(result.stdout) || (isSilent && !(await isEmptyTree(repo, tree))))
    return said(l10n.t('git could not list a tree'), result);
  return splitNul(result.stdout).map((entry) => {
    const at = entry.indexOf(tab);
    const [, , oid = ''] = entry.toString('latin1', 0, at).split(' ');
    return { path: readPath(entry.subarray(at + 1)).path, oid };
  });
}

/** What is in the policy's folder of each of these commits, by the commit; one without the folder is not in the answer. */
export async function policyFolders(
  repo: Repository,
  commits: readonly string[],
): Promise<Map<string, string> | string> {
  const found = new Map<string, string>();
  const asked = commits.filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
  if (asked.length === 0) return found;
  const input = asked.map((commit) => `${commit}:.ai-policy\n`).join('');
  const result = await gitIn(repo, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    input,
    timeoutMs,
  });
  const lines = result.stdout.toString('latin1').split('\n');
  if (result.code !== 0 || lines.length !== asked.length + 1)
    return said(l10n.t('git could not look for the policies of the past'), result);
  for (const [i, commit] of asked.entries()) {
    const [, oid] = /^([0-9a-f]{40,64}) tree$/.exec(lines[i]!) ?? [];
    if (oid !== undefined) found.set(commit, oid);
  }
  return found;
}

/** The files of a policy's folder, as `scanTree` has them. A string is what went wrong. */
export async function listPolicyFolder(repo: Repository, tree: string): Promise<TreeScan['policy'] | string> {
  const result = await gitIn(repo, ['ls-tree', '-r', '-z', '--full-tree', tree], { timeoutMs });
  if (result.code !== 0 || !endsWhole(result.stdout))
    return said(l10n.t('git could not list a policy'), result);
  return splitNul(result.stdout).map((entry) => {
    const at = entry.indexOf(tab);
    const [mode = '', , oid = ''] = entry.toString('latin1', 0, at).split(' ');
    return { path: `.ai-policy/${readPath(entry.subarray(at + 1)).path}`, mode, oid };
  });
}

/** Whether git reads attributes from it, here or where names are folded. */
export function isAttributesFile(path: string): boolean {
  return fold(path.slice(path.lastIndexOf('/') + 1)) === '.gitattributes';
}

/** A quick no for most entries: `es` in either case, or a character that may fold to it. */
function endsLikeAttributes(entry: Buffer): boolean {
  const [last, other] = [entry.at(-1)!, entry.at(-2)!];
  return last >= 0x80 || ((last | 0x20) === 0x73 && ((other | 0x20) === 0x65 || other >= 0x80));
}

/** A name that some file system takes for `.ai-policy`: other case, ends that Windows drops, marks that macOS drops. */
function isPolicyName(name: string): boolean {
  return fold(name.replace(/\p{Cf}/gu, '')).replace(/[. ]+$/, '') === '.ai-policy';
}
