import { segmentsOf } from '../text/shellWords';
import type { Assistant, Catalogue } from './catalogue';

/** The first assistant that a command line in a terminal starts; a program's name or path is one too. */
export function byCommand(catalogue: Catalogue, commandLine: string): Assistant | undefined {
  for (const words of startedPrograms(commandLine)) {
    for (const name of programNames(words)) {
      const found = catalogue.byProgram(name);
      if (found) return found;
    }
  }
  return undefined;
}

/**
 * What a command line starts: for each simple command in it, the words from the program on, with `sudo`, `env`, `npx`,
 * `bash -c` and their like taken off. Reads POSIX shells, cmd and PowerShell alike, none of them exactly: what it
 * cannot follow it leaves as it is, so that nothing is found in it.
 */
function startedPrograms(commandLine: string): string[][] {
  return splitCommands(commandLine.slice(0, 4096)).flatMap(unwrap);
}

/** The names a program can be known by, the most telling first: its package, itself with its first word, itself. */
function programNames(words: readonly string[]): string[] {
  const path = (words[0] ?? '').toLowerCase().replace(/^npm:/, '');
  const unversioned = path.lastIndexOf('@') > 0 ? path.slice(0, path.lastIndexOf('@')) : path;
  // Any scope may have a package that is called like an assistant: only the full name counts.
  if (path.startsWith('@')) return [unversioned];
  const program = baseName(unversioned);
  const names = [`${program} ${words[1]?.toLowerCase()}`, program];
  const installed = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path)?.[1];
  return installed ? [installed.replace('\\', '/'), ...names] : names;
}

const shells = /^(?:(?:ba|z|fi|da|k)?sh|cmd|pwsh|powershell)$/;
const runners =
  /^(?:sudo|doas|env|time|nohup|nice|timeout|winpty|wsl|npx|bunx|pnpx|uvx|node|py|python[\d.]*)$/;
const packageRunners = /^(?:(?:npm|pnpm|yarn|bun) (?:exec|x|dlx)|(?:pipx|uv) run|uv tool)$/;
const optionsWithValue = /^(?:-[ugpC]|--(?:package|from|with|python))$/;

function unwrap(words: readonly string[]): string[][] {
  const program = baseName((words[0] ?? '').toLowerCase());
  // Options of these two stay: `command -v claude` asks where it is.
  if (/^\w+=/.test(words[0] ?? '') || program === 'exec' || program === 'command')
    return unwrap(words.slice(1));
  if (shells.test(program)) {
    const at = words.findIndex((word) => /^(?:-\w*c|\/c|-command)$/i.test(word)) + 1;
    return at === 0 ? [] : splitCommands(words.slice(at).join(' ')).flatMap(unwrap);
  }
  if (runners.test(program)) return unwrap(withoutOptions(words.slice(1)));
  if (packageRunners.test(`${program} ${words[1]}`)) {
    return unwrap(withoutOptions(words.slice(words[1] === 'tool' ? 3 : 2)));
  }
  return [[...words]];
}

/** Without leading options, their values, assignments, and the numbers that `nice` and `timeout` take. */
function withoutOptions(words: readonly string[]): readonly string[] {
  let i = 0;
  while (/^-|^\w+=|^\d+[smhd]?$/.test(words[i] ?? '')) i += optionsWithValue.test(words[i]!) ? 2 : 1;
  return words.slice(i);
}

function baseName(path: string): string {
  const from = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return path.slice(from).replace(/\.(?:exe|cmd|bat|ps1)$/, '');
}

function splitCommands(line: string): (readonly string[])[] {
  return segmentsOf(line, { hasPaths: true }).map(({ words }) => words);
}
