import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { cacheRoot } from './cache';
import { atExit, type Closer } from './closing';
import type { HostOptions, Profile } from './launch';
import { endGroup, endProcess, freePort, inherited } from './processes';
import { ExitSignal, type OpenWindow, untilOpen } from './window';

/**
 * Whether a desktop VS Code is wanted: one is named by `VSCODE_EXECUTABLE`, `COLOPHON_HOST=desktop` asks for it, or
 * this machine is not the Linux on x64 that the served one is proven on. A desktop needs a screen (or `xvfb-run`).
 */
export function wantsDesktop(): boolean {
  if (process.env.VSCODE_EXECUTABLE) return true;
  if (process.env.COLOPHON_HOST !== undefined) return process.env.COLOPHON_HOST === 'desktop';
  return process.platform !== 'linux';
}

/**
 * A desktop VS Code: the arguments are those of `@vscode/test-electron`'s `runTests`, which starts no debugging port
 * and so leaves no way to press keys.
 */
export async function openDesktop(
  options: HostOptions,
  profile: Profile,
  closers: Closer[],
): Promise<OpenWindow> {
  const executable = process.env.VSCODE_EXECUTABLE || (await download());
  const port = await freePort();
  const child = spawn(
    executable,
    [
      options.workspace,
      `--extensionDevelopmentPath=${options.extensionDir}`,
      ...(options.testEntry === undefined ? [] : [`--extensionTestsPath=${options.testEntry}`]),
      `--user-data-dir=${profile.userData}`,
      `--extensions-dir=${profile.extensionsDir}`,
      `--remote-debugging-port=${port}`,
      ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--disable-telemetry'],
      ...['--skip-welcome', '--skip-release-notes', '--no-cached-data'],
      ...((options.trust ?? true) ? ['--disable-workspace-trust'] : []),
    ],
    { detached: true, env: { ...inherited(), ...profile.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const cancel = atExit(() => endGroup(child, 'SIGKILL'));
  closers.push(async () => {
    cancel();
    await endProcess(child);
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exit = new ExitSignal();
  child.on('error', (error) => {
    output += error.message;
    exit.report({ code: -1 });
  });
  child.on('close', (code) => exit.report({ code: code ?? -1 }));
  const page = await Promise.race([
    connect(port, closers),
    exit.done.then(({ code }): never => {
      throw new Error(`VS Code ended before its window opened (${code}).\n${output.slice(-3000)}`);
    }),
  ]);
  await untilOpen(page);
  return { page, url: '', exit, logTail: () => output.slice(-3000) };
}

async function download(): Promise<string> {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode({ version: 'stable', cachePath: cacheRoot });
}

async function connect(port: number, closers: Closer[]): Promise<Page> {
  const { chromium } = await import('playwright-core');
  for (const until = Date.now() + 60_000; ; await sleep(250)) {
    try {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 5000 });
      const pages = browser.contexts().flatMap((context) => context.pages());
      const page = pages.find((one) => one.url().includes('workbench'));
      if (page !== undefined) {
        closers.push(() => browser.close());
        return page;
      }
      await browser.close();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    if (Date.now() > until) throw new Error('VS Code showed no window within a minute');
  }
}
