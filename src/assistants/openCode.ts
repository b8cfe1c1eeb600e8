import type { Agent, AgentEvent, Payload } from './agentEvent';
import { printed, silence } from './agentEvent';
import { readClaudeLike } from './claudeLike';
import { field, record, text, within } from './payload';

/**
 * OpenCode, as captured from 1.18.33. Its hooks are functions of a plugin; ours gives each call to the command line, as
 * one JSON object on standard input:
 *
 *     {"hook":"tool.execute.before","input":{…},"output":{…},"directory":"<abs>","model":"<id>|null"}
 *
 * `hook` is `tool.execute.before` or `tool.execute.after`; `input` and `output` are that hook's two arguments as they
 * are; `directory` is the plugin's own; `model` is the id that `chat.params` last gave for `input.sessionID`, else
 * `null`. The answer to `tool.execute.before` is nothing, or `{"deny":"<reason>"}` on standard output and exit 0: then
 * the plugin throws an `Error` with that reason as its message, which stops the call and is told to the model.
 */
export const openCode: Agent = {
  assistant: 'opencode',
  canAsk: false,
  read,
  reply: ({ decision, reason }) => (decision === 'deny' ? printed({ deny: reason }) : silence),
};

const events: Readonly<Record<string, string>> = {
  'tool.execute.before': 'PreToolUse',
  'tool.execute.after': 'PostToolUse',
};

function read(payload: Payload): AgentEvent {
  const hook = text(payload, 'hook');
  const input = record(payload, 'input');
  const output = record(payload, 'output');
  // The arguments are in the one before the call, in the other after it.
  const holder = field(output, 'args') === undefined ? input : output;
  const { folder = null, ...event } = readClaudeLike(
    'opencode',
    {
      hook_event_name: hook !== null && Object.hasOwn(events, hook) ? events[hook] : hook,
      tool_name: text(input, 'tool'),
      tool_input: field(holder, 'args'),
      tool_use_id: text(input, 'callID'),
      session_id: text(input, 'sessionID'),
      cwd: text(payload, 'directory'),
      model: field(payload, 'model'),
    },
    { list: 'read', todoread: 'read' },
  );
  return event.kind === 'shell' ? { ...event, cwd: within(event.cwd, folder) } : event;
}
