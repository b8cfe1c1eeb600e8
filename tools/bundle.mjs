// Bundles the suites that run in the extension host: `test/host/*.suite.ts` → `<outdir>/*.suite.js`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { shellTexts } from './shellTexts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Each suite is a test entry of its own; mocha stays outside, it is loaded from `node_modules` in the host.
 * Answers the file names of those that could not be built; esbuild has said why.
 */
export async function bundleSuites(outdir) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const suites = readdirSync(join(root, 'test/host')).filter((name) => name.endsWith('.suite.ts'));
  const built = await Promise.allSettled(
    suites.map((name) =>
      esbuild.build({
        entryPoints: [join(root, 'test/host', name)],
        outdir,
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        sourcemap: 'inline',
        external: ['vscode', 'mocha'],
        define: { COLOPHON_VERSION: JSON.stringify(version) },
        mainFields: ['module', 'main'],
        conditions: ['module', 'import'],
        plugins: [shellTexts],
        logLevel: 'warning',
      }),
    ),
  );
  return suites.filter((_, index) => built[index]?.status === 'rejected');
}
