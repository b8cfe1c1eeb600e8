import { readFileSync, readlinkSync } from 'node:fs';
import { commands } from './commands';
import { type Io, processIo, refuse } from './io';

const usage = `Colophon: provenance and policy for AI-written code.

Usage: colophon <command> [options]

${Object.entries(commands)
  .map(([name, { does }]) => `  ${name.padEnd(8)} ${does}`)
  .join('\n')}

Each command has --help. Nothing is read from or sent to the network.
`;

async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout(usage);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    io.stdout(`${COLOPHON_VERSION}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return refuse(io, `There is no command ${name}. See: colophon --help`);
  return (await command.load())(rest, io);
}

/** From package.json, put in by the build. */
declare const COLOPHON_VERSION: string;

// Whatever ends this process before it has an answer, the answer was not yes.
process.exitCode = 2;
for (const stream of [process.stdout, process.stderr])
  stream.on('error', () => {
    process.exitCode = 2;
    process.exit();
  });

/** Commands whose success is an answer: an answer that nobody can have had is none. */
const answering = new Set(['verify', 'check', 'policy', 'pr']);

/**
 * Whether a stream was closed when this process began: Node then puts /dev/null in its place, to be read and written, and
 * writing there succeeds. Where a shell is told `>/dev/null`, it can only be written. Known on Linux alone.
 */
function isClosed(stream: number): boolean {
  try {
    if (readlinkSync(`/proc/self/fd/${stream}`) !== '/dev/null') return false;
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${stream}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & 3) === 2;
  } catch {
    return false;
  }
}

main(process.argv.slice(2), processIo()).then(
  (code) => {
    process.exitCode = code;
    if (code !== 0 || !answering.has(process.argv[2] ?? '') || !isClosed(1)) return;
    process.exitCode = 2;
    process.stderr.write(
      'colophon: standard output is closed, so nobody has the answer. Send it to a file, or to /dev/null with >.\n',
    );
  },
  (error: unknown) => {
    process.stderr.write(
      `colophon: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 2;
  },
);
