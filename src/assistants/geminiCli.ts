import type { Agent, AgentEvent, Payload } from './agentEvent';
import { printed, silence } from './agentEvent';
import { type Kinds, readClaudeLike } from './claudeLike';
import { field, modelName, parsePayload, record, within } from './payload';

/** Gemini CLI, as captured from 0.61.0. Its calls have no id. */
export const geminiCli: Agent = {
  assistant: 'gemini-cli',
  canAsk: false,
  read: (payload) => readGeminiLike('gemini-cli', payload),
  reply: ({ decision, reason }) => (decision === 'deny' ? printed({ decision, reason }) : silence),
  // The line of the turn is there before its calls.
  modelIn: ({ transcript }, tail) => (transcript === null ? null : lastModel(tail(transcript))),
};

function lastModel(transcript: string): string | null {
  for (const line of transcript.split('\n').reverse()) {
    if (!line.includes('"gemini"')) continue;
    const turn = parsePayload(line) ?? {};
    if (field(turn, 'type') === 'gemini') return modelName(field(turn, 'model'));
  }
  return null;
}

const tools: Kinds = {
  write_file: 'edit',
  replace: 'edit',
  run_shell_command: 'shell',
  read_file: 'read',
  read_many_files: 'read',
  list_directory: 'read',
  grep_search: 'read',
  search_file_content: 'read',
  web_fetch: 'read',
  google_web_search: 'read',
};

/** Reads Claude Code's form with the tools and results of Gemini CLI, which Qwen Code has too. */
export function readGeminiLike(assistant: string, payload: Payload): AgentEvent {
  const { folder = null, ...event } = readClaudeLike(assistant, payload, tools);
  const response = record(payload, 'tool_response');
  const whole = record(response, 'returnDisplay');
  const [written, before] = [field(whole, 'newContent'), field(whole, 'originalContent')];
  const isWhole = event.edits.length === 1 && typeof written === 'string' && typeof before === 'string';
  return {
    ...event,
    phase: event.phase === 'after' && field(response, 'error') !== undefined ? 'failed' : event.phase,
    cwd: event.kind === 'shell' ? within(event.cwd, folder) : event.cwd,
    edits: isWhole
      ? event.edits.map(({ path }) => ({ path, replaced: [{ old: before, text: written }] }))
      : event.edits,
  };
}
