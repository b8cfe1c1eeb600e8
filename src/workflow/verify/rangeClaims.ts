import { asEntered } from '../../git/objects/change';
import type { RangeCommit } from '../../git/objects/commits';
import { lineCountsOf } from '../../git/objects/objects';
import type { ChangedFile } from '../../git/objects/patch';
import type { Repository } from '../../git/repository/repository';
import type { CompiledPolicy } from '../../policy/compiled';
import { fold } from '../../policy/fold';
import { emailOf } from '../../policy/person';
import type { CommitClaims } from '../../policy/rules/claims';
import { aiLinesOf } from '../../provenance/source';
import { readTrailers } from '../../provenance/written/readTrailers';
import * as l10n from '../../text/l10n';
import type { ChangeZones } from './changeZones';

/**
 * Reads what a commit claims. Nothing here is believed; see `claimFindings`.
 * @param assistantOf the id of the assistant that signs as `Name <email>`
 */
export function readClaims(
  commit: RangeCommit,
  policy: CompiledPolicy,
  zonesOf: ChangeZones,
  assistantOf: (identity: string) => string | undefined,
): CommitClaims {
  const { oid, parents, author, committer, message, files } = commit;
  const isMerge = parents.length > 1;
  const zones = new Set<string>();
  const paths: string[] = [];
  let added = 0;
  const entering: { oid: string; zone: string }[] = [];
  const brought: { zone: string }[] = [];
  const places = new Map<string, readonly string[]>();
  const enters = ({ path, from, oldMode, newMode }: ChangedFile) =>
    from !== undefined && zonesOf.rank(path, [oldMode, newMode]) > zonesOf.rank(from, [oldMode, newMode]);
  for (const file of files) {
    const { path, from, oldMode, newMode, newOid } = file;
    const modes = [oldMode, newMode];
    for (const name of from === undefined ? [path] : [path, from]) {
      paths.push(name);
      for (const zone of zonesOf.of(name, modes)) zones.add(zone);
    }
    const counted = asEntered(file, enters);
    if (enters(counted) || linesOf(counted) > 0) {
      const own = zonesOf.of(path, modes);
      places.set(own.join(), own);
    }
    if (enters(counted)) entering.push({ oid: newOid, zone: zonesOf.deciding(path, modes) });
    else added += linesOf(counted);
    if (counted !== file && linesOf(counted) > linesOf(file))
      brought.push({ zone: zonesOf.deciding(path, modes) });
  }
  const { accounts: told, counts: provenance = null } = readTrailers(message, policy.trailers);
  const isPerson = (who: string) => namesPerson(who) && assistantOf(who) === undefined;
  const accounts = told.map((account) => ({ ...account, attestedBy: account.attestedBy.filter(isPerson) }));
  const coAuthors = coAuthorsOf(message);
  const people = [author.email, committer.email, ...coAuthors].map((email) => fold(email.trim()));
  const signed = [author, committer].map(({ name, email }) => `${name} <${email}>`);
  const assistants = [...signed, ...coAuthors].flatMap((one) => assistantOf(one) ?? []);
  const claimsNone = provenance !== null && aiLinesOf(provenance) === 0;
  return {
    commit: oid,
    accounts,
    provenance,
    attestedBy: [...new Set(accounts.flatMap(({ attestedBy }) => attestedBy))],
    zones,
    places: [...places.values()],
    paths,
    added,
    entering,
    brought,
    isMerge,
    people: new Set(people),
    ...(claimsNone && assistants[0] !== undefined && { signedByAssistant: assistants[0] }),
  };
}

/** Only a person answers for anything: nobody is none, and neither is a program that a forge calls a bot. */
function namesPerson(who: string): boolean {
  const address = emailOf(who);
  return /^[^\s@<>]+@[^\s@<>]+$/.test(address) && !/\[bot\](?:@|$)/i.test(address);
}

function linesOf({ added }: ChangedFile): number {
  let lines = 0;
  for (const [, count] of added) lines += count;
  return lines;
}

/** Every address of every `Co-authored-by`, wherever it stands and however it is written: rather one too many. */
function coAuthorsOf(message: string): string[] {
  const trailers = message.matchAll(/^[ \t>*-]*co-authored-by[ \t]*:(.*(?:\n[ \t]+.*)*)/gim);
  return [...trailers].flatMap(([, text]) => text!.match(/[^\s<>,;()"]+@[^\s<>,;()"]+/g) ?? []);
}

/** The claims with every line of the files that they move into a stricter zone. A string is what went wrong. */
export async function countEntering(
  repo: Repository,
  commits: readonly CommitClaims[],
): Promise<CommitClaims[] | string> {
  const oids = new Set(commits.flatMap(({ entering }) => entering.map(({ oid }) => oid)));
  const lines = await lineCountsOf(repo, oids);
  const counted: CommitClaims[] = [];
  for (const commit of commits) {
    let { added } = commit;
    for (const { oid } of commit.entering) {
      const own = lines.get(oid);
      if (own === undefined)
        return l10n.t('The object {0} cannot be read. Check the repository with git fsck.', oid);
      added += own;
    }
    counted.push(added === commit.added ? commit : { ...commit, added });
  }
  return counted;
}
