import type * as vscode from 'vscode';

/** Disposes what it owns, in the order in which it came to own it. */
export abstract class Owner implements vscode.Disposable {
  readonly #owned: vscode.Disposable[] = [];

  protected own(...disposables: readonly vscode.Disposable[]): void {
    this.#owned.push(...disposables);
  }

  dispose(): void {
    for (const owned of this.#owned) owned.dispose();
  }
}
