import { blame } from '../../git/objects/blame';
import { type CommitHeader, commitHeaders } from '../../git/objects/commitHeaders';
import { committedRecords } from '../../git/objects/committedRecords';
import type { Repository } from '../../git/repository/repository';
import type { LineRecord } from '../../provenance/source';
import { type MessageTrailers, readTrailers } from '../../provenance/written/readTrailers';
import type { TrailerSettings } from '../../provenance/written/trailers';

/** What is known of a line that a commit holds. */
export interface LineBlame {
  readonly commit: CommitHeader;
  /** What this machine's note of the commit says of this very line. */
  readonly record?: LineRecord;
  /** What the commit's message says of all lines that it added: a claim, and not about this one. */
  readonly trailers?: MessageTrailers;
}

/**
 * Whose commit holds a line (1-based) of a text, and what the commit's note and trailers say. `undefined` where no
 * commit does, or git cannot tell.
 * @param path POSIX, from the root
 */
export async function blameLine(
  repo: Repository,
  path: string,
  text: string,
  line: number,
  settings: TrailerSettings,
): Promise<LineBlame | undefined> {
  const lines = await blame(repo, path, { line, text });
  const at = typeof lines === 'string' ? undefined : lines[0];
  if (at?.commit === undefined) return undefined;
  const [[commit], [record]] = await Promise.all([
    commitHeaders(repo, { oids: [at.commit] }),
    committedRecords(repo, [at]),
  ]);
  if (!commit) return undefined;
  const trailers = readTrailers(commit.message, settings);
  return {
    commit,
    ...(record && { record }),
    ...(trailers.counts && { trailers }),
  };
}
