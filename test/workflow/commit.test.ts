import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { installHooks } from '../support/hookBundle';
import { TestRepo } from '../support/repo';

/** Of one `@ai` line and one other. */
const trailers = [
  'Assisted-by: Claude-Code:opus-4.5',
  'AI-Provenance: v1; lines=2; ai=1; human=1',
  'AI-Detail: zones=core:1; evidence=reported:1',
].join('\n');

describe('a commit through the hooks', () => {
  let repo: TestRepo;
  beforeEach(async () => {
    repo = TestRepo.create();
    repo.commit({ '.gitignore': '.ai-policy\n', 'old.txt': 'one\ntwo\n' });
    await installHooks(repo);
    repo.write('new.txt', 'typed\n@ai made\n');
    repo.git('add', 'new.txt');
  });
  afterEach(() => repo.remove());

  /** Commits with an editor that runs this shell script on the message file. */
  const commitInEditor = (script: string, ...args: string[]) => {
    repo.write('../editor', `#!/bin/sh\n${script}\n`);
    repo.run('chmod', ['+x', '../editor']);
    return repo.tryGit(['commit', '-q', ...args], { env: { GIT_EDITOR: '../editor' } });
  };

  it('writes the trailers with -m', () => {
    deepStrictEqual(repo.tryGit(['commit', '-q', '-m', 'Add']), { code: 0, stdout: '', stderr: '' });
    strictEqual(repo.message(), `Add\n\n${trailers}\n`);
  });

  it('writes them as the Source Control view commits', () => {
    const ran = repo.tryGit(['commit', '--quiet', '--allow-empty-message', '--file', '-'], {
      input: 'Add\n\nWhy.',
    });
    deepStrictEqual(ran, { code: 0, stdout: '', stderr: '' });
    strictEqual(repo.message(), `Add\n\nWhy.\n\n${trailers}\n`);
  });
});
