import { deepStrictEqual, strictEqual } from 'node:assert';
import type { AgentEvent, Payload } from '../../src/assistants/agentEvent';
import { captured, capturesOf } from './captures';
import { common, expected, type Told } from './events.expected';

/** Where each agent's payload has its ids. */
const ids: Record<string, (payload: Payload) => Pick<AgentEvent, 'session' | 'call' | 'transcript'>> = {
  'copilot-cli': (payload) => {
    const session = at(payload, 'sessionId') ?? at(payload, 'session_id');
    const transcript = `/.copilot/session-state/${session}/events.jsonl`;
    const isTold = at(payload, 'transcriptPath') ?? at(payload, 'transcript_path');
    return { session, call: null, transcript: `${isTold ? '/home/dev' : '~'}${transcript}` };
  },
  cline: (payload) => ({
    session: at(payload, 'taskId'),
    call: at(payload, 'tool_call', 'id') ?? at(payload, 'tool_result', 'id'),
    transcript: null,
  }),
  opencode: (payload) => ({
    session: at(payload, 'input', 'sessionID'),
    call: at(payload, 'input', 'callID'),
    transcript: null,
  }),
};

function idsLikeClaude(payload: Payload) {
  return {
    session: at(payload, 'session_id'),
    call: at(payload, 'tool_use_id'),
    transcript: at(payload, 'transcript_path'),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a path into a payload of any shape
function at(payload: any, ...path: string[]): string | null {
  return path.reduce((value, name) => value?.[name], payload) ?? null;
}

const usual: Partial<Told> = { model: null, cwd: '/repo', isDoubtful: false };

describe('a captured payload', () => {
  for (const [folder, agent] of Object.entries(captured)) {
    const payloads = capturesOf(folder);
    for (const [name, payload] of payloads) {
      it(`of ${folder} is told as it is: ${name}`, () => {
        const told = expected[folder]?.[name];
        // Which have tools of these names for one language each.
        const isPosix = told?.kind === 'shell' && /^(?:claude-code|copilot-cli)$/.test(folder);
        deepStrictEqual(agent.read(payload), {
          ...usual,
          ...common[folder],
          ...told,
          ...(isPosix && { shell: 'posix' }),
          ...(ids[folder] ?? idsLikeClaude)(payload),
          assistant: agent.assistant,
        });
      });
    }
    it(`of ${folder} is never left out`, () => {
      deepStrictEqual([...payloads.keys()].sort(), Object.keys(expected[folder]!).sort());
    });
  }

  it('is there 284 times', () => {
    const counts = Object.keys(captured).map((folder) => capturesOf(folder).size);
    strictEqual(
      counts.reduce((sum, count) => sum + count, 0),
      284,
    );
  });
});
