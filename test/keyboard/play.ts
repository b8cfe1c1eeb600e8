import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheRoot } from '../support/host/cache';
import { removing } from '../support/host/closing';
import { LostWay } from '../support/host/keyboard';
import { type HostOptions, startHost } from '../support/host/launch';
import { lineFor, type SuiteResult, withLimit } from '../support/host/suites';
import type { Host } from '../support/host/window';
import { Desk } from './desk';
import type { Scene } from './scene';

export interface ScenesRun {
  readonly title: string;
  /** Prepares the workspace, an empty folder. */
  readonly prepare: (workspace: string) => void;
  readonly host: Omit<HostOptions, 'workspace' | 'testEntry' | 'onTestEvent'>;
  /** Makes the desk ready for the next scene. */
  readonly tidy: (desk: Desk) => Promise<void>;
  readonly scenes: readonly Scene[];
}

/** Of one scene; reached means hung. */
const sceneMs = 120_000;

/**
 * Plays scenes in a window and prints each result as it comes. Nothing of the tests is in the window: VS Code is not
 * in its test mode, in which it refuses modal questions.
 */
export async function playScenes(
  run: ScenesRun,
  print: (line: string) => void,
  grep = '',
): Promise<SuiteResult> {
  const counts = { passed: 0, failed: 0, skipped: [] };
  const told = async (title: string, act: () => Promise<void>): Promise<boolean> => {
    const from = Date.now();
    try {
      await act();
      counts.passed += 1;
      print(lineFor({ kind: 'pass', title, ms: Date.now() - from })!);
      return true;
    } catch (error) {
      counts.failed += 1;
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      print(lineFor({ kind: 'fail', title, error: said })!);
      return false;
    }
  };
  print(`\n  ${run.title}`);
  const base = mkdtempSync(join(tmpdir(), 'colophon-keys-'));
  const remove = removing(base);
  const folders = { workspace: join(base, 'acme'), home: join(base, 'home') };
  let host: Host | undefined;
  try {
    host = await openWindow(run, folders);
    const desk = new Desk(host, folders);
    for (const scene of run.scenes.filter(({ title }) => `${run.title} ${title}`.includes(grep))) {
      const play = () => playScene(scene, desk, run.tidy);
      const isWell = await told(scene.title, () =>
        play().catch((error: unknown) => {
          // The focus is VS Code's, and may go astray; a way that is not there is not there the second time either.
          if (!(error instanceof LostWay)) throw error;
          print(`      once more: ${error.message.slice(0, 200)}`);
          return play();
        }),
      );
      if (!isWell) {
        print(`        the focus is at “${await desk.focused().catch(() => 'nothing')}”`);
        await host.screenshot(pictureOf(scene)).catch(() => {});
      }
      if (host.page.isClosed()) throw new Error(`the window is gone\n${host.logTail()}`);
    }
    const { page } = host;
    await told('uses no mouse', async () => assert.equal(await page.evaluate<number>('window.pointers'), 0));
  } catch (error) {
    await told('runs', () => Promise.reject(error));
  } finally {
    await host?.stop();
    await remove();
  }
  return counts;
}

async function openWindow(
  { prepare, host: options }: ScenesRun,
  folders: { readonly workspace: string; readonly home: string },
): Promise<Host> {
  for (const folder of [folders.workspace, join(folders.home, '.claude')])
    mkdirSync(folder, { recursive: true });
  prepare(folders.workspace);
  // What agents are configured by is no business of this machine's.
  const env = { ...options.env, HOME: folders.home, XDG_DATA_HOME: join(folders.home, '.local/share') };
  const host = await startHost({ ...options, env, workspace: folders.workspace });
  await host.page.evaluate(
    `window.pointers = 0; addEventListener('pointerdown', () => { window.pointers += 1; }, true)`,
  );
  return host;
}

async function playScene({ ways, play }: Scene, desk: Desk, tidy: ScenesRun['tidy']): Promise<void> {
  const played = async (): Promise<true> => {
    await tidy(desk);
    desk.gone.clear();
    await play(desk);
    return true;
  };
  if (!(await withLimit(played(), sceneMs))) throw new Error(`it did not end in ${sceneMs} ms`);
  // What is declared was done: `ways.test.ts` goes by it.
  assert.deepEqual(
    ways.filter((way) => !desk.gone.has(way)),
    [],
  );
}

const pictureOf = ({ title }: Scene): string =>
  join(cacheRoot, 'screenshots', `keyboard-${title.replaceAll(/\W+/g, '-')}.png`);
