import { type GitArguments, readGitArguments } from '../../../git/hooks/gitArguments';

/** What a simple command runs in the end. */
export interface Program {
  /** Without its folder, version and the ending of an executable; empty where nothing is run. */
  readonly name: string;
  readonly args: readonly string[];
  /** It is handed its arguments by `xargs` or `parallel`. */
  readonly isFed: boolean;
  /** Of git alone. */
  readonly git?: GitArguments;
}

const wrappers =
  /^(?:sudo|doas|nohup|nice|time|timeout|stdbuf|command|builtin|exec|env|then|do|else|elif|if|while|until|!|npx|pnpx|bunx|uv|uvx|poetry|pipenv|run|xargs|parallel)$/;

/**
 * Assignments and programs that run another are passed over.
 * @param isWindows a program is found in any case, and its folder may have backslashes
 */
export function programOf(words: readonly string[], isWindows = false): Program {
  const baseOf = (word: string) => {
    const base = word.split(isWindows ? /[\\/]/ : '/').at(-1)!;
    return isWindows ? base.toLowerCase().replace(/\.(?:exe|com|cmd|bat)$/, '') : base;
  };
  // PowerShell's, where nobody knows which shell it is.
  if (isWindows && /^\$[\w:]+$/.test(words[0] ?? '') && words[1] === '=')
    return programOf(words.slice(2), true);
  let at = 0;
  let isFed = false;
  for (; at < words.length; at++) {
    const word = words[at]!;
    const base = baseOf(word);
    if (/^(?:xargs|parallel)$/.test(base)) isFed = true;
    else if (isFed && /^-[IdEanPsL]$/.test(word)) at++;
    const isPassed = /^\w+=/.test(word) || wrappers.test(base) || (at > 0 && /^(?:-|\d+[smh]?$)/.test(word));
    if (!isPassed) break;
  }
  const name = baseOf(words[at] ?? '')
    .replace(/(?<=.)@[\w.^~-]*$/, '')
    .replace(/\.(?:exe|cmd)$/i, '');
  const args = words.slice(at + 1);
  const module = args.indexOf('-m');
  const isModule = /^(?:python[\d.]*|py)$/.test(name) && module >= 0;
  if (isModule && args.slice(0, module).every((arg) => arg.startsWith('-')))
    return { name: args[module + 1] ?? '', args: args.slice(module + 2), isFed };
  if (/^(?:npm|pnpm|yarn|bun)$/.test(name) && /^(?:exec|dlx|x)$/.test(args[0] ?? ''))
    return { ...programOf(['npx', ...args.slice(1)], isWindows), isFed };
  return { name, args, isFed, ...(name === 'git' && { git: readGitArguments(args) }) };
}

const interpreters =
  /^(?:python[\d.]*|node|nodejs|deno|bun|tsx|ts-node|ruby|perl|php|lua|Rscript|osascript)$/;
const shells = /^(?:sh|bash|zsh|dash|ksh|fish|pwsh|powershell|source|\.)$/;

/** What it is given on its standard input may be code. */
export function isInterpreter({ name }: Program): boolean {
  return interpreters.test(name);
}

export function isShell({ name, isFed }: Program): boolean {
  return isFed || shells.test(name) || /^(?:eval|script)$/.test(name);
}

function isInlineFlag(arg: string): boolean {
  return /^-{1,2}(?:c|e|p|n|r|pe|ne|i|eval|print|command|exec)$/.test(arg) || /^-[a-z]*[ce]$/.test(arg);
}

function withoutFirst(args: readonly string[]): readonly string[] {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  return args.filter((_, i) => i !== at);
}

/** Without options that match and the values that follow them. */
function withoutValues(args: readonly string[], option: RegExp): readonly string[] {
  return args.filter(
    (arg, i) => !option.test(arg.split('=', 1)[0]!) && !(i > 0 && option.test(args[i - 1]!)),
  );
}

