/** As one word for a POSIX shell, in quotes only where it needs them. What could be taken for an option gets them too. */
export function shellWord(text: string): string {
  return /^(?!-)[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path as an argument: where it needs quotes, after `--`, so that it is no option either. */
export function shellPath(path: string): string {
  const word = shellWord(path);
  return word === path ? path : `-- ${word}`;
}
