import { type Io, processIo, reportError } from './io';

type Run = (args: string[], io: Io) => Promise<number>;

interface Command {
  readonly does: string;
  /** Each is loaded only when it is used. */
  readonly load: () => Promise<Run>;
}

const commands: Readonly<Record<string, Command>> = {
  init: {
    does: 'writes a minimum viable policy after a few questions',
    load: async () => (await import('./init')).run,
  },
  lookup: {
    does: 'says zone, mode, vendors and owners of paths',
    load: async () => (await import('./lookup')).run,
  },
  policy: { does: 'lints the policy: policy check', load: async () => (await import('./policyCheck')).run },
  status: {
    does: 'says what the ledger knows of the working tree, and what is needed to commit',
    load: async () => (await import('./status')).run,
  },
  check: {
    does: 'lists the findings of the staged change: check --staged',
    load: async () => (await import('./check')).run,
  },
  blame: {
    does: 'says where each line of a file came from',
    load: async () => (await import('./blame')).run,
  },
  attest: {
    does: 'states that you reviewed the staged AI lines',
    load: async () => (await import('./attest')).run,
  },
  signoff: {
    does: 'signs, or requests, an owner’s approval of a restricted zone’s change',
    load: async () => (await import('./signoff')).run,
  },
  verify: {
    does: 'the gate: judges <base>..<head> from the base’s point of view',
    load: async () => (await import('./verify')).run,
  },
  pr: {
    does: 'writes the statement for a pull request’s description',
    load: async () => (await import('./pr')).run,
  },
  audit: {
    does: 'what went where, across history and repositories',
    load: async () => (await import('./audit')).run,
  },
  export: {
    does: 'gives the line-level records to others: Agent Trace, git-ai, NDJSON',
    load: async () => (await import('./export')).run,
  },
  agent: {
    does: 'what the hooks of an agent start: answers before a call, records after it',
    load: async () => (await import('./agent')).run,
  },
  mcp: {
    does: 'answers agents, over the Model Context Protocol, whether they may write to a path',
    load: async () => (await import('./mcp')).run,
  },
  hooks: {
    does: 'installs, removes or shows the git hooks',
    load: async () => (await import('./hooks')).run,
  },
  agents: {
    does: 'connects, disconnects or shows the coding agents',
    load: async () => (await import('./agents')).run,
  },
};

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
  if (!command) {
    reportError(io, `There is no command ${name}. See: colophon --help`);
    return 2;
  }
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

main(process.argv.slice(2), processIo()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `colophon: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 2;
  },
);