function operands(args: readonly string[]): readonly string[] {
  return args.filter((arg) => !arg.startsWith('-'));
}

const readers = new Set(
  'dir findstr where tasklist gc gci sls get-content get-childitem get-item get-location get-filehash get-process select-string select-object test-path resolve-path measure-object compare-object format-table format-list sort-object where-object group-object out-string out-host write-host write-output cat ls head tail wc stat file du df less more bat tree pwd cd pushd popd true false : test [ [[ which type command colophon id uname date sleep env printenv whoami basename dirname realpath readlink md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum cksum sum b2sum cmp diff diff3 comm cut sort uniq tr nl tac rev paste join od xxd hexdump strings zcat bzcat xzcat zgrep zless grep egrep fgrep rg ag ack fd fdfind jq yq column fold fmt seq nproc echo printf export set unset local declare typeset readonly read shift return exit wait for select case esac done fi in pytest unittest mypy pyright jest vitest mocha shellcheck actionlint yamllint markdownlint'.split(
    ' ',
  ),
);
const gitReaders = new Set(
  'diff log show status blame grep ls-files ls-tree cat-file rev-parse rev-list shortlog describe add commit push fetch remote branch tag diff-tree diff-index diff-files name-rev merge-base show-ref for-each-ref check-ignore check-attr config var version help stash-list switch merge rebase cherry-pick revert pull reset'.split(
    ' ',
  ),
);
/** They read what they are given, unless they are told to mend it. */
const linters = new Set(
  'eslint oxlint prettier stylelint biome rubocop ruff flake8 pylint gofmt goimports clang-format standard xo'.split(
    ' ',
  ),
);
const mending = /^(?:--fix|--write|--in-?place|--apply|--auto|-[wiaAo]$|--output)/;
/** These mend, unless they are told not to. */
const formatters = new Set('black isort rustfmt'.split(' '));
const onlyLooking = /^(?:--check|--check-only|--diff|--dry-run|-c)$/;
const checks: Readonly<Record<string, RegExp>> = {
  npm: /^(?:test|t|ls|view)$/,
  pnpm: /^(?:test|t|ls)$/,
  yarn: /^test$/,
  bun: /^test$/,
  deno: /^(?:test|check|lint)$/,
  go: /^(?:test|vet|list|doc)$/,
  cargo: /^(?:test|check|clippy|tree)$/,
  dotnet: /^(?:test|list|--info|--version|--list-sdks)$/,
};

/** It leaves alone what it is given. */
export function isReading(program: Program): boolean {
  const { name, args, git } = program;
  if (name === '') return true;
  if (git) return isGitReading(git);
  if (name === 'sed') return !args.some((arg) => /^(?:-[a-zA-Z]*i|--in-place)/.test(arg));
  if (name === 'yq') return !args.some((arg) => /^(?:-[a-zA-Z]*i|--inplace)/.test(arg));
  if (/^(?:g|m|n)?awk$/.test(name))
    return !args.some((arg) => /^(?:-i|--in)/.test(arg) || writingAwk.test(arg));
  if (name === 'perl') return isPerlReading(args);
  if (name === 'find' || name === 'fd' || name === 'fdfind')
    return !args.some((arg) => /^-(?:delete|fprint.*|fls)$/.test(arg)) && ranBy(args).every(isReading);
  if (name === 'sort' || name === 'tree') return !args.some((arg) => /^-{1,2}o/.test(arg));
  if (formatters.has(name) || (name === 'ruff' && args[0] === 'format'))
    return args.some((arg) => onlyLooking.test(arg));
  if (linters.has(name)) return !args.some((arg) => mending.test(arg));
  if (checks[name]?.test(args[0] ?? '')) return !args.some((arg) => /^(?:--fix|-o$|-\w+profile)/.test(arg));
  return readers.has(name);
}

