import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, Payload } from '../../src/assistants/agentEvent';
import { claudeCode } from '../../src/assistants/claudeCode';
import { cline } from '../../src/assistants/cline';
import { codex } from '../../src/assistants/codex';
import { copilotCli } from '../../src/assistants/copilotCli';
import { geminiCli } from '../../src/assistants/geminiCli';
import { openCode } from '../../src/assistants/openCode';
import { parsePayload } from '../../src/assistants/payload';
import { qwenCode } from '../../src/assistants/qwenCode';

/**
 * Standard input of hooks, captured in November 2026 from the real command lines (Claude Code 2.1.330, Codex 0.169.0,
 * Gemini CLI 0.61.0, Copilot CLI 1.0.102, OpenCode 1.18.33, Qwen Code 0.24.4, Cline 3.0.65); for each agent a matrix of
 * what a hook answered and what came of it.
 */
const root = join(__dirname, '..', 'fixtures', 'agents');

/** By the folder of its fixtures. */
export const captured: Readonly<Record<string, Agent>> = {
  'claude-code': claudeCode,
  codex,
  'gemini-cli': geminiCli,
  'qwen-code': qwenCode,
  'copilot-cli': copilotCli,
  cline,
  opencode: openCode,
};

export function readCapture(folder: string, file: string): string {
  return readFileSync(join(root, folder, file), 'utf8');
}

/** The payloads of an agent, by their names. */
export function capturesOf(folder: string): Map<string, Payload> {
  const files = readdirSync(join(root, folder)).filter((file) => /\.json$/.test(file));
  return new Map(
    files
      .map((file) => file.slice(0, -'.json'.length))
      .filter((name) => name !== 'deny-matrix' && !name.startsWith('config.'))
      .sort()
      .map((name) => {
        const payload = parsePayload(readCapture(folder, `${name}.json`))!;
        return [name, folder === 'opencode' ? sentByPlugin(name, payload) : payload];
      }),
  );
}

/** OpenCode's hooks are functions: their arguments were captured, and this is what our plugin makes of them. */
function sentByPlugin(name: string, { input, output }: Payload): Payload {
  return { hook: name.split('-')[0], input, output, directory: '/repo', model: null };
}
