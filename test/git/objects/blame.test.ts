import { deepStrictEqual, match } from 'node:assert/strict';
import { blame, blobsAt } from '../../../src/git/objects/blame';
import { TestRepo } from '../../support/repo';

describe('git blame', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.create();
  });
  afterEach(() => repo.remove());

  it('is read line by line, through a rename, up to what is in no commit', async () => {
    const odd = 'a "b"\n\tü.txt';
    const root = repo.commit({ [odd]: 'one\ntwo\nthree\nfour\n' });
    repo.git('mv', odd, 'plain.txt');
    const second = repo.commit({ 'plain.txt': 'zero\none\ntwo\nthree\r\nfour' });
    repo.write('plain.txt', 'zero\nnew\none\ntwo\nthree\r\nfour');
    deepStrictEqual(await blame(await repo.open(), 'plain.txt'), [
      { commit: second, path: 'plain.txt', line: 1, text: 'zero' },
      { path: 'plain.txt', line: 2, text: 'new' },
      { commit: root, path: odd, line: 1, text: 'one' },
      { commit: root, path: odd, line: 2, text: 'two' },
      { commit: second, path: 'plain.txt', line: 4, text: 'three\r' },
      { commit: second, path: 'plain.txt', line: 5, text: 'four' },
    ]);
  });

  it('does not follow a list of revisions to ignore', async () => {
    repo.commit({ a: 'one\n' });
    const second = repo.commit({ a: 'One\n' });
    repo.write('.ignore', `${second}\n`);
    repo.git('config', 'blame.ignoreRevsFile', '.ignore');
    const expected = [{ commit: second, path: 'a', line: 1, text: 'One' }];
    deepStrictEqual(await blame(await repo.open(), 'a'), expected);
    // git itself stops at one that is missing.
    repo.git('config', 'blame.ignoreRevsFile', '.missing');
    deepStrictEqual(await blame(await repo.open(), 'a'), expected);
  });

  it('says what git says of a file that it does not know', async () => {
    repo.commit({ a: 'one\n' });
    match(String(await blame(await repo.open(), 'b')), /^git blame says: .*'b'/);
  });

  it('finds the blobs of files in commits', async () => {
    const commit = repo.commit({ 'two\nlines': 'x\n', b: 'y\n' });
    const oid = (text: string) => repo.tryGit(['hash-object', '--stdin'], { input: text }).stdout.trim();
    deepStrictEqual(
      await blobsAt(await repo.open(), [
        { commit, path: 'two\nlines' },
        { commit, path: 'b' },
      ]),
      [oid('x\n'), oid('y\n')],
    );
  });
});
