/** What a hook wants to know of `git commit`'s arguments and is not told. */
export interface CommitArguments {
  readonly amend: boolean;
  readonly cleanup?: string;
}

/** Long options of git-commit(1) that take a value, in the next argument if there is no `=`. */
const longWithValue = (
  'file author date message reedit-message reuse-message fixup squash trailer template cleanup ' +
  'pathspec-from-file unified inter-hunk-context'
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
      const at = arg.indexOf('=');
      const given = arg.slice(2, at === -1 ? undefined : at);
      // git itself refuses a shortened name that could be another option's too.
      const takesValue = longWithValue.some((name) => name.startsWith(given));
      const value = !takesValue ? undefined : at === -1 ? args[++i] : arg.slice(at + 1);
      if (isShort(given, 'amend')) amend = true;
      if (isShort(given, 'no-amend')) amend = false;
      if (isShort(given, 'cleanup')) cleanup = value;
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

function isShort(given: string, name: string): boolean {
  return given !== '' && name.startsWith(given);
}
