// The suites in a real VS Code, and what a person does by keys alone: a window each, two at once.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { bundleSuites } from '../bundle.mjs';
import { maySkip } from './expected.mjs';
import { inLanes, root } from './processes.mjs';

const require = createRequire(import.meta.url);
require('tsx/cjs');
const { keyboardRuns } = require('../../test/keyboard/runs.ts');
const { playScenes } = require('../../test/keyboard/play.ts');
const { wantsDesktop } = require('../../test/support/host/desktop.ts');
const { hostRuns, otherSuites } = require('../../test/support/host/runs.ts');
const { runSuite } = require('../../test/support/host/suites.ts');
const { runFolder, stageExtension } = require('../../test/support/host/stage.ts');

// Each window has several things to end with this process.
process.setMaxListeners(100);

/** The longest, which begin first. */
const longest = ['by keys alone, with a policy', 'editor, colophon.hostSignals: auto'];

/** The run that a suite's or scenes' file belongs to: `test/host/x.suite.ts`, `test/keyboard/x.ts`. */
const suiteOf = ({ host }) => `test/host/${basename(host.testEntry, '.js')}.ts`;

/** Files of suites that nothing runs, and suites whose file is not there. */
function strayFiles() {
  const wanted = new Set([
    ...hostRuns().map(suiteOf),
    ...otherSuites.map((name) => `test/host/${name}.suite.ts`),
  ]);
  const there = new Set(
    readdirSync(join(root, 'test/host'))
      .filter((name) => name.endsWith('.suite.ts'))
      .map((name) => `test/host/${name}`),
  );
  return [
    ...[...wanted].filter((file) => !there.has(file)).map((file) => `${file} is missing`),
    ...[...there].filter((file) => !wanted.has(file)).map((file) => `${file}: no run of hostRuns() has it`),
  ];
}

/** The runs of the scenes in these files alone. */
function scenesOf(files) {
  const scenes = new Set(files.flatMap((file) => Object.values(require(join(root, file))).flat()));
  return keyboardRuns().map((run) => ({ ...run, scenes: run.scenes.filter((scene) => scenes.has(scene)) }));
}

/**
 * Runs the suites and scenes: all, or those of `files`, with `suite` in their title. Each result is `report`ed:
 * `{ title, passed, failed, said }`.
 */
export async function runHost({ files, suite = '', grep }, report) {
  const problems = strayFiles();
  stageExtension(join(runFolder(), 'extension'));
  // esbuild has said why.
  for (const name of await bundleSuites(join(runFolder(), 'suites')))
    problems.push(`${name} could not be built`);
  const suites = hostRuns()
    .filter((run) => files === undefined || files.includes(suiteOf(run)))
    .map((run) => ({
      run,
      title: run.title,
      part: 'host',
      play: (host, print) => runSuite({ ...run, host }, print),
    }));
  const scenes = (
    files === undefined ? keyboardRuns() : scenesOf(files.filter((file) => /^test\/keyboard\//.test(file)))
  )
    .filter((run) => run.scenes.length > 0)
    .map((run) => ({
      run,
      title: run.title,
      part: 'keyboard',
      play: (host, print) => playScenes({ ...run, host }, print, grep),
    }));
  const all = [...suites, ...scenes].filter(({ title }) => title.includes(suite));
  const wanted = [
    ...all.filter(({ title }) => longest.includes(title)),
    ...all.filter(({ title }) => !longest.includes(title)),
  ];
  const counts = { host: { suites: 0, runs: 0, tests: 0 }, keyboard: { runs: 0, tests: 0 } };
  counts.host.suites = new Set(suites.map(({ run }) => suiteOf(run))).size;
  // A desktop has one screen, one clipboard and one focus. What must pass at the first go, in CI, shares no processor: a
  // window that waits for one shows its ghost text late, or not at all.
  const lanes = wantsDesktop() || process.env.CI ? 1 : Math.min(2, availableParallelism());
  await inLanes(wanted, lanes, async ({ run, title, part, play }) => {
    const from = Date.now();
    const lines = [];
    const isAlone = wanted.length === 1;
    const env = { ...run.host.env, ...(grep === undefined ? {} : { COLOPHON_GREP: grep }) };
    const print = (line) => {
      lines.push(line);
      if (isAlone) console.log(line);
    };
    const { passed, failed, skipped } = await play({ ...run.host, env, report: console.log }, print);
    const seconds = ((Date.now() - from) / 1000).toFixed(0);
    print(`  ${title}: ${seconds} s`);
    if (!isAlone) console.log(lines.join('\n'));
    counts[part].runs += 1;
    counts[part].tests += passed + failed + skipped.length;
    if (grep === undefined && passed + failed + skipped.length === 0) problems.push(`${title} has no test`);
    if (grep === undefined)
      for (const one of skipped)
        if (!maySkip.has(one)) problems.push(`skipped, and not named in test/expected.json: ${one}`);
    const said = lines
      .join('\n')
      .split('\n')
      .filter((line) => /^ {4}✗|^ {8}/.test(line));
    report({ title, passed, failed, said: said.join('\n') });
  });
  return { problems, counts };
}
