import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** DESIGN section 9, in bytes of minified output; a KB is 1024 of them, as the bundler prints it. */
export const bundleBudgets: Readonly<Record<string, number>> = {
  'extension.js': 300 * 1024,
  'policyTools.cjs': 300 * 1024,
  // Judging and signing a range, loaded when somebody does.
  'gate.cjs': 150 * 1024,
  // Finds notes by what they name, loaded where a commit has none.
  'notes.cjs': 40 * 1024,
  // Only a window in which a policy is open loads it.
  'policyEditing.cjs': 100 * 1024,
  // What counts of these three is how fast they start: `npm run bench -- start --against <folder>`.
  'hook.cjs': 80 * 1024,
  'rewrite.cjs': 80 * 1024,
  'agent.cjs': 80 * 1024,
  // Loaded by agents' calls in PowerShell and cmd.
  'shells.cjs': 80 * 1024,
  'colophon.cjs': 350 * 1024,
  // The protocol's library is most of it; only `colophon mcp` loads it.
  'mcp.cjs': 350 * 1024,
  // The audit and its page, loaded when somebody asks for them.
  'report.cjs': 150 * 1024,
};

let folder: string | undefined;

/**
 * A folder with all bundles as they are shipped, made by the release's own build. Made once: by the runner of all tests,
 * which says where in `COLOPHON_TEST_BUNDLES`, else here.
 */
export async function shippedBundles(): Promise<string> {
  folder ??= process.env.COLOPHON_TEST_BUNDLES || undefined;
  if (folder !== undefined) return folder;
  const made = buildFolder();
  execFileSync(process.execPath, [buildScript], { cwd: made, timeout: 110_000 });
  folder = join(made, 'dist');
  return folder;
}

export const buildScript = join(__dirname, '../../esbuild.mjs');

/** Where a build does not touch the `dist` that others are using. It is gone when this process ends. */
export function buildFolder(): string {
  const made = mkdtempSync(join(realpathSync(tmpdir()), 'colophon-bundles-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  for (const name of ['src', 'node_modules', 'package.json', 'tsconfig.json']) {
    symlinkSync(join(__dirname, '../..', name), join(made, name));
  }
  return made;
}
