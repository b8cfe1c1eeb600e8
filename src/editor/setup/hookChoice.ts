import type { HooksStatus } from '../../workflow/install/gitHooks';

type HooksSetting = 'ask' | 'always' | 'never';

const eagerness: readonly HooksSetting[] = ['never', 'ask', 'always'];

/**
 * `colophon.hooks` as it counts: that hooks are installed without a question is for the user to say, so a
 * repository's own settings may ask for less, never for more.
 */
export function effectiveSetting(user: unknown, repository: unknown): HooksSetting {
  const read = (value: unknown): HooksSetting => eagerness.find((known) => known === value) ?? 'ask';
  const own = read(user);
  if (repository === undefined) return own;
  const theirs = read(repository);
  return eagerness.indexOf(theirs) < eagerness.indexOf(own) ? theirs : own;
}

type HookChoice = 'nothing' | 'ask' | 'install';

interface HookFacts {
  readonly status: HooksStatus;
  readonly setting: HooksSetting;
  /** The person said not to ask again. */
  readonly silenced: boolean;
}

/** What to do about the hooks of a repository with a policy, in a trusted workspace. */
export function hookChoice({ status, setting, silenced }: HookFacts): HookChoice {
  if (status.ok || setting === 'never') return 'nothing';
  // Consent was given for what is only out of date.
  const consented = Object.values(status.hooks).every(
    (state) => state === 'installed' || state === 'outdated',
  );
  if (consented || setting === 'always') return 'install';
  return silenced ? 'nothing' : 'ask';
}

/** Whether anything of ours is there, so that what it starts has to be kept up to date. */
export function isInstalled({ hooks }: HooksStatus): boolean {
  return Object.values(hooks).some((state) => state === 'installed' || state === 'outdated');
}
