import { holdsPatch, readPatch } from '../../../assistants/applyPatch';
import { type Segment, segmentsOf } from '../../../text/shellWords';
import { forbiddenIn, unhooking } from './forbidden';
import {
  isData,
  isInterpreter,
  isReading,
  isRestoring,
  isShell,
  namedBy,
  type Program,
  programOf,
  writtenBy,
} from './shellPrograms';
import {
  namesIn,
  ReadingBuilder,
  type ShellContext,
  type ShellName,
  type ShellReading,
  type ShellSurroundings,
} from './shellReading';
import { namesRoot, plain, ShellVariables } from './shellVariables';

/** How deep a shell may be called in a shell's command, in another language each time. */
const maxDepth = 6;

/**
 * Reads a command for what it may write. No text tells everything that a program does: what gets past this is seen
 * afterwards, in the working tree.
 * @param shells the languages that it may be in: of several the strictest reading counts
 */
export function readShell(
  command: string,
  shells: readonly ShellName[],
  surroundings: ShellSurroundings,
): ShellReading {
  const context = contextOf(surroundings, 0);
  if (shells.length === 1) return context.read(shells[0]!, command);
  const all = new ReadingBuilder(context);
  for (const shell of shells) all.take(context.read(shell, command));
  return all.result;
}

function contextOf(surroundings: ShellSurroundings, depth: number): ShellContext {
  const { env, isWindows, windowsShells } = surroundings;
  const read: ShellContext['read'] = (shell, code) => {
    const inner = contextOf(surroundings, depth + 1);
    if (depth > maxDepth) return { ...new ReadingBuilder(inner).result, isUnclear: true };
    if (shell === 'posix') return readPosix(code, inner);
    const { readPowerShell, readCmd } = windowsShells();
    return shell === 'cmd' ? readCmd(code, inner) : readPowerShell(code, inner);
  };
  const nested: ShellContext['nested'] = (program, piped) => {
    const codes = nestedCodes(program, piped);
    if (codes === undefined) return undefined;
    const all = new ReadingBuilder(context);
    for (const [shell, code] of codes) all.take(read(shell, code));
    return all.result;
  };
  const context = { env, isWindows, read, nested };
  return context;
}

function readPosix(command: string, context: ShellContext): ShellReading {
  const segments = segmentsOf(command);
  const programs = segments.map(({ words }) => programOf(words, context.isWindows));
  const sentences = sentencesOf(segments, programs);
  const variables = new ShellVariables();
  for (const name of places) if (context.env[name]) variables.set(name, [context.env[name]]);
  const built = new ReadingBuilder(context);
  const isFound = /\$\(\s*(?:which|command\s+-v|type\s+-p)\s+colophon\b/.test(command);
  if (programs.some(isShell) || isFound) built.forbid(forbiddenIn(command));
  for (const [i, { words: raw, targets, documents, sentence }] of segments.entries()) {
    const said = sentences.get(sentence)!;
    assign(raw, programs[i]!, said, variables);
    const words = raw.flatMap((word) => variables.expand(word));
    const program = programOf(words, context.isWindows);
    const run = said.runsDocuments ? documents : [];
    const named = targets.flatMap((one) => variables.expand(one));
    const nested = context.nested(program, () => [...said.names, ...documents]);
    if (nested) built.take(nested);
    if (program.name === 'cmd') for (const code of rawAfter(command)) built.take(context.read('cmd', code));
    for (const name of namesWritten(nested ? { ...program, name: 'true' } : program, named, said, run))
      built.name(name);
    for (const folder of foldersOf(words, program)) built.folder(plain(folder));
    for (const word of namedBy(program)) said.names.push(word);
    if (!isData(program)) built.forbid(forbiddenIn(words.join(' ')));
    built.forbid(unhooking(words, program));
    for (const body of run) built.forbid(forbiddenIn(body));
    if (takesFromGit(program, context)) built.restored();
    built.writes ||= targets.length > 0 || (nested === undefined && isWriting(program));
  }
  for (const { path } of holdsPatch(command) ? readPatch(command) : []) built.name(path);
  if (programs.some(appliesDiff)) for (const path of pathsOfDiff(command)) built.name(path);
  built.isUnclear ||= variables.exceedsLimit;
  return { ...built.result, isFromRoot: namesRoot(command) };
}

/** Where users' things are, our own among them. */
const places =
  'XDG_DATA_HOME XDG_CONFIG_HOME CLAUDE_CONFIG_DIR CODEX_HOME COPILOT_HOME LOCALAPPDATA APPDATA USERPROFILE'.split(
    ' ',
  );

/** What is handed to `cmd` without quotes: a POSIX shell takes backslashes away that `cmd` never sees, and others write them for it. */
function rawAfter(command: string): string[] {
  const found = command.matchAll(
    /\bcmd(?:\.exe)?["']?((?:\s+\/{1,2}\w\S*)*)\s+\/{1,2}[ckr]\s+(?!["'])([^\n]*)/gi,
  );
  return [...found].flatMap(([, , code = '']) => [code, code.replaceAll('^', '')]);
}

/** The code that a shell is given as another one's argument, with its language. */
function nestedCodes(
  { name, args }: Program,
  piped: () => readonly string[],
): [ShellName, string][] | undefined {
  if (name === 'cmd') {
    const at = args.findIndex((arg) => /^\/{1,2}[ckr]/i.test(arg));
    if (at < 0) return piped().map((text) => ['cmd', text]);
    const code = [args[at]!.replace(/^\/{1,2}[ckr]/i, ''), ...args.slice(at + 1)].join(' ');
    return [
      ['cmd', code],
      ...(code.includes('^') ? [['cmd', code.replaceAll('^', '')] as [ShellName, string]] : []),
    ];
  }
  if (!/^(?:powershell|pwsh|powershell_ise)$/.test(name)) return undefined;
  const encoded = args.findIndex((arg) => /^[-/\u2013\u2014]e(?:c|n[a-z]*)?$/i.test(arg));
  if (encoded >= 0)
    return [['powershell', Buffer.from(args[encoded + 1] ?? '', 'base64').toString('utf16le')]];
  const isFile = args.some((arg) => /^[-/\u2013\u2014]f(?:i(?:le?)?)?$/i.test(arg));
  const at = args.findIndex((arg) => /^[-/\u2013\u2014](?:c(?:o[a-z]*|wa)?|f(?:i(?:le?)?)?)$/i.test(arg));
  const rest = at >= 0 ? args.slice(at + 1) : withoutOptions(args);
  if (rest.length === 0 || rest[0] === '-') return piped().map((text) => ['powershell', text]);
  return [['powershell', isFile ? `& ${rest.map(quoted).join(' ')}` : rest.join(' ')]];
}

/** Of PowerShell's own: those that take a value take the next argument. */
function withoutOptions(args: readonly string[]): readonly string[] {
  let at = 0;
  for (; /^[-/\u2013\u2014]\w/.test(args[at] ?? ''); at++) {
    if (/^.(?:ex|ep|w|v|conf|cus|i|o|p|s$|set|wo)/i.test(args[at]!)) at++;
  }
  return args.slice(at);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "''")}'`;
}

