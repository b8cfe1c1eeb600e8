import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { createCatalogue } from '../../assistants/catalogue';
import { tokenOf } from '../../assistants/names';
import { type RangeCommit, readCommits } from '../../git/objects/commits';
import { recordsByBlob } from '../../git/objects/committedRecords';
import { type CommitHistory, forgeOf, type HistoryOptions, listHistory } from '../../git/objects/history';
import { type NoteIndex, openNoteIndex } from '../../git/objects/noteIndex';
import { catFiles, textOf } from '../../git/objects/objects';
import { listFiles } from '../../git/objects/tree';
import type { Repository } from '../../git/repository/repository';
import { parseGitAiNote } from '../../provenance/written/gitAiNote';
import type { Names } from '../../provenance/written/marks';
import { parseNote } from '../../provenance/written/readNote';
import { defaultTrailers } from '../../provenance/written/trailers';
import { defined } from '../../text/defined';
import { storedOrganization } from '../policy/compiledPolicy';
import { readOuterPolicy } from '../policy/treePolicy';
import { type AuditedCommit, type ReadCommit, readCommit } from './auditCommit';
import { type CarriedFile, type Exposure, Exposures } from './auditExposure';
import { type AuditEvent, AuditJournal } from './auditJournal';
import type { ManifestEntry } from './auditManifest';
import { type CommitNotes, notesByBlob } from './auditNoted';
import { PastPolicies, type PastPolicy, policyAt } from './auditPolicies';
import { type AuditTally, addCommit, addUses, emptyTally } from './auditTally';
import { assistantsOf, type Terms, termsOf, usesOf } from './auditTerms';
import { matchManifest } from './matchManifest';

