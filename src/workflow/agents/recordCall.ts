import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentEdit, AgentEvent } from '../../assistants/agentEvent';
import { gitOwnedTexts } from '../../git/objects/gitOwnedTexts';
import { type HeadFiles, readHeadFiles } from '../../git/objects/headFiles';
import { changedFiles, committedSince, readWorkingText } from '../../git/objects/workingFiles';
import type { Repository } from '../../git/repository/repository';
import { madeAt, otherWorktrees } from '../../git/repository/worktrees';
import { LedgerStore } from '../../git/store/ledgerStore';
import { ends } from '../../provenance/carry/alignSeen';
import { firstRuns } from '../../provenance/carry/firstRuns';
import {
  type InsertedRange,
  inOrder,
  insertedBy,
  insertedSince,
  overlap,
} from '../../provenance/carry/inserted';
import { type Entry, encodeRuns, reportStream } from '../../provenance/entry';
import type { Folded, Version } from '../../provenance/ledger';
import { concatRuns, type Runs, sliceRuns } from '../../provenance/runs';
import type { Source } from '../../provenance/source';
import { type AgentCall, callIn, type EndedCall, endCall, hasBegun, openShell } from './openCalls';

/** Whose call it was. */
type Caller = Pick<AgentEvent, 'assistant' | 'session' | 'kind'>;

interface AgentWriting {
  readonly event: AgentEvent;
  readonly model: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** By path, POSIX from the root: what the call put there. Of a shell none. */
  readonly edits: ReadonlyMap<string, AgentEdit['replaced']>;
}

const unseen: Source = { origin: 'unknown', cause: 'unobserved' };

/** Some hosts tell of a call before its text is on the disk. */
const patienceMs = 400;

/**
 * Records what a call has put into the files of a repository: only text that nobody saw come, only what came while the
 * call ran and, where the agent told the text, only that text. The rest stays as it was. Throws the file system's errors.
 */
export async function recordCall(repo: Repository, { event, ...writing }: AgentWriting): Promise<void> {
  // Whoever goes into a working tree that the call has made is not where it began.
  const began =
    event.kind === 'shell' ? [repo, ...otherWorktrees(repo)].find((tree) => hasBegun(tree, event)) : repo;
  const { call, beside } = endCall(began ?? repo, event, writing.now);
  await writeRecord(began ?? repo, { ...writing, ...(call && { call }), beside, by: event });
  if (event.kind !== 'shell' || began === undefined || call === undefined) return;
  for (const tree of otherWorktrees(began)) {
    if ((madeAt(tree) ?? 0) < call.at || !existsSync(tree.root)) continue;
    await writeRecord(tree, { ...writing, beside, call: await callIn(tree, call), by: event });
  }
}

/** What a shell has written by now, where one is under way: it may be what makes this commit. */
export async function recordOpenShell(repo: Repository, now: number): Promise<void> {
  const call = await openShell(repo, now);
  if (call)
    await writeRecord(repo, { by: call, call, beside: new Set(), model: null, now, edits: new Map() });
}

async function writeRecord(
  repo: Repository,
  writing: Omit<AgentWriting, 'event'> & EndedCall & { readonly by: Caller },
): Promise<void> {
  const { by, call, edits, now } = writing;
  if (call?.restores && !call.kept) return;
  const isShell = by.kind === 'shell';
  // What a shell has committed by itself differs from HEAD no more.
  const committed = isShell && call?.head !== undefined ? await committedSince(repo, call.head, call.at) : [];
  const paths = isShell ? await changedSince(repo, call, committed) : [...edits.keys()];
  if (paths.length === 0) return;
  const store = new LedgerStore(repo.colophonDir);
  const head = await readHeadFiles(repo, paths);
  // A shell may have moved HEAD.
  const hasMoved = call?.head !== undefined && call.head !== head?.commit;
  const began = hasMoved ? await readHeadFiles(repo, paths, call.head) : head;
  const { files } = store.read();
  // A shell has ended by now, and what it wrote is there; an edit may have to be waited for.
  const written = isShell ? readTexts(repo, paths) : undefined;
  const moved = call && written ? movedByShell(written, call, began) : new Map<string, string>();
  const kept = call?.kept && (await gitOwnedTexts(repo, paths, call.kept));
  if (call?.kept && !kept) return;
  const entries = [...moved].flatMap(([to, from]): Entry[] =>
    files.has(from) ? [{ t: 'moved', p: from, to, at: now }] : [],
  );
  const found = { head, began, files, gone: movedFrom(edits) };
  for (const path of paths) {
    const replaced = replacedIn(path, writing);
    if (moved.has(path) || replaced === 'unclear') continue;
    const after = written ? written.get(path) : await textOf(repo, path, replaced);
    const then = committed.includes(path) ? { ...found, head: began } : found;
    const runs =
      after === undefined ? undefined : runsOf({ path, replaced, after }, kept?.get(path), then, writing);
    if (runs)
      entries.push({ t: 'text', s: reportStream(path), p: path, x: after!, r: encodeRuns(runs), at: now });
  }
  if (entries.length === 0) return;
  store.appendPending(entries.map((entry) => JSON.stringify(entry)));
  store.compactIfLarge(now, randomBytes(8).toString('hex'));
}

