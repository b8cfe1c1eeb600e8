import { resolve } from 'node:path';
import { hooksAreOff, withConfig } from '../../git/repository/config';
import { hookRepository, type Repository } from '../../git/repository/repository';
import { logError } from '../../git/store/prepared';
import { printable } from '../../text/printable';
import { CannotPrepare, type CommitPorts, commitMsg, prepareCommitMsg } from './commitHooks';

interface HookProcess {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly parentPid: number;
  readonly now: number;
  /** Prints one line on standard error. */
  readonly say: (line: string) => void;
}

/** What this repository's policy gives the hooks; `undefined` where there is none, so nothing is written. */
export type OpenPorts = (
  repo: Repository,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
) => Promise<CommitPorts | undefined>;

/**
 * Runs one hook as its shim calls it: the hook's name, then git's own arguments. Whatever goes wrong on our side
 * is said in one line and kept in `errors.log`; it never stops the commit. Never rejects.
 */
export async function runHook(args: readonly string[], process: HookProcess, open: OpenPorts): Promise<void> {
  const [name, file, source, from] = args;
  const place = hookRepository(process.cwd, process.env);
  if (place === undefined)
    return process.say(nonFatalMessage(`${process.cwd} is not where git starts its hooks`));
  const repo = withConfig(place);
  try {
    const [off, ports] = await Promise.all([hooksAreOff(repo), open(repo, process.env, process.say)]);
    if (off) return;
    if (ports === undefined || file === undefined) return;
    const { env, now, parentPid, say } = process;
    const hook = { repo, env, now, parentPid, ports, say };
    if (name === 'prepare-commit-msg') await prepareCommitMsg(hook, resolve(process.cwd, file), source, from);
    else if (name === 'commit-msg') await commitMsg(hook, resolve(process.cwd, file), source === 'asked');
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    logError(
      repo.colophonDir,
      process.now,
      `${name}: ${error instanceof CannotPrepare ? message : (stack ?? message)}`,
    );
    process.say(nonFatalMessage(message));
  }
}

/** One line: what happened, and that the commit is made all the same. */
export function nonFatalMessage(message: string): string {
  return `colophon: ${printable(message.split('\n')[0] ?? '').replace(/\.$/, '')}; the commit goes on without trailers.`;
}
