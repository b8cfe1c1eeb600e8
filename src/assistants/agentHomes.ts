/** Where an agent keeps its things for a user. What each call's hook loads: no more than names. */
export interface AgentHome {
  /** From the user's home. Being there, it shows that the agent is. */
  readonly folder: string;
  /** Names another folder, or one above it. */
  readonly variable?: string;
  readonly inVariable?: string;
  /** In it, what makes the agent call Colophon. */
  readonly hooks: readonly string[];
}

/** By catalogue id. */
export const agentHomes = {
  'claude-code': { folder: '.claude', variable: 'CLAUDE_CONFIG_DIR', hooks: ['settings.json'] },
  codex: { folder: '.codex', variable: 'CODEX_HOME', hooks: ['hooks.json'] },
  'gemini-cli': { folder: '.gemini', hooks: ['settings.json'] },
  'qwen-code': { folder: '.qwen', hooks: ['settings.json'] },
  'github-copilot': { folder: '.copilot', variable: 'COPILOT_HOME', hooks: ['hooks/colophon.json'] },
  cursor: { folder: '.cursor', hooks: ['hooks.json'] },
  cline: { folder: 'Documents/Cline', hooks: ['Hooks'] },
  opencode: {
    folder: '.config/opencode',
    variable: 'XDG_CONFIG_HOME',
    inVariable: 'opencode',
    hooks: ['plugins/colophon.js'],
  },
} satisfies Readonly<Record<string, AgentHome>>;
