import { isRecord } from '../text/isRecord';
import type { Agent } from './agentEvent';
import { readClaudeLike, replyClaudeLike } from './claudeLike';
import { field, modelName, parsePayload, record } from './payload';

/** Claude Code, as captured from 2.1.330. */
export const claudeCode: Agent = {
  assistant: 'claude-code',
  canAsk: true,
  read: (payload) => readClaudeLike('claude-code', payload),
  reply: replyClaudeLike,
  // The line of the call is there when its result is told; a subagent's is in a file of its own.
  modelIn: ({ call, transcript }, tail) =>
    call === null || transcript === null ? null : modelOfCall(tail(transcript), call),
};

/** The model of the message that made this call. */
function modelOfCall(transcript: string, call: string): string | null {
  for (const line of transcript.split('\n').reverse()) {
    if (!line.includes(call)) continue;
    const message = record(parsePayload(line) ?? {}, 'message');
    const content = field(message, 'content');
    const made =
      Array.isArray(content) &&
      content.some((one) => isRecord(one) && field(one, 'type') === 'tool_use' && field(one, 'id') === call);
    if (made) return modelName(field(message, 'model'));
  }
  return null;
}
