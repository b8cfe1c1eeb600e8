import type { Pipeline, PowerShellCommand, PowerShellToken, WordPart } from './powershellSyntax';

/** What an expression may come to. Of several values each counts. */
export interface Value {
  readonly texts: readonly string[];
  /** There is no other that it may be. */
  readonly isKnown: boolean;
  /** Of a list. */
  readonly items?: readonly Value[];
}

/** One argument of a command. */
export interface Argument {
  /** Without its dash, in lower case. */
  readonly option?: string;
  /** As it was written. */
  readonly spelled?: string;
  /** Of an option what stands behind its colon. */
  readonly value?: Value;
  readonly isQuoted: boolean;
}

const maxValues = 64;
/** Characters that all values come to. */
const maxText = 1_000_000;

export const nothing: Value = { texts: [], isKnown: true };
const unknown: Value = { texts: [], isKnown: false };

export function known(...texts: readonly string[]): Value {
  return { texts, isKnown: true };
}

/** Computes what PowerShell would, where that is more than looking up: strings put together, variables, parts of paths. */
export class PowerShellValues {
  readonly #variables = new Map<string, Value>();
  readonly #env: ReadonlyMap<string, string>;
  #left = maxText;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = new Map(
      Object.entries(env).flatMap(([name, value]) => (value ? [[name.toLowerCase(), value] as const] : [])),
    );
    this.set('true', known('True'));
    this.set('false', known('False'));
    this.set('null', known(''));
    this.set('pwd', known('.'));
    this.set('psscriptroot', known('.'));
    this.set('home', known('~'));
  }

  get exceedsLimit(): boolean {
    return this.#left < 0;
  }

  set(name: string, value: Value): void {
    this.#variables.set(name, value);
  }

  /** What it held before counts too: nobody knows which branch is taken. */
  add(name: string, value: Value): void {
    const before = this.#variables.get(name);
    this.set(name, before ? this.#either([before, value]) : value);
  }

  /** `$name += value`. */
  append(name: string, value: Value): void {
    this.add(name, this.#sum(this.get(name), value));
  }

  get(name: string): Value {
    const own = this.#variables.get(name === 'psitem' ? '_' : name);
    if (own) return own;
    const [, variable] = /^env:(.*)$/.exec(name) ?? [];
    const told = variable === undefined ? undefined : this.#env.get(variable);
    if (told !== undefined) return known(told);
    return {
      texts: [`$${name}`],
      isKnown: variable !== undefined && /^(?:tmp|temp|runner_temp)$/.test(variable),
    };
  }

  /** `%NAME%` of another shell. */
  environment(name: string): string | undefined {
    return this.#env.get(name.toLowerCase());
  }

  word(parts: readonly WordPart[]): Value {
    return this.#product(
      parts.map((part) => {
        if (typeof part === 'string') return known(part);
        return 'variable' in part ? this.get(part.variable) : this.code(part.code);
      }),
      '',
    );
  }

  /** What code in brackets gives: of the last of its pipelines, and for the others it may be. */
  code(pipelines: readonly Pipeline[]): Value {
    if (pipelines.length === 0) return nothing;
    const values = pipelines.map((pipeline) => this.#pipeline(pipeline));
    return values.length === 1 ? values[0]! : { ...this.#either(values), items: values };
  }

  #pipeline(pipeline: Pipeline): Value {
    const [first, ...rest] = pipeline;
    if (first === undefined) return nothing;
    const value = first.isExpression ? this.expression(first.tokens) : this.command(first);
    // What is filtered or sorted is still of what there was.
    return rest.length === 0 ? value : { texts: value.texts, isKnown: value.isKnown };
  }

  /** @param tokens without the name */
  arguments(tokens: readonly PowerShellToken[]): Argument[] {
    const found: Argument[] = [];
    let isList = false;
    for (const operand of this.#operands(tokens)) {
      if (operand === ',') {
        isList = true;
        continue;
      }
      const last = found.at(-1);
      if (isList && last && operand.option === undefined) {
        const value = this.#either([last.value ?? nothing, operand.value ?? nothing]);
        found[found.length - 1] = { ...last, value };
      } else found.push(operand);
      isList = false;
    }
    return found;
  }

  *#operands(tokens: readonly PowerShellToken[]): Iterable<Argument | ','> {
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at]!;
      if (token.kind === 'sign' && token.text === ',') yield ',';
      if (token.kind === 'redirect') at++;
      else if (token.kind === 'word' || token.kind === 'group') {
        const from = at;
        while (tokens[at + 1]?.kind === 'sign' && /^[.:?[]/.test((tokens[at + 1] as { text: string }).text)) {
          at++;
          if (tokens[at + 1]?.kind === 'group') at++;
        }
        yield this.#argument(token, tokens.slice(from, at + 1));
      }
    }
  }

  #argument(token: PowerShellToken, all: readonly PowerShellToken[]): Argument {
    const parts = token.kind === 'word' ? token.parts : [];
    const isQuoted = token.kind !== 'word' || token.isQuoted;
    const [first] = parts;
    const [, option, colon] =
      !isQuoted && typeof first === 'string' ? (/^-([A-Za-z?][\w-]*)(:?)/.exec(first) ?? []) : [];
    if (option === undefined || typeof first !== 'string') {
      const splat = typeof first === 'string' && parts.length === 1 ? /^@(\w+)$/.exec(first)?.[1] : undefined;
      return { value: splat === undefined ? this.expression(all) : this.get(splat.toLowerCase()), isQuoted };
    }
    const left = first.slice(1 + option.length + colon!.length);
    const rest = [...(left === '' ? [] : [left]), ...parts.slice(1)];
    return {
      option: option.toLowerCase(),
      spelled: option,
      isQuoted: false,
      ...(rest.length > 0 && { value: this.word(rest) }),
    };
  }

  /** What a command gives, as far as it names files; of others nobody knows. */
  command({ tokens }: PowerShellCommand): Value {
    const [head, ...rest] = tokens;
    const name = head?.kind === 'word' ? (this.word(head.parts).texts[0] ?? '').toLowerCase() : '';
    const given = this.arguments(rest);
    const values = given.flatMap(({ option, value }) =>
      value && !/^(?:filter|include|exclude|erroraction|ea)$/.test(option ?? '') ? [value] : [],
    );
    switch (name.replace(/^.*\\/, '')) {
      case 'join-path':
        return this.#product(values, '\\');
      case 'get-location':
      case 'gl':
      case 'pwd':
        return known('.');
      case 'split-path': {
        const all = this.#either(values);
        return {
          ...all,
          texts: [...all.texts, ...all.texts.map((text) => text.replace(/[\\/]+[^\\/]*$/, ''))],
        };
      }
      case 'get-childitem':
      case 'gci':
      case 'ls':
      case 'dir':
        return values.length === 0 ? known('.') : this.#either(values);
      case 'get-item':
      case 'gi':
      case 'resolve-path':
      case 'rvpa':
      case 'convert-path':
      case 'cvpa':
      case 'echo':
      case 'write':
      case 'write-output':
        return this.#either(values);
      case 'get-date':
      case 'new-guid':
      case 'get-random':
        return known('0');
      default:
        return { texts: values.flatMap(({ texts }) => texts).slice(0, maxValues), isKnown: false };
    }
  }

  /** From left to right; a comma binds its neighbours first. */
  expression(tokens: readonly PowerShellToken[]): Value {
    const list: (Value | string)[] = [];
    let items: Value[] | undefined;
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at]!;
      if (token.kind === 'loop') continue;
      if (token.kind === 'redirect') {
        at++;
        continue;
      }
      if (token.kind === 'sign' && token.text === ',') {
        items ??= [];
        const last = list.pop();
        if (last !== undefined && typeof last !== 'string') items.push(...(last.items ?? [last]));
        this.#left -= items.length;
        if (this.exceedsLimit) return unknown;
        continue;
      }
      if (token.kind === 'sign' && /^[.:?[]/.test(token.text)) {
        const called = tokens[at + 1]?.kind === 'group' ? tokens[++at] : undefined;
        this.#member(list, token.text, called);
        continue;
      }
      const value = token.kind === 'sign' ? token.text : this.#operand(token);
      if (items !== undefined && typeof value !== 'string') {
        const all: Value[] = [...items, value];
        list.push({ ...this.#either(all), items: all });
        items = undefined;
      } else list.push(value);
    }
    return this.#folded(list);
  }

  #operand(token: Exclude<PowerShellToken, { kind: 'sign' | 'redirect' | 'loop' }>): Value {
    if (token.kind === 'word') return this.word(token.parts);
    return token.kind === 'group' ? this.code(token.code) : this.#table(token.code);
  }

  /** All that stands in it: which key a command takes is not looked at. */
  #table(code: readonly Pipeline[]): Value {
    const values = code.flatMap((pipeline) =>
      pipeline.map((one) => (one.isExpression ? this.expression(one.tokens) : this.#plain(one.tokens))),
    );
    const { texts, isKnown } = this.#either(values);
    // `Path='x'` is read as one word.
    return { texts: texts.map((text) => text.replace(/^\w+\s*=/, '')), isKnown };
  }

  #plain(tokens: readonly PowerShellToken[]): Value {
    return this.#either(
      tokens.flatMap((token) =>
        token.kind === 'word' || token.kind === 'group' ? [this.#operand(token)] : [],
      ),
    );
  }

  #member(list: (Value | string)[], text: string, called: PowerShellToken | undefined): void {
    const given = called?.kind === 'group' ? this.#arguments(called.code) : [];
    // A type's own.
    if (/^\[[^\]]/.test(text)) {
      list.push(text.toLowerCase());
      return;
    }
    const last = list.pop();
    if (last === undefined || typeof last === 'string')
      list.push(this.#static(`${last ?? ''}${text}`.toLowerCase(), given));
    else list.push(this.#of(last, text.toLowerCase(), called !== undefined, given));
  }

  #arguments(code: readonly Pipeline[]): Value[] {
    const value = this.code(code);
    return value.items ? [...value.items] : code.length === 0 ? [] : [value];
  }

  /** What a method of a type gives. */
  #static(name: string, given: readonly Value[]): Value {
    if (/path\]::(?:combine|join)$/.test(name)) return this.#product(given, '\\');
    if (/path\]::get(?:fullpath|directoryname)$/.test(name) || /convert\]::tostring$/.test(name))
      return given[0] ?? unknown;
    if (/frombase64string$/.test(name)) {
      const bytes = (given[0] ?? unknown).texts.map((text) => Buffer.from(text, 'base64'));
      const texts = bytes.flatMap((one) => [one.toString('utf8'), one.toString('utf16le')]);
      return { texts, isKnown: given[0]?.isKnown === true };
    }
    if (/\]::(?:get)?currentdirectory$|\]::getcurrentdirectory$/.test(name)) return known('.');
    if (/string\]::(?:concat|join|format)$/.test(name)) return this.#called(name.split('::')[1]!, given);
    const variable = name.endsWith('environment]::getenvironmentvariable') ? given[0]?.texts[0] : undefined;
    if (variable !== undefined) return this.get(`env:${variable.toLowerCase()}`);
    return {
      texts: given.flatMap(({ texts }) => texts).slice(0, maxValues),
      isKnown: /encoding\]?::|::newline$|separatorchar$/.test(name),
    };
  }

  #called(name: string, given: readonly Value[]): Value {
    if (name === 'concat')
      return this.#product(
        given.flatMap((one) => one.items ?? [one]),
        '',
      );
    const [first = unknown, ...rest] = given;
    const all = rest.flatMap((one) => one.items ?? [one]);
    if (name === 'join') return this.#product(all, first.texts[0] ?? '');
    return this.#format(first, all);
  }

  #of(value: Value, text: string, isCalled: boolean, given: readonly Value[]): Value {
    // A property of a file is a name of it, for all that is written there.
    if (!isCalled) return text === '[]' ? { texts: value.texts, isKnown: value.items !== undefined } : value;
    const name = text.replace(/^\??\./, '');
    if (/^(?:tostring|trim|tolower|toupper|getstring|tolowerinvariant|normalize)$/.test(name)) {
      return given.length > 0 && name === 'getstring' ? this.#either(given) : value;
    }
    const [from, to] = given;
    if (name === 'replace' && from && to) return this.#replaced(value, from, to);
    if (name === 'insert' || name === 'padleft') return { ...value, isKnown: false };
    if (/^(?:concat|join|format)$/.test(name)) return this.#called(name, given);
    return {
      texts: [...value.texts, ...given.flatMap(({ texts }) => texts)].slice(0, maxValues),
      isKnown: name === 'getstring',
    };
  }

  #replaced(value: Value, from: Value, to: Value): Value {
    const [a, b] = [from.texts[0], to.texts[0] ?? ''];
    if (a === undefined || a === '') return { ...value, isKnown: false };
    return {
      texts: value.texts.map((text) => text.split(a).join(b)),
      isKnown: value.isKnown && from.isKnown && to.isKnown,
    };
  }

  /** Operators, from left to right. */
  #folded(list: readonly (Value | string)[]): Value {
    let at = 0;
    let value: Value | undefined;
    const next = (): Value => {
      for (; at < list.length; at++) {
        const one = list[at]!;
        if (typeof one !== 'string') return list[at++] as Value;
        if (/^\[char(?:\[\])?\]$/.test(one)) {
          at++;
          return this.#character(next());
        }
        if (one === '-join') {
          at++;
          const all = next();
          return this.#product(all.items ?? [all], '');
        }
      }
      return unknown;
    };
    while (at < list.length && !this.exceedsLimit) {
      const one = list[at]!;
      if (value === undefined) value = next();
      else if (typeof one !== 'string' || one.startsWith('[')) value = this.#either([value, next()]);
      else {
        at++;
        value = this.#operated(value, one, next);
      }
    }
    return value ?? nothing;
  }

  #operated(value: Value, sign: string, next: () => Value): Value {
    if (sign === '+') return this.#sum(value, next());
    if (sign === '-join') return this.#product(value.items ?? [value], next().texts[0] ?? '');
    if (sign === '-f') {
      const given = next();
      return this.#format(value, given.items ?? [given]);
    }
    if (/^-[ci]?replace$/.test(sign)) {
      const given = next();
      const [from, to = known('')] = given.items ?? [given];
      // It is a pattern, and mostly one that stands for itself.
      const isPlain = from?.texts.every((text) => /^[^\\.*+?()[\]{}|^$]*$/.test(text)) === true;
      return from && isPlain ? this.#replaced(value, from, to) : { ...value, isKnown: false };
    }
    if (/^-[ci]?(?:split|match|like)$|^[*%/-]|^\.\./.test(sign))
      return { ...this.#either([value, next()]), isKnown: false };
    return value;
  }

  #sum(a: Value, b: Value): Value {
    if (!a.items) return this.#product([a, b], '');
    const items = [...a.items, ...(b.items ?? [b])];
    return { ...this.#either(items), items };
  }

  #character(value: Value): Value {
    const items = value.items ?? [value];
    const made = items.map(({ texts, isKnown }) => ({
      texts: texts.map((text) =>
        /^\d{1,6}$/.test(text) ? String.fromCharCode(Number(text)) : text.slice(0, 1),
      ),
      isKnown,
    }));
    return value.items ? { ...this.#either(made), items: made } : made[0]!;
  }

  #format(form: Value, given: readonly Value[]): Value {
    const parts = form.texts[0]?.split(/(\{\d{1,3}(?:[:,][^}]*)?\})/) ?? [];
    const values = parts.map((part) => {
      const [, index] = /^\{(\d+)/.exec(part) ?? [];
      return index === undefined
        ? known(part.replaceAll('{{', '{').replaceAll('}}', '}'))
        : (given[Number(index)] ?? unknown);
    });
    return this.#product(form.isKnown ? values : [...values, unknown], '');
  }

  #either(values: readonly Value[]): Value {
    const texts = [...new Set(values.flatMap((value) => value.texts))];
    return {
      texts: texts.slice(0, maxValues),
      isKnown: texts.length <= maxValues && values.every((value) => value.isKnown),
    };
  }

  /** Each of the one before each of the other. What is not known at all stands for nothing. */
  #product(values: readonly Value[], between: string): Value {
    let texts = [''];
    let isKnown = true;
    for (const [i, value] of values.entries()) {
      isKnown &&= value.isKnown;
      const given = value.texts.length === 0 ? [''] : value.texts;
      const gap = i === 0 ? '' : between;
      texts = texts.flatMap((start) => given.slice(0, maxValues).map((text) => start + gap + text));
      if (texts.length > maxValues) isKnown = false;
      texts = texts.slice(0, maxValues);
      for (const text of texts) this.#left -= text.length;
      if (this.exceedsLimit) return unknown;
    }
    return { texts, isKnown };
  }
}
