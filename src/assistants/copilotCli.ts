import type { Agent, AgentEvent, Answer, Payload, Reply } from './agentEvent';
import { printed, silence } from './agentEvent';
import { type Kinds, readClaudeLike, replyClaudeLike } from './claudeLike';
import { field, modelName, parsePayload, record, text } from './payload';

/**
 * GitHub Copilot's command line, as captured from 1.0.102, and its cloud agent, which takes `ask` as `deny`. The case of
 * an event's name in the configuration selects the form: `preToolUse` gives `{ sessionId, toolName, toolArgs }` and does
 * not tell the event; `PreToolUse`, there or in Claude Code's settings, gives that form with Copilot's own keys.
 */
export const copilotCli: Agent = {
  assistant: 'github-copilot',
  canAsk: true,
  read,
  reply,
  modelIn,
};

const tools: Kinds = { create: 'edit', view: 'read', rg: 'read', report_intent: 'read' };

function read(payload: Payload): AgentEvent {
  const event = readClaudeLike('github-copilot', { ...payload, hook_event_name: eventIn(payload) }, tools);
  const { session, transcript } = event;
  return {
    ...event,
    transcript:
      transcript === null && session !== null && /^[A-Za-z0-9-]{1,64}$/.test(session)
        ? `~/.copilot/session-state/${session}/events.jsonl`
        : transcript,
  };
}

function eventIn(payload: Payload): string | null {
  const result = record(payload, 'toolResult', 'tool_result');
  if (/^(?:failure|denied|rejected)$/.test(text(result, 'resultType', 'result_type') ?? '')) {
    return 'postToolUseFailure';
  }
  const named = text(payload, 'hook_event_name', 'hookEventName', 'hookName');
  if (named !== null) return named;
  if (field(payload, 'toolName', 'toolArgs') === undefined) {
    return text(payload, 'sessionId') === null ? null : 'notification';
  }
  if (field(payload, 'toolResult') !== undefined) return 'postToolUse';
  return field(payload, 'error') === undefined ? 'preToolUse' : 'postToolUseFailure';
}

function reply(answer: Answer, payload: Payload): Reply {
  const { decision, reason } = answer;
  if (decision === 'allow') return silence;
  if (field(payload, 'hook_event_name', 'tool_name') !== undefined) return replyClaudeLike(answer);
  if (field(payload, 'toolName', 'toolArgs') !== undefined) {
    return printed({ permissionDecision: decision, permissionDecisionReason: reason });
  }
  // Not to be read, its form is not known. This one denies in every form, although the model is not told why.
  return { stdout: '', stderr: `${reason}\n`, exit: 2 };
}

/**
 * A call has no id: its line in the session's file is the one that asks for the same. Where several do, for different
 * models, neither is certain.
 */
function modelIn(event: AgentEvent, tail: (file: string) => string): string | null {
  if (event.transcript === null || event.phase === 'other') return null;
  const wanted = asked(event);
  const models = tail(event.transcript)
    .split('\n')
    .filter((line) => line.includes('"tool.execution_start"'))
    .map((line) => record(parsePayload(line) ?? {}, 'data'))
    .filter((started) => asked(read(callIn(started))) === wanted)
    .map((started) => modelName(field(started, 'model')));
  return new Set(models).size === 1 ? models[0]! : null;
}

function callIn(started: Payload): Payload {
  return { toolName: field(started, 'toolName'), toolArgs: field(started, 'arguments') };
}

function asked({ kind, paths, edits, commands }: AgentEvent): string {
  return JSON.stringify([kind, paths, edits, commands]);
}
