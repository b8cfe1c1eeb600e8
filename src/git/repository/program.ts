import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';

/** `failed` is any other way in which a program did not run to its end. */
export type ProgramProblem = 'missing' | 'timeout' | 'too-large' | 'failed';

export interface ProgramResult {
  /** The exit code; -1 when there is a `problem`. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly problem?: ProgramProblem;
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  /** Milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
  /** Of standard output; 64 MiB by default. More is the problem `too-large`. */
  readonly maxBytes?: number;
  /** Takes standard output as it comes; `stdout` of the result is then empty. */
  readonly onStdout?: (chunk: Buffer) => void;
}

const maxStderr = 64 * 1024;

/** Starts a program with an argument array, never through a shell; never throws, never rejects. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, input, timeoutMs = 10_000, maxBytes = 64 * 1024 * 1024, onStdout }: ProgramOptions,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const errors: Buffer[] = [];
    let size = 0;
    let errorSize = 0;
    let ended: ProgramProblem | undefined;
    const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const end = (why: ProgramProblem) => {
      ended ??= why;
      child.kill('SIGKILL');
      // What it started itself may live on and hold the pipes: nobody reads them any more.
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
    // It may end before it has read everything (EPIPE); its exit code says what happened.
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
      else if (code === null) resolve(problem('failed', `${program} was ended by ${signal}`));
      else resolve({ code, stdout: Buffer.concat(chunks), stderr });
    });
  });
}

export function problem(kind: ProgramProblem, stderr: string): ProgramResult {
  return { code: -1, stdout: Buffer.alloc(0), stderr, problem: kind };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
