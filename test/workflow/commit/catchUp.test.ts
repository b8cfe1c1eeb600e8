import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { catchUp } from '../../../src/workflow/commit/catchUp';
import { loadWorkingPolicy } from '../../../src/workflow/policy/loadPolicy';
import { TestRepo } from '../../support/repo';
import { installShippedHooks, smallPolicy } from '../../support/shippedHooks';
import { Writer } from '../../support/writer';

/** Real hooks as they are shipped, the real ledger, and commits that they did not see as they were made. */
describe('commits that no hook saw', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  let writer: Writer;

  beforeEach(async () => {
    repo = TestRepo.create();
    repo.commit({ ...smallPolicy, 'a.ts': 'a();\n' });
    await installShippedHooks(repo);
    writer = new Writer(await repo.open());
  });
  afterEach(() => {
    writer.close();
    repo.remove();
  });

  const write = async (path: string) => {
    await writer.write(path, ['human', `mine of ${path};\n`], ['ai', `theirs of ${path};\n`]);
    writer.record.flush();
    repo.git('add', '-A');
  };
  const look = async () => {
    const loaded = loadWorkingPolicy(repo.root);
    if (loaded.kind !== 'ok') throw new Error(loaded.kind);
    return catchUp(await repo.open(), loaded.compiled, Date.now());
  };
  const hookless = (...args: string[]) =>
    repo.git('-c', `core.hooksPath=${repo.path('.git/none')}`, 'commit', '-q', ...args);
  const lines = (path: string) => ({ [path]: ['1 human', '2 ai'] });

  it('are noted once somebody looks, one on top of the other', async () => {
    await write('one.ts');
    hookless('-m', 'One');
    await write('two.ts');
    hookless('-m', 'Two');
    deepStrictEqual([repo.note('HEAD^'), repo.note()], [undefined, undefined]);
    strictEqual((await look()).problem, undefined);
    deepStrictEqual([repo.note('HEAD^'), repo.note()], [lines('one.ts'), lines('two.ts')]);
  });

  it('are noted by the next commit, whatever that holds, and none is started for who missed nothing', async () => {
    await write('one.ts');
    hookless('-m', 'One');
    repo.write('mine.txt', 'of nobody\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Next');
    deepStrictEqual(repo.note('HEAD^'), lines('one.ts'));
    rmSync(repo.path('.git/colophon/pending'), { force: true });
    repo.write('../node', `#!/bin/sh\necho start >>${repo.base}/starts\nexec ${process.execPath} "$@"\n`);
    repo.run('chmod', ['+x', '../node']);
    repo.write('.git/colophon/runtime', `${repo.base}/node\n`);
    const starts = (name: string) => {
      rmSync(`${repo.base}/starts`, { force: true });
      repo.write(name, 'of nobody\n');
      repo.git('add', '-A');
      repo.git('commit', '-q', '-m', name);
      return existsSync(`${repo.base}/starts`);
    };
    strictEqual(starts('more.txt'), false);
    // Nor for what somebody else made.
    const env = { GIT_COMMITTER_EMAIL: 'forge@example.com' };
    const made = repo.tryGit(['commit-tree', '-p', 'HEAD', '-m', 'Merged', 'HEAD^{tree}'], { env }).stdout;
    repo.git('reset', '-q', '--hard', made.trim());
    strictEqual(starts('yet.txt'), false);
    hookless('--allow-empty', '-m', 'Hookless');
    strictEqual(starts('again.txt'), true);
  });

  it('are told of where they have no trailers, or trailers that speak of fewer AI lines', async () => {
    await write('one.ts');
    hookless('-m', 'One');
    match((await look()).head?.missing?.message ?? '', /has 1 AI line and no trailers/);
    repo.git('commit', '-q', '--amend', '--no-edit');
    strictEqual((await look()).head?.missing, undefined);
    await write('two.ts');
    hookless('--amend', '--no-edit');
    match((await look()).head?.missing?.message ?? '', /has 2 AI lines and trailers that speak of 1/);
  });

  it('are caught up with where what is committed is not what the hooks had looked at', async () => {
    await write('one.ts');
    // As a program that asks, and then commits something else.
    repo.write('.git/EARLY', 'Two\n');
    repo.git('hook', 'run', 'prepare-commit-msg', '--', '.git/EARLY', '');
    await write('two.ts');
    const made = repo.git('commit-tree', '-p', 'HEAD', '-m', 'Two', repo.git('write-tree').trim()).trim();
    repo.git('update-ref', 'HEAD', made);
    const { stderr } = repo.tryGit(['hook', 'run', 'post-commit']);
    match(stderr, /has 2 AI lines and no trailers/);
    deepStrictEqual(repo.note(), { ...lines('one.ts'), ...lines('two.ts') });
  });

  it('keep their lines where one that was seen is squashed into them', async () => {
    await write('one.ts');
    hookless('-m', 'One');
    const one = repo.git('rev-parse', 'HEAD').trim();
    await write('two.ts');
    repo.write('.git/colophon/seen', `${one}\n`);
    repo.git('commit', '-q', '--fixup', one);
    deepStrictEqual(repo.note(one), undefined);
    repo.tryGit(['rebase', '-q', '-i', '--autosquash', 'HEAD~2'], { env: { GIT_SEQUENCE_EDITOR: ':' } });
    deepStrictEqual(repo.note(), { ...lines('one.ts'), ...lines('two.ts') });
  });

  it('keep what a note that hangs on another commit says of their files', async () => {
    await write('one.ts');
    await write('two.ts');
    repo.git('commit', '-q', '-m', 'Both');
    const made = repo.git('commit-tree', '-p', 'HEAD^', '-m', 'Both, again', 'HEAD^{tree}').trim();
    repo.git('reset', '-q', '--hard', made);
    // As after a rename in the editor, say: the ledger knows one of them no more.
    const journal = repo.read('.git/colophon/ledger.jsonl').split('\n');
    repo.write('.git/colophon/ledger.jsonl', journal.filter((line) => !line.includes('one.ts')).join('\n'));
    await look();
    deepStrictEqual(repo.note(), { ...lines('one.ts'), ...lines('two.ts') });
  });

  it('are left alone where the ledger knows nothing of them', async () => {
    repo.write('three.ts', 'of nobody\n');
    repo.git('add', '-A');
    hookless('-m', 'Three');
    rmSync(repo.path('.git/colophon/ledger.jsonl'), { force: true });
    const { head, problem } = await look();
    deepStrictEqual([head?.note, head?.missing, problem], [undefined, undefined, undefined]);
    strictEqual(existsSync(repo.path('.git/refs/notes/colophon')), false);
  });
});
