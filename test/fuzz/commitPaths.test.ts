import { strict as assert } from 'node:assert';
import { effort, isFull } from '../support/effort';
import { Checked } from './check';
import { walkCommitPaths } from './commitPaths';
import { originNames } from './model';

/** Together they come along every commit path: see the guard. `npm run fuzz` takes others. */
const all = [8, 7, 13, 26, 15, 18, 30, 31, 34, 37];
const seeds = all.slice(0, effort(6, all.length));
const steps = 36;

const commitPaths =
  `a commit split, amend by a program, amend of nothing, amend of the content, amend of the message, autosquash,
cherry-pick, commit --allow-empty, commit --fixup, commit --no-verify, commit -C, commit -F, commit -a, commit -m,
commit by a program, commit in a window, commit in an editor, commit of paths, commit without hooks, history reword,
history split, merge, merge --squash, merge --squash with git’s message, merge with conflicts, rebase,
rebase -i and edit, rebase -i and edited and amended, rebase -i and edited with one more, rebase -i and fixup,
rebase -i and pick, rebase -i and reword, rebase -i and squash, reset --soft and commit, revert, squash on a forge`.split(
    /,\s+/,
  );

describe('a random walk over git’s commit paths', () => {
  const checked = new Checked();

  for (const seed of seeds) {
    it(`SEED=${seed}: each commit says what is true of its lines, or less`, async function () {
      this.timeout(300_000);
      await walkCommitPaths({ seed, steps, checked });
    });
  }

  it('comes along every commit path, with lines of every origin', () => {
    const gone = [...checked.commits.keys()].sort();
    if (isFull) assert.deepEqual(gone, [...commitPaths].sort());
    else assert.ok(gone.length > 20 && gone.every((one) => commitPaths.includes(one)), gone.join(', '));
    const least = effort(10, 20);
    const few = originNames.filter((origin) =>
      [checked.counted, checked.noted, checked.blamed].some((lines) => (lines.get(origin) ?? 0) < least),
    );
    assert.deepEqual(few, [], JSON.stringify([...checked.blamed]));
  });
});
