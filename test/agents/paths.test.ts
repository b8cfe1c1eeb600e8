import { deepStrictEqual, match } from 'node:assert';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Stage } from './stage';

describe('What an agent may write', function () {
  this.timeout(60_000);
  let stage: Stage;
  before(() => {
    stage = Stage.create();
    const { repo } = stage;
    symlinkSync('training', repo.path('link'));
    symlinkSync('../training/data.ts', repo.path('src/data.ts'));
    symlinkSync('training/not-yet.ts', repo.path('dangling.ts'));
    symlinkSync(repo.root, join(repo.base, 'other-name'));
    mkdirSync(join(repo.base, 'outside'));
    stage.folder('src/deep');
  });
  after(() => stage.remove());

  const write = (path: string, cwd?: string) =>
    stage.claude('before', 'Write', { file_path: path, content: 'x\n' }, cwd === undefined ? {} : { cwd });

  const denied: [what: string, path: (root: string) => string, cwd?: (root: string) => string][] = [
    ['absolute', (root) => `${root}/training/new.ts`],
    ['relative', () => 'training/new.ts'],
    ['relative to a folder below', () => '../../training/new.ts', (root) => `${root}/src/deep`],
    ['with dots', (root) => `${root}/src/./../training/new.ts`],
    ['with doubled slashes', (root) => `${root}//training///new.ts`],
    ['a pattern without a folder', () => 'src/big.manifest.jsonl'],
    ['through a link to the folder', () => 'link/new.ts'],
    ['through a link to the file', () => 'src/data.ts'],
    ['through a link that leads nowhere yet', () => 'dangling.ts'],
    ['dots behind a link', () => 'link/../training/x'],
    ['through another name of the repository', (root) => `${root}/../other-name/training/new.ts`],
    ['in another case', () => 'Training/NEW.ts'],
    ['in another Unicode form', () => 'training/u\u0308.ts'],
    ['a URL', (root) => pathToFileURL(`${root}/training/new.ts`).href],
    ['a URL with escapes', (root) => `file://${root}/%74raining/new.ts`],
    ['with backslashes', () => 'training\\new.ts'],
    ['with a drive', (root) => `C:${root}/training/new.ts`],
    ['with a drive as a URL has it', (root) => `/c:${root}/training/new.ts`],
    ['a new folder', () => 'training/a/b/c/new.ts'],
    ['with blanks around', () => ' training/new.ts '],
    ['the policy', () => '.ai-policy/policy.yaml'],
    ['a stored sign-off', () => `.ai-policy/signoffs/${'0'.repeat(64)}.json`],
    ['git’s hooks', () => '.git/hooks/pre-commit'],
    ['git’s settings', () => '.git/config'],
    ['the record', () => '.git/colophon/ledger.jsonl'],
    ['its own hooks', () => '.claude/settings.local.json'],
    ['another agent’s hooks', () => '.codex/hooks.json'],
    ['its own hooks at home', () => '~/.claude/settings.json'],
    ['Colophon’s own folder', () => '~/.local/share/colophon/agent'],
  ];
  for (const [what, path, cwd] of denied) {
    it(`not into a restricted zone, or what keeps the record: ${what}`, async () => {
      const { root } = stage.repo;
      const heard = await write(path(root), cwd?.(root));
      deepStrictEqual([heard.decision, heard.said], ['deny', []]);
    });
  }

  const silent: [what: string, path: (root: string) => string][] = [
    ['an eligible path', () => 'src/new.ts'],
    ['an attest zone', () => 'src/core/new.ts'],
    ['a file outside of any repository', (root) => `${root}/../outside/training/x.ts`],
    ['a name that only begins alike', () => 'training2/new.ts'],
    ['the message of a commit', () => '.git/COMMIT_EDITMSG'],
    ['a lock that git left behind', () => '.git/index.lock'],
    ['what git leaves out here alone', () => '.git/info/exclude'],
  ];
  for (const [what, path] of silent) {
    it(`freely: ${what}`, async () => {
      const heard = await write(path(stage.repo.root));
      deepStrictEqual([heard.decision, heard.stdout, heard.stderr, heard.said], ['silent', '', '', []]);
    });
  }

  it('asks where its vendor is approved, and says what is needed then', async () => {
    const heard = await write('secret/key.ts');
    deepStrictEqual(heard.decision, 'ask');
    match(heard.stdout, /needs the sign-off of ada@acme\.dev.*colophon signoff --request --zone secret/);
  });

  it('says which zone, why, who owns it, and what to do instead', async () => {
    match(
      (await write('training/new.ts')).stdout,
      /training\/new\.ts is in the restricted zone training \(No output may reach training data\.\), where claude-code .*the zone `training` allows no vendor\. Its owners: ada@acme\.dev\..*outside of this zone.*https:\/\/acme\.dev\/ai-desk/,
    );
  });

  it('by the policy of the worktree or submodule that the file is in', async () => {
    const { repo } = stage;
    repo.git('worktree', 'add', '-q', '../tree');
    const tree = join(repo.base, 'tree');
    deepStrictEqual((await write(join(tree, 'training/x.ts'))).decision, 'deny');
    deepStrictEqual((await write(join(tree, 'src/x.ts'))).decision, 'silent');
    deepStrictEqual((await write(join(repo.root, '.git/worktrees/tree/config.worktree'))).decision, 'deny');
    // One without a policy: nothing of the outer one holds in it.
    stage.folder('sub');
    repo.run('git', ['init', '-q', 'sub']);
    deepStrictEqual((await write('sub/training/x.ts')).decision, 'silent');
    writeFileSync(repo.path('sub/.git/config'), '[core]\n');
    deepStrictEqual((await write('sub/.ai-policy/policy.yaml')).decision, 'silent');
    // But an agent's hooks are kept everywhere.
    deepStrictEqual((await write('sub/.claude/settings.json')).decision, 'deny');
  });

  it('nothing while the policy is broken, since nobody can tell', async () => {
    const { repo } = stage;
    const before = repo.read('.ai-policy/policy.yaml');
    repo.write('.ai-policy/policy.yaml', before.replace('zones:', 'zonez:'));
    const heard = await write('src/new.ts');
    deepStrictEqual([heard.decision, /policy check/.test(heard.stdout)], ['deny', true]);
    repo.write('.ai-policy/policy.yaml', before);
  });

  it('by a patch: one file of several is enough', async () => {
    const patch = (lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
    const apply = (lines: string[]) => stage.claude('before', 'apply_patch', { input: patch(lines) });
    const add = ['*** Add File: src/ok.ts', '+x'];
    deepStrictEqual((await apply(add)).decision, 'silent');
    deepStrictEqual(
      (await apply([...add, '*** Update File: training/data.ts', '@@', '-secret', '+x'])).decision,
      'deny',
    );
    const move = (from: string, to: string) => [`*** Update File: ${from}`, `*** Move to: ${to}`, '@@', ' a'];
    deepStrictEqual((await apply(move('src/app.ts', 'training/app.ts'))).decision, 'deny');
    deepStrictEqual((await apply(move('training/data.ts', 'src/data2.ts'))).decision, 'deny');
    deepStrictEqual((await apply(['*** Delete File: training/data.ts'])).decision, 'deny');
  });

  it('another vendor’s zone: only by its own assistants, and under the contract that the person uses', async () => {
    deepStrictEqual((await write('secret/x.ts')).decision, 'ask');
    stage.repo.git('config', 'colophon.plan.claude-code', 'claude-private');
    deepStrictEqual((await write('secret/x.ts')).decision, 'deny');
    stage.repo.git('config', '--unset', 'colophon.plan.claude-code');
  });

  it('and reads everything', async () => {
    deepStrictEqual(
      (await stage.claude('before', 'Read', { file_path: 'training/data.ts' })).decision,
      'silent',
    );
  });
});