/** What one command writes to: where its output goes, what it is told, and what is handed to it. */
function* namesWritten(
  program: Program,
  targets: readonly string[],
  said: Sentence,
  documents: readonly string[],
): Iterable<string> {
  for (const target of targets) {
    yield plain(target);
    if (/[$`\s]/.test(target)) yield* namesIn(target);
  }
  for (const word of writtenBy(program)) yield* namesIn(word);
  if (program.isFed && !isReading(program)) {
    for (; said.taken < said.names.length; said.taken++) yield* namesIn(said.names[said.taken]!);
  }
  for (const body of documents) yield* namesIn(body);
}

/** What is handed to a shell is a command of its own: `bash -c "git stash pop"`. */
function takesFromGit(program: Program, context: ShellContext): boolean {
  if (program.git) return isRestoring(program.git);
  return (
    isShell(program) &&
    program.args.some((arg) => arg.includes('git ') && context.read('posix', arg).restores)
  );
}

/** What the commands of a sentence hand to each other. */
interface Sentence {
  /** Text that holds names: of what was read so far, and of what is read from. */
  readonly names: string[];
  /** How many of them are known to be written to. */
  taken: number;
  /** One of its programs may run what it reads. */
  runsDocuments: boolean;
}

function sentencesOf(segments: readonly Segment[], programs: readonly Program[]): Map<number, Sentence> {
  const sentences = new Map<number, Sentence>();
  for (const [i, { sentence, documents, isInput }] of segments.entries()) {
    const program = programs[i]!;
    const known = sentences.get(sentence) ?? { names: [], taken: 0, runsDocuments: false };
    sentences.set(sentence, known);
    for (const text of isInput ? [...documents, ...namedBy(program)] : documents) known.names.push(text);
    known.runsDocuments ||= isInterpreter(program) || isShell(program);
  }
  return sentences;
}

/** Notes what a command puts into variables. */
function assign(
  words: readonly string[],
  { name, args }: Program,
  said: Sentence,
  variables: ShellVariables,
): void {
  if (variables.exceedsLimit) return;
  const isDeclaring = /^(?:export|local|declare|readonly|typeset)$/.test(name);
  for (const word of words) {
    if (/^\w+\+?=/.test(word)) for (const one of variables.expand(word)) variables.assign(one);
    else if (!isDeclaring) break;
  }
  if (name === 'for' || name === 'select') {
    const values = args.slice(2).flatMap((word) => variables.expand(word));
    if (args[0] !== undefined) variables.set(args[0], values);
  } else if (/^(?:read|mapfile|readarray)$/.test(name)) {
    const read = said.names.join(' ');
    for (const arg of args) if (/^[a-zA-Z_]\w*$/.test(arg)) variables.set(arg, [read]);
  }
}

/** Where it changes to, or is told to work. */
function foldersOf(words: readonly string[], { name, args }: Program): string[] {
  const isMove = name === 'cd' || name === 'pushd';
  const given = words.flatMap((arg, i) => {
    if (/^(?:-C|--directory|--cwd|--prefix)$/.test(arg)) return words[i + 1] ?? [];
    return /^(?:-C|--(?:directory|cwd|prefix)=)(.+)$/s.exec(arg)?.[1] ?? [];
  });
  return isMove ? [args.find((arg) => !arg.startsWith('-')) ?? '~', ...given] : given;
}

function appliesDiff({ name, args, git }: Program): boolean {
  if (args.some((arg) => /^--(?:check|stat|numstat|summary|dry-run)$/.test(arg))) return false;
  return name === 'patch' || /^(?:apply|am)$/.test(git?.command ?? '');
}

/** The paths in the headers of a unified diff, whole and without git's `a/` and `b/`; a line may begin with `\n`, too. */
function pathsOfDiff(text: string): string[] {
  const headers = text.matchAll(
    /(?:^|\\n|["'])(?:(?:---|\+\+\+|(?:rename|copy) to) |diff --git a\/\S+ )("?[^\s"'\\]+)/gm,
  );
  return [...headers].flatMap(([, path]) => [path!, path!.replace(/^"?[ab]\//, '')]);
}

/** The text of a patch may be anybody's; git's other commands have none of their own. */
function isWriting(program: Program): boolean {
  return program.git ? program.git.command === 'apply' : !isReading(program);
}
