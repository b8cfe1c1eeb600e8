/** The known assistants' ids and names, apart from the rest of the catalogue: all that the command line needs of it. */
// biome-ignore format: one row a line
const rows = `
github-copilot GitHub Copilot
claude-code Claude Code
codex Codex
cursor Cursor
windsurf Windsurf
gemini-cli Gemini CLI
gemini-code-assist Gemini Code Assist
antigravity Antigravity
jules Jules
amazon-q Amazon Q Developer
kiro Kiro
aider Aider
opencode OpenCode
amp Amp
cody Cody
cline Cline
roo-code Roo Code
kilo-code Kilo Code
continue Continue
goose Goose
qwen-code Qwen Code
crush Crush
droid Factory Droid
augment Augment Code
devin Devin
openhands OpenHands
pi Pi
grok-cli Grok CLI
mistral-vibe Mistral Vibe
kimi-cli Kimi CLI
plandex Plandex
rovo-dev Rovo Dev
tabnine Tabnine
supermaven Supermaven
blackbox Blackbox
intellicode IntelliCode
codegpt CodeGPT
genie-ai Genie AI
codegeex CodeGeeX
bito Bito
pieces Pieces
twinny twinny
llama-vscode llama.vscode
gitlab-duo GitLab Duo
qodo Qodo
tongyi-lingma Tongyi Lingma
qoder Qoder
trae Trae
codebuddy CodeBuddy
comate Comate
zencoder Zencoder
fitten-code Fitten Code
void Void
pearai PearAI
`;

/** Names by id. */
export function assistantNames(): Map<string, string> {
  return new Map(
    rows
      .trim()
      .split('\n')
      .map((row) => {
        const end = row.indexOf(' ');
        return [row.slice(0, end), row.slice(end + 1)];
      }),
  );
}

/** The form of a name in `Assisted-by`. */
export function tokenOf(name: string): string {
  return name.replace(/[^A-Za-z0-9._/+@-]+/g, '-');
}

/** DESIGN section 5, less the colon: it would cut the token in two. */
export function fitsTrailer(value: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._/+@-]{0,63}$/.test(value);
}

/** The known assistants' forms in `Assisted-by`, by id. */
export function knownTokens(): Record<string, string> {
  return Object.fromEntries([...assistantNames()].map(([id, name]) => [id, tokenOf(name)]));
}
