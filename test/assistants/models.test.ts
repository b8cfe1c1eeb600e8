import { strictEqual } from 'node:assert';
import type { AgentEvent } from '../../src/assistants/agentEvent';
import { captured, capturesOf, readCapture } from './captures';

function modelOf(folder: string, name: string, transcript = readCapture(folder, 'transcript-excerpt.jsonl')) {
  const agent = captured[folder]!;
  const event: AgentEvent = agent.read(capturesOf(folder).get(name)!);
  return agent.modelIn?.(event, (file) => (file === event.transcript ? transcript : ''));
}

const claudeLine = (id: string, model: string, type = 'tool_use') =>
  JSON.stringify({ message: { model, content: [{ type, id }] } });
const geminiLine = (type: string, model?: string) => JSON.stringify({ type, model, content: '"gemini"' });
const copilotLine = (command: string, model: string | null) =>
  JSON.stringify({ type: 'tool.execution_start', data: { toolName: 'bash', arguments: { command }, model } });
/** Of the captures, what they call. */
const exit3 = 'exit 3';

// biome-ignore format: one row a line
const cases: [what: string, folder: string, capture: string, transcript: string | undefined, model: string | null | undefined][] = [
  ['the message that made the call', 'claude-code', 'PostToolUse-Write', undefined, 'claude-opus-4-5'],
  ['a call that is not there yet', 'claude-code', 'PostToolUse-Write', claudeLine('toolu_other', 'm'), null],
  ['the result of the call', 'claude-code', 'PostToolUse-Write', claudeLine('toolu_01script0001a', 'm', 'tool_result'), null],
  ['a session begins', 'claude-code', 'SessionStart', undefined, null],
  ['the last turn', 'gemini-cli', 'AfterTool-write_file', undefined, 'gemini-2.5-pro'],
  ['the last of two', 'gemini-cli', 'BeforeTool-replace', [geminiLine('gemini', 'm1'), geminiLine('gemini', 'm2'), geminiLine('user', 'm3')].join('\n'), 'm2'],
  ['a turn without a model', 'gemini-cli', 'BeforeTool-replace', [geminiLine('gemini', 'm1'), geminiLine('gemini')].join('\n'), null],
  ['no turn', 'gemini-cli', 'BeforeTool-replace', '{"type":', null],
  ['the line of the same call', 'copilot-cli', 'camel-postToolUse-edit', undefined, 'claude-sonnet-4.5'],
  ["the same under Claude Code's names", 'copilot-cli', 'pascal-PreToolUse-Bash', undefined, 'claude-sonnet-4.5'],
  ['a call that is not there', 'copilot-cli', 'camel-preToolUse-apply_patch-add', undefined, null],
  ['the same call of another model', 'copilot-cli', 'camel-preToolUse-bash-exit3', [copilotLine(exit3, 'm1'), copilotLine(exit3, 'm2')].join('\n'), null],
  ['another call of another model', 'copilot-cli', 'camel-preToolUse-bash-exit3', [copilotLine(exit3, 'm1'), copilotLine('ls', 'm2')].join('\n'), 'm1'],
  ['a line without a model', 'copilot-cli', 'camel-preToolUse-bash-exit3', copilotLine(exit3, null), null],
  ['a permission', 'copilot-cli', 'camel-permissionRequest-bash', undefined, null],
  ['a transcript of unknown form', 'qwen-code', 'PreToolUse-edit', '', undefined],
];

describe('the model of a call', () => {
  for (const [what, folder, capture, transcript, model] of cases) {
    it(`of ${folder} is told by ${what}`, () => strictEqual(modelOf(folder, capture, transcript), model));
  }
});
