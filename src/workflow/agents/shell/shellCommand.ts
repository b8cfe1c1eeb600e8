import { holdsPatch, readPatch } from '../../../assistants/applyPatch';
import type { GitArguments } from '../../../git/hooks/gitArguments';
import { type Segment, segmentsOf } from '../../../text/shellWords';
import { forbiddenIn, unhooking } from './forbidden';
import {
  isData,
  isInterpreter,
  isReading,
  isShell,
  namedBy,
  type Program,
  programOf,
  writtenBy,
} from './shellPrograms';
import { namesRoot, plain, ShellVariables } from './shellVariables';

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
  /** Its variables hold more than is looked at. */
  readonly isUnclear: boolean;
  /** Names in it may start at the root of the working tree, wherever it is run. */
  readonly isFromRoot: boolean;
  /** It gives a person's word in their place, or unhooks Colophon: which, in words. */
  readonly forbidden?: string;
}

/**
 * Reads a command for what it may write. No text tells everything that a program does: what gets past this is seen
 * afterwards, in the working tree.
 */
export function readShell(command: string): ShellReading {
  const segments = segmentsOf(command);
  const programs = segments.map(({ words }) => programOf(words));
  const sentences = sentencesOf(segments, programs);
  const variables = new ShellVariables();
  const written = new Set<string>();
  const folders: string[] = [];
  let restores = false;
  let writes = false;
  const isFound = /\$\(\s*(?:which|command\s+-v|type\s+-p)\s+colophon\b/.test(command);
  let forbidden = programs.some(isShell) || isFound ? forbiddenIn(command) : undefined;
  for (const [i, { words: raw, targets, documents, sentence }] of segments.entries()) {
    const said = sentences.get(sentence)!;
    assign(raw, programs[i]!, said, variables);
    const words = raw.flatMap((word) => variables.expand(word));
    const program = programOf(words);
    const run = said.runsDocuments ? documents : [];
    const named = targets.flatMap((one) => variables.expand(one));
    for (const name of namesWritten(program, named, said, run)) written.add(name);
    for (const folder of foldersOf(words, program)) folders.push(plain(folder));
    for (const word of namedBy(program)) said.names.push(word);
    if (!isData(program)) forbidden ??= forbiddenIn(words.join(' '));
    forbidden ??= unhooking(words, program);
    for (const body of run) forbidden ??= forbiddenIn(body);
    restores ||= takesFromGit(program);
    writes ||= targets.length > 0 || isWriting(program);
  }
  for (const { path } of holdsPatch(command) ? readPatch(command) : []) written.add(path);
  if (programs.some(appliesDiff)) for (const path of pathsOfDiff(command)) written.add(path);
  return {
    written: [...written],
    folders,
    restores,
    writes,
    isUnclear: variables.exceedsLimit,
    isFromRoot: namesRoot(command),
    ...(forbidden !== undefined && { forbidden }),
  };
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
function takesFromGit(program: Program): boolean {
  if (program.git) return isRestoring(program.git);
  return isShell(program) && program.args.some((arg) => arg.includes('git ') && readShell(arg).restores);
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

const restoring = new Set(
  'checkout switch restore reset merge rebase cherry-pick revert pull stash am apply worktree clone bisect'.split(
    ' ',
  ),
);

/** Neither a branch made where one is, nor a stash put away, brings any text that HEAD does not have. */
function isRestoring({ command, args }: GitArguments): boolean {
  if (command === 'checkout' || command === 'switch') return !args.some((arg) => /^-[bBcC]$/.test(arg));
  if (command === 'stash')
    return args.length > 0 && !/^(?:-.*|push|save|list|show|drop|clear)$/.test(args[0]!);
  return restoring.has(command);
}

/** The text of a patch may be anybody's; git's other commands have none of their own. */
function isWriting(program: Program): boolean {
  return program.git ? program.git.command === 'apply' : !isReading(program);
}

/** What may be a path in a word, or in code: all that is left when punctuation of most languages is taken away. */
export function namesIn(text: string): string[] {
  // `--out=x`, `-ox`
  const whole = text.length < 512 && !/[\n(){};]/.test(text) ? [text.replace(/^--?[\w-]+=|^-\w/, '')] : [];
  const parts = plain(text).split(/[\s"'`()[\]{},;=|&<>$]+|:(?!\/\/|[\\/])/);
  return [...new Set([...whole, ...parts])].filter((name) => name !== '' && !name.startsWith('-'));
}
