import { deepStrictEqual } from 'node:assert';
import type { Agent, AgentEvent, Payload } from '../../src/assistants/agentEvent';
import { cline } from '../../src/assistants/cline';
import { codex } from '../../src/assistants/codex';
import { copilotCli } from '../../src/assistants/copilotCli';
import { cursor } from '../../src/assistants/cursor';
import { openCode } from '../../src/assistants/openCode';
import { vscodeAgent } from '../../src/assistants/vscodeAgent';

/** Forms that are documented, or that older versions had, and were not captured. */

const cases: [what: string, Agent, Payload, Partial<AgentEvent>][] = [
  ...vscodeCalls(),
  ...cursorEvents(),
  [
    'Copilot CLI, arguments as JSON',
    copilotCli,
    {
      sessionId: 's',
      timestamp: 1,
      cwd: '/repo',
      toolName: 'bash',
      toolArgs: '{"command":"ls","description":"d"}',
    },
    {
      assistant: 'github-copilot',
      kind: 'shell',
      shell: 'posix',
      commands: ['ls'],
      transcript: '~/.copilot/session-state/s/events.jsonl',
    },
  ],
  [
    'Copilot CLI, an edit as JSON that failed',
    copilotCli,
    {
      sessionId: '../../x',
      cwd: '/repo',
      toolName: 'create',
      toolArgs: '{"path":"a","file_text":"b"}',
      toolResult: { resultType: 'failure' },
    },
    { ...edited('github-copilot', 'a', '', 'b'), session: '../../x', phase: 'failed' },
  ],
  [
    'Codex Desktop, with a prefix',
    codex,
    {
      hook_event_name: 'PreToolUse',
      cwd: '/repo',
      tool_name: 'functions.apply_patch',
      tool_input: { input: '*** Add File: a\n+b' },
    },
    { ...edited('codex', 'a', '', 'b\n'), session: null },
  ],
  [
    'Cline, the older fields alone',
    cline,
    {
      clineVersion: '3.36',
      hookName: 'PostToolUse',
      taskId: 's',
      workspaceRoots: ['/repo', '/other'],
      model: { provider: 'p', slug: 'm' },
      postToolUse: { toolName: 'write_to_file', parameters: { path: 'a', content: 'b' }, success: false },
    },
    { ...edited('cline', 'a', '', 'b'), model: 'm', phase: 'failed' },
  ],
  [
    'OpenCode, a folder from where the plugin is',
    openCode,
    {
      hook: 'tool.execute.after',
      directory: '/repo',
      model: 'm',
      input: { tool: 'bash', sessionID: 's', callID: 'c', args: { command: 'ls', workdir: 'src' } },
      output: { title: 't', metadata: { exit: 0 } },
    },
    {
      assistant: 'opencode',
      model: 'm',
      call: 'c',
      phase: 'after',
      kind: 'shell',
      cwd: '/repo/src',
      commands: ['ls'],
    },
  ],
];

function vscodeCalls(): typeof cases {
  const call = (tool_name: string, tool_input: unknown, hookEventName = 'PreToolUse'): Payload => ({
    timestamp: '2026-11-23T09:40:04.422Z',
    cwd: '/repo',
    sessionId: 's',
    hookEventName,
    transcript_path: '/u/GitHub.copilot-chat/transcripts/s.jsonl',
    tool_name,
    tool_input,
    tool_use_id: 'c',
  });
  const told = {
    assistant: 'github-copilot',
    call: 'c',
    transcript: '/u/GitHub.copilot-chat/transcripts/s.jsonl',
  };
  const edit = (old: string, text: string) => ({
    ...edited('github-copilot', '/repo/a.ts', old, text),
    ...told,
  });
  const filePath = '/repo/a.ts';
  return [
    ['VS Code creates', vscodeAgent, call('create_file', { filePath, content: 'x' }), edit('', 'x')],
    [
      'VS Code replaces',
      vscodeAgent,
      call('replace_string_in_file', { filePath, oldString: 'x', newString: 'y' }, 'PostToolUse'),
      { ...edit('x', 'y'), phase: 'after' },
    ],
    [
      'VS Code replaces in several places',
      vscodeAgent,
      call('multi_replace_string_in_file', {
        explanation: 'why',
        replacements: [
          { filePath, oldString: 'x', newString: 'y' },
          { filePath: '/repo/b.ts', oldString: '1', newString: '2' },
          { filePath, oldString: 'v', newString: 'w' },
        ],
      }),
      {
        ...told,
        kind: 'edit',
        paths: ['/repo/a.ts', '/repo/b.ts'],
        edits: [
          {
            path: '/repo/a.ts',
            replaced: [
              { old: 'x', text: 'y' },
              { old: 'v', text: 'w' },
            ],
          },
          { path: '/repo/b.ts', replaced: [{ old: '1', text: '2' }] },
        ],
      },
    ],
    [
      'VS Code inserts, leaving out what is there',
      vscodeAgent,
      call('insert_edit_into_file', { filePath, code: '// ...existing code...\nx' }),
      { ...told, kind: 'edit', paths: ['/repo/a.ts'], edits: [{ path: '/repo/a.ts', replaced: null }] },
    ],
    [
      'VS Code patches',
      vscodeAgent,
      call('apply_patch', { input: '*** Update File: /repo/a.ts\n@@\n-x\n+y' }),
      edit('x\n', 'y\n'),
    ],
    [
      'VS Code edits files',
      vscodeAgent,
      call('editFiles', { files: ['src/main.ts'] }),
      { ...told, kind: 'edit', paths: ['src/main.ts'], edits: [{ path: 'src/main.ts', replaced: null }] },
    ],
    [
      'VS Code runs',
      vscodeAgent,
      call('run_in_terminal', { command: 'ls', explanation: 'e' }),
      { ...told, kind: 'shell', commands: ['ls'] },
    ],
    [
      'VS Code reads',
      vscodeAgent,
      call('read_file', { filePath }),
      { ...told, kind: 'read', paths: ['/repo/a.ts'] },
    ],
    [
      'VS Code calls what nobody knows',
      vscodeAgent,
      call('mcp_x', { path: 'a', words: ['w'] }),
      { ...told, kind: 'other', paths: ['a'], commands: ['a', 'w'] },
    ],
  ];
}

