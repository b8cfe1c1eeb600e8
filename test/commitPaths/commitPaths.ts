import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discover } from '../../src/git/repository/discover';
import { Writer } from '../support/writer';
import type { Made, Outcome, Stage } from './stage';

export interface CommitPath {
  readonly group: string;
  /** What the person does, as the table says it. */
  readonly name: string;
  readonly outcome: Outcome;
  readonly note?: string;
  readonly repository?: { readonly args?: readonly string[]; readonly unborn?: boolean };
  readonly run: (stage: Stage) => Promise<Made | readonly Made[]>;
}

type Run = CommitPath['run'];

/** A commit of its own: the one that HEAD names. */
const own = (stage: Stage, revision = 'HEAD'): Made => ({ commit: stage.head(revision), from: [] });
const again = (stage: Stage, from: readonly string[], revision = 'HEAD'): Made => ({
  commit: stage.head(revision),
  from,
});

const subject = (text: string) => `{ echo '${text}'; cat "$1"; } >"$1.new" && mv "$1.new" "$1"`;

/** Staged AI lines, then this command. */
const staged =
  (...args: string[]): Run =>
  async (stage) => {
    await stage.stage();
    stage.git(...args);
    return own(stage);
  };

/** Staged AI lines, then a commit in an editor with these settings. */
const edited =
  (config: readonly string[], script = subject('Subject'), ...args: string[]): Run =>
  async (stage) => {
    await stage.stage();
    stage.inEditor(script, ...config.flatMap((one) => ['-c', one]), 'commit', '-q', ...args);
    return own(stage);
  };

/** A commit with AI lines on another branch, `work`; HEAD is on main. */
async function branched(stage: Stage, path = 'work.txt'): Promise<string> {
  stage.git('switch', '-q', '-c', 'work');
  const commit = await stage.commit('Work', path);
  stage.git('switch', '-q', 'main');
  return commit;
}

/** As `branched`, and a commit of a person's on main. */
async function diverged(stage: Stage): Promise<string> {
  const commit = await branched(stage);
  await stage.commit('Main', 'main.txt', ['human']);
  return commit;
}

/** Both sides change the same line of base.txt; `work` with an AI line. */
async function conflicting(stage: Stage): Promise<string> {
  stage.git('switch', '-q', '-c', 'work');
  stage.repo.write('base.txt', 'base one\nbase two\n');
  const commit = await stage.commit('Work', 'base.txt');
  stage.git('switch', '-q', 'main');
  stage.repo.write('base.txt', 'base one\nbase two\nanother three\n');
  stage.git('commit', '-q', '-am', 'Main');
  return commit;
}

/** The conflict is solved with the lines of the work, and one more that a person writes. */
function solve(stage: Stage, more: string[] = []): void {
  const theirs = stage.repo.git('show', 'work:base.txt');
  stage.repo.write('base.txt', `${theirs}another three\n${more.map((line) => `${line}\n`).join('')}`);
  stage.git('add', 'base.txt');
}

const trailerBlock =
  (name: string, body: string): Run =>
  async (stage) => {
    await stage.stage();
    stage.git('commit', '-q', '-m', body);
    const parsed = stage.repo.git('log', '-1', '--format=%(trailers:only,unfold)');
    for (const line of body.split('\n').filter((one) => /^[A-Z][A-Za-z-]+: /.test(one)))
      if (!stage.repo.message().includes(line)) throw new Error(`${name} lost ${line}`);
    if (!/^AI-Provenance: /m.test(parsed)) throw new Error(`git does not read our trailers: ${parsed}`);
    return own(stage);
  };

/** Lines in a file of this name. */
const named =
  (name: string): Run =>
  async (stage) => {
    await stage.stage(name);
    stage.git('commit', '-q', '-m', 'Named');
    return own(stage);
  };

