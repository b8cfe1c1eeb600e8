import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hookRepository } from '../git/repository/repository';
import { logError } from '../git/store/prepared';
import { defaultTrailers } from '../provenance/written/trailers';
import * as agents from '../workflow/agents/recordCall';
import * as noted from '../workflow/commit/notedRecords';
import { keepTrailers, moveNotes } from '../workflow/commit/rewrite';
import { readCompiled } from '../workflow/policy/compiledPolicy';

const LIMIT_MS = 60_000;

/**
 * What the shims start for commits that are made again: `post-rewrite` for the pairs in the file `rewrites`, and
 * `fixup` with the message file and the commit whose message git drops. Ends with code 0 whatever happens.
 */
async function main([name, file, picked]: readonly string[]): Promise<void> {
  const repo = hookRepository(process.cwd(), process.env);
  if (repo === undefined || !existsSync(join(repo.root, '.ai-policy'))) return;
  // It stays only where this process is ended, or git could not write: then the next hook tries again.
  const rewrites = join(repo.colophonDir, 'rewrites');
  const done = () => name === 'post-rewrite' && rmSync(rewrites, { force: true });
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
    } else if (name === 'post-rewrite') {
      problem = await moveNotes(repo, readPairs(rewrites), Date.now());
      if (problem === undefined) done();
    }
    if (problem !== undefined) say(problem);
  } catch (error) {
    done();
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/**
 * `<old> <new>[ <more>]`, one a line: githooks(5), *post-rewrite*. Two hooks may have said the same, and what a rebase
 * made of a commit may have been amended on its way: then `new` is what came of it in the end.
 */
function readPairs(file: string): [string, string][] {
  const lines = new Set(readFileSync(file, 'latin1').split('\n'));
  const pairs = [...lines].flatMap((line): [string, string][] => {
    const [, from, to] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64})(?: |$)/.exec(line) ?? [];
    return from && to ? [[from, to]] : [];
  });
  const next = new Map(pairs);
  return pairs.map(([from, to]) => {
    const seen = new Set([from]);
    for (let at: string | undefined = to; at !== undefined && !seen.has(at); at = next.get(at)) {
      seen.add(at);
      to = at;
    }
    return [from, to];
  });
}

/** For the hooks of git and of agents, which do not carry the weight of it. */
export const { earlierRecords } = noted;
export const { recordCall, recordOpenShell } = agents;

if (require.main === module) void main(process.argv.slice(2)).finally(() => process.exit(0));
