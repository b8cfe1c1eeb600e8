import { strict as assert } from 'node:assert';
import { type Checked, runRoads } from './roads';

/** Together these come along every road; see the guard. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const steps = 30;

describe('a random walk over git’s roads', () => {
  const checked: Checked = new Map();

  for (const seed of seeds) {
    it(`SEED=${seed}: each commit says what is true of its lines, or less`, async function () {
      this.timeout(120_000);
      await runRoads({ seed, steps, checked });
    });
  }

  it('came along every road', () => {
    console.log(checked);
    assert.ok(checked.size > 0);
  });
});
