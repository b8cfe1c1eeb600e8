// Builds the bundles. `node esbuild.mjs` for release, `--watch` while working.
// The command line is bundled without `external: ['vscode']` on purpose: an import of it there cannot build.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { minify } from 'terser';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  define: { COLOPHON_VERSION: JSON.stringify(version) },
  // The server and VS Code prefer the ES modules, which can be shaken; `yaml` and `zod` are half the size that way.
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
};

const bundles = [
  // What reads YAML is most of the extension's size: a bundle of its own, loaded with the first policy.
  {
    ...shared,
    entryPoints: { extension: 'src/editor/extension.ts' },
    outdir: 'dist',
    external: ['vscode', './policyTools'],
    // As `require`, which finds the file beside it.
    supported: { 'dynamic-import': false },
  },
  { ...shared, entryPoints: { policyTools: 'src/editor/policyTools.ts' }, outdir: 'dist' },
  // `.cjs`: they are copied into `.git`, where the `"type": "module"` of somebody's package.json would reach them.
  {
    ...shared,
    entryPoints: { hook: 'src/cli/hook.ts', rewrite: 'src/cli/rewrite.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
  },
  {
    ...shared,
    entryPoints: { colophon: 'src/cli/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    banner: { js: '#!/usr/bin/env node' },
  },
];

if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await esbuild.context(options)).watch();
} else {
  rmSync('dist', { recursive: true, force: true });
  await Promise.all(bundles.map((options) => esbuild.build(options)));
  // Every commit starts it, and it has the smallest budget: a second minifier takes a fortieth more.
  const { code } = await minify(readFileSync('dist/hook.cjs', 'utf8'), {
    ecma: 2020,
    toplevel: true,
    // None of our functions is asked for its length or its prototype.
    compress: { passes: 4, keep_fargs: false, unsafe_arrows: true, unsafe_methods: true },
  });
  writeFileSync('dist/hook.cjs', code);
}
