import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** DESIGN section 9, in bytes of minified output; a KB is 1024 of them, as the bundler prints it. */
const budgets: Record<string, number> = {
  'extension.js': 300 * 1024,
  'policyTools.js': 300 * 1024,
  'hook.cjs': 60 * 1024,
  'rewrite.cjs': 60 * 1024,
  'colophon.cjs': 350 * 1024,
};

/** The sizes of what the release's own build makes, made where it does not touch the `dist` that others are using. */
function builtSizes(): { name: string; size: number }[] {
  const root = join(__dirname, '..');
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'colophon-bundles-'));
  try {
    for (const name of ['src', 'node_modules', 'package.json', 'tsconfig.json']) {
      symlinkSync(join(root, name), join(folder, name));
    }
    execFileSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: folder, timeout: 110_000 });
    return Object.keys(budgets).map((name) => ({ name, size: statSync(join(folder, 'dist', name)).size }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the bundles', () => {
  it('stay within their budgets', () => {
    const over = builtSizes().filter(({ name, size }) => size > budgets[name]!);
    deepStrictEqual(over, []);
  }).timeout(120_000);
});
