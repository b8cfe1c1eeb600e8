import { type RangeCommit, readCommits } from '../../git/objects/commits';
import { type CommitRange, resolveRange } from '../../git/objects/range';
import type { Repository } from '../../git/repository/repository';
import type { CompiledZone } from '../../policy/compiled';
import { modeRank } from '../../policy/policy';
import type { CommitClaims } from '../../policy/rules/claims';
import type { Finding } from '../../policy/rules/rules';
import { carriedByMerge, withCarried } from './mergeClaims';
import { withBots, withOldContent } from './oldContent';
import { explained } from './partialClone';
import { changesByZone, type RangeChange, type RangeChangeOptions, readRangeChange } from './rangeChange';
import { RangeClaims } from './rangeClaims';
import { brokenOuterLines, rangeFindings } from './rangeFindings';
import { standingClaims } from './standingClaims';
import type { JudgedSignoff } from './storedSignoffs';
import { zoneKeys } from './zoneKeys';
import {
  type JudgedZones,
  judgeZones,
  type SigningContext,
  unaccounted,
  type ZoneVerdict,
} from './zoneVerdicts';

export interface VerifyOptions extends RangeChangeOptions, SigningContext {
  /** `<base>..<head>` */
  readonly range: string;
  /** Without a submitter nothing can be verified. */
  readonly strict?: boolean;
  /** The id of the assistant that signs commits as `Name <email>`. */
  readonly assistantOf?: (identity: string) => string | undefined;
}

export interface Verified {
  readonly kind: 'verified';
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly base: string;
  readonly head: string;
  /** `computed`: base has gone on, and what was judged is the merge that git makes of both. */
  readonly merged: CommitRange['merged'];
  /** Whether authors are whom the forge knows, or whom commits claim. */
  readonly separation: 'authenticated' | 'claimed';
  readonly policyDigest: string;
  readonly commits: readonly CommitClaims[];
  readonly signoffs: readonly JudgedSignoff[];
  /** What each strict zone's change is, and whether it is signed for. */
  readonly zones: readonly ZoneVerdict[];
  /** Every zone that changes, the strictest first, with the number of paths. */
  readonly touched: readonly { readonly zone: CompiledZone; readonly files: number }[];
}

/** `unverified`: nothing is said of the change, and the gate stays closed. */
export type Verification = Verified | { readonly kind: 'unverified'; readonly message: string };

/** 0 nothing blocks, 1 a finding does, 2 it could not be verified. */
export function exitCode(result: Verification): 0 | 1 | 2 {
  if (result.kind === 'unverified') return 2;
  return result.ok ? 0 : 1;
}

/**
 * Judges what `base..head` would merge, from base's point of view: the stricter of both policies, base's owners and
 * keys, git's own objects. Offline. Whatever cannot be had makes it `unverified`; it never rejects for that.
 */
export async function verify(repo: Repository, options: VerifyOptions): Promise<Verification> {
  const result = await judgeRange(repo, options);
  return result.kind === 'unverified' ? unverified(await explained(repo, result.message)) : result;
}

async function judgeRange(repo: Repository, options: VerifyOptions): Promise<Verification> {
  if (options.strict && options.submitter === undefined)
    return unverified(
      'With --strict it must be known who submits the change. Give --submitter <principal>, from the forge’s authenticated event.',
    );
  const resolved = await resolveRange(repo, options.range);
  if (resolved.kind === 'problem') return unverified(resolved.message);
  const { range } = resolved;
  // git reads the commits while the trees are read; those that come first wait.
  const waiting: RangeCommit[] = [];
  let take = (commit: RangeCommit) => void waiting.push(commit);
  const reading = readCommits(range, (commit) => take(commit));
  try {
    const change = await readRangeChange(range, options);
    if (typeof change === 'string') return unverified(change);
    const claims = new RangeClaims(change, options.assistantOf);
    take = (commit) => void claims.add(commit);
    for (const commit of waiting.splice(0)) take(commit);
    const problem = await reading;
    const commits = problem ?? (await claims.end());
    return typeof commits === 'string' ? unverified(commits) : await judge(change, commits, options);
  } finally {
    await reading;
    range.dispose();
  }
}

/** What is wrong with the organisation's keys, where a zone that they count for is open: with them it might not be. */
function brokenKeys(change: RangeChange, { zones }: JudgedZones): string | undefined {
  const [line] = brokenOuterLines(change);
  const open = zones.find(
    ({ zone, open: left }) =>
      left.length > 0 &&
      (zone.mode === 'restricted' || zone.attestation === 'signed') &&
      zoneKeys(zone.name, change).isOuter,
  );
  return line && open
    ? `Line ${line.line} of ${line.file} grants nothing: ${line.why}. So it is not known who may sign for the zone ${open.zone.name}. Correct that line.`
    : undefined;
}

function unverified(message: string): Verification {
  return { kind: 'unverified', message };
}

async function judge(
  change: RangeChange,
  claims: readonly CommitClaims[],
  options: VerifyOptions,
): Promise<Verification> {
  const { range, matcher, basePolicy, transitions } = change;
  const carried = await carriedByMerge(change, unaccounted(transitions, claims), claims);
  if (typeof carried === 'string') return unverified(carried);
  const commits = withCarried(claims, carried);
  const byZone = changesByZone(change);
  const judged = await judgeZones(change, byZone, commits, options);
  if (typeof judged === 'string') return unverified(judged);
  const broken = brokenKeys(change, judged);
  if (broken !== undefined) return unverified(broken);
  const told = withBots(standingClaims(commits, byZone), options.submitter);
  const standing = await withOldContent(change, told);
  const findings = rangeFindings(change, judged, standing, options);
  return {
    kind: 'verified',
    ok: findings.every(({ severity }) => severity !== 'block'),
    findings,
    base: range.base,
    head: range.head,
    merged: range.merged,
    separation: options.submitter === undefined ? 'claimed' : 'authenticated',
    policyDigest: basePolicy.digest,
    commits,
    ...judged,
    touched: [...byZone]
      .map(([name, transitions]) => ({ zone: matcher.zone(name), files: transitions.length }))
      .sort((a, b) => modeRank(b.zone.mode) - modeRank(a.zone.mode)),
  };
}
