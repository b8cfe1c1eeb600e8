import type { State } from '../../attestation/transition';
import { headCommit } from '../../git/objects/headFiles';
import { commitOf } from '../../git/objects/range';
import { gitIn, type Repository } from '../../git/repository/repository';
import { type OuterPolicy, signoffFolder } from '../policy/treePolicy';
import { identity } from './attest';
import { readRangeClaims } from './rangeClaims';
import { type Signable, type SignableChange, signableChange } from './signOff';
import { openTransitions } from './zoneVerdicts';

/** A zone's change that waits for an owner's signature. */
export interface OpenSignoff {
  readonly change: SignableChange;
  readonly signable: Signable;
}

interface OpenSignoffs {
  readonly open: readonly OpenSignoff[];
  /** Zones that are signed for as they are. */
  readonly done: readonly string[];
  dispose(): void;
}

/**
 * What an owner could sign off now: what is staged, and what the branch's commits change. Statements that are staged
 * count for both. A string is what went wrong, where nothing could be found.
 * @param organization a policy from outside that the repository's cannot loosen
 */
export async function openSignoffs(
  repo: Repository,
  now: number,
  organization?: OuterPolicy,
): Promise<OpenSignoffs | string> {
  const range = await branchRange(repo);
  const [staged, branch] = await Promise.all([
    signableChange(repo, undefined, organization),
    range === undefined ? undefined : signableChange(repo, range, organization),
  ]);
  const found = [staged, branch].filter((one) => typeof one === 'object');
  const stored = found.flatMap(({ change }) => change.signoffs.stored);
  const open: OpenSignoff[] = [];
  const done: string[] = [];
  for (const change of found) {
    const signoffs = { ...change.change.signoffs, stored };
    const left = await openTransitions({ ...change.change, signoffs }, { now });
    for (const signable of change.zones) {
      if (signable.kind !== 'signoff@colophon') continue;
      const { name } = signable.zone;
      // Where signatures cannot be checked, it shows at the next step.
      if (typeof left === 'object' && left.get(name)?.length === 0) done.push(name);
      else open.push({ change, signable });
    }
  }
  const problem = [staged, branch].find((one) => typeof one === 'string');
  if (open.length === 0 && done.length === 0 && problem !== undefined) return problem;
  const dispose = () => {
    for (const { range: used } of found) used.dispose();
  };
  return { open, done: [...new Set(done)], dispose };
}

/** The commits of the branch that its base has not; `undefined` where there are none, or no base is known. */
export async function branchRange(repo: Repository): Promise<string | undefined> {
  const head = await headCommit(repo);
  if (head === undefined) return undefined;
  for (const base of ['origin/HEAD', 'origin/main', 'origin/master', '@{upstream}', 'main', 'master']) {
    const commit = await commitOf(repo, base);
    // Of a branch that was pushed, upstream is no base but the branch itself.
    if (commit === undefined || (commit === head && base === '@{upstream}')) continue;
    const isBehind = await gitIn(repo, ['merge-base', '--is-ancestor', head, commit]);
    return isBehind.code === 0 ? undefined : `${commit}..${head}`;
  }
  return undefined;
}

/** E-mail addresses, folded, of those who say that they made a zone's commits. */
export async function authorsOf({ change }: SignableChange, zone: string): Promise<Set<string>> {
  const claims = await readRangeClaims(change);
  const own = typeof claims === 'string' ? [] : claims.filter(({ zones }) => zones.has(zone));
  return new Set(own.flatMap(({ people }) => [...people]));
}

/**
 * What is staged and signed off, should git's identity commit it: by path, the state that is approved in every
 * restricted zone of it. Empty where that could not be told.
 * @param organization a policy from outside that the repository's cannot loosen
 */
export async function signedOff(
  repo: Repository,
  now: number,
  organization?: OuterPolicy,
): Promise<ReadonlyMap<string, State>> {
  const signed = new Map<string, State>();
  // Without a statement, which is the rule, there is nothing more to look at.
  const stored = await gitIn(repo, ['diff-index', '--cached', '--quiet', 'HEAD', '--', signoffFolder]);
  if (stored.code !== 1) return signed;
  const [staged, { email: submitter }] = await Promise.all([
    signableChange(repo, undefined, organization),
    identity(repo),
  ]);
  if (typeof staged === 'string') return signed;
  const open = await openTransitions(staged.change, { now, ...(submitter !== undefined && { submitter }) });
  if (typeof open === 'string') return signed;
  const restricted = staged.zones.filter(({ kind }) => kind === 'signoff@colophon');
  for (const { transitions } of restricted) for (const { path, to } of transitions) signed.set(path, to);
  for (const { zone } of restricted) for (const { path } of open.get(zone.name) ?? []) signed.delete(path);
  return signed;
}
