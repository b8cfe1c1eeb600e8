import type { Closer } from './closing';
import { installHost } from './install';
import type { HostOptions, Profile } from './launch';
import { quietly, startServer } from './server';
import { ExitSignal, type OpenWindow, untilOpen } from './window';

const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** VS Code's server, opened in a browser without a screen; both come from npm. */
export async function openServed(
  options: HostOptions,
  profile: Profile,
  closers: Closer[],
): Promise<OpenWindow> {
  const tools = await installHost(options.report ?? (() => {}));
  const server = await startServer(tools, {
    ...profile,
    trust: options.trust ?? true,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  closers.push(server.stop);
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: tools.browser.executable,
    args: [...browserArgs, ...tools.browser.args],
    env: { ...(process.env as Record<string, string>), ...tools.browser.env },
    timeout: 60_000,
  });
  closers.push(() => browser.close());
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  // What VS Code's build with words of another language sets.
  if (options.language !== undefined)
    await page.addInitScript((language) => {
      Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
    }, options.language);
  const url = windowUrl(server.port, options);
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > 500) lines.shift();
  };
  const exit = new ExitSignal();
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    keep(`[${type}] ${args.map(String).join(' ')}`);
  });
  // Without a test entry, what goes wrong in the extension host is told to the page's console alone.
  page.on('console', (message) => {
    if (message.type() === 'error') keep(`[console] ${message.text()}`);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => exit.report({ code }));
  if (options.closed !== true) {
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await untilOpen(page);
  }
  return { page, url, exit, logTail: () => `${quietly(lines.join('\n')).slice(-3000)}\n${server.logTail()}` };
}

/** The workbench reads `payload` only from a server started with `--enable-smoke-test-driver`. */
function windowUrl(port: number, options: HostOptions): string {
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
