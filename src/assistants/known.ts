/**
 * One assistant as a row; lists are separated by commas, all of it but the name in lower case, trailing empty cells
 * left out. Rows and not objects, because a hook loads them.
 */
export type KnownAssistant = readonly [
  /** `[a-z0-9][a-z0-9._-]{0,63}`, the id a policy names. */
  id: string,
  name: string,
  /** `suggests` text at the cursor, `acts` on files by itself, `both`, or only `talks`. */
  does: 'suggests' | 'acts' | 'both' | 'talks',
  /** Ids of VS Code extensions. */
  extensions?: string,
  /** What starts it in a terminal: a program, a program and its first word, a package of npm or PyPI. */
  commands?: string,
  /** How it signs commits: an e-mail address, or (without `@`) an author's name or the last word of one. */
  emails?: string,
  /** Words of `vscode.env.appName` of the editors that have it built in. */
  hosts?: string,
];

/**
 * The assistants Colophon knows without being told. One row a contract: the terminal program of a product that is
 * also an extension stands with it, since one licence covers both.
 *
 * Extension ids and package names were found in public manifests, dev containers and installation guides. E-mails are
 * those of `block/aittributor` (`src/agent.rs`) and `git-ai` (`agent_detection.rs`), and the GitHub apps' as seen in
 * public commits. What is called *recalled* was confirmed in none of them.
 *
 * Left out on purpose, because a wrong name is worse than none: `noreply@github.com` (GitHub's own merges); the
 * programs `cursor`, `windsurf`, `kiro` and `trae` (they open an editor); `q` and `goose` without their first word
 * (a database and a migration tool have the same names); `continue` (a word of the shell).
 */
