import * as vscode from 'vscode';
import { Owner } from './owner';

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const stored = (fact: string): string => `silenced:${fact}`;

/** What is said to people: at most once for one fact in a window, and never again when they say so. */
export class Notices extends Owner {
  readonly #said = new Set<string>();
  readonly log = vscode.window.createOutputChannel('Colophon', { log: true });

  constructor(private readonly memory: vscode.Memento) {
    super();
    this.own(this.log);
  }

  /** Says what is wrong, once for `fact`; answers which of `actions` was chosen. */
  warn(fact: string, message: string, ...actions: string[]): Promise<string | undefined> {
    this.log.warn(message);
    return this.#say(fact, vscode.l10n.t('Don’t Show Again'), [message, ...actions], (...all) =>
      vscode.window.showWarningMessage(...all),
    );
  }

  /** Asks once for `fact`; answers which of `actions` was chosen. */
  ask(fact: string, message: string, ...actions: string[]): Promise<string | undefined> {
    return this.#say(fact, vscode.l10n.t('Don’t Ask Again'), [message, ...actions], (...all) =>
      vscode.window.showInformationMessage(...all),
    );
  }

  /** With `last`, which is added to the actions, the fact is never said again in this workspace. */
  async #say(
    fact: string,
    last: string,
    [message, ...actions]: readonly [message: string, ...actions: string[]],
    show: (message: string, ...actions: string[]) => Thenable<string | undefined>,
  ): Promise<string | undefined> {
    if (this.#said.has(fact) || this.isSilenced(fact)) return undefined;
    this.#said.add(fact);
    const chosen = await show(message, ...actions, last);
    if (chosen === last) await this.memory.update(stored(fact), true);
    return chosen === last ? undefined : chosen;
  }

  isSilenced(fact: string): boolean {
    return this.memory.get(stored(fact)) === true;
  }
}
