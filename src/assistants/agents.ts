import type { Agent } from './agentEvent';
import { claudeCode } from './claudeCode';

/** The agents whose hooks Colophon answers. */
export const agents: readonly Agent[] = [claudeCode];

export function agentOf(assistant: string): Agent | undefined {
  return agents.find((agent) => agent.assistant === assistant);
}
