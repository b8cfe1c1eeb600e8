import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActivationTimes } from '../host/activation.suite';
import { cacheRoot, projectRoot } from '../support/host/cache';
import { zonesRepository } from '../support/host/editorRuns';
import { colophonRun, suiteFile } from '../support/host/runs';
import { runFolder, stageExtension } from '../support/host/stage';
import { runSuite } from '../support/host/suites';
import { median } from '../support/median';

const budgetMs = 50;
const rounds = 15;
const bundle = join(projectRoot, 'dist/extension.js');

/**
 * Activation against its budget: how long the bundle takes to load in plain Node, and in the real extension host how
 * long it takes to load and to activate. What reads YAML comes with the first policy, after activation: it is said too.
 */
export async function run(): Promise<void> {
  if (!existsSync(bundle)) return console.log('  dist/extension.js: not built; run npm run build');
  const loads = Array.from({ length: rounds }, () => loadInNode('extension.js'));
  say('load in plain Node', median(loads));
  say(
    'policy tools, with the first policy',
    median(Array.from({ length: rounds }, () => loadInNode('policyTools.cjs'))),
  );
  const times = await inHost();
  if (times === undefined) return console.log('  in the host: not measured; `npm test` installs the host');
  const load = median(times.load);
  say('in the host: load', load);
  say('in the host: activate', times.activate);
  say('in the host: both', load + times.activate);
}

/** The bundle's load alone, in a process of its own, with a stand-in for `vscode` that has everything and does nothing. */
function loadInNode(name: string): number {
  const script = `
    const Module = require('node:module');
    const load = Module._load;
    let nothing;
    nothing = new Proxy(function () {}, { get: (_, key) => (key === Symbol.toPrimitive ? () => 0 : nothing), construct: () => nothing, apply: () => nothing });
    Module._load = (request, ...rest) => (request === 'vscode' ? nothing : load(request, ...rest));
    const started = performance.now();
    require(process.argv[1]);
    console.log(performance.now() - started);`;
  const file = join(projectRoot, 'dist', name);
  const { stdout } = spawnSync(process.execPath, ['-e', script, file], { encoding: 'utf8', timeout: 30_000 });
  return Number(stdout);
}

async function inHost(): Promise<ActivationTimes | undefined> {
  if (!existsSync(join(cacheRoot, 'done'))) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'colophon-activation-'));
  const file = join(folder, 'times.json');
  try {
    stageExtension(join(runFolder(), 'extension'));
    const { bundleSuites } = (await import('../../tools/bundle.mjs' as string)) as {
      bundleSuites(outdir: string): Promise<string[]>;
    };
    await bundleSuites(join(suiteFile('activation'), '..'));
    const env = { COLOPHON_TIMES: file };
    await runSuite(colophonRun('activation', 'activation', { prepare: zonesRepository, env }), () => {});
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ActivationTimes) : undefined;
  } finally {
    for (const made of [folder, runFolder()]) rmSync(made, { recursive: true, force: true });
  }
}

function say(what: string, ms: number): void {
  console.log(`  ${what}: ${ms.toFixed(1)} ms of ${budgetMs} ms (${(ms / budgetMs).toFixed(2)})`);
}
