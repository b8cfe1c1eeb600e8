import { type Io, reportError } from './io';

/** Set by agents for what they start; a guard, not proof. */
const agentVariables = [
  'CLAUDECODE',
  'CODEX_SANDBOX',
  'GEMINI_CLI',
  'CURSOR_AGENT',
  'OPENCODE',
  'COPILOT_CLI',
];

/** Whether there is a person to give their word; says why not. @param what is given: `An attestation` */
export function isPerson(io: Io, what: string, how: string): io is Io & { ask: NonNullable<Io['ask']> } {
  if (isAgent(io, what)) return false;
  if (io.isTty && io.ask) return true;
  reportError(io, `${what} is a person’s word: ${how}`);
  return false;
}

/** Whether an agent runs this; says so. */
export function isAgent(io: Io, what: string): boolean {
  const agent = agentVariables.find((name) => io.env[name]);
  if (agent === undefined) return false;
  reportError(
    io,
    `${what} is a person’s word, and ${agent} says that an agent runs this. Run it in a terminal of your own.`,
  );
  return true;
}

/** Asks for the word; anything but a yes is a no. */
export async function confirms(
  io: Io & { ask: NonNullable<Io['ask']> },
  statement: string,
): Promise<boolean> {
  const answer = await io.ask(`\n${statement} [yes/no]: `);
  return /^y(es)?$/i.test(answer.trim());
}
