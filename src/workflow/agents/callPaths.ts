import { hookRepository, type Repository } from '../../git/repository/repository';
import { longNames, matchingNames, posixPath, spellingsOf, trueName } from '../../git/repository/spelling';
import { foldsCase, type System, thisSystem } from '../../git/repository/system';

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
  /** Where the folders are that are worked in: `c:\\`, or a share. */
  readonly #shares = new Set<string>();
  readonly #names = new Map<string, string>();
  readonly #repositories = new Map<string, Repository | undefined>();
  readonly #repositoryIn: (folder: string) => Repository | undefined;

  constructor(
    home: string,
    readonly system: System = thisSystem(),
    repositoryIn = (folder: string) => hookRepository(folder, {}),
  ) {
    this.#home = home;
    this.#repositoryIn = repositoryIn;
  }

  /**
   * Everything that a path may mean, and of a symbolic link both the link and what it leads to. Nothing needs to exist.
   * @param folders where relative paths may start
   */
  read(raw: string, folders: readonly string[]): AgentPath[] {
    const text = raw.trim();
    if (text === '' || isBeyondReading(text)) return [];
    const { system } = this;
    const found = new Map<string, AgentPath>();
    for (const folder of folders) this.#shares.add(system.path.parse(folder).root.toLowerCase());
    for (const reading of spellingsOf(system, text, this.#home)) {
      for (const folder of folders) {
        for (const absolute of this.#absolutes(folder, reading)) {
          if (!found.has(absolute)) found.set(absolute, this.#place(absolute, /[\\/]$/.test(text)));
        }
      }
    }
    return [...found.values()];
  }

  /** On a machine that is not worked on, and that is not asked: it may not answer. */
  #isElsewhere(absolute: string): boolean {
    if (!absolute.startsWith('\\\\')) return false;
    const { root } = this.system.path.parse(absolute);
    return !this.#shares.has(root.toLowerCase());
  }

  #absolutes(folder: string, reading: string): string[] {
    const { system } = this;
    const { path } = system;
    const absolute = path.resolve(folder, reading);
    if (this.#isElsewhere(absolute)) return [absolute];
    const all = [
      absolute,
      ...this.#followed(folder, reading),
      ...longNames(system, absolute),
      ...matchingNames(system, absolute),
    ];
    return foldsCase(system) ? [...all, ...all.map((one) => this.#trueName(one))] : all;
  }

  #trueName(absolute: string): string {
    let known = this.#names.get(absolute);
    if (known === undefined) this.#names.set(absolute, (known = trueName(this.system, absolute)));
    return known;
  }

  /** The repository that a folder is in. */
  repositoryOf(folder: string): Repository | undefined {
    this.#shares.add(this.system.path.parse(folder).root.toLowerCase());
    return this.#place(folder, true).repo;
  }

  /** The name under which the file system knows it: a path through a link, or in another case, is another name of the same file. */
  isPlain({ absolute, path, repo }: AgentPath): boolean {
    const { system } = this;
    const { dirname, basename, join } = system.path;
    const isFolded = foldsCase(system) && system.disk.kindOf(absolute) !== 'link';
    const whole = isFolded
      ? this.#trueName(absolute)
      : join(this.#trueName(dirname(absolute)), basename(absolute));
    return repo !== undefined && whole === join(this.#trueName(repo.root), ...path.split('/'));
  }

  #place(absolute: string, slash: boolean): AgentPath {
    const { path, disk } = this.system;
    if (this.#isElsewhere(absolute)) return { absolute, path: '', directory: slash };
    const kind = slash ? 'folder' : disk.kindOf(absolute);
    const directory = kind === 'folder' || kind === 'link';
    for (let folder = absolute; ; folder = path.dirname(folder)) {
      const repo = this.#repositoryAt(folder);
      if (repo) {
        const way = posixPath(this.system, absolute.slice(folder.length));
        return { absolute, repo, path: way.split('/').filter(Boolean).join('/'), directory };
      }
      if (folder === path.dirname(folder)) break;
    }
    return { absolute, path: '', directory };
  }

  #repositoryAt(folder: string): Repository | undefined {
    if (!this.#repositories.has(folder)) {
      const { path, disk } = this.system;
      const isThere = disk.kindOf(path.join(folder, '.git')) !== undefined;
      // One repository, by whatever name it was reached.
      const named = foldsCase(this.system) ? this.#trueName(folder) : folder;
      this.#repositories.set(folder, isThere ? this.#repositoryIn(named) : undefined);
    }
    return this.#repositories.get(folder);
  }

  /** Where the system would end up: links are followed before `..` is. Also the link itself, where the last name is one. */
  #followed(folder: string, reading: string): string[] {
    const { path, disk } = this.system;
    const { root } = path.parse(path.resolve(folder, reading));
    const isWhole = /^(?:[\\/]|[A-Za-z]:[\\/])/.test(reading);
    // `C:name` starts where the drive is, as a name does.
    const named = path.sep === '\\' ? reading.replace(/^[A-Za-z]:(?![\\/])/, '') : reading;
    const whole = isWhole ? reading : path.join(folder, path.sep) + named;
    let left = (
      whole.startsWith(root) ? whole.slice(root.length) : whole.replace(/^[A-Za-z]:(?=[\\/])/, '')
    ).split(/[\\/]/);
    let at = root;
    let links = 0;
    let last = at;
    for (let parts = 0; left.length > 0 && parts < maxParts; parts++) {
      const [name = '', ...rest] = left;
      left = rest;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        at = path.dirname(at);
        continue;
      }
      const next = path.join(at, name);
      const target = links < maxLinks ? disk.targetOf(next) : undefined;
      if (rest.every((part) => part === '')) last = next;
      if (target === undefined) at = next;
      else {
        links++;
        const absolute = path.resolve(at, target);
        left = [...absolute.slice(path.parse(absolute).root.length).split(path.sep), ...rest];
        at = path.parse(absolute).root;
      }
    }
    return last === path.parse(last).root ? [at] : [at, last];
  }
}
