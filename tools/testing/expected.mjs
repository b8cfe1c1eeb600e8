// How many suites, runs and tests there are: `test/expected.json`. What is fewer is missing, and fails the run.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './processes.mjs';

const file = join(root, 'test/expected.json');
const expected = JSON.parse(readFileSync(file, 'utf8'));

/** Tests that may be skipped, each with what it lacks where it is; any other that is skipped is a failure. */
export const maySkip = new Set(Object.keys(expected.maySkip));

/**
 * Compares what a whole part has counted: `{ files: 3, tests: 20 }`. Answers a sentence for each that is fewer; says what
 * is more, and writes that down where `update` is true.
 */
export function missing(command, part, counts, { update }) {
  const known = expected[command]?.[part] ?? {};
  const fewer = [];
  for (const [what, count] of Object.entries(counts)) {
    const wanted = known[what] ?? 0;
    const said = `${part}: ${count} ${what}, and test/expected.json has ${wanted} for ${command}`;
    if (count < wanted && !update) fewer.push(`${said}. What is missing? (--update writes them down anew.)`);
    else if (count > wanted && !update) console.log(`  ${said}: raise it with --update.`);
  }
  if (update) {
    expected[command] = { ...expected[command], [part]: counts };
    writeFileSync(file, `${JSON.stringify(expected, null, 2)}\n`);
  }
  return fewer;
}
