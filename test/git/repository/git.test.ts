import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { chownSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { readHead } from '../../../src/git/objects/head';
import { blobsWithNul, catFiles } from '../../../src/git/objects/objects';
import { discover, discoverHistory } from '../../../src/git/repository/discover';
import { childEnvironment, repositoryEnvironment } from '../../../src/git/repository/environment';
import { git, splitNul } from '../../../src/git/repository/git';
import { hookRepository } from '../../../src/git/repository/repository';
import { TestRepo } from '../../support/repo';

describe('the door to git', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.create();
  });
  afterEach(() => repo.remove());

  it('gives what git printed, as bytes, and its exit code', async () => {
    const { code, stdout } = await git(repo.root, ['hash-object', '--stdin'], {
      input: Buffer.from([0xff, 0]),
    });
    deepStrictEqual([code, stdout.toString().length], [0, 41]);
    const failed = await git(repo.root, ['rev-parse', '--verify', 'none']);
    deepStrictEqual([failed.code, failed.stderr], [128, 'fatal: Needed a single revision\n']);
  });

  it('ends what takes too long or prints too much', async () => {
    strictEqual(
      (await git(repo.root, ['hash-object', '--stdin-paths', '--batch'], { timeoutMs: 1 })).code !== 0,
      true,
    );
    const slow = await git(repo.root, ['-c', 'alias.wait=!exec sleep 20', 'wait'], { timeoutMs: 200 });
    deepStrictEqual([slow.code, slow.problem], [-1, 'timeout']);
    const much = await git(repo.root, ['-c', 'alias.much=!exec yes', 'much'], { maxBytes: 1_000_000 });
    deepStrictEqual([much.code, much.problem], [-1, 'too-large']);
  });

  it('says that git is missing', async () => {
    const path = process.env.PATH;
    process.env.PATH = repo.root;
    try {
      strictEqual((await git(repo.root, ['version'])).problem, 'missing');
      match(JSON.stringify(await discover(repo.root)), /"missing","message":"git was not found\. Install it/);
    } finally {
      process.env.PATH = path;
    }
  });

  it('splits at NUL', () => {
    deepStrictEqual(splitNul(Buffer.from('a\0b c\0\0d\0')).map(String), ['a', 'b c', '', 'd']);
    deepStrictEqual(splitNul(Buffer.from('')), []);
    deepStrictEqual(splitNul(Buffer.from('a\0b')).map(String), ['a', 'b']);
  });

  it('passes on which repository is meant only when told, and nothing that changes the output', () => {
    const env = {
      GIT_DIR: '/x',
      GIT_INDEX_FILE: 'y',
      GIT_TRACE: '1',
      GIT_DIFF_OPTS: '-u9',
      PATH: 'p',
      GIT_TERMINAL_PROMPT: '1',
    };
    const child = childEnvironment(env);
    deepStrictEqual(
      [child.GIT_DIR, child.GIT_INDEX_FILE, child.GIT_TRACE, child.GIT_DIFF_OPTS, child.PATH],
      [undefined, undefined, undefined, undefined, 'p'],
    );
    deepStrictEqual(repositoryEnvironment(env), { GIT_DIR: '/x', GIT_INDEX_FILE: 'y' });
    const hook = childEnvironment(env, env);
    deepStrictEqual([hook.GIT_DIR, hook.GIT_TRACE, hook.GIT_TERMINAL_PROMPT], ['/x', undefined, '0']);
  });
});

