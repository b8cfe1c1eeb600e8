import type { Answer } from '../../src/assistants/agentEvent';
import { agentFor } from '../../src/assistants/agents';
import { windowsShells } from '../../src/cli/shells';
import { compilePolicy } from '../../src/policy/compile';
import { parsePolicy } from '../../src/policy/parse';
import { PathReader } from '../../src/workflow/agents/callPaths';
import { resolveTargets } from '../../src/workflow/agents/callTargets';
import { ownPlaces } from '../../src/workflow/agents/handleCall';
import { judgeCall, Policies } from '../../src/workflow/agents/judgeCall';
import { windowsRepository, windowsWith } from './windowsDisk';

/** A call as `test/fixtures/windows-calls.json` has it: what the hook must answer, of which tool, told what, and where. */
export interface WindowsCall {
  readonly want: 'deny' | 'allow';
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly cwd: string;
}

const home = String.raw`C:\users\root`;
const root = String.raw`C:\work\repo`;

export const windowsEnvironment: NodeJS.ProcessEnv = {
  USERPROFILE: home,
  LOCALAPPDATA: String.raw`C:\users\root\AppData\Local`,
  APPDATA: String.raw`C:\users\root\AppData\Roaming`,
  TEMP: String.raw`C:\users\root\AppData\Local\Temp`,
  SystemRoot: String.raw`C:\Windows`,
};

const system = windowsWith(
  [
    String.raw`C:\work\repo\.git\hooks\commit-msg`,
    String.raw`C:\work\repo\.git\colophon\ledger.jsonl`,
    String.raw`C:\work\repo\.ai-policy\policy.yaml`,
    String.raw`C:\work\repo\src\crypto\a.c`,
    String.raw`C:\work\repo\lib\b.c`,
    String.raw`C:\work\dist\colophon.cjs`,
    String.raw`C:\users\root\.claude\settings.json`,
    String.raw`C:\users\root\AppData\Local\colophon\agent.cjs`,
  ],
  { 'GIT~1': '.git', 'AI-POL~1': '.ai-policy', 'CLAUDE~1': '.claude' },
);

const { policy } = parsePolicy(
  `version: 1
policyOwners: [ada@acme.dev]
zones:
  - name: crypto
    mode: restricted
    paths: [/src/crypto/]
    owners: [ada@acme.dev]
    vendors: none
`,
);
const compiled = compilePolicy(policy!);

/** What the hook answers to a call on Windows, by the rules alone: no file and no program is touched. */
export async function judgeOnWindows(
  { tool, input, cwd }: Omit<WindowsCall, 'want'>,
  assistant = 'claude-code',
): Promise<Answer> {
  const payload = {
    session_id: 's',
    transcript_path: String.raw`C:\users\root\.claude\projects\x\s.jsonl`,
    cwd,
    hook_event_name: 'PreToolUse',
    tool_name: tool,
    tool_input: input,
    tool_use_id: 't',
  };
  const event = agentFor(assistant, payload, {})!.read(payload);
  const reader = new PathReader(home, system, windowsRepository);
  const targets = resolveTargets(event, root, reader, {
    env: windowsEnvironment,
    windowsShells: () => windowsShells,
  });
  const own = ownPlaces({ home, env: windowsEnvironment }, reader);
  return judgeCall(event, targets, new Policies(() => Promise.resolve(compiled)), 0, own);
}
