// Runs in Wine: an agent's calls against the built bundle, and what `agents install` writes as `cmd.exe` runs it.
const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');

const [, , input, output] = process.argv;
const { calls } = JSON.parse(readFileSync(input, 'utf8'));
const cwd = 'C:\\work\\repo';
const failures = [];
let passed = 0;

function payloadOf({ tool, input: told, cwd: from }) {
  const session = { session_id: 's', transcript_path: 'C:\\users\\root\\.claude\\projects\\x\\s.jsonl' };
  return JSON.stringify({
    ...session,
    cwd: from,
    hook_event_name: 'PreToolUse',
    tool_name: tool,
    tool_input: told,
    tool_use_id: 't',
  });
}

function answerOf({ stdout, status }) {
  if (/"deny"/.test(stdout)) return 'deny';
  return stdout === '' && status === 0 ? 'allow' : `neither: ${status} ${stdout}`;
}

function judge(what, want, got) {
  if (want === got) passed++;
  else failures.push(`${what}: ${got} where it must be ${want}`);
}

for (const call of calls) {
  const from = /^[A-Za-z]:/.test(call.cwd) ? call.cwd : cwd;
  const options = { cwd: from, input: payloadOf(call), encoding: 'utf8', timeout: 60_000 };
  const ran = spawnSync(process.execPath, ['C:\\work\\dist\\agent.cjs', 'claude-code'], options);
  judge(
    `${call.tool} ${call.input.command ?? call.input.file_path} in ${call.cwd}`,
    call.want,
    answerOf(ran),
  );
}

const write = { tool: 'Write', input: { file_path: 'src\\crypto\\n.c', content: 'x\n' }, cwd };
const cmd = (line) =>
  answerOf(
    spawnSync('cmd.exe', ['/d', '/s', '/c', `"${line}"`], {
      cwd,
      input: payloadOf(write),
      encoding: 'utf8',
      timeout: 60_000,
      windowsVerbatimArguments: true,
    }),
  );
const agents = ['claude-code', 'codex', 'gemini-cli', 'qwen-code', 'cursor'];
for (const expected of [0, 0]) {
  const args = ['C:\\work\\dist\\colophon.cjs', 'agents', 'install', ...agents, '--yes'];
  judge(
    'agents install',
    expected,
    spawnSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 60_000 }).status,
  );
}
const files = {
  codex: '.codex\\hooks.json',
  'gemini-cli': '.gemini\\settings.json',
  'qwen-code': '.qwen\\settings.json',
  cursor: '.cursor\\hooks.json',
};
for (const [agent, file] of Object.entries(files)) {
  const { hooks } = JSON.parse(readFileSync(`${homedir()}\\${file}`, 'utf8'));
  const [first] = Object.values(hooks)[0];
  const { command, commandWindows = command } = first.hooks?.[0] ?? first;
  judge(`the hook of ${agent} in cmd.exe`, 'deny', cmd(commandWindows));
}
judge('agent.cmd', 'deny', cmd(`"${process.env.LOCALAPPDATA}\\colophon\\agent.cmd" claude-code`));
writeFileSync(output, JSON.stringify({ passed, failures }));
