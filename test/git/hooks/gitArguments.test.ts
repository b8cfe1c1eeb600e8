import { deepStrictEqual } from 'node:assert/strict';
import { readGitCall } from '../../../src/git/hooks/caller';
import { readPosix } from '../../support/shells';

/** All of git's own options, from 2.39 up to `handle_options` of 2.54, in each spelling that it takes. */
const globalOptions = `
-C sub
-c color.ui=never
-p
--paginate
-P
--no-pager
--exec-path=/x
--bare
--git-dir .git
--git-dir=.git
--work-tree .
--work-tree=.
--namespace n
--namespace=n
--super-prefix sub/
--super-prefix=sub/
--config-env color.ui=UI
--config-env=color.ui=UI
--attr-source HEAD
--attr-source=HEAD
--shallow-file x
--literal-pathspecs
--no-literal-pathspecs
--glob-pathspecs
--noglob-pathspecs
--icase-pathspecs
--no-replace-objects
--no-lazy-fetch
--no-optional-locks
--no-advice
`
  .trim()
  .split('\n');

describe('Options of git itself', () => {
  const read = (line: string) => {
    const { forbidden, restores, writes } = readPosix(line);
    return { forbidden, restores, writes };
  };

  for (const option of ['', ...globalOptions, globalOptions.join(' ')]) {
    const git = option === '' ? 'git' : `git ${option}`;
    it(`hide nothing: ${git.slice(0, 60)}`, () => {
      deepStrictEqual(readGitCall(`${git} commit --amend -C x`.split(' ')), {
        command: 'commit',
        args: ['--amend', '-C', 'x'],
      });
      const unhooked = { forbidden: 'git’s setting core.hooksPath', restores: false, writes: false };
      deepStrictEqual(read(`${git} config core.hooksPath x`), unhooked);
      deepStrictEqual(read(`${git} config set core.hooksPath list`), unhooked);
      deepStrictEqual(read(`${git} config --unset core.hooksPath`), unhooked);
      for (const setting of [
        '-c core.hooksPath=x',
        '--config-env=core.hooksPath=x',
        '--config-env core.hooksPath=x',
      ])
        deepStrictEqual(read(`${git} ${setting} commit -m x`).forbidden?.slice(0, 28), unhooked.forbidden);
      const plain = { forbidden: undefined, restores: false, writes: false };
      deepStrictEqual(read(`${git} config core.hooksPath`), plain);
      const skipping = { ...plain, forbidden: '`git commit --no-verify`' };
      for (const option of ['--no-verify', '--no-veri', '-n', '-an', '-qnm y'])
        deepStrictEqual(read(`${git} commit ${option} -m x`), skipping);
      for (const option of ['-m -n', '-mn', '-F n', '-- -n', '--no-status', '--author=-n'])
        deepStrictEqual(read(`${git} commit ${option}`), plain);
      deepStrictEqual(read(`${git} push --no-verify`), plain);
      deepStrictEqual(read(`${git} merge -n x`), { ...plain, restores: true });
      deepStrictEqual(read(`${git} checkout HEAD~ -- x`), { ...plain, restores: true });
      deepStrictEqual(read(`${git} checkout -b x`), plain);
      deepStrictEqual(read(`${git} stash pop`), { ...plain, restores: true });
      deepStrictEqual(read(`${git} stash push`), plain);
      deepStrictEqual(read(`${git} apply x.diff`), { ...plain, restores: true, writes: true });
      deepStrictEqual(readPosix(`${git} restore --staged x`).written, []);
      deepStrictEqual(readPosix(`${git} grep -l foo sub | xargs rm`).written.includes('sub'), true);
      deepStrictEqual(readPosix(`${git} grep -l foo sub | xargs rm`).written.includes('foo'), false);
    });
  }
});