// biome-ignore format: one row a line
export const knownAssistants: readonly KnownAssistant[] = [
  ['github-copilot', 'GitHub Copilot', 'both', 'github.copilot,github.copilot-chat', 'copilot,gh copilot,@github/copilot', 'copilot@github.com,copilot@users.noreply.github.com,copilot-swe-agent[bot]'],
  ['claude-code', 'Claude Code', 'acts', 'anthropic.claude-code', 'claude,@anthropic-ai/claude-code', 'noreply@anthropic.com,claude[bot]'],
  ['codex', 'Codex', 'acts', 'openai.chatgpt', 'codex,@openai/codex', 'noreply@openai.com,chatgpt-codex-connector[bot]'],
  // `agent` is the program's name in Cursor's own installation guide.
  ['cursor', 'Cursor', 'both', '', 'cursor-agent,agent,cursor agent', 'cursoragent@cursor.com,cursor[bot]', 'cursor'],
  // `devin desktop` is recalled: the editor's new name.
  ['windsurf', 'Windsurf', 'both', 'codeium.codeium,codeium.windsurf', '', 'noreply@codeium.com', 'windsurf,devin desktop'],
  ['gemini-cli', 'Gemini CLI', 'acts', 'google.gemini-cli-vscode-ide-companion', 'gemini,@google/gemini-cli', 'gemini-cli-agent@google.com,gemini-cli@users.noreply.github.com'],
  ['gemini-code-assist', 'Gemini Code Assist', 'both', 'google.geminicodeassist', '', 'gemini-code-assist[bot]'],
  ['antigravity', 'Antigravity', 'both', '', '', '', 'antigravity'],
  ['jules', 'Jules', 'acts', '', '@google/jules', 'google-labs-jules[bot]'],
  ['amazon-q', 'Amazon Q Developer', 'both', 'amazonwebservices.amazon-q-vscode', 'q chat,amazon-q', 'noreply@amazon.com,amazon-q-developer[bot]'],
  ['kiro', 'Kiro', 'both', '', 'kiro-cli', '', 'kiro'],
  // Unless told to add a trailer, it puts ` (aider)` behind the author's name.
  ['aider', 'Aider', 'acts', '', 'aider,aider-chat', 'aider@aider.chat,noreply@aider.chat,(aider)'],
  ['opencode', 'OpenCode', 'acts', 'sst-dev.opencode,sst-dev.opencode-v2', 'opencode,opencode-ai', 'noreply@opencode.ai'],
  ['amp', 'Amp', 'acts', 'sourcegraph.amp', 'amp,@ampcode/cli,@sourcegraph/amp', 'amp@ampcode.com'],
  ['cody', 'Cody', 'both', 'sourcegraph.cody-ai', 'cody,@sourcegraph/cody'],
  ['cline', 'Cline', 'acts', 'saoudrizwan.claude-dev', 'cline', 'noreply@cline.bot'],
  ['roo-code', 'Roo Code', 'acts', 'rooveterinaryinc.roo-cline', '', 'roomote@roocode.com'],
  ['kilo-code', 'Kilo Code', 'both', 'kilocode.kilo-code', 'kilo,kilocode,@kilocode/cli'],
  ['continue', 'Continue', 'both', 'continue.continue', 'cn,@continuedev/cli'],
  ['goose', 'Goose', 'acts', '', 'goose session,goose run', 'opensource@block.xyz'],
  ['qwen-code', 'Qwen Code', 'acts', 'qwenlm.qwen-code-vscode-ide-companion', 'qwen,@qwen-code/qwen-code', 'qwen-coder@alibabacloud.com'],
  ['crush', 'Crush', 'acts', '', 'crush,@charmland/crush', 'crush@charm.land'],
  ['droid', 'Factory Droid', 'acts', 'factory.factory-vscode-extension', 'droid', 'factory-droid[bot]'],
  ['augment', 'Augment Code', 'both', 'augment.vscode-augment', 'auggie,@augmentcode/auggie'],
  ['devin', 'Devin', 'acts', '', 'devin', 'devin-ai-integration[bot]'],
  ['openhands', 'OpenHands', 'acts', '', 'openhands', 'openhands@all-hands.dev'],
  ['pi', 'Pi', 'acts', '', 'pi,@mariozechner/pi-coding-agent', 'noreply@pi.dev'],
  // Several programs have this name.
  ['grok-cli', 'Grok CLI', 'acts', '', 'grok,@vibe-kit/grok-cli'],
  ['mistral-vibe', 'Mistral Vibe', 'acts', '', 'vibe,mistral-vibe'],
  ['kimi-cli', 'Kimi CLI', 'acts', '', 'kimi,kimi-cli'],
  ['plandex', 'Plandex', 'acts', '', 'plandex'],
  // The extension is also the client of Jira and Bitbucket: installed, it says little.
  ['rovo-dev', 'Rovo Dev', 'acts', 'atlassian.atlascode', 'acli rovodev'],
  ['tabnine', 'Tabnine', 'both', 'tabnine.tabnine-vscode,tabnine.tabnine-vscode-self-hosted-updater'],
  // Discontinued, still installed.
  ['supermaven', 'Supermaven', 'suggests', 'supermaven.supermaven'],
  ['blackbox', 'Blackbox', 'both', 'blackboxapp.blackbox,blackboxapp.blackboxagent'],
  ['intellicode', 'IntelliCode', 'suggests', 'visualstudioexptteam.vscodeintellicode'],
  ['codegpt', 'CodeGPT', 'both', 'danielsanmedium.dscodegpt'],
  ['genie-ai', 'Genie AI', 'suggests', 'genieai.chatgpt-vscode'],
  ['codegeex', 'CodeGeeX', 'suggests', 'aminer.codegeex'],
  ['bito', 'Bito', 'suggests', 'bito.bito'],
  ['pieces', 'Pieces', 'talks', 'meshintelligenttechnologiesinc.pieces-vscode'],
  ['twinny', 'twinny', 'suggests', 'rjmacarthy.twinny'],
  ['llama-vscode', 'llama.vscode', 'both', 'ggml-org.llama-vscode'],
  // The extension is also the client of GitLab: installed, it says little.
  ['gitlab-duo', 'GitLab Duo', 'both', 'gitlab.gitlab-workflow'],
  ['qodo', 'Qodo', 'both', 'codium.codium'],
  ['tongyi-lingma', 'Tongyi Lingma', 'both', 'alibaba-cloud.tongyi-lingma'],
  ['qoder', 'Qoder', 'both', '', 'qodercli,@qoder-ai/qodercli', '', 'qoder'],
  ['trae', 'Trae', 'both', 'marscode.marscode-extension', '', '', 'trae'],
  ['codebuddy', 'CodeBuddy', 'both', 'tencent-cloud.coding-copilot', 'codebuddy,@tencent-ai/codebuddy-code', '', 'codebuddy'],
  ['comate', 'Comate', 'both', 'baiducomate.comate'],
  ['zencoder', 'Zencoder', 'both', 'zencoderai.zencoder'],
  ['fitten-code', 'Fitten Code', 'suggests', 'fittentech.fitten-code'],
  ['void', 'Void', 'both', '', '', '', 'void'],
  // The host is recalled.
  ['pearai', 'PearAI', 'both', '', '', '', 'pearai'],
];
