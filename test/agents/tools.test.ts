import { deepStrictEqual } from 'node:assert';
import { type HearOptions, Stage } from './stage';

/** What the call names is told with `<root>` for the repository’s folder. */
type Call = readonly [tool: string, input: unknown];

describe('A tool that is no editor', function () {
  this.timeout(60_000);
  let stage: Stage;
  before(() => {
    stage = Stage.create();
    stage.folder('src/deep');
  });
  after(() => stage.remove());

  const hear = ([tool, input]: Call, agent = 'claude-code', options: HearOptions = {}) => {
    const { root } = stage.repo;
    const tool_input = JSON.parse(JSON.stringify(input).replaceAll('<root>', root)) as unknown;
    const more = { 'claude-code': {}, codex: { model: 'gpt-5.5' }, cursor: { cursor_version: '2.4.21' } }[
      agent
    ];
    const payload = {
      session_id: 's',
      cwd: root,
      hook_event_name: 'PreToolUse',
      tool_name: tool,
      tool_input,
    };
    return stage.hear(agent, { ...payload, tool_use_id: 'c', ...more }, options);
  };
  const told = ([tool, input]: Call) => `${tool} ${JSON.stringify(input).slice(0, 100)}`;

  const free: Call[] = [
    ['mcp__colophon__colophon_policy', { paths: ['training/data.ts'] }],
    ['colophon_policy', { path: 'training/data.ts' }],
    ['colophon-colophon_policy', { paths: ['<root>/training/data.ts'] }],
    // Longer than any path, and where no path is asked for.
    ['Bash', { command: `curl -d ${'x'.repeat(5_000)} https://example.com` }],
    ['Bash', { command: `curl -H "Authorization: Bearer ${'x'.repeat(5_000)}" https://example.com` }],
    ['Bash', { command: `python3 - <<'EOF'\nprint("${'x'.repeat(5_000)}")\nEOF` }],
    // What only reads, and what only says.
    ['LSP', { operation: 'hover', filePath: 'training/data.ts' }],
    ['mcp__ide__getDiagnostics', { uri: 'training/data.ts' }],
    ['github-mcp-server-get_file_contents', { path: 'training/data.ts' }],
    ['TaskCreate', { subject: 'training' }],
    ['AskUserQuestion', { questions: [{ header: 'training', question: 'Which?' }] }],
    ['update_plan', { plan: [{ step: 'training', status: 'pending' }] }],
    ['mcp__run__exec', { command: ['bash', '-lc', 'cat training/data.ts'] }],
    ['mcp__run__exec', { command: 'cat', args: ['training/data.ts'] }],
    ['mcp__notes__add', { note: 'see training/data.ts, it is long' }],
    ['mcp__files__upload', { data: 'QUJD'.repeat(1_500) }],
  ];
  for (const call of free) {
    it(`freely: ${told(call)}`, async () => {
      for (const agent of ['claude-code', 'codex', 'cursor']) {
        const heard = await hear(call, agent);
        deepStrictEqual([agent, heard.decision, heard.said], [agent, 'silent', []]);
      }
    });
  }

  const denied: Call[] = [
    ['mcp__other__not_colophon_policy_at_all', { paths: ['training/data.ts'] }],
    ['Shell', { command: 'rm data.ts', working_directory: '<root>/training' }],
    ['mcp__run__shell', { command: 'rm data.ts', workdir: 'training' }],
    ['mcp__x__search_and_replace', { path: 'training/data.ts', search: 'a', replace: 'b' }],
    ['mcp__x__fetch_and_save', { url: 'https://example.com', path: 'training/data.ts' }],
    ['mcp__x__move_file', { source: 'src/app.ts', destination: 'training/my app.ts' }],
    ['mcp__run__exec', { command: 'rm', args: ['training/data.ts'] }],
    ['mcp__run__exec', { command: ['rm', 'training/data.ts'] }],
    ['mcp__run__exec', { command_line: 'rm training/data.ts' }],
    ['mcp-server-update_file', { path: 'training/data.ts' }],
    ['Write', { file_path: 'x'.repeat(5_000), content: 'x' }],
    ['Bash', { command: `rm ${'x'.repeat(5_000)} training/data.ts` }],
  ];
  for (const call of denied) {
    it(`not: ${told(call)}`, async () => {
      for (const agent of ['claude-code', 'codex', 'cursor']) {
        const heard = await hear(call, agent);
        deepStrictEqual([agent, heard.decision, heard.said], [agent, 'deny', []]);
      }
    });
  }

  it('not: git’s hooks, wherever git is told that they are', async () => {
    const write = (path: string) => hear(['Write', { file_path: `<root>/${path}`, content: 'x' }]);
    const hooks = [
      ['.githooks', '.githooks/pre-commit'],
      [`${stage.repo.root}/tools/hooks`, 'tools/hooks/pre-commit'],
      ['.husky/_', '.husky/pre-commit'],
    ] as const;
    for (const [path, hook] of hooks) {
      deepStrictEqual([hook, (await write(hook)).decision], [hook, 'silent']);
      stage.repo.git('config', 'core.hooksPath', path);
      deepStrictEqual([hook, (await write(hook)).decision], [hook, 'deny']);
    }
    stage.repo.git('config', '--unset', 'core.hooksPath');
  });
});
