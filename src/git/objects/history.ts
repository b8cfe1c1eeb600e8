import * as l10n from '../../text/l10n';
import { oneLine } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';
import { commitOf, hermetic, mergesIn, oidRows, said } from './range';

/** Commits to be read, as they are stored. All oids are full. */
export interface CommitHistory {
  /** The repository, read as it is: see `hermetic`. */
  readonly repo: Repository;
  readonly head: string;
  /** Parents first. */
  readonly commits: readonly string[];
  /** Those of them that have several parents. */
  readonly merges: ReadonlySet<string>;
}

export interface HistoryOptions {
  /** As git reads dates; of committing. */
  readonly since?: string;
  readonly until?: string;
  /** All branches and tags, and not only what HEAD comes from. */
  readonly all?: boolean;
}

const timeoutMs = 600_000;

/** Lists the whole history. A string is what could not be had, and the remedy; it never answers with less. */
export async function listHistory(
  given: Repository,
  { since, until, all = false }: HistoryOptions,
): Promise<CommitHistory | string> {
  const repo = hermetic(given);
  const [shallow, head] = await Promise.all([
    gitIn(repo, ['rev-parse', '--is-shallow-repository']),
    commitOf(repo, 'HEAD'),
  ]);
  if (shallow.code !== 0) return said(l10n.t('git could not read the repository'), shallow);
  if (oneLine(shallow) !== 'false')
    return l10n.t(
      'The history is shallow, so most of it cannot be seen. Run `git fetch --unshallow`, and audit again.',
    );
  if (head === undefined) return l10n.t('There is no commit here yet.');
  const dates = [
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(until === undefined ? [] : [`--until=${until}`]),
  ];
  const tips = all ? ['--branches', '--tags', '--remotes', head] : [head];
  const args = ['rev-list', '--parents', '--topo-order', '--reverse', ...dates, ...tips, '--'];
  const listed = await gitIn(repo, args, { timeoutMs, maxBytes: Number.POSITIVE_INFINITY });
  const rows = oidRows(listed);
  if (rows === undefined) return said(l10n.t('git could not list the commits'), listed);
  return { repo, head, commits: rows.map(([oid]) => oid!), merges: new Set(mergesIn(rows)) };
}

const forges = new Set(['github.com', 'gitlab.com', 'codeberg.org', 'bitbucket.org']);

/** Where the repository is shown on a well-known forge, as `https://<host>/<path>`, by its remote `origin`. */
export async function forgeOf(repo: Repository): Promise<string | undefined> {
  const result = await gitIn(repo, ['config', '--get', 'remote.origin.url']);
  return result.code === 0 ? forgePage(oneLine(result)) : undefined;
}

/** Of a remote's address: made anew from its parts, so that no name and no password of it is shown. */
export function forgePage(address: string): string | undefined {
  const [, host = '', path = ''] =
    /^(?:https:\/\/(?:[^/@]*@)?|ssh:\/\/git@|git@)([a-z.]+)[/:]([A-Za-z0-9._~/-]+?)(?:\.git)?\/?$/.exec(
      address,
    ) ?? [];
  if (!forges.has(host) || !/^[^/]+(?:\/[^/]+)+$/.test(path)) return undefined;
  return path.split('/').some((part) => /^\.*$/.test(part)) ? undefined : `https://${host}/${path}`;
}
