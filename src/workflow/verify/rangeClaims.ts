import { asEntered } from '../../git/objects/change';
import { type RangeCommit, readCommits } from '../../git/objects/commits';
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
import { withCarried, workOfMerges } from './mergeClaims';
import type { RangeChange } from './rangeChange';

/**
 * Reads what a commit claims. Nothing here is believed; see `claimFindings`.
 * @param assistantOf the id of the assistant that signs as `Name <email>`
 */
function readClaims(
  commit: RangeCommit,
  policy: CompiledPolicy,
  zonesOf: ChangeZones,
  assistantOf: (identity: string) => string | undefined,
): CommitClaims {
  const { oid, parents, author, committer, message, files } = commit;
  const isMerge = parents.length > 1;
  const zones = new Map<string, string[]>();
  const moves: [string, string][] = [];
  const paths: string[] = [];
  let added = 0;
  const entering: CommitClaims['entering'][number][] = [];
  const brought: { zone: string }[] = [];
  const places = new Map<string, readonly string[]>();
  const enters = ({ path, from, oldMode, newMode }: ChangedFile) =>
    from !== undefined && zonesOf.rank(path, [oldMode, newMode]) > zonesOf.rank(from, [oldMode, newMode]);
  for (const file of files) {
    const { path, from, oldMode, newMode, newOid } = file;
    const modes = [oldMode, newMode];
    for (const name of from === undefined ? [path] : [path, from]) {
      paths.push(name);
      for (const zone of zonesOf.of(name, modes)) {
        const there = zones.get(zone);
        if (there === undefined) zones.set(zone, [name]);
        else there.push(name);
      }
    }
    for (const { from: old } of [file, ...(file.sides ?? [])]) if (old !== undefined) moves.push([old, path]);
    const counted = asEntered(file, enters);
    if (enters(counted) || linesOf(counted) > 0) {
      const own = zonesOf.of(path, modes);
      places.set(own.join(), own);
    }
    if (enters(counted))
      entering.push({ oid: newOid, zone: zonesOf.deciding(path, modes), from, oldOid: file.oldOid });
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
    revertsTold: Array.from(message.matchAll(revertLine), ([, told]) => told!).slice(0, maxReverts),
    moves,
    author: people[0]!,
    byAssistant: assistants.length > 0,
    people: new Set(people),
    ...(claimsNone && assistants[0] !== undefined && { signedByAssistant: assistants[0] }),
  };
}

/** Only a person answers for anything: nobody is none, and neither is a program that a forge calls a bot. */
function namesPerson(who: string): boolean {
  const address = emailOf(who);
  return /^[^\s@<>]+@[^\s@<>]+$/.test(address) && !/\[bot\](?:@|$)/i.test(address);
}

/** As `git revert` writes it, of a merge with more after it. */
const revertLine = /^This reverts commit ([0-9a-f]{40}|[0-9a-f]{64})(?:\.|, reversing)/gm;
const maxReverts = 5;

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

/** Takes the commits of a range as git reads them, and says in the end what they claim, parents first. */
export class RangeClaims {
  readonly #change: RangeChange;
  readonly #assistantOf: (identity: string) => string | undefined;
  readonly #claims: CommitClaims[] = [];
  readonly #merges: RangeCommit[] = [];

  constructor(change: RangeChange, assistantOf: (identity: string) => string | undefined = () => undefined) {
    this.#change = change;
    const assistants = new Map<string, string | undefined>();
    this.#assistantOf = (identity) => {
      // The same few people, commit after commit.
      if (!assistants.has(identity)) assistants.set(identity, assistantOf(identity));
      return assistants.get(identity);
    };
  }

  add(commit: RangeCommit): void {
    if (commit.parents.length > 1) this.#merges.push(commit);
    else this.#claims.push(this.#read(commit));
  }

  /** A string is what went wrong. */
  async end(): Promise<CommitClaims[] | string> {
    const { range } = this.#change;
    const work = await workOfMerges(this.#change, this.#merges, this.#claims);
    if (typeof work === 'string') return work;
    const all = [...this.#claims, ...work.merges.map((merge) => this.#read(merge))];
    const order = new Map(range.commits.map((oid, index) => [oid, index]));
    const sorted = all.sort((a, b) => order.get(a.commit)! - order.get(b.commit)!);
    return countEntering(range.repo, withCarried(sorted, work.carried));
  }

  #read(commit: RangeCommit): CommitClaims {
    const { policy, zonesOf } = this.#change;
    return readClaims(commit, policy, zonesOf, this.#assistantOf);
  }
}

/** Reads what all commits of a range claim. A string is what went wrong. */
export async function readRangeClaims(
  change: RangeChange,
  assistantOf?: (identity: string) => string | undefined,
): Promise<CommitClaims[] | string> {
  const claims = new RangeClaims(change, assistantOf);
  const problem = await readCommits(change.range, (commit) => claims.add(commit));
  return problem ?? claims.end();
}

/** The claims with every line of the files that they move into a stricter zone. A string is what went wrong. */
async function countEntering(
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
