// The tests in plain Node, by mocha.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maySkip } from './expected.mjs';
import { node, root } from './processes.mjs';

/** The longest, which begin first, so that no worker is left alone with one at the end. */
const longest = [
  'test/fuzz/commitPaths.test.ts',
  'test/commitPaths/matrix.test.ts',
  'test/attacks/property.test.ts',
  'test/workflow/commit/commitHooks.test.ts',
  'test/cli/verifyExit.test.ts',
  'test/agents/mutations.test.ts',
  'test/policy/generate.test.ts',
  'test/attribution/attribution.test.ts',
];

/** All test files that mocha runs in Node, as `test/text/edit.test.ts`. */
export function nodeTests() {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.test.ts') && !/^test\/(?:host|fixtures)\//.test(name))
    .sort();
  const unknown = longest.filter((name) => !files.includes(name));
  if (unknown.length > 0) throw new Error(`tools/testing/nodePart.mjs names ${unknown.join(', ')}: renamed?`);
  return [...longest, ...files.filter((name) => !longest.includes(name))];
}

/** Those of the pure rooms: no process, no repository, no browser. */
export function unitTests() {
  const pure = /^test\/(?:assistants|attestation|policy|provenance|report|text)\//;
  const reachesOut = /support\/(?:browser|bundles|hookBundle|hookedRepo|markedHistory|repo)'|child_process/;
  return nodeTests().filter(
    (name) => pure.test(name) && !reachesOut.test(readFileSync(join(root, name), 'utf8')),
  );
}

/**
 * Runs these files; a single process where `jobs` is 1. Answers what was counted, and what went wrong besides the tests
 * that failed, which mocha prints.
 */
export async function runMocha(files, { jobs, grep, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-mocha-'));
  const report = join(folder, 'report.json');
  const { code, output } = await node(
    [
      'node_modules/mocha/bin/mocha.js',
      ...['--reporter', 'tools/testing/reporter.cjs', '--forbid-only'],
      ...(jobs > 1 ? ['--parallel', `--jobs=${jobs}`] : []),
      ...(grep === undefined ? [] : ['--grep', grep]),
      ...files,
    ],
    { env: { ...env, COLOPHON_MOCHA_REPORT: report } },
  );
  // For whoever wants to know which file takes how long.
  mkdirSync(join(root, '.vscode-test'), { recursive: true });
  if (existsSync(report)) copyFileSync(report, join(root, '.vscode-test/mocha.json'));
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  rmSync(folder, { recursive: true, force: true });
  if (!counts) {
    const problems = [`mocha did not come to its end: exit code ${code}\n${output.slice(-2000)}`];
    return { passed: 0, failed: 0, problems, tests: 0, files: 0 };
  }
  const problems = [];
  if (counts.failed > 0) problems.push(output.slice(output.lastIndexOf(`${counts.failed} failing`)));
  else if (code !== 0) problems.push(`mocha ended with exit code ${code}`);
  if (grep === undefined) {
    const empty = files.filter((file) => counts.files[file] === undefined);
    for (const file of empty) problems.push(`${file} has no test that ran`);
    for (const title of counts.pending)
      if (!maySkip.has(title)) problems.push(`skipped, and not named in test/expected.json: ${title}`);
  }
  const tests = counts.passed + counts.failed + counts.pending.length;
  return { ...counts, problems, tests, files: Object.keys(counts.files).length, times: counts.files };
}
