import * as l10n from '../../text/l10n';
import { endsWhole, type GitResult, oneLine } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';
import { apart, ownStore } from './ownStore';

/** What a pull request or a push asks to be judged. All oids are full. */
export interface CommitRange {
  /** The repository, read as it is: see `hermetic`. */
  readonly repo: Repository;
  /** The tip that it would be merged into. */
  readonly base: string;
  readonly head: string;
  /** The tree that would be merged: head's own, or what git makes of both where base has gone on. */
  readonly tree: string;
  readonly merged: 'head' | 'computed';
  /** Commits that head has and base has not, parents first. */
  readonly commits: readonly string[];
  /** Of those: the ones with several parents. */
  readonly merges: readonly string[];
  /** Removes what a computed merge has left in the system's temporary folder. */
  dispose(): void;
}

type RangeResult =
  | { readonly kind: 'ok'; readonly range: CommitRange }
  /** What could not be had, and the remedy. */
  | { readonly kind: 'problem'; readonly message: string };

/** Beyond this nobody reviews, and the memory that it takes has no bound. */
const maxCommits = 200_000;
const timeoutMs = 120_000;

/**
 * The same repository without what could show another history than the one that is stored (grafts; replaced objects
 * are off everywhere), and without fetching: what is missing is an error.
 */
export function hermetic(repo: Repository): Repository {
  const env = { GIT_GRAFT_FILE: '/dev/null/none', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };
  return { ...repo, env: { ...repo.env, ...env } };
}

/** Reads `<base>..<head>`. Never throws; never answers with less than was asked for. */
export async function resolveRange(given: Repository, text: string): Promise<RangeResult> {
  const repo = hermetic(given);
  const [from = '', to = '', ...more] = text.split('..');
  if (from === '' || to === '' || more.length > 0 || to.startsWith('.'))
    return failed(l10n.t('“{0}” is no range. Write <base>..<head>, such as origin/main..HEAD.', text));
  const [shallow, base, head] = await Promise.all([
    gitIn(repo, ['rev-parse', '--is-shallow-repository']),
    certainCommitOf(repo, from),
    certainCommitOf(repo, to),
  ]);
  if (shallow.code !== 0) return failed(said(l10n.t('git could not read the repository'), shallow));
  if (oneLine(shallow) !== 'false')
    return failed(
      l10n.t(
        'The history is shallow, so what was signed before cannot be seen. Run `git fetch --unshallow`; in CI check out with fetch-depth: 0.',
      ),
    );
  for (const [name, oid] of [
    [from, base],
    [to, head],
  ] as const) {
    if (oid === 'ambiguous')
      return failed(
        l10n.t(
          'There are several refs “{0}”, such as a tag beside a branch, so it is not certain which is meant. Write it in full: refs/heads/…, refs/remotes/…, refs/tags/….',
          name,
        ),
      );
    if (oid === undefined)
      return failed(
        l10n.t('There is no commit “{0}” here. Fetch it: git fetch origin, with the whole history.', name),
      );
  }
  const [bases, listed] = await Promise.all([
    gitIn(repo, ['merge-base', '--all', base!, head!], { timeoutMs }),
    gitIn(repo, ['rev-list', '--parents', '--topo-order', '--reverse', `${base}..${head}`, '--'], {
      timeoutMs,
    }),
  ]);
  if (bases.code === 1 && bases.stdout.length === 0)
    return failed(
      l10n.t('Base and head have no common ancestor. Fetch the whole history, or name another base.'),
    );
  const common = oidLines(bases);
  if (common === undefined || common.length === 0)
    return failed(said(l10n.t('git could not find the common ancestor'), bases));
  if (common.length > 1)
    return failed(
      l10n.t(
        'Base and head have several merge-bases, so it is not certain what the change is. Merge the base into the branch and verify again.',
      ),
    );
  const rows = oidRows(listed);
  const commits = rows?.map(([oid]) => oid!);
  // Head is the last of them, unless base has it too.
  if (rows === undefined || commits === undefined || (commits.at(-1) ?? common[0]) !== head)
    return failed(said(l10n.t('git could not list the commits'), listed));
  if (commits.length > maxCommits)
    return failed(l10n.t('The range has {0} commits; at most {1} are read.', commits.length, maxCommits));
  const range = { repo, base: base!, head: head!, commits, merges: mergesIn(rows) };
  if (common[0] !== base) return computeMerge(range);
  return { kind: 'ok', range: { ...range, tree: head!, merged: 'head', dispose: () => {} } };
}

