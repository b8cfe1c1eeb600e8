import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { planInstall } from '../../src/workflow/install/gitHooks';
import { applyPlan } from '../../src/workflow/install/installPlan';
import type { TestRepo } from './repo';

let folder: Promise<string> | undefined;

/** A folder with the bundles that an installation copies: the real hook around `hookDouble.ts`. Made once. */
export function hookBundles(): Promise<string> {
  folder ??= (async () => {
    const made = mkdtempSync(join(tmpdir(), 'colophon-bundles-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    await build({
      entryPoints: {
        hook: join(__dirname, 'hookDouble.ts'),
        rewrite: join(__dirname, '../../src/cli/rewrite.ts'),
      },
      outdir: made,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      minify: true,
      logLevel: 'error',
    });
    for (const name of ['colophon.cjs', 'policyTools.cjs', 'gate.cjs', 'notes.cjs', 'mcp.cjs', 'report.cjs'])
      writeFileSync(join(made, name), '// the command line\n');
    return made;
  })();
  return folder;
}

/** Installs the hooks as a person would, with a policy and with something pending, unless told otherwise. */
export async function installHooks(repo: TestRepo, options: { pending?: boolean } = {}): Promise<void> {
  const found = await repo.open();
  const runtime = { program: process.execPath, electron: false };
  const problem = await applyPlan(found, await planInstall(found, { bundles: await hookBundles(), runtime }));
  if (problem !== undefined) throw new Error(problem);
  repo.write('.ai-policy/policy.yaml', 'version: 1\n');
  repo.write('.git/colophon/policy.json', '{}');
  repo.write('.git/colophon/strict', '');
  if (options.pending !== false) repo.write('.git/colophon/pending', '');
}
