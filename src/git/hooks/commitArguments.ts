/** What a hook wants to know of `git commit`'s arguments, which git does not pass on. */
interface CommitArguments {
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
  for (let i = 0; i < args.length && args[i] !== '--'; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('--')) {
      if (takesNextArgument(arg)) i++;
      continue;
    }
    const [, given = '', own] = /^--([^=]*)=?(.*)$/s.exec(arg) ?? [];
    // git itself refuses a shortened name that could be another option's too.
    const takesValue = longWithValue.some((name) => name.startsWith(given));
    const value = takesValue && !arg.includes('=') ? args[++i] : own;
    if (isShort(given, 'amend')) amend = true;
    if (isShort(given, 'no-amend')) amend = false;
    if (isShort(given, 'cleanup')) cleanup = value;
  }
  return { amend, ...(cleanup !== undefined && { cleanup }) };
}

/**
 * Whether joined arguments (see `GitCall`) say that a commit amends; `undefined` where a message may only look so. What
 * stands before the first value was an argument of its own.
 */
export function readJoinedAmend(words: readonly string[]): boolean | undefined {
  const isAmend = (word: string) => /^--am(?:e(?:n(?:d)?)?)?$/.test(word);
  if (!words.some(isAmend)) return false;
  const hasValue = (word: string) =>
    word.startsWith('--')
      ? longWithValue.some((name) => name.startsWith(/^--([^=]*)/.exec(word)![1]!))
      : takesNextArgument(word) || /^-[a-zA-Z]*[mFCctU]./.test(word);
  const first = words.findIndex(hasValue);
  return first === -1 || words.slice(0, first).some(isAmend) ? true : undefined;
}

/** Of letters in one argument: whether the value of the last is the next argument. */
function takesNextArgument(arg: string): boolean {
  const letters = arg.startsWith('-') ? [...arg.slice(1)] : [];
  const at = letters.findIndex((letter) => (lettersWithValue + lettersWithOptionalValue).includes(letter));
  return at >= 0 && at === letters.length - 1 && lettersWithValue.includes(letters[at]!);
}

function isShort(given: string, name: string): boolean {
  return given !== '' && name.startsWith(given);
}
