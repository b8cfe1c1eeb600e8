import { deepStrictEqual, match } from 'node:assert/strict';
import { connections, forWindows, type WindowsLaunch } from '../../../src/assistants/connections';
import { agentCommandFile } from '../../../src/git/hooks/shim';
import { windowsLaunch } from '../../../src/workflow/install/agentFolder';
import { isOurs } from '../../../src/workflow/install/assistantHooks';
import { windowsWith } from '../../support/windowsDisk';

const home = String.raw`C:\Users\Änne Lee`;
const node = String.raw`C:\Program Files\nodejs\node.exe`;
const bash = String.raw`C:\Program Files\Git\bin\bash.exe`;
const env = { LOCALAPPDATA: `${home}\\AppData\\Local`, Path: String.raw`C:\Program Files\nodejs` };

describe('The agents’ hooks on Windows', () => {
  const call = '"C:/Program Files/nodejs/node.exe" "C:/Users/Änne Lee/AppData/Local/colophon/agent.cjs"';
  /** What each agent's first handler holds beside its limit. */
  const handlers = (launch: WindowsLaunch) =>
    Object.fromEntries(
      connections.flatMap(({ assistant, user }) =>
        user.slice(0, 1).flatMap((file) => {
          const windows = forWindows(file, assistant, launch);
          if (windows.kind === 'own') return [];
          const { value } = windows.members[0]!;
          deepStrictEqual(isOurs(value), true);
          const { hooks } = value as { hooks?: Record<string, unknown>[] };
          const {
            type: _,
            timeout: __,
            timeoutSec: ___,
            name: ____,
            ...fields
          } = hooks?.[0] ?? (value as Record<string, unknown>);
          return [[assistant, fields]];
        }),
      ),
    );

  it('start Node itself, in the shell that each agent has', () => {
    const launch = windowsLaunch({ home, env, system: windowsWith([node, bash]) });
    const either = (assistant: string) => `set colophon_agent=; & ${call} ${assistant}`;
    deepStrictEqual(handlers(launch), {
      'claude-code': { command: `${call} claude-code` },
      codex: { command: either('codex'), commandWindows: either('codex') },
      'gemini-cli': { command: either('gemini-cli') },
      'qwen-code': { command: `${call} qwen-code` },
      'github-copilot': { powershell: `& ${call} github-copilot` },
      cursor: { command: either('cursor') },
    });
  });

  it('of Claude Code run in PowerShell where Git’s shell is not', () => {
    const launch = windowsLaunch({ home, env, system: windowsWith([node]) });
    deepStrictEqual(handlers(launch)['claude-code'], {
      command: `& ${call} claude-code`,
      shell: 'powershell',
    });
  });

  it('start an editor’s program as Node', () => {
    const runtime = { program: String.raw`C:\VS Code\Code.exe`, electron: true };
    const launch = windowsLaunch({ home, env, runtime, system: windowsWith([node, bash]) });
    const code = call.replace('C:/Program Files/nodejs/node.exe', 'C:/VS Code/Code.exe');
    const made = handlers(launch);
    deepStrictEqual(
      [made['claude-code'], made['github-copilot'], made.codex?.commandWindows],
      [
        { command: `ELECTRON_RUN_AS_NODE=1 ${code} claude-code` },
        { powershell: `$env:ELECTRON_RUN_AS_NODE=1; & ${code} github-copilot` },
        `set ELECTRON_RUN_AS_NODE=1; $env:ELECTRON_RUN_AS_NODE=1; & ${code} codex`,
      ],
    );
  });

  it('of a project do nothing where Colophon is not', () => {
    const copilot = connections.find(({ assistant }) => assistant === 'github-copilot')!;
    const [file] = copilot.project;
    const { powershell } = (file?.kind === 'settings' ? file.members[0]!.value : {}) as {
      powershell?: string;
    };
    match(powershell ?? '', /LOCALAPPDATA.*if \(Test-Path \$f\) \{ & \$f github-copilot \}$/);
    match(agentCommandFile(), /^@echo off\r\n[\s\S]*"%~dp0agent\.cjs" %\*\r\n$/);
  });
});
