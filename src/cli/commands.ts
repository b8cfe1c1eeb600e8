import type { Io } from './io';

type RunCommand = (args: string[], io: Io) => Promise<number>;

interface Command {
  readonly does: string;
  /** Each is loaded only when it is used. */
  readonly load: () => Promise<RunCommand>;
}

/** What `colophon <command>` can be, in the order of its help. */
export const commands: Readonly<Record<string, Command>> = {
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
  mend: {
    does: 'makes commits say where their lines came from, where the gate misses it',
    load: async () => (await import('./mend')).run,
  },
  pr: {
    does: 'writes the statement for a pull request’s description',
    load: async () => (await import('./pr')).run,
  },
  audit: {
    does: 'says what went where, across history and repositories',
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
  hook: {
    does: 'what the git hooks start for commits that they had not looked at: hook catch-up',
    load: async () => (await import('./hook')).run,
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
