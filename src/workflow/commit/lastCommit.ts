import { commitChange } from '../../git/objects/change';
import type { Head } from '../../git/objects/head';
import type { Repository } from '../../git/repository/repository';
import { lastWritten } from '../../git/store/prepared';
import type { CompiledPolicy } from '../../policy/compiled';
import { defaultZone } from '../../policy/policy';
import { type Finding, findingsOf } from '../../policy/rules/rules';
import { fillLines } from '../../provenance/fillLines';
import { aiLinesOf, type LineRecord } from '../../provenance/source';
import type { NoteFile } from '../../provenance/written/note';
import { readTrailers } from '../../provenance/written/readTrailers';
import { noCounts } from '../../provenance/written/trailers';
import { changeProvenance } from './changeProvenance';
import { commitNote } from './commitNote';

export interface CommitLook {
  readonly oid: string;
  /** Its record, where anything is known of its lines. */
  readonly note?: string;
  /** It has AI lines and no trailers, or trailers that say less. */
  readonly missing?: Finding;
}

/**
 * What is known of a commit, whoever made it: git gives no hook a chance at `commit-tree`, other implementations of git
 * run none, and `--no-verify` skips the one that writes trailers in an editor. `undefined` where git could not say.
 * @param others what notes that hang on other commits say of its files: a note of its own is read instead of them
 */
export async function lookAtCommit(
  repo: Repository,
  { oid, message, parents }: Head,
  policy: CompiledPolicy,
  now: number,
  others: readonly NoteFile[] = [],
): Promise<CommitLook | undefined> {
  const result = await commitChange(repo, oid, parents, { withContents: true });
  if (result.kind === 'problem') return undefined;
  const { files, summary } = await changeProvenance(repo, result.change, { policy, now });
  const isKnown = files.some(({ lines }) => lines.some(({ evidence }) => evidence !== undefined));
  const note = isKnown ? commitNote(result.change, fillLines(files, linesByPath(others)), now) : undefined;
  const aiLines = aiLinesOf(summary.counts);
  const { accounts, counts } = readTrailers(message, policy.trailers);
  const isWanted =
    accounts.length > 0 || (policy.trailers.provenance !== false && lastWritten(repo, oid)?.length !== 0);
  const claimed = accounts.length === 0 ? undefined : aiLinesOf(counts ?? noCounts());
  const zone = summary.zones[0]?.[0] ?? defaultZone;
  const facts = { oid, zone, aiLines, ...(claimed !== undefined && { claimed }) };
  const [missing] = isWanted && aiLines > (claimed ?? 0) ? findingsOf('lastCommit', facts) : [];
  return { oid, ...(note !== undefined && { note }), ...(missing && { missing }) };
}

function linesByPath(files: readonly NoteFile[]): Map<string, ReadonlyMap<number, LineRecord>> {
  return new Map(files.map(({ path, lines }) => [path, new Map(lines.map((one) => [one.line, one]))]));
}