export interface AuditOptions extends HistoryOptions {
  readonly manifest?: readonly ManifestEntry[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of Colophon: what another one has begun is not gone on with. */
  readonly version: string;
  /** The setting `colophon.assistants`. */
  readonly assistants?: unknown;
  /** The path of the organisation's policy; without it, the one that the editor has left word of. */
  readonly organization?: string;
  /** Of the reasons that it gives; English by default. */
  readonly language?: string;
}

/** What somebody who waits is shown, and asked. */
interface AuditPorts {
  progress?(done: number, all: number): void;
  /** Events as they come, those of an audit that is gone on with too. */
  found?(events: readonly AuditEvent[]): void;
  cancelled?(): boolean;
}

interface ZoneNow {
  readonly name: string;
  readonly mode: string;
  readonly destination?: string;
  readonly owners: readonly string[];
}

/** A vendor as today's policy has it. */
export interface VendorNow extends Terms {
  readonly id: string;
  readonly assistants: readonly string[];
}

export interface Audit {
  readonly head: string;
  readonly forge?: string;
  readonly commits: number;
  /** Parts of it that an earlier audit had read. */
  readonly resumed: number;
  readonly policy: 'ok' | 'none' | { readonly broken: string };
  /** The name of the organisation's policy that adds to today's. Which one there was for past commits is not known. */
  readonly organization?: string;
  readonly zones: readonly ZoneNow[];
  readonly vendors: readonly VendorNow[];
  /** Assistants to vendors, by today's plan. */
  readonly plan: readonly (readonly [string, readonly string[]])[];
  readonly tally: AuditTally;
  readonly events: readonly AuditEvent[];
  readonly exposures: readonly Exposure[];
  /** Files of zones of training data at head. */
  readonly trainingFiles: number;
  readonly manifest?: { readonly entries: number; readonly exposed: number; readonly notHere: number };
  readonly notes: AuditedNotes;
}

/** How far the notes of a repository belong to the history that was read. */
export interface AuditedNotes {
  /** Of ours and of git-ai. */
  readonly listed: number;
  /** Of those, hanging on commits that are not in this history. */
  readonly elsewhere: number;
  /** Of those, found by the files that they name. */
  readonly found: number;
  /** Listed, and not in this clone. */
  readonly unread: number;
}

type AuditResult =
  | { readonly kind: 'ok'; readonly audit: Audit }
  | { readonly kind: 'cancelled' }
  /** What could not be had, and the remedy. */
  | { readonly kind: 'problem'; readonly message: string };

/** Commits that are read in one go, after which what was found is kept. */
const chunkSize = 2000;

/** Reads one repository's history. Never answers with less than was asked for. */
export async function audit(
  given: Repository,
  options: AuditOptions,
  ports: AuditPorts = {},
): Promise<AuditResult> {
  const failed = (message: string): AuditResult => ({ kind: 'problem', message });
  const history = await listHistory(given, options);
  if (typeof history === 'string') return failed(history);
  const { repo, head, commits } = history;
  const organization = options.organization ?? storedOrganization(given.colophonDir);
  const [current, files, index] = await Promise.all([
    policyAt(repo, head, organization === undefined ? undefined : readOuterPolicy(organization)),
    listFiles(repo, head),
    openNoteIndex(repo),
  ]);
  if (typeof current === 'string') return failed(current);
  if (typeof files === 'string') return failed(files);
  const context: Context = {
    history,
    options,
    policies: new PastPolicies(repo),
    current,
    names: namesFor(options),
    notes: index.listed,
    index,
  };

  const journal = new AuditJournal(given.colophonDir, keyOf(context));
  const exposures = new Exposures((path) => trainingZone(current, path));
  const walked = await walk(context, journal, exposures, ports);
  if (typeof walked === 'string') return failed(walked);
  if (walked === undefined) return { kind: 'cancelled' };
  const heads = new Map(files.map(({ path, oid }) => [path, oid]));
  const exposed = exposures.inZones(heads);
  const manifest = options.manifest && (await matchManifest(repo, options.manifest, exposures, heads));
  journal.remove();
  const forge = await forgeOf(repo);
  return {
    kind: 'ok',
    audit: defined({
      head,
      forge,
      commits: commits.length,
      ...walked,
      ...policyNow(current),
      organization: organization === undefined ? undefined : basename(organization),
      exposures: [...exposed, ...(manifest?.found ?? [])],
      trainingFiles: files.filter(({ path }) => trainingZone(current, path) !== undefined).length,
      manifest: manifest && {
        entries: options.manifest!.length,
        exposed: manifest.found.length,
        notHere: manifest.notHere,
      },
      notes: notesOf(context, walked.tally),
    }),
  };
}

function notesOf({ history, notes, index }: Context, { metNotes }: AuditTally): AuditedNotes {
  const here = new Set(history.commits);
  const listed = [...notes.own.keys(), ...notes.gitAi.keys()];
  const elsewhere = listed.filter((commit) => !here.has(commit));
  const met = new Set(metNotes);
  return {
    listed: listed.length,
    elsewhere: elsewhere.length,
    found: elsewhere.filter((commit) => met.has(commit)).length,
    unread: index.sums.unread,
  };
}

interface Context {
  readonly history: CommitHistory;
  readonly options: AuditOptions;
  readonly policies: PastPolicies;
  readonly current: PastPolicy;
  readonly names: Names;
  readonly notes: Record<'own' | 'gitAi', ReadonlyMap<string, string>>;
  readonly index: NoteIndex;
}

/**
 * Reads the history part by part, and goes on where an earlier audit was broken off. `undefined` where it was cancelled;
 * a string is what went wrong.
 */
async function walk(
  context: Context,
  journal: AuditJournal,
  exposures: Exposures,
  ports: AuditPorts,
): Promise<Pick<Audit, 'tally' | 'events' | 'resumed'> | string | undefined> {
  const { commits } = context.history;
  const kept: AuditEvent[] = [];
  const take = (events: readonly AuditEvent[]) => {
    for (const event of events) kept.push(event);
    ports.found?.(events);
  };
  const before = journal.read();
  for (const { events } of before) {
    for (const event of events) replay(event, exposures);
    take(events);
  }
  const { tally: first, done: resumed } = before.at(-1) ?? { tally: emptyTally(), done: 0 };
  let tally = first;
  let done = resumed;
  ports.progress?.(done, commits.length);
  for (let number = before.length; done < commits.length; number++) {
    if (ports.cancelled?.()) return undefined;
    const part = commits.slice(done, done + chunkSize);
    // A part that fails leaves no trace in the sums.
    const sums = structuredClone(tally);
    const events = await readPart(context, part, sums, exposures);
    if (typeof events === 'string') return events;
    tally = sums;
    done += part.length;
    journal.append(number, { done, tally, events });
    take(events);
    ports.progress?.(done, commits.length);
  }
  return { tally, events: kept, resumed };
}

/** A string is what went wrong. */
async function readPart(
  context: Context,
  oids: readonly string[],
  tally: AuditTally,
  exposures: Exposures,
): Promise<AuditEvent[] | string> {
  const { history, policies, current, names, index } = context;
  const { repo } = history;
  const merges = oids.filter((oid) => history.merges.has(oid));
  const [own, gitAi] = await Promise.all([
    readNotesOf(repo, oids, context.notes.own, parseNote),
    readNotesOf(repo, oids, context.notes.gitAi, parseGitAiNote),
  ]);
  const matcher = current.kind === 'ok' ? current.matcher : undefined;
  const settings = current.kind === 'ok' ? current.policy.trailers : defaultTrailers;
  const all: (ReadPart | undefined)[] = [];
  const take = (commit: RangeCommit, notes: CommitNotes, at: number) => {
    const one: ReadCommit = readCommit(commit, notes, names, settings);
    addCommit(tally, commit, one, matcher);
    const files = one.audited ? [] : carriedFiles(commit);
    if (one.audited !== undefined || files.length > 0)
      all[at] = { files, ...(one.audited && { audited: one.audited }) };
  };
  const silent: { readonly commit: RangeCommit; readonly at: number }[] = [];
  let count = 0;
  const problem = await readCommits({ repo, commits: oids, merges }, (commit) => {
    const notes: CommitNotes = defined({ own: own.get(commit.oid), gitAi: gitAi.get(commit.oid) });
    const at = count++;
    const isNoted = notes.own !== undefined || notes.gitAi !== undefined;
    if (!isNoted && commit.files.some(({ added, newOid }) => added.length > 0 && index.mayKnow(newOid)))
      silent.push({ commit, at });
    else take(commit, notes, at);
  });
  if (problem !== undefined) return problem;
  const byBlob = await notesOfSilent(
    context,
    silent.map(({ commit }) => commit),
  );
  for (const { commit, at } of silent) take(commit, byBlob.get(commit.oid) ?? {}, at);
  tally.byBlob += byBlob.size;
  tally.metNotes = [...new Set([...tally.metNotes, ...index.met])];
  const read = all.filter((one) => one !== undefined);
  const past = await policies.of(read.flatMap(({ audited }) => (audited ? [audited.commit] : [])));
  if (typeof past === 'string') return past;
  return read.flatMap(({ files, audited }): AuditEvent[] => {
    if (audited === undefined) {
      const carried = files.filter((file) => exposures.isCarried(file));
      for (const file of carried) exposures.addCarried(file);
      return carried.length === 0 ? [] : [{ kind: 'carried', files: carried }];
    }
    const then = past.get(audited.commit)!;
    const uses = usesOf(audited, then);
    addUses(tally, audited.source, audited.at, uses);
    const zonesIn = (policy: PastPolicy) =>
      audited.files.map(({ path, link }) =>
        policy.kind === 'ok' ? policy.matcher.decide(path, { directory: link === true }).zone : null,
      );
    const trainingThen = new Set(audited.files.flatMap(({ path }) => trainingZone(then, path) ?? []));
    const event: AuditEvent = {
      kind: 'audited',
      commit: audited,
      uses,
      zones: zonesIn(current),
      zonesThen: zonesIn(then),
      trainingThen: [...trainingThen],
    };
    replay(event, exposures);
    return [event];
  });
}

interface ReadPart {
  readonly files: CarriedFile[];
  readonly audited?: AuditedCommit;
}

/** Of commits without a note, what notes say that hang on others and name the same files. */
async function notesOfSilent(
  { history: { repo }, index }: Context,
  commits: readonly RangeCommit[],
): Promise<Map<string, CommitNotes>> {
  const files = commits.flatMap(({ oid, files: changed }) =>
    changed.map(({ path, newOid, added }) => ({ commit: oid, path, blob: newOid, added })),
  );
  const found = await recordsByBlob(repo, files, index);
  return new Map([...found].map(([commit, noted]) => [commit, notesByBlob(noted)]));
}

function replay(event: AuditEvent, exposures: Exposures): void {
  if (event.kind === 'carried') for (const file of event.files) exposures.addCarried(file);
  else {
    const zones = new Map(event.commit.files.map(({ path }, i) => [path, event.zonesThen[i]]));
    exposures.addAudited(event.commit, (path) => {
      const zone = zones.get(path);
      return zone != null && event.trainingThen.includes(zone) ? zone : undefined;
    });
  }
}

function carriedFiles({ files }: RangeCommit): CarriedFile[] {
  return files.flatMap(({ path, from, newOid, oldOid, newMode }) =>
    newMode === '000000' || newMode === '160000' || (newOid === oldOid && from === undefined)
      ? []
      : [{ path, ...(from !== undefined && { from }), blob: newOid }],
  );
}

async function readNotesOf<T>(
  repo: Repository,
  oids: readonly string[],
  listed: ReadonlyMap<string, string>,
  parse: (text: string) => T | undefined,
): Promise<Map<string, T | 'unreadable'>> {
  const blobs = new Map(oids.flatMap((oid) => (listed.has(oid) ? [[oid, listed.get(oid)!] as const] : [])));
  if (blobs.size === 0) return new Map();
  const contents = await catFiles(repo, new Set(blobs.values()), { timeoutMs: 120_000 });
  return new Map([...blobs].map(([oid, blob]) => [oid, parse(textOf(contents, blob) ?? '') ?? 'unreadable']));
}

/** The deciding zone of a path, or another that it is in, where one is for training data. */
function trainingZone(past: PastPolicy, path: string): string | undefined {
  if (past.kind !== 'ok') return undefined;
  const { zones } = past.matcher.decide(path);
  return zones.find((name) => past.matcher.zone(name).destination === 'training');
}

function policyNow(current: PastPolicy): Pick<Audit, 'policy' | 'zones' | 'vendors' | 'plan'> {
  if (current.kind !== 'ok') {
    const policy = current.kind === 'none' ? 'none' : { broken: current.message };
    return { policy, zones: [], vendors: [], plan: [] };
  }
  const { policy } = current;
  const ids = [...new Set(policy.vendors.map(({ id }) => id))];
  return {
    policy: 'ok',
    zones: policy.zones.map(({ name, mode, destination, owners }) =>
      defined({ name, mode, destination, owners }),
    ),
    vendors: ids.map((id) => ({ id, assistants: assistantsOf(policy, id), ...termsOf(policy, id)! })),
    plan: policy.plan,
  };
}

/** Of everything that a figure of the audit depends on. */
function keyOf({ history, options, current, notes }: Context): string {
  const hash = createHash('sha256');
  const { since, until, all, manifest, version, assistants, language = 'en' } = options;
  const policy = current.kind === 'ok' ? current.policy : current;
  const parts = [
    version,
    { since, until, all, manifest, assistants, language },
    policy,
    [...notes.own],
    [...notes.gitAi],
  ];
  for (const part of parts) hash.update(`${JSON.stringify(part)}\n`);
  for (const oid of history.commits) hash.update(oid);
  return hash.digest('hex').slice(0, 32);
}

function namesFor({ assistants }: AuditOptions): Names {
  const { catalogue } = createCatalogue(assistants);
  const known = new Map<string, string | undefined>();
  return {
    byIdentity: (identity) => {
      // Authors come again and again.
      if (!known.has(identity)) {
        if (known.size > 10_000) known.clear();
        known.set(identity, catalogue.byEmail(identity)?.id);
      }
      return known.get(identity);
    },
    byName: (name) => catalogue.byToken(tokenOf(name))?.id,
  };
}
