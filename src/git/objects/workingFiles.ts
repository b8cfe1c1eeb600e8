import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitNul } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';

const maxBytes = 8_000_000;

/** A regular file's text; nothing for links, folders, what is not UTF-8, and very large files. */
export function readWorkingText(repo: Repository, path: string): string | undefined {
  try {
    const file = join(repo.root, path);
    const stat = lstatSync(file);
    if (!stat.isFile() || stat.size > maxBytes) return undefined;
    const content = readFileSync(file);
    return content.includes(0)
      ? undefined
      : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** Files that differ from HEAD, or that git does not know and does not ignore. A string is what went wrong. */
export async function changedFiles(repo: Repository): Promise<string[] | string> {
  const form = ['--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=all'];
  const result = await gitIn(repo, ['status', ...form], { timeoutMs: 5_000 });
  if (result.code !== 0)
    return `git could not list the changed files: ${result.stderr.trim().split('\n')[0]}`;
  return splitNul(result.stdout).map((field) => field.toString('utf8').slice(3));
}

/**
 * Files that commits made since `at` (milliseconds since the epoch) on top of `from` change; what came from a remote, or
 * was made before, is not among them. None where git cannot say.
 */
export async function committedSince(repo: Repository, from: string, at: number): Promise<string[]> {
  const since = `--since=@${Math.floor(at / 1000)}`;
  const form = ['--no-show-signature', '--no-renames', '-m', '--name-only', '-z', '--format='];
  const result = await gitIn(repo, ['log', ...form, since, `${from}..HEAD`, '--not', '--remotes'], {
    timeoutMs: 5_000,
  });
  if (result.code !== 0) return [];
  return [
    ...new Set(splitNul(result.stdout).map((field) => field.toString('utf8').replace(/^\n+/, ''))),
  ].filter((path) => path !== '');
}
