import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hookRepository } from '../git/repository/repository';
import { logError } from '../git/store/prepared';
import { defaultTrailers } from '../provenance/written/trailers';
import * as agents from '../workflow/agents/recordCall';
import * as noted from '../workflow/commit/notedRecords';
import { keepTrailers, moveQueued } from '../workflow/commit/rewrite';
import { forgetQueued } from '../workflow/commit/rewriteQueue';
import { readCompiled } from '../workflow/policy/compiledPolicy';

const LIMIT_MS = 60_000;

/**
 * What the shims start for commits that are made again: `post-rewrite` for the pairs in the file `rewrites`, and
 * `fixup` with the message file and the commit whose message git drops. Ends with code 0 whatever happens.
 */
async function main([name, file, picked]: readonly string[]): Promise<void> {
  const repo = hookRepository(process.cwd(), process.env);
  if (repo === undefined || !existsSync(join(repo.root, '.ai-policy'))) return;
  // The queue stays only where this process is ended, or git could not write: then the next hook tries again.
  const done = () => name === 'post-rewrite' && forgetQueued(repo);
  const say = (problem: string) => {
    logError(repo.colophonDir, Date.now(), `${name}: ${problem}`);
    process.stderr.write(`colophon: the record did not follow this rewrite (${problem.split('\n')[0]}).\n`);
  };
  setTimeout(() => {
    done();
    say(`it took longer than ${LIMIT_MS / 1000} seconds`);
    process.exit(0);
  }, LIMIT_MS).unref();
  try {
    let problem: string | undefined;
    if (name === 'fixup' && file !== undefined && picked !== undefined) {
      const settings = readCompiled(repo.root, repo.colophonDir)?.compiled.trailers ?? defaultTrailers;
      const editor = process.env.GIT_EDITOR !== ':';
      problem = await keepTrailers(repo, resolve(repo.root, file), picked, settings, editor);
    } else if (name === 'post-rewrite') problem = await moveQueued(repo, Date.now());
    if (problem !== undefined) say(problem);
  } catch (error) {
    done();
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** For the hooks of git and of agents and for the editor, which do not carry the weight of it. */
export const { earlierRecords, notedLines } = noted;
export const { recordCall, recordOpenShell } = agents;

if (require.main === module) void main(process.argv.slice(2)).finally(() => process.exit(0));