const plain: Omit<CommitPath, 'group'>[] = [
  { name: '`git commit -m`', outcome: 'written', run: staged('commit', '-q', '-m', 'Subject') },
  {
    name: 'The Source Control view',
    outcome: 'written',
    note: 'as VS Code calls git; with real keys in `test/host/commit.suite.ts`',
    run: async (stage) => {
      await stage.stage();
      const args = ['commit', '--quiet', '--allow-empty-message', '--file', '-'];
      stage.tryGit(args, { input: 'From the view\n\nWhy.' });
      return own(stage);
    },
  },
  {
    name: '`git commit -F <file>`',
    outcome: 'written',
    run: async (stage) => {
      stage.repo.write('../message', 'Subject\n\nBody.\n');
      return staged('commit', '-q', '-F', '../message')(stage);
    },
  },
  {
    name: '`git commit -a`',
    outcome: 'written',
    run: async (stage) => {
      await stage.write('base.txt');
      stage.git('commit', '-q', '-a', '-m', 'All');
      return own(stage);
    },
  },
  {
    name: '`git commit -p`',
    outcome: 'written',
    run: async (stage) => {
      const lines = Array.from({ length: 30 }, (_, i) => `plain ${i}\n`);
      stage.repo.commit({ 'long.txt': lines.join('') });
      await stage.write('long.txt');
      stage.repo.write('long.txt', `first line\n${stage.repo.read('long.txt')}`);
      stage.tryGit(['commit', '-q', '-p', '-m', 'Part'], { input: 'n\ny\n' });
      if (stage.repo.git('show', 'HEAD').includes('first line')) throw new Error('all of it was committed');
      return own(stage);
    },
  },
  {
    name: '`git commit <path>`',
    outcome: 'written',
    note: 'only the path is counted; git gives the hooks an index of its own',
    run: async (stage) => {
      await stage.stage('other.txt');
      await stage.write('base.txt');
      stage.git('commit', '-q', '-m', 'One path', 'base.txt');
      const first = own(stage);
      stage.git('commit', '-q', '-m', 'The other');
      return [first, own(stage)];
    },
  },
  {
    name: '`git commit --allow-empty`',
    outcome: 'nothing to write',
    run: async (stage) => {
      await stage.write('base.txt');
      stage.git('commit', '-q', '--allow-empty', '-m', 'Empty');
      return own(stage);
    },
  },
  {
    name: '`git commit --allow-empty-message` with an empty message',
    outcome: 'reported as missing',
    note: 'a trailer would become the subject',
    run: async (stage) => {
      await stage.stage();
      stage.tryGit(['commit', '-q', '--allow-empty-message', '-F', '-'], { input: '' });
      return own(stage);
    },
  },
  {
    name: '`git commit --no-verify -m`',
    outcome: 'written',
    run: staged('commit', '-q', '--no-verify', '-m', 'Subject'),
  },
  {
    name: '`git commit -C <commit>`',
    outcome: 'written',
    note: 'the trailers of the other commit are taken out',
    run: async (stage) => {
      const other = await stage.commit('Other');
      await stage.stage('file.txt', ['ai', 'ai', 'ai', 'human']);
      stage.git('commit', '-q', '-C', other);
      return own(stage);
    },
  },
  {
    name: '`git commit -c <commit>`',
    outcome: 'written',
    run: async (stage) => {
      const other = await stage.commit('Other');
      await stage.stage('file.txt', ['ai', 'ai', 'ai', 'human']);
      stage.inEditor(':', 'commit', '-q', '-c', other);
      return own(stage);
    },
  },
  {
    name: '`COLOPHON=off git commit`, then `git commit --amend`',
    outcome: 'written',
    run: async (stage) => {
      await stage.stage();
      stage.tryGit(['commit', '-q', '-m', 'Off'], { env: { COLOPHON: 'off' } });
      if (stage.carried('HEAD').length > 0) throw new Error('it was not off');
      stage.git('commit', '-q', '--amend', '--no-edit');
      return own(stage);
    },
  },
];

const inEditor: Omit<CommitPath, 'group'>[] = [
  { name: 'An editor', outcome: 'written', run: edited([]) },
  { name: 'with `commit.verbose`', outcome: 'written', run: edited(['commit.verbose=true']) },
  { name: 'with `--cleanup=scissors`', outcome: 'written', run: edited(['commit.cleanup=scissors']) },
  { name: 'with `--cleanup=strip`', outcome: 'written', run: edited(['commit.cleanup=strip']) },
  {
    name: 'with `--cleanup=whitespace`',
    outcome: 'written',
    run: edited([], subject('Subject'), '--cleanup=whitespace'),
  },
  {
    name: 'with `--cleanup=verbatim`',
    outcome: 'written',
    run: edited([], subject('Subject'), '--cleanup=verbatim'),
  },
  { name: 'with `core.commentChar=;`', outcome: 'written', run: edited(['core.commentChar=;']) },
  {
    name: 'with `core.commentChar=auto`',
    outcome: 'written',
    run: edited(['core.commentChar=auto']),
  },
  {
    name: 'whose message is emptied',
    outcome: 'nothing to write',
    note: 'git aborts the commit, as without Colophon',
    run: async (stage) => {
      const before = stage.head();
      await stage.stage();
      const { code } = stage.inEditor(': >"$1"', 'commit', '-q');
      if (code === 0 || stage.head() !== before) throw new Error('the commit was made');
      return own(stage);
    },
  },
  {
    name: 'whose template is left as it is',
    outcome: 'nothing to write',
    note: 'git aborts the commit, as without Colophon',
    run: async (stage) => {
      const before = stage.head();
      stage.repo.write('../template', 'Subject: \n\n# Say why.\n');
      await stage.stage();
      const { code } = stage.inEditor(':', '-c', 'commit.template=../template', 'commit', '-q');
      if (code === 0 || stage.head() !== before) throw new Error('the commit was made');
      return own(stage);
    },
  },
  {
    name: 'with `--no-verify`',
    outcome: 'reported as missing',
    note: 'git skips the hook that writes them; `git commit --amend --no-edit` adds them',
    run: edited([], subject('Subject'), '--no-verify'),
  },
  {
    name: 'with `--no-verify`, then `git commit --amend --no-edit`',
    outcome: 'written',
    run: async (stage) => {
      await edited([], subject('Subject'), '--no-verify')(stage);
      stage.git('commit', '-q', '--amend', '--no-edit');
      return own(stage);
    },
  },
];

