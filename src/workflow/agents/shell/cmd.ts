import { namesIn, ReadingBuilder, type ShellContext, type ShellReading, turnedOff } from './shellReading';

const maxCode = 200_000;
const maxValues = 64;
const maxDepth = 8;
/** Characters that all variables and what they are put into come to. */
const maxText = 2_000_000;

/** Reads a command of Windows' `cmd` for what it may write. */
export function readCmd(code: string, context: ShellContext): ShellReading {
  const reading = new CmdReading(context);
  reading.read(code.slice(0, maxCode), 0);
  if (code.length > maxCode) reading.built.isUnclear = true;
  return reading.built.result;
}

/** A simple command: words without quotes and carets, and where its output goes. */
interface CmdCommand {
  readonly words: readonly string[];
  readonly targets: readonly string[];
  /** The text that it was read from. */
  readonly raw: string;
  readonly isPiped: boolean;
}

const readers =
  /^(?:type|dir|echo|more|find|findstr|fc|comp|tree|where|ver|vol|title|cls|rem|pause|exit|goto|set|setlocal|endlocal|path|prompt|timeout|tasklist|ping|help|assoc|ftype|shift|color|chcp|date|time|whoami|hostname|systeminfo|ipconfig|doskey|cd|chdir|pushd|popd|sort|break|verify|driverquery|getmac|nslookup|netstat)$/;

class CmdReading {
  readonly built: ReadingBuilder;
  readonly #context: ShellContext;
  /** By name, in lower case; of loops by `%f`. */
  readonly #variables = new Map<string, string[]>();
  #left = maxText;

  constructor(context: ShellContext) {
    this.#context = context;
    this.built = new ReadingBuilder(context);
  }

  read(code: string, depth: number): void {
    this.built.forbid(turnedOff(code));
    if (depth > maxDepth || this.#left < 0) {
      this.built.isUnclear = true;
      return;
    }
    const before: string[] = [];
    for (const command of commandsOf(code.replace(/\^\r?\n/g, ''))) {
      if (!command.isPiped) before.length = 0;
      for (const words of this.#expanded(command.words)) this.#run(words, command.raw, before, depth);
      for (const target of command.targets) for (const name of this.#expand(target)) this.#write(name);
      before.push(...command.words.flatMap((word) => this.#expand(word)));
    }
  }

  /** The words of a command, once for each value that a variable in its first one has. */
  #expanded(words: readonly string[]): string[][] {
    const [head, ...rest] = words;
    if (head === undefined) return [];
    const others = rest.flatMap((word) => this.#expand(word));
    // What comes of a variable is a command with its words.
    return this.#expand(head).map((one) => [
      ...(one === head ? [one] : one.split(/\s+/).filter(Boolean)),
      ...others,
    ]);
  }

  #expand(word: string): string[] {
    let found = [word];
    for (const [, name] of [...word.matchAll(/[%!]([^%!\s]+)[%!]|%{1,2}~?[a-z]*([a-z])/gi)].slice(0, 16)) {
      if (name !== undefined) found = found.flatMap((text) => this.#put(text, name));
      found = found.slice(0, maxValues);
    }
    for (const [name, values] of this.#variables) {
      if (!name.startsWith('%') || !word.includes('%')) continue;
      const pattern = new RegExp(`%{1,2}(?:~[a-z:$]*)?${name.slice(1)}`, 'gi');
      if (pattern.test(word))
        found = found.flatMap((text) => values.map((value) => text.replace(pattern, () => value)));
      found = found.slice(0, maxValues);
    }
    for (const text of found) this.#left -= text.length;
    return this.#left < 0 ? [word] : found;
  }

  /** With each value in the place of `%name%`, or of a part of it: `%name:~1,3%`, `%name:a=b%`. */
  #put(text: string, whole: string): string[] {
    const [name = '', change] = whole.split(/:(.*)/s, 2);
    const values = this.#valuesOf(name);
    if (values === undefined) return [text];
    const changed = values.map((value) => (change === undefined ? value : partOf(value, change)));
    return changed.map((value) =>
      text.replaceAll(`%${whole}%`, () => value).replaceAll(`!${whole}!`, () => value),
    );
  }

  #valuesOf(name: string): readonly string[] | undefined {
    const own = this.#variables.get(name.toLowerCase());
    if (own) return own;
    if (/^(?:cd|__cd__)$/i.test(name)) return ['.'];
    const told = Object.entries(this.#context.env).find(
      ([key]) => key.toLowerCase() === name.toLowerCase(),
    )?.[1];
    return told === undefined ? undefined : [told];
  }

