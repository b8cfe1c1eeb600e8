import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { hookCommand } from '../../src/assistants/connections';
import { run } from '../../src/cli/agents';
import { AgentHome } from '../support/agentHome';

describe('colophon agents', () => {
  let home: AgentHome;
  beforeEach(() => {
    home = new AgentHome();
    home.write('home/.claude/settings.json', '{"model": "x"}\n');
    home.write('home/.codex/keep', '');
  });
  afterEach(() => home.remove());

  /** As a person with a terminal does who answers so; without an answer there is no terminal. */
  const agents = async (
    args: string,
    {
      answer,
      env = {},
      meanwhile,
    }: { answer?: string; env?: NodeJS.ProcessEnv; meanwhile?: () => void } = {},
  ) => {
    let stdout = '';
    let stderr = '';
    const asked: string[] = [];
    const code = await run(
      args.split(' '),
      {
        cwd: home.root,
        env: { ...home.env, ...env },
        stdout: (text) => void (stdout += text),
        stderr: (text) => void (stderr += text),
        isTty: answer !== undefined,
        ...(answer !== undefined && {
          ask: async (question: string) => {
            asked.push(question.trim());
            meanwhile?.();
            return answer;
          },
        }),
      },
      home.bundles,
    );
    return { code, stdout, stderr, asked };
  };

  it('shows the lines, asks, connects the agents that were found, and says what each still needs', async () => {
    const { code, stdout, asked } = await agents('install', { answer: 'yes' });
    deepStrictEqual([code, asked], [0, ['Connect claude-code, codex? [yes/no]:']]);
    match(stdout, /\.claude\/settings\.json\n@@ line 1\n- \{"model": "x"\}\n\+ \{"hooks": \{\n/);
    match(stdout, /\.codex\/hooks\.json \(new file\)\n@@ line 1\n\+ \{\n/);
    match(stdout, /\ncodex: Codex skips it, and says nothing, until you trust it: .*\/hooks/);
    match(home.read('home/.claude/settings.json'), /"model": "x"\}\n$/);
    deepStrictEqual((await agents('uninstall', { answer: 'y' })).asked, [
      'Disconnect claude-code, codex? [yes/no]:',
    ]);
    deepStrictEqual(
      [home.read('home/.claude/settings.json'), home.has('home/.codex/hooks.json')],
      ['{"model": "x"}\n', false],
    );
    strictEqual(home.has('home/.local/share/colophon'), false);
  });

  it('writes nothing without a yes, a terminal, or where an agent runs it', async () => {
    const before = home.snapshot();
    const no = await agents('install', { answer: 'no' });
    const none = await agents('install');
    const agent = await agents('install --yes', { env: { CLAUDECODE: '1' } });
    const dry = await agents('install --dry-run', { env: { CLAUDECODE: '1' } });
    deepStrictEqual(
      [no, none, agent, dry].map(({ code, stderr }) => [code, stderr]),
      [
        [1, ''],
        [2, 'colophon: Connecting agents needs your answer: run it in a terminal, or add --yes.\n'],
        [
          2,
          'colophon: Connecting agents is a person’s word, and CLAUDECODE says that an agent runs this. Run it in a terminal of your own.\n',
        ],
        [0, ''],
      ],
    );
    deepStrictEqual(home.snapshot(), before);
    strictEqual((await agents('install --yes')).code, 0);
    const connected = home.snapshot();
    strictEqual((await agents('uninstall --yes', { env: { GEMINI_CLI: '1' } })).code, 2);
    deepStrictEqual(home.snapshot(), connected);
  });

  it('writes nothing but what was shown', async () => {
    const text = '{"model": "y"}\n';
    const meanwhile = () => void home.write('home/.claude/settings.json', text);
    const { code, stderr } = await agents('install claude-code', { answer: 'yes', meanwhile });
    deepStrictEqual(
      [code, stderr, home.read('home/.claude/settings.json')],
      [2, 'colophon: The files have changed meanwhile; nothing was written. Run it again.\n', text],
    );
  });

  it('connects in the project with the same command, and leaves the user’s part on uninstall', async () => {
    await agents('install --yes --project claude-code');
    const { hooks } = JSON.parse(home.read('project/.claude/settings.json')) as {
      hooks: { PreToolUse: { hooks: { command: string }[] }[] };
    };
    strictEqual(hooks.PreToolUse[0]!.hooks[0]!.command, hookCommand('claude-code'));
    await agents('install --yes claude-code');
    await agents('uninstall --yes --project');
    deepStrictEqual(
      [home.has('project/.claude'), home.has('home/.local/share/colophon/agent')],
      [false, true],
    );
    await agents('install --yes --project claude-code');
    await agents('uninstall --yes');
    strictEqual(home.has('home/.local/share/colophon/agent'), true);
    await agents('uninstall --yes --project');
    strictEqual((await agents('uninstall --yes')).stdout.includes('remove  '), true);
    deepStrictEqual(
      [home.has('home/.local/share/colophon'), (await agents('uninstall --yes')).stdout],
      [false, 'Nothing to do.\n'],
    );
  });

  it('says of what it cannot do that it could not, and does the rest', async () => {
    home.write('home/.codex/hooks.json', '{');
    const { code, stderr } = await agents('install --yes');
    deepStrictEqual(
      [code, stderr.replace(home.home, '~')],
      [2, 'colophon: ~/.codex/hooks.json is not valid JSON (line 1); Colophon leaves it alone.\n'],
    );
    match(home.read('home/.claude/settings.json'), /colophon\/agent/);
    strictEqual((await agents('install nonsense --yes')).code, 2);
    strictEqual((await agents('enable')).code, 2);
  });

  it('tells the status, for people and as JSON', async () => {
    strictEqual((await agents('status')).code, 1);
    await agents('install --yes claude-code');
    const { code, stdout } = await agents('status claude-code');
    deepStrictEqual(
      [code, stdout.split('\n').slice(1)],
      [1, ['claude-code: found, user connected, project missing, has not called', '']],
    );
    const {
      ok,
      folder,
      agents: all,
    } = JSON.parse((await agents('status --json')).stdout) as {
      ok: boolean;
      folder: { state: string };
      agents: { assistant: string; user: string }[];
    };
    deepStrictEqual(
      [ok, folder.state, all.slice(0, 2).map(({ assistant, user }) => [assistant, user])],
      [
        false,
        'installed',
        [
          ['claude-code', 'connected'],
          ['codex', 'missing'],
        ],
      ],
    );
  });
});
