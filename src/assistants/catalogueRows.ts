/**
 * One assistant as a row; lists are separated by commas, all of it in lower case, trailing empty cells left out. Its
 * name stands in `names.ts`.
 */
export type KnownAssistant = readonly [
  /** `[a-z0-9][a-z0-9._-]{0,63}`, the id a policy names. */
  id: string,
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
  ['github-copilot', 'both', 'github.copilot,github.copilot-chat', 'copilot,gh copilot,@github/copilot', 'copilot@github.com,copilot@users.noreply.github.com,copilot-swe-agent[bot]'],
  ['claude-code', 'acts', 'anthropic.claude-code', 'claude,@anthropic-ai/claude-code', 'noreply@anthropic.com,claude[bot]'],
  ['codex', 'acts', 'openai.chatgpt', 'codex,@openai/codex', 'noreply@openai.com,chatgpt-codex-connector[bot]'],
  // `agent` is the program's name in Cursor's own installation guide.
  ['cursor', 'both', '', 'cursor-agent,agent,cursor agent', 'cursoragent@cursor.com,cursor[bot]', 'cursor'],
  // `devin desktop` is recalled: the editor's new name.
  ['windsurf', 'both', 'codeium.codeium,codeium.windsurf', '', 'noreply@codeium.com', 'windsurf,devin desktop'],
  ['gemini-cli', 'acts', 'google.gemini-cli-vscode-ide-companion', 'gemini,@google/gemini-cli', 'gemini-cli-agent@google.com,gemini-cli@users.noreply.github.com'],
  ['gemini-code-assist', 'both', 'google.geminicodeassist', '', 'gemini-code-assist[bot]'],
  ['antigravity', 'both', '', '', '', 'antigravity'],
  ['jules', 'acts', '', '@google/jules', 'google-labs-jules[bot]'],
  ['amazon-q', 'both', 'amazonwebservices.amazon-q-vscode', 'q chat,amazon-q', 'noreply@amazon.com,amazon-q-developer[bot]'],
  ['kiro', 'both', '', 'kiro-cli', '', 'kiro'],
  // Unless told to add a trailer, it puts ` (aider)` behind the author's name.
  ['aider', 'acts', '', 'aider,aider-chat', 'aider@aider.chat,noreply@aider.chat,(aider)'],
  ['opencode', 'acts', 'sst-dev.opencode,sst-dev.opencode-v2', 'opencode,opencode-ai', 'noreply@opencode.ai'],
  ['amp', 'acts', 'sourcegraph.amp', 'amp,@ampcode/cli,@sourcegraph/amp', 'amp@ampcode.com'],
  ['cody', 'both', 'sourcegraph.cody-ai', 'cody,@sourcegraph/cody'],
  ['cline', 'acts', 'saoudrizwan.claude-dev', 'cline', 'noreply@cline.bot'],
  ['roo-code', 'acts', 'rooveterinaryinc.roo-cline', '', 'roomote@roocode.com'],
  ['kilo-code', 'both', 'kilocode.kilo-code', 'kilo,kilocode,@kilocode/cli'],
  ['continue', 'both', 'continue.continue', 'cn,@continuedev/cli'],
  ['goose', 'acts', '', 'goose session,goose run', 'opensource@block.xyz'],
  ['qwen-code', 'acts', 'qwenlm.qwen-code-vscode-ide-companion', 'qwen,@qwen-code/qwen-code', 'qwen-coder@alibabacloud.com'],
  ['crush', 'acts', '', 'crush,@charmland/crush', 'crush@charm.land'],
  ['droid', 'acts', 'factory.factory-vscode-extension', 'droid', 'factory-droid[bot]'],
  ['augment', 'both', 'augment.vscode-augment', 'auggie,@augmentcode/auggie'],
  ['devin', 'acts', '', 'devin', 'devin-ai-integration[bot]'],
  ['openhands', 'acts', '', 'openhands', 'openhands@all-hands.dev'],
  ['pi', 'acts', '', 'pi,@mariozechner/pi-coding-agent', 'noreply@pi.dev'],
  // Several programs have this name.
  ['grok-cli', 'acts', '', 'grok,@vibe-kit/grok-cli'],
  ['mistral-vibe', 'acts', '', 'vibe,mistral-vibe'],
  ['kimi-cli', 'acts', '', 'kimi,kimi-cli'],
  ['plandex', 'acts', '', 'plandex'],
  // The extension is also the client of Jira and Bitbucket: installed, it says little.
  ['rovo-dev', 'acts', 'atlassian.atlascode', 'acli rovodev'],
  ['tabnine', 'both', 'tabnine.tabnine-vscode,tabnine.tabnine-vscode-self-hosted-updater'],
  // Discontinued, still installed.
  ['supermaven', 'suggests', 'supermaven.supermaven'],
  ['blackbox', 'both', 'blackboxapp.blackbox,blackboxapp.blackboxagent'],
  ['intellicode', 'suggests', 'visualstudioexptteam.vscodeintellicode'],
  ['codegpt', 'both', 'danielsanmedium.dscodegpt'],
  ['genie-ai', 'suggests', 'genieai.chatgpt-vscode'],
  ['codegeex', 'suggests', 'aminer.codegeex'],
  ['bito', 'suggests', 'bito.bito'],
  ['pieces', 'talks', 'meshintelligenttechnologiesinc.pieces-vscode'],
  ['twinny', 'suggests', 'rjmacarthy.twinny'],
  ['llama-vscode', 'both', 'ggml-org.llama-vscode'],
  // The extension is also the client of GitLab: installed, it says little.
  ['gitlab-duo', 'both', 'gitlab.gitlab-workflow'],
  ['qodo', 'both', 'codium.codium'],
  ['tongyi-lingma', 'both', 'alibaba-cloud.tongyi-lingma'],
  ['qoder', 'both', '', 'qodercli,@qoder-ai/qodercli', '', 'qoder'],
  ['trae', 'both', 'marscode.marscode-extension', '', '', 'trae'],
  ['codebuddy', 'both', 'tencent-cloud.coding-copilot', 'codebuddy,@tencent-ai/codebuddy-code', '', 'codebuddy'],
  ['comate', 'both', 'baiducomate.comate'],
  ['zencoder', 'both', 'zencoderai.zencoder'],
  ['fitten-code', 'suggests', 'fittentech.fitten-code'],
  ['void', 'both', '', '', '', 'void'],
  // The host is recalled.
  ['pearai', 'both', '', '', '', 'pearai'],
];