/** Base has gone on: the merge is made in an object store of its own, and nothing in the repository changes. */
async function computeMerge(range: Omit<CommitRange, 'tree' | 'merged' | 'dispose'>): Promise<RangeResult> {
  const { repo, base, head } = range;
  const { repo: own, folder, dispose } = ownStore(repo);
  // Started there, git reads no attributes of what is checked out: they must not decide what conflicts.
  const args = ['merge-tree', '--write-tree', '--no-messages', base, head];
  const result = await gitIn({ ...apart(own, folder), root: folder }, args, { timeoutMs });
  const tree = oneLine(result);
  if (result.code === 0 && /^[0-9a-f]{40,64}$/.test(tree))
    return { kind: 'ok', range: { ...range, repo: own, tree, merged: 'computed', dispose } };
  dispose();
  const what =
    result.code === 1
      ? l10n.t('Base and head conflict, so it is not known what would be merged.')
      : l10n.t('The branch is behind its base, and this git cannot compute the merge (2.38 can).');
  const remedy = l10n.t('Merge the base into the branch and verify again, or verify the merge itself.');
  return failed(`${what} ${remedy}`);
}

export async function commitOf(repo: Repository, revision: string): Promise<string | undefined> {
  return oidIn(
    await gitIn(repo, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]),
  );
}

/** git takes a tag before a branch of its name, and who may push a tag would choose the base. */
async function certainCommitOf(repo: Repository, revision: string): Promise<string | undefined> {
  const args = ['-c', 'core.warnAmbiguousRefs=true', 'rev-parse', '--verify', '--end-of-options'];
  const result = await gitIn(repo, [...args, `${revision}^{commit}`]);
  const isOid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision);
  return !isOid && /^warning: refname .* is ambiguous/m.test(result.stderr) ? 'ambiguous' : oidIn(result);
}

function oidIn(result: GitResult): string | undefined {
  // `rev-parse` of old versions prints the option too.
  const oid = oneLine(result).split('\n').at(-1) ?? '';
  return result.code === 0 && /^[0-9a-f]{40,64}$/.test(oid) ? oid : undefined;
}

/** The commits without parents that `commit` comes from. `undefined` where git could not say. */
export async function rootCommits(repo: Repository, commit: string): Promise<string[] | undefined> {
  const result = await gitIn(repo, ['rev-list', '--max-parents=0', commit, '--'], { timeoutMs });
  const roots = oidLines(result);
  return roots && roots.length > 0 ? roots : undefined;
}

/** One oid a line; `undefined` where git did not come to the end of a line. */
export function oidLines(result: GitResult): string[] | undefined {
  const rows = oidRows(result);
  return rows?.every(({ length }) => length === 1) ? rows.map(([oid]) => oid!) : undefined;
}

/** Of rows of `rev-list --parents`: the commits with several parents. */
export function mergesIn(rows: readonly (readonly string[])[]): string[] {
  return rows.flatMap(([oid, ...parents]) => (parents.length > 1 ? [oid!] : []));
}

/** Some oids a line; `undefined` where git did not come to the end of a line. */
export function oidRows({ code, stdout }: GitResult): string[][] | undefined {
  const rows = stdout
    .toString('latin1')
    .split('\n')
    .map((line) => line.split(' '));
  const isWhole =
    rows.pop()?.join() === '' && rows.flat().every((oid) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(oid));
  return code === 0 && isWhole ? rows : undefined;
}

/** Which of `paths` any commit reachable from `commit` ever touched. `undefined` where git could not say. */
export async function everTouched(
  repo: Repository,
  commit: string,
  paths: readonly string[],
): Promise<Set<string> | undefined> {
  const found = new Set<string>();
  for (let i = 0; i < paths.length; i += 200) {
    const some = paths.slice(i, i + 200);
    const form = ['--full-history', '-m', '--no-renames', '--name-only', '--format=', '-z'];
    const result = await gitIn(repo, ['log', ...form, '--no-show-signature', commit, '--', ...some], {
      timeoutMs,
    });
    if (result.code !== 0 || !endsWhole(result.stdout)) return undefined;
    for (const name of result.stdout.toString('utf8').split('\0')) found.add(name.replace(/^\n+/, ''));
  }
  return found;
}

function failed(message: string): RangeResult {
  return { kind: 'problem', message };
}

/** What happened, with git's own first line. @param what a sentence without its full stop */
export function said(what: string, { problem, stderr }: GitResult): string {
  if (problem === 'timeout') return l10n.t('{0} in time. Try again.', what);
  const [line = ''] = stderr.trim().split('\n');
  return line === ''
    ? l10n.t('{0}: it ended before it was done. Check the repository with git fsck.', what)
    : l10n.t('{0}: {1}. Check the repository with git fsck.', what, line);
}
