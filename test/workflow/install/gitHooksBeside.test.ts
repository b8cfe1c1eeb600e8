import { deepStrictEqual, match, strictEqual } from 'node:assert';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { hookBlock, hookNames } from '../../../src/git/hooks/shim';
import type { Repository } from '../../../src/git/repository/repository';
import { hooksStatus, planInstall, planUninstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { shippedBundles } from '../../support/bundles';
import { debianProgram } from '../../support/debian';
import { newGit } from '../../support/newGit';
import { type Ran, TestRepo } from '../../support/repo';
import { Writer } from '../../support/writer';

const modules = resolve(__dirname, '..', '..', '..', 'node_modules');
const policy = 'version: 1\npolicyOwners: [ada@acme.dev]\nzones: []\n';

/** Someone's hook in `tools/`: leaves a mark and writes a trailer, or refuses. */
const theirs = `#!/bin/sh
echo "$1" >>../said
if grep -q REFUSE "$2"; then
  echo "$1 refuses" >&2
  exit 1
fi
if [ "$1" = commit-msg ]; then
  git interpret-trailers --in-place --if-exists doNothing --trailer 'Change-Id: I123' "$2"
fi
`;
/** What a commit leaves in `said`. */
const theirMarks = 'prepare-commit-msg\ncommit-msg\n';
const theirHooks = ['prepare-commit-msg', 'commit-msg'] as const;

/** Another tool for hooks, which calls `theirs` in two of them. */
interface Tool {
  readonly name: string;
  /** What its user has in the repository. */
  readonly files: Readonly<Record<string, string>>;
  /** Its own installer: the first time, and whenever its user calls it again. */
  readonly install: (repo: TestRepo) => Ran;
  readonly uninstall: (repo: TestRepo) => Ran;
}

const lefthook = join(modules, '.bin', 'lefthook');
const stages = theirHooks.flatMap((hook) => ['--hook-type', hook]);

const tools: readonly Tool[] = [
  {
    name: 'husky',
    files: {
      'package.json': '{ "private": true, "scripts": { "prepare": "husky" } }\n',
      ...Object.fromEntries(
        theirHooks.map((hook) => [`.husky/${hook}`, `sh tools/theirs ${hook} "$1"\n`] as const),
      ),
    },
    install: (repo) =>
      repo.run('npm', ['run', '--silent', 'prepare'], {
        env: { PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) },
      }),
    // As its documentation says.
    uninstall: (repo) => repo.tryGit(['config', '--unset', 'core.hooksPath']),
  },
  {
    name: 'lefthook',
    files: {
      'lefthook.yml': [
        'output: [failure]',
        ...theirHooks.map(
          (hook) => `${hook}:\n  jobs:\n    - name: theirs\n      run: sh tools/theirs ${hook} {1}`,
        ),
        '',
      ].join('\n'),
    },
    install: (repo) => repo.run(lefthook, ['install']),
    uninstall: (repo) => repo.run(lefthook, ['uninstall']),
  },
  {
    name: 'the pre-commit framework',
    files: {
      '.pre-commit-config.yaml': [
        'repos:\n  - repo: local\n    hooks:',
        ...theirHooks.map(
          (hook) =>
            `      - { id: ${hook}, name: ${hook}, language: system, entry: sh tools/theirs ${hook}, stages: [${hook}], always_run: true }`,
        ),
        '',
      ].join('\n'),
    },
    install: (repo) => repo.run(debianProgram('pre-commit'), ['install', ...stages]),
    uninstall: (repo) => repo.run(debianProgram('pre-commit'), ['uninstall', ...stages]),
  },
];

