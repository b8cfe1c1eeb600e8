import { deepStrictEqual } from 'node:assert';
import { effectiveSetting, hookChoice, isInstalled } from '../../../src/editor/setup/hookChoice';
import type { HookState, HooksStatus } from '../../../src/workflow/install/gitHooks';

function status(prepare: HookState, message: HookState, post: HookState): HooksStatus {
  const hooks = {
    'prepare-commit-msg': prepare,
    'commit-msg': message,
    'post-commit': post,
    'post-merge': post,
    'post-rewrite': post,
  };
  return { hooks, ok: Object.values(hooks).every((state) => state === 'installed') };
}

describe('colophon.hooks', () => {
  const cases: readonly [user: unknown, repository: unknown, expect: string][] = [
    [undefined, undefined, 'ask'],
    ['always', undefined, 'always'],
    ['always', 'ask', 'ask'],
    ['always', 'never', 'never'],
    ['never', 'ask', 'never'],
    ['never', 'always', 'never'],
    [undefined, 'always', 'ask'],
    ['nonsense', 'nonsense', 'ask'],
  ];
  it('lets a repository ask for less than its user, never for more', () => {
    deepStrictEqual(
      cases.map(([user, repository]) => effectiveSetting(user, repository)),
      cases.map(([, , expect]) => expect),
    );
  });
});

describe('what is done about the hooks', () => {
  const none = status('missing', 'missing', 'missing');
  const old = status('outdated', 'installed', 'installed');
  const lost = status('overwritten', 'installed', 'installed');
  const all = status('installed', 'installed', 'installed');

  it('is asked once, and done without a question only where there was consent', () => {
    const choices = ([setting, silenced]: readonly ['ask' | 'always' | 'never', boolean]) =>
      [none, old, lost, all].map((one) => hookChoice({ status: one, setting, silenced }));
    deepStrictEqual(
      (
        [
          ['ask', false],
          ['ask', true],
          ['always', false],
          ['always', true],
          ['never', false],
        ] as const
      ).map(choices),
      [
        ['ask', 'install', 'ask', 'nothing'],
        ['nothing', 'install', 'nothing', 'nothing'],
        ['install', 'install', 'install', 'nothing'],
        ['install', 'install', 'install', 'nothing'],
        ['nothing', 'nothing', 'nothing', 'nothing'],
      ],
    );
  });

  it('keeps what they start up to date wherever one of them is there', () => {
    deepStrictEqual([none, old, lost, all].map(isInstalled), [false, true, true, true]);
  });
});
