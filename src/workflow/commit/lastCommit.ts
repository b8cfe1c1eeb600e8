import { commitChange } from '../../git/objects/change';
import { readHead } from '../../git/objects/head';
import { readNotes, writeNotes } from '../../git/objects/notes';
import type { Repository } from '../../git/repository/repository';
import { lastWritten } from '../../git/store/prepared';
import type { CompiledPolicy } from '../../policy/compiled';
import { defaultZone } from '../../policy/policy';
import { type Finding, findingsOf } from '../../policy/rules/rules';
import { aiLinesOf } from '../../provenance/source';
import { hasProvenance } from '../../provenance/written/findTrailers';
import { changeProvenance } from './changeProvenance';
import { commitNote } from './commitNote';

interface LastCommit {
  readonly oid: string;
  /** Its record, where anything is known of its lines. */
  readonly note?: string;
  /** It has AI lines and no trailers. */
  readonly missing?: Finding;
}

/**
 * What is known of the commit that HEAD names, whoever made it: git gives no hook a chance at `commit-tree`, other
 * implementations of git run none, and `--no-verify` skips the one that writes trailers in an editor.
 * `undefined` on a branch without a commit, and where git could not say.
 */
export async function lookAtLastCommit(
  repo: Repository,
  policy: CompiledPolicy,
  now: number,
): Promise<LastCommit | undefined> {
  const head = await readHead(repo);
  if (head === undefined || head === 'unborn') return undefined;
  const { oid, message, parents } = head;
  const result = await commitChange(repo, oid, parents, { withContents: true });
  if (result.kind === 'problem') return undefined;
  const { files, summary } = await changeProvenance(repo, result.change, { policy, now });
  const isKnown = files.some(({ lines }) => lines.some(({ evidence }) => evidence !== undefined));
  const note = isKnown ? commitNote(result.change, files, now) : undefined;
  const aiLines = aiLinesOf(summary.counts);
  const isWanted = policy.trailers.provenance !== false && lastWritten(repo, oid)?.length !== 0;
  const isMissing = isWanted && aiLines > 0 && !hasProvenance(message, policy.trailers);
  const zone = summary.zones[0]?.[0] ?? defaultZone;
  const [missing] = isMissing ? findingsOf('lastCommit', { oid, zone, aiLines }) : [];
  return { oid, ...(note !== undefined && { note }), ...(missing && { missing }) };
}

/** Keeps the record of a commit that has none. Answers what went wrong, or `undefined`. */
export async function writeRecord(repo: Repository, { oid, note }: LastCommit): Promise<string | undefined> {
  if (note === undefined || (await readNotes(repo, new Set([oid]))).has(oid)) return undefined;
  return writeNotes(repo, new Map([[oid, note]]), 'Notes added by colophon');
}
