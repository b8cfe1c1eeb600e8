import { forbiddenIn, unhooking } from './forbidden';
import { isData, isReading, isRestoring, type Program, programOf, writtenBy } from './shellPrograms';
import { plain } from './shellVariables';

/** What a shell command says it touches, as far as its text tells. */
export interface ShellReading {
  /** Names that it may write to, each as it stands there. */
  readonly written: readonly string[];
  /** Folders that it changes to on its way. */
  readonly folders: readonly string[];
  /** It takes files from git's history or a stash: what then differs is no assistant's new text. */
  readonly restores: boolean;
  /** Something in it writes text that need not be git's. */
  readonly writes: boolean;
  /** Its variables hold more than is looked at, or it writes where nobody can tell. */
  readonly isUnclear: boolean;
  /** Names in it may start at the root of the working tree, wherever it is run. */
  readonly isFromRoot: boolean;
  /** It gives a person's word in their place, or unhooks Colophon: which, in words. */
  readonly forbidden?: string;
}

/** The language that a shell reads. */
export type ShellName = 'posix' | 'powershell' | 'cmd';

/** Readers of what Windows' own shells run. They are loaded where such a command is met: most calls of most agents are none. */
export interface WindowsShells {
  readonly readPowerShell: (code: string, context: ShellContext) => ShellReading;
  readonly readCmd: (code: string, context: ShellContext) => ShellReading;
}

/** Where a command is read. */
export interface ShellSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Programs are found in whatever case they are written, and backslashes part their folders. */
  readonly isWindows: boolean;
  readonly windowsShells: () => WindowsShells;
}

/** What is around a command that is read. */
export interface ShellContext extends Pick<ShellSurroundings, 'env' | 'isWindows'> {
  /** Reads code that stands in the command, in its own language. */
  readonly read: (shell: ShellName, code: string) => ShellReading;
  /** What a program runs that is a shell itself; `undefined` of others. `piped` is what it may be given to read. */
  readonly nested: (program: Program, piped: () => readonly string[]) => ShellReading | undefined;
}

/** Puts a reading together; of several languages each has its own way to get here. */
export class ReadingBuilder {
  readonly #context: ShellContext;
  readonly #written = new Set<string>();
  readonly #folders = new Set<string>();
  #forbidden: string | undefined;
  #restores = false;
  #isFromRoot = false;
  writes = false;
  isUnclear = false;

  constructor(context: ShellContext) {
    this.#context = context;
  }

  get result(): ShellReading {
    return {
      written: [...this.#written],
      folders: [...this.#folders],
      restores: this.#restores,
      writes: this.writes,
      isUnclear: this.isUnclear,
      isFromRoot: this.#isFromRoot,
      ...(this.#forbidden !== undefined && { forbidden: this.#forbidden }),
    };
  }

  name(text: string): void {
    this.#written.add(text);
  }

  folder(text: string): void {
    if (text !== '') this.#folders.add(text);
  }

  forbid(what: string | undefined): void {
    this.#forbidden ??= what;
  }

  restored(): void {
    this.#restores = true;
  }

  take(other: ShellReading): void {
    for (const name of other.written) this.#written.add(name);
    for (const folder of other.folders) this.#folders.add(folder);
    this.#restores ||= other.restores;
    this.#isFromRoot ||= other.isFromRoot;
    this.writes ||= other.writes;
    this.isUnclear ||= other.isUnclear;
    this.#forbidden ??= other.forbidden;
  }

  /** A program, as every shell on Windows starts it. */
  program(words: readonly string[], piped: readonly string[]): void {
    const program = programOf(words, true);
    const nested = this.#context.nested(program, () => piped);
    if (nested) return this.take(nested);
    if (!isData(program)) this.forbid(forbiddenIn(words.join(' ')));
    this.forbid(unhooking(words, program));
    this.#restores ||= program.git !== undefined && isRestoring(program.git);
    this.writes ||= program.git ? program.git.command === 'apply' : !isReading(program);
    for (const word of writtenBy(program)) for (const one of namesIn(word)) this.name(one);
    if (program.isFed) for (const text of piped) for (const one of namesIn(text)) this.name(one);
    for (const [i, word] of words.entries())
      if (/^(?:-C|--directory|--cwd|--prefix)$/.test(words[i - 1] ?? '')) this.folder(word);
  }
}

/** What may be a path in a word, or in code: all that is left when punctuation of most languages is taken away. */
export function namesIn(text: string): string[] {
  // `--out=x`, `-ox`
  const whole = text.length < 512 && !/[\n(){};]/.test(text) ? [text.replace(/^--?[\w-]+=|^-\w/, '')] : [];
  const parts = plain(text).split(/[\s"'`()[\]{},;=|&<>$]+|:(?!\/\/|[\\/])/);
  return [...new Set([...whole, ...parts])].filter((name) => name !== '' && !name.startsWith('-'));
}

/** Colophon, or its hooks, off for what is run: by whatever way Windows has to set a variable. */
export function turnedOff(code: string): string | undefined {
  const bare = code.replace(/["'`^\u2018-\u201e]/g, '');
  if (/\bcolophon\}?\s*(?:=|,|-value\b|:)\s*\(?\s*(?:off|0|false|no)\b/i.test(bare)) return 'COLOPHON=off';
  if (/(?:\benv:[\\/]?|\bsetx\s+)colophon\s+(?:off|0|false|no)\b/i.test(bare)) return 'COLOPHON=off';
  if (/\bgit_config_(?:key_\d+|parameters)\b/i.test(bare) && /core\.hookspath|\bcolophon\./i.test(bare))
    return 'git’s setting core.hooksPath';
  return undefined;
}
