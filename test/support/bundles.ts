import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

let folder: Promise<string> | undefined;

/** A folder with `hook.cjs`, `rewrite.cjs` and `colophon.cjs` as they are shipped. Made once a run. */
export function shippedBundles(): Promise<string> {
  folder ??= (async () => {
    const made = mkdtempSync(join(tmpdir(), 'colophon-shipped-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    await build({
      entryPoints: {
        hook: join(__dirname, '../../src/cli/hook.ts'),
        rewrite: join(__dirname, '../../src/cli/rewrite.ts'),
        colophon: join(__dirname, '../../src/cli/main.ts'),
      },
      outdir: made,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      mainFields: ['module', 'main'],
      conditions: ['module', 'import'],
      define: { COLOPHON_VERSION: '"0.0.0-test"' },
      logLevel: 'error',
    });
    return made;
  })();
  return folder;
}
