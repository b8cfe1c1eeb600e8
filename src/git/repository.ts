import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repositoryEnvironment } from './environment';
import { type GitOptions, type GitProblem, type GitResult, git } from './git';

/** A working tree and its places. All paths are absolute, as git prints them. */
export interface Repository {
  /** The top of the working tree. */
  readonly root: string;
  /** Of this working tree: `.git`, or `.git/worktrees/<name>`. */
  readonly gitDir: string;
  /** Shared by all worktrees. */
  readonly commonDir: string;
  /** `git rev-parse --git-path colophon`: the ledger and what belongs to it, of this working tree. */
  readonly colophonDir: string;
  /** What a hook was told about the repository and index; empty elsewhere. */
  readonly env: NodeJS.ProcessEnv;
  /** Its settings, in a process that lives for one commit; see `withConfig`. */
  readonly config?: Promise<ReadonlyMap<string, string>>;
}

export type DiscoverProblem = 'not-a-repository' | 'not-owned' | 'bare' | 'git-too-old' | GitProblem;

export type Discovery =
  | { readonly kind: 'ok'; readonly repo: Repository }
  /** `message` says what happened and what to do next, in plain words. */
  | { readonly kind: 'problem'; readonly problem: DiscoverProblem; readonly message: string };

/**
 * Finds the repository that `cwd` lies in.
 * @param env give `process.env` in a hook or on the command line, where `GIT_DIR` and `GIT_INDEX_FILE` count.
 */
export async function discover(cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Discovery> {
  const told = repositoryEnvironment(env);
  const result = await git(
    cwd,
    [
      'rev-parse',
      '--path-format=absolute',
      '--show-toplevel',
      '--absolute-git-dir',
      '--git-common-dir',
      '--git-path',
      'colophon',
    ],
    { env: told },
  );
  if (result.code !== 0) return { kind: 'problem', ...explain(result, cwd) };
  const lines = result.stdout
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  const [root, gitDir, commonDir, colophonDir] = lines;
  // A folder with a line break in its name would give more lines, and the wrong ones.
  if (!root || !gitDir || !commonDir || !colophonDir || lines.length !== 4) {
    return { kind: 'problem', ...explain(result, cwd) };
  }
  return { kind: 'ok', repo: { root, gitDir, commonDir, colophonDir, env: told } };
}

/**
 * Where a hook runs, without asking git: git starts hooks at the top of the working tree and sets GIT_DIR unless it
 * is `.git`. `undefined` where that does not hold.
 */
export function hookRepository(cwd: string, env: NodeJS.ProcessEnv): Repository | undefined {
  const gitDir = resolve(cwd, env.GIT_DIR ?? '.git');
  try {
    if (env.GIT_COMMON_DIR !== undefined || !statSync(join(gitDir, 'HEAD')).isFile()) return undefined;
    const named = join(gitDir, 'commondir');
    const commonDir = existsSync(named) ? resolve(gitDir, readFileSync(named, 'utf8').trim()) : gitDir;
    const told = repositoryEnvironment(env);
    return { root: cwd, gitDir, commonDir, colophonDir: join(gitDir, 'colophon'), env: told };
  } catch {
    return undefined;
  }
}

/** `git` at the top of `repo`, with the index and the configuration that its hook was given. */
export function gitIn(
  repo: Repository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  return git(repo.root, args, { ...options, env: { ...repo.env, ...options.env } });
}

function explain(result: GitResult, cwd: string): { problem: DiscoverProblem; message: string } {
  const { stderr } = result;
  if (result.problem === 'missing') {
    return { problem: 'missing', message: 'git was not found. Install it, or put it on the PATH.' };
  }
  if (result.problem === 'timeout') {
    return {
      problem: 'timeout',
      message: 'git did not answer in time. Try again; if it stays so, run `git status` here.',
    };
  }
  if (result.problem !== undefined && !existsSync(cwd)) {
    return { problem: 'failed', message: `The folder ${cwd} does not exist.` };
  }
  if (result.problem !== undefined)
    return { problem: result.problem, message: `git could not be run: ${stderr}` };
  if (/dubious ownership|unsafe repository/.test(stderr)) {
    const folder = /(?:repository at|unsafe repository \() ?'([^'\n]*)'/.exec(stderr)?.[1] ?? cwd;
    return {
      problem: 'not-owned',
      message: `The repository ${folder} belongs to another user, so git refuses to read it. If you trust it, run: git config --global --add safe.directory '${folder}'`,
    };
  }
  if (/must be run in a work tree/.test(stderr)) {
    return {
      problem: 'bare',
      message: `${cwd} is in a bare repository or inside .git; Colophon needs a working tree.`,
    };
  }
  if (/not a git repository/i.test(stderr)) {
    return {
      problem: 'not-a-repository',
      message: `${cwd} is not in a git repository. Run \`git init\` first.`,
    };
  }
  if (/path-format/.test(stderr) || result.stdout.includes('--path-format')) {
    return { problem: 'git-too-old', message: 'This git is too old; Colophon needs git 2.31 or newer.' };
  }
  return {
    problem: 'failed',
    message: `git could not read the repository at ${cwd}: ${stderr.trim() || 'unexpected output'}`,
  };
}
