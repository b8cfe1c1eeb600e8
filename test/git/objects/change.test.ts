import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { commitChange, foundInNoParent, stagedChange } from '../../../src/git/objects/change';
import { type ChangedFile, PatchReader } from '../../../src/git/objects/patch';
import { law3 } from '../../support/law3';
import { Random } from '../../support/random';
import { TestRepo } from '../../support/repo';

/** Law 3 as a person would check it: the `+` lines of the very command, file by file, by the hunks' numbers. */
function addedByGit(repo: TestRepo, from: string, to: string): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const name of repo
    .git('diff-tree', '-r', '-z', '--name-only', '-M50%', from, to)
    .split('\0')
    .slice(0, -1)) {
    found[name] = [];
  }
  const names = Object.keys(found);
  const sections = repo
    .git('diff-tree', '-r', ...law3, from, to)
    .split(/^diff --git /m)
    .slice(1);
  for (const [i, section] of sections.entries()) {
    let line = 0;
    let left = 0;
    for (const text of section.split('\n')) {
      const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(text);
      if (left === 0 && hunk) {
        line = Number(hunk[1]);
        left = Number(hunk[2] ?? 1);
      } else if (left > 0 && text.startsWith('+')) {
        found[names[i]!]!.push(line++);
        left--;
      }
    }
  }
  return found;
}

function linesOf(file: ChangedFile): number[] {
  return file.added.flatMap(([start, count]) => Array.from({ length: count }, (_, i) => start + i));
}

