// What `npm test` runs: the build and the static checks, mocha in plain Node, and in a real VS Code the suites and what a
// person does by keys alone. Ends with one line, `N passed, N failed`.
//   <file> …                 these alone: test/x/y.test.ts, test/host/x.suite.ts, scenes of test/keyboard/x.ts
//   --only check|node|host   one of the three parts
//   --grep <text>            only tests whose full title matches
//   --suite <text>           of the suites in VS Code only those with this in their title
//   --full                   all seeds, paces, walks and modes: `npm run test:full`
//   --unit                   the pure rooms alone: `npm run test:unit`
//   --update                 writes down how many suites, runs and tests there are: test/expected.json
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { missing } from './testing/expected.mjs';
import { nodeTests, runMocha, unitTests } from './testing/nodePart.mjs';
import { inLanes, node, root } from './testing/processes.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    grep: { type: 'string' },
    suite: { type: 'string' },
    full: { type: 'boolean', default: false },
    unit: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
  },
});
const parts = ['check', 'node', 'host'];
if (values.only !== undefined && !parts.includes(values.only))
  exitWith(`--only takes one of ${parts.join(', ')}.`);
if (values.full) process.env.COLOPHON_FULL = '1';
const command = values.unit ? 'npm run test:unit' : values.full ? 'npm run test:full' : 'npm test';
const files = chosenFiles(positionals);
/** Of a part that ran as a whole, the number of tests is compared with what it was. */
const isWhole = files === undefined && values.grep === undefined && values.suite === undefined;
const wants = (part) =>
  files ? files[part].length > 0 : values.unit ? part === 'node' : [undefined, part].includes(values.only);
const total = { passed: 0, failed: 0 };
/** What failed, said again at the end: a log of thousands of lines is read from there. */
const failures = [];
const cores = availableParallelism();

const stage = await prepare();
if (wants('check')) await runChecks();
// One after the other: windows that wait for a processor are where tests with real keys fail.
if (wants('node')) await runNode();
if (wants('host')) await runHostPart();
await stage?.remove();

if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function exitWith(message) {
  console.error(message);
  process.exit(2);
}

/** The files that were named, by the part that runs them; `undefined` where there are none. */
function chosenFiles(names) {
  if (names.length === 0) return undefined;
  const chosen = { check: [], node: [], host: [] };
  for (const given of names) {
    const name = given.replaceAll('\\', '/').replace(/^\.\//, '');
    if (!existsSync(join(root, name))) exitWith(`There is no ${name}.`);
    if (/^test\/.*\.test\.ts$/.test(name)) chosen.node.push(name);
    else if (/^test\/(?:host\/\w+\.suite|keyboard\/\w+)\.ts$/.test(name)) chosen.host.push(name);
    else
      exitWith(`${name} is no test: test/x/y.test.ts, test/host/x.suite.ts or scenes of test/keyboard/x.ts.`);
  }
  return chosen;
}

/** Builds once for all that runs the bundles, and puts them aside: a build beside it empties `dist`. */
async function prepare() {
  if (values.unit || (files && !wants('host'))) return undefined;
  await runCheck('build', ['esbuild.mjs']);
  if (!wants('node') && !wants('host')) return undefined;
  createRequire(import.meta.url)('tsx/cjs');
  const { removing } = createRequire(import.meta.url)('../test/support/host/closing.ts');
  const { runFolder } = createRequire(import.meta.url)('../test/support/host/stage.ts');
  const remove = removing(runFolder());
  const bundles = join(runFolder(), 'dist');
  if (existsSync(join(root, 'dist'))) cpSync(join(root, 'dist'), bundles, { recursive: true });
  return { remove, env: { COLOPHON_TEST_BUNDLES: bundles } };
}

async function runChecks() {
  const vsix = 'package --no-dependencies --no-rewrite-relative-links --allow-missing-repository --out';
  mkdirSync(join(root, '.vscode-test'), { recursive: true });
  const checks = [
    ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
    ['lint and format', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']],
    ['package', ['node_modules/@vscode/vsce/vsce', ...vsix.split(' '), '.vscode-test/colophon.vsix']],
  ];
  await inLanes(checks, cores, ([title, args]) => runCheck(title, args));
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

async function runNode() {
  const chosen = files?.node ?? (values.unit ? unitTests() : nodeTests());
  const jobs = chosen.length > 1 ? Math.max(2, cores) : 1;
  const options = { jobs, grep: values.grep, env: stage?.env };
  const counted = await runMocha(chosen, options);
  total.passed += counted.passed;
  if (counted.failed > 0) fail(counted.problems.shift(), counted.failed);
  for (const problem of counted.problems) fail(problem);
  compare('node', { files: counted.files, tests: counted.tests });
}

async function runHostPart() {
  const { runHost } = await import('./testing/hostPart.mjs');
  const report = ({ title, passed, failed, said }) => {
    total.passed += passed;
    if (failed > 0) fail(`  ${title}\n${said}`, failed);
  };
  const { problems, counts } = await runHost({ ...values, files: files?.host }, report);
  for (const problem of problems) fail(problem);
  compare('host', counts.host);
  compare('keyboard', counts.keyboard);
}

function compare(part, counts) {
  if (!isWhole) return;
  for (const problem of missing(command, part, counts, values)) fail(problem);
}
