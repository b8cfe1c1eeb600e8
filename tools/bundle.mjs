// Bundles the suites that run in the extension host: `test/host/*.suite.ts` → `dist/test/*.suite.js`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each suite is a test entry of its own. mocha stays outside: it is loaded from `node_modules` in the host. */
export async function bundleSuites() {
  const suites = readdirSync(join(root, 'test/host')).filter((name) => name.endsWith('.suite.ts'));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await esbuild.build({
    entryPoints: suites.map((name) => join(root, 'test/host', name)),
    outdir: join(root, 'dist/test'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    define: { COLOPHON_VERSION: JSON.stringify(version) },
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    logLevel: 'warning',
  });
}
