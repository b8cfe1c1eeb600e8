import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from './window';

/** How long a person waits for what should come, in milliseconds. */
const patienceMs = 20_000;
/** What is in front twice, so far apart, stays there: a busy window shows where it was a moment ago. */
const stayMs = 80;

export const quickInput = '.quick-input-widget:not([style*="display: none"])';
const palette = 'Type the name of a command to run.';
const dialog = '.monaco-dialog-box';
const ghostText = '.ghost-text-decoration, .ghost-text';

/** A part of a text. */
export type Wanted = string | RegExp;

const fits = (text: string, wanted: Wanted): boolean =>
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

/** A person in front of a window, who reads what is on the page and has no mouse. */
export class Person {
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
    return this.#walk(key, wanted, () => this.focused());
  }

  /** What a screen reader says of the elements that match. */
  async labels(selector: string): Promise<string[]> {
    const labels = await this.#host.page
      .locator(selector)
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
    return labels.map(plain);
  }

  /** The same of the row that the arrows of a list are at. */
  async rowAt(list: string): Promise<string> {
    return (await this.labels(`${list} .monaco-list-row.focused`))[0] ?? '';
  }

  /** Goes to a row of a list by its arrows. */
  arrowTo(list: string, wanted: Wanted): Promise<void> {
    return this.#walk('ArrowDown', wanted, () => this.rowAt(list));
  }

  /** The same in a tree, by what is seen of its rows: the arrows of a tree stop at its end. */
  treeRow(tree: string, wanted: Wanted): Promise<void> {
    const parts = `${tree} .monaco-list-row.focused :is(.label-name, .label-description)`;
    const where = async () => plain((await this.texts(parts)).join(' '));
    return this.#walk('ArrowDown', wanted, where, 'Home');
  }

  /** `again`: the key to begin anew with, where `key` leads no further. */
  async #walk(key: string, wanted: Wanted, where: () => Promise<string>, again?: string): Promise<void> {
    const passed = new Set<string>();
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
    }
    throw new Error(`${key} does not lead to “${wanted}”, but to: ${[...passed].join(' | ')}`);
  }

  /** A command by the palette: a person types its name until it is in the list. */
  async command(title: string): Promise<void> {
    const row = `${quickInput} .monaco-list-row`;
    const isPalette = async (): Promise<boolean> =>
      (await this.#host.page.locator(`${quickInput} input[placeholder="${palette}"]`).count()) > 0;
    const isListed = async (): Promise<boolean> =>
      (await this.labels(row)).some((label) => fits(label, exactly(title)));
    const words = title
      .split(': ')
      .at(-1)!
      .match(/.{1,6}/g)!
      .slice(0, 3);
    for (let tries = 0; ; tries++) {
      // A list that was left closes a moment later, and with it what was opened meanwhile.
      await until('no list', async () => (await this.texts(quickInput)).length === 0, 1000).catch(() => {});
      await this.press('F1');
      let isOpen = await until('the palette', isPalette, 3000).catch(() => false);
      for (const [at, word] of words.entries()) {
        // It may be closed again by what takes the focus.
        if (!isOpen) break;
        await this.type(word);
        const ms = at === words.length - 1 ? 2000 : 150;
        await until(title, async () => (await isListed()) || !(await isPalette()), ms).catch(() => {});
        isOpen = await isPalette();
        if (isOpen && (await isListed())) break;
      }
      if (isOpen && (await isListed())) break;
      // What was made possible just now is in the next one.
      if (tries === 9) throw new Error(`“${title}” is not in the palette: ${await this.labels(row)}`);
      await this.press('Escape');
    }
    await this.choose(exactly(title));
    await until('the palette to close', async () => !(await isPalette()));
  }

  /** Waits until the wanted is to be read in the list or the input in front. */
  async asked(...wanted: readonly Wanted[]): Promise<void> {
    const hints = `${quickInput} input`;
    for (const one of wanted)
      await until(`${one} in the list`, async () => {
        const placeholders = await this.#host.page
          .locator(hints)
          .evaluateAll((all) => all.map((input) => input.getAttribute('placeholder') ?? ''));
        return [...(await this.texts(quickInput)), ...placeholders].some((text) => fits(text, one));
      }).catch(async (error: unknown) => {
        throw new Error(`it says: ${await this.texts(quickInput)}`, { cause: error });
      });
  }

  /** Chooses a row of the list in front. */
  async choose(wanted: Wanted): Promise<void> {
    await this.arrowTo(quickInput, wanted);
    await this.press('Enter');
  }

  /** Answers the modal question with one of its buttons. */
  async answer(question: string, button: string): Promise<void> {
    await this.seen(dialog, question);
    await this.walkTo(exactly(button));
    await this.press('Enter');
    await this.#closed();
  }

  /** Leaves the modal question. */
  async leave(question: string): Promise<void> {
    await this.seen(dialog, question);
    await this.press('Escape');
    await this.#closed();
  }

  async #closed(): Promise<void> {
    await until('the question to close', async () => (await this.texts(dialog)).length === 0);
  }

  /** Chooses an item of the menu that `open` opens; again where what it belongs to is drawn anew, which closes it. */
  async menu(item: string, open: () => Promise<void>): Promise<void> {
    const items = '.context-view .action-item';
    const where = async (): Promise<string> => {
      if ((await this.texts(items)).length === 0) throw new Error(`the menu with ${item} is closed`);
      // The focus of the menu itself, which has it first, would read the same where there is one item.
      return plain((await this.texts(`${items}.focused`))[0] ?? '');
    };
    for (let tries = 0; ; tries++) {
      try {
        await open();
        await until(item, async () => (await this.texts(items)).length > 0, 4000);
        await this.#walk('ArrowDown', exactly(item), where);
        break;
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
    await this.press('Enter');
  }

  /** Waits for a notification, and chooses one of its buttons. */
  async notified(text: string, button?: string): Promise<void> {
    await this.command('Notifications: Show Notifications');
    await this.seen('.notifications-center', text);
    if (button === undefined) return;
    await this.walkTo(exactly(button));
    await this.press('Enter');
  }

  clearNotifications(): Promise<void> {
    return this.command('Notifications: Clear All Notifications');
  }

  /** Opens a file by its name. */
  async open(file: string): Promise<void> {
    const name = file.split('/').at(-1)!;
    for (let tries = 0; ; tries++) {
      await this.press('Control+P');
      await until('the input', async () => (await this.texts(`${quickInput} input`)).length > 0);
      await this.type(file);
      // A file that is new is not in the list at once.
      const isListed = await until(file, () => this.#isAt(name), 6000).catch(() => false);
      if (isListed) break;
      if (tries === 5) throw new Error(`${file} is not in the list`);
      await this.press('Escape');
    }
    await this.press('Enter');
    await this.#host.page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
    await this.#host.page.waitForSelector('.monaco-editor.focused');
  }

  async #isAt(name: string): Promise<boolean> {
    return (await this.rowAt(quickInput)).startsWith(name);
  }

  /** Closes all editors, without what is not saved. */
  async closeAll(): Promise<void> {
    const are = async (selector: string): Promise<boolean> => (await this.texts(selector)).length > 0;
    await this.press('Control+K W');
    await until(
      'the editors to close',
      async () => (await are(dialog)) || !(await are('.tabs-container .tab')),
    );
    if (!(await are(dialog))) return;
    await this.walkTo(exactly("Don't Save"));
    await this.press('Enter');
    await this.#closed();
  }

  /** A person begins a line at the end of a file, an assistant offers the rest, and the person takes it. */
  async takeSuggestion(file: string, begun: string, ...keys: readonly string[]): Promise<void> {
    await this.open(file);
    await this.press(['Control+End', ...keys].join(' '));
    await this.type(begun, 10);
    for (let tries = 0; ; tries++) {
      // What the language offers takes the same key.
      if ((await this.texts('.suggest-widget.visible')).length > 0) await this.press('Escape');
      const isOffered = await until('ghost text', () => this.#isOffered(), 2000).catch(() => false);
      if (isOffered) break;
      if (tries === 5) throw new Error('the ghost text did not appear');
      await this.command('Trigger Inline Suggestion');
    }
    await this.press('Tab');
    await until('the text', async () => !(await this.#isOffered()));
  }

  async #isOffered(): Promise<boolean> {
    return (await this.texts(ghostText)).join('').trim() !== '';
  }
}

/** Without the characters that VS Code's icons are. */
function plain(text: string): string {
  return text
    .replaceAll(/[\ue000-\uf8ff]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
