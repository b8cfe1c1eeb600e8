import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { addTrailers, messageConfig, messageForm } from '../../git/hooks/message';
import { parentsOf } from '../../git/objects/ancestors';
import { unnotedRecords } from '../../git/objects/committedRecords';
import { commitMessages } from '../../git/objects/head';
import { readNotes, writeNotes } from '../../git/objects/notes';
import { readConfig } from '../../git/repository/config';
import type { Repository } from '../../git/repository/repository';
import { formatNote, type NoteFile, notesRef } from '../../provenance/written/note';
import { parseNote } from '../../provenance/written/readNote';
import { missingParts } from '../../provenance/written/stripTrailers';
import type { TrailerSettings } from '../../provenance/written/trailers';
import { ledgerRecords } from './ledgerRecords';
import { notedLines } from './notedRecords';
import { queuedPairs, type RewritePair, settleQueues } from './rewriteQueue';

/** Commits whose change is looked at side by side. */
const AT_ONCE = 4;

/**
 * `post-rewrite`: the record follows commits that were made again, those that the shims have written down and those
 * whose notes could not be read before.
 * @returns what went wrong, or `undefined`
 */
export async function moveQueued(repo: Repository, now: number): Promise<string | undefined> {
  const { pairs, waited } = queuedPairs(repo);
  const { problem, left } = await moveNotes(repo, pairs, now);
  if (problem !== undefined) return problem;
  settleQueues(repo, left);
  if (left.length <= waited) return undefined;
  const [commit = ''] = left.at(-1)!;
  return `the note of ${commit.slice(0, 10)} is not in this partial clone and could not be fetched; it follows once it is here: git notes --ref=${notesRef} show ${commit}`;
}

/**
 * Several commits that became one are put together; of one that was split, each part gets its own lines.
 * @returns what went wrong, and the pairs whose old commit has a note that could not be read
 */
async function moveNotes(
  repo: Repository,
  pairs: readonly RewritePair[],
  now: number,
): Promise<{ readonly problem?: string | undefined; readonly left: readonly RewritePair[] }> {
  const { texts, unread } = await readNotes(repo, new Set(pairs.flat()));
  const parsed = new Map<string, NoteFile[]>();
  for (const [commit, text] of texts) {
    const files = parseNote(text);
    if (files) parsed.set(commit, files);
  }
  const silent = pairs.map(([from]) => from).filter((from) => !texts.has(from) && !unread.has(from));
  for (const [commit, files] of await unnotedRecords(repo, silent)) parsed.set(commit, files);
  const unknown = silent.filter((commit) => !parsed.has(commit));
  for (const [commit, files] of await ledgerRecords(repo, unknown)) parsed.set(commit, files);
  const sources = new Map<string, NoteFile[][]>();
  for (const [from, to] of pairs) {
    // What a hook recorded of the new commit itself is believed first, then the latest of the old ones.
    const known = sources.get(to) ?? (parsed.has(to) ? [parsed.get(to)!] : []);
    const own = parsed.has(to) ? 1 : 0;
    if (parsed.has(from)) known.splice(own, 0, parsed.get(from)!);
    sources.set(to, known);
  }
  const moving = [...sources].filter(([to, known]) => known.length > (parsed.has(to) ? 1 : 0));
  const parents = await parentsOf(
    repo,
    moving.map(([to]) => to),
  );
  const made = new Map<string, string>();
  for (let i = 0; i < moving.length; i += AT_ONCE) {
    await Promise.all(
      moving.slice(i, i + AT_ONCE).map(async ([to, known]) => {
        const of = parents.get(to);
        const files = of ? await notedLines(repo, to, of, known) : [];
        if (files.length > 0) made.set(to, formatNote(files, { id: randomUUID(), at: now }));
      }),
    );
  }
  const problem = await writeNotes(repo, made, 'Notes moved by colophon');
  return { problem, left: pairs.filter(([from]) => unread.has(from)) };
}

/**
 * `prepare-commit-msg` of a rebase's fixup or squash: git drops the message of a fixup, and with it what it said of
 * its lines. That is added to the message that stays, where it is not in it.
 * @param file the message, absolute
 * @param picked the commit that is being put into HEAD
 */
export async function keepTrailers(
  repo: Repository,
  file: string,
  picked: string,
  settings: TrailerSettings,
  editor: boolean,
): Promise<string | undefined> {
  const [config, sources] = await Promise.all([
    readConfig(repo, /^(?:core\.comment(?:char|string)|commit\.cleanup)$/),
    commitMessages(repo, ['HEAD', picked]),
  ]);
  const text = readFileSync(file, 'utf8');
  const missing = missingParts(text, sources, settings);
  return addTrailers(repo, file, missing, messageForm(text, messageConfig(config), editor));
}
