import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { cacheRoot } from './cache';
import { type HostTools, installHost } from './install';
import { closeAll, type Closer } from './closing';
import { type DriverServer, type TestEvent, serveDriver } from './driverServer';
import { startServer } from './server';
import { copyExtensions } from './extensions';

export interface HostOptions {
  /** Folder to open, or a `.code-workspace` file. */
  readonly workspace: string;
  /** The extension under development: a folder with `package.json`. */
  readonly extensionDir: string;
  /** Folders of more extensions, installed as users have them. */
  readonly extensions?: readonly string[];
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** A CommonJS file that exports `run(): Promise<void>`; runs in the extension host. */
  readonly testEntry?: string;
  /** Default true. `false`: the window starts in Restricted Mode. */
  readonly trust?: boolean;
  /** More environment for the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Opens the page in the host's own browser; `false` for a person's browser (the demo's `--open`). Default true. */
  readonly page?: boolean;
  /** Default: a free one. */
  readonly port?: number;
  readonly report?: (line: string) => void;
  /** Where the tests' pictures go. Default `.vscode-test/screenshots`. */
  readonly screenshots?: string;
  readonly onTestEvent?: (event: TestEvent) => void;
}

export interface HostExit {
  /** 0 when `run()` settled well. */
  readonly code: number;
  readonly log: string;
}

/** A window of VS Code with a person’s hands. */
export interface Host {
  readonly page: Page;
  /** Where the window is served; the address holds for another browser too, without the test entry. */
  readonly url: string;
  readonly userData: string;
  /** When `run()` of the test entry has settled. Never rejects. */
  readonly done: Promise<HostExit>;
  /** Keys as Playwright names them, `Control+K Control+F` for one after the other. */
  press(keys: string): Promise<void>;
  type(text: string, delay?: number): Promise<void>;
  clipboard: { write(text: string): Promise<void>; read(): Promise<string> };
  screenshot(path: string): Promise<void>;
  /** Reloads the window. A test entry runs again. */
  reload(): Promise<void>;
  /** The end of the extension host's log, for a message about a failure. */
  logTail(): string;
  stop(): Promise<void>;
}

/** Settings that make a window quiet, and like a desktop's: the web's default of autosave is to save after a delay. */
const quiet = {
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'terminal.integrated.gpuAcceleration': 'off',
  'window.confirmBeforeClose': 'never',
  'editor.fontFamily': "'DejaVu Sans Mono', monospace",
  'editor.accessibilitySupport': 'off',
};

/** Starts VS Code's server and a browser, and opens the workbench. Ends only what it started, whatever fails. */
export async function startHost(options: HostOptions): Promise<Host> {
  const report = options.report ?? (() => {});
  const tools = await installHost(report);
  const closers: Closer[] = [];
  try {
    const home = mkdtempSync(join(tmpdir(), 'colophon-host-'));
    closers.push(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
    const userData = join(home, 'data');
    mkdirSync(join(userData, 'User'), { recursive: true });
    writeFileSync(
      join(userData, 'User/settings.json'),
      JSON.stringify({ ...quiet, ...options.userSettings }, null, 2),
    );
    const extensionsDir = join(home, 'extensions');
    copyExtensions(options.extensions ?? [], extensionsDir);
    const driver = await serveDriver(
      options.screenshots ?? join(cacheRoot, 'screenshots'),
      options.onTestEvent ?? (() => {}),
    );
    closers.push(() => driver.close());
    const server = await startServer(tools, {
      userData,
      extensionsDir,
      trust: options.trust ?? true,
      env: { ...options.env, COLOPHON_TEST_DRIVER: driver.address },
      ...(options.port === undefined ? {} : { port: options.port }),
    });
    closers.push(server.stop);
    const url = pageUrl(server.port, options);
    return await openPage({ tools, url, server, driver, userData, closers, withPage: options.page ?? true });
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

/** The workbench reads `payload` only from a server started with `--enable-smoke-test-driver`. */
function pageUrl(port: number, options: HostOptions): string {
  const authority = `127.0.0.1:${port}`;
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(options.extensionDir)],
    ...(options.testEntry === undefined ? [] : [['extensionTestsPath', remote(options.testEntry)]]),
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  const kind = options.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams({ [kind]: options.workspace, payload: JSON.stringify(payload) });
  return `http://${authority}/?${query}`;
}

interface Parts {
  readonly tools: HostTools;
  readonly url: string;
  readonly server: { readonly logTail: () => string };
  readonly driver: DriverServer;
  readonly userData: string;
  readonly closers: Closer[];
  readonly withPage: boolean;
}

async function openPage({ tools, url, server, driver, userData, closers, withPage }: Parts): Promise<Host> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: tools.browser.executable,
    args: [...browserArgs, ...tools.browser.args],
    env: { ...(process.env as Record<string, string>), ...tools.browser.env },
    timeout: 60_000,
  });
  closers.push(() => browser.close());
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  // "Leave this page?" of an unsaved file: a person who reloads says yes.
  page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
  const done = new Promise<HostExit>((fulfil) => {
    const lines: string[] = [];
    void page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      lines.push(`[${type}] ${args.map(String).join(' ')}`);
      if (lines.length > 500) lines.shift();
    });
    void page.exposeFunction('codeAutomationExit', (code: number) => fulfil({ code, log: lines.join('\n') }));
  });
  const host: Host = {
    page,
    url,
    userData,
    done,
    press: async (keys) => {
      for (const chord of keys.split(' ')) await page.keyboard.press(chord);
    },
    type: (text, delay) => page.keyboard.type(text, delay === undefined ? {} : { delay }),
    clipboard: {
      write: (text) => page.evaluate((value) => navigator.clipboard.writeText(value), text),
      read: () => page.evaluate(() => navigator.clipboard.readText()),
    },
    screenshot: async (path) => {
      await page.screenshot({ path });
    },
    reload: async () => {
      await page.reload({ waitUntil: 'domcontentloaded' });
      await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    },
    logTail: server.logTail,
    stop: () => closeAll(closers),
  };
  driver.attach(host);
  if (withPage) {
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
  }
  return host;
}

const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
