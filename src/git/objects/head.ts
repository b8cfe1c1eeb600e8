import { gitIn, type Repository } from '../repository/repository';

/** The commit that HEAD names. */
export interface Head {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** As `GIT_AUTHOR_DATE` of a hook has it: `@<seconds> <zone>`. */
  readonly authorDate: string;
  readonly authorName: string;
  readonly authorEmail: string;
  /** Seconds since the epoch. */
  readonly committedAt: number;
  readonly message: string;
}

/** `unborn` on a branch without a commit. `undefined` when git could not say. */
export async function readHead(repo: Repository): Promise<Head | 'unborn' | undefined> {
  const result = await gitIn(repo, [
    'log',
    '-1',
    '--no-show-signature',
    '--no-notes',
    '--no-color',
    '--encoding=UTF-8',
    '--date=raw',
    '--format=%H%x00%T%x00%P%x00%ad%x00%an%x00%ae%x00%ct%x00%B',
  ]);
  if (result.code === 128 && /does not have any commits yet/.test(result.stderr)) return 'unborn';
  const fields = result.stdout.toString('utf8').split('\0');
  const [oid, tree, parents, date, authorName, authorEmail, at, ...message] = fields;
  if (result.code !== 0 || !oid || !tree || at === undefined) return undefined;
  return {
    oid,
    tree,
    parents: parents ? parents.split(' ') : [],
    authorDate: `@${date}`,
    authorName: authorName ?? '',
    authorEmail: authorEmail ?? '',
    committedAt: Number(at),
    message: message.join('\0').replace(/\n$/, ''),
  };
}

/** The messages of commits, in order; none where git cannot read one of them. */
export async function commitMessages(repo: Repository, commits: readonly string[]): Promise<string[]> {
  const format = ['--no-show-signature', '--no-notes', '--no-color', '--encoding=UTF-8', '--format=%B%x00'];
  const result = await gitIn(repo, ['log', '--no-walk=unsorted', ...format, ...commits, '--']);
  return result.stdout.toString('utf8').split('\0\n').slice(0, -1);
}
