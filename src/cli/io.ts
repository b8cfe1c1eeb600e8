import { createInterface } from 'node:readline/promises';
import { printable } from '../text/printable';

/** What a command sees of its process; tests give their own. */
export interface Io {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Both ends of the terminal are a person's. */
  readonly isTty: boolean;
  /** Standard output is a terminal with colours, and nobody has said `NO_COLOR`. */
  readonly hasColours?: boolean;
  /** Says how far long work is, in place of what it said before; only where standard error is a terminal. */
  progress?(text: string): void;
  /** Waits for one line; only where there is somebody to ask. */
  ask?(question: string): Promise<string>;
}

export function processIo(): Io {
  const { stdin, stdout, stderr } = process;
  const isTty = stdin.isTTY === true && stdout.isTTY === true;
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    isTty,
    hasColours: stdout.isTTY === true && stdout.hasColors(),
    // Back to the start of the line, and what is left of the old text wiped out.
    ...(stderr.isTTY === true
      ? { progress: (text) => void stderr.write(`\r\u001b[K${printable(text)}`) }
      : {}),
    ...(isTty ? { ask } : {}),
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/** One message, each line of it safe for a terminal. */
export function reportError(io: Io, message: string): void {
  io.stderr(`colophon: ${message.replace(/\n$/, '').split('\n').map(printable).join('\n')}\n`);
}

/** For a command that cannot do what it was asked: says why, and gives the exit code of that. */
export function refuse(io: Io, message: string): 2 {
  reportError(io, message);
  return 2;
}
