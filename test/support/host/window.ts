import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

export interface HostExit {
  /** 0 when `run()` settled well. */
  readonly code: number;
}

/** The first end of a test run that is one: while the window is made to reload, a run that breaks off is none. */
export class ExitSignal {
  #isHeld = false;
  #fulfil!: (exit: HostExit) => void;
  /** Never rejects. */
  readonly done = new Promise<HostExit>((fulfil) => {
    this.#fulfil = fulfil;
  });

  report(exit: HostExit): void {
    if (!this.#isHeld) this.#fulfil(exit);
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }
}

/** A window of VS Code that is open, however it was opened. */
export interface OpenWindow {
  readonly page: Page;
  /** Where the window is served; empty for a desktop's. */
  readonly url: string;
  /** Of the test entry's `run()`. */
  readonly exit: ExitSignal;
  /** The end of what the window and its processes logged, for a message about a failure. */
  logTail(): string;
}

/** A window of VS Code with a person’s hands. */
export interface Host extends OpenWindow {
  readonly userData: string;
  /** Keys as Playwright names them, `Control+K Control+F` for one after the other. */
  press(keys: string): Promise<void>;
  /** `delay`: milliseconds between two keys. */
  type(text: string, delay?: number): Promise<void>;
  readonly clipboard: { write(text: string): Promise<void>; read(): Promise<string> };
  screenshot(path: string): Promise<void>;
  /** Reloads the window, after `delay` milliseconds. A test entry runs again. */
  reload(delay?: number): Promise<void>;
  /** Ends everything that was started for this window, and deletes its files. */
  stop(): Promise<void>;
}

export function withHands(
  window: OpenWindow,
  rest: { readonly userData: string; readonly stop: () => Promise<void> },
): Host {
  const { page, exit } = window;
  page.setDefaultTimeout(60_000);
  // "Leave this page?" of an unsaved file: a person who reloads says yes.
  page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
  return {
    ...window,
    ...rest,
    press: async (keys) => {
      for (const chord of keys.split(' ')) await page.keyboard.press(chord);
    },
    type: (text, delay) => page.keyboard.type(text, delay === undefined ? {} : { delay }),
    clipboard: {
      write: (text) => page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`),
      read: () => page.evaluate<string>('navigator.clipboard.readText()'),
    },
    screenshot: async (path) => {
      await page.screenshot({ path });
    },
    reload: async (delay = 0) => {
      exit.hold(true);
      await sleep(delay);
      await page.reload({ waitUntil: 'domcontentloaded' });
      await untilOpen(page);
      exit.hold(false);
    },
  };
}

/** Until the workbench has drawn itself. */
export async function untilOpen(page: Page): Promise<void> {
  await page.waitForSelector('.monaco-workbench', { timeout: 120_000 });
}
