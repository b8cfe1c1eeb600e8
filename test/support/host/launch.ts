import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheRoot } from './cache';
import { type Closer, closeAll, removing } from './closing';
import { openDesktop, wantsDesktop } from './desktop';
import { serveDriver, type TestEvent } from './driverServer';
import { copyExtensions } from './extensions';
import { openServed } from './served';
import { type Host, withHands } from './window';

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
  /** The language that the window asks extensions for; VS Code's own words stay English. Not for a desktop's. */
  readonly language?: string;
  /** `true`: serves the window without opening it, for a person's own browser. Not for a desktop's. */
  readonly closed?: boolean;
  /** Of the server; default: a free one. */
  readonly port?: number;
  readonly report?: (line: string) => void;
  /** Where the tests' pictures go. Default `.vscode-test/screenshots`. */
  readonly screenshots?: string;
  readonly onTestEvent?: (event: TestEvent) => void;
}

/** What belongs to one window alone, deleted with it. */
export interface Profile {
  readonly userData: string;
  readonly extensionsDir: string;
  readonly env: Readonly<Record<string, string>>;
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
  // In Restricted Mode: without the question whether to stay in it, which takes the keys.
  'security.workspace.trust.startupPrompt': 'never',
  'editor.fontFamily': "'DejaVu Sans Mono', monospace",
  'editor.accessibilitySupport': 'off',
  // What moves by itself is drawn without a graphics card.
  'editor.cursorBlinking': 'solid',
  'workbench.reduceMotion': 'on',
};

/** Opens a window of VS Code on `workspace`. Ends only what it started, whatever fails. */
export async function startHost(options: HostOptions): Promise<Host> {
  const closers: Closer[] = [];
  const stop = (): Promise<void> => closeAll(closers);
  try {
    const home = mkdtempSync(join(tmpdir(), 'colophon-host-'));
    closers.push(removing(home));
    const driver = await serveDriver(
      options.screenshots ?? join(cacheRoot, 'screenshots'),
      options.onTestEvent ?? (() => {}),
    );
    closers.push(() => driver.close());
    const env = { ...options.env, COLOPHON_TEST_DRIVER: driver.address };
    const profile = { userData: join(home, 'data'), extensionsDir: join(home, 'extensions'), env };
    mkdirSync(join(profile.userData, 'User'), { recursive: true });
    writeFileSync(
      join(profile.userData, 'User/settings.json'),
      JSON.stringify({ ...quiet, ...options.userSettings }, null, 2),
    );
    copyExtensions(options.extensions ?? [], profile.extensionsDir);
    const open = wantsDesktop() ? openDesktop : openServed;
    const host = withHands(await open(options, profile, closers), { userData: profile.userData, stop });
    driver.attach(host);
    return host;
  } catch (error) {
    await stop();
    throw error;
  }
}
