import type { Agent, Payload } from './agentEvent';
import { claudeCode } from './claudeCode';

/** The agents whose hooks Colophon answers. */
export const agents: readonly Agent[] = [claudeCode];

export function agentOf(assistant: string): Agent | undefined {
  return agents.find((agent) => agent.assistant === assistant);
}

/** Which agent a payload is from: the hook's argument, unless the payload shows another. */
export function agentFor(
  assistant: string,
  _payload: Payload,
  _env: Readonly<Record<string, string | undefined>>,
): Agent | undefined {
  return agentOf(assistant);
}
