import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeOnWindows, type WindowsCall } from '../../support/windowsAgent';

const fixture = (name: string) => readFileSync(join(__dirname, '../../fixtures/windows', name), 'utf8');
const { cases } = JSON.parse(fixture('calls.json')) as { cases: readonly WindowsCall[] };

describe('An agent’s call on Windows', () => {
  for (const call of cases) {
    const { want, tool, input, cwd } = call;
    it(`${want}: ${tool} ${String(input.command ?? input.file_path)} in ${cwd}`, async () => {
      deepStrictEqual((await judgeOnWindows(call)).decision, want);
    });
  }

  it('is one of many that were handed over', () => deepStrictEqual(cases.length, 75));

  // Commands as each shell reads them, and paths as a tool is given them: one a line.
  const tools = { powershell: 'PowerShell', cmd: 'cmd', bash: 'Bash', write: 'Write' } as const;
  for (const [name, tool] of Object.entries(tools)) {
    for (const want of ['deny', 'allow'] as const) {
      it(`in ${tool}: what it must ${want === 'deny' ? 'not do' : 'be let do'}`, async () => {
        const lines = fixture(`${name}.${want}.txt`).trimEnd().split('\n');
        const wrong: string[] = [];
        for (const line of lines) {
          const input = tool === 'Write' ? { file_path: line, content: 'x\n' } : { command: line };
          const { decision } = await judgeOnWindows({ tool, input, cwd: String.raw`C:\work\repo` });
          if (decision !== want) wrong.push(`${decision}: ${line}`);
        }
        deepStrictEqual(wrong, []);
      });
    }
  }

  const several = [
    '@"\nx\n"@ | Set-Content src\\crypto\\n.c',
    "@'\nx\n'@ > src\\crypto\\n.c",
    'Set-Content `\n  src\\crypto\\n.c x',
    '# comment\nSet-Content src\\crypto\\n.c x',
    '<# Set-Content\n#> Set-Content src\\crypto\\n.c x',
    'Get-ChildItem src\\crypto |\n  Remove-Item',
    'if ($a) {\n  Set-Content src\\crypto\\n.c x\n}\nelse {\n}',
  ];
  for (const command of several) {
    it(`deny, over several lines: ${JSON.stringify(command)}`, async () => {
      const { decision } = await judgeOnWindows({
        tool: 'PowerShell',
        input: { command },
        cwd: 'C:/work/repo',
      });
      deepStrictEqual(decision, 'deny');
    });
  }

  it('of an agent that does not say which shell it has: as each of them reads it', async () => {
    const judged = async (command: string) => {
      const call = { tool: 'run_shell_command', input: { command }, cwd: String.raw`C:\work\repo` };
      return (await judgeOnWindows(call, 'gemini-cli')).decision;
    };
    const commands = {
      'Set-Content src\\crypto\\n.c x': 'deny',
      'del src\\crypto\\a.c': 'deny',
      'rm src/crypto/a.c': 'deny',
      "echo x > 'src\\crypto\\n.c'": 'deny',
      'd^el src\\cry^pto\\a.c': 'deny',
      'npm test': 'allow',
      'type src\\crypto\\a.c': 'allow',
      'cat src/crypto/a.c': 'allow',
      'git status && git diff': 'allow',
    };
    for (const [command, want] of Object.entries(commands))
      deepStrictEqual([command, await judged(command)], [command, want]);
    const all = ['powershell', 'cmd', 'bash'].flatMap((name) =>
      fixture(`${name}.deny.txt`).trimEnd().split('\n'),
    );
    const passed: string[] = [];
    for (const command of all) if ((await judged(command)) !== 'deny') passed.push(command);
    deepStrictEqual(passed, []);
  }).timeout(60_000);

  it('an endless command is read soon, and refused where it is more than that', async () => {
    const endless: Record<string, string> = {
      'PowerShell brackets': '('.repeat(50_000),
      'PowerShell blocks': '{'.repeat(50_000),
      'PowerShell substitutions': '"$('.repeat(50_000),
      'PowerShell variables': `$a='aa';${'$a=$a+$a;'.repeat(2_000)}sc $a x`,
      'PowerShell lists': `sc (${'1,'.repeat(50_000)}1) x`,
      'PowerShell sums': `sc (${'"a"+'.repeat(20_000)}"b") x`,
      'PowerShell pipes': 'gci|'.repeat(20_000),
      'PowerShell quotes': '"`"'.repeat(50_000),
      'cmd carets': '^'.repeat(100_000),
      'cmd loops': 'for %i in (a b) do '.repeat(2_000),
      'cmd variables': `set A=aa&${'set A=%A%%A%&'.repeat(2_000)}del %A%`,
      'cmd brackets': '('.repeat(100_000),
      'cmd quotes': '"a" '.repeat(50_000),
      'Bash shells': 'cmd /c '.repeat(5_000),
    };
    for (const [what, command] of Object.entries(endless)) {
      const began = process.cpuUsage();
      await judgeOnWindows({ tool: what.split(' ')[0]!, input: { command }, cwd: 'C:/work/repo' });
      const { user } = process.cpuUsage(began);
      deepStrictEqual([what, user < 4_000_000], [what, true], `${what}: ${user / 1000} ms`);
    }
  }).timeout(120_000);
});
