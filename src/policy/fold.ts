/**
 * One spelling for all names that a file system may take for the same: Unicode NFC and lower case, on every
 * system. Case pairs are those of Unicode, the Greek final sigma is a sigma; there are no rules of a language.
 */
export function fold(name: string): string {
  if (/^[\x00-\x7f]*$/.test(name)) return name.toLowerCase();
  return name.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}
