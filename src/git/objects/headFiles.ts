import { gitIn, type Repository } from '../repository/repository';
import { catFiles, textOf } from './objects';

/** Arguments of one `git ls-tree`, well under any system's limit. */
const CHUNK = 200;

export interface HeadFiles {
  /** The commit that HEAD names. */
  readonly commit: string;
  /** By path; only regular files that HEAD has, decoded as UTF-8. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The commit that HEAD names; `undefined` on a branch without one, or when git could not say. */
export async function headCommit(repo: Repository): Promise<string | undefined> {
  const result = await gitIn(repo, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  return result.code === 0 ? result.stdout.toString('utf8').trim() : undefined;
}

/** What HEAD, or another commit, has at `paths` (POSIX, from the root). */
export async function readHeadFiles(
  repo: Repository,
  paths: readonly string[],
  of?: string,
): Promise<HeadFiles | undefined> {
  const commit = of ?? (await headCommit(repo));
  if (commit === undefined) return undefined;
  const oids = new Map<string, string>();
  for (let i = 0; i < paths.length; i += CHUNK) {
    const listed = await gitIn(
      repo,
      ['ls-tree', '-z', '--full-tree', commit, '--', ...paths.slice(i, i + CHUNK)],
      { env: { GIT_LITERAL_PATHSPECS: '1' } },
    );
    if (listed.code !== 0) return undefined;
    for (const record of listed.stdout.toString('utf8').split('\0')) {
      const match = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(record);
      if (match) oids.set(match[2]!, match[1]!);
    }
  }
  const contents = await catFiles(repo, new Set(oids.values()));
  const texts = new Map<string, string>();
  for (const [path, oid] of oids) {
    const text = textOf(contents, oid);
    if (text !== undefined) texts.set(path, text);
  }
  return { commit, texts };
}
