// What `npm test` runs: the build and the static checks, mocha in plain Node, and in a real VS Code the suites and what a
// person does by keys alone.
// Ends with one line, `N passed, N failed`.
//   --only check|node|host   one of the three parts
//   --grep <text>            only tests whose full title matches
//   --suite <text>           of the suites in VS Code only those with this in their title
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleSuites } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { values } = parseArgs({
  options: { only: { type: 'string' }, grep: { type: 'string' }, suite: { type: 'string' } },
});
const parts = ['check', 'node', 'host'];
if (values.only !== undefined && !parts.includes(values.only)) {
  console.error(`--only takes one of ${parts.join(', ')}.`);
  process.exit(2);
}
const wants = (part) => values.only === undefined || values.only === part;
const minutes = 30;
const total = { passed: 0, failed: 0 };
/** What failed, said again at the end: a log of thousands of lines is read from there. */
const failures = [];

if (wants('check')) for (const [title, args] of checks()) await runCheck(title, args);
if (wants('node')) await runMocha();
if (wants('host')) await runHost();

if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function checks() {
  const vsix = 'package --no-dependencies --no-rewrite-relative-links --allow-missing-repository --out'.split(
    ' ',
  );
  mkdirSync(`${root}.vscode-test`, { recursive: true });
  vsix.push('.vscode-test/colophon.vsix');
  return [
    ['build', ['esbuild.mjs']],
    ['lint and format', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']],
    ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
    ['package', ['node_modules/@vscode/vsce/vsce', ...vsix]],
  ];
}

async function runCheck(title, args) {
  const { code, output } = await node(args, { isQuiet: true });
  const said = code === 0 ? `  ✓ ${title}` : `  ✗ ${title}\n${output}`;
  console.log(said);
  if (code === 0) total.passed += 1;
  else fail(said);
}

function fail(what, count = 1) {
  total.failed += count;
  failures.push(what.slice(0, 10_000));
}

/** mocha's own summary is what is counted; without one it did not come to its end, which is a failure. */
async function runMocha() {
  const args = [
    'node_modules/mocha/bin/mocha.js',
    // Most of them wait for git.
    '--parallel',
    `--jobs=${Math.max(2, availableParallelism())}`,
    ...(values.grep === undefined ? [] : ['--grep', values.grep]),
  ];
  const { code, output } = await node(args);
  const count = (word) =>
    Number([...output.matchAll(new RegExp(`^ *(\\d+) ${word}\\b`, 'gm'))].at(-1)?.[1] ?? Number.NaN);
  const [passed, failed] = [count('passing'), count('failing')];
  total.passed += passed || 0;
  if (failed > 0) fail(output.slice(output.lastIndexOf(`${failed} failing`)), failed);
  else if (code !== 0 || Number.isNaN(passed)) fail(`mocha did not come to its end: exit code ${code}`);
}

async function runHost() {
  // Built here only where the first part has not done so.
  if (!wants('check') && existsSync(`${root}src/editor/extension.ts`))
    await runCheck('build', ['esbuild.mjs']);
  require('tsx/cjs');
  const { keyboardRuns } = require('../test/keyboard/runs.ts');
  const { playScenes } = require('../test/keyboard/play.ts');
  const { hostRuns } = require('../test/support/host/runs.ts');
  const { runSuite } = require('../test/support/host/suites.ts');
  const { removing } = require('../test/support/host/closing.ts');
  const { runFolder, stageExtension } = require('../test/support/host/stage.ts');
  const remove = removing(runFolder());
  stageExtension(join(runFolder(), 'extension'));
  // esbuild has said why.
  for (const name of await bundleSuites(join(runFolder(), 'suites'))) fail(`  ✗ ${name} could not be built`);
  const isWanted = ({ title }) => title.includes(values.suite ?? '');
  for (const suite of hostRuns().filter(isWanted)) {
    const env = { ...suite.host.env, ...(values.grep === undefined ? {} : { COLOPHON_GREP: values.grep }) };
    const host = { ...suite.host, env, report: console.log };
    await counted(suite, (print) => runSuite({ ...suite, host }, print));
  }
  for (const run of keyboardRuns().filter(isWanted)) {
    const host = { ...run.host, report: console.log };
    await counted(run, (print) => playScenes({ ...run, host }, print, values.grep));
  }
  await remove();
}

/** Adds up what a window's tests come to. */
async function counted({ title }, run) {
  let said = '';
  const { passed, failed } = await run((line) => {
    console.log(line);
    if (/^ {4}✗|^ {8}/.test(line)) said += `\n${line}`;
  });
  total.passed += passed;
  if (failed > 0) fail(`  ${title}${said}`, failed);
}

/** Runs Node to its end, its output shown as it comes unless `isQuiet`. */
function node(args, { isQuiet = false } = {}) {
  return new Promise((fulfil) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    // Far above what any of it takes: only a hang comes here. mocha starts a process of its own, which ends when
    // nobody reads what it says.
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      fulfil({ code: `none, it hung for ${minutes} minutes`, output });
    }, minutes * 60_000);
    for (const [stream, shown] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (!isQuiet) shown.write(chunk);
      });
    }
    child.on('error', (error) => fulfil({ code: -1, output: error.message }));
    child.on('close', (code) => {
      clearTimeout(limit);
      fulfil({ code, output });
    });
  });
}
