import * as l10n from '../text/l10n';
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

/** What there is to say of a pattern, given how it is called: a sentence. */
export type Said = (it: string) => string;

/**
 * Takes a pattern apart by the rules of gitignore(5). What git would silently never match is `bad` here: a
 * restriction that matches nothing must not look like one. `doubt` is a pattern that is right, but likely not meant.
 */
export function readPattern(text: string): { pattern: Pattern; doubt?: Said } | { bad: Said } {
  if (text.length > limits.patternLength)
    return { bad: (it) => l10n.t('{0} is longer than {1} characters.', it, limits.patternLength) };
  if (/[\x00-\x1f\x7f]/.test(text)) return { bad: (it) => l10n.t('{0} has a control character in it.', it) };
  if (text.startsWith('#'))
    return {
      bad: (it) =>
        l10n.t(
          '{0} starts with #, which makes it a comment in .gitignore; write \\# for a name that starts so.',
          it,
        ),
    };
  const exception = text.startsWith('!');
  let rest = withoutTrailingSpaces(exception ? text.slice(1) : text);
  const folder = rest.endsWith('/') && rest !== '/';
  if (folder) rest = rest.slice(0, -1);
  if (rest === '' || rest === '/')
    return { bad: (it) => l10n.t('{0} is empty; name a file or a folder (`/**` is everything).', it) };
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
  return {
    pattern: { exception, folder, components: normalized(components) },
    ...(/\\[A-Za-z0-9]/.test(rest) && { doubt: meansACharacter }),
  };
}

const meansACharacter: Said = (it) =>
  l10n.t(
    '{0} has a backslash before a letter or digit, which means just that character; folders are parted by /.',
    it,
  );

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

function badName(name: string): Said | undefined {
  if (name === '') return (it) => l10n.t('{0} has two slashes in a row.', it);
  if (name === '.' || name === '..')
    return (it) =>
      l10n.t(
        '{0} has {1} as a folder; patterns start at the repository root, as in /src/core/.',
        it,
        `\`${name}\``,
      );
  for (let at = 0; at < name.length; at++) {
    if (name[at] === '\\') {
      if (++at === name.length) return (it) => l10n.t('{0} has a backslash with nothing after it.', it);
    } else if (name[at] === '[') {
      const end = classEnd(name, at);
      if (typeof end === 'function') return end;
      at = end;
    }
  }
  return undefined;
}

const posixClass = /^\[:(?:alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit):\]/;

/** Index of the `]` that closes the class which opens at `start`, or what is wrong with it. */
function classEnd(name: string, start: number): number | Said {
  let at = start + 1;
  if (name[at] === '!' || name[at] === '^') at++;
  for (let first = true; at < name.length; first = false) {
    if (name[at] === ']' && !first) return at;
    if (name.startsWith('[:', at)) {
      const known = posixClass.exec(name.slice(at, at + 12));
      if (!known) return (it) => l10n.t('{0} has an unknown class after `[:`.', it);
      at += known[0].length;
      continue;
    }
    const from = member(name, at);
    at = from.next;
    if (name[at] !== '-' || at + 1 >= name.length || name[at + 1] === ']') continue;
    if (name.startsWith('[:', at + 1)) return (it) => l10n.t('{0} has a range that ends in a class.', it);
    const to = member(name, at + 1);
    if (from.code > to.code) return (it) => l10n.t('{0} has a range whose end is before its start.', it);
    at = to.next;
  }
  return (it) => l10n.t('{0} has a [ without its ].', it);
}

function member(name: string, at: number): { code: number; next: number } {
  if (name[at] === '\\') at++;
  const code = name.codePointAt(at) ?? 0;
  return { code, next: at + (code > 0xffff ? 2 : 1) };
}
