import type { GitArguments } from '../../../git/hooks/gitArguments';
import type { Program } from './shellPrograms';

/**
 * What in a text gives a person's word in their place, or unhooks Colophon. Quotes and backslashes are taken out, so that no
 * spelling of a word hides it.
 */
export function forbiddenIn(text: string): string | undefined {
  const unquoted = text.replace(/["'`]/g, '').replace(/\$\{?IFS\}?/g, ' ');
  // A backslash hides a letter of a word, or parts the folders of a path.
  const bare = [unquoted.replaceAll('\\', ''), unquoted.replaceAll('\\', '/')];
  for (const one of bare) {
    const [, command] =
      /\bcolophon(?:@[\w.^~-]+)?(?:\.(?:cjs|cmd|exe|ps1))?\)?\s+(?:-\S+\s+)*(attest|signoff|hooks|agents)\b/i.exec(
        one,
      ) ?? [];
    if (command !== undefined) return `\`colophon ${command.toLowerCase()}\``;
    if (/\bssh-keygen\b/i.test(one) && /\s-[a-z]*Y\s*sign\b/.test(one)) return '`ssh-keygen -Y sign`';
  }
  return undefined;
}

const hookSetting = /^(?:core\.hookspath|colophon\.[\w.-]+)(?:=|$)/i;

/** git without its hooks, or Colophon's turned off. */
export function unhooking(words: readonly string[], { git }: Program): string | undefined {
  if (words.some((word) => /^COLOPHON=(?:off|0|false|no)$/i.test(word))) return 'COLOPHON=off';
  if (
    words.some((word) => /^GIT_CONFIG_(?:KEY_\d+|PARAMETERS)=.*\b(?:core\.hookspath|colophon\.)/is.test(word))
  )
    return 'git’s setting core.hooksPath';
  if (git && skipsHooks(git)) return `\`git ${git.command} --no-verify\``;
  const set = git && (settingsOf(git).find((one) => hookSetting.test(one)) ?? configured(git));
  return set === undefined ? undefined : `git’s setting ${set}`;
}

/** `--no-verify`, shortened as git takes it; `-n` is that of a commit and of `am` alone. */
function skipsHooks({ command, args }: GitArguments): boolean {
  if (!/^(?:commit|merge|am|rebase|pull|cherry-pick|revert)$/.test(command)) return false;
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  const values = new Set(
    options.flatMap((arg, i) => (/^(?:-\w*[mFCct]|--(?:message|file|author|date))$/.test(arg) ? i + 1 : [])),
  );
  return options.some((arg, i) => {
    if (values.has(i)) return false;
    if (/^--no-veri(?:fy?)?$/.test(arg)) return true;
    return /^(?:commit|am)$/.test(command) && /^-[^-mFCctuS]*n/.test(arg);
  });
}

/** What is set for one call, and by `git clone -c` for the repository that it makes. */
function settingsOf({ settings, args }: GitArguments): readonly string[] {
  const after = args.flatMap((arg, i) => (args[i - 1] === '-c' ? arg : (/^-c(.+)/s.exec(arg)?.[1] ?? [])));
  return [...settings, ...after];
}

/** What `git config` would change that Colophon needs; a name without a value is only read. */
function configured({ command, args }: GitArguments): string | undefined {
  if (command !== 'config') return undefined;
  const isRead =
    /^(?:get|list)$/.test(args[0] ?? '') || args.some((arg) => /^(?:--get.*|--list|-l)$/.test(arg));
  if (isRead) return undefined;
  const isSection = args.some((arg) => /^(?:--)?(?:remove|rename)-section$/.test(arg));
  if (isSection) return args.find((arg) => /^(?:core|colophon)(?:\.|$)/i.test(arg));
  const at = args.findIndex((arg) => hookSetting.test(arg));
  const isChange = args.some((arg) => /^(?:--(?:unset|add|replace).*|set|unset)$/.test(arg));
  return at >= 0 && (isChange || args.length > at + 1) ? args[at] : undefined;
}
