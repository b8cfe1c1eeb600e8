import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitHooked, hookedRepo } from '../../support/hookedRepo';
import type { TestRepo } from '../../support/repo';

describe('the record of a commit follows it', () => {
  let repo: TestRepo;
  beforeEach(async () => {
    repo = await hookedRepo({ 'base.txt': 'one\ntwo\n' });
  });
  afterEach(() => repo.remove());

  const commit = (files: Record<string, string>, ...args: string[]) => commitHooked(repo, files, ...args);
  /** Runs an interactive rebase with these lines for a todo list; `$1`, `$2`, … are the commits. */
  const rebase = (todo: string, upstream: string, editor = 'true') => {
    repo.write('../todo', todo);
    return repo.tryGit(['rebase', '-q', '-i', upstream], {
      env: { GIT_SEQUENCE_EDITOR: `cp ${repo.path('../todo')}`, GIT_EDITOR: editor },
    });
  };
  const written = (revision = 'HEAD') =>
    repo
      .message(revision)
      .split('\n')
      .filter((line) => line.startsWith('AI-Provenance'));

  it('through an amend of the message', () => {
    commit({ 'a.txt': 'mine\n@ai\n' }, '-m', 'A');
    repo.git('commit', '-q', '--amend', '-m', 'B');
    deepStrictEqual(repo.note(), { 'a.txt': ['1 human', '2 ai'] });
  });

  it('through an amend of the content, whose own record it is', () => {
    commit({ 'a.txt': 'mine\n@ai\n' }, '-m', 'A');
    commit({ 'a.txt': 'first\nmine\n@ai\n' }, '--amend', '--no-edit');
    deepStrictEqual(repo.note(), { 'a.txt': ['1 human', '2 human', '3 ai'] });
  });

  it('through a rebase, to the new numbers of its lines', () => {
    repo.git('branch', 'work');
    commit({ 'base.txt': 'zero\nhalf\none\ntwo\n' }, '-m', 'Main');
    repo.git('switch', '-q', 'work');
    commit({ 'base.txt': 'one\ntwo\n@ai three\nfour\n' }, '-m', 'Work');
    commit({ 'other.txt': '@ai\n' }, '-m', 'Other');
    strictEqual(repo.tryGit(['rebase', '-q', 'main']).code, 0);
    deepStrictEqual(repo.note('HEAD^'), { 'base.txt': ['5 ai', '6 human'] });
    deepStrictEqual(repo.note(), { 'other.txt': ['1 ai'] });
  });

  it('through a rebase of the apply backend', () => {
    repo.git('branch', 'work');
    commit({ 'base.txt': 'zero\none\ntwo\n' }, '-m', 'Main');
    repo.git('switch', '-q', 'work');
    commit({ 'a.txt': '@ai\n' }, '-m', 'Work');
    strictEqual(repo.tryGit(['rebase', '-q', '--apply', 'main']).code, 0);
    deepStrictEqual(repo.note(), { 'a.txt': ['1 ai'] });
  });

  it('through a squash: several become one, and the message has what each said', () => {
    const a = commit({ 'a.txt': '@ai 1\nmine 1\n' }, '-m', 'A');
    const b = commit({ 'a.txt': '@ai 1\nmine 1\n@ai 2\n' }, '-m', 'B');
    strictEqual(rebase(`pick ${a}\nsquash ${b}\n`, 'HEAD~2').code, 0);
    deepStrictEqual(repo.note(), { 'a.txt': ['1 ai', '2 human', '3 ai'] });
    deepStrictEqual(written(), [
      'AI-Provenance: v1; lines=2; ai=1; human=1',
      'AI-Provenance: v1; lines=1; ai=1',
    ]);
  });

  it('and of a squash every account, through an amend of its message', () => {
    const a = commit({ 'a.txt': '@ai 1\nmine 1\n' }, '-m', 'A');
    const b = commit({ 'a.txt': '@ai 1\nmine 1\n@ai 2\n' }, '-m', 'B');
    strictEqual(rebase(`pick ${a}\nsquash ${b}\n`, 'HEAD~2').code, 0);
    const both = written();
    repo.git('commit', '-q', '--amend', '--no-edit');
    deepStrictEqual(written(), both);
    repo.git('commit', '-q', '--amend', '-m', 'New');
    deepStrictEqual(written(), both);
    match(repo.message(), /^New\n\nAssisted-by/);
  });

  it('through fixups, whose message git drops but not what it said', () => {
    const a = commit({ 'a.txt': '@ai 1\nmine 1\n' }, '-m', 'A');
    commit({ 'b.txt': '@ai b\n' }, '-m', 'B');
    commit({ 'a.txt': '@ai 1\nmine 1\n@ai 2\n' }, '--fixup', a);
    commit({ 'c.txt': 'mine\n@ai 3\n@ai 4\n' }, '--fixup', a);
    const done = repo.tryGit(['rebase', '-q', '-i', '--autosquash', 'HEAD~4'], {
      env: { GIT_SEQUENCE_EDITOR: ':' },
    });
    strictEqual(done.code, 0, done.stderr);
    deepStrictEqual(repo.note('HEAD^'), {
      'a.txt': ['1 ai', '2 human', '3 ai'],
      'c.txt': ['1 human', '2 ai', '3 ai'],
    });
    deepStrictEqual(written('HEAD^'), [
      'AI-Provenance: v1; lines=1; ai=1',
      'AI-Provenance: v1; lines=3; ai=2; human=1',
      'AI-Provenance: v1; lines=2; ai=1; human=1',
    ]);
    strictEqual(repo.message('HEAD^').match(/^Assisted-by/gm)?.length, 1);
    deepStrictEqual(written(), ['AI-Provenance: v1; lines=1; ai=1']);
  });

  it('through fixups that say the very same', () => {
    const a = commit({ 'a.txt': '@ai 1\n' }, '-m', 'A');
    commit({ 'b.txt': '@ai 2\n' }, '--fixup', a);
    commit({ 'c.txt': '@ai 3\n' }, '--fixup', a);
    repo.tryGit(['rebase', '-q', '-i', '--autosquash', 'HEAD~3'], { env: { GIT_SEQUENCE_EDITOR: ':' } });
    deepStrictEqual(written(), Array(3).fill('AI-Provenance: v1; lines=1; ai=1'));
  });

  it('through a fixup that gives the message too', () => {
    const a = commit({ 'a.txt': '@ai 1\n' }, '-m', 'A');
    const b = commit({ 'b.txt': '@ai b\nmine\n' }, '-m', 'Better');
    strictEqual(rebase(`pick ${a}\nfixup -C ${b}\n`, 'HEAD~2').code, 0);
    match(repo.message(), /^Better\n/);
    deepStrictEqual(written(), [
      'AI-Provenance: v1; lines=1; ai=1',
      'AI-Provenance: v1; lines=2; ai=1; human=1',
    ]);
  });

  it('through a rebase that amends each commit on its way', () => {
    commit({ 'a.txt': '@ai 1\nmine\n' }, '-m', 'A');
    commit({ 'b.txt': '@ai b\n' }, '-m', 'B');
    const amend = 'git commit -q --amend --no-edit --reset-author';
    strictEqual(repo.tryGit(['rebase', '-q', '-x', amend, 'HEAD~2']).code, 0);
    deepStrictEqual(
      [repo.note('HEAD^'), repo.note()],
      [{ 'a.txt': ['1 ai', '2 human'] }, { 'b.txt': ['1 ai'] }],
    );
    deepStrictEqual(written(), ['AI-Provenance: v1; lines=1; ai=1']);
  });

  it('through a split: each part has its own lines', () => {
    const a = commit({ 'a.txt': '@ai 1\n', 'b.txt': '@ai 2\nmine\n' }, '-m', 'Both');
    rebase(`edit ${a}\n`, 'HEAD^');
    repo.git('reset', '-q', 'HEAD^');
    repo.git('add', 'a.txt');
    repo.git('commit', '-q', '-m', 'First');
    repo.git('add', 'b.txt');
    repo.git('commit', '-q', '-m', 'Second');
    repo.git('rebase', '--continue');
    deepStrictEqual(
      [repo.note('HEAD^'), repo.note()],
      [{ 'a.txt': ['1 ai'] }, { 'b.txt': ['1 ai', '2 human'] }],
    );
  });

  it('through a split of one file, of which nothing was recorded on the way', () => {
    const a = commit({ 'a.txt': '@ai 1\nmine\n@ai 2\n' }, '-m', 'Both');
    rebase(`edit ${a}\n`, 'HEAD^');
    repo.git('reset', '-q', 'HEAD^');
    for (const text of ['@ai 1\n', '@ai 1\nmine\n@ai 2\n']) {
      repo.write('a.txt', text);
      repo.git('add', 'a.txt');
      repo.tryGit(['commit', '-q', '-m', 'Part'], { env: { COLOPHON: 'off' } });
    }
    repo.git('rebase', '--continue');
    deepStrictEqual([repo.note('HEAD^'), repo.note()], [undefined, { 'a.txt': ['2 human', '3 ai'] }]);
  });

  it('through a conflict: what a person made of it is not taken for what it was', () => {
    repo.git('branch', 'work');
    commit({ 'base.txt': 'one\n2\n' }, '-m', 'Main');
    repo.git('switch', '-q', 'work');
    commit({ 'base.txt': 'one\n@ai two\n@ai three\n' }, '-m', 'Work');
    strictEqual(repo.tryGit(['rebase', '-q', 'main']).code, 1);
    repo.write('base.txt', 'one\nresolved\n@ai three\n');
    repo.git('add', '-A');
    repo.tryGit(['rebase', '--continue'], { env: { GIT_EDITOR: 'true' } });
    deepStrictEqual(repo.note(), { 'base.txt': ['3 ai'] });
  });

  it('to a cherry-pick, with a conflict too', () => {
    repo.git('branch', 'other');
    commit({ 'a.txt': '@ai 1\nmine\n' }, '-m', 'A');
    commit({ 'base.txt': 'one\n@ai two\n@ai three\n' }, '-m', 'B');
    repo.git('switch', '-q', 'other');
    commit({ 'base.txt': 'zero\none\n2\n' }, '-m', 'Other');
    repo.git('cherry-pick', 'main^');
    deepStrictEqual(repo.note(), { 'a.txt': ['1 ai', '2 human'] });
    strictEqual(repo.tryGit(['cherry-pick', 'main']).code, 1);
    repo.write('base.txt', 'zero\none\n2\n@ai three\n');
    repo.git('add', '-A');
    repo.tryGit(['cherry-pick', '--continue'], { env: { GIT_EDITOR: 'true' } });
    deepStrictEqual(repo.note(), { 'base.txt': ['4 ai'] });
    deepStrictEqual(written(), ['AI-Provenance: v1; lines=2; ai=2']);
  });

  it('of a merge holds what is in no parent', () => {
    repo.git('branch', 'work');
    commit({ 'base.txt': 'one\n2\n' }, '-m', 'Main');
    repo.git('switch', '-q', 'work');
    commit({ 'base.txt': 'one\n@ai two\n' }, '-m', 'Work');
    strictEqual(repo.tryGit(['merge', '-q', '--no-edit', 'main']).code, 1);
    repo.write('base.txt', 'one\n@ai two\n2\n@ai resolved\n');
    repo.git('add', '-A');
    repo.tryGit(['commit', '-q', '--no-edit'], { env: { GIT_EDITOR: 'true' } });
    deepStrictEqual(repo.note(), { 'base.txt': ['4 ai'] });
  });

  it('of a squash merge, under any message', () => {
    repo.git('branch', 'work');
    repo.git('switch', '-q', 'work');
    commit({ 'a.txt': '@ai 1\nmine\n' }, '-m', 'A');
    repo.git('switch', '-q', 'main');
    repo.git('merge', '-q', '--squash', 'work');
    repo.git('commit', '-q', '-m', 'All');
    deepStrictEqual(repo.note(), { 'a.txt': ['1 ai', '2 human'] });
  });

  it('where git copies notes itself', () => {
    repo.git('config', 'notes.rewriteRef', 'refs/notes/*');
    commit({ 'a.txt': 'mine\n@ai\n' }, '-m', 'A');
    commit({ 'a.txt': 'first\nmine\n@ai\n' }, '--amend', '--no-edit');
    deepStrictEqual(repo.note(), { 'a.txt': ['1 human', '2 human', '3 ai'] });
    repo.git('switch', '-q', '-c', 'other', 'HEAD^');
    commit({ 'base.txt': 'x\none\ntwo\n' }, '-m', 'Other');
    strictEqual(repo.tryGit(['rebase', '-q', 'other', 'main']).code, 0);
    deepStrictEqual(repo.note(), { 'a.txt': ['1 human', '2 human', '3 ai'] });
  });

  it('beside notes of others, which stay', () => {
    repo.git('notes', '--ref=colophon', 'add', '-m', 'a note of somebody else', 'HEAD');
    commit({ 'a.txt': '@ai\n' }, '-m', 'A');
    repo.git('commit', '-q', '--amend', '-m', 'B');
    deepStrictEqual(repo.note(), { 'a.txt': ['1 ai'] });
    strictEqual(repo.git('notes', '--ref=colophon', 'show', 'HEAD^'), 'a note of somebody else\n');
  });

  it('in a linked worktree', () => {
    repo.git('worktree', 'add', '-q', '../linked');
    repo.write('../linked/.ai-policy/policy.yaml', 'version: 1\n');
    repo.write('../linked/a.txt', '@ai\n');
    repo.write('.git/worktrees/linked/colophon/pending', '');
    const cwd = repo.path('../linked');
    repo.tryGit(['add', 'a.txt'], { cwd });
    repo.tryGit(['commit', '-q', '-m', 'A'], { cwd });
    repo.tryGit(['commit', '-q', '--amend', '-m', 'B'], { cwd });
    deepStrictEqual(repo.note('linked'), { 'a.txt': ['1 ai'] });
  });

  it('where two worktrees commit at the same time', async () => {
    repo.git('worktree', 'add', '-q', '-b', 'linked', '../linked');
    const places = [
      { cwd: repo.root, dir: '.git/colophon' },
      { cwd: repo.path('../linked'), dir: '.git/worktrees/linked/colophon' },
    ];
    const loop =
      'for i in 1 2 3 4 5 6 7 8; do echo "@ai $i" >$i.txt; git add $i.txt; git commit -qm $i; done';
    await Promise.all(
      places.map(({ cwd, dir }) => {
        repo.write(`${dir}/pending`, '');
        mkdirSync(join(cwd, '.ai-policy'), { recursive: true });
        writeFileSync(join(cwd, '.ai-policy/policy.yaml'), 'version: 1\n');
        return new Promise((resolve) => {
          spawn('sh', ['-c', loop], { cwd, env: repo.env(), stdio: 'ignore' }).on('close', resolve);
        });
      }),
    );
    // Who lost the race for the ref comes along with the next commit.
    for (const { cwd } of places) repo.tryGit(['commit', '-q', '--allow-empty', '-m', 'Last'], { cwd });
    const commits = ['main', 'linked'].flatMap((name) =>
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${name}~${9 - n}`),
    );
    deepStrictEqual(
      commits.map((commit) => repo.note(commit)),
      commits.map((_, i) => ({ [`${(i % 8) + 1}.txt`]: ['1 ai'] })),
    );
  });
});
