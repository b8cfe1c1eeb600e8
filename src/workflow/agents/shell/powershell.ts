import {
  type Pipeline,
  type PowerShellCommand,
  type PowerShellToken,
  parsePowerShell,
} from './powershellSyntax';
import { type Argument, known, PowerShellValues, type Value } from './powershellValues';
import { namesIn, ReadingBuilder, type ShellContext, type ShellReading, turnedOff } from './shellReading';

/** Past this nobody reads a command. */
const maxCode = 400_000;

/** Reads a command of PowerShell for what it may write. */
export function readPowerShell(code: string, context: ShellContext): ShellReading {
  const reader = new PowerShellReading(context);
  reader.read(code);
  return reader.result;
}

/** Other names of commands, in lower case; those that read are not all here. */
const aliases: Readonly<Record<string, string>> = Object.fromEntries(
  `ac add-content;sc set-content;clc clear-content;si set-item;sp set-itemproperty;cli clear-item;clp clear-itemproperty;
cp copy-item;copy copy-item;cpi copy-item;mv move-item;move move-item;mi move-item;ren rename-item;rni rename-item;
rm remove-item;ri remove-item;rmdir remove-item;rd remove-item;del remove-item;erase remove-item;ni new-item;md new-item;mkdir new-item;
tee tee-object;epcsv export-csv;iwr invoke-webrequest;irm invoke-restmethod;curl invoke-webrequest;wget invoke-webrequest;
cd set-location;chdir set-location;sl set-location;pushd push-location;popd pop-location;iex invoke-expression;
sv set-variable;nv new-variable;set set-variable;gc get-content;cat get-content;type get-content;ls get-childitem;dir get-childitem;gci get-childitem;
echo write-output;write write-output;foreach foreach-object;% foreach-object;? where-object;where where-object;sort sort-object;select select-object;
sls select-string;start start-process;saps start-process;icm invoke-command;h get-history;gi get-item;diff compare-object;compare compare-object;measure measure-object;
ft format-table;fl format-list;fw format-wide;gm get-member;gcm get-command;gp get-itemproperty;gl get-location;pwd get-location;rvpa resolve-path;cvpa convert-path;
oh out-host;group group-object;sleep start-sleep;ps get-process;kill stop-process;gps get-process;man get-help;cls clear-host;clear clear-host;ipcsv import-csv;ogv out-gridview`
    .split(/[;\n]+/)
    .map((pair) => pair.split(' ') as [string, string]),
);

/** Those whose names do not tell that they leave files alone. */
const readers =
  /^(?:get|select|test|measure|compare|format|find|search|show|read|resolve|convertto|convertfrom|convert|join|split|group|sort|where|foreach|import|wait|debug|trace|assert|enter|exit|push|pop|ping|confirm|start-sleep|stop-process|stop-job|receive-job|set-location|set-strictmode|set-psdebug|set-executionpolicy|set-variable|new-variable|clear-variable|remove-variable|clear-host|set-psreadlineoption|invoke-pester|invoke-scriptanalyzer|out-(?:host|string|null|default|gridview|printer)|write-(?:host|output|verbose|warning|error|debug|information|progress)|remove-(?:job|module|typedata)|new-(?:guid|timespan|object|variable|temporaryfile)|add-(?:type|member)|set-alias|new-alias|invoke-(?:command|expression|history)|tee-variable)(?:-|$)/;
const exceptions =
  /^(?:convertto-securestring|find-package|import-(?:pfxcertificate|certificate)|start-transcript|get-(?:filecatalog)|new-object|set-alias|new-alias)$/;
/** Their values are no names of files. */
const texts = /^(?:set-content|add-content|out-file|tee-object|export-\w+|start-transcript)$/;
const switches =
  /^(?:f|force|r|rec|recurse|confirm|whatif|wi|cf|append|nonewline|noclobber|passthru|verbose|vb|debug|db|asbytestream|usebasicparsing|notypeinformation|nti|container|s|q|file|directory|hidden|readonly)$/;
