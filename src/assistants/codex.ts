import type { Agent } from './agentEvent';
import { silence } from './agentEvent';
import { readClaudeLike, replyClaudeLike } from './claudeLike';

/**
 * Codex, as captured from its command line 0.169.0. `cwd` is the shell's own for this call, and `model` is told. An
 * answer with a key that it does not know, or without a reason, lets the call pass; so does `ask`.
 */
export const codex: Agent = {
  assistant: 'codex',
  canAsk: false,
  read: (payload) => readClaudeLike('codex', payload),
  reply: ({ decision, reason }) =>
    decision === 'deny'
      ? replyClaudeLike({ decision, reason: reason.trim() || 'Not allowed here.' })
      : silence,
};
