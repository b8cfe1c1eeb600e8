import { asEntered, type Change } from '../../git/objects/change';
import type { ChangedFile } from '../../git/objects/patch';
import { planOverrides } from '../../git/repository/config';
import type { Repository } from '../../git/repository/repository';
import type { CompiledPolicy } from '../../policy/compiled';
import { createMatcher, type Decision, type Matcher } from '../../policy/matcher';
import { modeRank } from '../../policy/policy';
import { type Finding, findingsOf } from '../../policy/rules/rules';
import { stagedFindings } from '../../policy/rules/stagedFindings';
import type { ZoneUse } from '../../policy/rules/subjects';
import { vendorsOf } from '../../policy/vendors';
import { countLines } from '../../provenance/decide';
import type { Folded } from '../../provenance/ledger';
import {
  aiLinesOf,
  type CommitSummary,
  type Evidence,
  type FileProvenance,
  isAi,
  type LineRecord,
} from '../../provenance/source';
import { defined } from '../../text/defined';
import { type AiLinesByZone, aiLinesByZone, attestedBy, identity } from '../verify/attest';
import { type EarlierRecords, type Replacing, recordChange } from './lineRecords';

/** What a change holds, what the policy says of it, and what its commit is to carry. */
export interface ChangeProvenance {
  readonly files: readonly FileProvenance[];
  readonly summary: CommitSummary;
  readonly findings: readonly Finding[];
  /** `trailers.when` says to write them. */
  readonly write: boolean;
  /** The AI lines that an attestation would be about, by zone. */
  readonly aiLines: AiLinesByZone;
}

interface ProvenanceOptions {
  readonly policy: CompiledPolicy;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** See `RecordOptions`. */
  readonly replacing?: Replacing | undefined;
  readonly earlier?: EarlierRecords;
  /** The ledger, where it was read already. */
  readonly ledger?: Folded;
}

/** Looks at a change before it is committed. Throws the file system's error when the ledger cannot be read. */
export async function changeProvenance(
  repo: Repository,
  given: Change,
  { policy, now, replacing, earlier, ledger }: ProvenanceOptions,
): Promise<ChangeProvenance> {
  const matcher = createMatcher(policy);
  const decisionOf = (path: string, mode: string) => matcher.decide(path, { directory: isFolderLike(mode) });
  const decisions = new Map(given.files.map((file) => [file.path, decisionOf(file.path, file.newMode)]));
  const entersStricter = (file: ChangedFile) =>
    file.from !== undefined &&
    modeRank(decisions.get(file.path)!.mode) > modeRank(decisionOf(file.from, file.oldMode).mode);
  const change = { ...given, files: given.files.map((file) => asEntered(file, entersStricter)) };

  const [record, overrides] = await Promise.all([
    recordChange(repo, change, {
      everyLine: entersStricter,
      ...defined({ replacing, earlier, folded: ledger }),
    }),
    planOverrides(repo),
  ]);
  const zonesOf = (path: string) => zonesFor(decisions.get(path)!);
  const aiLines = aiLinesByZone(record.files, record.texts, zonesOf);
  const summary = summarise(record.files, policy, overrides, (path) => decisions.get(path)!.zone);
  const uses = zoneUses(change, record.files, decisions, decisionOf);
  const aiCount = aiLinesOf(summary.counts);

  // Only where somebody else must attest does it matter who commits.
  const byOther = uses.some(({ zone }) => matcher.zone(zone).attestedBy === 'other');
  const author: { readonly by?: string | undefined } = byOther ? await identity(repo) : {};
  const people = new Set<string>();
  const findings: Finding[] = [];
  const signed = Array.from(record.texts, ([path, { text }]) => signedZone(path, text));
  for (const use of uses) {
    const by = attestedBy(aiLines.get(use.zone) ?? [], use.zone, record.folded.attestations);
    if (aiLines.has(use.zone) && matcher.zone(use.zone).mode === 'attest')
      for (const who of by) people.add(who);
    const context = {
      at: now,
      overrides,
      attestedBy: by,
      signed: signed.includes(use.zone),
      ...(author.by !== undefined && { author: author.by }),
    };
    findings.push(...stagedFindings(policy, matcher, use, context));
  }
  findings.push(...findingsOf('stagedChange', { policy, aiLines: aiCount }));
  return {
    files: record.files,
    summary: { ...summary, attestedBy: [...people] },
    findings,
    write: isWritten(policy, aiCount, uses, matcher),
    aiLines,
  };
}

/** Of a stored sign-off that is staged, the zone that it says it is about; of anything else something that is none. */
function signedZone(path: string, text: string): unknown {
  try {
    return (
      path.startsWith('.ai-policy/signoffs/') && JSON.parse(atob(JSON.parse(text).payload)).predicate.zone
    );
  } catch {
    return undefined;
  }
}