  #set(name: string, values: readonly string[]): void {
    const known = this.#variables.get(name) ?? [];
    const all = [...new Set([...known, ...values])];
    if (all.length > maxValues) this.built.isUnclear = true;
    this.#variables.set(name, all.slice(0, maxValues));
  }

  #run(given: readonly string[], raw: string, piped: readonly string[], depth: number): void {
    const words = withoutCondition(given);
    const [head, ...args] = words;
    if (head === undefined) return;
    const base = head
      .split(/[\\/]/)
      .at(-1)!
      .toLowerCase()
      .replace(/\.(?:exe|com|cmd|bat)$/, '');
    // A variable of PowerShell's, where nobody knows which shell it is.
    if (/^\$[\w:]+$/.test(head)) return this.#run(args, raw, piped, depth);
    if (base === 'for') return this.#loop(raw, depth);
    if (/^(?:call|start|else|do|forfiles|runas)$/.test(base))
      return this.#wrapped(base, args, raw, piped, depth);
    if (base === 'set') return this.#assign(raw);
    if (/^(?:cd|chdir|pushd)$/.test(base)) {
      for (const arg of args) if (!/^\/d$/i.test(arg)) this.built.folder(arg);
      return;
    }
    if (readers.test(base)) {
      const output = base === 'sort' ? args.findIndex((arg) => /^\/o(?:utput)?$/i.test(arg)) : -1;
      if (output >= 0) this.#write(args[output + 1] ?? '');
      return;
    }
    if (/^(?:copy|xcopy|robocopy)$/.test(base)) return this.#copy(base, args);
    if (
      /^(?:move|ren|rename|del|erase|rd|rmdir|md|mkdir|mklink|attrib|icacls|cacls|takeown|replace|fsutil|compact|cipher|certutil|expand|extrac32|makecab)$/.test(
        base,
      )
    ) {
      for (const arg of args) this.#write(arg);
      for (const name of besides(base, args)) this.#write(name);
      return;
    }
    this.built.program([head, ...args], piped);
  }

  /** A command that another one runs. */
  #wrapped(
    base: string,
    args: readonly string[],
    raw: string,
    piped: readonly string[],
    depth: number,
  ): void {
    if (base === 'forfiles' || base === 'runas') {
      for (const arg of args) {
        for (const one of namesIn(arg)) this.#write(one);
        if (/\s/.test(arg)) this.read(arg, depth + 1);
      }
      return;
    }
    const left = base === 'start' ? afterStart(args, raw) : args;
    if (left.length > 0) this.#run(left, raw, piped, depth);
  }

  #assign(raw: string): void {
    const [, quoted, bare] = /\bset\s+(?:\/[ap]\s+)?(?:"([^"]*)"?|(.*))$/is.exec(raw) ?? [];
    const [, name, value] = /^\s*([^=]+?)=(.*)$/s.exec(quoted ?? bare ?? '') ?? [];
    if (name === undefined || value === undefined) return;
    this.#set(
      name.toLowerCase(),
      this.#expand(value.replace(/\^(.)/gs, '$1').replaceAll('"', '')).map((one) => one.trim()),
    );
  }

  /** `for %f in (a b) do …`; of files, lines and numbers what is named there. */
  #loop(raw: string, depth: number): void {
    const [, options = '', variable, set = '', body = ''] =
      /\bfor\s+((?:\/\w+\s+(?:"[^"]*"\s+|[^\s%]+\s+)?)*)%{1,2}(\w)\s+in\s*\(([\s\S]*?)\)\s*do\s*([\s\S]*)$/i.exec(
        raw,
      ) ?? [];
    if (variable === undefined) {
      this.built.isUnclear = true;
      return;
    }
    const bare = set.replace(/\^(?=.)/gs, '').replaceAll('"', ' ');
    const [, command] = /^\s*'([\s\S]*)'\s*$/.exec(set) ?? [];
    if (command !== undefined) this.read(command, depth + 1);
    const words = bare.split(/[\s,;=']+/).filter(Boolean);
    const folder = /\/r\s+"?([^"\s%]+)/i.exec(options)?.[1];
    const all = [...words, ...(folder === undefined ? [] : [folder])].flatMap((word) => this.#expand(word));
    // `/f` takes words apart, each of which may be the rest of a name.
    this.#set(`%${variable.toLowerCase()}`, all);
    this.read(body, depth + 1);
  }

  #copy(base: string, args: readonly string[]): void {
    const operands = args.filter((arg) => !/^\/[-\w:+]*$/.test(arg));
    const isMoved = args.some((arg) => /^\/mov/i.test(arg));
    const target = base === 'robocopy' ? operands[1] : operands.length > 1 ? operands.at(-1) : '.';
    const sources = operands.filter((one) => one !== target).flatMap((one) => one.split('+'));
    if (isMoved || target === undefined) for (const one of operands) this.#write(one);
    if (target === undefined) return;
    this.#write(target);
    for (const source of sources) {
      const name = source
        .replace(/[\\/]+$/, '')
        .split(/[\\/]/)
        .at(-1)!;
      this.#write(`${target.replace(/[\\/]+$/, '')}\\${name}`);
    }
  }

  #write(name: string): void {
    this.built.writes = true;
    if (/^(?:nul|con|prn|aux)?:?$/i.test(name)) return;
    // Outside of a loop, a variable that is not known leads nobody knows where.
    if (/%(?!temp%|tmp%)[^%\s]+%|![^!\s]+!|%{1,2}~?[a-z]/i.test(name)) this.built.isUnclear = true;
    this.built.name(name);
  }
}

