import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { hookNames } from '../../../src/git/hooks/shim';
import type { Repository } from '../../../src/git/repository/repository';
import { hooksStatus, planInstall, planUninstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { tryRuntime } from '../../../src/workflow/install/runtime';
import { hookBundles } from '../../support/hookBundle';
import { TestRepo } from '../../support/repo';

describe('the hooks beside others', () => {
  let repo: TestRepo;
  let found: Repository;
  beforeEach(async () => {
    repo = TestRepo.create();
    repo.commit({ 'a.txt': 'a\n', '.ai-policy/policy.yaml': 'version: 1\n' });
    found = await repo.open();
    repo.write('.git/colophon/policy.json', '{}');
    repo.write('.git/colophon/strict', '');
    repo.write('.git/colophon/pending', '');
  });
  afterEach(() => repo.remove());

  const options = async () => ({
    bundles: await hookBundles(),
    runtime: { program: process.execPath, electron: false },
  });
  const install = async () => applyPlan(found, await planInstall(found, await options()));
  const uninstall = async () => applyPlan(found, await planUninstall(found));
  const states = async () => Object.values((await hooksStatus(found))!.hooks);

  /** A hook of someone else's that says what it was given. */
  const script = (name: string, code = 0) =>
    `#!/bin/sh\n# © someone\necho "${name} $*" >>../said\nexit ${code}\n`;
  const other = (path: string, text: string, mode = 0o755) => {
    repo.write(path, text);
    chmodSync(repo.path(path), mode);
  };
  const commit = (message = 'Add') => {
    repo.write('a.txt', `${repo.read('a.txt')}@ai\n`);
    return repo.tryGit(['commit', '-q', '-a', '-m', message]);
  };
  const written = () => /^AI-Provenance: v1; lines=1; ai=1$/m.test(repo.message());
  const said = () => (repo.has('../said') ? repo.read('../said') : '');

  /** Every path under a folder, with mode and content. */
  const snapshot = (folder: string): Record<string, string> => {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const stats = lstatSync(path);
      const content = stats.isSymbolicLink()
        ? readlinkSync(path)
        : stats.isFile()
          ? readFileSync(path, 'latin1')
          : '';
      return [path, `${(stats.mode & 0o7777).toString(8)} ${content}`] as const;
    });
    return Object.fromEntries(entries.sort());
  };
  const hooksAndConfig = () => ({ ...snapshot(repo.path('.git/hooks')), config: repo.read('.git/config') });

  it('are installed, and nothing is left to do', async () => {
    deepStrictEqual(await hooksStatus(found), {
      hooks: Object.fromEntries(hookNames.map((hook) => [hook, 'missing'])),
      ok: false,
    });
    strictEqual(await install(), undefined);
    deepStrictEqual(await hooksStatus(found), {
      hooks: Object.fromEntries(hookNames.map((hook) => [hook, 'installed'])),
      ok: true,
    });
    deepStrictEqual(await planInstall(found, await options()), { kind: 'ok', steps: [], notes: [] });
  });

  it('are removed without a trace', async () => {
    const before = hooksAndConfig();
    const dir = snapshot(repo.path('.git/colophon'));
    await install();
    strictEqual(await uninstall(), undefined);
    deepStrictEqual(hooksAndConfig(), before);
    deepStrictEqual(snapshot(repo.path('.git/colophon')), dir);
  });

  it('are brought up to date in place', async () => {
    await install();
    const file = repo.read('.git/hooks/commit-msg');
    repo.write('.git/hooks/commit-msg', file.replace('colophon-hook 1', 'colophon-hook 0'));
    repo.write('.git/colophon/hooks/post-commit', '# an older one\n');
    repo.write('.git/colophon/hook.cjs', '// an older one\n');
    deepStrictEqual(await states(), ['installed', 'outdated', 'outdated', 'installed', 'installed']);
    await install();
    deepStrictEqual(new Set(await states()), new Set(['installed']));
    strictEqual(repo.read('.git/hooks/commit-msg'), file);
    commit();
    strictEqual(written(), true);
  });

  describe('plain files', () => {
    beforeEach(() => {
      for (const hook of hookNames) other(`.git/hooks/${hook}`, script(hook), 0o750);
    });

    it('are called as before, and come back byte for byte', async () => {
      const before = hooksAndConfig();
      await install();
      await install();
      deepStrictEqual(commit(), { code: 0, stdout: '', stderr: '' });
      strictEqual(written(), true);
      strictEqual(
        said(),
        'prepare-commit-msg .git/COMMIT_EDITMSG message\ncommit-msg .git/COMMIT_EDITMSG\npost-commit \n',
      );
      await uninstall();
      deepStrictEqual(hooksAndConfig(), before);
    });

    for (const hook of ['prepare-commit-msg', 'commit-msg']) {
      it(`stop a commit as before: ${hook}`, async () => {
        other(`.git/hooks/${hook}`, script(hook, 7));
        await install();
        strictEqual(commit().code, 1);
        strictEqual(repo.message(), 'base\n');
      });
    }

    it('are called even when our own folder is gone', async () => {
      await install();
      repo.run('rm', ['-r', '.git/colophon']);
      deepStrictEqual(commit(), { code: 0, stdout: '', stderr: '' });
      strictEqual(said().split('\n').length, 4);
    });

    it('that git does not run stay so', async () => {
      other('.git/hooks/commit-msg', script('commit-msg', 7), 0o644);
      await install();
      strictEqual(commit().code, 0);
      strictEqual(said().includes('commit-msg .git'), true);
      strictEqual(/^commit-msg/m.test(said()), false);
    });

    it('that are symbolic links are neither followed nor lost', async () => {
      other('../elsewhere', script('linked'));
      repo.run('rm', ['.git/hooks/commit-msg']);
      symlinkSync('../../../elsewhere', repo.path('.git/hooks/commit-msg'));
      const before = hooksAndConfig();
      await install();
      commit();
      match(said(), /^linked \.git\/COMMIT_EDITMSG$/m);
      strictEqual(repo.read('../elsewhere'), script('linked'));
      await uninstall();
      deepStrictEqual(hooksAndConfig(), before);
    });

    it('that look at their own name are called by it', async () => {
      const own =
        '#!/usr/bin/env bash\nset -eu\necho "$(basename "$0") in $(basename "$(dirname "$0")")" >>../said\n';
      other('.git/hooks/commit-msg', own);
      const before = hooksAndConfig();
      await install();
      await install();
      deepStrictEqual(new Set(await states()), new Set(['installed']));
      strictEqual(commit().code, 0);
      match(said(), /^commit-msg in hooks$/m);
      strictEqual(written(), true);
      await uninstall();
      deepStrictEqual(hooksAndConfig(), before);
    });

    it('that can be neither moved nor added to are left alone, and said', async () => {
      other('.git/hooks/commit-msg', '#!/usr/bin/env ruby\nputs File.basename($0)\n');
      const before = hooksAndConfig();
      match((await install()) ?? '', /commit-msg looks at its own name.*colophon hooks show/);
      deepStrictEqual(hooksAndConfig(), before);
    });

    it('that another tool put in the place of ours are seen, and chained in their turn', async () => {
      await install();
      other('.git/hooks/commit-msg', script('newcomer'));
      deepStrictEqual(await states(), ['installed', 'overwritten', 'installed', 'installed', 'installed']);
      await install();
      commit();
      match(said(), /^newcomer /m);
      strictEqual(written(), true);
      strictEqual(repo.read('.git/hooks/commit-msg.colophon-chained-old'), script('commit-msg'));
      await uninstall();
      strictEqual(repo.read('.git/hooks/commit-msg'), script('newcomer'));
    });
  });

  describe('husky 9', () => {
    /** As `husky` 9 makes it. */
    const h = `#!/usr/bin/env sh
n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n
[ ! -f "$s" ] && exit 0
sh -e "$s" "$@"
c=$?
[ $c != 0 ] && echo "husky - $n script failed (code $c)"
exit $c
`;
    beforeEach(() => {
      repo.git('config', 'core.hooksPath', '.husky/_');
      repo.write('.husky/_/.gitignore', '*');
      repo.write('.husky/_/h', h);
      for (const hook of hookNames) other(`.husky/_/${hook}`, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"');
      repo.write('.husky/commit-msg', 'echo "husky $1" >>../said\n');
      repo.commit({}, 'husky');
    });

    it('works beside it, and says that npm install undoes it', async () => {
      const before = snapshot(repo.path('.husky'));
      const plan = await planInstall(found, await options());
      deepStrictEqual(plan.kind === 'ok' && plan.notes.length, 1);
      await install();
      deepStrictEqual(commit(), { code: 0, stdout: '', stderr: '' });
      strictEqual(said(), 'husky .git/COMMIT_EDITMSG\n');
      strictEqual(written(), true);
      await uninstall();
      deepStrictEqual(snapshot(repo.path('.husky')), before);
    });

    it('keeps the exit code of its hooks', async () => {
      repo.write('.husky/commit-msg', 'exit 3\n');
      await install();
      match(commit().stderr, /husky - commit-msg script failed \(code 3\)/);
      strictEqual(repo.message(), 'husky\n');
    });
  });

  it('leave a tracked hooks folder alone, and say what to do', async () => {
    repo.git('config', 'core.hooksPath', '.githooks');
    other('.githooks/commit-msg', script('tracked'));
    match(
      (await install()) ?? '',
      /core\.hooksPath is \.githooks.*does not change those.*colophon hooks show/,
    );
    strictEqual(repo.read('.githooks/commit-msg'), script('tracked'));
    strictEqual(repo.has('.git/colophon/hook.cjs'), false);
  });

  it('leave a hooks folder of other repositories alone', async () => {
    mkdirSync(repo.path('../shared'));
    repo.git('config', 'core.hooksPath', repo.path('../shared'));
    match((await install()) ?? '', /which other repositories may use too/);
    deepStrictEqual(readdirSync(repo.path('../shared')), []);
  });

  it('do not follow a link out of the repository', async () => {
    repo.run('rm', ['-r', '.git/hooks']);
    mkdirSync(repo.path('../shared'));
    symlinkSync('../../shared', repo.path('.git/hooks'));
    match((await install()) ?? '', /other repositories/);
    deepStrictEqual(readdirSync(repo.path('../shared')), []);
    repo.run('rm', ['-r', '.git/colophon']);
    symlinkSync('../../shared', repo.path('.git/colophon'));
    match((await install()) ?? '', /is a symbolic link/);
  });

  it('say that hooks are turned off', async () => {
    repo.git('config', 'core.hooksPath', '/dev/null');
    match((await install()) ?? '', /no folder: hooks are turned off here/);
  });

  it('are undone when a step fails', async () => {
    other('.git/hooks/commit-msg', script('commit-msg'));
    const before = hooksAndConfig();
    const plan = await planInstall(found, await options());
    if (plan.kind !== 'ok') throw new Error(plan.message);
    const at = plan.steps.findIndex((step) => step.do === 'rename');
    const broken = { do: 'write', path: '/dev/null/x', text: '', mode: 0o644 } as const;
    const problem = await applyPlan(found, { ...plan, steps: [plan.steps[at]!, broken] });
    match(problem ?? '', /\/dev\/null\/x could not be written/);
    deepStrictEqual(hooksAndConfig(), before);
  });

  it('say in one message that the folder is read-only', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const plan = await planInstall(found, await options());
    const before = hooksAndConfig();
    process.seteuid!(65534);
    try {
      strictEqual(
        (await applyPlan(found, plan))?.replaceAll(repo.root, ''),
        '/.git/colophon/hook.cjs cannot be written: /.git/colophon is read-only for you. The hooks are not installed.',
      );
    } finally {
      process.seteuid!(0);
    }
    deepStrictEqual(hooksAndConfig(), before);
  });

  it('in a linked worktree are those of the repository', async () => {
    repo.git('worktree', 'add', '-q', '../linked');
    await install();
    repo.write('../linked/a.txt', 'a\n@ai\n');
    const cwd = repo.path('../linked');
    deepStrictEqual(repo.tryGit(['commit', '-q', '-a', '-m', 'Linked'], { cwd }), {
      code: 0,
      stdout: '',
      stderr: '',
    });
    match(repo.message('linked'), /^AI-Provenance: v1; lines=1; ai=1$/m);
  });

  const shells = ['sh', 'dash', 'bash', 'bash --posix', 'busybox sh', 'zsh --emulate sh', 'ksh'].filter(
    (shell) => spawnSync('sh', ['-c', `command -v ${shell.split(' ')[0]}`]).status === 0,
  );
  for (const shell of shells) {
    it(`run in ${shell}`, async () => {
      const [program = '', ...args] = shell.split(' ');
      await install();
      repo.write('a.txt', 'a\n@ai\n');
      repo.git('add', 'a.txt');
      repo.write('.git/MSG', 'Add\n');
      const env = { GIT_EDITOR: ':', GIT_INDEX_FILE: '.git/index' };
      const quiet = { code: 0, stdout: '', stderr: '' };
      const hook = (...rest: string[]) => repo.run(program, [...args, ...rest], { env });
      deepStrictEqual(hook('.git/hooks/prepare-commit-msg', '.git/MSG', 'message'), quiet);
      match(repo.read('.git/MSG'), /^AI-Provenance: v1; lines=1; ai=1$/m);
      deepStrictEqual(hook('.git/hooks/commit-msg', '.git/MSG'), quiet);
      repo.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-F', '.git/MSG');
      deepStrictEqual(hook('.git/hooks/post-commit'), quiet);
      deepStrictEqual(repo.note(), { 'a.txt': ['2 ai'] });
      repo.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--amend', '-m', 'Other');
      const [from, to] = repo.git('rev-parse', 'HEAD@{1}', 'HEAD').trim().split('\n');
      deepStrictEqual(
        repo.run(program, [...args, '.git/hooks/post-rewrite', 'amend'], { env, input: `${from} ${to}\n` }),
        quiet,
      );
      deepStrictEqual(repo.note(), { 'a.txt': ['2 ai'] });
    });
  }

  it('are started by what was tried to run', async () => {
    deepStrictEqual(await tryRuntime(process.execPath, false), {
      program: process.execPath,
      electron: false,
    });
    strictEqual(await tryRuntime('/bin/false', true), undefined);
    strictEqual(await tryRuntime('/nowhere/code', true), undefined);
  });

  it('have the mode of a hook', async () => {
    await install();
    const runnable = (hook: string) => (statSync(repo.path('.git/hooks', hook)).mode & 0o111) !== 0;
    deepStrictEqual(hookNames.filter(runnable), [...hookNames]);
  });
});
