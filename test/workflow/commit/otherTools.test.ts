import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { hookedRepo } from '../../support/hookedRepo';
import type { TestRepo } from '../../support/repo';

/** Programs that commit by themselves run some of git's hooks, and when they like: what they commit decides. */
describe('a commit by another program than git', () => {
  let repo: TestRepo;
  beforeEach(async () => {
    repo = await hookedRepo({ 'old.txt': 'one\n' });
  });
  afterEach(() => repo.remove());

  const stage = (name: string, text: string) => {
    repo.write(name, text);
    repo.git('add', name);
  };
  const hook = (name: string, ...args: string[]) => repo.tryGit(['hook', 'run', name, '--', ...args]);
  /** As JGit, GitPython and dulwich: without `prepare-commit-msg`. */
  const commit = (message: string) => {
    repo.write('.git/MESSAGE', `${message}\n`);
    const done = hook('commit-msg', '.git/MESSAGE');
    if (done.code !== 0) return done;
    const tree = repo.git('write-tree').trim();
    const made = repo.git('commit-tree', '-p', 'HEAD', '-F', '.git/MESSAGE', tree).trim();
    repo.git('update-ref', 'HEAD', made);
    return hook('post-commit');
  };
  const said = () => repo.message().match(/^AI-Provenance: .*$/gm);
  /** A commit that git begins and the person gives up. */
  const giveUp = () => {
    repo.write('../editor', '#!/bin/sh\n: >"$1"\n');
    repo.run('chmod', ['+x', '../editor']);
    strictEqual(repo.tryGit(['commit'], { env: { GIT_EDITOR: '../editor' } }).code, 1);
  };

  it('that runs only commit-msg and post-commit has trailers and a note', () => {
    stage('new.txt', 'mine\n@ai made\n');
    strictEqual(commit('Add').code, 0);
    deepStrictEqual(said(), ['AI-Provenance: v1; lines=2; ai=1; human=1']);
    deepStrictEqual(repo.note(), { 'new.txt': ['1 human', '2 ai'] });
  });

  it('says nothing of what was given up before', () => {
    stage('new.txt', '@ai made\n');
    giveUp();
    repo.git('rm', '-q', '--cached', 'new.txt');
    stage('old.txt', 'one\nmine\n');
    strictEqual(commit('Mine').code, 0);
    deepStrictEqual([said(), repo.note()], [null, { 'old.txt': ['2 human'] }]);
  });

  it('is not stopped for what was given up before, and is for its own', () => {
    stage('new.txt', '@ai made @block\n');
    strictEqual(repo.tryGit(['commit', '-m', 'Blocked']).code, 1);
    repo.git('rm', '-q', '--cached', 'new.txt');
    stage('old.txt', 'one\nmine\n');
    strictEqual(commit('Mine').code, 0);
    stage('new.txt', '@ai made @block\n');
    const { code, stderr } = commit('Blocked');
    strictEqual(code, 1);
    match(stderr, /AI lines in core/);
  });

  it('that asks early and stages more is told of by what it commits', () => {
    stage('old.txt', 'one\nmine\n');
    repo.write('.git/EARLY', '');
    hook('prepare-commit-msg', '.git/EARLY', '');
    stage('new.txt', '@ai made\n@ai more\n');
    strictEqual(commit('Late').code, 0);
    deepStrictEqual(said(), ['AI-Provenance: v1; lines=3; ai=2; human=1']);
    deepStrictEqual(repo.note(), { 'old.txt': ['2 human'], 'new.txt': ['1 ai', '2 ai'] });
  });

  it('keeps what a message says that it took over, since it may amend', () => {
    stage('new.txt', '@ai made\n');
    strictEqual(commit('Add').code, 0);
    const [account] = said()!;
    stage('new.txt', '@ai made\nmine\n');
    strictEqual(commit(repo.message()).code, 0);
    deepStrictEqual(said(), [account]);
  });

  it('that is made again, as by git am, keeps what it has', () => {
    stage('new.txt', '@ai made\n');
    giveUp();
    repo.git('stash', '-q');
    repo.write('.git/rebase-apply/applying', '');
    stage('old.txt', 'one\n@ai of somebody\n');
    strictEqual(commit('Applied').code, 0);
    deepStrictEqual(said(), null);
    repo.run('rm', ['-r', '.git/rebase-apply']);
  });

  it('has its assistant named once, however another hook spells it', () => {
    stage('new.txt', '@ai made\n');
    const [shebang, ...lines] = repo.read('.git/hooks/commit-msg').split('\n');
    const respell = `sed -i 's/^Co-authored-by: Claude.*/Assisted-By: Claude/I' "$1"`;
    repo.write('.git/hooks/commit-msg', [shebang, respell, ...lines].join('\n'));
    repo.git('commit', '-q', '-m', 'Add\n\nCo-Authored-By: Claude <noreply@anthropic.com>');
    strictEqual(repo.message().match(/^assisted-by: claude/gim)?.length, 1);
  });
});
