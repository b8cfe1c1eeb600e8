import * as vscode from 'vscode';
import {
  type ActivityFacts,
  documentSettings,
  isAgentActive,
  type Tier,
  tierOf,
} from '../../assistants/active';
import { type Catalogue, createCatalogue } from '../../assistants/catalogue';
import type { Notices } from './notices';
import { Owner } from './owner';
import { assistantsSetting, section } from './settings';

/** Command lines kept at once; a terminal that is killed may never say that its command ended. */
const RUNNING_MAX = 200;

/** An assistant that may write into the file in front. */
export interface ActiveAssistant {
  readonly name: string;
  readonly tier: Tier;
  /** A whole sentence's words: `GitHub Copilot is enabled for this file`. */
  readonly words: string;
}

/** The catalogue, and what can be seen of the assistants from here. */
export class Assistants extends Owner {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #running = new Map<vscode.TerminalShellExecution, vscode.Terminal>();
  #catalogue: Catalogue;
  /** Something that `activeFor` tells may have changed. */
  readonly onDidChange = this.#changed.event;

  constructor(private readonly notices: Notices) {
    super();
    this.#catalogue = this.#read();
    const settings = [section, ...new Set(documentSettings().map((name) => name.split('.')[0]!))];
    this.own(
      this.#changed,
      vscode.extensions.onDidChange(() => this.#changed.fire()),
      vscode.window.onDidStartTerminalShellExecution(({ execution, terminal }) => {
        if (this.#running.size >= RUNNING_MAX) return;
        this.#running.set(execution, terminal);
        this.#changed.fire();
      }),
      vscode.window.onDidEndTerminalShellExecution(({ execution }) => {
        if (this.#running.delete(execution)) this.#changed.fire();
      }),
      vscode.window.onDidCloseTerminal((closed) => {
        for (const [execution, terminal] of this.#running)
          if (terminal === closed) this.#running.delete(execution);
        this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${section}.assistants`)) this.#catalogue = this.#read();
        if (settings.some((name) => event.affectsConfiguration(name))) this.#changed.fire();
      }),
    );
  }

  readonly tokens = (): Record<string, string> =>
    Object.fromEntries(this.#catalogue.all.map(({ id, token }) => [id, token]));

  get catalogue(): Catalogue {
    return this.#catalogue;
  }

  /** The catalogue id of the extension that the host names as a text's author; the extension's own id where it has none. */
  readonly nameByExtension = (extensionId: string): string => {
    const id = extensionId.toLowerCase();
    return this.#catalogue.byExtension(id)?.id ?? (/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id) ? id : 'unknown');
  };

  readonly isAgentActive = (): boolean =>
    isAgentActive({ host: vscode.env.appName, extensions: vscode.extensions.all }, this.#catalogue);

  readonly displayName = (assistant: string): string =>
    assistant === 'unknown' ? vscode.l10n.t('An assistant') : this.#catalogue.displayName(assistant);

  /** Catalogue ids of those that are in this window, whatever they do. */
  installed(): string[] {
    return tierOf(this.#facts(), this.#catalogue).map(({ assistant }) => assistant);
  }

  /** The assistants that are active for a document, strongest first. `lastEdit`: the last AI text seen to come into it. */
  activeFor(
    document: vscode.TextDocument,
    paused: boolean,
    lastEdit: { readonly assistant?: string; readonly at: number } | undefined,
  ): ActiveAssistant[] {
    const facts = { ...this.#facts(document), paused, ...(lastEdit && { lastEdit }) };
    return tierOf(facts, this.#catalogue).map(({ assistant, tier, words }) => ({
      name: this.displayName(assistant),
      tier,
      words,
    }));
  }

  override dispose(): void {
    super.dispose();
    this.#running.clear();
  }

  #facts(document?: vscode.TextDocument): ActivityFacts {
    const configuration = vscode.workspace.getConfiguration(undefined, document);
    return {
      host: vscode.env.appName,
      extensions: vscode.extensions.all,
      languageId: document?.languageId ?? '',
      settings: new Map(documentSettings().map((name) => [name, configuration.get(name)])),
      paused: false,
      terminals: [...this.#running.keys()].map(({ commandLine }) => commandLine.value),
      now: Date.now(),
    };
  }

  #read(): Catalogue {
    const { catalogue, problems } = createCatalogue(assistantsSetting());
    for (const { path, message } of problems)
      this.notices.log.warn(`colophon.assistants ${path}: ${message}`);
    const [first] = problems;
    if (first)
      void this.notices.warn(
        'assistants',
        vscode.l10n.t('The setting colophon.assistants has mistakes: {0}: {1}', first.path, first.message),
      );
    return catalogue;
  }
}
