/** A piece of a word: text as it counts, a variable's name in lower case, or code whose result stands there. */
export type WordPart = string | { readonly variable: string } | { readonly code: readonly Pipeline[] };

export type PowerShellToken =
  | { readonly kind: 'word'; readonly parts: readonly WordPart[]; readonly isQuoted: boolean }
  /** `(…)`, `$(…)`, `@(…)`, or what is called with. */
  | { readonly kind: 'group'; readonly code: readonly Pipeline[] }
  /** `{…}`, or the entries of a table. */
  | { readonly kind: 'block'; readonly code: readonly Pipeline[] }
  /** `,`, `+`, `-f`, `.Name`, `::Name`, `[type]`, … */
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'redirect' }
  /** `($name in …)` of a `foreach`. */
  | { readonly kind: 'loop'; readonly variable: string; readonly code: readonly Pipeline[] };

export interface PowerShellCommand {
  /** It begins with a value and not with a name. */
  readonly isExpression: boolean;
  /** `$name = …`, `$env:name = …`: what is set. */
  readonly assigned?: readonly PowerShellToken[];
  /** `+=`: what it held stays, and this comes behind it. */
  readonly isAdded?: boolean;
  readonly tokens: readonly PowerShellToken[];
}

/** Commands that hand their results to each other. */
export type Pipeline = readonly PowerShellCommand[];

/** How deep code may lie in code: past that nothing is read any more, and it is said. */
const maxDepth = 24;

export interface ParsedPowerShell {
  readonly pipelines: readonly Pipeline[];
  /** It nests deeper than is read. */
  readonly exceedsLimit: boolean;
}

/** Reads PowerShell as far as it takes to know what is run with which arguments; of text that it does not take, something. */
export function parsePowerShell(code: string): ParsedPowerShell {
  const reader = new PowerShellReader(code);
  const pipelines: Pipeline[] = [];
  // A bracket that nobody has opened ends nothing.
  while (!reader.isAtEnd) pipelines.push(...reader.readPipelines(''));
  return { pipelines, exceedsLimit: reader.exceedsLimit };
}

/** Dashes and quotes of print count as those of the keyboard. */
const dashes = /[\u2013\u2014\u2015]/g;
const quotes: Readonly<Record<string, string>> = {
  '"': '"',
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  "'": "'",
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
};

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  0: '\0',
  a: '',
  b: '',
  f: '',
  v: '',
  e: '',
};

class PowerShellReader {
  readonly #code: string;
  #at = 0;
  #depth = 0;
  exceedsLimit = false;

  constructor(code: string) {
    this.#code = code.replace(dashes, '-');
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#code.length;
  }

  /** @param closer the bracket that ends it; empty for the text's end */
  readPipelines(closer: string): Pipeline[] {
    const pipelines: Pipeline[] = [];
    this.#depth++;
    if (this.#depth > maxDepth) {
      this.exceedsLimit = true;
      this.#at = this.#code.length;
    }
    while (!this.isAtEnd) {
      this.#passBlanks(true);
      const next = this.#code[this.#at];
      if (next === undefined) break;
      if (/[;)}]/.test(next)) {
        this.#at++;
        if (next !== ';' && (next === closer || closer === '')) break;
        continue;
      }
      if (next === '&' && this.#code[this.#at + 1] === '&') this.#at += 2;
      else if (next === '|') this.#at += this.#code[this.#at + 1] === '|' ? 2 : 1;
      else pipelines.push(this.#readPipeline());
    }
    this.#depth--;
    return pipelines;
  }

  #readPipeline(): Pipeline {
    const commands: PowerShellCommand[] = [];
    for (;;) {
      commands.push(this.#readCommand());
      const isPiped = this.#code[this.#at] === '|' && this.#code[this.#at + 1] !== '|';
      if (!isPiped) return commands;
      this.#at++;
      this.#passBlanks(true);
      if (this.isAtEnd || /[;)}|]/.test(this.#code[this.#at]!)) return commands;
    }
  }

  #readCommand(): PowerShellCommand {
    const isExpression = /^(?:["'\u2018-\u201e$([@!,{+-]|\d[\d.]*(?![\w.\\/:-]))/.test(
      this.#code.slice(this.#at, this.#at + 40),
    );
    const tokens: PowerShellToken[] = [];
    for (;;) {
      this.#passBlanks(false);
      const next = this.#code[this.#at];
      if (next === undefined || /[;)}\n|]/.test(next) || this.#isAndAnd()) break;
      const sign = isExpression ? this.#assignment() : undefined;
      if (sign !== undefined) {
        this.#passBlanks(true);
        const value = this.isAtEnd ? { isExpression: true, tokens: [] } : this.#readCommand();
        return { ...value, assigned: [...tokens, ...(value.assigned ?? [])], isAdded: sign === '+=' };
      }
      tokens.push(...this.#readToken(next, isExpression));
    }
    return { isExpression, tokens };
  }

