import type { Io } from '../../src/cli/io';
import type { TestRepo } from '../support/repo';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunInOptions {
  readonly cwd?: string;
  /** Without them there is no terminal. */
  readonly answers?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a command as a person in `repo` would; `answers` are given in turn where it asks. */
export async function runIn(
  repo: TestRepo,
  run: (args: string[], io: Io) => Promise<number>,
  args: string[],
  { cwd = repo.root, answers, env: extra = {} }: RunInOptions = {},
): Promise<Ended & { asked: string[] }> {
  let stdout = '';
  let stderr = '';
  const asked: string[] = [];
  const left = [...(answers ?? [])];
  const before = { ...process.env };
  // The commands start git with this process's environment.
  const env = repo.env(extra);
  for (const key of Object.keys(process.env)) if (!(key in env)) delete process.env[key];
  Object.assign(process.env, env);
  try {
    const code = await run(args, {
      cwd,
      env,
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      isTty: answers !== undefined,
      ...(answers === undefined
        ? {}
        : {
            ask: async (question: string) => {
              asked.push(question);
              return left.shift() ?? '';
            },
          }),
    });
    return { code, stdout, stderr, asked };
  } finally {
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
    Object.assign(process.env, before);
  }
}
