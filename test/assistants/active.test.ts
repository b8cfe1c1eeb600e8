import { deepStrictEqual } from 'node:assert';
import {
  type ActivityFacts,
  documentSettings,
  isAgentActive,
  justNow,
  tierOf,
} from '../../src/assistants/active';
import { createCatalogue } from '../../src/assistants/catalogue';

const { catalogue } = createCatalogue();
const quiet: ActivityFacts = {
  host: 'Visual Studio Code',
  extensions: [],
  languageId: 'typescript',
  settings: new Map(),
  paused: false,
  terminals: [],
  now: 1_000_000,
};

/** The words for each active assistant, strongest first. */
function words(facts: Partial<ActivityFacts>): string[] {
  return tierOf({ ...quiet, ...facts }, catalogue).map((activity) => activity.words);
}

const tabnine = { id: 'TabNine.tabnine-vscode', isActive: true };
const copilot = { id: 'GitHub.copilot-chat', isActive: true };

describe('the tiers of active', () => {
  it('are reported strongest first, each assistant once with its strongest', () => {
    const activities = tierOf(
      {
        ...quiet,
        extensions: [
          { id: 'Anthropic.claude-code', isActive: true },
          { id: 'RooVeterinaryInc.roo-cline', isActive: false },
          { id: 'saoudrizwan.claude-dev', isActive: true },
          { id: 'esbenp.prettier-vscode', isActive: true },
          tabnine,
          { id: 'tabnine.tabnine-vscode-self-hosted-updater', isActive: false },
          { id: 'continue.continue', isActive: false },
        ],
        terminals: ['npm test', 'npx @anthropic-ai/claude-code', 'codex'],
        lastEdit: { assistant: 'codex', at: quiet.now - justNow },
      },
      catalogue,
    );
    deepStrictEqual(activities, [
      { assistant: 'codex', tier: 'editing', words: 'Codex edited this file just now' },
      { assistant: 'claude-code', tier: 'terminal', words: 'Claude Code is running in a terminal' },
      { assistant: 'tabnine', tier: 'enabled', words: 'Tabnine is enabled for this file' },
      { assistant: 'cline', tier: 'activated', words: 'Cline is activated' },
      { assistant: 'continue', tier: 'installed', words: 'Continue is installed' },
      { assistant: 'roo-code', tier: 'installed', words: 'Roo Code is installed' },
    ]);
  });

  it('forget an edit after a while, keep one of a clock set back, and name no one where none was named', () => {
    deepStrictEqual(
      [
        words({ lastEdit: { assistant: 'codex', at: quiet.now - justNow - 1 } }),
        words({ lastEdit: { at: quiet.now + 5 } }),
        words({ lastEdit: { at: quiet.now + justNow + 1 } }),
        words({ lastEdit: { assistant: 'acme.coder', at: quiet.now } }),
      ],
      [[], ['An assistant edited this file just now'], [], ['acme.coder edited this file just now']],
    );
  });

  it('say nothing of the built-in Copilot unless its settings let it suggest here', () => {
    const say = (settings: Record<string, unknown>, languageId = 'typescript') =>
      words({ extensions: [copilot], settings: new Map(Object.entries(settings)), languageId }).length;
    const on = { 'github.copilot.enable': { '*': true, markdown: false } };
    deepStrictEqual(
      [
        say({}),
        say(on),
        say(on, 'markdown'),
        say({ 'github.copilot.enable': { '*': false, typescript: true } }),
        say({ 'github.copilot.enable': { '*': false } }),
        say({ 'github.copilot.enable': {} }, '__proto__'),
        say({ ...on, 'chat.disableAIFeatures': true }),
        say({ ...on, 'editor.inlineSuggest.enabled': false }),
        say({ ...on, 'github.copilot.editor.enableAutoCompletions': false }),
      ],
      [0, 1, 0, 1, 0, 1, 0, 0, 0],
    );
  });

  it('fall back to activated where suggestions are off for the document', () => {
    const suppressed = 'editor.inlineSuggest.experimental.suppressInlineSuggestions';
    const off: Partial<ActivityFacts>[] = [
      {},
      { paused: true },
      { settings: new Map([['editor.inlineSuggest.enabled', false]]) },
      { settings: new Map([[suppressed, 'a.b, tabnine.tabnine-vscode']]) },
      { settings: new Map([[suppressed, 'a.b']]) },
    ];
    deepStrictEqual(
      off.map((facts) => tierOf({ ...quiet, ...facts, extensions: [tabnine] }, catalogue)[0]?.tier),
      ['enabled', 'activated', 'activated', 'activated', 'enabled'],
    );
  });

  it('count an editor with a built-in assistant as that assistant', () => {
    const languages = new Map([['cursor.cpp.disabledLanguages', ['markdown']]]);
    deepStrictEqual(
      [
        words({ host: 'Cursor', settings: languages }),
        words({ host: 'Cursor', settings: languages, languageId: 'markdown' }),
      ],
      [['Cursor is enabled for this file'], ['Cursor is activated']],
    );
  });

  it('look at settings that documentSettings names', () => {
    const asked = new Set<string>();
    const settings = new (class extends Map<string, unknown> {
      override get(name: string): unknown {
        asked.add(name);
        return super.get(name);
      }
    })();
    const all = catalogue.all.flatMap(({ extensions }) => extensions.map((id) => ({ id, isActive: true })));
    tierOf({ ...quiet, host: 'Cursor', extensions: all, settings }, catalogue);
    deepStrictEqual([...asked].sort(), documentSettings().sort());
  });
});

describe('an assistant that writes files by itself', () => {
  const active = (id: string, isActive = true, host = quiet.host) =>
    isAgentActive({ host, extensions: [{ id, isActive }] }, catalogue);

  it('is at hand as an activated extension, or as the editor itself', () => {
    deepStrictEqual(
      [active('saoudrizwan.claude-dev'), active('esbenp.prettier-vscode', true, 'Cursor')],
      [true, true],
    );
  });
  it('is not at hand where it sleeps, only suggests, or is what VS Code ships', () => {
    deepStrictEqual(
      [active('saoudrizwan.claude-dev', false), active('supermaven.supermaven'), active(copilot.id)],
      [false, false, false],
    );
  });
});