/** `~1,3` and `a=b` behind a variable's name. */
function partOf(value: string, change: string): string {
  const [, from, length] = /^~(-?\d+)(?:,(-?\d+))?$/.exec(change) ?? [];
  if (from !== undefined) {
    const start = Number(from) < 0 ? Math.max(0, value.length + Number(from)) : Number(from);
    const rest = value.slice(start);
    return length === undefined ? rest : rest.slice(0, Number(length));
  }
  const [a = '', b = ''] = change.split('=', 2);
  return a === '' ? value : value.split(a).join(b);
}

/** `if not exist x del y`: what is run where it holds. */
function withoutCondition(words: readonly string[]): readonly string[] {
  let left = words[0]?.toLowerCase() === 'if' ? words.slice(1) : undefined;
  if (left === undefined) return words;
  while (/^(?:\/i|not)$/i.test(left[0] ?? '')) left = left.slice(1);
  if (/^(?:exist|defined|errorlevel|cmdextversion)$/i.test(left[0] ?? '')) left = left.slice(2);
  else if (/==./.test(left[0] ?? '')) left = left.slice(1);
  else if (left[0]?.endsWith('==')) left = left.slice(2);
  else if (/^==.|^(?:equ|neq|lss|leq|gtr|geq)$|^==$/i.test(left[1] ?? ''))
    left = left.slice(/^==./.test(left[1]!) ? 2 : 3);
  return withoutCondition(left);
}

/** `start "title" /b program`: a title stands in quotes. */
function afterStart(args: readonly string[], raw: string): readonly string[] {
  const isTitled = /\bstart\s+(?:\/\S+\s+)*"[^"]/i.test(raw);
  const left = [...args];
  while (/^\/\w/.test(left[0] ?? '')) left.shift();
  if (isTitled && left.length > 1) left.shift();
  while (/^\/\w/.test(left[0] ?? '')) left.shift();
  return left;
}

/** New names beside old ones, and names in the folder that they are moved to. */
function* besides(base: string, args: readonly string[]): Iterable<string> {
  const [from, to] = args.filter((arg) => !/^\/\w*$/.test(arg));
  if (from === undefined || to === undefined) return;
  if (/^ren/.test(base)) yield from.replace(/[\\/]+$/, '').replace(/[^\\/]*$/, '') + to;
  if (base === 'move') yield `${to.replace(/[\\/]+$/, '')}\\${from.split(/[\\/]/).at(-1)!}`;
}

