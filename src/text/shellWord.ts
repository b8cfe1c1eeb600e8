/** As one word for a POSIX shell, in quotes only where it needs them. What could be taken for an option gets them too. */
export function shellWord(text: string): string {
  return /^[\w./@%+=:,][\w./@%+=:,-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
