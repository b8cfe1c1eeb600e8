import type { Agent, AgentEvent, Payload } from './agentEvent';
import { printed, silence } from './agentEvent';
import { type Kinds, readClaudeLike } from './claudeLike';
import { field, text } from './payload';

/**
 * Cursor, as its documentation has it (https://cursor.com/docs/agent/hooks); not yet seen live. A suggestion that was
 * taken with Tab is told afterwards, and cannot be denied.
 */
export const cursor: Agent = {
  assistant: 'cursor',
  canAsk: false,
  read,
  // Hooks for tools read `decision`, those for shells `permission`.
  reply: ({ decision, reason }) =>
    decision === 'deny'
      ? printed({ decision, reason, permission: decision, user_message: reason, agent_message: reason })
      : silence,
};

const tools: Kinds = {
  strreplace: 'edit',
  delete: 'edit',
  applypatch: 'edit',
  shell: 'shell',
};

/** Events that are a tool's, and hold its input as fields of their own. */
const ofTool: Readonly<Record<string, { readonly event: string; readonly tool: string }>> = {
  beforeShellExecution: { event: 'preToolUse', tool: 'Shell' },
  afterFileEdit: { event: 'postToolUse', tool: 'Write' },
  afterTabFileEdit: { event: 'postToolUse', tool: 'Write' },
};

function read(payload: Payload): AgentEvent {
  const named = text(payload, 'hook_event_name', 'hookEventName');
  const own = named !== null && Object.hasOwn(ofTool, named) ? ofTool[named] : undefined;
  const folders = field(payload, 'workspace_roots');
  const event = readClaudeLike(
    'cursor',
    {
      ...payload,
      session_id: field(payload, 'conversation_id', 'session_id'),
      cwd: field(payload, 'cwd') ?? (Array.isArray(folders) ? folders[0] : null),
      ...(own && { hook_event_name: own.event, tool_name: own.tool, tool_input: payload }),
    },
    tools,
  );
  const isDeletion = text(payload, 'tool_name')?.toLowerCase() === 'delete';
  return isDeletion ? { ...event, edits: event.edits.map(({ path }) => ({ path, replaced: [] })) } : event;
}
