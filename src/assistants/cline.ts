import { isRecord } from '../text/isRecord';
import type { Agent, AgentEvent, Payload } from './agentEvent';
import { printed, silence } from './agentEvent';
import { type Kinds, readClaudeLike } from './claudeLike';
import { field, record, text } from './payload';

/**
 * Cline, as captured from its command line 3.0.65. A denial ends its whole run. The tools' names of its extension for
 * VS Code are recalled.
 */
export const cline: Agent = {
  assistant: 'cline',
  canAsk: false,
  read,
  reply: ({ decision, reason }) =>
    decision === 'deny' ? printed({ cancel: true, errorMessage: reason }) : silence,
};

const tools: Kinds = {
  editor: 'edit',
  run_commands: 'shell',
  read_files: 'read',
  write_to_file: 'edit',
  replace_in_file: 'edit',
  execute_command: 'shell',
  read_file: 'read',
  list_files: 'read',
  search_files: 'read',
};

/** `tool_call` and `tool_result` have the input as it is; beside them, older versions send it as texts alone. */
function read(payload: Payload): AgentEvent {
  const call = record(payload, 'tool_call', 'tool_result');
  const older = record(payload, 'preToolUse', 'postToolUse');
  const folders = field(payload, 'workspaceRoots');
  const event = readClaudeLike(
    'cline',
    {
      hook_event_name: text(payload, 'hookName'),
      tool_name: text(call, 'name') ?? text(older, 'toolName'),
      tool_input: field(call, 'input') ?? decoded(record(older, 'parameters')),
      tool_use_id: text(call, 'id'),
      session_id: text(payload, 'taskId'),
      cwd: Array.isArray(folders) ? folders[0] : null,
      model: field(record(payload, 'model'), 'slug'),
    },
    tools,
  );
  const hasFailed = event.phase === 'after' && (failed(field(call, 'output')) || failed(older));
  return hasFailed ? { ...event, phase: 'failed' } : event;
}

/** There, what is no text is the JSON of it. */
function decoded(parameters: Payload): Payload {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodedText(value)]));
}

function decodedText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Of several commands, each. */
function failed(output: unknown): boolean {
  const outputs = Array.isArray(output) ? output : [output];
  return outputs.length > 0 && outputs.every((one) => isRecord(one) && field(one, 'success') === false);
}
