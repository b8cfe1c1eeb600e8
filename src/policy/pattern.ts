import { limits } from './limits';

/** A `.gitignore` pattern taken apart; components are still globs, and not folded. */
export interface Pattern {
  /** An exception: `!` in front. */
  readonly exception: boolean;
  /** A slash at the end: folders, symbolic links and submodules only. */
  readonly folder: boolean;
  /** Names from the root down; `globstar` stands for any number of folders. Never two of them in a row. */
  readonly components: readonly Component[];
}

export const globstar: unique symbol = Symbol('**');

type Component = string | typeof globstar;

/**
 * Takes a pattern apart by the rules of gitignore(5). What git would silently never match is `bad` here: a
 * restriction that matches nothing must not look like one. `doubt` is a pattern that is right, but likely not meant.
 */
export function readPattern(text: string): { pattern: Pattern; doubt?: string } | { bad: string } {
  if (text.length > limits.patternLength) return { bad: `is longer than ${limits.patternLength} characters` };
  if (/[\x00-\x1f\x7f]/.test(text)) return { bad: 'has a control character in it' };
  if (text.startsWith('#'))
    return {
      bad: 'starts with #, which makes it a comment in .gitignore; write \\# for a name that starts so',
    };
  const exception = text.startsWith('!');
  let rest = withoutTrailingSpaces(exception ? text.slice(1) : text);
  const folder = rest.endsWith('/') && rest !== '/';
  if (folder) rest = rest.slice(0, -1);
  if (rest === '' || rest === '/') return { bad: 'is empty; name a file or a folder (`/**` is everything)' };
  const anchored = rest.includes('/');
  const names = (rest.startsWith('/') ? rest.slice(1) : rest).split('/');
  for (const name of names) {
    const bad = badName(name);
    if (bad !== undefined) return { bad };
  }
  // Only a pattern with a slash knows `**`; git reads three stars and more as two.
  const components: Component[] = anchored
    ? names.map((name) => (/^\*{2,}$/.test(name) ? globstar : name))
    : [globstar, ...names];
  const doubt = /\\[A-Za-z0-9]/.test(rest)
    ? 'has a backslash before a letter or digit, which means just that character; folders are parted by /'
    : undefined;
  return {
    pattern: { exception, folder, components: normalized(components) },
    ...(doubt === undefined ? {} : { doubt }),
  };
}

function normalized(components: readonly Component[]): Component[] {
  const kept = components.filter((name, index) => name !== globstar || components[index - 1] !== globstar);
  // `a/**` is everything inside of `a`, not `a` itself.
  return kept.at(-1) === globstar ? [...kept, '*'] : kept;
}

/** git drops spaces at the end unless a backslash stands before them. */
function withoutTrailingSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === ' ' && !isEscaped(text, end - 1)) end--;
  return text.slice(0, end);
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function badName(name: string): string | undefined {
  if (name === '') return 'has two slashes in a row';
  if (name === '.' || name === '..')
    return `has \`${name}\` as a folder; patterns start at the repository root, as in /src/core/`;
  for (let at = 0; at < name.length; at++) {
    if (name[at] === '\\') {
      if (++at === name.length) return 'has a backslash with nothing after it';
    } else if (name[at] === '[') {
      const end = classEnd(name, at);
      if (typeof end === 'string') return end;
      at = end;
    }
  }
  return undefined;
}

const posixClass = /^\[:(?:alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit):\]/;

/** Index of the `]` that closes the class which opens at `start`, or what is wrong with it. */
function classEnd(name: string, start: number): number | string {
  let at = start + 1;
  if (name[at] === '!' || name[at] === '^') at++;
  for (let first = true; at < name.length; first = false) {
    if (name[at] === ']' && !first) return at;
    if (name.startsWith('[:', at)) {
      const known = posixClass.exec(name.slice(at, at + 12));
      if (!known) return 'has an unknown class after `[:`';
      at += known[0].length;
      continue;
    }
    const from = member(name, at);
    at = from.next;
    if (name[at] !== '-' || at + 1 >= name.length || name[at + 1] === ']') continue;
    if (name.startsWith('[:', at + 1)) return 'has a range that ends in a class';
    const to = member(name, at + 1);
    if (from.code > to.code) return 'has a range whose end is before its start';
    at = to.next;
  }
  return 'has a [ without its ]';
}

function member(name: string, at: number): { code: number; next: number } {
  if (name[at] === '\\') at++;
  const code = name.codePointAt(at) ?? 0;
  return { code, next: at + (code > 0xffff ? 2 : 1) };
}
