import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repository } from './repository';

/** The other working trees of a repository: gitrepository-layout(5), *worktrees*. */
export function otherWorktrees(repo: Repository): Repository[] {
  const linked = join(repo.commonDir, 'worktrees');
  const names = lstatSync(linked, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(linked) : [];
  const gitDirs = [repo.commonDir, ...names.map((name) => join(linked, name))];
  return gitDirs.flatMap((gitDir): Repository[] => {
    const root = gitDir === repo.commonDir ? dirname(gitDir) : rootOf(gitDir);
    if (root === undefined || gitDir === repo.gitDir) return [];
    const colophonDir = join(gitDir, 'colophon');
    return [{ root, gitDir, commonDir: repo.commonDir, colophonDir, env: {} }];
  });
}

/** When a linked working tree was made, in milliseconds since the epoch; `undefined` for the main one. */
export function madeAt({ gitDir }: Repository): number | undefined {
  return lstatSync(join(gitDir, 'commondir'), { throwIfNoEntry: false })?.mtimeMs;
}

function rootOf(gitDir: string): string | undefined {
  try {
    return dirname(readFileSync(join(gitDir, 'gitdir'), 'utf8').trimEnd());
  } catch {
    return undefined;
  }
}