describe('a change', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.create();
  });
  afterEach(() => repo.remove());

  const staged = async (parents?: readonly string[]) => {
    const result = await stagedChange(await repo.open(), parents ?? [repo.git('rev-parse', 'HEAD').trim()]);
    if (result.kind === 'problem') throw new Error(result.message);
    return result.change;
  };
  const brief = (files: readonly ChangedFile[]) =>
    files.map(({ path, from, status, added, binary, newMode }) => [
      from === undefined ? path : `${from} → ${path}`,
      status,
      newMode,
      binary ? 'binary' : added,
    ]);

  it('lists each path once, with its lines, in one form for every kind', async () => {
    repo.commit({
      'binary.bin': 'a\0b\nline\nlast\n',
      'deleted.txt': 'x\n',
      'link-to-file': 'was a file\n',
      'mode.sh': 'x\n',
      'moved.txt': '1\n2\n3\n4\n5\n6\n',
      'text.txt': 'a\nb\nc\n',
      'was-binary.txt': 'a\0b\n',
    });
    repo.run('rm', ['deleted.txt', 'link-to-file']);
    repo.run('ln', ['-s', 'text.txt', 'link-to-file']);
    repo.run('chmod', ['+x', 'mode.sh']);
    repo.git('mv', 'moved.txt', 'renamed.txt');
    repo.write('renamed.txt', '0\n1\n2\n3\n4\n5\n6\n');
    repo.write('binary.bin', 'a\0b\nline\nother\n');
    repo.write('was-binary.txt', 'now\ntext');
    repo.write('text.txt', 'a\nB\nc\nd');
    repo.write('empty.txt', '');
    repo.git('add', '-A');
    repo.write('intended.txt', 'not yet\n');
    repo.git('add', '-N', 'intended.txt');
    deepStrictEqual(brief((await staged()).files), [
      ['binary.bin', 'modified', '100644', 'binary'],
      ['deleted.txt', 'deleted', '000000', []],
      ['empty.txt', 'added', '100644', []],
      ['link-to-file', 'type-changed', '120000', [[1, 1]]],
      ['mode.sh', 'modified', '100755', []],
      ['moved.txt → renamed.txt', 'renamed', '100644', [[1, 1]]],
      [
        'text.txt',
        'modified',
        '100644',
        [
          [2, 1],
          [4, 1],
        ],
      ],
      ['was-binary.txt', 'modified', '100644', [[1, 2]]],
    ]);
  });

  it('reads every name, and marks what is no UTF-8', async () => {
    repo.commit({});
    const names = [
      'with space',
      'quo"te',
      'back\\slash',
      'new\nline',
      'täb\t',
      ' lead',
      '->',
      ':(top)x',
      '*',
      'diff --git a/x b/x',
    ];
    for (const name of names) repo.write(name, `${name.length}\n`);
    writeFileSync(Buffer.concat([Buffer.from(`${repo.root}/`), Buffer.from([0x63, 0xe9, 0x22])]), 'latin\n');
    repo.git('add', '-A');
    const { files } = await staged();
    deepStrictEqual(files.map(({ path }) => path).sort(), [...names, '"c\\351\\""'].sort());
    deepStrictEqual(
      files.filter(({ notUtf8 }) => notUtf8).map(({ path, added }) => [path, added]),
      [['"c\\351\\""', [[1, 1]]]],
    );
  });

  it('is not misled by content that looks like a patch', async () => {
    repo.commit({ 'a.txt': 'x\n' });
    repo.write('a.txt', 'x\n@@ -1 +1 @@\n+++ b/z\n--- a/z\ndiff --git a/z b/z\n\\ No newline\n');
    repo.write('b.txt', '@@ -0,0 +1,9 @@\nend\n');
    repo.git('add', '-A');
    deepStrictEqual(
      (await staged()).files.map(({ path, added }) => [path, added]),
      [
        ['a.txt', [[2, 5]]],
        ['b.txt', [[1, 2]]],
      ],
    );
  });

  it('is the same whatever is configured', async () => {
    const block = (name: string) => `def ${name}\n  x\nend\n\n`;
    repo.commit({ 'a.txt': 'a\nb\n', 'b.rb': block('a') + block('c'), 'é.txt': '1\n2\n3\n4\n' });
    repo.write('.git/info/attributes', '*.txt -diff\n*.md diff=shout\n');
    repo.write('a.txt', 'a\nB\nc\n');
    repo.write('b.rb', block('a') + block('b') + block('c'));
    repo.write('c.md', 'x\n');
    repo.git('mv', 'é.txt', 'è.txt');
    repo.git('add', '-A');
    const before = await staged();
    for (const [key, value] of Object.entries({
      'color.ui': 'always',
      'color.diff': 'always',
      'core.quotePath': 'false',
      'diff.algorithm': 'patience',
      'diff.context': '9',
      'diff.external': 'false',
      'diff.indentHeuristic': 'false',
      'diff.interHunkContext': '9',
      'diff.mnemonicPrefix': 'true',
      'diff.noprefix': 'true',
      'diff.orderFile': '/dev/null',
      'diff.relative': 'true',
      'diff.renames': 'copies',
      'diff.renameLimit': '1',
      'diff.shout.textconv': 'tr a-z A-Z <',
      'diff.submodule': 'log',
      'diff.wsErrorHighlight': 'all',
    })) {
      repo.git('config', key, value);
    }
    deepStrictEqual(await staged(), before);
    strictEqual(before.files.length, 4);
  });

  it('of a first commit is against nothing, whatever the hash', async () => {
    for (const args of [[], ['--object-format=sha256']]) {
      repo.remove();
      repo = TestRepo.create({ args });
      repo.write('a.txt', 'a\nb\n');
      repo.git('add', '-A');
      deepStrictEqual(brief((await staged([])).files), [['a.txt', 'added', '100644', [[1, 2]]]]);
    }
  });

  it('has a submodule’s commit as its one line', async () => {
    repo.commit({ 'a.txt': 'a\n' });
    const oid = repo.git('rev-parse', 'HEAD').trim();
    repo.git('update-index', '--add', '--cacheinfo', `160000,${oid},sub`);
    deepStrictEqual(brief((await staged()).files), [['sub', 'added', '160000', [[1, 1]]]]);
  });

  it('of a merge has the lines that no parent has', async () => {
    const base = repo.commit({ 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n' });
    const ours = repo.commit({ 'a.txt': 'ours\n1\n2\n3\n' });
    repo.git('checkout', '-q', '-b', 'side', base);
    const theirs = repo.commit({ 'a.txt': '1\n2\n3\ntheirs\n', 'b.txt': 'side\n' });
    repo.git('checkout', '-q', 'main');
    repo.git('merge', '-q', '--no-commit', 'side');
    repo.write('a.txt', 'ours\n1\nevil\n2\n3\ntheirs\n');
    repo.git('add', '-A');
    deepStrictEqual(brief((await staged([ours, theirs])).files), [['a.txt', 'modified', '100644', [[3, 1]]]]);
  });

  it('is told from another by its digest', async () => {
    repo.commit({ 'a.txt': 'a\n' });
    repo.write('a.txt', 'b\n');
    repo.git('add', '-A');
    const one = await staged();
    strictEqual((await staged()).digest, one.digest);
    repo.write('a.txt', 'c\n');
    repo.git('add', '-A');
    const other = await staged();
    repo.write('a.txt', 'b\n');
    repo.git('add', '-A');
    repo.run('chmod', ['+x', 'a.txt']);
    repo.git('add', '-A');
    strictEqual(
      new Set([one.digest, other.digest, (await staged()).digest, (await staged([])).digest]).size,
      4,
    );
  });

  it('that is too large, or has no base, is a problem and not an error', async () => {
    repo.commit({ 'a.txt': 'a\n' });
    repo.write('big.txt', 'x'.repeat(500_000));
    repo.git('add', '-A');
    const found = await repo.open();
    const head = repo.git('rev-parse', 'HEAD').trim();
    deepStrictEqual(await stagedChange(found, [head], { maxBytes: 100_000 }), {
      kind: 'problem',
      message: 'the change is too large to read',
    });
    const missing = await stagedChange(found, ['1'.repeat(40)]);
    match(missing.kind === 'problem' ? missing.message : '', /^git diff failed: fatal: bad object/);
  });

  it('agrees with git on the lines of random commits', async () => {
    const random = new Random(7);
    const names = ['a.txt', 'dir/b.txt', 'c d.txt', 'é.txt', 'e'];
    const vocabulary = ['', 'a', 'b', 'c', '}', '  x', '+++ b/a.txt', '@@ -1 +1 @@', '-', '\\'];
    let last = repo.commit({ 'a.txt': 'a\n' });
    for (let i = 0; i < 40; i++) {
      for (const name of names) {
        if (random.chance(0.4)) continue;
        const lines = Array.from({ length: random.below(12) }, () => random.pick(vocabulary));
        repo.write(name, lines.join(random.chance(0.2) ? '\r\n' : '\n') + (random.chance(0.7) ? '\n' : ''));
      }
      if (random.chance(0.3)) repo.tryGit(['mv', '-f', random.pick(names), random.pick(names)]);
      const next = repo.commit({});
      const result = await commitChange(await repo.open(), next, [last]);
      if (result.kind === 'problem') throw new Error(result.message);
      deepStrictEqual(
        Object.fromEntries(result.change.files.map((file) => [file.path, linesOf(file)])),
        addedByGit(repo, last, next),
      );
      last = next;
    }
  });
});

