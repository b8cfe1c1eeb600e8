import { deepStrictEqual } from 'node:assert';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { planInstall } from '../../src/workflow/install/gitHooks';
import { applyPlan } from '../../src/workflow/install/installPlan';
import { shippedBundles } from '../support/bundles';
import { TestRepo } from '../support/repo';

const policy = `version: 1
policyOwners: [luis@acme.dev]
zones:
  - { name: training, mode: restricted, paths: [/training/], owners: [ada@acme.dev], vendors: none }
  - { name: core, mode: attest, paths: [/src/core/], enforce: warn }
vendors:
  - id: all
    product: All of them
    tier: Any
    assistants: [claude-code, codex, gemini-cli, qwen-code, github-copilot, cline, opencode, cursor]
    status: approved
`;

interface Place {
  readonly root: string;
  readonly home: string;
}

/** How an agent tells of a call; `phase` is before or after it. */
interface Protocol {
  readonly title: string;
  readonly assistant: string;
  readonly edit: (phase: Phase, path: string, text: string, place: Place) => unknown;
  readonly shell: (phase: Phase, command: string, place: Place) => unknown;
  /** What standard output begins with, where a call is denied. */
  readonly denies: string;
  readonly assistedBy: string;
  /** What the agent keeps of its session, before it begins. */
  readonly session?: (place: Place) => void;
  readonly env?: NodeJS.ProcessEnv;
}

type Phase = 'before' | 'after';

const claudeLike =
  '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"Colophon: training/x.ts is in the restricted zone training';
let calls = 0;

/** Claude Code's form, which others share. Both ends of a call have its id. */
function claudeForm(tool: string, input: unknown, phase: Phase, { root }: Place, more: object = {}) {
  if (phase === 'before') calls++;
  return {
    session_id: 'session-1',
    cwd: root,
    hook_event_name: phase === 'before' ? 'PreToolUse' : 'PostToolUse',
    tool_name: tool,
    tool_input: input,
    tool_use_id: `call_${calls}`,
    ...(phase === 'after' && { tool_response: {} }),
    ...more,
  };
}