/** `print > file`, `print | program` and `system(…)`, and no `$1 > 2`. */
const writingAwk = /\bprintf?\b[^;}\n]{0,200}[>|]|\bsystem\s*\(/;

/** `perl -ne` with code that only looks. */
function isPerlReading(args: readonly string[]): boolean {
  const isFilter = args.some((arg) => /^-[a-hj-z0-9]*[np]/.test(arg));
  const writes = args.some((arg) =>
    /^-[a-z0-9]*i|[>`|]|\b(?:open|unlink|system|exec|rename|mkdir|rmdir|qx)\b/.test(arg),
  );
  return isFilter && !writes;
}

/** What `find` and `fd` run on what they find. */
function ranBy(args: readonly string[]): Program[] {
  const ran: Program[] = [];
  for (let i = 0; i < args.length; i++) {
    if (!/^(?:-(?:exec|execdir|ok|okdir|x|X)|--exec(?:-batch)?)$/.test(args[i]!)) continue;
    const from = i + 1;
    while (i + 1 < args.length && !/^[;+]$/.test(args[i + 1]!)) i++;
    ran.push(programOf(args.slice(from, i + 1)));
  }
  return ran;
}

function isGitReading({ command, args }: GitArguments): boolean {
  if (command !== 'restore') return gitReaders.has(command);
  const isIndexAlone = args.some((arg) => /^(?:--staged|-S)$/.test(arg));
  return isIndexAlone && !args.some((arg) => /^(?:--worktree|-\w*W)/.test(arg));
}

/** Its arguments are text and no code. */
export function isData(program: Program): boolean {
  const { name, args } = program;
  if (name === 'sed')
    return isReading(program) && !args.some((arg) => /(?:^|[;\d$/])\s*e\s|\/\w*e\w*$/.test(arg));
  return (
    /^(?:echo|printf|cat|grep|rg|git|gh|glab)$/.test(name) || (name.endsWith('awk') && isReading(program))
  );
}

const exclusion = /^--(?:exclude(?:-dir|-from)?|extend-exclude|ignore(?:-pattern|-path|-glob|-dir|-file)?)$/;
const givenExclusion = /^--[\w-]*(?:exclude|ignore)[\w-]*=/;
const prose = /^(?:-m|-t|-b|-n|--message|--title|--body|--notes|--subject)$/;

/** Its arguments without what it is told to leave out, and without text for people. */
export function namedBy({ name, args, git }: Program): readonly string[] {
  const named = withoutValues(args, exclusion).filter((arg) => !givenExclusion.test(arg));
  const command = git?.command ?? '';
  if (name === 'find') return foundBy(named);
  if (name === 'zip') return named.includes('-x') ? named.slice(0, named.indexOf('-x')) : named;
  if (command === 'clean') return withoutValues(named, /^-e$/);
  if (/^(?:stash|notes|commit|tag|merge)$/.test(command))
    return withoutValues(named, /^(?:-\w*m|--message)$/);
  if (/^(?:gh|glab)$/.test(name)) return withoutValues(named, prose);
  if (/^(?:npm|pnpm|yarn|bun|deno)$/.test(name)) return withoutValues(named, /^run(?:-script)?$/);
  if (/^(?:make|gmake|just)$/.test(name)) return named.filter((arg) => /[/=.]/.test(arg));
  const isSearch = /^(?:[ef]?grep|rg|ag|ack)$/.test(name) || command === 'grep';
  const isPatternGiven = named.some((arg) =>
    /^(?:-[a-zA-Z]*[ef]$|--files$|--regexp|--file$|--file=)/.test(arg),
  );
  // What is looked for is no name.
  if (!isSearch || isPatternGiven) return named;
  if (!git) return withoutFirst(named);
  const { args: after } = readGitArguments(named);
  return [...named.slice(0, -after.length - 1), ...withoutFirst(after)];
}

/** Without the names that `find` passes over: negated, or before a `-prune`. */
function foundBy(args: readonly string[]): readonly string[] {
  const prune = args.lastIndexOf('-prune');
  return args.filter((_, i) => {
    if (!/^-i?(?:path|name|wholename|regex)$/.test(args[i - 1] ?? '')) return true;
    return i > prune && !/^(?:-not|!)$/.test(args[i - 2] ?? '');
  });
}

/** Those of its arguments that hold names of what it may write to. */
export function writtenBy(program: Program): readonly string[] {
  const { name, args } = program;
  if (isReading(program)) return outputsOf(program);
  const named = namedBy(program);
  if (/^(?:cp|scp|rsync|install)$/.test(name) && !args.includes('--remove-source-files'))
    return copiedBy(named);
  if (name === 'tar' || name === 'zip') return packedBy(name, named);
  // A program that is run from where it lies is not written to.
  const isRun = interpreters.test(name) || shells.test(name);
  return isRun && !args.some(isInlineFlag) ? withoutFirst(named) : named;
}

/** Where a program that reads writes what it has to say. */
function outputsOf({ name, args }: Program): readonly string[] {
  const told = args.flatMap((arg, i) => {
    const [option, value] = arg.split(/=(.*)/s, 2);
    if (!/^--[\w-]*(?:out|report|xml|dest)/i.test(option!)) return [];
    return [value ?? args[i + 1] ?? ''];
  });
  const second = /^(?:uniq|xxd)$/.test(name)
    ? operands(args)
        .filter((arg) => !/^[\d+]+$/.test(arg))
        .slice(1)
    : [];
  return [...told, ...second];
}

/** Of a copy: the place it goes to, and the names that it has there. */
function copiedBy(args: readonly string[]): readonly string[] {
  const option = args.findIndex((arg) => /^(?:-\w*t|--target-directory)$/.test(arg));
  const given = args.find((arg) => arg.startsWith('--target-directory='));
  const all = operands(withoutValues(args, /^(?:-e|--rsh|--filter)$/));
  const target = given?.slice(given.indexOf('=') + 1) ?? (option >= 0 ? args[option + 1] : all.at(-1));
  if (target === undefined) return args;
  const sources = all
    .filter((one) => one !== target)
    .map((one) => one.replace(/\/+$/, '').split('/').at(-1)!);
  return [target, ...sources.map((source) => `${target.replace(/\/+$/, '')}/${source}`)];
}

/** Of an archive that is made or listed: itself. Of one that is unpacked: all that is named. */
function packedBy(name: string, args: readonly string[]): readonly string[] {
  if (name === 'zip')
    return args.some((arg) => /^(?:-\w*m|--move)/.test(arg)) ? args : operands(args).slice(0, 1);
  const isTold = (letters: string, option: RegExp) =>
    new RegExp(`^[a-zA-Z]*[${letters}][a-zA-Z]*$`).test(args[0] ?? '') ||
    args.some((arg) => new RegExp(`^-[a-zA-Z]*[${letters}]`).test(arg) || option.test(arg));
  if (!isTold('ct', /^--(?:create|list)$/) || isTold('x', /^--(?:extract|get|remove-files)$/)) return args;
  return args.filter(
    (arg, i) => /^--file=/.test(arg) || (i > 0 && /^(?:-?[a-zA-Z]*f|--file)$/.test(args[i - 1]!)),
  );
}

const restoring = new Set(
  'checkout switch restore reset merge rebase cherry-pick revert pull stash am apply worktree clone bisect'.split(
    ' ',
  ),
);

/** Neither a branch made where one is, nor a stash put away, brings any text that HEAD does not have. */
export function isRestoring({ command, args }: GitArguments): boolean {
  if (command === 'checkout' || command === 'switch') return !args.some((arg) => /^-[bBcC]$/.test(arg));
  if (command === 'stash')
    return args.length > 0 && !/^(?:-.*|push|save|list|show|drop|clear)$/.test(args[0]!);
  return restoring.has(command);
}