function isWritten(
  policy: CompiledPolicy,
  aiLines: number,
  uses: readonly ZoneUse[],
  matcher: Matcher,
): boolean {
  if (policy.trailers.when === 'always' || aiLines > 0) return true;
  return policy.trailers.when === 'zones' && uses.some(({ zone }) => matcher.zone(zone).mode !== 'eligible');
}

/** Symbolic links and submodules are what a pattern with a trailing slash matches too. */
function isFolderLike(mode: string): boolean {
  return mode === '120000' || mode === '160000';
}

function zonesFor(decision: Decision): readonly string[] {
  return decision.zones.length > 0 ? decision.zones : [decision.zone];
}

function summarise(
  files: readonly FileProvenance[],
  policy: CompiledPolicy,
  overrides: ReadonlyMap<string, string>,
  zoneOf: (path: string) => string,
): Omit<CommitSummary, 'attestedBy'> {
  const zones = new Counter<string>();
  const evidence = new Counter<Evidence>();
  const vendors = new Counter<string>();
  const assisted = new Counter<string>();
  const places = new Counter<string>();
  for (const file of files) {
    for (const line of file.lines.filter(({ origin }) => isAi(origin))) {
      const by = line.by ?? [{}];
      const zone = zoneOf(file.path);
      const vendor = vendorFor(policy, by[0]?.assistant, overrides);
      zones.add(zone);
      if (line.evidence) evidence.add(line.evidence);
      vendors.add(vendor);
      places.add(`${zone}/${vendor}`);
      const names = by.map(({ assistant = 'unknown', model }) => JSON.stringify([assistant, model]));
      for (const name of new Set(names)) assisted.add(name);
    }
  }
  return {
    counts: countLines(files),
    zones: zones.entries(),
    evidence: evidence.entries(),
    vendors: vendors.entries(),
    ...(zones.size > 1 && vendors.size > 1 && { places: places.entries() }),
    assisted: assisted.entries().map(([name, lines]) => {
      const [assistant, model] = JSON.parse(name) as [string, string | null];
      return { assistant, ...(model && { model }), lines };
    }),
  };
}

/** `unknown` where nobody said which contract it was: the assistant was not named, or several cover it. */
function vendorFor(
  policy: CompiledPolicy,
  assistant: string | undefined,
  overrides: ReadonlyMap<string, string>,
): string {
  if (assistant === undefined) return 'unknown';
  const { vendors, by } = vendorsOf(policy, assistant, overrides);
  return vendors.length === 1 || (by !== 'covers' && vendors.length > 0) ? vendors[0]! : 'unknown';
}

/** Counts, in falling order; equal ones in the order in which they came. */
class Counter<T> {
  readonly #counts = new Map<T, number>();

  add(key: T): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  get size(): number {
    return this.#counts.size;
  }

  entries(): [T, number][] {
    return [...this.#counts].sort((a, b) => b[1] - a[1]);
  }
}

function zoneUses(
  change: Change,
  files: readonly FileProvenance[],
  decisions: ReadonlyMap<string, Decision>,
  decisionOf: (path: string, mode: string) => Decision,
): ZoneUse[] {
  const records = new Map(files.map((file) => [file.path, file.lines]));
  const uses = new Map<string, ZoneCounts>();
  for (const file of change.files) {
    const own = zonesFor(decisions.get(file.path)!);
    // A rename takes a file out of its old zones too.
    const left =
      file.status === 'renamed' && file.from !== undefined
        ? zonesFor(decisionOf(file.from, file.oldMode))
        : [];
    for (const zone of new Set([...own, ...left])) {
      const use = uses.get(zone) ?? newUse();
      uses.set(zone, use);
      if (own.includes(zone)) addFile(use, file.path, records.get(file.path) ?? []);
      else addFile(use, file.from!, []);
    }
  }
  return [...uses].map(([zone, { assistants, ...use }]) => ({
    zone,
    ...use,
    assistants: assistants
      .entries()
      .map(([assistant, lines]) => ({ ...(assistant !== '' && { assistant }), lines })),
  }));
}

interface ZoneCounts {
  ai: number;
  mixed: number;
  pasted: number;
  unknown: number;
  readonly assistants: Counter<string>;
  readonly paths: { path: string; aiLine?: number }[];
}

function newUse(): ZoneCounts {
  return { ai: 0, mixed: 0, pasted: 0, unknown: 0, assistants: new Counter(), paths: [] };
}

function addFile(use: ZoneCounts, path: string, lines: readonly LineRecord[]): void {
  const first = lines.find(({ origin }) => isAi(origin));
  use.paths.push({ path, ...(first && { aiLine: first.line }) });
  for (const line of lines) {
    if (line.origin === 'human' || line.origin === 'tool') continue;
    use[line.origin]++;
    if (!isAi(line.origin)) continue;
    for (const name of new Set((line.by ?? [{}]).map(({ assistant = '' }) => assistant)))
      use.assistants.add(name);
  }
}
