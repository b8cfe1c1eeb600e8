import { notesRef } from '../../provenance/written/note';
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
  /** It has a note of ours. */
  readonly isNoted: boolean;
}

/** `unborn` on a branch without a commit. `undefined` when git could not say. */
export async function readHead(repo: Repository): Promise<Head | 'unborn' | undefined> {
  const heads = await readHeads(repo, 1);
  return heads?.length === 0 ? 'unborn' : heads?.[0];
}

/** HEAD and the commits before it, at most so many; none on a branch without a commit. */
export async function readHeads(repo: Repository, most: number): Promise<Head[] | undefined> {
  const result = await gitIn(repo, [
    'log',
    `-${most}`,
    '--no-show-signature',
    `--notes=${notesRef}`,
    '--no-color',
    '--encoding=UTF-8',
    '--date=raw',
    '-z',
    '--format=%H%x01%T%x01%P%x01%ad%x01%an%x01%ae%x01%ct%x01%<(1,trunc)%N%x01%B',
  ]);
  if (result.code === 128 && /does not have any commits yet/.test(result.stderr)) return [];
  if (result.code !== 0) return undefined;
  return result.stdout.toString('utf8').split('\0').flatMap(parseHead);
}

function parseHead(text: string): Head[] {
  const [oid, tree, parents, date, authorName, authorEmail, at, note, ...message] = text.split('\x01');
  if (!oid || !tree || at === undefined) return [];
  return [
    {
      oid,
      tree,
      parents: parents ? parents.split(' ') : [],
      authorDate: `@${date}`,
      authorName: authorName ?? '',
      authorEmail: authorEmail ?? '',
      committedAt: Number(at),
      message: message.join('\x01'),
      isNoted: note?.trim() !== '',
    },
  ];
}

/** The messages of commits, in order; none where git cannot read one of them. */
export async function commitMessages(repo: Repository, commits: readonly string[]): Promise<string[]> {
  const format = ['--no-show-signature', '--no-notes', '--no-color', '--encoding=UTF-8', '--format=%B%x00'];
  const result = await gitIn(repo, ['log', '--no-walk=unsorted', ...format, ...commits, '--']);
  return result.stdout.toString('utf8').split('\0\n').slice(0, -1);
}
