import { holdsPatch, readPatch } from '../assistants/applyPatch';

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
  /** It gives a person's word in their place, or unhooks Colophon: which, in words. */
  readonly forbidden?: string;
}

/**
 * Reads a command for what it may write. No text tells everything that a program does: what gets past this is seen
 * afterwards, in the working tree.
 */
export function readShell(command: string): ShellReading {
  const { code, inlaid } = withoutDocuments(command);
  const segments = split(code);
  const written = new Set<string>();
  const folders: string[] = [];
  let restores = false;
  let writes = false;
  const pipesIntoShell = segments.some(({ words }) => isShell(programOf(words).name));
  const isFound = /\$\(\s*(?:which|command\s+-v|type\s+-p)\s+colophon\b/.test(command);
  let forbidden = pipesIntoShell || isFound ? forbiddenIn(command) : undefined;
  for (const { words, targets } of segments) {
    for (const target of targets) written.add(target);
    const { name, args } = programOf(words);
    const text = words.join(' ');
    if (name === 'cd' || name === 'pushd') folders.push(args.find((arg) => !arg.startsWith('-')) ?? '~');
    const into = /(?:^|\s)(?:-C|--directory(?:=|\s)|--cwd(?:=|\s)|--prefix(?:=|\s))\s*(\S+)/.exec(text)?.[1];
    if (into !== undefined) folders.push(into);
    if (!isData(name)) forbidden ??= forbiddenIn(text);
    forbidden ??= unhooking(words, name, args);
    if (name === 'git' && isRestoring(args)) restores = true;
    if (targets.length > 0 || isWriting(name, args)) writes = true;
    if (isReading(name, args)) continue;
    // A program that is run from where it lies is not written to.
    const given = interpreters.test(name) && !args.some(isInlineFlag) ? withoutFirst(args) : args;
    for (const word of given) for (const name of namesIn(word)) written.add(name);
  }
  for (const { programs, body } of inlaid) {
    if (!programs.some((program) => interpreters.test(program) || isShell(program))) continue;
    for (const name of namesIn(body)) written.add(name);
    forbidden ??= forbiddenIn(body);
  }
  for (const { path } of holdsPatch(command) ? readPatch(command) : []) written.add(path);
  return { written: [...written], folders, restores, writes, ...(forbidden !== undefined && { forbidden }) };
}

const interpreters =
  /^(?:python[\d.]*|node|nodejs|deno|bun|tsx|ts-node|ruby|perl|php|lua|Rscript|osascript|awk|gawk)$/;

function isShell(name: string): boolean {
  return /^(?:sh|bash|zsh|dash|ksh|fish|pwsh|powershell|eval|source|\.|xargs|script|parallel)$/.test(name);
}

function isInlineFlag(arg: string): boolean {
  return /^-{1,2}(?:c|e|p|n|r|pe|ne|i|eval|print|command|exec)$/.test(arg) || /^-[a-z]*[ce]$/.test(arg);
}

function withoutFirst(args: readonly string[]): readonly string[] {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  return args.filter((_, i) => i !== at);
}

const readers = new Set(
  'cat ls head tail wc stat file du df less more bat tree pwd cd pushd popd true false test [ which type command colophon id uname date sleep env printenv whoami basename dirname realpath readlink md5sum sha1sum sha256sum cmp diff comm cut sort uniq tr nl od xxd hexdump strings grep egrep fgrep rg ag ack fd jq yq column fold echo printf export set unset local pytest mypy jest vitest mocha shellcheck'.split(
    ' ',
  ),
);
const gitReaders = new Set(
  'diff log show status blame grep ls-files ls-tree cat-file rev-parse rev-list shortlog describe add commit push fetch remote branch tag diff-tree diff-index diff-files name-rev merge-base show-ref for-each-ref check-ignore check-attr config var version help stash-list'.split(
    ' ',
  ),
);
const restoring = new Set(
  'checkout switch restore reset merge rebase cherry-pick revert pull stash am apply worktree clone bisect'.split(
    ' ',
  ),
);

/** Neither a branch made where one is, nor a stash put away, brings any text that HEAD does not have. */
function isRestoring(args: readonly string[]): boolean {
  const command = gitCommand(args);
  const rest = args.slice(args.indexOf(command) + 1);
  if (command === 'checkout' || command === 'switch') return !rest.some((arg) => /^-[bBcC]$/.test(arg));
  if (command === 'stash')
    return rest.length > 0 && !/^(?:-.*|push|save|list|show|drop|clear)$/.test(rest[0]!);
  return restoring.has(command);
}

/** The text of a patch may be anybody's; git's other commands have none of their own. */
function isWriting(name: string, args: readonly string[]): boolean {
  return name === 'git' ? gitCommand(args) === 'apply' : !isReading(name, args);
}

function isReading(name: string, args: readonly string[]): boolean {
  if (name === '') return true;
  if (name === 'git') return gitReaders.has(gitCommand(args));
  if (name === 'sed') return !args.some((arg) => /^(?:-[a-zA-Z]*i|--in-place)/.test(arg));
  if (name === 'find')
    return !args.some((arg) => /^-(?:delete|exec|execdir|ok|okdir|fprint.*|fls)$/.test(arg));
  if (name === 'sort') return !args.some((arg) => /^-{1,2}o/.test(arg));
  return readers.has(name);
}

/** Its arguments are text and no code. */
function isData(name: string): boolean {
  return /^(?:echo|printf|cat|grep|rg|git)$/.test(name);
}

function gitCommand(args: readonly string[]): string {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (/^(?:-C|-c|--git-dir|--work-tree|--namespace)$/.test(arg)) i++;
    else if (!arg.startsWith('-')) return arg;
  }
  return '';
}

