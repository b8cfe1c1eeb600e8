import { parentsOf } from '../../git/objects/ancestors';
import { commitChange } from '../../git/objects/change';
import { readCommits } from '../../git/objects/commits';
import type { Repository } from '../../git/repository/repository';
import { readLedger } from '../../git/store/ledgerReader';
import type { NoteFile } from '../../provenance/written/note';
import { recordChange } from './lineRecords';

/** More commits than these are not looked at: each is a change to be read. */
const MOST = 50;

/** By commit, what the ledger knows of the lines that it adds: of one without a note, as programs without hooks make. */
export async function ledgerRecords(
  repo: Repository,
  commits: readonly string[],
): Promise<Map<string, NoteFile[]>> {
  const found = new Map<string, NoteFile[]>();
  const folded = readLedger(repo.colophonDir);
  if (commits.length === 0 || folded.files.size === 0) return found;
  const parents = await parentsOf(repo, commits);
  const touching: string[] = [];
  await readCommits({ repo, commits: [...parents.keys()], merges: [] }, ({ oid, files }) => {
    if (files.some(({ path }) => folded.files.has(path))) touching.push(oid);
  });
  for (const commit of touching.slice(0, MOST)) {
    const result = await commitChange(repo, commit, parents.get(commit) ?? [], { withContents: true });
    if (result.kind === 'problem') continue;
    const { files } = await recordChange(repo, result.change, { everyLine: () => false, folded });
    const blobs = new Map(result.change.files.map(({ path, newOid }) => [path, newOid]));
    const known = files.flatMap((file): NoteFile[] => {
      const lines = file.lines.filter(({ evidence }) => evidence !== undefined);
      return lines.length === 0 ? [] : [{ ...file, lines, blob: blobs.get(file.path) ?? '' }];
    });
    if (known.length > 0) found.set(commit, known);
  }
  return found;
}
