import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Host } from './window';

/** What the tests in the extension host ask of the launcher. `test/host/driver.ts` is the other end. */
export type DriverRequest =
  | { readonly op: 'press'; readonly keys: string }
  | { readonly op: 'type'; readonly text: string; readonly delay?: number }
  | { readonly op: 'insertText'; readonly text: string }
  | { readonly op: 'clipboard.write'; readonly text: string }
  | { readonly op: 'clipboard.read' }
  | { readonly op: 'screenshot'; readonly name: string }
  | { readonly op: 'click' | 'hover'; readonly selector: string }
  | { readonly op: 'drag'; readonly from: Point; readonly to: Point }
  | { readonly op: 'boxes'; readonly selector: string }
  | { readonly op: 'text'; readonly selector: string }
  /** What is to be read in each frame inside the page: webviews. */
  | { readonly op: 'frames' }
  | { readonly op: 'state.get' }
  | { readonly op: 'state.set'; readonly value: unknown }
  /** `delay`: milliseconds, for what the caller does before. */
  | { readonly op: 'reload'; readonly phase: number; readonly delay: number }
  | { readonly op: 'phase' }
  | { readonly op: 'report'; readonly event: TestEvent };

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface TestEvent {
  readonly kind: 'pass' | 'fail' | 'skip' | 'end';
  readonly title: string;
  readonly ms?: number;
  readonly error?: string;
}

export interface DriverServer {
  /** `http://127.0.0.1:<port>/<token>`: loopback only, and of no use without the token. */
  readonly address: string;
  attach(host: Host): void;
  close(): Promise<void>;
}

/** Lets test code, which runs in the extension host, press keys in the window it is a part of. */
export async function serveDriver(
  screenshots: string,
  onEvent: (event: TestEvent) => void,
): Promise<DriverServer> {
  mkdirSync(screenshots, { recursive: true });
  const token = randomBytes(24).toString('hex');
  let attach!: (host: Host) => void;
  const attached = new Promise<Host>((fulfil) => {
    attach = fulfil;
  });
  const memory = { phase: 1, state: null as unknown };
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? null));
    };
    if (request.method !== 'POST' || !isToken(request.url ?? '', token)) return answer(404, 'not found');
    readBody(request)
      .then(async (body) => {
        const message = JSON.parse(body) as DriverRequest;
        if (message.op === 'report') return onEvent(message.event);
        return perform(await attached, message, memory, screenshots);
      })
      .then((value) => answer(200, value))
      .catch((error: unknown) => answer(500, String(error)));
  });
  await new Promise<void>((fulfil, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', fulfil);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    address: `http://127.0.0.1:${port}/${token}`,
    attach,
    close: () =>
      new Promise((fulfil) => {
        server.close(() => fulfil());
        server.closeAllConnections();
      }),
  };
}

async function perform(
  host: Host,
  message: Exclude<DriverRequest, { op: 'report' }>,
  memory: { phase: number; state: unknown },
  screenshots: string,
): Promise<unknown> {
  switch (message.op) {
    case 'press':
      return host.press(message.keys);
    case 'type':
      return host.type(message.text, message.delay);
    case 'clipboard.write':
      return host.clipboard.write(message.text);
    case 'clipboard.read':
      return host.clipboard.read();
    case 'insertText':
      return host.page.keyboard.insertText(message.text);
    case 'screenshot': {
      const path = join(screenshots, `${message.name.replaceAll(/[^\w.-]+/g, '-')}.png`);
      await host.screenshot(path);
      return path;
    }
    case 'click':
      return host.page.click(message.selector, { timeout: 10_000 });
    case 'hover':
      return host.page.hover(message.selector, { timeout: 10_000 });
    case 'drag':
      await host.page.mouse.move(message.from.x, message.from.y);
      await host.page.mouse.down();
      await host.page.mouse.move((message.from.x + message.to.x) / 2, message.to.y, { steps: 5 });
      await host.page.mouse.move(message.to.x, message.to.y, { steps: 5 });
      return host.page.mouse.up();
    case 'boxes':
      return Promise.all((await host.page.locator(message.selector).all()).map((one) => one.boundingBox()));
    case 'text':
      return host.page.locator(message.selector).allInnerTexts();
    case 'frames':
      return Promise.all(
        host.page
          .frames()
          .slice(1)
          .map((frame) =>
            // One may go away meanwhile.
            frame
              .locator('body')
              .innerText({ timeout: 2000 })
              .catch(() => ''),
          ),
      );
    case 'state.get':
      return memory.state;
    case 'state.set':
      memory.state = message.value;
      return null;
    case 'phase':
      return memory.phase;
    case 'reload':
      memory.phase = message.phase;
      // Not awaited: the caller is in the window that goes away.
      void host.reload(message.delay).catch(() => {});
      return null;
  }
}

function isToken(url: string, token: string): boolean {
  const given = Buffer.from(url.slice(1));
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > 10_000_000) throw new Error('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