/** Quotes and backslashes taken out, so that no spelling of a word hides it. */
function forbiddenIn(text: string): string | undefined {
  const bare = text.replace(/["'\\]/g, '').replace(/\$\{?IFS\}?/g, ' ');
  const command = /\bcolophon(?:\.cjs)?\)?\s+(?:-\S+\s+)*(attest|signoff|hooks|agents)\b/.exec(bare)?.[1];
  if (command !== undefined) return `\`colophon ${command}\``;
  if (/\bssh-keygen\b[^;&|]*\s-Y\s*sign\b/.test(bare)) return '`ssh-keygen -Y sign`';
  return undefined;
}

/** git without its hooks, or Colophon's turned off. */
function unhooking(words: readonly string[], name: string, args: readonly string[]): string | undefined {
  if (words.some((word) => /^COLOPHON=(?:off|0|false|no)$/i.test(word))) return 'COLOPHON=off';
  if (name !== 'git') return undefined;
  const isRead = args.some((arg) => /^(?:--get.*|--list|-l|get|list)$/.test(arg));
  const setting = args.find((arg) => /^(?:core\.hookspath|colophon\.[\w.-]+)(?:=|$)/i.test(arg));
  return setting === undefined || isRead ? undefined : `git’s setting ${setting}`;
}

interface Segment {
  readonly words: readonly string[];
  /** Of `>` and the like. */
  readonly targets: readonly string[];
}

/** The simple commands of a line, with their words unquoted; what stands in `$( )` and backticks is code of its own. */
function split(code: string): Segment[] {
  const segments: Segment[] = [];
  let words: string[] = [];
  let targets: string[] = [];
  let word: string | undefined;
  let redirect = false;
  const endWord = () => {
    if (word === undefined) return;
    if (redirect) {
      if (!/^(?:&\d|\/dev\/(?:null|stdout|stderr|tty))$/.test(word)) targets.push(word);
    } else words.push(word);
    redirect = false;
    word = undefined;
  };
  const endSegment = () => {
    endWord();
    if (words.length > 0 || targets.length > 0) segments.push({ words, targets });
    words = [];
    targets = [];
  };
  let quote = '';
  for (let i = 0; i < code.length; i++) {
    const character = code[i]!;
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && character === '\\' && i + 1 < code.length) word = (word ?? '') + code[++i]!;
      else if (quote === '"' && (character === '`' || (character === '$' && code[i + 1] === '('))) {
        const inner = code.slice(i + 1);
        segments.push(...split(inner.slice(0, inner.search(/[`)"]|$/)).replace(/^\(/, '')));
        word = (word ?? '') + character;
      } else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\') {
      i++;
      if (code[i] !== '\n') word = (word ?? '') + (code[i] ?? '');
    } else if (character === '>') {
      // `2>`, `&>`: what stands before is no word.
      if (word !== undefined && /^\d$/.test(word)) word = undefined;
      endWord();
      if (code[i + 1] === '>' || code[i + 1] === '|') i++;
      if (code[i + 1] === '&') word = code[++i]!;
      redirect = true;
    } else if (character === '#' && word === undefined) {
      while (i + 1 < code.length && code[i + 1] !== '\n') i++;
    } else if (/[\n;|&(){}`]/.test(character) && !(character === '{' && word !== undefined)) {
      if (character === '}' && word !== undefined) word += character;
      else if (character === '&' && code[i + 1] === '>') endWord();
      else endSegment();
    } else if (/\s/.test(character)) endWord();
    else if (character === '<') endWord();
    else word = (word ?? '') + character;
  }
  endSegment();
  return segments;
}

const wrappers =
  /^(?:sudo|doas|nohup|nice|time|timeout|stdbuf|command|builtin|exec|env|then|do|else|if|while|until|!|npx|pnpx|bunx|uv|uvx|poetry|pipenv|run)$/;

/** What is run in the end: assignments and programs that run another are passed over. */
function programOf(words: readonly string[]): { name: string; args: readonly string[] } {
  let at = 0;
  while (at < words.length) {
    const word = words[at]!;
    const isWrapper = wrappers.test(word.split('/').at(-1)!);
    const isPassed = /^\w+=/.test(word) || isWrapper || (at > 0 && /^(?:-|\d+[smh]?$)/.test(word));
    if (!isPassed) break;
    at++;
  }
  const name = (words[at] ?? '')
    .split('/')
    .at(-1)!
    .replace(/\.exe$/i, '');
  return { name, args: words.slice(at + 1) };
}

interface Document {
  /** Of the line that it belongs to: any of them may read it. */
  readonly programs: readonly string[];
  readonly body: string;
}

/** Here-documents are what a program reads and not what it is told, unless it is a shell or an interpreter. */
function withoutDocuments(command: string): { code: string; inlaid: Document[] } {
  const inlaid: Document[] = [];
  const lines = command.split('\n');
  const code: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    code.push(line.replace(/<<-?\s*(["']?)[A-Za-z_]\w*\1/g, ' '));
    for (const [, , end] of line.matchAll(/<<-?\s*(["']?)([A-Za-z_]\w*)\1/g)) {
      const from = i + 1;
      while (i + 1 < lines.length && lines[i + 1]!.trim() !== end) i++;
      const programs = split(code.at(-1)!).map(({ words }) => programOf(words).name);
      inlaid.push({ programs, body: lines.slice(from, i + 1).join('\n') });
      i++;
    }
  }
  return { code: code.join('\n'), inlaid };
}

/** What may be a path in a word, or in code: all that is left when punctuation of most languages is taken away. */
export function namesIn(text: string): string[] {
  // `--out=x`, `-ox`
  const whole = text.length < 512 && !/[\n(){};]/.test(text) ? [text.replace(/^--?[\w-]+=|^-\w/, '')] : [];
  const rooted = text.replace(/\$\{?(?:PWD|\w*(?:ROOT|PROJECT_DIR|WORKSPACE|REPO))\}?\//g, './');
  const parts = rooted.split(/[\s"'`()[\]{},;=|&<>$]+|:(?!\/\/|[\\/])/);
  return [...new Set([...whole, ...parts])].filter((name) => name !== '' && !name.startsWith('-'));
}
