import { gitIn, type Repository } from '../../git/repository/repository';

/**
 * What went wrong, with the remedy of a partial clone where that is what it is: nothing is damaged there, and nothing is
 * fetched while a change is judged.
 */
export async function explained(repo: Repository, message: string): Promise<string> {
  const advice = /Check (?:the repository|it) with git fsck\./;
  if (!advice.test(message)) return message;
  const found = await gitIn(repo, ['config', '--get-regexp', '^remote\\..*\\.promisor$', 'true']);
  const remote = /^remote\.(\S+)\.promisor true$/m.exec(found.stdout.toString('utf8'))?.[1];
  if (remote === undefined) return message;
  const fetch = `git fetch --refetch --no-filter ${remote}`;
  return message.replace(
    advice,
    `This is a partial clone, so what is missing may only not have been fetched. Fetch it: ${fetch}`,
  );
}
