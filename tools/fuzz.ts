// `npm run fuzz`: random walks over git's commit paths, each commit checked against a model. `SEED=7` runs that walk alone;
// else ROUNDS (20) of them from a random start. A walk that fails prints its seed and its steps.
import { Checked } from '../test/fuzz/check';
import { walkCommitPaths } from '../test/fuzz/commitPaths';

async function main(): Promise<void> {
  const { SEED, ROUNDS = '20', STEPS = '30' } = process.env;
  const first = SEED === undefined ? Math.floor(Math.random() * 1e9) : Number(SEED);
  const rounds = SEED === undefined ? Number(ROUNDS) : 1;
  const checked = new Checked();
  let failed = 0;
  for (let seed = first; seed < first + rounds; seed++) {
    try {
      await walkCommitPaths({ seed, steps: Number(STEPS), checked });
      console.log(`SEED=${seed} is fine`);
    } catch (error) {
      failed++;
      console.error(error instanceof Error ? error.message : error);
    }
  }
  for (const [commitPath, commits] of [...checked.commits].sort(([, a], [, b]) => b - a))
    console.log(`${commits}\t${commitPath}`);
  for (const [commitPath, lines] of checked.unknown)
    console.log(`${lines}\tAI lines that were seen are unknown: ${commitPath}`);
  console.log(`${rounds - failed} walks of ${STEPS} steps are fine, ${failed} failed`);
  if (failed > 0 || checked.commits.size === 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
