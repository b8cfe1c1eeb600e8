import { request } from 'node:http';
import type { DriverRequest, Point } from '../support/host/driverServer';

/** Where the launcher listens. The extension host inherits it from the server that the launcher started. */
const variable = 'COLOPHON_TEST_DRIVER';

/** Asks the launcher, which holds the window's page. Rejects with the launcher's reason. */
export async function ask<T = unknown>(message: DriverRequest): Promise<T> {
  const address = process.env[variable];
  if (address === undefined) throw new Error(`${variable} is not set: not started by startHost`);
  return new Promise<T>((fulfil, reject) => {
    const outgoing = request(address, { method: 'POST', timeout: 60_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const value: unknown = JSON.parse(Buffer.concat(chunks).toString());
        if (response.statusCode === 200) fulfil(value as T);
        else reject(new Error(`driver, ${message.op}: ${String(value)}`));
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('timed out')));
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(message));
  });
}

/** Real keys, in the window this code is a part of. Settled when the page has had them, not when VS Code is done. */
export const keys = {
  /** As Playwright names them: `Control+V`; one after the other with a space between: `Control+K Control+F`. */
  press: (...chords: string[]) => ask<null>({ op: 'press', keys: chords.join(' ') }),
  /** `delay`: milliseconds between two keys. */
  type: (text: string, options: { readonly delay?: number } = {}) =>
    ask<null>({ op: 'type', text, ...options }),
  /** Text that no key made: an input method, dictation, the emoji picker. */
  insertText: (text: string) => ask<null>({ op: 'insertText', text }),
};

export const mouse = {
  click: (selector: string) => ask<null>({ op: 'click', selector }),
  hover: (selector: string) => ask<null>({ op: 'hover', selector }),
  drag: (from: Point, to: Point) => ask<null>({ op: 'drag', from, to }),
  /** Where the elements are on the page, in CSS pixels. */
  boxes: (selector: string) =>
    ask<({ x: number; y: number; width: number; height: number } | null)[]>({ op: 'boxes', selector }),
};

/** What a person reads on the page: the texts of all elements that match. */
export const textsOf = (selector: string): Promise<string[]> => ask<string[]>({ op: 'text', selector });

/** What a person reads in the webviews. */
export const textsOfFrames = (): Promise<string[]> => ask<string[]>({ op: 'frames' });

/** The system's clipboard, as other programs see it. */
export const clipboard = {
  write: (text: string) => ask<null>({ op: 'clipboard.write', text }),
  read: () => ask<string>({ op: 'clipboard.read' }),
};

/** Takes a picture of the whole window, as `<name>.png` in the folder the launcher was given; answers its path. */
export const screenshot = (name: string): Promise<string> => ask<string>({ op: 'screenshot', name });

/** What is carried from one phase of a suite to the next, across a reload of the window. */
export const state = {
  get: <T>() => ask<T | null>({ op: 'state.get' }),
  set: (value: unknown) => ask<null>({ op: 'state.set', value }),
};