const amended: Omit<CommitPath, 'group'>[] = [
  {
    name: '`git commit --amend -m`: the message only',
    outcome: 'written',
    run: async (stage) => {
      await stage.commit('First');
      stage.git('commit', '-q', '--amend', '-m', 'Better');
      return own(stage);
    },
  },
  {
    name: '`git commit --amend --no-edit`: the content only',
    outcome: 'written',
    run: async (stage) => {
      await stage.commit('First');
      await stage.stage('file.txt', ['ai', 'human', 'human']);
      stage.git('commit', '-q', '--amend', '--no-edit');
      return own(stage);
    },
  },
  {
    name: '`git commit --amend -m`: both',
    outcome: 'written',
    run: async (stage) => {
      await stage.commit('First');
      await stage.stage('file.txt', ['ai', 'human', 'human']);
      stage.git('commit', '-q', '--amend', '-m', 'Better');
      return own(stage);
    },
  },
  {
    name: '`git commit --amend` in an editor',
    outcome: 'written',
    run: async (stage) => {
      await stage.commit('First');
      await stage.stage('file.txt', ['ai', 'human', 'human']);
      stage.inEditor(subject('Better'), 'commit', '-q', '--amend');
      return own(stage);
    },
  },
  {
    name: '`git commit --amend` that takes the AI lines out',
    outcome: 'nothing to write',
    run: async (stage) => {
      await stage.commit('First');
      stage.repo.write('file.txt', 'plain\n');
      stage.git('commit', '-q', '-a', '--amend', '--no-edit');
      return own(stage);
    },
  },
  {
    name: '`git commit --amend` in a clone, with fetched notes',
    outcome: 'written',
    note: 'what the ledger does not know, the note of the amended commit says',
    run: async (stage) => {
      await stage.commit('First');
      stage.repo.run('rm', ['-r', '.git/colophon/ledger.jsonl']);
      stage.repo.write('file.txt', `${stage.repo.read('file.txt')}unseen\n`);
      stage.git('commit', '-q', '-a', '--amend', '--no-edit');
      return own(stage);
    },
  },
  {
    name: '`git reset --soft HEAD^`, then `git commit`',
    outcome: 'written',
    run: async (stage) => {
      await stage.commit('First');
      stage.git('reset', '-q', '--soft', 'HEAD^');
      stage.git('commit', '-q', '-m', 'Again');
      return own(stage);
    },
  },
];

const merged: Omit<CommitPath, 'group'>[] = [
  {
    name: '`git merge` without a conflict',
    outcome: 'nothing to write',
    note: 'every line is in a parent',
    run: async (stage) => {
      await diverged(stage);
      stage.git('merge', '-q', '--no-edit', 'work');
      return own(stage);
    },
  },
  {
    name: '`git merge` with a conflict',
    outcome: 'written',
    note: 'the lines that no parent has are counted',
    run: async (stage) => {
      await conflicting(stage);
      stage.tryGit(['merge', '-q', '--no-edit', 'work']);
      solve(stage);
      await stage.stage('base.txt', ['ai', 'human']);
      stage.inEditor(':', 'commit', '-q', '--no-edit');
      return own(stage);
    },
  },
  {
    name: '`git merge` of several branches (octopus)',
    outcome: 'nothing to write',
    run: async (stage) => {
      for (const branch of ['one', 'two', 'three']) {
        stage.git('switch', '-q', '-c', branch, 'main');
        await stage.commit(branch, `${branch}.txt`);
      }
      stage.git('switch', '-q', 'main');
      stage.git('merge', '-q', '--no-edit', 'one', 'two', 'three');
      return own(stage);
    },
  },
  {
    name: '`git merge --no-commit` with more lines, then `git commit`',
    outcome: 'written',
    run: async (stage) => {
      await diverged(stage);
      stage.tryGit(['merge', '-q', '--no-ff', '--no-commit', 'work']);
      await stage.stage('more.txt');
      stage.git('commit', '-q', '--no-edit');
      return own(stage);
    },
  },
  {
    name: '`git merge --squash`, then `git commit` with git’s message',
    outcome: 'combined',
    note: 'the message holds those of all its commits',
    run: async (stage) => {
      const first = await branched(stage);
      stage.git('switch', '-q', 'work');
      const second = await stage.commit('More', 'more.txt', ['ai']);
      stage.git('switch', '-q', 'main');
      stage.git('merge', '-q', '--squash', 'work');
      stage.git('commit', '-q', '--no-edit');
      return again(stage, [second, first]);
    },
  },
  {
    name: '`git merge --squash`, then `git commit -m`',
    outcome: 'written',
    run: async (stage) => {
      await branched(stage);
      stage.git('merge', '-q', '--squash', 'work');
      stage.git('commit', '-q', '-m', 'All of it');
      return own(stage);
    },
  },
  {
    name: '`git pull --rebase`',
    outcome: 'kept',
    run: async (stage) => {
      const work = await diverged(stage);
      stage.git('switch', '-q', 'work');
      stage.git('pull', '-q', '--rebase', '.', 'main');
      return again(stage, [work]);
    },
  },
];

