import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { childEnvironment } from './environment';

/** `failed` is any other way in which git did not run to its end. */
export type GitProblem = 'missing' | 'timeout' | 'too-large' | 'failed';

export interface GitResult {
  /** git's exit code; -1 when there is a `problem`. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly problem?: GitProblem;
}

export interface GitOptions {
  readonly input?: string | Buffer;
  /** Milliseconds; 10,000 unless told. */
  readonly timeoutMs?: number;
  /**
   * Added to this process's environment. Variables that name a repository (`GIT_DIR`, `GIT_INDEX_FILE`, …) are
   * passed on only when they are given here: see `repositoryEnvironment` and `Repository.env`.
   */
  readonly env?: NodeJS.ProcessEnv;
  /** Of standard output; 64 MiB unless told. More is the problem `too-large`. */
  readonly maxBytes?: number;
  /** Takes standard output as it comes; `stdout` of the result is then empty. */
  readonly onStdout?: (chunk: Buffer) => void;
}

const maxStderr = 64 * 1024;

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
 * Whatever git is told about *which* repository comes from `cwd` and `options.env` alone.
 */
export function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const program = gitProgram(process.env);
  if (program === undefined) return Promise.resolve(problem('missing', 'git was not found on the PATH'));
  const { timeoutMs = 10_000, maxBytes = 64 * 1024 * 1024, onStdout, input } = options;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const errors: Buffer[] = [];
    let size = 0;
    let errorSize = 0;
    let ended: GitProblem | undefined;
    const child = spawn(program, [...forcedArguments, ...args], {
      cwd,
      env: childEnvironment(process.env, options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const end = (why: GitProblem) => {
      ended ??= why;
      child.kill('SIGKILL');
      // What git started itself may live on and hold the pipes: nobody reads them any more.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => end('timeout'), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) end('too-large');
      else if (onStdout === undefined) chunks.push(chunk);
      else onStdout(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (errorSize < maxStderr) errors.push(chunk);
      errorSize += chunk.length;
    });
    // git may end before it has read everything (EPIPE); its exit code says what happened.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(problem(error.code === 'ENOENT' && isFolder(cwd) ? 'missing' : 'failed', error.message));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const stderr = Buffer.concat(errors).subarray(0, maxStderr).toString('utf8');
      if (ended !== undefined) resolve(problem(ended, stderr));
      else if (code === null) resolve(problem('failed', `git was ended by ${signal}`));
      else resolve({ code, stdout: Buffer.concat(chunks), stderr });
    });
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

/** The output of a command that prints one line; without its line break. */
export function oneLine(result: GitResult): string {
  return result.stdout.toString('utf8').replace(/\r?\n$/, '');
}

function problem(kind: GitProblem, stderr: string): GitResult {
  return { code: -1, stdout: Buffer.alloc(0), stderr, problem: kind };
}

/** Windows looks into the current folder before the PATH: a repository must not bring its own `git.exe`. */
function gitProgram(env: NodeJS.ProcessEnv): string | undefined {
  if (process.platform !== 'win32') return 'git';
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders
    .map((folder) => join(folder, 'git.exe'))
    .find((file) => statSync(file, { throwIfNoEntry: false }));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
