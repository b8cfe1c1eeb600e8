import { statSync } from 'node:fs';
import { join } from 'node:path';
import { gitIn, type Repository } from '../../git/repository/repository';
import { compilePattern } from '../../policy/compile';
import type { CompiledPattern } from '../../policy/compiled';
import { fold } from '../../policy/fold';
import { readPattern } from '../../policy/pattern';
import { createTrie, type Trie } from '../../policy/trie';

export interface FolderEntry {
  readonly name: string;
  /** Also a symbolic link or a submodule: what `name/` matches. */
  readonly folder: boolean;
}

/** Of what it works at a time, in milliseconds, before others get their turn. */
const SLICE_MS = 8;
/** Lists whose counts are kept. */
const KEPT = 20_000;

/**
 * The tracked files of a working tree, and how many of them patterns match. It asks git once for each change of git's
 * index, when it is asked itself, and counts in slices, so that nothing waits for 100,000 files.
 */
export class TrackedIndex {
  readonly #repo: Repository;
  #state = '';
  #files: Promise<readonly string[] | undefined> = Promise.resolve([]);
  #counts = new Map<string, number>();
  /** What minimatch makes of a pattern costs more than to match it with many files. */
  readonly #compiled = new Map<string, CompiledPattern>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(repo: Repository) {
    this.#repo = repo;
  }

  /** Sorted; POSIX from the root, a link or a submodule with a slash behind it. `undefined` when git could not say. */
  files(): Promise<readonly string[] | undefined> {
    const state = indexState(this.#repo.gitDir);
    if (state !== this.#state) {
      this.#state = state;
      this.#counts = new Map();
      this.#files = readTracked(this.#repo);
    }
    return this.#files;
  }

  /**
   * How many tracked files each list of patterns takes; `undefined` for a list with a pattern that is none, and for
   * all where git could not say. Lists that were counted before cost nothing.
   */
  counts(lists: readonly (readonly string[])[]): Promise<(number | undefined)[]> {
    // One after the other: the second mostly asks what the first has found.
    const next = this.#last.then(() => this.#count(lists));
    this.#last = next.catch(() => {});
    return next;
  }

  /** The files that a list of patterns takes. */
  async filesOf(list: readonly string[]): Promise<string[] | undefined> {
    const files = await this.files();
    if (!files || !isRight(list)) return undefined;
    const trie = await this.#trieOf([list]);
    const found: string[] = [];
    await inSlices(files, (path) => {
      if (trie.groupsOf(fold(path)).length > 0) found.push(path.replace(/\/$/, ''));
    });
    return found;
  }

  /** What is in a folder, '' for the root: the first `limit`, folders as they come. */
  async entriesOf(folder: string, limit: number): Promise<FolderEntry[] | undefined> {
    const files = await this.files();
    return files && entriesIn(files, folder, limit);
  }

  async #trieOf(lists: readonly (readonly string[])[]): Promise<Trie> {
    const compiled = this.#compiled;
    if (compiled.size > KEPT) compiled.clear();
    await inSlices(lists.flat(), (text) => {
      if (!compiled.has(text)) compiled.set(text, compilePattern(text));
    });
    return createTrie(lists.map((list) => list.map((text) => compiled.get(text)!)));
  }

  async #count(lists: readonly (readonly string[])[]): Promise<(number | undefined)[]> {
    const files = await this.files();
    if (!files) return lists.map(() => undefined);
    const counts = this.#counts;
    if (counts.size > KEPT) counts.clear();
    const wanted = new Map(lists.map((list) => [keyOf(list), list]));
    const missing = [...wanted].filter(([key, list]) => !counts.has(key) && isRight(list));
    const found = missing.map(() => 0);
    if (missing.length > 0) {
      const trie = await this.#trieOf(missing.map(([, list]) => list));
      await inSlices(files, (path) => {
        for (const group of trie.groupsOf(fold(path))) found[group]!++;
      });
    }
    missing.forEach(([key], at) => {
      counts.set(key, found[at]!);
    });
    return lists.map((list) => counts.get(keyOf(list)));
  }
}

function keyOf(list: readonly string[]): string {
  return JSON.stringify(list);
}

function isRight(list: readonly string[]): boolean {
  return list.every((text) => 'pattern' in readPattern(text));
}

/** git writes its index as a new file. */
function indexState(gitDir: string): string {
  const stat = statSync(join(gitDir, 'index'), { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? 'none' : `${stat.mtimeNs} ${stat.size} ${stat.ino}`;
}

async function readTracked(repo: Repository): Promise<readonly string[] | undefined> {
  const paths: string[] = [];
  let rest: Buffer = Buffer.alloc(0);
  const result = await gitIn(repo, ['ls-files', '--stage', '-z'], {
    maxBytes: 512 * 1024 * 1024,
    timeoutMs: 60_000,
    onStdout: (chunk) => {
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let from = 0;
      for (let at = data.indexOf(0); at !== -1; at = data.indexOf(0, from)) {
        paths.push(pathOf(data.toString('utf8', from, at)));
        from = at + 1;
      }
      rest = Buffer.from(data.subarray(from));
    },
  });
  if (result.code !== 0) return undefined;
  paths.sort();
  // A path in conflict stands there up to three times.
  return paths.filter((path, at) => path !== paths[at - 1]);
}

/** Of `120000 <oid> 0\t<path>`. */
function pathOf(entry: string): string {
  const path = entry.slice(entry.indexOf('\t') + 1);
  return /^1[26]0000 /.test(entry) ? `${path}/` : path;
}

/** In a sorted list, each folder is jumped over at once. */
function entriesIn(files: readonly string[], folder: string, limit: number): FolderEntry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries: FolderEntry[] = [];
  for (let at = firstFrom(files, prefix); entries.length < limit; ) {
    const path = files[at];
    if (path === undefined || !path.startsWith(prefix)) break;
    const slash = path.indexOf('/', prefix.length);
    const name = path.slice(prefix.length, slash < 0 ? undefined : slash);
    if (name !== '') entries.push({ name, folder: slash >= 0 });
    // Behind the slash comes the zero.
    at = slash < 0 ? at + 1 : firstFrom(files, `${prefix}${name}0`);
  }
  return entries;
}

function firstFrom(files: readonly string[], text: string): number {
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (files[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function inSlices(texts: readonly string[], work: (text: string) => void): Promise<void> {
  let end = performance.now() + SLICE_MS;
  for (let at = 0; at < texts.length; at++) {
    work(texts[at]!);
    if (at % 16 === 15 && performance.now() > end) {
      await new Promise((fulfil) => setImmediate(fulfil));
      end = performance.now() + SLICE_MS;
    }
  }
}
