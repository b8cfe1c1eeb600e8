import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A folder with all bundles as they are shipped, made by the release's own build. Made once a run. */
export async function shippedBundles(): Promise<string> {
  if (folder !== undefined) return folder;
  // Where it does not touch the `dist` that others are using.
  const root = join(__dirname, '..', '..');
  const made = mkdtempSync(join(realpathSync(tmpdir()), 'colophon-bundles-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  for (const name of ['src', 'node_modules', 'package.json', 'tsconfig.json']) {
    symlinkSync(join(root, name), join(made, name));
  }
  execFileSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: made, timeout: 110_000 });
  folder = join(made, 'dist');
  return folder;
}
