import { deepStrictEqual } from 'node:assert';
import { createCatalogue } from '../../src/assistants/catalogue';
import { byCommand } from '../../src/assistants/command';

/** Command lines by the assistant they start; `nobody` for none. */
const lines: Record<string, string[]> = {
  'claude-code': [
    'claude',
    '/usr/bin/claude --foo',
    'claude.exe',
    'C:\\Users\\jane\\AppData\\Roaming\\npm\\claude.cmd -p "fix it"',
    '& "C:\\Program Files\\Claude\\claude.exe" --resume',
    'npx @anthropic-ai/claude-code',
    'npx -y @anthropic-ai/claude-code@latest -p hi',
    'npm exec --yes -- @anthropic-ai/claude-code',
    'bunx @anthropic-ai/claude-code',
    'node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js',
    'node C:\\npm\\node_modules\\@anthropic-ai\\claude-code\\cli.js',
    './node_modules/.bin/claude',
    'FOO=1 BAR="a b" claude',
    'sudo -u jane env FOO=1 claude',
    'cd /work && claude',
    'git diff | claude -p "review; then stop"',
    '(cd x; time nohup claude &)',
    'bash -lc "cd x && exec claude --resume"',
    'sh -c \'claude -p "hi"\'',
    'cmd /c claude',
    'powershell -NoProfile -Command claude -p hi',
    'timeout 30m nice -n 5 claude',
    'CLAUDE',
    'sudo \\\n claude',
    'cla\\\nude',
    '/opt/my\\ tools/claude',
    'echo \\\n hi\nclaude # codex',
  ],
  'github-copilot': ['copilot -p hi', 'gh copilot suggest', 'npx @github/copilot'],
  aider: [
    'uvx --from aider-chat aider',
    'python3 -m aider --model x',
    'pipx run aider-chat',
    'uv tool run aider-chat',
  ],
  codex: ['pnpm dlx @openai/codex exec "x"', 'codex.exe', 'npx -p @openai/codex codex'],
  cursor: ['cursor-agent -p x', 'agent "explain this"', 'cursor agent'],
  'amazon-q': ['q chat'],
  'rovo-dev': ['acli rovodev run'],
  opencode: ['opencode', 'npx opencode-ai@1.2.3'],
  nobody: [
    '',
    '   ',
    '"',
    'claude.md',
    'vim claude.ts',
    'cat claude',
    'which claude',
    'command -v claude',
    'git commit -m "claude; codex"',
    "git commit -m 'it works' -m '&& claude'",
    'npm install -g @openai/codex',
    'npm run claude',
    'npx @stranger/claude',
    'echo claude # claude',
    '# claude',
    'ls # ok; claude',
    'ls ;;; && ',
    'node claude.js',
    'python claude.py',
    'cursor .',
    'q script.q',
    'goose up',
    'ssh host claude',
    'bash claude.sh',
    'constructor',
    '__proto__ toString',
    `${'sudo '.repeat(1e5)}claude`,
    `${'sh -c '.repeat(1e5)}claude`,
    'x '.repeat(1e6),
  ],
};

describe('byCommand', () => {
  const { catalogue } = createCatalogue();
  for (const [assistant, commandLines] of Object.entries(lines)) {
    it(`finds ${assistant}`, () => {
      const found = commandLines.map((line) => [
        line.slice(0, 80),
        byCommand(catalogue, line)?.id ?? 'nobody',
      ]);
      deepStrictEqual(
        found,
        commandLines.map((line) => [line.slice(0, 80), assistant]),
      );
    });
  }
});