describe('the reader of a patch', () => {
  const oid = (digit: string) => digit.repeat(40);
  const patch = Buffer.concat([
    Buffer.from(`:100644 100644 ${oid('1')} ${oid('2')} M\0a.txt\0`),
    Buffer.from(`:100644 100755 ${oid('3')} ${oid('4')} R087\0old name\0new\nname\0`),
    Buffer.from(`:100644 120000 ${oid('5')} ${oid('6')} T\0type\0`),
    Buffer.from(`:000000 100644 ${oid('0')} ${oid('7')} A\0bin\0\0`),
    Buffer.from('diff --git a/a.txt b/a.txt\nindex 1..2\n--- a/a.txt\n+++ b/a.txt\n'),
    Buffer.from('@@ -2,2 +2,3 @@ heading\n-x\n-@@ -1 +1 @@\n+y\n+diff --git z\n+\n@@ -9 +9,0 @@\n-gone\n'),
    Buffer.from(
      'diff --git a/old b/new\nsimilarity index 87%\n@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+2\n',
    ),
    Buffer.from(
      'diff --git a/type b/type\n@@ -1 +0,0 @@\n-file\ndiff --git a/type b/type\n@@ -0,0 +1 @@\n+link\n\\ No newline\n',
    ),
    Buffer.from('diff --git a/bin b/bin\n@@ -0,0 +1,2 @@\n+a\0b\n+c\n'),
  ]);
  const read = (chunks: readonly Buffer[]) => {
    const reader = new PatchReader();
    for (const chunk of chunks) reader.push(chunk);
    return reader.end();
  };

  it('reads it', () => {
    const files = read([patch]);
    deepStrictEqual(
      typeof files === 'string'
        ? files
        : files.map(({ path, from, added, binary }) => [path, from, added, binary]),
      [
        ['a.txt', undefined, [[2, 3]], false],
        ['new\nname', 'old name', [[1, 1]], false],
        ['type', undefined, [[1, 1]], false],
        ['bin', undefined, [[1, 2]], true],
      ],
    );
  });

  it('reads the same in whatever pieces it comes', () => {
    const whole = read([patch]);
    const random = new Random(3);
    for (let run = 0; run < 300; run++) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < patch.length; ) {
        const size = 1 + random.below(run < 100 ? 3 : 60);
        chunks.push(patch.subarray(at, at + size));
        at += size;
      }
      deepStrictEqual(read(chunks), whole);
    }
  });

  it('says when it is cut off or no patch', () => {
    for (let at = 1; at < patch.length; at++) {
      const result = read([patch.subarray(0, at)]);
      // Cut between two whole hunks of the last file, nothing shows that there was more.
      if (typeof result !== 'string') strictEqual(patch.subarray(at).includes('diff --git'), false);
    }
    strictEqual(read([Buffer.from('fatal: no\0')]), 'git diff printed something of an unknown form');
    strictEqual(
      read([Buffer.concat([patch, Buffer.from('diff --git a/x b/x\n')])]),
      'git diff printed something of an unknown form',
    );
  });
});

describe('lines that are in no parent', () => {
  const file = (path: string, added: ChangedFile['added']): ChangedFile => ({
    path,
    status: 'modified',
    oldOid: '1',
    newOid: '2',
    oldMode: '100644',
    newMode: '100644',
    added,
    binary: false,
  });

  it('are those that each side adds', () => {
    const one = [
      file('a', [
        [1, 5],
        [9, 3],
        [20, 1],
      ]),
      file('b', [[1, 1]]),
      file('c', [[1, 2]]),
    ];
    const two = [
      file('c', [[3, 1]]),
      file('a', [
        [2, 2],
        [5, 5],
        [11, 30],
      ]),
    ];
    deepStrictEqual(
      foundInNoParent([one, two]).map(({ path, added }) => [path, added]),
      [
        [
          'a',
          [
            [2, 2],
            [5, 1],
            [9, 1],
            [11, 1],
            [20, 1],
          ],
        ],
        ['c', []],
      ],
    );
    deepStrictEqual(foundInNoParent([one]), one);
  });
});
