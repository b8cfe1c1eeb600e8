import type { Agent } from './agentEvent';
import { replyClaudeLike } from './claudeLike';
import { readGeminiLike } from './geminiCli';

/**
 * Qwen Code, as captured from 0.24.4: Claude Code's form with Gemini CLI's tools. The model is told when a session
 * starts, and can be changed in it; where its transcript has the model of a call was not seen.
 */
export const qwenCode: Agent = {
  assistant: 'qwen-code',
  canAsk: true,
  read: (payload) => readGeminiLike('qwen-code', payload),
  reply: replyClaudeLike,
};
