/**
 * One spelling for all names that a file system may take for the same: Unicode NFC and full case folding, on every
 * system, so that `ß` is `ss` and `ſ` is `s`. There are no rules of a language; the dotless i has no other case.
 */
export function fold(name: string): string {
  const simple = foldSimply(name);
  const full = simple.replace(/[^\x00-\x7fı]+/g, (part) => part.toUpperCase().toLowerCase());
  return full === simple ? simple : full.replaceAll('ς', 'σ').normalize('NFC');
}

/** Character by character, as a `?` in a pattern counts them: other than `fold` only where that makes two of one. */
export function foldSimply(name: string): string {
  if (/^[\x00-\x7f]*$/.test(name)) return name.toLowerCase();
  return name.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}
