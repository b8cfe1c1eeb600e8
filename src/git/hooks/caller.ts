import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type GitArguments, readGitArguments } from './gitArguments';

/** How a git that started this process was called: its command and the arguments after it. */
export type GitCall = Pick<GitArguments, 'command' | 'args'> & {
  readonly pid?: number;
  /** The arguments were joined with blanks and parted again: a message may look like options. */
  readonly joined?: boolean;
};

const generations = 12;

/**
 * The gits above a process, nearest first; `undefined` where the system does not say. git does not tell a hook whether
 * its commit amends another (`--amend -m` looks like `-m`), nor which `--cleanup` was asked for: only the call says.
 */
export async function gitCallsAbove(pid: number): Promise<GitCall[] | undefined> {
  return (await lineageOf(pid))?.flatMap(({ argv, pid: of, joined }) => {
    const call = readGitCall(argv);
    return call === undefined ? [] : [{ ...call, pid: of, ...(joined && { joined }) }];
  });
}

/** A process, and those that started it; `undefined` where the system does not tell. */
export async function lineageOf(pid: number): Promise<Ancestor[] | undefined> {
  return process.platform === 'linux' ? lineageFromProc(pid) : lineageFromPs(pid);
}

interface Ancestor {
  readonly pid: number;
  readonly argv: readonly string[];
  /** See `GitCall`. */
  readonly joined?: boolean;
}

/** `undefined` for what is not git. */
export function readGitCall(argv: readonly string[]): GitCall | undefined {
  const [, program] = /(?:^|[/\\])(git(?:-[a-z-]+)?)(?:\.exe)?$/i.exec(argv[0] ?? '') ?? [];
  if (program === undefined) return undefined;
  if (program.length > 4) return { command: program.slice(4), args: argv.slice(1) };
  const { command, args } = readGitArguments(argv.slice(1));
  return command === '' ? undefined : { command, args };
}

/** Of `/proc/<pid>/stat` the parent comes after the name, which may hold anything, in its last parenthesis. */
function lineageFromProc(pid: number): Ancestor[] | undefined {
  const lineage: Ancestor[] = [];
  try {
    for (let i = 0; i < generations && pid > 1; i++) {
      const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      lineage.push({ pid, argv: argv.slice(0, -1) });
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      pid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    }
  } catch {
    // A process that ended, or is not ours to look at: what we have may lack the git that matters.
    return lineage.some(({ argv }) => readGitCall(argv)) ? lineage : undefined;
  }
  return lineage;
}

/** `ps` joins arguments with blanks: a message that says `--amend` looks like the option. */
async function lineageFromPs(pid: number): Promise<Ancestor[] | undefined> {
  if (process.platform === 'win32') return undefined;
  const output = await new Promise<string | undefined>((resolve) => {
    execFile(
      'ps',
      ['-A', '-o', 'pid=,ppid=,args='],
      { timeout: 2000, maxBuffer: 8 * 1024 * 1024 },
      (error, stdout) => resolve(error ? undefined : stdout),
    );
  });
  if (output === undefined) return undefined;
  const processes = new Map(
    output
      .trim()
      .split('\n')
      .map((line) => {
        const [pid, parent, ...argv] = line.trim().split(/\s+/);
        return [Number(pid), { pid: Number(pid), parent: Number(parent), argv, joined: true }];
      }),
  );
  const lineage: Ancestor[] = [];
  for (let i = 0, at = processes.get(pid); i < generations && at; i++, at = processes.get(at.parent)) {
    lineage.push(at);
  }
  return lineage;
}