/** What the call was told to put there; `unclear` where two were at the same file, and nothing tells whose text is whose. */
function replacedIn(
  path: string,
  { by, edits, beside }: Pick<AgentWriting, 'edits'> & EndedCall & { readonly by: Caller },
): AgentEdit['replaced'] | 'unclear' {
  // What a shell was told of a patch is only a part of what it may do.
  const replaced = by.kind === 'shell' ? null : (edits.get(path) ?? null);
  return replaced === null && (beside === 'all' || beside.has(path)) ? 'unclear' : replaced;
}

/** What was known of the files of a call when it had ended. */
interface FoundFiles {
  readonly head: HeadFiles | undefined;
  /** As HEAD was when the call began. */
  readonly began: HeadFiles | undefined;
  readonly files: Folded['files'];
  /** See `movedFrom`. */
  readonly gone: ReadonlyMap<string, string>;
}

/** The sources of a file that a call has written, its own among them; `undefined` where none is. */
function runsOf(
  { path, replaced, after }: { path: string; replaced: AgentEdit['replaced']; after: string },
  kept: readonly string[] | undefined,
  { head, began, files, gone }: FoundFiles,
  writing: EndedCall & Parameters<typeof sourceOf>[0],
): Runs | undefined {
  const { call } = writing;
  const isKnown = files.has(path) || head?.texts.has(path) === true;
  // What a patch moves comes from the file that it takes away.
  const from = isKnown ? path : (gone.get(path) ?? path);
  const inHead = head?.texts.get(from);
  const versions = files.get(from)?.versions ?? [];
  const base = inHead === undefined ? undefined : { text: inHead, commit: head!.commit };
  const before = textBefore(from, call, began?.texts.get(from), versions);
  // The call is known to have made the one of the other.
  const grain = before === undefined ? 'same' : ends;
  const runs = firstRuns(versionsSince(call, before, versions, base), after, base, unseen, grain);
  const own = exceptKept(ownRanges(runs, replaced, before, after), kept, after);
  return own.length === 0 ? undefined : withSource(runs, own, sourceOf(writing));
}

/** By the path that a file was moved to, the one that it had: a patch names both, one after the other. */
function movedFrom(edits: AgentWriting['edits']): Map<string, string> {
  const found = new Map<string, string>();
  let last: string | undefined;
  for (const [path, replaced] of edits) {
    if (last !== undefined && replaced !== null && replaced.length > 0) found.set(path, last);
    last = replaced?.length === 0 ? path : undefined;
  }
  return found;
}

/** What a shell has moved as it was: by the new path, the one that is gone and had its text. */
function movedByShell(
  written: ReadonlyMap<string, string | undefined>,
  call: AgentCall,
  began: HeadFiles | undefined,
): Map<string, string> {
  const before = (path: string) => textBefore(path, call, began?.texts.get(path), []);
  const left = new Map<string | undefined, string>();
  for (const [path, text] of written) if (text === undefined) left.set(before(path), path);
  left.delete('');
  const come = [...written].flatMap(([path, text]): [string, string][] => {
    const from = before(path) === '' ? left.get(text) : undefined;
    return from === undefined ? [] : [[path, from]];
  });
  return new Map(come);
}

