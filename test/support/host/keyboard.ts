import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from './window';

/** How long a person waits for what should come, in milliseconds. */
const patienceMs = 20_000;
/** What is in front twice, so far apart, stays there: a busy window shows where it was a moment ago. */
export const stayMs = 80;

export const quickInput = '.quick-input-widget:not([style*="display: none"])';

/** Keys did not lead to where something would be seen of what is tested. */
export class LostWay extends Error {}

/** A part of a text. */
export type Wanted = string | RegExp;

export const fits = (text: string, wanted: Wanted): boolean =>
  typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);

/** The whole of a text. Of some rows VS Code says more, after a comma. */
export function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:,|$)`);
}

/** Reads each until one is to be had; throws, naming `what`, when there is none in `ms`. */
export async function until<T>(
  what: string,
  read: () => T | PromiseLike<T>,
  ms = patienceMs,
): Promise<NonNullable<T>> {
  for (const end = Date.now() + ms; ; await sleep(40)) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
  }
}

/** Goes about a window by keys, and reads what is on its page. */
export class Keyboard {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  press(keys: string): Promise<void> {
    return this.#host.press(keys);
  }

  type(text: string, delay?: number): Promise<void> {
    return this.#host.type(text, delay);
  }

  /** The texts of all elements that match, menus in their shadow trees too. */
  async texts(selector: string): Promise<string[]> {
    const texts = await this.#host.page.locator(selector).allInnerTexts();
    // An editor has no plain ones.
    return texts.map((text) => text.replaceAll('\u00a0', ' '));
  }

  clipboard(): Promise<string> {
    return this.#host.clipboard.read();
  }

  /** Of a webview that has an element that matches; `undefined` while there is none. */
  async textOfFrame(selector: string): Promise<string | undefined> {
    for (const frame of this.#host.page.frames().slice(1)) {
      // One may go away meanwhile.
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (found > 0) return frame.locator('body').innerText();
    }
    return undefined;
  }

  /** Waits until the wanted is to be read in an element that matches. */
  async seen(selector: string, wanted: Wanted): Promise<void> {
    let texts: string[] = [];
    await until(selector, async () => {
      // A name may be in several boxes, with a line break between them where it is read as it is drawn.
      const whole = await this.#host.page.locator(selector).allTextContents();
      texts = [...(await this.texts(selector)), ...whole];
      return texts.some((text) => fits(text, wanted));
    }).catch((error: unknown) => {
      throw new Error(`“${wanted}” is not in ${selector}: ${JSON.stringify(texts)}`, { cause: error });
    });
  }

  /** What a screen reader says first of that which has the focus: its label, else its text. */
  async focused(): Promise<string> {
    const text = await this.#host.page.evaluate<string>(`(() => {
      let one = document.activeElement;
      while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
      return one?.getAttribute('aria-label') || one?.innerText || '';
    })()`);
    return plain(text);
  }

  /** Presses `key` until what has the focus is the wanted. */
  walkTo(wanted: Wanted, key = 'Tab'): Promise<void> {
    return this.walk(key, wanted, () => this.focused());
  }

  async isThere(selector: string): Promise<boolean> {
    return (await this.#host.page.locator(selector).count()) > 0;
  }

  async attributes(selector: string, name: string): Promise<string[]> {
    const found = this.#host.page.locator(selector);
    return (await found.evaluateAll((all, key) => all.map((one) => one.getAttribute(key) ?? ''), name)).map(
      plain,
    );
  }

  /** What a screen reader says of the elements that match. */
  labels(selector: string): Promise<string[]> {
    return this.attributes(selector, 'aria-label');
  }

  /** The same of the row that the arrows of a list are at. */
  async rowAt(list: string): Promise<string> {
    return (await this.labels(`${list} .monaco-list-row.focused`))[0] ?? '';
  }

  /** Goes to a row of a list by its arrows. */
  arrowTo(list: string, wanted: Wanted): Promise<void> {
    return this.walk('ArrowDown', wanted, () => this.rowAt(list));
  }

  /** The same in a tree, by what is seen of its rows: the arrows of a tree stop at its end. */
  treeRow(tree: string, wanted: Wanted): Promise<void> {
    const parts = `${tree} .monaco-list-row.focused :is(.label-name, .label-description)`;
    const where = async () => plain((await this.texts(parts)).join(' '));
    return this.walk('ArrowDown', wanted, where, 'Home');
  }

  /** `again`: the key to begin anew with, where `key` leads no further. */
  protected async walk(
    key: string,
    wanted: Wanted,
    where: () => Promise<string>,
    again?: string,
  ): Promise<void> {
    const passed = new Set<string>();
    let stuck = 0;
    for (const end = Date.now() + patienceMs; Date.now() < end; ) {
      const at = await where();
      passed.add(at.slice(0, 80));
      if (fits(at, wanted)) {
        await sleep(stayMs);
        if ((await where()) === at) return;
        continue;
      }
      await this.press(key);
      // Rows may be called the same.
      const isOn = await until('the next one', async () => (await where()) !== at, 250).catch(() => false);
      if (!isOn && again !== undefined) await this.press(again);
      // What had the focus may be gone, and with it the way.
      stuck = isOn ? 0 : stuck + 1;
      if (stuck === 12 && again === undefined) break;
    }
    throw new LostWay(`${key} does not lead to “${wanted}”, but to: ${[...passed].join(' | ')}`);
  }
}

/** Without the characters that VS Code's icons are. */
export function plain(text: string): string {
  return text
    .replaceAll(/[\ue000-\uf8ff]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
