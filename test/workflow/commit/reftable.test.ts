import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { newGit } from '../../support/newGit';
import { TestRepo } from '../../support/repo';
import { installShippedHooks, smallPolicy } from '../../support/shippedHooks';
import { Writer } from '../../support/writer';

/** git(1) 2.45 and later can keep refs in tables: then `CHERRY_PICK_HEAD`, `REVERT_HEAD` and `ORIG_HEAD` are no files. */
describe('where refs are kept in tables', function () {
  this.timeout(120_000);
  let old: string | undefined;
  let repo: TestRepo;
  let writer: Writer;
  before(() => {
    old = process.env.PATH;
    process.env.PATH = [newGit(), old].join(delimiter);
  });
  after(() => {
    process.env.PATH = old;
  });
  beforeEach(async () => {
    repo = TestRepo.create();
    repo.git('refs', 'migrate', '--ref-format=reftable');
    repo.commit({ ...smallPolicy, 'a.ts': 'a();\n' });
    await installShippedHooks(repo);
    writer = new Writer(await repo.open());
  });
  afterEach(() => {
    writer.close();
    repo.remove();
  });

  const account = () => repo.message().match(/^AI-Provenance: .*$/gm);
  const write = async (path: string, text: string) => {
    await writer.write(path, ['ai', text]);
    writer.record.flush();
  };
  const picked = async () => {
    await write('b.ts', 'theirs();\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Theirs');
    const made = repo.git('rev-parse', 'HEAD').trim();
    repo.git('switch', '-q', '-c', 'other', 'HEAD^');
    repo.commit({ 'b.ts': 'ours();\n' });
    // What a pick that stops would count: it is pending, and in no commit.
    await write('c.ts', 'pending();\n');
    return made;
  };

  it('a pick that is finished by hand keeps what it says, and its record follows', async () => {
    const made = await picked();
    strictEqual(repo.tryGit(['cherry-pick', made]).code, 1);
    repo.write('b.ts', 'theirs();\n');
    repo.git('add', 'b.ts');
    repo.git('commit', '-q', '--no-edit');
    deepStrictEqual([account(), repo.note()], [['AI-Provenance: v1; lines=1; ai=1'], { 'b.ts': ['1 ai'] }]);
  });

  it('a revert that is finished by hand says nothing of what it brings back', async () => {
    await write('b.ts', 'theirs();\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Theirs');
    repo.git('rm', '-q', 'b.ts');
    repo.git('commit', '-q', '-m', 'Away');
    repo.git('revert', '--no-commit', 'HEAD');
    repo.git('commit', '-q', '--no-edit');
    match(repo.message(), /^Revert/);
    strictEqual(account(), null);
  });

  it('what a reset takes out of a commit is pending again', async () => {
    await write('b.ts', 'theirs();\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Theirs');
    const head = repo.git('rev-parse', 'HEAD').trim();
    writer.record.rebaseOnHead(new Map([['b.ts', 'theirs();\n']]), head);
    strictEqual(existsSync(repo.path('.git/colophon/pending')), false);
    repo.git('reset', '-q', '--soft', 'HEAD^');
    repo.git('commit', '-q', '-m', 'Theirs, in other words');
    deepStrictEqual(account(), ['AI-Provenance: v1; lines=1; ai=1']);
  });
});