describe('finding the repository', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.create({ name: 'a folder' });
  });
  afterEach(() => repo.remove());

  const kind = async (cwd: string, env: NodeJS.ProcessEnv = {}) => {
    const found = await discover(cwd, env);
    return found.kind === 'ok' ? found.repo : [found.problem, found.message.replaceAll(repo.base, '')];
  };

  it('gives its places, from a subfolder too', async () => {
    mkdirSync(repo.path('sub'));
    const places = {
      root: repo.root,
      gitDir: repo.path('.git'),
      commonDir: repo.path('.git'),
      colophonDir: repo.path('.git/colophon'),
      env: {},
    };
    deepStrictEqual([await kind(repo.root), await kind(repo.path('sub'))], [places, places]);
  });

  it('gives a linked worktree a ledger of its own', async () => {
    repo.commit({});
    repo.git('worktree', 'add', '-q', '../linked');
    deepStrictEqual(await kind(repo.path('../linked')), {
      root: `${repo.base}/linked`,
      gitDir: repo.path('.git/worktrees/linked'),
      commonDir: repo.path('.git'),
      colophonDir: repo.path('.git/worktrees/linked/colophon'),
      env: {},
    });
  });

  it('is the same for a hook, which does not ask git', async () => {
    repo.commit({});
    repo.git('worktree', 'add', '-q', '../linked');
    for (const cwd of [repo.root, repo.path('../linked')]) {
      deepStrictEqual(hookRepository(resolve(cwd), {}), await kind(cwd));
    }
    const env = { GIT_DIR: repo.path('.git/worktrees/linked'), GIT_INDEX_FILE: 'x' };
    deepStrictEqual(hookRepository(`${repo.base}/linked`, env), {
      ...(await kind(repo.path('../linked'))),
      env,
    });
    strictEqual(hookRepository(repo.base, {}), undefined);
  });

  it('takes GIT_DIR from whoever has it in hand', async () => {
    repo.git('init', '-q', '--bare', '../dots');
    const env = { GIT_DIR: `${repo.base}/dots`, GIT_WORK_TREE: repo.root };
    const found = await discover(repo.base, env);
    deepStrictEqual(found.kind === 'ok' && [found.repo.root, found.repo.gitDir], [
      repo.root,
      `${repo.base}/dots`,
    ]);
  });

  it('takes a bare one where the history is all that is read, from a folder in it too', async () => {
    const bare = `${repo.base}/bare.git`;
    repo.git('init', '-q', '--bare', bare);
    const places = { root: bare, gitDir: bare, commonDir: bare, colophonDir: `${bare}/colophon` };
    const history = async (cwd: string, env: NodeJS.ProcessEnv = {}) => {
      const found = await discoverHistory(cwd, env);
      return found.kind === 'ok' ? found.repo : found.problem;
    };
    deepStrictEqual(await history(bare), { ...places, env: {} });
    deepStrictEqual(await history(`${bare}/objects`), { ...places, env: {} });
    // Its git is started in its folder, and from there the name that was given leads nowhere.
    deepStrictEqual(await history(repo.base, { GIT_DIR: 'bare.git' }), { ...places, env: { GIT_DIR: bare } });
    deepStrictEqual(await history(repo.path('.git')), 'bare');
    deepStrictEqual(await history(repo.root), await kind(repo.root));
    deepStrictEqual(await history(repo.base), 'not-a-repository');
  });

  it('says in one message what is the matter', async () => {
    deepStrictEqual(await kind(repo.base), [
      'not-a-repository',
      ' is not in a git repository. Run `git init` first.',
    ]);
    repo.git('init', '-q', '--bare', '../bare');
    deepStrictEqual(await kind(`${repo.base}/bare`), [
      'bare',
      '/bare is in a bare repository or inside .git; Colophon needs a working tree.',
    ]);
    deepStrictEqual(await kind(`${repo.base}/none`), ['failed', 'The folder /none does not exist.']);
  });

  it('says how to trust a repository that is another user’s', async function () {
    if (process.getuid?.() !== 0) this.skip();
    chownSync(repo.path('.git'), 65534, 65534);
    chownSync(repo.root, 65534, 65534);
    const home = process.env.HOME;
    process.env.HOME = `${repo.base}/home`;
    try {
      deepStrictEqual(await kind(repo.root), [
        'not-owned',
        "The repository /a folder belongs to another user, so git refuses to read it. If you trust it, run: git config --global --add safe.directory '/a folder'",
      ]);
    } finally {
      process.env.HOME = home;
    }
  });
});

describe('objects', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.create();
  });
  afterEach(() => repo.remove());
  const store = (content: string | Buffer) =>
    repo.tryGit(['hash-object', '-w', '--stdin'], { input: content }).stdout.trim();

  it('are read in one go, each within its limits', async () => {
    const found = await repo.open();
    const [small, empty, lines, large] = [
      store('x'),
      store(''),
      store('a\n0 blob 3\n\n'),
      store('y'.repeat(300_000)),
    ];
    const missing = '1'.repeat(40);
    const read = await catFiles(found, [small, empty, lines, large, missing, small, 'HEAD'], {
      maxObjectBytes: 1000,
    });
    deepStrictEqual(
      [...read].map(([oid, file]) => [oid, file.kind === 'ok' ? file.content.toString() : file]),
      [
        [small, 'x'],
        [empty, ''],
        [lines, 'a\n0 blob 3\n\n'],
        [large, { kind: 'too-large', bytes: 300_000 }],
        [missing, { kind: 'missing' }],
        ['HEAD', { kind: 'unread' }],
      ],
    );
    deepStrictEqual((await catFiles(found, [large])).get(large), {
      kind: 'ok',
      content: Buffer.alloc(300_000, 'y'),
    });
    const two = await catFiles(found, [large, small], { maxTotalBytes: 300_000 });
    deepStrictEqual(
      [...two.values()].map((file) => file.kind),
      ['ok', 'too-large'],
    );
  });

  it('with a NUL byte are found, wherever it is', async () => {
    const found = await repo.open();
    const late = store(Buffer.concat([Buffer.alloc(200_000, 'x'), Buffer.from([0])]));
    deepStrictEqual(await blobsWithNul(found, [late, store('text\n')]), new Set([late]));
    strictEqual(await blobsWithNul(found, ['1'.repeat(40)]), undefined);
  });

  it('HEAD is read with its parents and message', async () => {
    const found = await repo.open();
    strictEqual(await readHead(found), 'unborn');
    const first = repo.commit({ a: 'x' }, 'One');
    repo.git('config', 'log.showSignature', 'true');
    repo.git('config', 'log.date', 'relative');
    const second = repo.commit({ a: 'y' }, 'Zwei ü\n\nBody');
    const date = repo.git('log', '-1', '--date=raw', '--format=@%ad').trim();
    deepStrictEqual(await readHead(found), {
      oid: second,
      tree: repo.git('rev-parse', 'HEAD^{tree}').trim(),
      parents: [first],
      authorDate: date,
      authorName: 'Ada Dev',
      authorEmail: 'ada@acme.dev',
      committedAt: Number(repo.git('log', '-1', '--format=%ct')),
      message: 'Zwei ü\n\nBody\n',
      isNoted: false,
    });
    repo.git('notes', '--ref=refs/notes/colophon', 'add', '-m', '{}');
    const read = await readHead(found);
    strictEqual(typeof read === 'object' && read.isNoted, true);
    repo.run('rm', ['-r', '.git/refs']);
    strictEqual(await readHead(found), undefined);
  });
});
