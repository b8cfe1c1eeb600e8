import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repositoryEnvironment } from './environment';
import { type GitOptions, type GitResult, git } from './git';

/** A working tree and its places. All paths are absolute, as git prints them. */
export interface Repository {
  /** The top of the working tree; of a bare repository its own folder, see `findBare`. */
  readonly root: string;
  /** Of this working tree: `.git`, or `.git/worktrees/<name>`. */
  readonly gitDir: string;
  /** Shared by all worktrees. */
  readonly commonDir: string;
  /** `git rev-parse --git-path colophon`: the ledger and what belongs to it, of this working tree. */
  readonly colophonDir: string;
  /** The variables by which git names a hook's repository and index; empty elsewhere. */
  readonly env: NodeJS.ProcessEnv;
  /** Its settings, in a process that lives for one commit; see `withConfig`. */
  readonly config?: Promise<ReadonlyMap<string, string>>;
}

/**
 * Finds the repository that `cwd` lies in, or says what git said instead; `discover` puts that in words.
 * @param env give `process.env` in a hook or on the command line, where `GIT_DIR` and `GIT_INDEX_FILE` count.
 */
export async function findRepository(
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly repo: Repository } | { readonly said: GitResult }> {
  const found = await placesIn(cwd, env, '--show-toplevel');
  if ('said' in found) return found;
  const { first, ...places } = found;
  return { repo: { root: first, ...places } };
}

/**
 * Finds the bare repository that `cwd` lies in, for who reads its objects and refs and no file of a working tree.
 * `undefined` where it is in none.
 */
export async function findBare(cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Repository | undefined> {
  const found = await placesIn(cwd, env, '--is-bare-repository');
  if ('said' in found || found.first !== 'true') return undefined;
  const { first: _, gitDir, ...places } = found;
  // git is started there, where a relative one would lead elsewhere.
  const told = places.env.GIT_DIR === undefined ? {} : { GIT_DIR: gitDir };
  return { root: gitDir, gitDir, ...places, env: { ...places.env, ...told } };
}

type Places = Omit<Repository, 'root' | 'config'> & { readonly first: string };

/** @param question an option of `git rev-parse` that is answered by one line */
async function placesIn(
  cwd: string,
  env: NodeJS.ProcessEnv,
  question: string,
): Promise<Places | { readonly said: GitResult }> {
  const told = repositoryEnvironment(env);
  const result = await git(
    cwd,
    [
      'rev-parse',
      '--path-format=absolute',
      question,
      '--absolute-git-dir',
      '--git-common-dir',
      '--git-path',
      'colophon',
    ],
    { env: told },
  );
  if (result.code !== 0) return { said: result };
  const lines = result.stdout
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  const [first, gitDir, commonDir, colophonDir] = lines;
  // A folder with a line break in its name would give more lines, and the wrong ones.
  if (!first || !gitDir || !commonDir || !colophonDir || lines.length !== 4) {
    return { said: result };
  }
  return { first, gitDir, commonDir, colophonDir, env: told };
}

/**
 * Where a hook runs, without asking git: git starts hooks at the top of the working tree and sets GIT_DIR unless it
 * is `.git`, a folder or a file that names one. `undefined` where that does not hold.
 */
export function hookRepository(cwd: string, env: NodeJS.ProcessEnv): Repository | undefined {
  try {
    let gitDir = resolve(cwd, env.GIT_DIR ?? '.git');
    if (statSync(gitDir).isFile()) gitDir = resolve(cwd, readLine(gitDir).replace(/^gitdir: /, ''));
    if (!statSync(join(gitDir, 'HEAD')).isFile()) return undefined;
    const named = join(gitDir, 'commondir');
    const commonDir = env.GIT_COMMON_DIR ?? (existsSync(named) ? readLine(named) : '.');
    const told = repositoryEnvironment(env);
    return {
      root: cwd,
      gitDir,
      commonDir: resolve(env.GIT_COMMON_DIR === undefined ? gitDir : cwd, commonDir),
      colophonDir: join(gitDir, 'colophon'),
      env: told,
    };
  } catch {
    return undefined;
  }
}

function readLine(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
}

/** `git` at the top of `repo`, with the index and the configuration that its hook was given. */
export function gitIn(
  repo: Repository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  return git(repo.root, args, { ...options, env: { ...repo.env, ...options.env } });
}
