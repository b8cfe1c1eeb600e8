/** What a hook wants to know of `git commit`'s arguments and is not told. */
export interface CommitArguments {
  readonly amend: boolean;
  readonly cleanup?: string;
}

/** git-commit(1); `=` behind a name: it takes a value, in the next argument if there is no `=`. */
const longOptions = (
  'quiet verbose file= author= date= message= reedit-message= reuse-message= fixup= squash= reset-author trailer= ' +
  'signoff template= edit cleanup= status gpg-sign all include interactive patch only no-verify verify dry-run short ' +
  'branch ahead-behind porcelain long null amend no-post-rewrite post-rewrite untracked-files pathspec-from-file= ' +
  'pathspec-file-nul allow-empty allow-empty-message unified= inter-hunk-context= no-edit no-amend no-status no-gpg-sign'
).split(' ');

/** Letters of `git commit` that take a value, in the rest of the cluster or in the next argument. */
const lettersWithValue = 'mFCctU';
/** Their value, if any, is in the cluster. */
const lettersWithOptionalValue = 'uS';

/** Reads them as git does: names may be shortened, letters clustered, and the last one counts. */
export function readCommitArguments(args: readonly string[]): CommitArguments {
  let amend = false;
  let cleanup: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') break;
    if (arg.startsWith('--')) {
      const [given = '', value] = splitOnce(arg.slice(2), '=');
      const name = longOption(given);
      const takesValue = name?.endsWith('=') === true;
      const own = takesValue ? (value ?? args[++i]) : undefined;
      if (name === 'amend') amend = true;
      if (name === 'no-amend') amend = false;
      if (name === 'cleanup=') cleanup = own;
    } else if (arg.startsWith('-')) {
      for (let at = 1; at < arg.length; at++) {
        if (lettersWithOptionalValue.includes(arg[at]!)) break;
        if (!lettersWithValue.includes(arg[at]!)) continue;
        if (at === arg.length - 1) i++;
        break;
      }
    }
  }
  return { amend, ...(cleanup !== undefined && { cleanup }) };
}

function longOption(given: string): string | undefined {
  const exact = longOptions.find((name) => name === given || name === `${given}=`);
  if (exact !== undefined) return exact;
  const matches = longOptions.filter((name) => name.startsWith(given));
  return matches.length === 1 ? matches[0] : undefined;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
