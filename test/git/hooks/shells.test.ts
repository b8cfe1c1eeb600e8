import { deepStrictEqual, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentShim } from '../../../src/git/hooks/shim';
import { LedgerStore } from '../../../src/git/store/ledgerStore';
import { planInstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { reportEdit } from '../../support/agentAtWork';
import { shippedBundles } from '../../support/bundles';
import { debianProgram } from '../../support/debian';
import { TestRepo } from '../../support/repo';

/** How each shell is started as `sh`; Git for Windows has bash as one. */
const shells: Readonly<Record<string, () => string>> = {
  dash: () => debianProgram('dash'),
  'busybox sh': () => `${debianProgram('busybox')} sh`,
  mksh: () => debianProgram('mksh'),
  'bash --posix': () => `${debianProgram('bash')} --posix`,
  'zsh --emulate sh': () => `${debianProgram('zsh')} --emulate sh`,
};

/** Writes a title above what git and the hooks have put there. */
const editor = `f() { { echo More; cat "$1"; } >"$1.new" && mv "$1.new" "$1"; }; f`;

describe('The hooks in other shells', function () {
  this.timeout(5 * 60_000);

  for (const [name, found] of Object.entries(shells)) {
    for (const hasProc of [true, false]) {
      it(`do in ${name} what they do in sh, ${hasProc ? 'with' : 'without'} /proc`, async () => {
        const repo = TestRepo.create({ name: 'repo of Änne' });
        try {
          repo.commit({
            '.ai-policy/policy.yaml': 'version: 1\npolicyOwners: [ada@acme.dev]\n',
            'n.txt': 'a\n',
          });
          const opened = await repo.open();
          const runtime = { program: process.execPath, electron: false };
          const plan = await planInstall(opened, { bundles: await shippedBundles(), runtime });
          deepStrictEqual(await applyPlan(opened, plan), undefined);
          const PATH = takeShell(repo, found(), hasProc);
          const git = (...args: string[]) => {
            const { code, stdout, stderr } = repo.tryGit(args, { env: { PATH, GIT_EDITOR: editor } });
            deepStrictEqual([code, stderr], [0, '']);
            return stdout;
          };
          const provenance = () => /^AI-Provenance: .*$/m.exec(git('log', '-1', '--format=%B'))?.[0];
          const store = new LedgerStore(opened.colophonDir);
          const write = (before: string, after: string) => {
            repo.write('n.txt', after);
            reportEdit(store, 'n.txt', before, after, 'claude-code');
            git('add', '-A');
          };

          write('a\n', 'a\nalpha beta\ngamma delta\n');
          git('commit', '-qm', 'With AI lines');
          deepStrictEqual(provenance(), 'AI-Provenance: v1; lines=2; ai=2');
          match(git('notes', '--ref=refs/notes/colophon', 'list', 'HEAD'), /^[0-9a-f]{40}/);
          git('commit', '-q', '--amend', '--no-edit');
          deepStrictEqual(provenance(), 'AI-Provenance: v1; lines=2; ai=2');

          repo.write('p.txt', 'x\n');
          git('add', '-A');
          git('commit', '-qm', 'docs: when to use --amend');
          deepStrictEqual(provenance(), undefined);
          deepStrictEqual(git('log', '--format=%s', '-3').split('\n')[1], 'With AI lines');

          git('checkout', '-q', '-b', 'other', 'HEAD^');
          write('a\nalpha beta\ngamma delta\n', 'a\nalpha beta\ngamma delta\nepsilon\n');
          git('commit', '-q');
          deepStrictEqual(provenance(), 'AI-Provenance: v1; lines=1; ai=1');
          git('rebase', '-q', 'main');
          deepStrictEqual(provenance(), 'AI-Provenance: v1; lines=1; ai=1');
          match(git('notes', '--ref=refs/notes/colophon', 'list', 'HEAD'), /^[0-9a-f]{40}/);
        } finally {
          repo.remove();
        }
      });
    }

    it(`start an agent’s hook in ${name}`, () => {
      const repo = TestRepo.create();
      try {
        const folder = join(repo.base, 'data of Änne');
        mkdirSync(folder);
        writeFileSync(join(folder, 'agent'), agentShim());
        writeFileSync(
          join(folder, 'agent.cjs'),
          'process.stdout.write(process.argv[2] + require("fs").readFileSync(0))',
        );
        writeFileSync(join(folder, 'runtime'), `${process.execPath}\nnode\n`);
        const [program = '', ...args] = found().split(' ');
        const { stdout, stderr, status } = spawnSync(
          program,
          [...args, join(folder, 'agent'), 'claude-code'],
          {
            input: '{"x":1}',
            encoding: 'utf8',
          },
        );
        deepStrictEqual([stdout, stderr, status], ['claude-code{"x":1}', '', 0]);
      } finally {
        repo.remove();
      }
    });
  }
});

/** Makes git's hooks and what they start run in a shell, and gives the PATH on which it is `sh`. */
function takeShell(repo: TestRepo, shell: string, hasProc: boolean): string {
  const folder = join(repo.base, 'shell');
  mkdirSync(folder);
  const sh = join(folder, 'sh');
  writeFileSync(sh, `#!/bin/sh\nexec ${shell} "$@"\n`, { mode: 0o755 });
  for (const hooks of ['.git/hooks', '.git/colophon/hooks']) {
    for (const name of readdirSync(repo.path(hooks))) {
      const file = repo.path(hooks, name);
      const text = readFileSync(file, 'utf8').replace(/^#!\/bin\/sh$/m, `#!${sh}`);
      writeFileSync(file, hasProc ? text : text.replaceAll('/proc/', '/no-proc/'));
    }
  }
  return `${folder}:${process.env.PATH}`;
}
