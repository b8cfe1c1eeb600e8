import { strictEqual } from 'node:assert/strict';
import type { Head } from '../../../src/git/objects/head';
import { type CommitFacts, commitKind } from '../../../src/workflow/commit/commitKind';

const head: Head = {
  oid: '1'.repeat(40),
  tree: '2'.repeat(40),
  parents: [],
  authorDate: '@1000 +0000',
  authorName: 'Ada',
  authorEmail: 'ada@x',
  committedAt: 1,
  message: 'x',
  isNoted: false,
};
const author = { GIT_AUTHOR_DATE: '@1000 +0000', GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@x' };
const later = { ...author, GIT_AUTHOR_DATE: '@2000 +0000' };
const git = (...commands: string[]) =>
  commands.map((line) => ({ command: line.split(' ')[0]!, args: line.split(' ').slice(1) }));

/** With what is told where the system does not say how git was called, as on Windows. */
const kind = (some: Partial<CommitFacts>) =>
  commitKind({
    source: 'message',
    states: new Set(),
    env: later,
    head,
    message: 'x',
    now: 2_000_000,
    ...some,
  });

describe('the kind of a commit', () => {
  it('where the system says how git was called', () => {
    strictEqual(kind({ calls: git('commit -m x') }), 'new');
    strictEqual(kind({ calls: git('commit --amend -m x') }), 'amend');
    strictEqual(kind({ calls: git('commit --amend'), source: 'commit', from: 'HEAD' }), 'amend');
    strictEqual(kind({ calls: git('commit -C HEAD'), source: 'commit', from: 'HEAD', env: author }), 'new');
    strictEqual(kind({ calls: git('commit -m x'), env: author }), 'new');
    strictEqual(kind({ calls: git('commit --amend'), head: 'unborn' }), 'new');
    strictEqual(kind({ calls: git('rebase main') }), 'replay');
    strictEqual(kind({ calls: git('commit --amend', 'rebase --continue') }), 'replay');
    strictEqual(kind({ calls: git('revert x') }), 'replay');
    strictEqual(kind({ calls: git('commit -m x'), states: new Set(['rebase']) }), 'new');
    strictEqual(kind({ calls: git('commit -m x'), states: new Set(['rebase', 'rebase-squash']) }), 'replay');
    strictEqual(kind({ calls: git('merge x', 'pull'), source: 'merge' }), 'merge');
  });

  it('where it does not', () => {
    strictEqual(kind({}), 'new');
    strictEqual(kind({ env: author }), 'amend');
    strictEqual(kind({ env: author, now: 1_001_000 }), 'unclear');
    strictEqual(kind({ env: { ...author, GIT_AUTHOR_NAME: 'Bo' } }), 'new');
    strictEqual(kind({ env: author, source: 'commit', from: 'HEAD' }), 'amend');
    strictEqual(kind({ env: author, source: 'commit', from: 'other' }), 'new');
    strictEqual(kind({ env: author, source: '' }), 'new');
    strictEqual(kind({ states: new Set(['rebase']) }), 'replay');
    strictEqual(kind({ message: `Revert "x"\n\nThis reverts commit ${head.oid}.\n` }), 'replay');
    strictEqual(kind({ calls: [], states: new Set(['rebase']) }), 'replay');
  });

  it('by what git has under way', () => {
    for (const state of ['cherry-pick', 'revert', 'am'] as const) {
      strictEqual(kind({ states: new Set([state]), calls: git('commit') }), 'replay');
    }
    strictEqual(
      kind({ env: { ...later, GIT_REFLOG_ACTION: 'rebase (pick)' }, calls: git('commit') }),
      'replay',
    );
    strictEqual(kind({ env: { ...later, GIT_REFLOG_ACTION: 'pull' }, calls: git('merge') }), 'new');
    strictEqual(kind({ states: new Set(['merge']), source: 'merge' }), 'merge');
    strictEqual(kind({ states: new Set(['rebase']), source: 'merge', calls: git('commit') }), 'replay');
    strictEqual(
      kind({ states: new Set(['rebase', 'merge']), source: 'merge', calls: git('commit') }),
      'merge',
    );
    strictEqual(kind({ states: new Set(['merge']) }), 'merge');
    strictEqual(kind({ states: new Set(['squash']) }), 'squash');
    strictEqual(kind({ source: 'squash' }), 'squash');
  });
});
