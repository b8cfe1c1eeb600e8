import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { logError } from '../git/store/prepared';
import { printable } from '../text/printable';
import { catchUp } from '../workflow/commit/catchUp';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';
import { openRepository } from './openRepository';

const usage = `Usage: colophon hook catch-up

What the git hooks start where a commit turned out to be another than they had looked at: keeps the record of the last
commits that have none. They start the other hooks by programs of their own.
`;

/** Ends with code 0 whatever is found: the commit is made. */
export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, {}, usage, io, true);
  if (typeof read === 'number') return read;
  if (read.positionals.join() !== 'catch-up') return refuse(io, usage);
  const opened = await openRepository(io);
  if (!opened) return 0;
  const { repo, policy } = opened;
  const { head, problem } = await catchUp(repo, policy, Date.now());
  // It is here where the hooks began this; see `post-commit.sh`.
  rmSync(join(repo.colophonDir, 'catching'), { force: true });
  if (problem !== undefined) logError(repo.colophonDir, Date.now(), `catch-up: ${problem}`);
  if (head?.missing) io.stderr(`colophon: ${printable(head.missing.message)} → ${head.missing.mend}\n`);
  return 0;
}
