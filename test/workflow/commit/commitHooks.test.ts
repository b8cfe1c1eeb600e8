import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { installHooks } from '../../support/hookBundle';
import { hookedRepo } from '../../support/hookedRepo';
import { TestRepo } from '../../support/repo';

/** Of so many `@ai` lines and so many others. */
const trailersOf = (ai: number, human: number) =>
  [
    'Assisted-by: Claude-Code:opus-4.5',
    `AI-Provenance: v1; lines=${ai + human}; ai=${ai}${human > 0 ? `; human=${human}` : ''}`,
    `AI-Detail: zones=core:${ai}; evidence=reported:${ai}`,
  ].join('\n');
const trailers = trailersOf(1, 1);

describe('a commit through the hooks', () => {
  let repo: TestRepo;
  beforeEach(async () => {
    repo = await hookedRepo({ 'old.txt': 'one\ntwo\nthree\n' });
    repo.write('new.txt', 'typed\n@ai made\n');
    repo.git('add', 'new.txt');
  });
  afterEach(() => repo.remove());

  const quiet = { code: 0, stdout: '', stderr: '' };
  const missing =
    'colophon: this commit carries no trailers, since --no-verify skipped them or its message is empty. To add them: git commit --amend\n';

  /** Commits with an editor that runs this shell script with the message file as `$1`. */
  const commitInEditor = (script: string, ...args: string[]) => {
    repo.write('../editor', `#!/bin/sh\n${script}\n`);
    repo.run('chmod', ['+x', '../editor']);
    return repo.tryGit(['commit', '-q', ...args], { env: { GIT_EDITOR: '../editor' } });
  };
  const subject = (text: string) => `{ echo '${text}'; cat "$1"; } >"$1.new" && mv "$1.new" "$1"`;

  describe('without an editor', () => {
    it('writes the trailers with -m', () => {
      deepStrictEqual(repo.tryGit(['commit', '-q', '-m', 'Add']), quiet);
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });

    it('writes them below a message whose last line has no end', () => {
      repo.tryGit(['commit', '-q', '--cleanup=verbatim', '-F', '-'], { input: 'Add' });
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });

    it('writes them as the Source Control view commits', () => {
      const args = ['commit', '--quiet', '--allow-empty-message', '--file', '-'];
      deepStrictEqual(repo.tryGit(args, { input: 'Add\n\nWhy.' }), quiet);
      strictEqual(repo.message(), `Add\n\nWhy.\n\n${trailers}\n`);
    });

    it('writes them with --no-verify', () => {
      deepStrictEqual(repo.tryGit(['commit', '-q', '--no-verify', '-m', 'Add']), quiet);
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });

    it('leaves an empty message empty', () => {
      deepStrictEqual(repo.tryGit(['commit', '-q', '--allow-empty-message', '-F', '-'], { input: '' }), {
        ...quiet,
        stderr: missing,
      });
      strictEqual(repo.message(), '');
      repo.write('more.txt', '@ai\n');
      repo.git('add', 'more.txt');
      match(repo.tryGit(['commit', '-q', '-F', '-'], { input: '\n' }).stderr, /Aborting commit due to empty/);
    });

    it('keeps the record of the commit, and nothing else', () => {
      repo.git('commit', '-q', '-m', 'Add');
      deepStrictEqual(repo.note(), { 'new.txt': ['1 human', '2 ai'] });
      deepStrictEqual(readdirSync(repo.path('.git/colophon/commits')), []);
      deepStrictEqual(
        readdirSync(repo.path('.git/colophon')).filter((name) =>
          /prepared|blocked|unwritten|picked|tmp/.test(name),
        ),
        [],
      );
    });

    it('starts Node once', () => {
      repo.write('../node', `#!/bin/sh\necho run >>"${repo.base}/starts"\nexec "${process.execPath}" "$@"\n`);
      repo.run('chmod', ['+x', '../node']);
      repo.write('.git/colophon/runtime', `${repo.base}/node\nnode\n`);
      repo.git('commit', '-q', '-m', 'Add');
      strictEqual(repo.read('../starts'), 'run\n');
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });

    it('counts what is staged, not what lies beside it', () => {
      repo.write('new.txt', 'typed\n@ai made\n@ai not staged\n');
      repo.git('commit', '-q', '-m', 'Part');
      strictEqual(repo.message(), `Part\n\n${trailers}\n`);
      repo.git('commit', '-q', '-a', '-m', 'Rest');
      strictEqual(repo.message(), `Rest\n\n${trailersOf(1, 0)}\n`);
    });

    it('counts hunks that were staged one by one', () => {
      repo.git('commit', '-q', '-m', 'Add');
      repo.write('old.txt', '@ai first\none\ntwo\nthree\n@ai last\nhuman\n');
      const patch = repo.git('diff', '-U0').split(/^(?=@@)/m);
      repo.tryGit(['apply', '--cached', '--unidiff-zero', '-'], { input: `${patch[0]}${patch[2]}` });
      repo.git('commit', '-q', '-m', 'Last');
      strictEqual(repo.message(), `Last\n\n${trailersOf(1, 1)}\n`);
      repo.git('commit', '-q', '-a', '-m', 'First');
      strictEqual(repo.message(), `First\n\n${trailersOf(1, 0)}\n`);
    });

    it('counts a commit of some paths only', () => {
      repo.write('old.txt', '@ai one\n@ai two\n');
      repo.git('commit', '-q', '-m', 'One path', 'old.txt');
      strictEqual(repo.message(), `One path\n\n${trailersOf(2, 0)}\n`);
      repo.git('commit', '-q', '-m', 'The other');
      strictEqual(repo.message(), `The other\n\n${trailers}\n`);
    });

    it('writes them to the first commit of a repository', async () => {
      repo.remove();
      repo = TestRepo.create({ name: "a 'new' folder" });
      await installHooks(repo);
      repo.write('new.txt', 'typed\n@ai made\n');
      repo.git('add', 'new.txt');
      deepStrictEqual(repo.tryGit(['commit', '-q', '-m', 'Root']), quiet);
      strictEqual(repo.message(), `Root\n\n${trailers}\n`);
    });

    it('writes them where objects are named by SHA-256', async () => {
      repo.remove();
      repo = TestRepo.create({ args: ['--object-format=sha256'] });
      await installHooks(repo);
      repo.write('new.txt', 'typed\n@ai made\n');
      repo.git('add', 'new.txt');
      repo.git('commit', '-q', '-m', 'Root');
      strictEqual(repo.message(), `Root\n\n${trailers}\n`);
    });

    it('writes them in a linked worktree, and in a subfolder', () => {
      repo.git('worktree', 'add', '-q', '../linked');
      const cwd = `${repo.base}/linked`;
      repo.write('../linked/.ai-policy/policy.yaml', 'version: 1\n');
      repo.write('../linked/sub/file.txt', '@ai\nhuman\n');
      repo.tryGit(['add', 'sub'], { cwd });
      deepStrictEqual(repo.tryGit(['commit', '-q', '-m', 'Linked'], { cwd: `${cwd}/sub` }), quiet);
      strictEqual(repo.message('linked'), `Linked\n\n${trailers}\n`);
    });
  });

  describe('in an editor', () => {
    it('shows the trailers as comments and writes them afterwards', () => {
      deepStrictEqual(commitInEditor(`cp "$1" ../seen; ${subject('Add')}`), quiet);
      match(
        repo.read('../seen'),
        /^#\n# Colophon adds to this commit:\n# {3}Assisted-by: Claude-Code:opus-4.5\n/m,
      );
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });

    it('counts what git took, not what was staged since', () => {
      repo.write('more.txt', '@ai more\n');
      deepStrictEqual(commitInEditor(`git add more.txt; ${subject('Add')}`), quiet);
      strictEqual(repo.git('show', '--format=', '--name-only'), 'new.txt\n');
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });

    it('lets an emptied message abort', () => {
      match(commitInEditor(`: >"$1"`).stderr, /Aborting commit due to empty commit message/);
      match(commitInEditor('true').stderr, /Aborting commit due to empty commit message/);
      strictEqual(repo.message(), 'base\n');
    });

    it('lets a template that was not touched abort', () => {
      repo.write('../template', 'Subject:\n\nWhy\n');
      repo.git('config', 'commit.template', '../template');
      match(commitInEditor('true').stderr, /you did not edit the message/);
      strictEqual(commitInEditor(`sed -i 's/Subject:/Subject: Add/' "$1"`).code, 0);
      strictEqual(repo.message(), `Subject: Add\n\nWhy\n\n${trailers}\n`);
    });

    it('leaves nothing behind for the next commit when one was aborted', () => {
      commitInEditor(`: >"$1"`);
      repo.git('reset', '-q');
      repo.write('old.txt', 'typed\n');
      repo.git('commit', '-q', '-m', 'Other', 'old.txt');
      strictEqual(repo.message(), 'Other\n');
    });

    it('leaves nothing behind even when the next commit needs no closer look', () => {
      commitInEditor(`: >"$1"`);
      repo.run('rm', ['.git/colophon/pending']);
      strictEqual(repo.has('.git/colophon/prepared.json'), true);
      repo.write('old.txt', 'typed\n');
      repo.git('commit', '-q', '-m', 'Other', 'old.txt');
      strictEqual(repo.message(), 'Other\n');
      strictEqual(repo.has('.git/colophon/commits'), false);
    });

    it('writes above the scissors of commit.verbose', () => {
      repo.git('config', 'commit.verbose', 'true');
      deepStrictEqual(commitInEditor(subject('Add')), quiet);
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });

    for (const mode of ['strip', 'scissors', 'whitespace', 'verbatim']) {
      it(`writes them with --cleanup=${mode}`, () => {
        strictEqual(commitInEditor(`cp "$1" ../seen; printf 'Add\\n' >"$1"`, `--cleanup=${mode}`).code, 0);
        strictEqual(repo.message().trimEnd(), `Add\n\n${trailers}`);
        strictEqual(/Colophon adds/.test(repo.read('../seen')), mode === 'strip' || mode === 'scissors');
      });
    }

    it('does not let its comments into a commit that keeps comments', () => {
      repo.git('config', 'commit.cleanup', 'scissors');
      deepStrictEqual(commitInEditor(`cp "$1" ../seen; ${subject('Add')}`), quiet);
      match(repo.read('../seen'), />8 -+\n[\s\S]*# Colophon adds to this commit/);
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });

    it('uses another comment character', () => {
      repo.git('config', 'core.commentChar', ';');
      deepStrictEqual(commitInEditor(`cp "$1" ../seen; ${subject('#1 Add')}`), quiet);
      match(repo.read('../seen'), /^; Colophon adds to this commit:$/m);
      strictEqual(repo.message(), `#1 Add\n\n${trailers}\n`);
    });

    it('uses the comment character that git chose', () => {
      repo.git('config', 'core.commentChar', 'auto');
      deepStrictEqual(commitInEditor('cp "$1" ../seen', '-e', '-m', '#1 Add\n\n;see'), quiet);
      match(repo.read('../seen'), /^@ Colophon adds to this commit:$/m);
      strictEqual(repo.message(), `#1 Add\n\n;see\n\n${trailers}\n`);
    });

    it('writes none with --no-verify, says so, and keeps the record', () => {
      deepStrictEqual(commitInEditor(subject('Add'), '--no-verify'), { ...quiet, stderr: missing });
      strictEqual(repo.message(), 'Add\n');
      deepStrictEqual(repo.note(), { 'new.txt': ['1 human', '2 ai'] });
      repo.git('commit', '-q', '--amend', '--no-edit');
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });
  });

  describe('a title below what git drops', () => {
    it('is no trailer', () => {
      commitInEditor('{ echo; echo "fix: x"; cat "$1"; } >"$1.n"; mv "$1.n" "$1"');
      strictEqual(repo.message(), `fix: x\n\n${trailers}\n`);
    });

    it('nor is that of an amend! whose commit is yet to be', () => {
      repo.git('commit', '-q', '-m', 'feat: a');
      repo.write('new.txt', '@ai again\n');
      commitInEditor('true', '-a', '--fixup=amend:HEAD');
      strictEqual(repo.message(), `amend! feat: a\n\nfeat: a\n\n${trailersOf(1, 0)}\n`);
    });
  });

  describe('a message that has trailers', () => {
    it('stands above them in their block, so that a sign-off stays last, and leaves them alone', () => {
      const others = 'Co-authored-by: Copilot <copilot@github.com>\nSigned-off-by: Ada Dev <ada@acme.dev>';
      repo.git('commit', '-q', '-m', `Add\n\n${others}`);
      strictEqual(repo.message(), `Add\n\n${trailers}\n${others}\n`);
    });

    it('does not name an assistant twice', () => {
      const named = 'Assisted-by: Claude:claude-opus-4-5 coccinelle';
      repo.git('commit', '-q', '-m', `Add\n\n${named}`);
      strictEqual(repo.message(), `Add\n\n${trailers.split('\n').slice(1).join('\n')}\n${named}\n`);
    });

    it('can be read back below what Claude Code writes', () => {
      const body =
        'Add\n\n🤖 Generated with [Claude Code](https://x)\nCo-Authored-By: Claude <noreply@anthropic.com>';
      repo.git('commit', '-q', '-m', body);
      strictEqual(repo.message(), `${body}\n\n${trailers}\n`);
      strictEqual(repo.git('log', '-1', '--format=%(trailers)').trim(), trailers);
    });

    it('is not cut at a line of dashes, and no setting of the user changes where they go', () => {
      repo.git('config', 'trailer.where', 'start');
      repo.git('config', 'trailer.separators', '%');
      repo.git('config', 'trailer.x.key', 'AI-Provenance');
      repo.git('config', 'trailer.x.ifExists', 'doNothing');
      const body = 'Add\n\nBody\n---\nmore\n\n#12';
      repo.git('commit', '-q', '-m', body);
      strictEqual(repo.message(), `${body}\n\n${trailers}\n`);
    });

    it('takes out those of another commit that it was copied from', () => {
      repo.git('commit', '-q', '-m', 'Add');
      repo.write('old.txt', '@ai a\n@ai b\nhuman\n');
      repo.git('commit', '-q', '-a', '-C', 'HEAD');
      strictEqual(repo.message(), `Add\n\n${trailersOf(2, 1)}\n`);
    });

    it('keeps bytes that are no UTF-8', () => {
      repo.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
      repo.git('commit', '-q', '-m', 'Add');
      repo.write('old.txt', '@ai\n');
      const message = Buffer.from('Caf\xe9\n\nAI-Provenance: v1; lines=9; ai=9\n', 'latin1');
      repo.tryGit(['commit', '-q', '-a', '-F', '-'], { input: message });
      strictEqual(
        repo.git('log', '-1', '--encoding=UTF-8', '--format=%B'),
        `Café\n\n${trailersOf(1, 0)}\n\n`,
      );
    });
  });

  describe('an amend', () => {
    beforeEach(() => repo.git('commit', '-q', '-m', 'Add'));

    it('counts anew against the parent', () => {
      repo.write('new.txt', 'typed\n@ai made\n@ai more\nhuman\n');
      repo.git('commit', '-q', '-a', '--amend', '--no-edit');
      strictEqual(repo.message(), `Add\n\n${trailersOf(2, 2)}\n`);
    });

    it('counts anew with -m, which git does not tell its hooks', () => {
      repo.write('new.txt', 'typed\n@ai made\n@ai more\n');
      repo.git('commit', '-q', '-a', '--amend', '-m', 'Better');
      strictEqual(repo.message(), `Better\n\n${trailersOf(2, 1)}\n`);
    });

    it('counts anew with -m and another author date, even when nothing is pending', () => {
      repo.run('rm', ['.git/colophon/pending']);
      repo.write('new.txt', 'typed\n@ai made\n@ai more\n');
      repo.git('commit', '-q', '-a', '--amend', '--reset-author', '-m', 'Better');
      strictEqual(repo.message(), `Better\n\n${trailersOf(2, 1)}\n`);
    });

    it('takes the trailers out when no AI line is left', () => {
      repo.write('new.txt', 'typed\nby hand\n');
      repo.git('commit', '-q', '-a', '--amend', '--no-edit');
      strictEqual(repo.message(), 'Add\n');
    });

    it('of the message alone keeps them', () => {
      repo.git('commit', '-q', '--amend', '-m', 'Better');
      strictEqual(repo.message(), `Better\n\n${trailers}\n`);
      deepStrictEqual(commitInEditor(`sed -i 's/Better/Best/' "$1"`, '--amend'), quiet);
      strictEqual(repo.message(), `Best\n\n${trailers}\n`);
    });

    it('of the message alone keeps what another machine wrote', () => {
      const other = 'AI-Provenance: v1; lines=2; ai=2\nAI-Attested-by: Bo <bo@acme.dev>';
      repo.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--amend', '-m', `Theirs\n\n${other}`);
      repo.git('commit', '-q', '--amend', '-m', 'Ours');
      strictEqual(repo.message(), `Ours\n\n${other}\n`);
    });

    it('in an editor shows them in their place, and an emptied message aborts', () => {
      repo.write('new.txt', 'typed\n@ai made\n@ai more\n');
      repo.git('add', 'new.txt');
      match(commitInEditor(`sed -i /Add/d "$1"`, '--amend').stderr, /Aborting commit due to empty/);
      deepStrictEqual(commitInEditor(`sed -i 's/Add/Better/' "$1"`, '--amend'), quiet);
      strictEqual(repo.message(), `Better\n\n${trailersOf(2, 1)}\n`);
    });

    it('in an editor with --no-verify has the right ones too', () => {
      repo.write('new.txt', 'typed\n@ai made\n@ai more\n');
      repo.git('add', 'new.txt');
      deepStrictEqual(commitInEditor('true', '--amend', '--no-verify'), quiet);
      strictEqual(repo.message(), `Add\n\n${trailersOf(2, 1)}\n`);
    });

    it('keeps an Assisted-by that the author wrote', () => {
      repo.git('commit', '-q', '--allow-empty', '-m', 'x\n\nAssisted-by: Copilot:gpt-5');
      repo.write('new.txt', '@ai again\n');
      repo.git('commit', '-q', '-a', '-m', 'Own\n\nAssisted-by: Copilot:gpt-5');
      strictEqual(repo.message(), `Own\n\n${trailersOf(1, 0)}\nAssisted-by: Copilot:gpt-5\n`);
      repo.write('new.txt', 'typed again\n');
      repo.git('commit', '-q', '-a', '--amend', '--no-edit');
      strictEqual(repo.message(), 'Own\n\nAssisted-by: Copilot:gpt-5\n');
    });

    it('of a root commit counts against nothing', async () => {
      repo.git('checkout', '-q', '--orphan', 'other');
      repo.git('commit', '-q', '-m', 'Root');
      repo.write('new.txt', '@ai 1\n@ai 2\n');
      repo.git('commit', '-q', '-a', '--amend', '--no-edit');
      strictEqual(repo.message(), `Root\n\n${trailersOf(2, 4)}\n`);
    });
  });

  describe('a replay', () => {
    beforeEach(() => {
      repo.git('commit', '-q', '-m', 'Add');
      repo.git('branch', 'work');
      repo.git('reset', '-q', '--hard', 'HEAD^');
      repo.commit({ 'elsewhere.txt': 'x\n' }, 'Elsewhere');
    });
    const kept = `Add\n\n${trailers}\n`;

    it('by rebase writes nothing', () => {
      repo.git('rebase', '-q', 'main', 'work');
      strictEqual(repo.message(), kept);
      repo.git('rebase', '-q', '--force-rebase', 'HEAD^');
      strictEqual(repo.message(), kept);
    });

    it('by rebase with a reworded message keeps them', () => {
      repo.git('checkout', '-q', 'work');
      repo.write('../editor', `#!/bin/sh\nsed -i -e 's/^pick/reword/' -e 's/^Add/Better/' "$1"\n`);
      repo.run('chmod', ['+x', '../editor']);
      const env = { GIT_EDITOR: '../editor', GIT_SEQUENCE_EDITOR: '../editor' };
      strictEqual(repo.tryGit(['rebase', '-q', '-i', 'main'], { env }).code, 0);
      strictEqual(repo.message(), kept.replace('Add', 'Better'));
    });

    it('by cherry-pick writes nothing', () => {
      repo.git('cherry-pick', 'work');
      strictEqual(repo.message(), kept);
      repo.git('reset', '-q', '--hard', 'HEAD^');
      repo.git('cherry-pick', '-x', 'work');
      strictEqual(repo.message().startsWith(`Add\n\n${trailers}\n(cherry picked from`), true);
    });

    it('by cherry-pick with a conflict writes nothing', () => {
      repo.commit({ 'new.txt': 'other\n' }, 'Conflict');
      strictEqual(repo.tryGit(['cherry-pick', 'work']).code, 1);
      repo.write('new.txt', '@ai resolved\n@ai two\n@ai three\n');
      repo.git('add', 'new.txt');
      repo.git('commit', '-q', '--no-edit', '--cleanup=strip');
      strictEqual(repo.message(), kept);
    });

    it('by revert writes nothing', () => {
      repo.git('checkout', '-q', 'work');
      repo.git('rm', '-q', 'new.txt');
      repo.git('commit', '-q', '-m', 'Remove');
      repo.git('revert', '--no-edit', 'HEAD');
      match(repo.message(), /^Revert "Remove"\n\nThis reverts commit [0-9a-f]+\.\n$/);
    });

    it('by am writes nothing', () => {
      const patch = repo.git('format-patch', '-1', '--stdout', 'work');
      strictEqual(repo.tryGit(['am', '-q'], { input: patch }).code, 0);
      strictEqual(repo.message(), kept);
    });

    it('writes nothing when Node is started for it all the same', () => {
      repo.git('update-ref', 'CHERRY_PICK_HEAD', 'work');
      repo.write('new.txt', '@ai\n');
      repo.git('add', 'new.txt');
      repo.write('.git/MSG', 'Add\n');
      const env = { GIT_EDITOR: ':' };
      const args = ['.git/colophon/hook.cjs', 'prepare-commit-msg', '.git/MSG', 'message'];
      deepStrictEqual(repo.run(process.execPath, args, { env }), quiet);
      strictEqual(repo.read('.git/MSG'), 'Add\n');
      repo.git('update-ref', '-d', 'CHERRY_PICK_HEAD');
      repo.run(process.execPath, args, { env });
      strictEqual(repo.read('.git/MSG'), `Add\n\n${trailersOf(1, 0)}\n`);
    });

    it('does not keep a person from committing while a rebase waits', () => {
      repo.git('checkout', '-q', 'work');
      const env = { GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'sed -i s/^pick/edit/' };
      repo.tryGit(['rebase', '-q', '-i', 'main'], { env });
      repo.write('between.txt', '@ai\nhuman\n');
      repo.git('add', 'between.txt');
      repo.git('commit', '-q', '-m', 'Between');
      strictEqual(repo.message(), `Between\n\n${trailers}\n`);
      repo.git('rebase', '--continue');
      strictEqual(repo.message(), `Between\n\n${trailers}\n`);
    });
  });

  describe('a merge', () => {
    beforeEach(() => {
      repo.git('commit', '-q', '-m', 'Add');
      repo.git('branch', 'work');
      repo.git('reset', '-q', '--hard', 'HEAD^');
    });

    it('of what both sides have adds nothing', () => {
      repo.commit({ 'elsewhere.txt': 'x\n' }, 'Elsewhere');
      repo.git('merge', '-q', '--no-edit', 'work');
      strictEqual(repo.message(), "Merge branch 'work'\n");
    });

    it('with a conflict counts the lines that are in no parent', () => {
      repo.commit({ 'new.txt': 'typed\nother\n' }, 'Conflict');
      strictEqual(repo.tryGit(['merge', '-q', 'work']).code, 1);
      repo.write('new.txt', 'typed\nother\n@ai made\n@ai both\n');
      repo.git('add', 'new.txt');
      repo.git('commit', '-q', '--no-edit', '--cleanup=strip');
      strictEqual(repo.message(), `Merge branch 'work'\n\n${trailersOf(1, 0)}\n`);
    });

    it('that is squashed keeps what its commits said, and adds no second account', () => {
      repo.commit({ 'elsewhere.txt': 'x\n' }, 'Elsewhere');
      repo.git('merge', '-q', '--squash', 'work');
      repo.git('commit', '-q', '--no-edit');
      strictEqual(repo.message().match(/AI-Provenance/g)?.length, 1);
      strictEqual(repo.message().includes('\nAI-Provenance'), false);
    });

    it('that is squashed under a new message is counted', () => {
      repo.git('merge', '-q', '--squash', 'work');
      repo.git('commit', '-q', '-m', 'All of it');
      strictEqual(repo.message(), `All of it\n\n${trailers}\n`);
    });
  });

  describe('a finding that blocks', () => {
    beforeEach(() => {
      repo.write('new.txt', '@ai @block\nhuman\n');
      repo.git('add', 'new.txt');
    });
    const blocked = [
      'colophon: AI lines in core (attestation-missing) → colophon attest',
      'colophon: The commit was stopped. To commit regardless: git commit --no-verify',
      '',
    ].join('\n');

    it('stops the commit and says how to mend it', () => {
      deepStrictEqual(repo.tryGit(['commit', '-q', '-m', 'Add']), { code: 1, stdout: '', stderr: blocked });
      deepStrictEqual(commitInEditor(subject('Add')), { code: 1, stdout: '', stderr: blocked });
    });

    it('does not stop it with --no-verify', () => {
      deepStrictEqual(repo.tryGit(['commit', '-q', '--no-verify', '-m', 'Add']), quiet);
      strictEqual(repo.message(), `Add\n\n${trailers}\n`);
    });
  });

  describe('our own failure', () => {
    const commit = (env: NodeJS.ProcessEnv) => repo.tryGit(['commit', '-q', '-m', 'Add'], { env });

    it('never stops a commit: a bug', () => {
      deepStrictEqual(commit({ TEST_HOOK: 'throw' }), {
        code: 0,
        stdout: '',
        stderr: 'colophon: a bug of ours; the commit goes on without trailers.\n',
      });
      match(repo.read('.git/colophon/errors.log'), /^\S+Z prepare-commit-msg: Error: a bug of ours\n/);
    });

    it('never stops a commit: a crash of Node', () => {
      const ran = commit({ TEST_HOOK: 'crash' });
      strictEqual(ran.code, 0);
      match(ran.stderr, /colophon: the hook ended with code \d+; the commit goes on\.\n/);
    });

    it('never stops a commit: it hangs', () => {
      const ran = commit({ TEST_HOOK: 'hang' });
      strictEqual(
        ran.stderr,
        'colophon: the hook took longer than 0.5 seconds; the commit goes on without trailers.\n',
      );
      strictEqual(ran.code, 0);
    });

    it('never stops a commit: no Node at all', () => {
      repo.write('.git/colophon/runtime', '/nowhere/node\nnode\n');
      repo.run('mkdir', ['-p', '../bin']);
      for (const name of ['git', 'sh', 'grep', 'cat', 'rm', 'mv', 'mkdir']) {
        repo.run('sh', ['-c', `ln -s "$(command -v ${name})" ../bin/${name}`]);
      }
      const ran = commit({ PATH: `${repo.base}/bin` });
      strictEqual(ran.code, 0);
      match(
        ran.stderr,
        /^colophon: no Node to run the hook with; the commit goes on without trailers\.[^\n]*\n$/,
      );
    });

    it('never stops a commit: nothing can be written', () => {
      repo.git('worktree', 'add', '-q', '../linked');
      repo.write('.git/worktrees/linked/colophon', 'a file where our folder should be\n');
      repo.write('../linked/.ai-policy/policy.yaml', 'version: 1\n');
      repo.write('../linked/new.txt', '@ai\n');
      const cwd = repo.path('../linked');
      repo.tryGit(['add', 'new.txt'], { cwd });
      const ran = repo.tryGit(['commit', '-q', '-m', 'Add'], { cwd });
      strictEqual(ran.code, 0);
      match(ran.stderr, /^colophon: [^\n]*(EEXIST|ENOTDIR)[^\n]*; the commit goes on without trailers\.\n$/);
      strictEqual(repo.message('linked'), 'Add\n');
    });

    it('never stops a commit: the bundle is gone', () => {
      repo.run('rm', ['.git/colophon/hook.cjs']);
      strictEqual(commit({}).code, 0);
      repo.run('rm', ['-r', '.git/colophon']);
      repo.write('more.txt', '@ai\n');
      repo.git('add', '-A');
      deepStrictEqual(commit({}), quiet);
    });
  });

  describe('nothing to say', () => {
    /** What would say so if Node was started. */
    beforeEach(() => repo.write('.git/colophon/runtime', '/bin/false\nnode\n'));
    const commit = (env: NodeJS.ProcessEnv = {}) => repo.tryGit(['commit', '-q', '-m', 'Add'], { env });
    const started = {
      code: 0,
      stdout: '',
      stderr: 'colophon: the hook ended with code 1; the commit goes on.\n',
    };

    it('starts no Node when nothing is pending and no strict path is touched', () => {
      deepStrictEqual(commit(), started);
      repo.git('reset', '-q', '--soft', 'HEAD^');
      repo.run('rm', ['.git/colophon/pending']);
      deepStrictEqual(commit(), quiet);
    });

    it('starts it for a strict path, in whatever spelling', () => {
      repo.run('rm', ['.git/colophon/pending']);
      repo.write('.git/colophon/strict', '^core/\n^"\n');
      deepStrictEqual(commit(), quiet);
      for (const name of ['CORE/x.txt', 'é.txt', 'a\tb.txt']) {
        repo.write(name, 'x\n');
        repo.git('add', name);
        deepStrictEqual([name, commit()], [name, started]);
      }
      repo.git('mv', 'CORE/x.txt', 'free.txt');
      deepStrictEqual(commit(), started);
    });

    it('starts it when the policy is newer than what was compiled', () => {
      repo.run('rm', ['.git/colophon/pending']);
      repo.run('touch', ['-d', '2001-01-01', '.git/colophon/policy.json']);
      deepStrictEqual(commit(), started);
    });

    it('does nothing without a policy', () => {
      repo.run('rm', ['-r', '.ai-policy']);
      deepStrictEqual(commit(), quiet);
    });

    it('does nothing when told so, once or for good', () => {
      deepStrictEqual(commit({ COLOPHON: 'off' }), quiet);
      repo.write('.git/colophon/runtime', `${process.execPath}\nnode\n`);
      repo.git('config', 'colophon.hooks', 'false');
      repo.git('commit', '-q', '--amend', '-m', 'Add');
      strictEqual(repo.message(), 'Add\n');
    });
  });
});
