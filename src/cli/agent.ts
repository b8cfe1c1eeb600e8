import { join } from 'node:path';
import { agents } from '../assistants/agents';
import { type Io, refuse } from './io';

const usage = `Usage: colophon agent <assistant>

What the hooks of an agent start; see colophon agents install. Takes the agent's payload on standard input. Before a
call of a tool it answers in the agent's own form, or says nothing where the call may go on; after it, it records what
was written.
Assistants: ${agents.map(({ assistant }) => assistant).join(', ')}
`;

/** The bundle that the hooks start by themselves does the work, and ends the process. */
export async function run(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout(usage);
    return 0;
  }
  if (args.length !== 1) return refuse(io, `Name one assistant.\n${usage}`);
  require(join(__dirname, 'agent.cjs'));
  return new Promise(() => {});
}
