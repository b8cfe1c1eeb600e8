import { randomUUID } from 'node:crypto';
import type { Change } from '../../git/objects/change';
import type { FileProvenance } from '../../provenance/source';
import { formatNote } from '../../provenance/written/note';

/** The note of a commit that makes this change; `undefined` where it adds no lines. `now` in ms since the epoch. */
export function commitNote(
  change: Change,
  files: readonly FileProvenance[],
  now: number,
): string | undefined {
  const blobs = new Map(change.files.map(({ path, newOid }) => [path, newOid]));
  const noted = files.map((file) => ({ ...file, blob: blobs.get(file.path) ?? '' }));
  return noted.length === 0 ? undefined : formatNote(noted, { id: randomUUID(), at: now });
}