/** The simple commands of a text, a loop with its body as one. */
function commandsOf(code: string): CmdCommand[] {
  const commands: CmdCommand[] = [];
  let isPiped = false;
  for (const { text, separator } of simpleTexts(code)) {
    const { words, targets } = wordsOf(text);
    if (words.length + targets.length > 0) commands.push({ words, targets, raw: text.trim(), isPiped });
    isPiped = separator === '|';
  }
  return commands;
}

function* simpleTexts(code: string): Iterable<{ text: string; separator: string }> {
  let [from, isQuoted] = [0, false];
  let start = true;
  for (let at = 0; at < code.length; at++) {
    const next = code[at]!;
    if (next === '^' && !isQuoted) at++;
    else if (next === '"') isQuoted = !isQuoted;
    else if (next === '\n') isQuoted = false;
    if (isQuoted || next === '^') {
      start = false;
      continue;
    }
    // A loop is read as a whole: its body holds what separates commands.
    if (start && /^for\s/i.test(code.slice(at, at + 4)) && /^for\s[^\n]*?%/i.test(code.slice(at, at + 400))) {
      const end = endOfLoop(code, at);
      yield { text: code.slice(at, end), separator: '' };
      [from, at] = [end, end - 1];
      continue;
    }
    const isSeparator =
      next === '\n' ||
      next === '|' ||
      next === '(' ||
      next === ')' ||
      (next === '&' && !/[<>]/.test(code[at - 1] ?? ''));
    if (isSeparator) {
      const isDoubled = code[at + 1] === next && /[&|]/.test(next);
      yield { text: code.slice(from, at), separator: isDoubled ? '' : next };
      if (isDoubled) at++;
      from = at + 1;
      start = true;
    } else if (!/[\s@]/.test(next))
      start = /\belse\s*$|\bdo\s*$/i.test(code.slice(Math.max(from, at - 8), at + 1));
  }
  yield { text: code.slice(from), separator: '' };
}

/** Where the line ends that a loop stands in, outside of brackets. */
function endOfLoop(code: string, from: number): number {
  let open = 0;
  for (let at = from; at < code.length; at++) {
    const next = code[at]!;
    if (next === '^') at++;
    else if (next === '(') open++;
    else if (next === ')') open--;
    else if (next === '\n' && open <= 0) return at;
    if (open < 0) return at;
  }
  return code.length;
}

/** Words part at blanks, and at commas, semicolons and equals signs, outside of quotes. */
function wordsOf(text: string): { words: string[]; targets: string[] } {
  const words: string[] = [];
  const targets: string[] = [];
  let isTarget = false;
  for (const [piece] of text.matchAll(pieces)) {
    if (/^\d?>/.test(piece)) isTarget = !piece.includes('&');
    else if (/^(?:\d?<|[\s,;]|=$)/.test(piece)) continue;
    else {
      const bare = piece.replace(
        /"([^"]*)"?|\^([\s\S]?)/g,
        (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? '',
      );
      const word = words.length === 0 && !isTarget ? bare.replace(/^@+/, '') : bare;
      if (isTarget) targets.push(word);
      else if (word !== '') words.push(word);
      isTarget = false;
    }
  }
  return { words: withGlued(words), targets };
}

/** Where output goes, what parts words, and words; `==` is a part of one. */
const pieces = /\d?>>?(?:&\d)?|\d?<+(?:&\d)?|[\s,;]+|(?:"[^"]*"?|\^[\s\S]?|==|[^\s,;=<>"^])+|=/g;

/** `cd..`, `cd\\src`, `del/q x`, `echo.x`: a command that is written together with what follows. */
function withGlued(words: readonly string[]): string[] {
  const [head = '', ...rest] = words;
  const [, name, glued] =
    /^(cd|chdir|md|mkdir|rd|rmdir|del|erase|echo|dir|type|copy|move|ren|pushd|cmd|if|xcopy|attrib)([./\\:+[(].*)$/is.exec(
      head,
    ) ?? [];
  return name === undefined ? [...words] : [name, glued!, ...rest];
}
