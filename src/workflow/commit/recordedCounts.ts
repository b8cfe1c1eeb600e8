import { unnotedRecords } from '../../git/objects/committedRecords';
import { readNotes } from '../../git/objects/notes';
import type { Repository } from '../../git/repository/repository';
import { countLines } from '../../provenance/decide';
import type { Counts } from '../../provenance/source';
import { parseNote } from '../../provenance/written/readNote';

/**
 * What notes record of the lines that commits add: their own notes, else those of others that name the same files. A
 * commit of which none speaks is not in the answer.
 */
export async function recordedCounts(
  repo: Repository,
  commits: readonly string[],
): Promise<Map<string, Counts>> {
  const { texts, unread } = await readNotes(repo, new Set(commits));
  const files = await unnotedRecords(
    repo,
    commits.filter((commit) => !texts.has(commit) && !unread.has(commit)),
  );
  for (const [commit, text] of texts) files.set(commit, parseNote(text) ?? []);
  return new Map(
    [...files].flatMap(([commit, of]) => (of.length === 0 ? [] : [[commit, countLines(of)] as const])),
  );
}
