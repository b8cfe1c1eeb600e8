import { execFile } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Reply } from '../assistants/agentEvent';
import { agents } from '../assistants/agents';
import type { Repository } from '../git/repository/repository';
import type { CompiledPolicy } from '../policy/compiled';
import { type AgentHook, answerTo, hasPolicy, noteSeen, replyToFailure } from '../workflow/agents/handleCall';
import { agentFolder } from '../workflow/install/agentFolder';
import { readCompiled } from '../workflow/policy/compiledPolicy';

/** Far inside every agent's time limit, past which each of them lets the call through. */
const limitMs = 8_000;
const compileMs = 5_000;
const maxInput = 64 * 1024 * 1024;
const tailBytes = 512 * 1024;

/** What an agent's hook starts: `agent.cjs <assistant>`, with the payload on standard input. */
async function main(): Promise<void> {
  // Started as itself, and by `colophon agent <assistant>`.
  const name = process.argv.slice(2).at(-1) ?? '';
  if (!agents.some(({ assistant }) => assistant === name)) {
    say(
      `colophon: there is no agent ${name}. There are: ${agents.map(({ assistant }) => assistant).join(', ')}`,
    );
    process.exit(2);
  }
  const { env } = process;
  const hook: AgentHook = {
    env,
    cwd: process.cwd(),
    home: homedir(),
    now: Date.now(),
    policyOf,
    windowsShells,
    record,
    tail,
    say,
  };
  let input = '';
  const late = () => end(replyToFailure(name, input, `it took longer than ${limitMs / 1000} seconds`, hook));
  setTimeout(late, limitMs).unref();
  try {
    input = await readInput();
  } catch (error) {
    end(replyToFailure(name, '?', String(error), hook));
  }
  noteSeen(agentFolder({ env, home: homedir() }), name);
  end(await answerTo(name, input, hook));
}

/** The answer, and nothing else; then it ends, since what comes late is not listened to. */
function end({ stdout, stderr, exit }: Reply): never {
  write(1, stdout);
  write(2, stderr);
  process.exit(exit);
}

/** Reading YAML is the command line's, and needed only after the policy changed. */
async function policyOf(repo: Repository): Promise<CompiledPolicy | 'none' | 'broken'> {
  if (!hasPolicy(repo)) return 'none';
  const stored = readCompiled(repo.root, repo.colophonDir);
  if (stored !== undefined) return stored.compiled;
  await new Promise<void>((resolve) => {
    const args = [join(__dirname, 'colophon.cjs'), 'policy', 'compile'];
    execFile(process.execPath, args, { cwd: repo.root, timeout: compileMs }, () => resolve());
  });
  return readCompiled(repo.root, repo.colophonDir)?.compiled ?? 'broken';
}

const windowsShells: AgentHook['windowsShells'] = () =>
  (require(join(__dirname, 'shells.cjs')) as typeof import('./shells')).windowsShells;

const record: AgentHook['record'] = (...asked) =>
  (require(join(__dirname, 'rewrite.cjs')) as typeof import('./rewrite')).recordCall(...asked);

function readInput(): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    process.stdin.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxInput) reject(new Error('the payload is larger than 64 MiB'));
      else chunks.push(chunk);
    });
    process.stdin.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    process.stdin.on('error', reject);
  });
}

/** Empty where there is no such file, or it is none. */
function tail(file: string): string {
  try {
    const opened = openSync(file.startsWith('~/') ? join(homedir(), file.slice(2)) : file, 'r');
    try {
      const stat = fstatSync(opened);
      if (!stat.isFile()) return '';
      const bytes = Buffer.alloc(Math.min(stat.size, tailBytes));
      readSync(opened, bytes, 0, bytes.length, stat.size - bytes.length);
      return bytes.toString('utf8');
    } finally {
      closeSync(opened);
    }
  } catch {
    return '';
  }
}

function say(line: string): void {
  write(2, `${line}\n`);
}

/** All of it, before the process ends. */
function write(stream: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(stream, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}

void main();
