import { gitIn, type Repository } from '../repository/repository';

/** What a commit says of itself. */
export interface CommitHeader {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** Of the author, in milliseconds since the epoch. */
  readonly at: number;
  readonly subject: string;
  readonly message: string;
}

/** Messages are read up to so many bytes in all; a commit beyond them is left out. */
const maxBytes = 32 * 1024 * 1024;

/** These commits, or the last `count` up to HEAD, the latest first. None where git cannot say. */
export async function commitHeaders(
  repo: Repository,
  which: { readonly oids: readonly string[] } | { readonly count: number },
): Promise<CommitHeader[]> {
  const wanted =
    'oids' in which ? ['--no-walk=unsorted', ...which.oids] : [`--max-count=${which.count}`, 'HEAD'];
  const form = ['--no-show-signature', '--no-notes', '--no-color', '--encoding=UTF-8', '-z'];
  const fields = ['%H', '%P', '%an', '%at', '%s', '%B'];
  const result = await gitIn(repo, ['log', ...form, `--format=${fields.join('%x01')}`, ...wanted, '--'], {
    timeoutMs: 20_000,
    maxBytes,
  });
  return result.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((record): CommitHeader[] => {
      const [oid = '', parents = '', author = '', at = '', subject = '', ...message] = record.split('\x01');
      if (!/^[0-9a-f]{40,64}$/.test(oid)) return [];
      return [
        {
          oid,
          parents: parents.split(' ').filter(Boolean),
          author,
          at: Number(at) * 1000,
          subject,
          message: message.join('\x01'),
        },
      ];
    });
}
