// Builds the bundles. `node esbuild.mjs` for release, `--watch` while working.
// The command line is bundled without `external: ['vscode']` on purpose: an import of it there cannot build.
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { shellTexts } from './tools/shellTexts.mjs';

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
  define: { COLOPHON_VERSION: JSON.stringify(version), 'globalThis.COLOPHON_STAGED_ONLY': 'undefined' },
  // The server and VS Code prefer the ES modules, which can be shaken; `yaml` and `zod` are half the size that way.
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
  // To Node, `yaml` offers CommonJS alone; the same source as ES modules is what it has for everybody else.
  alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
  plugins: [shellTexts],
};

/** What reads YAML and judges by it. With the libraries for that it is half of everything: a bundle of its own. */
const tools = [
  'policy/parse',
  'policy/compile',
  'policy/lint',
  'policy/editing/policyKeys',
  'policy/editing/yamlTree',
  'workflow/policy/loadPolicy',
  'workflow/policy/init',
  'workflow/policy/initSuggestions',
  'workflow/policy/policyTemplate',
  'workflow/policy/treePolicy',
];

/** Installs the hooks, with the texts of their scripts: in a window asked for once. They are with the tools. */
const install = ['workflow/install/gitHooks', 'workflow/install/assistantStatus'];

/** Judges a range, and signs for it: what a window and a hook seldom do. */
const gate = [
  'workflow/verify/verify',
  'workflow/verify/zoneVerdicts',
  'workflow/verify/signOff',
  'workflow/verify/openSignoffs',
  'workflow/verify/pullRequest',
];

/** Reads a history and draws the report: what people seldom ask for, with the library that the charts need. */
const report = [
  'workflow/audit/audit',
  'workflow/audit/auditManifest',
  'workflow/audit/auditReport',
  'report/page',
  'report/view',
];

/** Finds notes by what they name: what a hook seldom does. */
const notes = ['git/objects/noteIndex', 'git/objects/committedRecords'];

/** Reads what notes say of commits that are made again: seldom asked for in the editor, and a hook's own bundle has it. */
const records = ['workflow/commit/notedRecords'];

/** Elsewhere, what these modules give comes from that bundle. */
const from = (modules, bundle) => ({
  name: bundle,
  setup(build) {
    // esbuild names files by where they really are.
    const files = new Set(modules.map((name) => resolve(realpathSync('src'), name)));
    build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) =>
      kind !== 'entry-point' && files.has(resolve(resolveDir, path))
        ? { path: bundle, external: true }
        : undefined,
    );
  },
});
const fromTools = from(tools, './policyTools.cjs');
const fromGate = from(gate, './gate.cjs');
const fromReport = from(report, './report.cjs');

/** The functions of these modules, from that bundle once one of them is called: none is loaded at activation for it. */
const onCall = (modules, bundle) => ({
  name: `${bundle} on call`,
  setup(build) {
    const files = new Set(modules.map((name) => `${resolve(realpathSync('src'), name)}.ts`));
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!files.has(path)) return undefined;
      const text = readFileSync(path, 'utf8');
      const exported = [...text.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)];
      const calls = exported.map(
        ([, name]) => `export const ${name} = (...given) => require('${bundle}').${name}(...given);`,
      );
      if (/^export (?:class|const \w+(?:: \w+)? = (?!async \())/m.test(text))
        throw new Error(`${path} exports something else than functions: it cannot be loaded on call.`);
      return { contents: calls.join('\n') };
    });
  },
});

/** Loaded by the command that needs it; the protocol's library is larger than all the rest. */
const mcpApart = {
  name: 'mcp',
  setup(build) {
    build.onResolve({ filter: /^\.\/mcp$/ }, () => ({ path: './mcp.cjs', external: true }));
  },
};

const onNotes = onCall(notes, './notes.cjs');
const onRecords = onCall(records, './rewrite.cjs');
const onInstall = onCall(install, './policyTools.cjs');

const bundles = [
  {
    ...shared,
    entryPoints: { extension: 'src/editor/extension.ts' },
    outdir: 'dist',
    // Loaded with the first policy, with the first that is open, and with the first report; not at activation.
    external: [
      'vscode',
      './policyTools.cjs',
      './gate.cjs',
      './policyEditing.cjs',
      './report.cjs',
      './rewrite.cjs',
      './notes.cjs',
    ],
    plugins: [...shared.plugins, onNotes, onRecords, onInstall],
  },
  {
    ...shared,
    entryPoints: { policyEditing: 'src/editor/policyEditing/startPolicyEditing.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    // Loaded with the first policy that is open in a window.
    external: ['vscode'],
    plugins: [...shared.plugins, fromTools],
  },
  {
    ...shared,
    stdin: {
      contents: [...tools, ...install].map((name) => `export * from './${name}';`).join('\n'),
      resolveDir: 'src',
    },
    outfile: 'dist/policyTools.cjs',
  },
  {
    ...shared,
    stdin: {
      contents: gate.map((name) => `export * from './${name}';`).join('\n'),
      resolveDir: 'src',
    },
    outfile: 'dist/gate.cjs',
    plugins: [...shared.plugins, fromTools],
  },
  {
    ...shared,
    stdin: {
      contents: report.map((name) => `export * from './${name}';`).join('\n'),
      resolveDir: 'src',
    },
    outfile: 'dist/report.cjs',
    plugins: [...shared.plugins, fromTools, onNotes],
    external: ['./notes.cjs'],
  },
  // `.cjs`: they are copied into `.git`, where the `"type": "module"` of somebody's package.json would reach them.
  {
    ...shared,
    entryPoints: {
      hook: 'src/cli/gitHook.ts',
      rewrite: 'src/cli/rewrite.ts',
      agent: 'src/cli/assistantHook.ts',
      shells: 'src/cli/shells.ts',
    },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    define: { ...shared.define, 'globalThis.COLOPHON_STAGED_ONLY': 'true' },
    plugins: [...shared.plugins, onNotes],
    external: ['./notes.cjs'],
  },
  {
    ...shared,
    stdin: {
      contents: notes.map((name) => `export * from './${name}';`).join('\n'),
      resolveDir: 'src',
    },
    outfile: 'dist/notes.cjs',
  },
  {
    ...shared,
    entryPoints: { colophon: 'src/cli/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    plugins: [...shared.plugins, fromTools, fromGate, fromReport, mcpApart, onNotes, onRecords],
    external: ['./notes.cjs', './rewrite.cjs'],
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    entryPoints: { mcp: 'src/cli/mcp.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    plugins: [...shared.plugins, fromTools],
  },
];

// One build for both: what is worked with under watch is what ships, but for the source maps that lead a debugger to src.
rmSync('dist', { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  const watched = { sourcemap: true, logLevel: 'info' };
  const contexts = await Promise.all(bundles.map((options) => esbuild.context({ ...options, ...watched })));
  await Promise.allSettled(contexts.map((context) => context.rebuild()));
  // .vscode/tasks.json waits for this line.
  console.log('[watch] ready');
  for (const context of contexts) await context.watch();
} else {
  await Promise.all(bundles.map((options) => esbuild.build(options)));
}
