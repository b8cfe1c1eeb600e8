import * as l10n from '../text/l10n';
import type { Assistant, Catalogue } from './catalogue';
import { byCommand } from './command';

/** How active an assistant is for one document, weakest first. */
export const tiers = ['installed', 'activated', 'enabled', 'terminal', 'editing'] as const;
export type Tier = (typeof tiers)[number];

/** What the editor can see, as plain data. Of extensions it sees those of its own host only. */
export interface ActivityFacts {
  /** `vscode.env.appName`. */
  readonly host: string;
  /** `vscode.extensions.all`. */
  readonly extensions: readonly { readonly id: string; readonly isActive: boolean }[];
  readonly languageId: string;
  /** The values of `documentSettings()` for this document by their names; `undefined` where nobody contributes one. */
  readonly settings: ReadonlyMap<string, unknown>;
  /** Inline suggestions are paused, see *Pause Suggestions Here*. */
  readonly paused: boolean;
  /** The command lines that are running in terminals with shell integration. */
  readonly terminals: readonly string[];
  /** The last AI edit of this file; `at` and `now` in milliseconds since the epoch. */
  readonly lastEdit?: { readonly assistant?: string; readonly at: number };
  readonly now: number;
}

interface Activity {
  /** A catalogue id; that of the last edit may be any other, or `unknown`. */
  readonly assistant: string;
  readonly tier: Tier;
  /** For the warning: `Claude Code is running in a terminal`. */
  readonly words: string;
}

/** An AI edit counts as *just now* for this long. */
export const justNow = 30_000;

/**
 * What can be known of *enabled for this document*. VS Code has no question to ask; there are its own settings
 * (`reference/vscode-signals.md` 4.3 and 5: `editor.inlineSuggest.enabled`, `chat.disableAIFeatures`, which turns off
 * Copilot alone, and a list of extensions whose suggestions are suppressed) and each assistant's own. The shape of
 * `github.copilot.enable` is read there; those of the other assistants are known from users' published settings:
 * a boolean, a map of booleans by language id with `*` for the rest, or a list of the languages that are off.
 */
const inlineSuggest = 'editor.inlineSuggest.enabled';
const suppressed = 'editor.inlineSuggest.experimental.suppressInlineSuggestions';
const switches: Readonly<Record<string, readonly string[]>> = {
  'github-copilot': [
    'chat.disableAIFeatures',
    'github.copilot.enable',
    'github.copilot.editor.enableAutoCompletions',
  ],
  cursor: ['cursor.cpp.disabledLanguages'],
  windsurf: ['codeium.enableConfig'],
  'gemini-code-assist': ['geminicodeassist.inlineSuggestions.enableAuto'],
  cody: ['cody.autocomplete.enabled', 'cody.autocomplete.languages'],
  continue: ['continue.enableTabAutocomplete'],
  'gitlab-duo': ['gitlab.duoCodeSuggestions.enabled'],
  augment: [
    'augment.completions.enableAutomaticCompletions',
    'augment.completions.disableCompletionsByLanguage',
  ],
};

/** The settings to read for a document. */
export function documentSettings(): string[] {
  return [inlineSuggest, suppressed, ...Object.values(switches).flat()];
}

/** VS Code ships it (since 2026): that it is there, or activated, says nothing about its use. */
const builtIn = 'github.copilot-chat';

/**
 * Whether an assistant that writes files by itself is at hand: the editor's own, or an extension that is activated.
 * What VS Code ships says nothing.
 */
export function isAgentActive(
  facts: Pick<ActivityFacts, 'host' | 'extensions'>,
  catalogue: Catalogue,
): boolean {
  return (
    catalogue.byHost(facts.host)?.agent === true ||
    facts.extensions.some(
      ({ id, isActive }) =>
        isActive && id.toLowerCase() !== builtIn && catalogue.byExtension(id)?.agent === true,
    )
  );
}

/** Each assistant that is active, once, with its strongest tier; strongest first, then by name. */
export function tierOf(facts: ActivityFacts, catalogue: Catalogue): Activity[] {
  const found = new Map<string, Tier>();
  const raise = (id: string, tier: Tier) => {
    const before = found.get(id);
    if (!before || tiers.indexOf(tier) > tiers.indexOf(before)) found.set(id, tier);
  };
  for (const { id, isActive } of facts.extensions) {
    const assistant = catalogue.byExtension(id);
    if (!assistant) continue;
    const given = id.toLowerCase() === builtIn;
    if (!given) raise(assistant.id, isActive ? 'activated' : 'installed');
    // Of what is built in, silence of its settings means that it is not used.
    const speaks = !given || facts.settings.get('github.copilot.enable') !== undefined;
    if (isActive && speaks && isEnabled(assistant, id, facts)) raise(assistant.id, 'enabled');
  }
  const host = catalogue.byHost(facts.host);
  if (host) raise(host.id, isEnabled(host, undefined, facts) ? 'enabled' : 'activated');
  for (const line of facts.terminals) {
    const assistant = byCommand(catalogue, line);
    if (assistant) raise(assistant.id, 'terminal');
  }
  // Clocks are set back: an edit of the near future was just now too.
  if (facts.lastEdit && Math.abs(facts.now - facts.lastEdit.at) <= justNow) {
    raise(facts.lastEdit.assistant ?? 'unknown', 'editing');
  }
  return [...found]
    .map(([assistant, tier]) => ({ assistant, tier, words: words(nameOf(catalogue, assistant), tier) }))
    .sort((a, b) => tiers.indexOf(b.tier) - tiers.indexOf(a.tier) || (a.words < b.words ? -1 : 1));
}

/** May suggest text in this document, as far as the settings tell. */
function isEnabled(assistant: Assistant, extension: string | undefined, facts: ActivityFacts): boolean {
  const { settings, languageId } = facts;
  if (!assistant.completions || facts.paused || settings.get(inlineSuggest) === false) return false;
  const silenced = String(settings.get(suppressed) ?? '')
    .toLowerCase()
    .split(/[\s,]+/);
  if (extension && silenced.includes(extension.toLowerCase())) return false;
  const own = Object.hasOwn(switches, assistant.id) ? switches[assistant.id]! : [];
  return own.every((name) =>
    name === 'chat.disableAIFeatures' ? settings.get(name) !== true : allows(settings.get(name), languageId),
  );
}

function allows(setting: unknown, languageId: string): boolean {
  if (Array.isArray(setting)) return !setting.includes(languageId);
  if (typeof setting !== 'object' || setting === null) return setting !== false;
  const byLanguage = new Map<string, unknown>(Object.entries(setting));
  return (byLanguage.get(languageId) ?? byLanguage.get('*')) !== false;
}

function nameOf(catalogue: Catalogue, assistant: string): string {
  return assistant === 'unknown' ? l10n.t('An assistant') : catalogue.displayName(assistant);
}

function words(name: string, tier: Tier): string {
  switch (tier) {
    case 'installed':
      return l10n.t('{0} is installed', name);
    case 'activated':
      return l10n.t('{0} is activated', name);
    case 'enabled':
      return l10n.t('{0} is enabled for this file', name);
    case 'terminal':
      return l10n.t('{0} is running in a terminal', name);
    case 'editing':
      return l10n.t('{0} edited this file just now', name);
  }
}