describe('the hooks beside the tools themselves', function () {
  this.timeout(5 * 60_000);
  let repo: TestRepo;
  let found: Repository;
  let writer: Writer;
  let lines: number;

  beforeEach(async () => {
    lines = 0;
    repo = TestRepo.create();
    repo.write('../node', `#!/bin/sh\necho "$2" >>"${repo.base}/started"\nexec '${process.execPath}' "$@"\n`);
    chmodSync(repo.path('../node'), 0o755);
    repo.commit({ '.ai-policy/policy.yaml': policy, 'tools/theirs': theirs });
    found = await repo.open();
    writer = new Writer(found);
  });
  afterEach(() => {
    writer.close();
    repo.remove();
  });

  const options = async () => ({
    bundles: await shippedBundles(),
    runtime: { program: repo.path('../node'), electron: false },
  });
  const install = async () => applyPlan(found, await planInstall(found, await options()));
  const uninstall = async () => applyPlan(found, await planUninstall(found));
  const status = async () => {
    const { ok } = (await hooksStatus(found))!;
    return ok;
  };
  const done = (ran: Ran) => {
    if (ran.code !== 0) throw new Error(`${ran.stdout}${ran.stderr}`);
  };
  const allHooks = (state: string) => Object.fromEntries(hookNames.map((hook) => [hook, state]));
  const setUp = (tool: Tool) => {
    repo.commit(tool.files, 'tool');
    done(tool.install(repo));
  };

  /** What a commit of one more line of AI's leaves: its message, who was called, and how often ours started Node. */
  const commit = async (message = 'Add', env: NodeJS.ProcessEnv = {}, args: string[] = []) => {
    for (const name of ['said', 'started']) rmSync(repo.path('..', name), { force: true });
    lines++;
    await writer.write('a.ts', ['ai', `line${lines}();\n`]);
    repo.git('add', 'a.ts');
    const head = repo.git('rev-parse', 'HEAD');
    const { code, stderr } = repo.tryGit(['commit', '-q', '-m', message, ...args], { env });
    const read = (name: string) => (repo.has(`../${name}`) ? repo.read(`../${name}`) : '');
    return {
      code,
      stderr,
      message: repo.git('rev-parse', 'HEAD') === head ? undefined : repo.message().trimEnd(),
      said: read('said'),
      started: read('started'),
    };
  };
  const ours = (n = 1) =>
    `Assisted-by: GitHub-Copilot:gpt-5.2\nAI-Provenance: v1; lines=${n}; ai=${n}\nAI-Detail: zones=default:${n}; evidence=host:${n}; vendors=unknown:${n}`;
  /** The trailers of the last commit, in any order: tools differ in who comes first. */
  const trailers = () =>
    repo
      .run('git', ['interpret-trailers', '--parse'], { input: repo.message() })
      .stdout.trim()
      .split('\n')
      .sort();

  /**
   * A refusal refuses; the same lines and one more are then committed, with everyone called once. Where the commit
   * before was made without ours, its lines are caught up with.
   */
  const assertBothWork = async (before?: { readonly started: string }) => {
    const refused = await commit('REFUSE');
    deepStrictEqual(
      [refused.code, refused.message, /prepare-commit-msg refuses/.test(refused.stderr)],
      [1, undefined, true],
    );
    const { code, message, said, started } = await commit();
    deepStrictEqual(
      { code, said, started, subject: message?.split('\n').slice(0, 2), trailers: trailers() },
      {
        code: 0,
        said: theirMarks,
        started: before?.started === '' ? 'prepare-commit-msg\nhook\n' : 'prepare-commit-msg\n',
        subject: ['Add', ''],
        trailers: [...ours(2).split('\n'), 'Change-Id: I123'].sort(),
      },
    );
    deepStrictEqual(repo.note(), { 'a.ts': [`${lines - 1} ai`, `${lines} ai`] });
  };

  /** Every file of the hooks and the configuration, with mode and content. */
  const snapshot = (of = repo): Record<string, string> => {
    const names = ['.git/hooks', '.husky']
      .filter((folder) => of.has(folder))
      .flatMap((folder) =>
        readdirSync(of.path(folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
      );
    const entries = [...names, '.git/config'].sort().map((name) => {
      const stats = lstatSync(of.path(name));
      return [
        name,
        `${(stats.mode & 0o7777).toString(8)} ${stats.isFile() ? readFileSync(of.path(name), 'latin1') : ''}`,
      ];
    });
    return Object.fromEntries(entries);
  };
  /** The same with this tool alone, over what `prepare` does first. */
  const alone = (tool: Tool, prepare: (repo: TestRepo) => void = () => {}) => {
    const other = TestRepo.create();
    try {
      prepare(other);
      other.commit({ ...tool.files, 'tools/theirs': theirs });
      done(tool.install(other));
      return snapshot(other);
    } finally {
      other.remove();
    }
  };
  const plain = '#!/bin/sh\necho plain >>../said\n';
  const addPlain = (to: TestRepo) => {
    to.write('.git/hooks/commit-msg', plain);
    chmodSync(to.path('.git/hooks/commit-msg'), 0o755);
  };

  /** A folder with all hooks, for all of a person's repositories; also for the code under test in this process. */
  const shareHooks = () => {
    for (const hook of hookNames) {
      const call = (theirHooks as readonly string[]).includes(hook)
        ? `sh tools/theirs ${hook} "$1"`
        : 'exit 0';
      repo.write(`../shared/${hook}`, `#!/bin/sh\n${call}\n`);
      chmodSync(repo.path('../shared', hook), 0o755);
    }
    repo.git('config', '--global', 'core.hooksPath', repo.path('../shared'));
    process.env.GIT_CONFIG_GLOBAL = repo.path('../home/.gitconfig');
  };

  for (const tool of tools) {
    describe(tool.name, () => {
      it('goes on as before, and comes back byte for byte', async () => {
        setUp(tool);
        const before = snapshot();
        strictEqual(await install(), undefined);
        strictEqual(await status(), true);
        const again = await planInstall(found, await options());
        deepStrictEqual(again.kind === 'ok' && again.steps, []);
        await assertBothWork();
        strictEqual(await uninstall(), undefined);
        deepStrictEqual(snapshot(), before);
        const { code, message, said } = await commit();
        deepStrictEqual([code, message, said], [0, 'Add\n\nChange-Id: I123', theirMarks]);
      });

      it('is called where a person wants no trailers', async () => {
        setUp(tool);
        await install();
        const quiet = { code: 0, message: 'Add\n\nChange-Id: I123', said: theirMarks };
        const { stderr, ...off } = await commit('Add', { COLOPHON: 'off' });
        deepStrictEqual(off, { ...quiet, started: '' });
        repo.git('config', 'colophon.hooks', 'false');
        const { stderr: _, started, ...never } = await commit();
        deepStrictEqual(never, quiet);
        strictEqual((await commit('REFUSE', { COLOPHON: 'off' })).code, 1);
      });

      it('that is installed again loses nothing, and what it takes from ours is seen and mended', async () => {
        setUp(tool);
        const before = snapshot();
        await install();
        done(tool.install(repo));
        strictEqual(await status(), false);
        const first = await commit();
        deepStrictEqual([first.code, first.said], [0, theirMarks]);
        strictEqual(await install(), undefined);
        strictEqual(await status(), true);
        await assertBothWork(first);
        done(tool.install(repo));
        done(tool.install(repo));
        await install();
        await assertBothWork();
        await uninstall();
        deepStrictEqual(snapshot(), before);
      });

      it('that comes after ours works beside them', async () => {
        await install();
        setUp(tool);
        const first = await commit();
        strictEqual(first.said, theirMarks);
        await install();
        strictEqual(await status(), true);
        await assertBothWork(first);
        await uninstall();
        deepStrictEqual(snapshot(), alone(tool));
      });

      it('that comes after ours and a plain hook treats that as without ours', async () => {
        addPlain(repo);
        const before = snapshot();
        await install();
        setUp(tool);
        await commit();
        await install();
        strictEqual(await status(), true);
        done(tool.install(repo));
        await install();
        await uninstall();
        deepStrictEqual(snapshot(), alone(tool, addPlain));
        done(tool.uninstall(repo));
        deepStrictEqual(snapshot()['.git/hooks/commit-msg'], before['.git/hooks/commit-msg']);
      });

      it('that goes away leaves ours working, or to be mended', async () => {
        addPlain(repo);
        const before = snapshot();
        setUp(tool);
        await install();
        done(tool.uninstall(repo));
        const { code, said } = await commit();
        deepStrictEqual([code, said], [0, 'plain\n']);
        await install();
        strictEqual(await status(), true);
        await uninstall();
        const { '.git/config': config, '.git/hooks/commit-msg': hook } = snapshot();
        deepStrictEqual([config, hook], [before['.git/config'], before['.git/hooks/commit-msg']]);
      });

      it('has older lines of ours brought up to date, and the bundles are not needed any more', async () => {
        setUp(tool);
        const before = snapshot();
        const bundles = mkdtempSync(join(tmpdir(), 'colophon-moved-'));
        cpSync(await shippedBundles(), bundles, { recursive: true });
        const { runtime } = await options();
        strictEqual(await applyPlan(found, await planInstall(found, { bundles, runtime })), undefined);
        rmSync(bundles, { recursive: true });
        const current = snapshot();
        for (const [name, entry] of Object.entries(current)) {
          if (!entry.includes('colophon-hook 1')) continue;
          const text = entry.slice(entry.indexOf(' ') + 1);
          repo.write(name, Buffer.from(text.replaceAll('colophon-hook 1', 'colophon-hook 0'), 'latin1'));
        }
        deepStrictEqual((await hooksStatus(found))!.hooks, allHooks('outdated'));
        await assertBothWork();
        await install();
        deepStrictEqual(snapshot(), current);
        await uninstall();
        deepStrictEqual(snapshot(), before);
      });
    });
  }

  it('lefthook that follows its changed configuration at a commit is seen, and mended', async () => {
    const tool = tools.find(({ name }) => name === 'lefthook')!;
    setUp(tool);
    await install();
    repo.write('lefthook.yml', `${tool.files['lefthook.yml']}\npre-push:\n  jobs: []\n`);
    // It looks at the time of its file first, in seconds.
    utimesSync(repo.path('lefthook.yml'), 2_000_000_000, 2_000_000_000);
    const { code, said, message } = await commit();
    deepStrictEqual([code, said, message], [0, theirMarks, `Add\n\n${ours()}\nChange-Id: I123`]);
    strictEqual(await status(), false);
    await install();
    await assertBothWork();
  });

  it('someone\u2019s trailers and ours are one block, whoever comes first', async () => {
    const change = `#!/bin/sh\ngit interpret-trailers --in-place --if-exists doNothing --trailer 'Change-Id: I123' "$1"\n`;
    const want = ['Signed-off-by: Ada Dev <ada@acme.dev>', 'Change-Id: I123', ...ours().split('\n')].sort();
    for (const [hook, text] of [
      ['prepare-commit-msg', change],
      ['commit-msg', change],
      ['prepare-commit-msg', `${change}: "$0"\n`],
      ['commit-msg', `${change}: "$0"\n`],
    ] as const) {
      repo.write(`.git/hooks/${hook}`, text);
      chmodSync(repo.path(`.git/hooks/${hook}`), 0o755);
      await install();
      const { code, stderr, started } = await commit('Add', {}, ['-s']);
      deepStrictEqual([code, stderr, started, trailers()], [0, '', 'prepare-commit-msg\n', want]);
      await uninstall();
      strictEqual(repo.read(`.git/hooks/${hook}`), text);
      rmSync(repo.path(`.git/hooks/${hook}`));
    }
  });

  describe('core.hooksPath of all repositories', () => {
    const hooksOf = (name: string) => repo.read(`../shared/${name}`);
    beforeEach(() => shareHooks());
    afterEach(() => {
      delete process.env.GIT_CONFIG_GLOBAL;
    });

    it('is left alone; with the lines that a person adds there, both work', async () => {
      const before = hookNames.map(hooksOf);
      match(
        (await install()) ?? '',
        /which other repositories may use too.*colophon hooks show.*install again/,
      );
      deepStrictEqual([hookNames.map(hooksOf), repo.has('.git/colophon/hooks')], [before, false]);
      const { started, code, said } = await commit();
      deepStrictEqual([code, said, started], [0, theirMarks, '']);
      for (const hook of hookNames) {
        repo.write(`../shared/${hook}`, hooksOf(hook).replace('\n', `\n${hookBlock(hook)}`));
      }
      const added = hookNames.map(hooksOf);
      strictEqual(await install(), undefined);
      strictEqual(await status(), true);
      await assertBothWork();
      const removal = await planUninstall(found);
      deepStrictEqual(removal.kind === 'ok' && removal.notes.length, 1);
      await uninstall();
      deepStrictEqual(hookNames.map(hooksOf), added);
      const { stderr, ...after } = await commit();
      deepStrictEqual(after, {
        code: 0,
        message: 'Add\n\nChange-Id: I123',
        said: theirMarks,
        started: '',
      });
    });
  });

  describe('git with hooks in its configuration', () => {
    let path: string;
    before(() => {
      path = [newGit(), process.env.PATH].join(delimiter);
    });
    let old: string | undefined;
    beforeEach(() => {
      old = process.env.PATH;
      process.env.PATH = path;
      match(repo.git('version'), /^git version (?:2\.(?:5[4-9]|[6-9]\d)|[3-9])/);
      repo.git('config', 'hook.theirs-prepare.command', 'sh tools/theirs prepare-commit-msg');
      repo.git('config', 'hook.theirs-prepare.event', 'prepare-commit-msg');
      repo.git('config', 'hook.theirs.command', 'sh tools/theirs commit-msg');
      repo.git('config', 'hook.theirs.event', 'commit-msg');
    });
    afterEach(() => {
      process.env.PATH = old;
    });
    const sections = () => repo.git('config', '--local', '--get-regexp', '--name-only', '^hook\\.');

    it('has ours in its configuration beside others', async () => {
      addPlain(repo);
      const before = snapshot();
      strictEqual(await install(), undefined);
      const { '.git/config': _, ...files } = before;
      const { '.git/config': __, ...filesNow } = snapshot();
      deepStrictEqual(filesNow, files);
      strictEqual(await status(), true);
      const again = await planInstall(found, await options());
      deepStrictEqual(again.kind === 'ok' && again.steps, []);
      rmSync(repo.path('.git/hooks/commit-msg'));
      await assertBothWork();
      addPlain(repo);
      const { said } = await commit();
      strictEqual(said, `${theirMarks}plain\n`);
      strictEqual((await commit('Add', { COLOPHON: 'off' })).message, 'Add\n\nChange-Id: I123');
      await uninstall();
      deepStrictEqual(snapshot(), before);
    });

    it('and a rewrite finds its input there', async () => {
      await install();
      await commit();
      strictEqual((await repo.tryGit(['commit', '-q', '--amend', '-m', 'Other'])).code, 0);
      deepStrictEqual(repo.note(), { 'a.ts': ['1 ai'] });
    });

    const removeTheirs = () => {
      for (const name of ['theirs', 'theirs-prepare']) repo.git('config', '--remove-section', `hook.${name}`);
    };

    it('works beside core.hooksPath of all repositories, without a change there', async () => {
      removeTheirs();
      shareHooks();
      try {
        const files = () => hookNames.map((hook) => repo.read(`../shared/${hook}`));
        const before = [snapshot(), files()];
        strictEqual(await install(), undefined);
        strictEqual(await status(), true);
        await assertBothWork();
        await uninstall();
        deepStrictEqual([snapshot(), files()], before);
      } finally {
        delete process.env.GIT_CONFIG_GLOBAL;
      }
    });

    for (const tool of tools) {
      it(`keeps ours working when ${tool.name} is installed again`, async () => {
        removeTheirs();
        setUp(tool);
        const before = snapshot();
        await install();
        done(tool.install(repo));
        strictEqual(await status(), true);
        await assertBothWork();
        await uninstall();
        deepStrictEqual(snapshot(), before);
      });
    }

    it('that comes after an older one keeps the files, so that nothing runs twice', async () => {
      const before = snapshot();
      process.env.PATH = old;
      await install();
      process.env.PATH = path;
      strictEqual(await status(), true);
      const plan = await planInstall(found, await options());
      deepStrictEqual(plan.kind === 'ok' && plan.steps, []);
      await assertBothWork();
      await uninstall();
      deepStrictEqual(snapshot(), before);
    });

    it('that goes away for an older one has files instead, so that nothing runs twice', async () => {
      const before = snapshot();
      await install();
      process.env.PATH = old;
      strictEqual(await status(), false);
      await install();
      process.env.PATH = path;
      strictEqual(
        sections(),
        'hook.theirs-prepare.command\nhook.theirs-prepare.event\nhook.theirs.command\nhook.theirs.event\n',
      );
      await assertBothWork();
      await uninstall();
      deepStrictEqual(snapshot(), before);
    });

    it('has an older command of ours brought up to date', async () => {
      await install();
      const config = repo.read('.git/config');
      repo.write('.git/config', config.replaceAll('colophon-hook 1', 'colophon-hook 0'));
      deepStrictEqual((await hooksStatus(found))!.hooks, allHooks('outdated'));
      await install();
      strictEqual(repo.read('.git/config'), config);
    });
  });
});
