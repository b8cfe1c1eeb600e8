import * as vscode from 'vscode';
import { Owner } from '../window/owner';

const snooze = 'editor.action.inlineSuggest.snooze';
const wake = 'editor.action.inlineSuggest.cancelSnooze';
/** As long as anyone works in one file at a stretch; it ends when they leave it. */
const SNOOZE_MINUTES = 24 * 60;

/**
 * Pauses inline suggestions while a file is in front in which they are not wanted, and wakes them elsewhere. VS Code
 * has one pause for the whole window and all assistants; explicit requests (Alt+\) still work. Whether the person
 * has paused them too cannot be seen: leaving the file ends that pause as well.
 */
export class Suggestions extends Owner {
  readonly #files = new Map<string, boolean>();
  #asleep = false;

  /** Whether this VS Code can pause them (since 1.102). */
  async canPause(): Promise<boolean> {
    return (await vscode.commands.getCommands(true)).includes(snooze);
  }

  /** What a person said for this file; `undefined` where they said nothing. */
  chosenFor(uri: vscode.Uri): boolean | undefined {
    return this.#files.get(uri.toString());
  }

  choose(uri: vscode.Uri, paused: boolean): void {
    this.#files.set(uri.toString(), paused);
  }

  /** To be called when another file is in front, or the wish for this one has changed. */
  async follow(paused: boolean): Promise<void> {
    if (paused === this.#asleep) return;
    this.#asleep = paused;
    if (!(await this.canPause())) return;
    if (paused) await vscode.commands.executeCommand(snooze, SNOOZE_MINUTES);
    else await vscode.commands.executeCommand(wake);
  }

  get paused(): boolean {
    return this.#asleep;
  }

  override dispose(): void {
    if (this.#asleep) void vscode.commands.executeCommand(wake);
    this.#asleep = false;
  }
}
