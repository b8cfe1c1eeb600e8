import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Repository } from '../repository/repository';

/** A folder in the system's temporary one, in which git keeps the objects that are made by `repo`. */
interface OwnStore {
  readonly repo: Repository;
  readonly folder: string;
  dispose(): void;
}

/** The repository with an object store of its own, so that nothing in it changes by what is computed. */
export function ownStore(repo: Repository): OwnStore {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-merge-'));
  const {
    GIT_OBJECT_DIRECTORY: told = join(repo.commonDir, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: more,
  } = repo.env;
  const objects = [told, ...splitPaths(more)].map((name) => quoted(resolve(repo.root, name)));
  const env = {
    ...repo.env,
    GIT_OBJECT_DIRECTORY: folder,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objects.join(delimiter),
  };
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  return { repo: { ...repo, env }, folder, dispose };
}

/**
 * Does `work` with such a store, and with git's folders named, so that it can be started elsewhere.
 * @param work its folder is empty but for objects
 */
export async function inOwnStore<T>(
  repo: Repository,
  work: (own: Repository, folder: string) => Promise<T>,
): Promise<T> {
  const { repo: own, folder, dispose } = ownStore(repo);
  try {
    return await work(apart(own, folder), folder);
  } finally {
    dispose();
  }
}

/** git's folders by their names, and none of what is checked out. */
export function apart(repo: Repository, folder: string): Repository {
  const places = { GIT_DIR: repo.gitDir, GIT_WORK_TREE: folder, GIT_INDEX_FILE: join(folder, 'index') };
  return { ...repo, env: { ...repo.env, ...places } };
}

/** As git reads lists of paths: one that holds the separator stands in quotes, like C has them. */
function quoted(path: string): string {
  if (!path.includes(delimiter) && !path.startsWith('"')) return path;
  return `"${path.replace(/[\\"]/g, '\\$&')}"`;
}

function splitPaths(list = ''): string[] {
  const parts = list.match(delimiter === ';' ? /"(?:[^"\\]|\\.)*"|[^;]+/g : /"(?:[^"\\]|\\.)*"|[^:]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replace(/\\(.)/g, '$1') : part));
}
