import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connections, hookCommand } from '../../../src/assistants/connections';
import { agentShim } from '../../../src/git/hooks/shim';
import {
  applyAgentPlan,
  describeChange,
  planConnect,
  planDisconnect,
  type Scope,
} from '../../../src/workflow/install/assistantHooks';
import { agentsStatus } from '../../../src/workflow/install/assistantStatus';
import { AgentHome } from '../../support/agentHome';

const runtime = { program: process.execPath, electron: false };

describe('the agents’ hooks', () => {
  let home: AgentHome;
  beforeEach(() => {
    home = new AgentHome();
  });
  afterEach(() => home.remove());

  const named = (...assistants: string[]) =>
    connections.filter(({ assistant }) => assistants.length === 0 || assistants.includes(assistant));
  const connect = (scope: Scope = 'user', ...assistants: string[]) => {
    const plan = planConnect(home.machine, named(...assistants), scope, { bundles: home.bundles, runtime });
    strictEqual(applyAgentPlan(plan), undefined);
    return plan;
  };
  const disconnect = (scope: Scope = 'user', ...assistants: string[]) => {
    const plan = planDisconnect(home.machine, named(...assistants), scope, home.root);
    strictEqual(applyAgentPlan(plan), undefined);
    return plan;
  };
  const status = () => agentsStatus(home.machine, home.bundles, home.root);
  const one = (assistant: string) => status().agents.find((agent) => agent.assistant === assistant)!;
  const project = (): Scope => ({ root: home.root });
  const folder = 'home/.local/share/colophon';
  /** Runs what a configuration holds, as an agent does. */
  const run = (command: string, env: NodeJS.ProcessEnv = home.env, input = '{"x":1}') => {
    const {
      status: code,
      stdout,
      stderr,
    } = spawnSync('/bin/sh', ['-c', command], {
      env,
      input,
      encoding: 'utf8',
      timeout: 10_000,
    });
    return { code, stdout, stderr };
  };

  it('are written where each agent reads them, in both scopes, and leave nothing behind', () => {
    const before = home.snapshot();
    for (const scope of ['user', project()] as const) {
      connect(scope);
      deepStrictEqual(
        planConnect(home.machine, named(), scope, { bundles: home.bundles, runtime }).steps,
        [],
      );
    }
    deepStrictEqual(
      Object.entries(home.snapshot())
        .flatMap(([path, what]) => (what === 'folder' ? [] : [path]))
        .sort(),
      [
        'home/.claude/settings.json',
        'home/.codex/hooks.json',
        'home/.config/opencode/plugins/colophon.js',
        'home/.copilot/hooks/colophon.json',
        'home/.cursor/hooks.json',
        'home/.gemini/settings.json',
        'home/.local/share/colophon/agent',
        'home/.local/share/colophon/agent.cjs',
        'home/.local/share/colophon/colophon.cjs',
        'home/.local/share/colophon/policyTools.cjs',
        'home/.local/share/colophon/rewrite.cjs',
        'home/.local/share/colophon/runtime',
        'home/.local/share/colophon/shells.cjs',
        'home/.qwen/settings.json',
        'home/Documents/Cline/Hooks/PostToolUse',
        'home/Documents/Cline/Hooks/PreToolUse',
        'project/.claude/settings.json',
        'project/.clinerules/hooks/PostToolUse',
        'project/.clinerules/hooks/PreToolUse',
        'project/.codex/hooks.json',
        'project/.cursor/hooks.json',
        'project/.gemini/settings.json',
        'project/.github/hooks/colophon.json',
        'project/.opencode/plugins/colophon.js',
        'project/.qwen/settings.json',
      ],
    );
    deepStrictEqual(
      status().agents.map(({ user, project: there }) => `${user} ${there}`),
      connections.map(() => 'connected connected'),
    );
    disconnect(project());
    disconnect();
    const after = home.snapshot();
    // Folders that are not an agent's may be anybody's.
    for (const path of [
      'home/.config',
      'home/Documents',
      'project/.github',
      'home/.local',
      'home/.local/share',
    ])
      delete after[path];
    deepStrictEqual(after, before);
  });

  it('have the form that worked, with the limit in each agent’s unit', () => {
    connect();
    const handlers = (path: string) => {
      const { hooks } = JSON.parse(home.read(path)) as { hooks: Record<string, Record<string, unknown>[]> };
      return Object.entries(hooks).map(([event, [first]]) => {
        const { hooks: inner, matcher } = first as { hooks?: Record<string, unknown>[]; matcher?: string };
        const { command, bash, timeout, timeoutSec } = (inner?.[0] ?? first) as Record<string, unknown>;
        return [event, matcher, timeout ?? timeoutSec, command ?? bash].join(' | ');
      });
    };
    const rows = (events: string[], matcher: string, limit: number, assistant: string) =>
      events.map((event) => [event, matcher, limit, hookCommand(assistant)].join(' | '));
    deepStrictEqual(
      ['.claude/settings.json', '.codex/hooks.json', '.gemini/settings.json', '.qwen/settings.json']
        .concat('.copilot/hooks/colophon.json')
        .map((path) => handlers(`home/${path}`)),
      [
        [
          ...rows(['PreToolUse', 'PostToolUse', 'PostToolUseFailure'], '*', 20, 'claude-code'),
          ...rows(['ConfigChange'], '', 20, 'claude-code'),
        ],
        rows(['PreToolUse', 'PostToolUse'], '*', 20, 'codex'),
        rows(['BeforeTool', 'AfterTool'], '.*', 20_000, 'gemini-cli'),
        rows(['PreToolUse', 'PostToolUse', 'PostToolUseFailure'], '*', 20, 'qwen-code'),
        rows(['preToolUse', 'postToolUse', 'postToolUseFailure'], '', 20, 'github-copilot'),
      ],
    );
  });

  it('stand behind Codex’s others, whose trust names their place', () => {
    const captured = readFileSync(join(__dirname, '../../fixtures/agents/codex/config.hooks.json'), 'utf8');
    home.write('home/.codex/hooks.json', captured);
    connect('user', 'codex');
    const { hooks } = JSON.parse(home.read('home/.codex/hooks.json')) as { hooks: Record<string, unknown[]> };
    const old = JSON.parse(captured) as { hooks: Record<string, unknown[]> };
    deepStrictEqual(hooks.PreToolUse!.slice(0, -1), old.hooks.PreToolUse);
    disconnect('user', 'codex');
    strictEqual(home.read('home/.codex/hooks.json'), captured);
  });

  it('replace those of an older version, and keep mode, comments and what others wrote since', () => {
    const text = '\uFEFF{\r\n\t// mine\r\n\t"model": "x", \r\n}\r\n';
    home.write('home/.claude/settings.json', text, 0o600);
    connect('user', 'claude-code');
    const older = home.read('home/.claude/settings.json').replaceAll('exit 0;', 'exit 1;');
    home.write('home/.claude/settings.json', older.replace('// mine', '// mine, since'), 0o600);
    strictEqual(one('claude-code').user, 'outdated');
    connect('user', 'claude-code');
    strictEqual(one('claude-code').user, 'connected');
    disconnect('user', 'claude-code');
    strictEqual(
      home.snapshot()['home/.claude/settings.json'],
      `600 ${Buffer.from(text.replace('// mine', '// mine, since')).toString('latin1')}`,
    );
  });

  it('leave alone what cannot be edited, and connect the others', () => {
    home.write('home/.claude/settings.json', '{"a": 1');
    home.write('home/dotfiles/hooks.json', '{}');
    home.link('home/.codex/hooks.json', join(home.home, 'dotfiles/hooks.json'));
    home.write('home/.gemini/settings.json', `{"a": "${'x'.repeat(1024 * 1024)}"}`);
    home.write('home/.qwen/settings.json', '{}', 0o444);
    home.write('home/.cursor/hooks.json', '{"hooks": []}');
    home.write('home/Documents/Cline/Hooks/PreToolUse', '#!/bin/sh\n# mine\n', 0o755);
    const before = home.snapshot();
    const { problems, changes } = connect();
    deepStrictEqual(
      problems.map((problem) => problem.replaceAll(`${home.home}/`, '').replace(/: sh -c .*/, '')),
      [
        '.claude/settings.json is not valid JSON (line 1); Colophon leaves it alone.',
        '.codex/hooks.json is a symbolic link; Colophon does not write through it. Change its target by hand.',
        '.gemini/settings.json is larger than 1 MiB; Colophon leaves it alone.',
        '.qwen/settings.json is read-only; Colophon leaves it so.',
        '.cursor/hooks.json has hooks, but not as an object; Colophon leaves it alone.',
        'Documents/Cline/Hooks/PreToolUse is there already and is not Colophon’s. To have both, let it give its standard input to this too, and print what that prints',
      ],
    );
    deepStrictEqual(
      changes.map(({ assistant }) => assistant),
      ['github-copilot', 'opencode'],
    );
    const after = home.snapshot();
    deepStrictEqual(Object.fromEntries(Object.keys(before).map((path) => [path, after[path]])), before);
  });

  it('are not written through a link that leads out of the repository', () => {
    mkdirSync(join(home.base, 'outside'));
    home.link('project/.claude', join(home.base, 'outside'));
    const { problems } = connect(project(), 'claude-code');
    deepStrictEqual(problems, [`${home.root}/.claude is a symbolic link; Colophon does not follow it.`]);
    strictEqual(home.has('outside/settings.json'), false);
  });

  it('of a person’s own that call ours stay theirs', () => {
    const own = `#!/bin/sh\n${hookCommand('cline')}\n`;
    for (const event of ['PreToolUse', 'PostToolUse'])
      home.write(`home/Documents/Cline/Hooks/${event}`, own, 0o755);
    strictEqual(one('cline').user, 'connected');
    deepStrictEqual([connect('user', 'cline').changes, disconnect('user', 'cline').changes], [[], []]);
  });

  it('keep what they start from until the last of them goes', () => {
    connect('user', 'codex', 'cline');
    connect(project(), 'qwen-code');
    const left = [
      disconnect('user', 'codex'),
      disconnect('user', 'cline'),
      disconnect(project(), 'qwen-code'),
    ].map(({ steps }) => steps.some(({ path }) => path.endsWith('/colophon/agent')));
    deepStrictEqual([...left, home.has(`${folder}/agent`)], [false, false, false, true]);
    disconnect();
    strictEqual(home.has(folder), false);
  });

  it('are shown as the lines that come', () => {
    home.write('home/.codex/hooks.json', '{\n  "hooks": {}\n}\n');
    const [change] = planConnect(home.machine, named('codex'), 'user', { bundles: home.bundles }).changes;
    const lines = describeChange(change!).split('\n');
    deepStrictEqual(lines.slice(0, 4), [
      `${home.home}/.codex/hooks.json`,
      '@@ line 2',
      '-   "hooks": {}',
      '+   "hooks": {"PreToolUse": [',
    ]);
    strictEqual(lines.filter((line) => line.includes('/colophon/agent')).length, 2);
  });

  describe('as they are started', () => {
    const command = hookCommand('gemini-cli');
    const ran = (electron?: string) => {
      const stdout = JSON.stringify({ args: ['gemini-cli'], text: '{"x":1}', electron });
      return { code: 0, stdout, stderr: '' };
    };

    it('give the payload to the bundle, without Node on the PATH, rid of what others set for theirs', () => {
      connect('user', 'gemini-cli');
      deepStrictEqual(run(command, { HOME: home.home, PATH: '/nowhere', NODE_OPTIONS: '--nonsense' }), {
        code: 127,
        stdout: '',
        stderr: '/bin/sh: 1: sh: not found\n',
      });
      mkdirSync(join(home.base, 'sh'));
      home.link('sh/sh', '/bin/sh');
      const env = { HOME: home.home, PATH: join(home.base, 'sh'), NODE_OPTIONS: '--nonsense' };
      deepStrictEqual(run(command, env), ran());
    });

    it('start an editor’s program as Node', () => {
      connect('user', 'gemini-cli');
      home.write(`${folder}/runtime`, `${process.execPath}\nelectron\n`);
      deepStrictEqual(run(command), ran('1'));
    });

    it('fall back to the Node of the PATH, and say in one line that there is none', () => {
      connect('user', 'gemini-cli', 'cline');
      home.write(`${folder}/runtime`, '/gone\nnode\n');
      mkdirSync(join(home.base, 'bin'));
      home.link('bin/sh', '/bin/sh');
      const env = { HOME: home.home, PATH: join(home.base, 'bin') };
      const { code, stdout, stderr } = run(command, env);
      deepStrictEqual([code, stdout, stderr.split('\n').length], [0, '', 2]);
      match(stderr, /no Node .* colophon agents install/);
      strictEqual(run(hookCommand('cline'), env).stdout, '{"cancel":false}\n');
      home.link('bin/node', process.execPath);
      deepStrictEqual(run(command, env), ran());
    });

    it('let everything pass where Colophon is not', () => {
      deepStrictEqual(run(command), { code: 0, stdout: '', stderr: '' });
      connect('user', 'gemini-cli');
      rmSync(join(home.base, folder, 'agent.cjs'));
      deepStrictEqual([run(command).code, run(command).stdout], [0, '']);
    });

    it('are replaced by Node, so that a signal reaches it', () => {
      connect('user', 'gemini-cli');
      home.write(`${folder}/agent.cjs`, 'process.kill(process.ppid, 0); console.log(process.pid);');
      const child = spawnSync('/bin/sh', ['-c', `echo $$; exec ${command.replace(/^sh/, 'sh')}`], {
        env: home.env,
        encoding: 'utf8',
      });
      const [shell, node] = child.stdout.trim().split('\n');
      strictEqual(node, shell);
    });
  });

  describe('of OpenCode', () => {
    interface Plugin {
      [hook: string]: (input: unknown, output?: unknown) => Promise<void>;
    }
    const plugin = async (): Promise<Plugin> => {
      connect('user', 'opencode');
      const copy = home.write('plugin.mjs', home.read('home/.config/opencode/plugins/colophon.js'));
      const before = process.env.XDG_DATA_HOME;
      process.env.XDG_DATA_HOME = join(home.home, '.local/share');
      try {
        const { Colophon } = (await import(pathToFileURL(copy).href)) as {
          Colophon: (context: unknown) => Promise<Plugin>;
        };
        return await Colophon({ directory: home.root });
      } finally {
        if (before === undefined) delete process.env.XDG_DATA_HOME;
        else process.env.XDG_DATA_HOME = before;
      }
    };
    const shim = (text: string, mode = 0o755) => home.write(`${folder}/agent`, `#!/bin/sh\n${text}\n`, mode);
    const input = { tool: 'write', sessionID: 's', callID: 'c' };
    const output = { args: { filePath: 'a' } };

    it('hand on each call, with the model that the session’s last message named', async () => {
      const {
        'chat.params': params,
        'tool.execute.before': before,
        'tool.execute.after': after,
      } = await plugin();
      shim(`cat >>${home.base}/said; echo >>${home.base}/said`);
      await before!(input, output);
      await params!({ sessionID: 's', model: { id: 'm', providerID: 'p' } });
      await before!(input, output);
      await after!(input, { output: 'done' });
      const payload = { hook: 'tool.execute.before', input, output, directory: home.root };
      deepStrictEqual(
        home
          .read('said')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
        [
          { ...payload, model: null },
          { ...payload, model: 'm' },
          { ...payload, hook: 'tool.execute.after', output: { output: 'done' }, model: 'm' },
        ],
      );
    });

    it('refuse with the reason that is given, before a call and not after it', async () => {
      const { 'tool.execute.before': before, 'tool.execute.after': after } = await plugin();
      shim(`cat >/dev/null; echo '{"deny":"not here"}'`);
      await rejects(before!(input, output), new Error('not here'));
      await after!(input, output);
    });

    it('let a call pass where the shim fails, and say so once', async () => {
      const { 'tool.execute.before': before } = await plugin();
      const said: string[] = [];
      const { error } = console;
      console.error = (line: string) => void said.push(line);
      try {
        rmSync(join(home.base, folder, 'agent'));
        await before!(input, output);
        deepStrictEqual(said, []);
        shim('exit 3');
        await before!(input, output);
        shim('', 0o644);
        await before!(input, output);
        shim('echo nonsense');
        await before!(input, output);
      } finally {
        console.error = error;
      }
      deepStrictEqual(said, ['colophon: the hook ended with 3; what OpenCode writes is not recorded.']);
    });
  });

  describe('and their status', () => {
    it('say what is there, and that the folder is behind', () => {
      home.write('home/.claude/keep', '');
      deepStrictEqual([status().ok, one('claude-code').found, one('codex').found], [false, true, false]);
      connect('user', 'claude-code');
      deepStrictEqual(
        [status().ok, status().folder.state, status().folder.runtime],
        [true, 'installed', process.execPath],
      );
      home.write(`${folder}/agent`, agentShim().replace('exit 0', 'exit 1'), 0o755);
      deepStrictEqual([status().ok, status().folder.state], [false, 'outdated']);
    });

    it('tell of settings that switch hooks off', () => {
      connect();
      home.write('project/.claude/settings.local.json', '{"disableAllHooks": true} // mine');
      for (const [path, setting] of [
        ['home/.qwen/settings.json', '"disableAllHooks": true'],
        ['home/.gemini/settings.json', '"hooksConfig": {"enabled": false}'],
      ] as const) {
        home.write(path, home.read(path).replace('{', `{${setting},`));
      }
      deepStrictEqual(
        ['claude-code', 'qwen-code', 'gemini-cli', 'cursor'].map((name) =>
          one(name).warnings.map((warning) => warning.replace(home.base, '')),
        ),
        [
          ['/project/.claude/settings.local.json switches its hooks off: disableAllHooks is true.'],
          ['/home/.qwen/settings.json switches its hooks off: disableAllHooks is true.'],
          ['/home/.gemini/settings.json switches its hooks off: hooksConfig.enabled is false.'],
          [],
        ],
      );
    });

    it('tell of Codex’s trust, as its own configuration has it', () => {
      connect('user', 'codex');
      const captured = readFileSync(join(__dirname, '../../fixtures/agents/codex/config.toml'), 'utf8');
      const trusted = captured.replaceAll('/home/dev/', `${home.home}/`);
      const warnings = [
        captured,
        trusted,
        trusted.replace('trusted_hash', 'enabled = false\ntrusted_hash'),
      ].concat(`[features]\nhooks = false\n${trusted}`);
      deepStrictEqual(
        warnings.map((text) => {
          home.write('home/.codex/config.toml', text);
          return one('codex').warnings.map((warning) => warning.replace(`${home.home}/`, ''));
        }),
        [
          ['Codex skips .codex/hooks.json until you trust it: start codex and enter /hooks.'],
          [],
          ['Codex has .codex/hooks.json switched off: see /hooks.'],
          [`${home.home}/.codex/config.toml switches its hooks off.`.replace(`${home.home}/`, '')],
        ],
      );
    });

    it('tell of sessions that went on without a call', () => {
      connect();
      const minutes = (path: string, past: number) => {
        const time = new Date(Date.now() - past * 60_000);
        utimesSync(join(home.base, path), time, time);
      };
      const session = 'home/.claude/projects/-repo/a.jsonl';
      home.write(session, '{}\n');
      home.write(`${folder}/seen/claude-code`, '');
      minutes('home/.claude/settings.json', 60);
      minutes('project', 60);
      const seen = [30, 10, 1].map((past) => {
        minutes(`${folder}/seen/claude-code`, past);
        minutes(session, 9);
        const { warnings, lastCall } = one('claude-code');
        return [warnings.length, Math.round((Date.now() - Date.parse(lastCall!)) / 60_000)];
      });
      deepStrictEqual(seen, [
        [1, 30],
        [0, 10],
        [0, 1],
      ]);
      rmSync(join(home.base, `${folder}/seen`), { recursive: true });
      match(one('claude-code').warnings[0]!, /^It has worked since .* without calling the hook/);
      minutes('home/.claude/settings.json', 5);
      deepStrictEqual(one('claude-code').warnings, []);
    });
  });
});
