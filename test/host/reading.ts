import { quickInput } from '../support/host/keyboard';
import { keys, textsOf } from './driver';
import { command, sleep, until } from './recording';

/** Waits until each of the patterns is to be read in the quick pick. */
export async function listed(...patterns: readonly RegExp[]): Promise<void> {
  let text = '';
  try {
    await until('the list', async () => {
      text = (await textsOf(quickInput)).join('\n').trim();
      return patterns.every((one) => one.test(text));
    });
  } catch (error) {
    throw new Error(`the list says: ${text}`, { cause: error });
  }
}

/** Waits until each of the patterns is to be read in the notifications, and clears them. */
export async function notified(...patterns: readonly RegExp[]): Promise<void> {
  let text = '';
  await command('notifications.showList');
  try {
    await until('the notification', async () => {
      text = (await textsOf('.notifications-center')).join('\n');
      return patterns.every((one) => one.test(text));
    });
  } catch (error) {
    throw new Error(`the notifications say: ${text}`, { cause: error });
  } finally {
    await command('notifications.clearAll');
  }
}

/** Picks a command from the palette, with the keys that a person has for it. */
export async function fromPalette(title: string): Promise<void> {
  await keys.press('F1');
  await keys.type(title);
  await sleep(700);
  await keys.press('Enter');
}