/** Keywords that are followed by code, or by nothing that is run. */
const keywords =
  /^(?:if|elseif|else|foreach|for|while|do|until|switch|try|catch|finally|trap|begin|process|end|return|throw|break|continue|param|function|filter|class|enum|data|using|dynamicparam|exit|workflow|parallel|sequence|inlinescript|clean)$/;

class PowerShellReading {
  readonly #context: ShellContext;
  readonly #values: PowerShellValues;
  readonly #built: ReadingBuilder;

  constructor(context: ShellContext) {
    this.#context = context;
    this.#built = new ReadingBuilder(context);
    this.#values = new PowerShellValues(context.env);
  }

  get result(): ShellReading {
    this.#built.isUnclear ||= this.#values.exceedsLimit;
    return this.#built.result;
  }

  read(code: string): void {
    const { pipelines, exceedsLimit } = parsePowerShell(code.slice(0, maxCode));
    this.#built.isUnclear ||= exceedsLimit || code.length > maxCode;
    this.#built.forbid(turnedOff(code));
    for (const pipeline of pipelines) this.#visit(pipeline, known());
  }

  /** @param piped what stands for `$_` around it */
  #visit(pipeline: Pipeline, piped: Value): void {
    let handed = piped;
    for (const [i, command] of pipeline.entries()) {
      if (i > 0) this.#values.set('_', handed);
      const value = this.#command(command, i === 0 ? undefined : handed);
      handed = {
        texts: [...new Set([...handed.texts, ...value.texts])].slice(0, 256),
        isKnown: value.isKnown,
      };
    }
  }

  #command(command: PowerShellCommand, piped: Value | undefined): Value {
    const { assigned, tokens, isExpression } = command;
    this.#inner(tokens, piped);
    const value = isExpression ? this.#expression(tokens) : this.#called({ ...command, tokens }, piped);
    for (const target of targetsOf(tokens)) this.#write(this.#values.expression([target]));
    if (assigned) this.#assign(assigned, value, command.isAdded === true);
    return value;
  }

  /** What runs within it. */
  #inner(tokens: readonly PowerShellToken[], piped: Value | undefined): void {
    for (const token of tokens) {
      if (token.kind === 'loop') {
        // What is gone through stands in the variable: files, or texts.
        const { texts } = this.#values.code(token.code);
        this.#values.add(token.variable, { texts, isKnown: true });
      }
      if (token.kind === 'group' || token.kind === 'block' || token.kind === 'loop')
        for (const one of token.code) this.#visit(one, piped ?? known());
      if (token.kind !== 'word') continue;
      for (const part of token.parts)
        if (typeof part === 'object' && 'code' in part)
          for (const one of part.code) this.#visit(one, known());
    }
  }

  #assign(assigned: readonly PowerShellToken[], value: Value, isAdded: boolean): void {
    for (const token of assigned) {
      if (token.kind !== 'word') continue;
      for (const part of token.parts)
        if (typeof part === 'object' && 'variable' in part)
          this.#values[isAdded ? 'append' : 'add'](part.variable, value);
    }
  }

  /** A value that is only computed leaves files alone; a method may do anything with what it is given. */
  #expression(tokens: readonly PowerShellToken[]): Value {
    const value = this.#values.expression(tokens);
    const isCall = (i: number) => tokens[i + 1]?.kind === 'group';
    const methods = tokens.flatMap((token, i) =>
      token.kind === 'sign' && /^[.:?]/.test(token.text) && isCall(i) ? [token.text] : [],
    );
    if (methods.some((name) => !quiet.test(name))) {
      this.#built.writes = true;
      for (const text of this.#textsIn(tokens)) this.#name(text);
    }
    return value;
  }

  /** All texts that stand in it, however deep, and what they come to together. */
  *#textsIn(tokens: readonly PowerShellToken[]): Iterable<string> {
    for (const token of tokens) {
      if (token.kind === 'word') yield* this.#values.word(token.parts).texts;
      if (token.kind !== 'group') continue;
      const { texts, items = [] } = this.#values.code(token.code);
      yield* texts;
      for (const item of items) yield* item.texts;
      for (const pipeline of token.code) for (const one of pipeline) yield* this.#textsIn(one.tokens);
    }
  }

  #called({ tokens }: PowerShellCommand, piped: Value | undefined): Value {
    const isCalled = tokens[0]?.kind === 'sign' && tokens[0].text === '&';
    const [head, ...rest] = isCalled
      ? tokens.slice(1)
      : isDot(tokens[0]) && tokens.length > 1
        ? tokens.slice(1)
        : tokens;
    if (head === undefined) return known();
    const names = this.#values.expression([head]).texts;
    const given = this.#values.arguments(rest);
    let value = known();
    for (const name of names.length === 0 ? [''] : names)
      value = this.#named(name, given, piped, { isExpression: false, tokens: [head, ...rest] });
    return value;
  }

  #named(
    whole: string,
    given: readonly Argument[],
    piped: Value | undefined,
    command: PowerShellCommand,
  ): Value {
    const base = (whole.split(/[\\/]/).at(-1) ?? '').toLowerCase();
    const name = aliases[base] ?? base;
    if (keywords.test(name)) return known();
    const texts = textsOf(given);
    if (/^(?:set|push)-location$/.test(name)) {
      for (const text of texts) this.#built.folder(text);
      return known();
    }
    if (name === 'invoke-expression') {
      this.#nest([...texts, ...(piped?.texts ?? [])], given, piped);
      return known();
    }
    if (name === 'set-variable' || name === 'new-variable') {
      const [variable, ...held] = texts;
      if (variable !== undefined) this.#values.add(variable.toLowerCase(), { texts: held, isKnown: true });
      return known();
    }
    if (/^[a-z]+-[a-z]+$/.test(name) && !name.endsWith('.exe'))
      return this.#cmdlet(name, given, piped, command);
    this.#built.program([base, ...spelled(given)], piped?.texts ?? []);
    return { ...known(...texts), isKnown: false };
  }

  /** What is code itself. */
  #nest(codes: readonly string[], given: readonly Argument[], piped: Value | undefined): void {
    this.#built.isUnclear ||= given.some(({ value }) => value?.isKnown === false) || piped?.isKnown === false;
    for (const code of codes) this.#built.take(this.#context.read('powershell', code));
  }

  #cmdlet(
    name: string,
    given: readonly Argument[],
    piped: Value | undefined,
    command: PowerShellCommand,
  ): Value {
    const value = this.#values.command(command);
    const isQuiet = readers.test(name) && !exceptions.test(name);
    const outputs = given.filter((_, i) =>
      /^(?:outf|outputf|dest|logp|reportp)/.test(given[i]?.option ?? given[i - 1]?.option ?? ''),
    );
    if (isQuiet) {
      for (const { value: output } of outputs) if (output) this.#write(output);
      return value;
    }
    this.#built.writes = true;
    // What it starts may be told in one text, or in several.
    if (name === 'start-process')
      this.#built.program(
        textsOf(given).flatMap((text) => text.split(/\s+/)),
        [],
      );
    const told = withoutValues(name, given);
    for (const { value: one } of told) if (one) this.#write(one, !/^new-object$/.test(name));
    for (const text of combined(name, given)) this.#name(text);
    const isFed =
      piped !== undefined && /^(?:remove|move|rename|clear|set|unblock)-/.test(name) && !texts.test(name);
    if (isFed) this.#write(piped);
    return value;
  }

  #write(value: Value, isPath = true): void {
    this.#built.writes = true;
    this.#built.isUnclear ||= isPath && !value.isKnown;
    for (const text of value.texts) {
      this.#name(text);
      if (/[\s,;]/.test(text)) for (const one of namesIn(text)) this.#name(one);
    }
  }

  #name(text: string): void {
    const bare = text.replace(/^(?:[\w.]+\\)?filesystem::/i, '');
    const variable = /^env:[\\/]?(colophon\w*|git_\w+)$/i.exec(bare)?.[1];
    if (variable !== undefined) this.#built.forbid(variable.toUpperCase());
    if (/^(?:nul|\$null)?$/i.test(bare)) return;
    this.#built.name(bare);
  }
}

