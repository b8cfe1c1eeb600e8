import type { Agent, Payload } from './agentEvent';
import { claudeCode } from './claudeCode';
import { cline } from './cline';
import { codex } from './codex';
import { copilotCli } from './copilotCli';
import { cursor } from './cursor';
import { geminiCli } from './geminiCli';
import { openCode } from './openCode';
import { text } from './payload';
import { qwenCode } from './qwenCode';
import { vscodeAgent, vscodeTools } from './vscodeAgent';

/** The agents whose hooks Colophon answers. Two have one catalogue id: the first of them is the one that it names. */
export const agents: readonly Agent[] = [
  claudeCode,
  codex,
  geminiCli,
  qwenCode,
  copilotCli,
  vscodeAgent,
  cline,
  openCode,
  cursor,
];

export function agentOf(assistant: string): Agent | undefined {
  return agents.find((agent) => agent.assistant === assistant);
}

/**
 * Who sent a payload. `assistant`, the argument of `colophon agent`, is no proof: Copilot CLI, VS Code and Cursor read
 * Claude Code's settings too. It counts unless the payload shows another; where the payload shows nobody, and other
 * agents read that file, unless the hook's environment shows just one. `CLAUDE_PROJECT_DIR` shows nobody: several
 * agents set it.
 */
export function agentFor(
  assistant: string,
  payload: Payload,
  env: Readonly<Record<string, string | undefined>>,
): Agent | undefined {
  const shown = agentShownBy(payload);
  if (shown || assistant !== claudeCode.assistant) return shown ?? agentOf(assistant);
  // An agent that was started in another's shell has the variables of both.
  const around = variables.filter(([name]) => env[name]);
  return around.length === 1 ? around[0]![1] : claudeCode;
}

const variables: readonly (readonly [name: string, Agent])[] = [
  ['CLAUDE_CODE_SESSION_ID', claudeCode],
  ['COPILOT_CLI', copilotCli],
  ['QWEN_CODE_SESSION_ID', qwenCode],
  ['GEMINI_SESSION_ID', geminiCli],
];

function agentShownBy(payload: Payload): Agent | undefined {
  const has = (...names: string[]) => names.some((name) => Object.hasOwn(payload, name));
  if (has('cursor_version')) return cursor;
  if (has('clineVersion')) return cline;
  if (text(payload, 'hook')?.startsWith('tool.execute.')) return openCode;
  const event = text(payload, 'hook_event_name') ?? '';
  if (/^(?:Before|After)(?:Tool|Model|Agent|ToolSelection)$/.test(event)) return geminiCli;
  const transcript = text(payload, 'transcript_path', 'transcriptPath') ?? '';
  if (/github\.copilot/i.test(transcript)) return vscodeAgent;
  const home = /^.*[\\/]\.(claude|codex|gemini|qwen|copilot)[\\/]/.exec(transcript)?.[1];
  if (home !== undefined) return homes[home];
  if (has('toolName', 'toolArgs')) return copilotCli;
  const tool = text(payload, 'tool_name')?.toLowerCase() ?? '';
  // Names of tools that read are those of other agents too.
  const isVscodeTool = Object.hasOwn(vscodeTools, tool) && vscodeTools[tool] !== 'read';
  if (has('hookEventName') || isVscodeTool) return vscodeAgent;
  // Copilot CLI tells the time, and neither the call nor the transcript.
  const isTimed = has('timestamp') && has('sessionId', 'session_id');
  const isBare = !has('tool_use_id', 'transcript_path', 'permission_mode');
  return has('tool_result') || (isTimed && isBare) ? copilotCli : undefined;
}

const homes: Readonly<Record<string, Agent>> = {
  claude: claudeCode,
  codex,
  gemini: geminiCli,
  qwen: qwenCode,
  copilot: copilotCli,
};
