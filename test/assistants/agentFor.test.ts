import { deepStrictEqual, strictEqual } from 'node:assert';
import type { Agent, Payload } from '../../src/assistants/agentEvent';
import { agentFor, agentOf, agents } from '../../src/assistants/agents';
import { claudeCode } from '../../src/assistants/claudeCode';
import { cline } from '../../src/assistants/cline';
import { codex } from '../../src/assistants/codex';
import { copilotCli } from '../../src/assistants/copilotCli';
import { cursor } from '../../src/assistants/cursor';
import { geminiCli } from '../../src/assistants/geminiCli';
import { qwenCode } from '../../src/assistants/qwenCode';
import { vscodeAgent } from '../../src/assistants/vscodeAgent';
import { captured, capturesOf } from './captures';

const bare: Payload = {
  hook_event_name: 'PreToolUse',
  session_id: 's',
  cwd: '/repo',
  tool_name: 'Write',
  tool_input: { file_path: 'a', content: 'b' },
};
const claude = capturesOf('claude-code').get('PreToolUse-Write')!;
const copilot = capturesOf('copilot-cli');

/** Three agents in one another's shells, and what each of them sets for all the others. */
const inCopilot = { COPILOT_CLI: '1', CLAUDE_PROJECT_DIR: '/repo' };
const inClaude = { CLAUDE_CODE_SESSION_ID: 's', CLAUDE_PROJECT_DIR: '/repo', CLAUDECODE: '1' };
const inQwen = { QWEN_CODE_SESSION_ID: 's', GEMINI_PROJECT_DIR: '/repo', CLAUDE_PROJECT_DIR: '/repo' };

// biome-ignore format: one row a line
const cases: [what: string, argument: string, Payload, env: Record<string, string>, Agent | undefined][] = [
  ['nothing shows another', 'claude-code', bare, {}, claudeCode],
  ['CLAUDE_PROJECT_DIR shows nobody', 'gemini-cli', {}, { CLAUDE_PROJECT_DIR: '/repo' }, geminiCli],
  ['the variables of one', 'claude-code', bare, inCopilot, copilotCli],
  ['the variables of one, and no payload', 'claude-code', {}, inCopilot, copilotCli],
  ['the variables of Qwen Code', 'claude-code', bare, inQwen, qwenCode],
  ['the variables of Claude Code', 'claude-code', bare, inClaude, claudeCode],
  ['one in the shell of another', 'claude-code', bare, { ...inClaude, ...inCopilot }, claudeCode],
  ['two of others', 'claude-code', bare, { ...inQwen, ...inCopilot }, claudeCode],
  ['a variable that is empty', 'claude-code', bare, { COPILOT_CLI: '' }, claudeCode],
  ['the payload is stronger than variables', 'claude-code', claude, inCopilot, claudeCode],
  ['a file that nobody else reads', 'cline', {}, inClaude, cline],
  ['the same for Codex', 'codex', bare, inCopilot, codex],
  ['Copilot, Claude settings', 'claude-code', copilot.get('claude-settings-PreToolUse-Write')!, {}, copilotCli],
  ['Copilot, camelCase', 'claude-code', copilot.get('camel-preToolUse-create')!, {}, copilotCli],
  ['Copilot in the shell of Claude Code', 'claude-code', copilot.get('pascal-PostToolUse-Bash')!, inClaude, copilotCli],
  ['VS Code by its transcript', 'claude-code', { ...bare, transcript_path: '/u/GitHub.copilot-chat/t/1.json' }, {}, vscodeAgent],
  ['VS Code on Windows', 'claude-code', { ...bare, transcript_path: 'c:\\u\\github.copilot-chat\\1.json' }, {}, vscodeAgent],
  ['VS Code by its spelling', 'github-copilot', { ...bare, hookEventName: 'PreToolUse' }, {}, vscodeAgent],
  ['VS Code by its tool', 'claude-code', { ...bare, tool_name: 'create_file', timestamp: 't' }, {}, vscodeAgent],
  ['a tool to read is of several', 'qwen-code', { ...bare, tool_name: 'read_file' }, {}, qwenCode],
  ['Claude Code on Windows', 'claude-code', { ...claude, transcript_path: 'C:\\u\\.claude\\projects\\x\\1.jsonl' }, inCopilot, claudeCode],
  ['the last folder of a transcript', 'claude-code', { ...bare, transcript_path: '/u/.claude/w/.qwen/p/1.jsonl' }, {}, qwenCode],
  ['Cursor by Claude settings', 'claude-code', { ...bare, cursor_version: '2.4.21' }, inClaude, cursor],
  ['Gemini CLI', 'claude-code', { hook_event_name: 'BeforeTool' }, {}, geminiCli],
  ['an agent that has no adapter', 'windsurf', { agent_action_name: 'pre_write_code', timestamp: 't' }, {}, undefined],
  ['a name of every object', 'toString', {}, {}, undefined],
];

describe('the agent of a payload', () => {
  for (const [what, argument, payload, env, agent] of cases) {
    it(`is known: ${what}`, () => {
      strictEqual(agentFor(argument, payload, env), agent);
    });
  }

  it('is its own, for every capture', () => {
    for (const [folder, agent] of Object.entries(captured)) {
      for (const [name, payload] of capturesOf(folder)) {
        strictEqual(agentFor(agent.assistant, payload, {}), agent, `${folder} ${name}`);
      }
    }
  });

  it("is its own under Claude Code's argument, for every capture of a call", () => {
    const taken = Object.entries(captured).flatMap(([folder, agent]) =>
      [...capturesOf(folder)]
        .filter(([, payload]) => agent.read(payload).phase !== 'other')
        .filter(([, payload]) => agentFor('claude-code', payload, {}) !== agent)
        .map(([name]) => `${folder} ${name}`),
    );
    deepStrictEqual(taken, []);
  });

  it('is the first of its id without a payload', () => {
    strictEqual(agentOf('github-copilot'), copilotCli);
    deepStrictEqual(
      agents.map(({ assistant }) => agentOf(assistant)?.assistant),
      agents.map(({ assistant }) => assistant),
    );
  });
});