/** Methods that only compute, or read. */
const quiet =
  /^(?:\?\?)?(?:\.|::)(?:read\w*|openread|opentext|get\w*|exists|join|combine|is\w+|parse|tryparse|to\w+|from\w+|format|concat|compare\w*|equals|enumerate\w*|match\w*|split|escape|unescape|trim\w*|replace|substring|contains\w*|startswith|endswith|indexof\w*|lastindexof\w*|add|addrange|addseconds|adddays|where|foreach|insert|pad\w+|normalize|abs|max|min|round|floor|ceiling|pow|sqrt|sum|count|sleep|write|writeline|hastableskey|dispose|close|reverse|sort|clone|range|repeat|first|last|distinct|waitforexit|computehash|hashdata|newguid)$/i;

function isDot(token: PowerShellToken | undefined): boolean {
  return token?.kind === 'word' && !token.isQuoted && token.parts.length === 1 && token.parts[0] === '.';
}

function targetsOf(tokens: readonly PowerShellToken[]): PowerShellToken[] {
  return tokens.filter((_, i) => tokens[i - 1]?.kind === 'redirect');
}

function textsOf(given: readonly Argument[]): string[] {
  return given.flatMap(({ value }) => value?.texts ?? []);
}

/** The arguments as a program gets them. */
function spelled(given: readonly Argument[]): string[] {
  return given.flatMap(({ spelled: option, value }) => {
    if (option === undefined) return value?.texts ?? [];
    return value === undefined ? [`-${option}`] : value.texts.map((text) => `-${option}${text}`);
  });
}

