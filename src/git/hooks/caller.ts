import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { thisSystem } from '../repository/system';
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
export async function gitCallsAbove(pid: number, isNeeded = false): Promise<GitCall[] | undefined> {
  return (await lineageOf(pid, isNeeded))?.flatMap(({ argv, pid: of, joined }) => {
    const call = readGitCall(argv);
    return call === undefined ? [] : [{ ...call, pid: of, ...(joined && { joined }) }];
  });
}

/**
 * A process, and those that started it; `undefined` where the system does not tell. On Windows that takes a second, so it is
 * done only where it is `needed`.
 */
export async function lineageOf(pid: number, isNeeded = false): Promise<Ancestor[] | undefined> {
  const { name } = thisSystem();
  if (name === 'linux') return lineageFromProc(pid);
  if (name === 'darwin') return lineageFromPs(pid);
  // Where PowerShell may not be started, a `ps` that was brought along may tell.
  return isNeeded ? ((await lineageFromCim(pid)) ?? lineageFromPs(pid)) : undefined;
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
  const output = await outputOf('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const lines = output?.trim().split('\n') ?? [];
  return lineageIn(
    lines.map((line) => {
      const [of, parent, ...argv] = line.trim().split(/\s+/);
      return { pid: Number(of), parent: Number(parent), argv, joined: true };
    }),
    pid,
  );
}

const cim =
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-CimInstance Win32_Process -Property ProcessId,ParentProcessId,CommandLine | Select-Object ProcessId,ParentProcessId,CommandLine | ConvertTo-Json -Compress';

/** Windows keeps each command line as one text, in quotes by rules that tell the arguments apart again. */
async function lineageFromCim(pid: number): Promise<Ancestor[] | undefined> {
  const { SystemRoot: root = 'C:\\Windows' } = process.env;
  const shell = `${root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
  const output = await outputOf(shell, ['-NoProfile', '-NonInteractive', '-Command', cim]);
  return output === undefined ? undefined : lineageIn(processesIn(output), pid);
}

/** What `ConvertTo-Json` makes of `Win32_Process`; nothing where it is something else. */
export function processesIn(json: string): Process[] {
  try {
    const told: unknown = JSON.parse(json.replace(/^\uFEFF/, ''));
    return (Array.isArray(told) ? told : [told]).flatMap((one: unknown) => {
      const { ProcessId, ParentProcessId, CommandLine } = one as Record<string, unknown>;
      const argv = typeof CommandLine === 'string' ? splitCommandLine(CommandLine) : [];
      const isKnown = typeof ProcessId === 'number' && typeof ParentProcessId === 'number';
      return isKnown ? [{ pid: ProcessId, parent: ParentProcessId, argv }] : [];
    });
  } catch {
    return [];
  }
}

/** As `CommandLineToArgvW`: backslashes count before a quote alone, and two quotes within quotes are one. */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  let [word, isOpen, isQuoted] = ['', false, false];
  for (let at = 0; at < line.length; at++) {
    const [slashes = ''] = /^\\*/.exec(line.slice(at, at + 1) === '\\' ? line.slice(at) : '') ?? [];
    if (slashes !== '') {
      const isBeforeQuote = line[at + slashes.length] === '"';
      word += slashes.slice(0, isBeforeQuote ? slashes.length >> 1 : slashes.length);
      at += slashes.length - 1;
      if (isBeforeQuote && slashes.length % 2 === 1) [word, at] = [`${word}"`, at + 1];
      isOpen = true;
    } else if (line[at] === '"') {
      if (isQuoted && line[at + 1] === '"') [word, at] = [`${word}"`, at + 1];
      else isQuoted = !isQuoted;
      isOpen = true;
    } else if (/[ \t]/.test(line[at]!) && !isQuoted) {
      if (isOpen) words.push(word);
      [word, isOpen] = ['', false];
    } else [word, isOpen] = [word + line[at], true];
  }
  return isOpen ? [...words, word] : words;
}

interface Process extends Ancestor {
  readonly parent: number;
}

function lineageIn(processes: readonly Process[], pid: number): Ancestor[] | undefined {
  if (processes.length === 0) return undefined;
  const known = new Map(processes.map((one) => [one.pid, one]));
  const lineage: Ancestor[] = [];
  for (let i = 0, at = known.get(pid); i < generations && at; i++, at = known.get(at.parent)) {
    lineage.push(at);
  }
  return lineage;
}

function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  const options = { timeout: 3000, maxBuffer: 8 * 1024 * 1024, windowsHide: true };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout) => resolve(error ? undefined : stdout));
  });
}