  #isAndAnd(): boolean {
    return this.#code.startsWith('&&', this.#at);
  }

  #assignment(): string | undefined {
    const [sign] = /^(?:[-+*/%]|\?\?)?=(?!=)/.exec(this.#code.slice(this.#at, this.#at + 3)) ?? [];
    this.#at += sign?.length ?? 0;
    return sign;
  }

  /** Blanks, comments, and line breaks that end nothing. */
  #passBlanks(breaks: boolean): void {
    const blank = breaks
      ? /(?:\s|`\r?\n|<#[\s\S]*?(?:#>|$)|#[^\n]*)*/y
      : /(?:[^\S\n]|`\r?\n|<#[\s\S]*?(?:#>|$)|#[^\n]*)*/y;
    blank.lastIndex = this.#at;
    blank.exec(this.#code);
    this.#at = blank.lastIndex;
  }

  #readToken(next: string, isExpression: boolean): PowerShellToken[] {
    const redirect = /^(?:[*1-6]?>>?(?:&[12])?|<)/.exec(this.#code.slice(this.#at, this.#at + 5))?.[0];
    if (redirect !== undefined) {
      this.#at += redirect.length;
      return redirect.endsWith('1') || redirect.endsWith('2') || redirect === '<'
        ? []
        : [{ kind: 'redirect' }];
    }
    if (next === ',' || (next === '&' && !isExpression)) {
      this.#at++;
      return [{ kind: 'sign', text: next }];
    }
    if (next === '{' || this.#code.startsWith('@{', this.#at)) {
      this.#at += next === '{' ? 1 : 2;
      return [{ kind: 'block', code: this.readPipelines('}') }];
    }
    const [loop, variable] =
      /^\(\s*\$\{?(\w+)\}?\s+in\b/i.exec(this.#code.slice(this.#at, this.#at + 120)) ?? [];
    if (loop !== undefined) {
      this.#at += loop.length;
      return [{ kind: 'loop', variable: variable!.toLowerCase(), code: this.readPipelines(')') }];
    }
    if (next === '(' || this.#code.startsWith('@(', this.#at)) {
      this.#at += next === '(' ? 1 : 2;
      return [{ kind: 'group', code: this.readPipelines(')') }, ...this.#members()];
    }
    if (isExpression && !(next in quotes) && next !== '$') return this.#readSign(next);
    const word = this.#readWord(isExpression);
    return word.kind === 'word' && (isExpression || word.parts.some((part) => typeof part !== 'string'))
      ? [word, ...this.#members()]
      : [word];
  }

  /** `.Name`, `::Name`, `[0]` right behind a value, with what is called with. */
  #members(): PowerShellToken[] {
    const tokens: PowerShellToken[] = [];
    for (;;) {
      const [member] =
        /^(?:\??\.|::)\s*(?:\w+|(?=["'$]))/.exec(this.#code.slice(this.#at, this.#at + 80)) ?? [];
      if (member !== undefined) {
        this.#at += member.length;
        tokens.push({ kind: 'sign', text: member.replace(/\s/g, '') });
        if (/[.:]$/.test(member)) tokens.push(this.#readWord(true));
      } else if (this.#code[this.#at] === '(' && tokens.at(-1)?.kind === 'sign') {
        this.#at++;
        tokens.push({ kind: 'group', code: this.readPipelines(')') });
      } else if (this.#code[this.#at] === '[') {
        this.#at++;
        tokens.push({ kind: 'sign', text: '[]' });
        this.#passIndex();
      } else return tokens;
    }
  }

  #passIndex(): void {
    let open = 1;
    for (; this.#at < this.#code.length && open > 0; this.#at++) {
      if (this.#code[this.#at] === '[') open++;
      else if (this.#code[this.#at] === ']') open--;
      else if (this.#code[this.#at] === '\n') return;
    }
  }

  /** An operator, a number, or a type in brackets. */
  #readSign(next: string): PowerShellToken[] {
    const rest = this.#code.slice(this.#at, this.#at + 200);
    if (next === '[') {
      const [type = '['] = /^\[[\w.,[\]\s+`]*\]/.exec(rest) ?? [];
      this.#at += type.length;
      return [{ kind: 'sign', text: type.replace(/[\s`]/g, '') }, ...this.#members()];
    }
    const [number] = /^(?:0x[\da-f]+|\d+)/i.exec(rest) ?? [];
    if (number !== undefined) {
      this.#at += number.length;
      return [{ kind: 'word', parts: [String(Number(number))], isQuoted: false }, ...this.#members()];
    }
    const [sign = next] = /^(?:-\w+|[\w.]+)/.exec(rest) ?? [];
    this.#at += sign.length;
    return [{ kind: 'sign', text: sign.toLowerCase() }];
  }

  /** One argument: bare text, strings and variables that stand together. */
  #readWord(isExpression: boolean): PowerShellToken {
    const parts: WordPart[] = [];
    const start = this.#at;
    let isQuoted = false;
    for (; !this.isAtEnd; ) {
      const next = this.#code[this.#at]!;
      const quote = quotes[next];
      const string = /^@(["'])[^\S\n]*\n/.exec(this.#code.slice(this.#at, this.#at + 20));
      if (string !== null) {
        this.#readHere(string[1]!, string[0].length, parts);
        isQuoted = true;
      } else if (quote !== undefined) {
        isQuoted ||= this.#at === start;
        this.#readString(quote, parts);
      } else if (next === '$') {
        this.#readVariable(parts);
        // A part of what it holds.
        if (parts.length === 1 && /^(?:\??\.[A-Za-z_]|\[)/.test(this.#code.slice(this.#at, this.#at + 3)))
          break;
      } else if (next === '`' && this.#at + 1 < this.#code.length) {
        parts.push(this.#code[this.#at + 1]!);
        this.#at += 2;
      } else if (isExpression || /[\s;,|(){}<>]/.test(next) || this.#isAndAnd()) break;
      else {
        parts.push(next);
        this.#at++;
      }
      if (isExpression) break;
    }
    if (this.#at === start) this.#at++;
    return { kind: 'word', parts: joined(parts), isQuoted };
  }

  #readString(quote: string, parts: WordPart[]): void {
    this.#at++;
    while (!this.isAtEnd) {
      const next = this.#code[this.#at]!;
      if (quotes[next] === quote) {
        this.#at++;
        if (quotes[this.#code[this.#at] ?? ''] !== quote) return;
        parts.push(next);
        this.#at++;
      } else if (quote === '"') this.#readExpandable(next, parts);
      else {
        parts.push(next);
        this.#at++;
      }
    }
  }

  /** A character of a text in which variables and escapes count. */
  #readExpandable(next: string, parts: WordPart[]): void {
    if (next === '`' && this.#at + 1 < this.#code.length) {
      const escaped = this.#code[this.#at + 1]!;
      const [whole, hex] = /^`u\{([\da-f]{1,6})\}/i.exec(this.#code.slice(this.#at, this.#at + 12)) ?? [];
      if (whole !== undefined && Number.parseInt(hex!, 16) <= 0x10ffff) {
        parts.push(String.fromCodePoint(Number.parseInt(hex!, 16)));
        this.#at += whole.length;
        return;
      }
      parts.push(escapes[escaped] ?? escaped);
      this.#at += 2;
    } else if (next === '$') this.#readVariable(parts);
    else {
      parts.push(next);
      this.#at++;
    }
  }

  #readHere(quote: string, length: number, parts: WordPart[]): void {
    this.#at += length;
    const end = new RegExp(`\\r?\\n${quote}@|^${quote}@`, 'g');
    end.lastIndex = this.#at;
    const found = end.exec(this.#code);
    const to = found?.index ?? this.#code.length;
    while (this.#at < to) {
      const next = this.#code[this.#at]!;
      if (quote === '"') this.#readExpandable(next, parts);
      else {
        parts.push(next);
        this.#at++;
      }
    }
    this.#at = Math.max(this.#at, to + (found?.[0].length ?? 0));
  }

  #readVariable(parts: WordPart[]): void {
    if (this.#code.startsWith('$(', this.#at)) {
      this.#at += 2;
      parts.push({ code: this.readPipelines(')') });
      return;
    }
    const [whole, braced, plain] =
      /^\$(?:\{([^}\n]*)\}|((?:\w+:)?\w+|[$?^_]))/.exec(this.#code.slice(this.#at, this.#at + 200)) ?? [];
    if (whole === undefined) {
      parts.push('$');
      this.#at++;
      return;
    }
    this.#at += whole.length;
    const name = (braced ?? plain ?? '').toLowerCase().replaceAll('`', '');
    parts.push({ variable: name.replace(/^(?:global|script|local|private|using|variable):/, '') });
  }
}

function joined(parts: readonly WordPart[]): WordPart[] {
  const found: WordPart[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (typeof part === 'string' && typeof last === 'string') found[found.length - 1] = last + part;
    else found.push(part);
  }
  return found;
}