function write(file: string, lines: readonly unknown[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const patch = (path: string, text: string) =>
  `*** Begin Patch\n*** Add File: ${path}\n${text.replace(/^(?=.)/gm, '+')}*** End Patch`;

const geminiForm = (tool: string, input: unknown, phase: Phase, { root, home }: Place) => ({
  session_id: 'session-1',
  transcript_path: join(home, '.gemini/tmp/repo/chats/session.jsonl'),
  cwd: root,
  hook_event_name: phase === 'before' ? 'BeforeTool' : 'AfterTool',
  timestamp: '2026-11-23T09:40:04.425Z',
  tool_name: tool,
  tool_input: input,
  ...(phase === 'after' && { tool_response: { llmContent: '' } }),
});
const copilotForm = (tool: string, args: unknown, phase: Phase, { root }: Place) => ({
  sessionId: 'session-1',
  timestamp: 1_795_425_794_082,
  cwd: root,
  toolName: tool,
  toolArgs: args,
  ...(phase === 'after' && { toolResult: { resultType: 'success', textResultForLlm: '' } }),
});
const clineForm = (tool: string, input: unknown, phase: Phase, { root }: Place) => {
  if (phase === 'before') calls++;
  const [name, call] = phase === 'before' ? ['tool_call', 'tool_call'] : ['tool_result', 'tool_result'];
  return {
    clineVersion: '',
    hookName: name,
    taskId: 'session-1',
    workspaceRoots: [root],
    [call]: {
      id: `call_${calls}`,
      name: tool,
      input,
      ...(phase === 'after' && { output: { success: true } }),
    },
  };
};
const openCodeForm = (tool: string, args: unknown, phase: Phase, { root }: Place) => {
  if (phase === 'before') calls++;
  const input = { tool, sessionID: 'session-1', callID: `call_${calls}` };
  return {
    hook: `tool.execute.${phase}`,
    input: phase === 'before' ? input : { ...input, args },
    output: phase === 'before' ? { args } : { title: '', output: '', metadata: {} },
    directory: root,
    model: 'gpt-5.5',
  };
};
const vscode = {
  transcript_path: '/home/dev/.config/Code/User/workspaceStorage/1/GitHub.copilot-chat/transcripts/1.jsonl',
};

const protocols: readonly Protocol[] = [
  {
    title: 'Claude Code',
    assistant: 'claude-code',
    edit: (phase, path, text, place) =>
      claudeForm(
        'Write',
        { file_path: join(place.root, path), content: text },
        phase,
        place,
        transcriptOf(place),
      ),
    shell: (phase, command, place) => claudeForm('Bash', { command }, phase, place, transcriptOf(place)),
    denies: claudeLike,
    assistedBy: 'Claude-Code:claude-opus-4-5',
    session: ({ home }) =>
      write(
        join(home, '.claude/projects/-repo/session-1.jsonl'),
        Array.from({ length: 200 }, (_, i) => ({
          type: 'assistant',
          message: { model: 'claude-opus-4-5', content: [{ type: 'tool_use', id: `call_${i}` }] },
        })),
      ),
  },
  {
    title: 'Codex',
    assistant: 'codex',
    edit: (phase, path, text, place) =>
      claudeForm('apply_patch', { command: patch(path, text) }, phase, place, {
        model: 'gpt-5.5',
        turn_id: 't1',
      }),
    shell: (phase, command, place) =>
      claudeForm('Bash', { command }, phase, place, { model: 'gpt-5.5', turn_id: 't1' }),
    denies: claudeLike,
    assistedBy: 'Codex:gpt-5.5',
  },
  {
    title: 'Gemini CLI',
    assistant: 'gemini-cli',
    edit: (phase, path, content, place) =>
      geminiForm('write_file', { file_path: path, content }, phase, place),
    shell: (phase, command, place) => geminiForm('run_shell_command', { command }, phase, place),
    denies: '{"decision":"deny","reason":"Colophon: training/x.ts is in the restricted zone training',
    assistedBy: 'Gemini-CLI:gemini-2.5-pro',
    session: ({ home }) =>
      write(join(home, '.gemini/tmp/repo/chats/session.jsonl'), [
        { type: 'gemini', model: 'gemini-2.5-pro', content: '' },
      ]),
  },
  {
    title: 'Qwen Code, whose model is not told',
    assistant: 'qwen-code',
    edit: (phase, path, content, place) =>
      claudeForm('write_file', { file_path: join(place.root, path), content }, phase, place, {
        tool_call_id: 'x',
      }),
    shell: (phase, command, place) =>
      claudeForm('run_shell_command', { command }, phase, place, { tool_call_id: 'x' }),
    denies: claudeLike,
    assistedBy: 'Qwen-Code',
  },
  {
    title: 'Copilot CLI',
    assistant: 'github-copilot',
    edit: (phase, path, text, place) =>
      copilotForm('create', { path: join(place.root, path), file_text: text }, phase, place),
    shell: (phase, command, place) => copilotForm('bash', { command }, phase, place),
    denies:
      '{"permissionDecision":"deny","permissionDecisionReason":"Colophon: training/x.ts is in the restricted zone training',
    assistedBy: 'GitHub-Copilot',
    env: { COPILOT_CLI: '1' },
  },
  {
    title: 'Copilot CLI by Claude Code’s settings, which it reads too',
    assistant: 'claude-code',
    edit: (phase, path, text, place) => {
      const {
        tool_use_id: _,
        tool_response: __,
        ...payload
      } = claudeForm('Write', { path: join(place.root, path), file_text: text }, phase, place, {
        timestamp: '2026-11-23T09:40:04.425Z',
      });
      return phase === 'before' ? payload : { ...payload, tool_result: { result_type: 'success' } };
    },
    shell: (phase, command, place) => {
      const {
        tool_use_id: _,
        tool_response: __,
        ...payload
      } = claudeForm('Bash', { command }, phase, place, {
        timestamp: '2026-11-23T09:40:04.425Z',
      });
      return phase === 'before' ? payload : { ...payload, tool_result: { result_type: 'success' } };
    },
    denies: claudeLike,
    assistedBy: 'GitHub-Copilot',
    env: { COPILOT_CLI: '1' },
  },
  {
    title: 'VS Code’s own agent, as documented',
    assistant: 'github-copilot',
    edit: (phase, path, content, place) =>
      claudeForm('create_file', { filePath: join(place.root, path), content }, phase, place, vscode),
    shell: (phase, command, place) => claudeForm('run_in_terminal', { command }, phase, place, vscode),
    denies: claudeLike,
    assistedBy: 'GitHub-Copilot',
  },
  {
    title: 'Cline',
    assistant: 'cline',
    edit: (phase, path, text, place) =>
      clineForm('editor', { path: join(place.root, path), new_text: text }, phase, place),
    shell: (phase, command, place) => clineForm('run_commands', { commands: [command] }, phase, place),
    denies: '{"cancel":true,"errorMessage":"Colophon: training/x.ts is in the restricted zone training',
    assistedBy: 'Cline',
  },
  {
    title: 'OpenCode',
    assistant: 'opencode',
    edit: (phase, path, content, place) => openCodeForm('write', { filePath: path, content }, phase, place),
    shell: (phase, command, place) => openCodeForm('bash', { command }, phase, place),
    denies: '{"deny":"Colophon: training/x.ts is in the restricted zone training',
    assistedBy: 'OpenCode:gpt-5.5',
  },
  {
    title: 'Cursor, as documented',
    assistant: 'cursor',
    edit: (phase, path, content, place) =>
      cursorForm('Write', { file_path: join(place.root, path), content }, phase, place),
    shell: (phase, command, place) => cursorForm('Shell', { command }, phase, place),
    denies: '{"decision":"deny","reason":"Colophon: training/x.ts is in the restricted zone training',
    assistedBy: 'Cursor:gpt-5.5',
  },
];

function transcriptOf({ home }: Place): object {
  return { transcript_path: join(home, '.claude/projects/-repo/session-1.jsonl') };
}

function cursorForm(tool: string, input: unknown, phase: Phase, { root }: Place) {
  if (phase === 'before') calls++;
  return {
    conversation_id: 'session-1',
    generation_id: 'g1',
    model: 'gpt-5.5',
    hook_event_name: phase === 'before' ? 'preToolUse' : 'postToolUse',
    cursor_version: '2.4.21',
    workspace_roots: [root],
    tool_name: tool,
    tool_input: input,
    tool_use_id: `call_${calls}`,
    cwd: root,
  };
}

describe('An agent at work, from its hooks to the commit', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  let bundles: string;
  before(async () => {
    bundles = await shippedBundles();
  });
  afterEach(() => repo.remove());

  for (const { title, assistant, edit, shell, denies, assistedBy, session, env = {} } of protocols) {
    it(title, async () => {
      repo = TestRepo.create();
      repo.commit({ '.ai-policy/policy.yaml': policy, 'src/app.ts': 'a\n', 'training/data.ts': 'x\n' });
      const place = { root: repo.root, home: join(repo.base, 'home') };
      session?.(place);
      const found = await repo.open();
      const plan = await planInstall(found, {
        bundles,
        runtime: { program: process.execPath, electron: false },
      });
      deepStrictEqual(await applyPlan(found, plan), undefined);
      const hear = (payload: unknown) => {
        const args = [join(bundles, 'agent.cjs'), assistant];
        const ran = repo.run(process.execPath, args, { input: JSON.stringify(payload), env });
        return [ran.code, ran.stdout, ran.stderr] as const;
      };
      const silent = [0, '', ''] as const;

      for (const [path, text] of [
        ['src/new.ts', 'one\ntwo\n'],
        ['src/core/rank.ts', 'three\n'],
      ] as const) {
        deepStrictEqual(hear(edit('before', path, text, place)), silent);
        repo.write(path, text);
        deepStrictEqual(hear(edit('after', path, text, place)), silent);
      }
      const [code, stdout] = hear(edit('before', 'training/x.ts', 'no\n', place));
      deepStrictEqual([code, stdout.startsWith(denies), stdout.endsWith('}')], [0, true, true], stdout);
      const [, refused] = hear(shell('before', 'echo no >> training/data.ts', place));
      deepStrictEqual([refused.includes('training/data.ts is in the restricted zone')], [true], refused);

      deepStrictEqual(hear(shell('before', 'echo four >> src/app.ts', place)), silent);
      appendFileSync(repo.path('src/app.ts'), 'four\n');
      deepStrictEqual(hear(shell('after', 'echo four >> src/app.ts', place)), silent);

      repo.git('add', '-A');
      repo.git('commit', '-q', '-m', 'At work');
      deepStrictEqual(repo.message().trimEnd().split('\n'), [
        'At work',
        '',
        `Assisted-by: ${assistedBy}`,
        'AI-Provenance: v1; lines=4; ai=4',
        'AI-Detail: zones=default:3,core:1; evidence=reported:4; vendors=all:4',
      ]);
    });
  }

  it('that makes the commit in the very call that writes', async () => {
    repo = TestRepo.create();
    repo.commit({ '.ai-policy/policy.yaml': policy, 'src/app.ts': 'a\n' });
    const place = { root: repo.root, home: join(repo.base, 'home') };
    const found = await repo.open();
    await applyPlan(
      found,
      await planInstall(found, { bundles, runtime: { program: process.execPath, electron: false } }),
    );
    const command = 'echo b >> src/app.ts && git commit -qam Made';
    const payload = (phase: Phase) => JSON.stringify(claudeForm('Bash', { command }, phase, place));
    const agent = [join(bundles, 'agent.cjs'), 'claude-code'];
    repo.run(process.execPath, agent, { input: payload('before') });
    appendFileSync(repo.path('src/app.ts'), 'b\n');
    repo.git('commit', '-qam', 'Made');
    repo.run(process.execPath, agent, { input: payload('after') });
    deepStrictEqual(repo.message().trimEnd().split('\n').slice(2), [
      'Assisted-by: Claude-Code',
      'AI-Provenance: v1; lines=1; ai=1',
      'AI-Detail: zones=default:1; evidence=reported:1; vendors=all:1',
    ]);
  });
});
