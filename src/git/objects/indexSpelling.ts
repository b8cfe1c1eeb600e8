import { fold } from '../../policy/fold';
import { splitNul } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';

/**
 * Paths as git's index spells them, where one file has names in several cases: that of the file, else those of the folders
 * that it is in. What the index does not know stays as it is.
 */
export async function spelledAsInIndex(
  repo: Repository,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const listed = await gitIn(repo, ['ls-files', '-z']);
  const known = new Map<string, string>();
  const tracked = new Set<string>();
  if (listed.code === 0) {
    for (const bytes of splitNul(listed.stdout)) {
      const path = bytes.toString('utf8');
      tracked.add(path);
      for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
        const folded = fold(path.slice(0, end));
        // What is known of a folder is known of those around it.
        if (known.has(folded)) break;
        known.set(folded, path.slice(0, end));
      }
    }
  }
  return new Map(paths.map((path) => [path, tracked.has(path) ? path : spelled(path, known)]));
}

function spelled(path: string, known: ReadonlyMap<string, string>): string {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const found = known.get(fold(path.slice(0, end)));
    if (found !== undefined) return found + path.slice(end);
  }
  return path;
}
