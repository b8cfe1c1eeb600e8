import { setTimeout as sleep } from 'node:timers/promises';
import { exactly, fits, Keyboard, LostWay, plain, quickInput, stayMs, until, type Wanted } from './keyboard';

const palette = `${quickInput} input[placeholder="Type the name of a command to run."]`;
const paletteRow = `${quickInput} .monaco-list-row`;
const dialog = '.monaco-dialog-box';
const ghostText = '.ghost-text-decoration, .ghost-text';

/** A person in front of a window who has no mouse: palette, lists, questions, menus, notifications and files. */
export class Person extends Keyboard {
  /** A command by the palette. */
  async command(title: string): Promise<void> {
    // What was made possible just now is in the list when the palette is opened anew.
    for (let tries = 0; !(await this.#isFound(title)); tries++) {
      if (tries === 9)
        throw new LostWay(`“${title}” is not in the palette: ${await this.labels(paletteRow)}`);
      await this.press('Escape');
    }
    await this.choose(exactly(title));
    await until('the palette to close', async () => !(await this.isThere(palette)));
  }

  /** Types a name into the palette until it is in the list; not found where something else takes the focus. */
  async #isFound(title: string): Promise<boolean> {
    const isListed = async (): Promise<boolean> =>
      (await this.labels(paletteRow)).some((label) => fits(label, exactly(title)));
    // A list that was left closes a moment later, and with it what was opened meanwhile.
    await until('no list', async () => !(await this.isThere(quickInput)), 1000).catch(() => {});
    await this.press('F1');
    const isInFront = (): Promise<boolean> => this.isThere(`${palette}:focus`);
    if (!(await until('the palette', isInFront, 3000).catch(() => false))) return false;
    const name = title.split(': ').at(-1)!.slice(0, 18);
    for (let at = 0; at < name.length; at += 6) {
      await this.type(name.slice(at, at + 6));
      const ms = at + 6 < name.length ? 150 : 2000;
      const isListedOrLeft = async () => (await isListed()) || !(await isInFront());
      await until(title, isListedOrLeft, ms).catch(() => {});
      if (!(await isInFront())) return false;
      if (await isListed()) return true;
    }
    return false;
  }

  /** Waits until the wanted is to be read in the list or the input in front. */
  async asked(...wanted: readonly Wanted[]): Promise<void> {
    for (const one of wanted)
      await until(`${one} in the list`, async () => {
        const placeholders = await this.attributes(`${quickInput} input`, 'placeholder');
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
    await until('the question to close', async () => !(await this.isThere(dialog)));
  }

  /** Chooses an item of the menu that `open` opens; again where what it belongs to is drawn anew, which closes it. */
  async menu(item: string, open: () => Promise<void>): Promise<void> {
    const items = '.context-view .action-item';
    const where = async (): Promise<string> => {
      if (!(await this.isThere(items))) throw new Error(`the menu with ${item} is closed`);
      // The focus of the menu itself, which has it first, would read the same where there is one item.
      return plain((await this.texts(`${items}.focused`))[0] ?? '');
    };
    for (let tries = 0; ; tries++) {
      try {
        await open();
        await until(item, () => this.isThere(items), 4000);
        await this.walk('ArrowDown', exactly(item), where);
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

  /** Whether there is a notification that was not looked at. */
  isTold(): Promise<boolean> {
    return this.isThere('[id="status.notifications"] .codicon-bell-dot');
  }

  clearNotifications(): Promise<void> {
    return this.command('Notifications: Clear All Notifications');
  }

  /** Opens a file by its name. */
  async open(file: string): Promise<void> {
    for (let tries = 0; !(await this.#isOpened(file)); tries++) {
      if (tries === 5) throw new LostWay(`${file} does not open`);
      await this.press('Escape');
    }
    await until('the editor', () => this.isThere('.monaco-editor.focused'));
  }

  /** Not so where the file is too new to be in the list, or where something else takes the focus. */
  async #isOpened(file: string): Promise<boolean> {
    const name = file.split('/').at(-1)!;
    const isAsked = (): Promise<boolean> => this.isThere(`${quickInput} input:focus`);
    await this.press('Control+P');
    await until('the input', isAsked, 3000).catch(() => {});
    // A toolbar that is drawn anew before it knows that it lost the focus takes it back.
    await sleep(stayMs);
    if (!(await isAsked())) return false;
    await this.type(file);
    const isListed = async () => (await isAsked()) && (await this.#isAt(name));
    await until(file, async () => (await isListed()) || !(await isAsked()), 6000).catch(() => {});
    if (!(await isListed())) return false;
    await this.press('Enter');
    // It may be in front already.
    await until('the input to close', async () => !(await isAsked()));
    const tab = `.tab.active[data-resource-name="${name}"]`;
    return until(name, () => this.isThere(tab), 6000).catch(() => false);
  }

  async #isAt(name: string): Promise<boolean> {
    return (await this.rowAt(quickInput)).startsWith(name);
  }

  /** Closes all editors, without what is not saved. */
  async closeAll(): Promise<void> {
    await this.press('Control+K W');
    await until(
      'the editors to close',
      async () => (await this.isThere(dialog)) || !(await this.isThere('.tabs-container .tab')),
    );
    if (!(await this.isThere(dialog))) return;
    await this.walkTo(exactly("Don't Save"));
    await this.press('Enter');
    await this.#closed();
  }

  /** A person begins a line at the end of a file, an assistant offers the rest, and the person takes it. */
  async takeSuggestion(file: string, begun: string, ...keys: readonly string[]): Promise<void> {
    await this.open(file);
    await this.#toEnd();
    for (const key of keys) await this.press(key);
    await this.type(begun, 10);
    for (let tries = 0; ; tries++) {
      // What the language offers takes the same key.
      if (await this.isThere('.suggest-widget.visible')) await this.press('Escape');
      const isOffered = await until('ghost text', () => this.#isOffered(), 2000).catch(() => false);
      if (isOffered) break;
      if (tries === 5) throw new Error('the ghost text did not appear');
      await this.command('Trigger Inline Suggestion');
    }
    await this.press('Tab');
    await until('the text', async () => !(await this.#isOffered()));
  }

  /** An editor that is still opening puts the cursor where it was. */
  async #toEnd(): Promise<void> {
    const isThere = async (): Promise<boolean> => {
      const [at = ''] = await this.texts('[id="status.editor.selection"]');
      const lines = await this.texts('.editor-group-container.active .line-numbers');
      return at.startsWith(`Ln ${Math.max(...lines.map(Number))},`);
    };
    for (let tries = 0; tries < 5; tries++) {
      await this.press('Control+End');
      const isAt = await until('the end', isThere, 1000).catch(() => false);
      await sleep(stayMs);
      if (isAt && (await isThere())) return;
    }
    throw new Error('the cursor does not go to the end');
  }

  async #isOffered(): Promise<boolean> {
    return (await this.texts(ghostText)).join('').trim() !== '';
  }
}
