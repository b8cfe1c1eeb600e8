import { childEnvironment } from './environment';
import { type ProgramOptions, type ProgramProblem, type ProgramResult, problem, runProgram } from './program';
import { programOnPath, thisSystem } from './system';

export type GitProblem = ProgramProblem;
export type GitResult = ProgramResult;

export interface GitOptions extends Omit<ProgramOptions, 'cwd' | 'env'> {
  /**
   * Added to this process's environment. Variables that name a repository (`GIT_DIR`, `GIT_INDEX_FILE`, …) are
   * passed on only when they are given here: see `repositoryEnvironment` and `Repository.env`.
   */
  readonly env?: NodeJS.ProcessEnv;
}

/** In front of every command, so that no user's configuration changes what we read. */
const forcedArguments = [
  '--no-pager',
  // A file system monitor is a program of the user's; reading an index does not need it.
  '-c',
  'core.fsmonitor=false',
  // Paths that do not come with NUL are quoted the same everywhere.
  '-c',
  'core.quotePath=true',
  // A colour set to `always` would put escapes into what is parsed.
  '-c',
  'color.ui=false',
];

/**
 * The one door to git: an argument array, never a shell; never throws, never rejects.
 * What says *which* repository is meant comes from `cwd` and `options.env` alone.
 */
export function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const program = gitProgram(process.env);
  if (program === undefined) return Promise.resolve(problem('missing', 'git was not found on the PATH'));
  return runProgram(program, [...forcedArguments, ...args], {
    ...options,
    cwd,
    env: childEnvironment(process.env, options.env),
  });
}

/** The fields of output made with `-z`; a last NUL ends a field, it does not begin one. */
export function splitNul(output: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let from = 0;
  for (let at = output.indexOf(0); at !== -1; at = output.indexOf(0, from)) {
    fields.push(output.subarray(from, at));
    from = at + 1;
  }
  if (from < output.length) fields.push(output.subarray(from));
  return fields;
}

/** Whether output made with `-z` ends where a field does. */
export function endsWhole(output: Buffer): boolean {
  return output.length === 0 || output.at(-1) === 0;
}

/** The output of a command that prints one line; without its line break. */
export function oneLine(result: GitResult): string {
  return result.stdout.toString('utf8').replace(/\r?\n$/, '');
}

/** See `programOnPath`. */
function gitProgram(env: NodeJS.ProcessEnv): string | undefined {
  const system = thisSystem();
  return system.name === 'win32' ? programOnPath(system, 'git.exe', env) : 'git';
}