/** Two commits with AI lines on top of the base, then a rebase with a todo list made of them. */
const rebased =
  (todo: (a: string, b: string) => string[], combined: boolean, script?: string): Run =>
  async (stage) => {
    const a = await stage.commit('A', 'a.txt');
    const b = await stage.commit('B', 'b.txt', ['ai', 'ai', 'human']);
    const { code, stderr } = stage.rebase(todo(a, b), 'HEAD~2', script);
    if (code !== 0) throw new Error(stderr);
    return combined ? again(stage, [a, b]) : [again(stage, [a], 'HEAD^'), again(stage, [b])];
  };

const rewritten: Omit<CommitPath, 'group'>[] = [
  {
    name: '`git rebase` onto another branch',
    outcome: 'kept',
    run: async (stage) => {
      const work = await diverged(stage);
      stage.git('rebase', '-q', 'main', 'work');
      return again(stage, [work]);
    },
  },
  {
    name: '`git rebase --apply`',
    outcome: 'kept',
    run: async (stage) => {
      const work = await diverged(stage);
      stage.git('rebase', '-q', '--apply', 'main', 'work');
      return again(stage, [work]);
    },
  },
  {
    name: '`git rebase -i`: pick, in another order',
    outcome: 'kept',
    run: async (stage) => {
      const a = await stage.commit('A', 'a.txt');
      const b = await stage.commit('B', 'b.txt', ['ai']);
      stage.rebase([`pick ${b}`, `pick ${a}`], 'HEAD~2');
      return [again(stage, [b], 'HEAD^'), again(stage, [a])];
    },
  },
  {
    name: '`git rebase -i`: reword',
    outcome: 'kept',
    run: rebased((a, b) => [`reword ${a}`, `pick ${b}`], false, 'sed -i "1s/.*/Better/" "$1"'),
  },
  {
    name: '`git rebase -i`: edit, then `git commit --amend`',
    outcome: 'written',
    run: async (stage) => {
      const a = await stage.commit('A', 'a.txt');
      const b = await stage.commit('B', 'b.txt');
      stage.rebase([`edit ${a}`, `pick ${b}`], 'HEAD~2');
      await stage.stage('a.txt', ['ai']);
      stage.git('commit', '-q', '--amend', '--no-edit');
      const made = own(stage);
      stage.git('rebase', '--continue');
      return made;
    },
  },
  {
    name: '`git rebase -i`: edit, to split it into two commits',
    outcome: 'written',
    run: async (stage) => {
      await stage.stage('a.txt');
      const both = await stage.commit('Both', 'b.txt');
      stage.rebase([`edit ${both}`], 'HEAD^');
      stage.git('reset', '-q', 'HEAD^');
      for (const name of ['a.txt', 'b.txt']) {
        stage.git('add', name);
        stage.git('commit', '-q', '-m', name);
      }
      stage.git('rebase', '--continue');
      return [own(stage, 'HEAD^'), own(stage)];
    },
  },
  {
    name: '`git rebase -i`: squash',
    outcome: 'combined',
    run: rebased((a, b) => [`pick ${a}`, `squash ${b}`], true),
  },
  {
    name: '`git rebase -i`: fixup',
    outcome: 'combined',
    note: 'git drops the message of a fixup; what it said of its lines is added',
    run: rebased((a, b) => [`pick ${a}`, `fixup ${b}`], true),
  },
  {
    name: '`git rebase -i`: fixup -C',
    outcome: 'combined',
    run: rebased((a, b) => [`pick ${a}`, `fixup -C ${b}`], true),
  },
  {
    name: '`git rebase --autosquash` after `git commit --fixup`',
    outcome: 'combined',
    run: async (stage) => {
      const a = await stage.commit('A', 'a.txt');
      await stage.commit('B', 'b.txt');
      await stage.stage('a.txt', ['ai']);
      const fixup = stage.git('commit', '-q', '--fixup', a);
      stage.tryGit(['rebase', '-q', '-i', '--autosquash', 'HEAD~3'], { env: { GIT_SEQUENCE_EDITOR: ':' } });
      return again(stage, [a, fixup], 'HEAD^');
    },
  },
  {
    name: '`git rebase --rebase-merges`',
    outcome: 'kept',
    run: async (stage) => {
      await stage.commit('Main', 'main.txt', ['human']);
      const upstream = stage.head();
      stage.git('switch', '-q', '-c', 'topic', 'HEAD^');
      const a = await stage.commit('A', 'a.txt');
      stage.git('switch', '-q', '-c', 'side', 'HEAD^');
      const b = await stage.commit('B', 'b.txt', ['ai']);
      stage.git('switch', '-q', 'topic');
      stage.git('merge', '-q', '--no-edit', 'side');
      stage.git('rebase', '-q', '--rebase-merges', upstream);
      return [again(stage, [a], 'HEAD^1'), again(stage, [b], 'HEAD^2')];
    },
  },
  {
    name: '`git rebase`, a conflict, `git rebase --continue`',
    outcome: 'kept',
    note: 'the counts are those of before; readers see that the lines differ',
    run: async (stage) => {
      const work = await conflicting(stage);
      stage.tryGit(['rebase', '-q', 'main', 'work']);
      stage.repo.write('base.txt', `base one\nbase two\nanother three\n${stage.line('human')}\n`);
      stage.git('add', 'base.txt');
      stage.inEditor(':', 'rebase', '--continue');
      return again(stage, [work]);
    },
  },
  {
    name: '`git rebase`, a conflict, `git commit`, `git rebase --continue`',
    outcome: 'kept',
    run: async (stage) => {
      const work = await conflicting(stage);
      stage.tryGit(['rebase', '-q', 'main', 'work']);
      stage.repo.write('base.txt', `base one\nbase two\nanother three\n${stage.line('human')}\n`);
      stage.git('add', 'base.txt');
      stage.git('commit', '-q', '--no-edit');
      stage.inEditor(':', 'rebase', '--continue');
      return again(stage, [work]);
    },
  },
  {
    name: 'a commit of one’s own while a rebase waits',
    outcome: 'written',
    run: async (stage) => {
      const a = await stage.commit('A', 'a.txt');
      stage.rebase([`edit ${a}`], 'HEAD^');
      await stage.stage('between.txt');
      stage.git('commit', '-q', '-m', 'Between');
      const made = own(stage);
      stage.git('rebase', '--continue');
      return made;
    },
  },
  {
    name: '`git rebase --abort`',
    outcome: 'written',
    note: 'nothing has changed',
    run: async (stage) => {
      const work = await conflicting(stage);
      stage.tryGit(['rebase', '-q', 'main', 'work']);
      stage.git('rebase', '--abort');
      if (stage.head() !== work) throw new Error('it was not aborted');
      return own(stage);
    },
  },
  {
    name: '`git cherry-pick`',
    outcome: 'kept',
    run: async (stage) => {
      const work = await diverged(stage);
      stage.git('cherry-pick', work);
      return again(stage, [work]);
    },
  },
  {
    name: '`git cherry-pick -x`',
    outcome: 'kept',
    run: async (stage) => {
      const work = await diverged(stage);
      stage.git('cherry-pick', '-x', work);
      return again(stage, [work]);
    },
  },
  {
    name: '`git cherry-pick` with a conflict',
    outcome: 'kept',
    run: async (stage) => {
      const work = await conflicting(stage);
      stage.tryGit(['cherry-pick', work]);
      solve(stage);
      stage.inEditor(':', 'cherry-pick', '--continue');
      return again(stage, [work]);
    },
  },
  {
    name: '`git cherry-pick --no-commit`, then `git commit`',
    outcome: 'written',
    note: 'a commit of its own; the ledger still knows the lines',
    run: async (stage) => {
      const work = await diverged(stage);
      stage.git('cherry-pick', '--no-commit', work);
      stage.git('commit', '-q', '-m', 'Taken over');
      return own(stage);
    },
  },
  {
    name: '`git revert`',
    outcome: 'nothing to write',
    run: async (stage) => {
      await stage.commit('A', 'a.txt');
      stage.git('revert', '--no-edit', 'HEAD');
      return own(stage);
    },
  },
  {
    name: '`git revert` of a commit that removed AI lines',
    outcome: 'reported as missing',
    note: 'the lines come back without trailers; `colophon status` says so',
    run: async (stage) => {
      await stage.commit('A', 'a.txt');
      stage.git('rm', '-q', 'a.txt');
      stage.git('commit', '-q', '-m', 'Remove');
      stage.git('revert', '--no-edit', 'HEAD');
      return own(stage);
    },
  },
  {
    name: '`git am`',
    outcome: 'kept',
    note: 'the patch brings its message along',
    run: async (stage) => {
      const work = await diverged(stage);
      const patch = stage.repo.git('format-patch', '-1', '--stdout', work);
      stage.tryGit(['am', '-q'], { input: patch });
      return again(stage, [work]);
    },
  },
  {
    name: '`git commit-tree`',
    outcome: 'reported as missing',
    note: 'git runs no hook; the editor and `colophon status` say so',
    run: async (stage) => {
      await stage.stage();
      const tree = stage.repo.git('write-tree').trim();
      stage.git(
        'reset',
        '-q',
        '--soft',
        stage.repo.git('commit-tree', '-p', 'HEAD', '-m', 'Plumbing', tree).trim(),
      );
      return own(stage);
    },
  },
  {
    name: '`git rebase -x "git commit --amend …"`',
    outcome: 'kept',
    run: async (stage) => {
      const a = await stage.commit('A', 'a.txt');
      const b = await stage.commit('B', 'b.txt', ['ai', 'ai', 'human']);
      const amend = 'git commit -q --amend --no-edit --author="Ada Park <ada@acme.dev>"';
      stage.git('rebase', '-q', '-x', amend, 'HEAD~2');
      return [again(stage, [a], 'HEAD^'), again(stage, [b])];
    },
  },
  {
    name: 'a window that asks when it opens, and commits later (git gui)',
    outcome: 'written',
    note: 'taken as the calls that it makes',
    run: async (stage) => {
      const hook = (name: string, ...args: string[]) => stage.git('hook', 'run', name, '--', ...args);
      stage.repo.write('.git/PREPARE_COMMIT_MSG', '');
      hook('prepare-commit-msg', '.git/PREPARE_COMMIT_MSG', '');
      await stage.stage();
      stage.repo.write('.git/GITGUI_EDITMSG', 'By a window\n');
      hook('commit-msg', '.git/GITGUI_EDITMSG');
      const tree = stage.repo.git('write-tree').trim();
      const args = ['commit-tree', '-p', 'HEAD', '-F', '.git/GITGUI_EDITMSG', tree];
      stage.git('update-ref', 'HEAD', stage.repo.git(...args).trim());
      hook('post-commit');
      return own(stage);
    },
  },
  {
    name: 'a program that runs no hooks (libgit2, jj)',
    outcome: 'reported as missing',
    note: 'taken as a commit with `core.hooksPath=/dev/null`',
    run: staged('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'No hooks'),
  },
];

const places: Omit<CommitPath, 'group'>[] = [
  {
    name: 'after `git stash` and `git stash pop`',
    outcome: 'written',
    run: async (stage) => {
      await stage.stage('base.txt');
      stage.git('stash', '-q');
      stage.git('stash', 'pop', '-q');
      stage.git('commit', '-q', '-a', '-m', 'After the stash');
      return own(stage);
    },
  },
  {
    name: 'in a linked worktree',
    outcome: 'written',
    note: 'as far as they were written there: each worktree has its own ledger',
    run: async (stage) => {
      stage.git('worktree', 'add', '-q', '-b', 'linked', '../linked');
      const cwd = stage.repo.path('../linked');
      const found = await discover(cwd);
      if (found.kind !== 'ok') throw new Error(found.message);
      const writer = new Writer(found.repo);
      await writer.write('file.txt', ['ai', `${stage.line('ai')}\n`], ['human', `${stage.line('human')}\n`]);
      writer.close();
      stage.tryGit(['add', 'file.txt'], { cwd });
      stage.tryGit(['commit', '-q', '-m', 'Linked'], { cwd });
      return own(stage, 'linked');
    },
  },
  {
    name: 'in a subfolder',
    outcome: 'written',
    run: async (stage) => {
      await stage.write('deep/folder/file.txt');
      const cwd = stage.repo.path('deep/folder');
      stage.tryGit(['add', '.'], { cwd });
      stage.tryGit(['commit', '-q', '-m', 'Deep'], { cwd });
      return own(stage);
    },
  },
  {
    name: 'with a submodule moved beside',
    outcome: 'written',
    note: 'a submodule’s own line is counted as `unknown`',
    run: async (stage) => {
      stage.repo.write('../library/x.txt', 'x\n');
      const cwd = stage.repo.path('../library');
      for (const args of [
        ['init', '-q'],
        ['add', '.'],
        ['commit', '-q', '-m', 'x'],
      ])
        stage.tryGit(args, { cwd });
      stage.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../library', 'library');
      await stage.commit('With a submodule');
      return own(stage);
    },
  },
  {
    name: 'the first commit of a repository',
    outcome: 'written',
    repository: { unborn: true },
    run: async (stage) => {
      await stage.stage();
      stage.git('commit', '-q', '-m', 'First');
      return own(stage);
    },
  },
  {
    name: 'on an orphan branch',
    outcome: 'written',
    run: async (stage) => {
      stage.tryGit(['switch', '-q', '--orphan', 'other']);
      stage.tryGit(['checkout', '-q', 'main', '--', '.ai-policy']);
      await stage.stage();
      stage.git('commit', '-q', '-m', 'Orphan');
      return own(stage);
    },
  },
  {
    name: 'with a detached HEAD',
    outcome: 'written',
    run: async (stage) => {
      stage.git('switch', '-q', '--detach');
      await stage.commit('Detached');
      return own(stage);
    },
  },
  {
    name: 'with SHA-256 names',
    outcome: 'written',
    repository: { args: ['--object-format=sha256'] },
    run: async (stage) => {
      await stage.commit('Long names');
      stage.git('commit', '-q', '--amend', '-m', 'Amended');
      return own(stage);
    },
  },
];

const contents: Omit<CommitPath, 'group'>[] = [
  ...(['true', 'input'] as const).map((value) => ({
    name: `a file with CRLF, \`core.autocrlf=${value}\``,
    outcome: 'written' as const,
    run: async (stage: Stage) => {
      stage.git('config', 'core.autocrlf', value);
      await stage.write('dos.txt', ['ai', 'human', 'ai'], '\r\n');
      stage.git('add', '-A');
      stage.git('commit', '-q', '-m', 'CRLF');
      return own(stage);
    },
  })),
  {
    name: 'a file with CRLF, as it is',
    outcome: 'written',
    run: async (stage) => {
      await stage.write('dos.txt', ['ai', 'human', 'ai'], '\r\n');
      stage.git('add', '-A');
      stage.git('commit', '-q', '-m', 'CRLF');
      return own(stage);
    },
  },
  { name: 'a name with spaces', outcome: 'written', run: named('a file.txt') },
  { name: 'a name with quotes', outcome: 'written', run: named('it\'s a "file".txt') },
  { name: 'a name with a line break', outcome: 'written', run: named('two\nlines.txt') },
  { name: 'a name that is not ASCII', outcome: 'written', run: named('grün/日本語.txt') },
  { name: 'a name that begins with a dash, or is a pattern', outcome: 'written', run: named('-*[x].txt') },
  {
    name: 'a renamed file, with more lines',
    outcome: 'written',
    run: async (stage) => {
      await stage.commit('First', 'old.txt', ['human', 'human', 'human', 'ai', 'human', 'human']);
      stage.git('mv', 'old.txt', 'new.txt');
      stage.writer.record.renamed('old.txt', 'new.txt');
      await stage.commit('Rename', 'new.txt', ['ai']);
      return own(stage);
    },
  },
  {
    name: 'a renamed file, by `git mv` alone',
    outcome: 'nothing to write',
    run: async (stage) => {
      await stage.commit('First', 'old.txt');
      stage.git('mv', 'old.txt', 'new.txt');
      stage.git('commit', '-q', '-m', 'Rename');
      return own(stage);
    },
  },
  {
    name: 'a copied file',
    outcome: 'nothing to write',
    note: 'a copy that was not seen being made is `unknown`, and nothing in it is called AI’s',
    run: async (stage) => {
      await stage.commit('First', 'old.txt');
      stage.repo.write('copy.txt', stage.repo.read('old.txt'));
      stage.git('add', 'copy.txt');
      stage.git('commit', '-q', '-m', 'Copy');
      return { ...own(stage), unseen: true };
    },
  },
  {
    name: 'a mode changed',
    outcome: 'nothing to write',
    run: async (stage) => {
      await stage.commit('First');
      stage.git('update-index', '--chmod=+x', 'file.txt');
      stage.git('commit', '-q', '-m', 'Mode');
      return own(stage);
    },
  },
  {
    name: 'AI lines deleted',
    outcome: 'nothing to write',
    note: 'only added lines are counted',
    run: async (stage) => {
      await stage.commit('First');
      stage.git('rm', '-q', 'file.txt');
      stage.git('commit', '-q', '-m', 'Delete');
      return own(stage);
    },
  },
  {
    name: 'a binary file beside',
    outcome: 'written',
    note: 'files with a NUL byte are left out',
    run: async (stage) => {
      stage.repo.write('image.bin', Buffer.from([1, 10, 0, 10, 2]));
      stage.git('add', 'image.bin');
      await stage.commit('Binary');
      return own(stage);
    },
  },
  {
    name: 'a symbolic link beside',
    outcome: 'written',
    note: 'its one line is `unknown`',
    run: async (stage) => {
      symlinkSync('base.txt', stage.repo.path('link'));
      stage.git('add', 'link');
      await stage.commit('Link');
      return own(stage);
    },
  },
  {
    name: '`.gitattributes` with `-diff`',
    outcome: 'written',
    run: async (stage) => {
      stage.repo.commit({ '.gitattributes': '*.txt -diff\n' });
      await stage.commit('Hidden from diff');
      return own(stage);
    },
  },
  {
    name: '`.gitattributes` with a `textconv` and an external diff',
    outcome: 'written',
    run: async (stage) => {
      stage.repo.commit({ '.gitattributes': '*.txt diff=odd\n' });
      stage.git('config', 'diff.odd.textconv', 'false');
      stage.git('config', 'diff.external', 'false');
      await stage.commit('Odd diff');
      return own(stage);
    },
  },
  {
    name: 'a clean and smudge filter',
    outcome: 'written',
    note: 'what git stores is counted: here the same lines, marked',
    run: async (stage) => {
      stage.repo.commit({ '.gitattributes': '*.txt filter=mark\n' });
      stage.git('config', 'filter.mark.clean', 'sed "s/$/ #/"');
      stage.git('config', 'filter.mark.smudge', 'sed "s/ #$//"');
      await stage.commit('Filtered', 'filtered.txt');
      return own(stage);
    },
  },
  {
    name: 'a pointer in place of the file, as Git LFS makes them',
    outcome: 'nothing to write',
    note: 'made by a filter here; the pointer’s lines are git’s, not an assistant’s',
    run: async (stage) => {
      stage.repo.commit({ '.gitattributes': '*.txt filter=pointer\n' });
      stage.git(
        'config',
        'filter.pointer.clean',
        stage.script('clean', 'echo "version https://git-lfs"; sha256sum | cut -c1-64').replaceAll("'", ''),
      );
      await stage.commit('Pointer', 'large.txt');
      return own(stage);
    },
  },
];

const messages: Omit<CommitPath, 'group'>[] = [
  {
    name: 'a line of dashes',
    outcome: 'written',
    run: trailerBlock('dashes', 'Subject\n\nBefore\n---\nafter'),
  },
  {
    name: '`Signed-off-by`',
    outcome: 'written',
    run: trailerBlock('signed', 'Subject\n\nSigned-off-by: Ada Dev <ada@acme.dev>'),
  },
  { name: '`git commit --signoff`', outcome: 'written', run: staged('commit', '-q', '-s', '-m', 'Subject') },
  {
    name: '`git commit --trailer`',
    outcome: 'written',
    run: staged('commit', '-q', '--trailer', 'Reviewed-by: Bo <bo@acme.dev>', '-m', 'Subject'),
  },
  {
    name: '`Co-authored-by: Copilot`, as VS Code writes it',
    outcome: 'written',
    run: trailerBlock('co-author', 'Subject\n\nCo-authored-by: Copilot <copilot@github.com>'),
  },
  {
    name: 'the kernel’s `Assisted-by`, of another assistant',
    outcome: 'written',
    note: 'the author’s own line stays beside ours',
    run: async (stage) => {
      const kernel = 'Assisted-by: Claude:claude-3-opus coccinelle sparse';
      const made = await trailerBlock('kernel', `Subject\n\n${kernel}`)(stage);
      return { ...(made as Made), besides: kernel };
    },
  },
  {
    name: 'a Claude Code block, its line with the emoji above the trailers',
    outcome: 'written',
    run: trailerBlock(
      'claude',
      'Subject\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\nCo-Authored-By: Claude <noreply@anthropic.com>',
    ),
  },
  {
    name: 'commitlint’s conventional preset',
    outcome: 'written',
    note: 'its limits, checked here: no line over 100 characters, a blank line before the footer',
    run: async (stage) => {
      await staged('commit', '-q', '-m', 'feat(core): add a thing\n\nBody.')(stage);
      const lines = stage.repo.message().trimEnd().split('\n');
      const footer = lines.findIndex((line) => line.startsWith('Assisted-by'));
      if (lines.some((line) => line.length > 100) || lines[footer - 1] !== '')
        throw new Error(lines.join('\n'));
      return own(stage);
    },
  },
  {
    name: 'a commit signed with GPG',
    outcome: 'written',
    run: async (stage) => {
      // A short path: the agent's socket lies in it.
      const GNUPGHOME = mkdtempSync(join(tmpdir(), 'gpg-'));
      try {
        const gpg = (...args: string[]) =>
          stage.repo.run('gpg', ['--batch', ...args], { env: { GNUPGHOME } });
        gpg('--passphrase', '', '--quick-gen-key', 'Ada Dev <ada@acme.dev>', 'ed25519', 'sign');
        await stage.stage();
        const ran = stage.tryGit(['commit', '-q', '-S', '-m', 'Signed'], { env: { GNUPGHOME } });
        if (ran.code !== 0) throw new Error(ran.stderr);
        if (stage.tryGit(['verify-commit', 'HEAD'], { env: { GNUPGHOME } }).code !== 0)
          throw new Error('no signature');
        stage.repo.run('gpgconf', ['--kill', 'all'], { env: { GNUPGHOME } });
      } finally {
        rmSync(GNUPGHOME, { recursive: true, force: true });
      }
      return own(stage);
    },
  },
  {
    name: 'a commit signed with an SSH key',
    outcome: 'written',
    run: async (stage) => {
      stage.repo.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', '../key']);
      stage.git('config', 'gpg.format', 'ssh');
      stage.git('config', 'user.signingkey', stage.repo.path('../key.pub'));
      stage.repo.write('../signers', `ada@acme.dev ${readFileSync(stage.repo.path('../key.pub'), 'utf8')}`);
      stage.git('config', 'gpg.ssh.allowedSignersFile', stage.repo.path('../signers'));
      await staged('commit', '-q', '-S', '-m', 'Signed')(stage);
      stage.git('verify-commit', 'HEAD');
      return own(stage);
    },
  },
];

const grouped: readonly (readonly [string, readonly Omit<CommitPath, 'group'>[]])[] = [
  ['From the command line', plain],
  ['In an editor', inEditor],
  ['Amended', amended],
  ['Merged', merged],
  ['Made again', rewritten],
  ['Places', places],
  ['Contents', contents],
  ['Messages', messages],
];

export const commitPaths: readonly CommitPath[] = grouped.flatMap(([group, list]) =>
  list.map((path) => ({ group, ...path })),
);
