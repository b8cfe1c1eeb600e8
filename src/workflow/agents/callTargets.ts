import type { AgentEvent } from '../../assistants/agentEvent';
import { type AgentPath, isBeyondReading, type PathReader } from './callPaths';
import { readShell } from './shell/shellCommand';
import { namesIn, type ShellName, type ShellReading, type ShellSurroundings } from './shell/shellReading';

/** Past this a command is too long to be read word by word, and so for certain no person's. */
const maxNames = 2000;
const maxMoves = 20;
const maxFolders = 12;

/** What a call may write to, as far as it says so. */
export interface CallTargets {
  readonly reader: PathReader;
  readonly folders: readonly string[];
  readonly shell: readonly ShellReading[];
  readonly paths: readonly AgentPath[];
  /** More was named than is looked at, or what nobody can look at. */
  readonly isUnclear: boolean;
}

/** @param cwd the folder of the hook's process */
export function resolveTargets(
  event: AgentEvent,
  cwd: string,
  reader: PathReader,
  { env, windowsShells }: Pick<ShellSurroundings, 'env' | 'windowsShells'>,
): CallTargets {
  const isWindows = reader.system.name === 'win32';
  const shell =
    event.kind === 'shell'
      ? event.commands.map((command) =>
          readShell(command, shellsOf(event, isWindows), { env, isWindows, windowsShells }),
        )
      : [];
  const isPlaced = event.cwd !== null && isFolder(event.cwd, cwd, reader);
  const folders = foldersOf(event, shell, reader, isPlaced ? [] : [cwd], cwd);
  const names = new Set([
    ...event.paths,
    ...shell.flatMap(({ written }) => written),
    ...(event.kind === 'shell' ? [] : namesInTexts(event)),
  ]);
  const paths = [...names].slice(0, maxNames).flatMap((name) => reader.read(name, folders));
  // What is too long for a path is none, but where the tool was told that it is one.
  const isTooMuch = names.size > maxNames || shell.some((one) => one.isUnclear);
  const isUnreadable = event.paths.some(isBeyondReading) || [...names].some((name) => name.includes('\0'));
  const isUnclear = !isPlaced || isTooMuch || isUnreadable;
  return { reader, folders, shell, paths, isUnclear };
}

/** What a command may be written in: on Windows each agent has a shell of its own, and not all of them say which. */
function shellsOf({ shell }: AgentEvent, isWindows: boolean): readonly ShellName[] {
  if (shell !== undefined) return [shell];
  return isWindows ? ['posix', 'powershell', 'cmd'] : ['posix'];
}

/** Where relative paths may start. */
function foldersOf(
  { cwd, folder }: AgentEvent,
  shell: readonly ShellReading[],
  reader: PathReader,
  others: readonly string[],
  from: string,
): readonly string[] {
  const absolutes = (name: string, starts: readonly string[]) =>
    reader.read(name, starts).map(({ absolute }) => absolute);
  let folders = [...new Set([...(cwd === null ? [] : absolutes(cwd, [from])), ...others])];
  if (shell.some(({ isFromRoot }) => isFromRoot)) {
    folders = [...new Set([...folders, ...folders.map((one) => reader.repositoryOf(one)?.root ?? one)])];
  }
  // `cd a && cd b`: b may be in a, or beside it.
  const into = [folder ?? [], ...shell.map((one) => one.folders)].flat();
  for (const name of into.slice(0, maxMoves)) {
    folders = [...new Set([...folders, ...absolutes(name, folders)])].slice(0, maxFolders);
  }
  return folders;
}

/** Of a tool that is not known: what is a path as a whole, and in a doubtful call any word. */
function namesInTexts({ commands, isDoubtful }: AgentEvent): string[] {
  return isDoubtful ? commands.flatMap(namesIn) : commands.filter(mayBePath);
}

/** Of a text with blanks only what ends like a file in a folder: most of them are sentences. */
function mayBePath(text: string): boolean {
  return !/\s/.test(text) || (text.length <= 300 && /^[^\n]*[\\/][^\n\\/]*\.\w{1,12}$/.test(text));
}

function isFolder(path: string, cwd: string, reader: PathReader): boolean {
  const { disk } = reader.system;
  return reader.read(path, [cwd]).some(({ absolute }) => disk.kindOf(absolute) === 'folder');
}
