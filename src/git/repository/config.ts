import { gitIn, type Repository } from './repository';

/**
 * Settings whose names match, the last value of each. Section and variable are in lower case, a subsection between
 * them (`colophon.plan.<assistant>`) is as it was written. One git call; none where the repository has them already.
 */
export async function readConfig(repo: Repository, names: RegExp): Promise<Map<string, string>> {
  const all = await (repo.config ?? listConfig(repo));
  return new Map([...all].filter(([name]) => names.test(name)));
}

/** Whether the person turned the hooks off here: `git config colophon.hooks false`. */
export async function hooksAreOff(repo: Repository): Promise<boolean> {
  const set = (await readConfig(repo, /^colophon\.hooks$/)).get('colophon.hooks');
  return /^(?:false|off|no|never|0)$/i.test(set ?? '');
}

/** git config `colophon.plan.<assistant>`: the contract under which this person uses an assistant. */
export async function planOverrides(repo: Repository): Promise<Map<string, string>> {
  const found = await readConfig(repo, /^colophon\.plan\./);
  return new Map([...found].map(([name, vendor]) => [name.slice('colophon.plan.'.length), vendor]));
}

/** The same repository, for a process that lives for one commit: its settings are read once. */
export function withConfig(repo: Repository): Repository {
  return { ...repo, config: listConfig(repo) };
}

async function listConfig(repo: Repository): Promise<ReadonlyMap<string, string>> {
  const result = await gitIn(repo, ['config', '-z', '--list']);
  const entries = result.stdout.toString('utf8').split('\0').slice(0, -1);
  return new Map(
    entries.map((entry) => {
      const at = entry.indexOf('\n');
      // A name without `=` means true.
      return at === -1 ? [entry, 'true'] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
