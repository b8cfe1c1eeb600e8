import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { dirname, join, parse, posix, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hookRepository, type Repository } from '../../git/repository/repository';

/** A path that a tool was given, as the file system has it. */
export interface AgentPath {
  readonly absolute: string;
  /** The innermost repository around it; absent outside of any. */
  readonly repo?: Repository;
  /** POSIX, from the repository's root; empty for the root itself, or outside of a repository. */
  readonly path: string;
  /** It ends in a slash, or there is a folder or a link of that name. */
  readonly directory: boolean;
}

const maxLinks = 40;
const maxLength = 4096;
const maxParts = 400;

/** No system takes it for a path. */
export function isBeyondReading(path: string): boolean {
  return path.length > maxLength || path.includes('\0');
}

/** Reads paths as tools were given them; lives for one call, and looks at each folder once. */
export class PathReader {
  readonly #home: string;
  readonly #repositories = new Map<string, Repository | undefined>();

  constructor(home: string) {
    this.#home = home;
  }

  /**
   * Everything that a path may mean: nobody knows how each tool reads `~`, `file://`, a drive or a backslash, so each way
   * of reading counts, and of a symbolic link both the link and what it leads to. Nothing needs to exist.
   * @param folders where relative paths may start
   */
  read(raw: string, folders: readonly string[]): AgentPath[] {
    const text = raw.trim();
    if (text === '' || isBeyondReading(text)) return [];
    const found = new Map<string, AgentPath>();
    for (const reading of readings(text, this.#home)) {
      for (const folder of folders) {
        for (const absolute of [resolve(folder, reading), ...followed(folder, reading)]) {
          if (!found.has(absolute)) found.set(absolute, this.#place(absolute, /[\\/]$/.test(text)));
        }
      }
    }
    return [...found.values()];
  }

  /** The repository that a folder is in. */
  repositoryOf(folder: string): Repository | undefined {
    return this.#place(folder, true).repo;
  }

  #place(absolute: string, slash: boolean): AgentPath {
    const directory = slash || isFolderOrLink(absolute);
    for (let folder = absolute; ; folder = dirname(folder)) {
      const repo = this.#repositoryAt(folder);
      if (repo) {
        const path = absolute.slice(folder.length).split(sep).filter(Boolean).join(posix.sep);
        return { absolute, repo, path, directory };
      }
      if (folder === dirname(folder)) return { absolute, path: '', directory };
    }
  }

  #repositoryAt(folder: string): Repository | undefined {
    if (!this.#repositories.has(folder)) {
      const isThere = existsSync(join(folder, '.git'));
      this.#repositories.set(folder, isThere ? hookRepository(folder, {}) : undefined);
    }
    return this.#repositories.get(folder);
  }
}

function readings(text: string, home: string): Set<string> {
  const found = new Set([text]);
  if (/^file:\/\//i.test(text)) {
    try {
      found.add(fileURLToPath(text));
    } catch {
      // Then it is only a name.
    }
    found.add(text.replace(/^file:\/\//i, ''));
  }
  if (/^~(?:[\\/]|$)/.test(text)) found.add(home + text.slice(1));
  for (const one of [...found]) {
    if (one.includes('\\')) found.add(one.replaceAll('\\', '/'));
    if (one.includes('%')) found.add(decoded(one));
  }
  // `C:/…`, and `/c:/…` as some editors write it.
  for (const one of [...found]) found.add(one.replace(/^\/?[A-Za-z]:(?=[\\/])/, ''));
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where the system would end up: links are followed before `..` is. Also the link itself, where the last name is one. */
function followed(folder: string, reading: string): string[] {
  const { root } = parse(resolve(folder, reading));
  const whole = /^(?:[\\/]|[A-Za-z]:[\\/])/.test(reading) ? reading : join(folder, sep) + reading;
  let left = whole.slice(whole.startsWith(root) ? root.length : 0).split(/[\\/]/);
  let at = root;
  let links = 0;
  let last = at;
  for (let parts = 0; left.length > 0 && parts < maxParts; parts++) {
    const [name = '', ...rest] = left;
    left = rest;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at = dirname(at);
      continue;
    }
    const next = join(at, name);
    const target = links < maxLinks ? linkTarget(next) : undefined;
    if (rest.every((part) => part === '')) last = next;
    if (target === undefined) at = next;
    else {
      links++;
      const absolute = resolve(at, target);
      left = [...absolute.slice(parse(absolute).root.length).split(sep), ...rest];
      at = parse(absolute).root;
    }
  }
  return last === parse(last).root ? [at] : [at, last];
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function isFolderOrLink(path: string): boolean {
  try {
    const stat = lstatSync(path);
    return stat.isDirectory() || stat.isSymbolicLink();
  } catch {
    return false;
  }
}
