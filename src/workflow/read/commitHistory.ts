import { type CommitHeader, commitHeaders } from '../../git/objects/commitHeaders';
import { readNotes } from '../../git/objects/notes';
import type { Repository } from '../../git/repository/repository';
import { countLines } from '../../provenance/decide';
import type { Counts } from '../../provenance/source';
import { parseNote } from '../../provenance/written/readNote';
import { type MessageTrailers, readTrailers } from '../../provenance/written/readTrailers';
import type { TrailerSettings } from '../../provenance/written/trailers';

/** A commit with provenance, and what there is of it. */
export interface PastCommit extends CommitHeader {
  readonly counts: Counts;
  /** `trailers`: its message says so, a claim. `note`: this machine's record says so, and the message nothing. */
  readonly from: 'trailers' | 'note';
  readonly trailers: MessageTrailers;
}

/** Commits that are looked at, the latest first, and those of them that are shown. */
const LOOKED_AT = 300;
const SHOWN = 25;

/** The last commits that carry trailers of ours, or have a note. */
export async function commitHistory(repo: Repository, settings: TrailerSettings): Promise<PastCommit[]> {
  const commits = await commitHeaders(repo, { count: LOOKED_AT });
  const { texts: notes } = await readNotes(repo, new Set(commits.map(({ oid }) => oid)));
  return commits
    .flatMap((commit): PastCommit[] => {
      const trailers = readTrailers(commit.message, settings);
      const { counts } = trailers;
      if (counts) return [{ ...commit, counts, from: 'trailers', trailers }];
      const files = parseNote(notes.get(commit.oid) ?? '') ?? [];
      if (files.length === 0) return [];
      return [{ ...commit, counts: countLines(files), from: 'note', trailers }];
    })
    .slice(0, SHOWN);
}
