import type { Browser, Page } from 'playwright-core';
import { installHost } from './host/install';

/** A page of the real browser that the host suites use, without any network. */
export async function openBrowser(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const { browser: found } = await installHost(() => {});
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: found.executable,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      ...found.args,
    ],
    env: { ...(process.env as Record<string, string>), ...found.env },
    timeout: 60_000,
  });
  return { browser, close: () => browser.close() };
}

export interface Shown {
  readonly page: Page;
  /** What the page's own policy refused, and what went wrong in it. */
  readonly refused: readonly string[];
  /** Addresses that it asked for, besides itself. */
  readonly asked: readonly string[];
}

/** Shows a file; `width` in CSS pixels, `zoom` as a person sets it: half the pixels, twice the size. */
export async function showFile(
  browser: Browser,
  file: string,
  {
    scheme = 'light',
    width = 1280,
    zoom = 1,
  }: { scheme?: 'light' | 'dark'; width?: number; zoom?: number } = {},
): Promise<Shown> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width: Math.round(width / zoom), height: Math.round(900 / zoom) },
    deviceScaleFactor: zoom,
  });
  const page = await context.newPage();
  const refused: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text());
  });
  page.on('pageerror', (error) => refused.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== `file://${file}`) asked.push(request.url());
  });
  await page.goto(`file://${file}`);
  return { page, refused, asked };
}
