import { deepStrictEqual } from 'node:assert';
import { type Need, obstacleOf, type Situation } from '../../../src/editor/window/obstacle';

const good: Situation = { trusted: true, tree: true, git: true, policy: 'ok' };

function check(
  situation: Partial<Situation>,
  need: Need,
  expect: readonly [message: string, step?: string] | 'none',
) {
  const found = obstacleOf({ ...good, ...situation }, need);
  const said = found && (found.step ? [found.message, found.step.command] : [found.message]);
  deepStrictEqual(said ?? 'none', expect);
}

describe('a command that cannot act', () => {
  it('says why, and the next step', () => {
    const trust = [
      'In Restricted Mode Colophon only reads the policy; it runs nothing here.',
      'workbench.trust.manage',
    ] as const;
    check({}, 'git and policy', 'none');
    check({ trusted: false, git: false }, 'policy', 'none');
    check({ trusted: false, git: false }, 'record', trust);
    check({ trusted: false, tree: false, git: false, policy: 'none' }, 'git', trust);
    check({ tree: false, git: false, policy: 'none' }, 'policy', [
      'There is no git repository here, so there is no policy and nothing to record.',
      'git.init',
    ]);
    check({ git: false, problem: 'git was not found.' }, 'git', [
      'Colophon cannot use git here. git was not found.',
    ]);
    check({ policy: 'none' }, 'record', [
      'This repository has no policy yet (.ai-policy/policy.yaml).',
      'colophon.createPolicy',
    ]);
    check({ policy: 'none', trusted: false }, 'policy', [
      'This repository has no policy yet (.ai-policy/policy.yaml).',
    ]);
    check({ policy: 'broken', broken: 'policy.yaml:1:1: no' }, 'git and policy', [
      'The policy cannot be used. policy.yaml:1:1: no',
      'workbench.actions.view.problems',
    ]);
    check({ policy: 'broken' }, 'record', 'none');
    check({ policy: 'none' }, 'git', 'none');
  });
});