function cursorEvents(): typeof cases {
  const event = (hook_event_name: string, more: Payload): Payload => ({
    conversation_id: 's',
    generation_id: 'g',
    model: 'm',
    hook_event_name,
    cursor_version: '2.4.21',
    workspace_roots: ['/repo', '/other'],
    user_email: 'dev@example.com',
    transcript_path: null,
    ...more,
  });
  const call = (tool_name: string, tool_input: unknown) => ({
    tool_name,
    tool_input,
    tool_use_id: 'c',
    cwd: '/repo',
  });
  const edit = { ...edited('cursor', 'a.ts', 'x', 'y'), model: 'm' };
  const shell: Partial<AgentEvent> = { assistant: 'cursor', model: 'm', kind: 'shell', commands: ['ls'] };
  const range = { start_line_number: 1, start_column: 1, end_line_number: 1, end_column: 2 };
  return [
    [
      'Cursor writes',
      cursor,
      event('preToolUse', call('Write', { path: 'a.ts', content: 'y' })),
      { ...edited('cursor', 'a.ts', '', 'y'), model: 'm', call: 'c' },
    ],
    [
      'Cursor replaces',
      cursor,
      event('postToolUse', {
        ...call('StrReplace', { path: 'a.ts', old_string: 'x', new_string: 'y' }),
        tool_output: '{}',
      }),
      { ...edit, call: 'c', phase: 'after' },
    ],
    [
      'Cursor deletes',
      cursor,
      event('preToolUse', call('Delete', { path: 'a.ts' })),
      { ...edit, call: 'c', edits: [{ path: 'a.ts', replaced: [] }] },
    ],
    ['Cursor runs', cursor, event('preToolUse', call('Shell', { command: 'ls' })), { ...shell, call: 'c' }],
    [
      'Cursor is about to run',
      cursor,
      event('beforeShellExecution', { command: 'ls', cwd: '/repo/src' }),
      { ...shell, cwd: '/repo/src' },
    ],
    [
      'Cursor edited',
      cursor,
      event('afterFileEdit', { file_path: 'a.ts', edits: [{ old_string: 'x', new_string: 'y' }] }),
      { ...edit, phase: 'after' },
    ],
    [
      'Cursor suggested',
      cursor,
      event('afterTabFileEdit', {
        file_path: 'a.ts',
        edits: [{ old_string: 'x', new_string: 'y', range, old_line: 'x', new_line: 'y' }],
      }),
      { ...edit, phase: 'after' },
    ],
    [
      'Cursor stops',
      cursor,
      event('stop', { status: 'completed' }),
      { assistant: 'cursor', model: 'm', phase: 'other' },
    ],
  ];
}

function edited(assistant: string, path: string, old: string, text: string): Partial<AgentEvent> {
  return { assistant, kind: 'edit', paths: [path], edits: [{ path, replaced: [{ old, text }] }] };
}

const usual: Omit<AgentEvent, 'assistant'> = {
  session: 's',
  model: null,
  call: null,
  phase: 'before',
  kind: 'other',
  cwd: '/repo',
  paths: [],
  edits: [],
  commands: [],
  transcript: null,
  isDoubtful: false,
};

describe('a payload that was not captured', () => {
  for (const [what, agent, payload, event] of cases) {
    it(`is told as it is documented: ${what}`, () => {
      deepStrictEqual(agent.read(payload), { ...usual, ...event });
    });
  }

  it('is denied as it is documented', () => {
    const answer = { decision: 'deny', reason: 'no' } as const;
    deepStrictEqual(
      [vscodeAgent, cursor].map((agent) => JSON.parse(agent.reply(answer, {}).stdout)),
      [
        {
          hookSpecificOutput: {
            hookEventName: 'PreToolUse',
            permissionDecision: 'deny',
            permissionDecisionReason: 'no',
          },
        },
        { decision: 'deny', reason: 'no', permission: 'deny', user_message: 'no', agent_message: 'no' },
      ],
    );
  });
});
