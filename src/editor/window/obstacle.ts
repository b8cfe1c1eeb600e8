import * as l10n from '../../text/l10n';

/** What a command finds when it looks for something to work on. */
export interface Situation {
  readonly trusted: boolean;
  /** There is a working tree. */
  readonly tree: boolean;
  /** git can be used; `problem` says why not, where git gave a reason. */
  readonly git: boolean;
  readonly problem?: string;
  readonly policy: 'none' | 'broken' | 'ok';
  /** The first error of a broken policy, with its place. */
  readonly broken?: string;
}

/** What a command needs: a policy it can read, git, both, or a record (which a broken policy does not end). */
export type Need = 'policy' | 'git' | 'git and policy' | 'record';

interface Obstacle {
  /** Why the command cannot do its work. */
  readonly message: string;
  /** The next step: a button and the command behind it. */
  readonly step?: { readonly title: string; readonly command: string };
}

/** Why a command cannot act, and what to do about it; `undefined` where it can. */
export function obstacleOf(situation: Situation, need: Need): Obstacle | undefined {
  const { trusted, tree, git, policy } = situation;
  if (need !== 'policy' && !trusted) {
    return {
      message: l10n.t('In Restricted Mode Colophon only reads the policy; it runs nothing here.'),
      step: { title: l10n.t('Manage Trust…'), command: 'workbench.trust.manage' },
    };
  }
  if (need !== 'policy' && tree && !git) {
    return { message: l10n.t('Colophon cannot use git here. {0}', situation.problem ?? '').trim() };
  }
  if (!tree) {
    return {
      message: l10n.t('There is no git repository here, so there is no policy and nothing to record.'),
      step: { title: l10n.t('Initialize Repository…'), command: 'git.init' },
    };
  }
  if (need === 'git') return undefined;
  if (policy === 'none') {
    return {
      message: l10n.t('This repository has no policy yet ({0}).', '.ai-policy/policy.yaml'),
      // Creating one needs git, to see whom to name in it.
      ...(trusted && { step: { title: l10n.t('Create Policy'), command: 'colophon.createPolicy' } }),
    };
  }
  if (policy === 'broken' && need !== 'record') {
    return {
      message: l10n.t('The policy cannot be used. {0}', situation.broken ?? '').trim(),
      step: { title: l10n.t('Show Problems'), command: 'workbench.actions.view.problems' },
    };
  }
  return undefined;
}