function readTexts(repo: Repository, paths: readonly string[]): Map<string, string | undefined> {
  return new Map(paths.map((path) => [path, readWorkingText(repo, path)]));
}

/** What the call found and what came since: lines of older texts that were gone by then are no account of new ones. */
function versionsSince(
  call: AgentCall | undefined,
  before: string | undefined,
  versions: readonly Version[],
  base: Parameters<typeof firstRuns>[2],
): readonly Version[] {
  if (call === undefined || before === undefined) return versions;
  const found = { text: before, runs: firstRuns(versions, before, base, unseen), at: call.at };
  return [...versions.filter(({ at }) => at >= call.at), found];
}

async function changedSince(
  repo: Repository,
  call: AgentCall | undefined,
  committed: readonly string[],
): Promise<string[]> {
  // Without the files as they were before it, nothing tells what a shell has changed.
  if (call === undefined) return [];
  const changed = await changedFiles(repo);
  if (typeof changed === 'string') throw new Error(changed);
  const unread = new Set(call.unread);
  return [...new Set([...changed, ...committed, ...Object.keys(call.texts)])].filter(
    (path) => !unread.has(path),
  );
}

async function textOf(
  repo: Repository,
  path: string,
  replaced: AgentEdit['replaced'],
): Promise<string | undefined> {
  const isThere = (text: string | undefined) =>
    replaced === null || replaced.every((one) => one.text === '' || insertedBy(one, text ?? '').length > 0);
  let text = readWorkingText(repo, path);
  for (let waited = 0; waited < patienceMs && !isThere(text); waited += 50) {
    await sleep(50);
    text = readWorkingText(repo, path);
  }
  return text;
}

/** What the file held before: as it was read then, else as the ledger or HEAD has it; `undefined` where nothing tells. */
function textBefore(
  path: string,
  call: AgentCall | undefined,
  inHead: string | undefined,
  versions: readonly Version[],
): string | undefined {
  if (call && Object.hasOwn(call.texts, path)) return call.texts[path] ?? '';
  // A shell's other files were as in HEAD.
  if (call?.head !== undefined) return inHead ?? '';
  return versions[0]?.text ?? inHead;
}

function ownRanges(
  runs: Runs,
  replaced: AgentEdit['replaced'],
  before: string | undefined,
  after: string,
): InsertedRange[] {
  const unseen: InsertedRange[] = [];
  let at = 0;
  for (const { length, source } of runs) {
    if (source?.origin === 'unknown') unseen.push([at, at + length]);
    at += length;
  }
  const told = replaced && inOrder(replaced.flatMap((one) => insertedBy(one, after)));
  if (told === null && before === undefined) return [];
  const since = before === undefined ? unseen : insertedSince(before, after);
  return overlap(overlap(inOrder(unseen), since), told ?? since);
}

/** What is in none of the texts that git could have brought. */
function exceptKept(
  own: readonly InsertedRange[],
  kept: readonly string[] | undefined,
  after: string,
): InsertedRange[] {
  if (kept === undefined || own.length === 0) return [...own];
  // A merge that is left to be mended holds lines that git wrote.
  if (/^<{7} /m.test(after)) return [];
  const asHere = (text: string) => (after.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text);
  return [...new Set(kept)].reduce<InsertedRange[]>(
    (left, text) => (left.length === 0 ? left : overlap(left, insertedSince(asHere(text), after))),
    [...own],
  );
}

function withSource(runs: Runs, ranges: readonly InsertedRange[], source: Source): Runs {
  const parts: Runs[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    parts.push(sliceRuns(runs, at, start), [{ length: end - start, source }]);
    at = end;
  }
  return concatRuns([...parts, sliceRuns(runs, at, Number.POSITIVE_INFINITY)]);
}

function sourceOf({ by, model, now }: { by: Caller; model: string | null; now: number }): Source {
  const { assistant, session } = by;
  return {
    origin: 'ai',
    evidence: 'reported',
    cause: 'tool-call',
    assistant,
    ...(model !== null && { model }),
    ...(session !== null && session.length <= 200 && { session }),
    at: now,
  };
}
