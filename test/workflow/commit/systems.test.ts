import { deepStrictEqual } from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerStore } from '../../../src/git/store/ledgerStore';
import { planInstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { reportEdit } from '../../support/agentAtWork';
import { shippedBundles } from '../../support/bundles';
import { onPath } from '../../support/debian';
import { TestRepo } from '../../support/repo';

const ways = [
  'commit',
  'amend',
  'reword',
  'other',
  'rebase',
  'pick',
  'merge',
  'squash',
  'fixup',
  'human',
  'reset',
];

/** What commits made in these ways carry where our processes see that system, and the scripts no `/proc`. */
async function carried(platform: NodeJS.Platform): Promise<string[]> {
  const repo = TestRepo.create();
  try {
    repo.commit({ '.ai-policy/policy.yaml': 'version: 1\npolicyOwners: [ada@acme.dev]\n' });
    const opened = await repo.open();
    const runtime = { program: nodeOf(repo, platform), electron: false };
    const plan = await planInstall(opened, { bundles: await shippedBundles(), runtime });
    deepStrictEqual(await applyPlan(opened, plan), undefined);
    const hooks = repo.path('.git/colophon/hooks');
    for (const name of readdirSync(hooks)) {
      const text = readFileSync(join(hooks, name), 'utf8');
      writeFileSync(join(hooks, name), text.replaceAll('/proc/', '/no-proc/'));
    }
    const PATH = `${join(repo.base, 'bin')}:${process.env.PATH}`;
    const git = (...args: string[]) =>
      repo.tryGit(args, { env: { PATH, GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'true' } }).stdout;
    const store = new LedgerStore(opened.colophonDir);
    const write = (name: string) => {
      repo.write(name, 'alpha beta\ngamma delta\n');
      reportEdit(store, name, '', 'alpha beta\ngamma delta\n', 'claude-code');
      git('add', '-A');
    };
    const seen: string[] = [];
    const see = () => {
      const provenance = /^AI-Provenance: .*$/m.exec(git('log', '-1', '--format=%B'))?.[0] ?? 'none';
      const isNoted = git('notes', '--ref=refs/notes/colophon', 'list', 'HEAD') !== '';
      seen.push(`${ways[seen.length]}: ${provenance}${isNoted ? ', noted' : ''}`);
    };
    const commit = (name: string, ...args: string[]) => {
      write(name);
      git('commit', '-q', ...args);
      see();
    };
    commit('a.txt', '-m', 'A');
    git('commit', '-q', '--amend', '--no-edit');
    see();
    git('commit', '-q', '--amend', '-m', 'We say foo -- bar');
    see();
    git('checkout', '-q', '-b', 'side', 'HEAD');
    commit('b.txt', '-m', 'B');
    git('checkout', '-q', 'main');
    write('c.txt');
    git('commit', '-qm', 'C: when to use --amend');
    git('checkout', '-q', 'side');
    git('rebase', '-q', 'main');
    see();
    git('checkout', '-q', '-b', 'pick', 'main');
    git('cherry-pick', 'side');
    see();
    git('checkout', '-q', '-b', 'merge', 'main');
    write('d.txt');
    git('commit', '-qm', 'D');
    git('merge', '-q', '--no-edit', 'side');
    see();
    git('checkout', '-q', '-b', 'squash', 'main');
    git('merge', '-q', '--squash', 'side');
    git('commit', '-q', '--no-edit');
    see();
    write('e.txt');
    git('commit', '-qm', 'fixup! D');
    git('rebase', '-q', '-i', '--autosquash', 'HEAD~2');
    see();
    repo.write('f.txt', 'x\n');
    git('add', '-A');
    git('commit', '-qm', 'F');
    see();
    git('reset', '-q', '--soft', 'HEAD~2');
    git('commit', '-qm', 'Again');
    see();
    return seen;
  } finally {
    repo.remove();
  }
}

/** Node that says it runs on that system, and `git.exe` for where that is looked for. */
function nodeOf(repo: TestRepo, platform: NodeJS.Platform): string {
  const bin = join(repo.base, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'system.cjs'),
    `Object.defineProperty(process, 'platform', { value: '${platform}' });\n`,
  );
  const script = (name: string, text: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  script('git.exe', `exec ${onPath('git')} "$@"`);
  script('node', `exec ${process.execPath} --require ${join(bin, 'system.cjs')} "$@"`);
  return join(bin, 'node');
}

describe('Commits by the rules of other systems', function () {
  this.timeout(5 * 60_000);

  it('carry what those carry that are made on Linux', async () => {
    const linux = await carried('linux');
    deepStrictEqual(
      [linux.length, linux[0]],
      [ways.length, 'commit: AI-Provenance: v1; lines=2; ai=2, noted'],
    );
    deepStrictEqual(await carried('darwin'), linux);
    deepStrictEqual(await carried('win32'), linux);
  });
});
