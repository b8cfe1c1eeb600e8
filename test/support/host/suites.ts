import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removing } from './closing';
import type { TestEvent } from './driverServer';
import { type HostOptions, startHost } from './launch';

export interface SuiteRun {
  readonly title: string;
  /** Prepares the workspace: an empty folder, made for this run and deleted after it. */
  readonly prepare?: (workspace: string) => void;
  readonly host: Omit<HostOptions, 'workspace' | 'onTestEvent'> & { readonly testEntry: string };
  /** So many windows at once on one workspace, each of which is told its number in `COLOPHON_WINDOW`. Default one. */
  readonly windows?: number;
  /** Of the whole run; reached means hung. Default twenty minutes. */
  readonly timeoutMs?: number;
}

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  /** The titles of those that were skipped. */
  readonly skipped: readonly string[];
}

/**
 * Runs one suite in a window of its own and prints each result as it comes. A suite that does not come to its end
 * (a crash, a hang, a test entry that cannot be loaded) counts as one more failure.
 */
export async function runSuite(suite: SuiteRun, print: (line: string) => void): Promise<SuiteResult> {
  const counts = { passed: 0, failed: 0, skipped: [] as string[] };
  print(`\n  ${suite.title}`);
  const workspace = mkdtempSync(join(tmpdir(), 'colophon-ws-'));
  const remove = removing(workspace);
  try {
    suite.prepare?.(workspace);
    const windows = Array.from({ length: suite.windows ?? 1 }, (_, i) => i + 1);
    await Promise.all(windows.map((window) => runWindow(suite, workspace, window, counts, print)));
  } catch (error) {
    counts.failed += 1;
    print(`    ✗ did not run: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await remove();
  }
  return counts;
}

async function runWindow(
  suite: SuiteRun,
  workspace: string,
  window: number,
  counts: { passed: number; failed: number; skipped: string[] },
  print: (line: string) => void,
): Promise<void> {
  let isEnded = false;
  const onTestEvent = (event: TestEvent): void => {
    if (event.kind === 'end') isEnded = true;
    if (event.kind === 'pass') counts.passed += 1;
    if (event.kind === 'skip') counts.skipped.push(event.title);
    if (event.kind === 'fail') counts.failed += 1;
    const line = lineFor(event);
    if (line !== undefined) print(line);
  };
  const env = { ...suite.host.env, COLOPHON_WINDOW: String(window) };
  const host = await startHost({ ...suite.host, env, workspace, onTestEvent });
  try {
    const exit = await withLimit(host.exit.done, suite.timeoutMs ?? 20 * 60_000);
    if (isEnded) return;
    counts.failed += 1;
    print(`    ✗ did not report its end: ${exit === undefined ? 'it hung' : `exit code ${exit.code}`}`);
    print(host.logTail().replaceAll(/^/gm, '        '));
  } finally {
    await host.stop();
  }
}

/** How a result is printed; nothing for the end of a suite. */
export function lineFor(event: TestEvent): string | undefined {
  switch (event.kind) {
    case 'pass':
      return `    ✓ ${event.title} (${event.ms} ms)`;
    case 'skip':
      return `    - ${event.title}`;
    case 'fail':
      return `    ✗ ${event.title}\n${(event.error ?? '').replaceAll(/^/gm, '        ')}`;
    case 'end':
      return undefined;
  }
}

/** `undefined` where it takes longer; it goes on all the same. */
export async function withLimit<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((fulfil) => {
    timer = setTimeout(() => fulfil(undefined), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
