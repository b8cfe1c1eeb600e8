/** More than this is no command that a person would read: characters that variables and their values come to. */
const maxText = 1_000_000;
const maxValues = 256;

/** What a command's variables hold, as far as it says so itself. Of several values each counts. */
export class ShellVariables {
  readonly #values = new Map<string, string[]>();
  #left = maxText;

  /** It came to more than was looked at. */
  get exceedsLimit(): boolean {
    return this.#left < 0;
  }

  /** `NAME=value`, as words before a program and after `export` are; other words are passed over. */
  assign(word: string): void {
    const [, name, value] = /^(\w+)\+?=(.*)$/s.exec(word) ?? [];
    if (name !== undefined) this.set(name, [value!]);
  }

  set(name: string, values: readonly string[]): void {
    const known = this.#values.get(name) ?? [];
    for (const value of values) {
      this.#left -= value.length;
      if (known.length >= maxValues) this.#left -= maxText;
      if (this.exceedsLimit) return;
      if (value !== '' && !known.includes(value)) known.push(value);
    }
    this.#values.set(name, known);
  }

  /** What a word may become: itself where nothing in it is known. */
  expand(word: string): string[] {
    if (this.#values.size === 0 || this.exceedsLimit || !word.includes('$')) return [word];
    let found = [''];
    let from = 0;
    for (const { 0: whole, 1: braced, 2: plain, index } of word.matchAll(variable)) {
      const values = this.#values.get(braced ?? plain ?? '');
      if (values === undefined || values.length === 0) continue;
      const before = word.slice(from, index);
      found = found.flatMap((start) => values.map((value) => start + before + value));
      if (found.length > maxValues) this.#left = -1;
      from = index + whole.length;
      for (const one of found) this.#left -= one.length;
      if (this.exceedsLimit) return [word];
    }
    return found.map((start) => start + word.slice(from));
  }
}

const variable = /\$(?:\{(\w+)[^{}]*\}|(\w+))/g;

/** Names that lead out of any working tree. */
const elsewhere = /^(?:TMPDIR|TMP|TEMP|XDG_\w+|USERPROFILE|APPDATA|LOCALAPPDATA|RUNNER_TEMP)$/;

/**
 * A text in which places that the shell looks up stand as names: of the working tree as `.`, the home as `~`. Of a
 * variable that is not known it is taken that it leads there, too.
 */
export function plain(text: string): string {
  if (!/[$`]/.test(text)) return text;
  return text
    .replace(/`([^`]*)`/g, '$($1)')
    .replace(/\$\(\s*git\s[^()]{0,200}?--git-(?:common-)?dir\s*\)/g, '.git')
    .replace(/\$\((?:\s*git\s[^()]{0,200}?--show-toplevel|\s*pwd(?:\s+-[LP])?)\s*\)/g, '.')
    .replace(/\$\{?PWD\}?(?!\w)/g, '.')
    .replace(/\$(?:HOME(?!\w)|\{HOME\})/g, '~')
    .replace(/\$\{\w+:?[-=]([^{}]*)\}/g, '$1')
    .replace(/\$(?:\{(\w+)[^{}]*\}|(\w+))(?=\/)/g, (whole, braced, bare) =>
      elsewhere.test(braced ?? bare) ? whole : '.',
    )
    .replace(/\$\(([^()]*)\)(?=\/)/g, (whole, inner) => (/\bmktemp\b/.test(inner) ? whole : '.'));
}

/** It speaks of the root of the working tree by a name that the shell looks up. */
export function namesRoot(text: string): boolean {
  return /--(?:show-toplevel|git-dir|git-common-dir)\b|\$\{?\w*(?:ROOT|PROJECT_DIR|WORKSPACE|REPO|TOP)/.test(
    text,
  );
}