/** Without what is put into files, where it is certain that it is that. */
function withoutValues(name: string, given: readonly Argument[]): readonly Argument[] {
  if (name === 'copy-item') return withoutSource(given);
  if (!texts.test(name)) return given;
  const isPlaced = given.some(({ option }) => /^(?:pat?h?|pspath|lit\w*|filep\w*|lp)$/.test(option ?? ''));
  let before = isPlaced ? 1 : 0;
  return given.filter(({ option, value }, i) => {
    const last = given[i - 1];
    if (option !== undefined) return value !== undefined && !/^(?:v|va\w*|inputo\w*)$/.test(option);
    if (last?.option !== undefined && last.value === undefined && !switches.test(last.option))
      return !/^(?:v|va\w*|inputo\w*)$/.test(last.option);
    before++;
    return before === 1;
  });
}

/** Of a copy the place that it goes to. */
function withoutSource(given: readonly Argument[]): readonly Argument[] {
  const isMarked = (i: number) => {
    const last = given[i - 1];
    return last?.option !== undefined && last.value === undefined && !switches.test(last.option)
      ? last.option
      : undefined;
  };
  const target = given.filter(({ option }, i) => /^d/.test(option ?? isMarked(i) ?? ''));
  const positional = given.filter(({ option }, i) => option === undefined && isMarked(i) === undefined);
  const isSourceMarked = given.some(({ option }) => /^(?:pat?h?|pspath|lit\w*|lp)$/.test(option ?? ''));
  if (target.length > 0) return target;
  // What a switch that is not known may have taken away is looked at, too.
  return isSourceMarked || positional.length < 2 ? given : positional.slice(1);
}

/** Names that two arguments come to together: a folder and a name in it, a new name beside an old one. */
function* combined(name: string, given: readonly Argument[]): Iterable<string> {
  if (!/^(?:new|copy|move|rename)-item$/.test(name)) return;
  const all = textsOf(given).slice(0, 32);
  const targets = name === 'copy-item' ? textsOf(withoutSource(given)) : all;
  const bare = (path: string) => path.replace(/[\\/]+$/, '');
  for (const a of targets.slice(0, 32))
    for (const b of all) {
      if (a === b) continue;
      if (name === 'rename-item') yield bare(a).replace(/[^\\/]*$/, '') + b;
      else yield `${a}\\${name === 'new-item' ? b : (bare(b).split(/[\\/]/).at(-1) ?? '')}`;
    }
}
