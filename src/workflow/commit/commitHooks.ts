import { mkdirSync, readFileSync } from 'node:fs';
import { type GitCall, gitCallsAbove } from '../../git/hooks/caller';
import { readCommitArguments } from '../../git/hooks/commitArguments';
import {
  addTrailers,
  cleanMessage,
  isEmptyMessage,
  type MessageForm,
  messageConfig,
  messageForm,
  showInEditor,
  writeMessage,
} from '../../git/hooks/message';
import { gitStates, mergeHeads } from '../../git/hooks/state';
import { type Change, stagedChange, stagedTree } from '../../git/objects/change';
import { type Head, readHead } from '../../git/objects/head';
import { readConfig } from '../../git/repository/config';
import type { Repository } from '../../git/repository/repository';
import {
  clearPrepared,
  lastWritten,
  markWritten,
  type Prepared,
  type PreparedFiles,
  readPrepared,
  writePrepared,
} from '../../git/store/prepared';
import { hasProvenance } from '../../provenance/written/findTrailers';
import { missingParts, stripOurTrailers, withoutDoubled } from '../../provenance/written/stripTrailers';
import { formatTrailers, type TrailerSettings } from '../../provenance/written/trailers';
import type { ChangeProvenance } from './changeProvenance';
import { blockedText, warningLines } from './commitFindings';
import { type CommitKind, commitKind } from './commitKind';
import { commitNote } from './commitNote';
import type { Replacing } from './lineRecords';

/** What the three hooks need of the rest of the house. */
export interface CommitPorts {
  readonly settings: TrailerSettings;
  readonly displayToken: (assistantId: string) => string;
  readonly changeProvenance: (
    repo: Repository,
    change: Change,
    now: number,
    replacing: Replacing | undefined,
  ) => Promise<ChangeProvenance>;
  /** Something to do while git reads the change: what `changeProvenance` will need anyway. */
  readonly readAhead?: (repo: Repository) => void;
}

/** One run of a hook. */
interface CommitHook {
  readonly repo: Repository;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The process that started this one. */
  readonly parentPid: number;
  readonly ports: CommitPorts;
  /** Prints one line for the person. */
  readonly say: (line: string) => void;
}

/** Something that is not a bug of ours kept us from our work; the commit goes on without trailers. */
export class CannotPrepare extends Error {}

/**
 * `prepare-commit-msg`: looks at what will be committed, once, and keeps the result for the other hooks. Writes
 * the trailers itself when git opens no editor, since `--no-verify` skips `commit-msg`; else shows them.
 */
export async function prepareCommitMsg(
  hook: CommitHook,
  file: string,
  source = '',
  from?: string,
): Promise<void> {
  const { repo, ports } = hook;
  clearPrepared(repo);
  const text = readMessage(file);
  const asked = { source, ...(from !== undefined && { from }) };
  const under = await underWay(hook, text, asked, gitCallsAbove(hook.parentPid), readHead(repo));
  if (under === undefined) return;
  const { kind, head, form } = under;
  const { above, below } = splitMessage(text, form);
  const squashed = kind === 'squash' && hasProvenance(above, ports.settings);
  const bare = squashed ? above : strip(above, kind, source, head, hook);
  const prepared = await prepareChange(hook, under, bare);
  // A squash's message says what its commits said; a second account of the same lines would be added to it.
  const lines = squashed ? [] : withoutDoubled(prepared.trailers, fromBytes(bare), ports.settings);

  const cleaned = cleanMessage(bare, form);
  const inPlace = !form.editor || bare !== above;
  const shown = inPlace || lines.length === 0 ? [] : preview(lines);
  const edited = shown.length === 0 ? bare + below : showInEditor(bare + below, form, shown.map(toBytes));
  // A trailer in an empty message would make it one that is not: git must still see that it is empty.
  const written = inPlace && !isEmptyMessage(cleaned);
  keep(hook, under, prepared, {
    trailers: lines,
    shown: shown.map((line) => commentLine(form, line)),
    ...(source === 'template' && { template: fromBytes(cleaned) }),
  });
  if (edited !== text) writeMessage(file, edited);
  if (written) {
    await add(repo, file, lines, form);
    markWritten(repo);
  }
  for (const line of prepared.warnings) hook.say(line);
}

/**
 * `commit-msg`: sees to it that the final message holds the trailers, once, and that an emptied one stays empty.
 * @param isAsked `prepare-commit-msg` was asked for this very commit. Then the index is not looked at again: git took its
 * tree before, and what a person stages while the editor is open is not in this commit.
 */
export async function commitMsg(hook: CommitHook, file: string, isAsked: boolean): Promise<void> {
  const { repo, env } = hook;
  const text = readMessage(file);
  const [calls, config] = await Promise.all([gitCallsAbove(hook.parentPid), readFormConfig(repo)]);
  const prepared = await preparedFor(hook, text, isAsked, calls);
  if (prepared === undefined) return;
  const form = formOf(text, config, env, calls);
  const { above, below } = splitMessage(text, form);
  const shown = new Set(prepared.shown.map(toBytes));
  const unshown = above
    .split('\n')
    .filter((line) => !shown.has(line))
    .join('\n');
  const { settings } = hook.ports;
  const bare = stripOurTrailers(unshown, settings, {
    written: prepared.trailers.map(toBytes),
    keepAttested: true,
  });
  const cleaned = cleanMessage(bare, form);
  if (isEmptyMessage(cleaned) || cleaned === toBytes(prepared.template ?? '\n')) {
    if (bare !== above) writeMessage(file, bare + below);
    return;
  }
  const { trailers } = prepared;
  // Only what a person left of the squashed trailers stands in such a message; they are not ours to take out.
  const keeps = trailers.length === 0 && prepared.kind === 'squash';
  const result = keeps ? unshown + below : bare + below;
  if (result !== text) writeMessage(file, result);
  await add(repo, file, withoutDoubled(trailers, fromBytes(bare), settings), form);
  markWritten(repo);
}

/**
 * What was found out about this commit: by `prepare-commit-msg`, if that looked at what is committed now, else here.
 * Some programs ask early and stage more, some only call `commit-msg`, and a commit that was given up leaves what it had
 * found. `undefined` where nothing is to be written.
 */
async function preparedFor(
  hook: CommitHook,
  text: string,
  isAsked: boolean,
  calls: readonly GitCall[] | undefined,
): Promise<Prepared | undefined> {
  const { repo, ports } = hook;
  const prepared = readPrepared(repo);
  const isOfThisGit = prepared?.git !== undefined && prepared.git === calls?.[0]?.pid;
  if (isAsked || isOfThisGit) return prepared;
  const [tree, head] = await Promise.all([stagedTree(repo), readHead(repo)]);
  const isStill = tree !== undefined && tree === prepared?.tree && oidOf(head) === prepared.head;
  if (prepared !== undefined && isStill) return prepared;
  clearPrepared(repo);
  const under = await underWay(hook, text, { source: '' }, calls, head);
  if (under === undefined) return undefined;
  if (hasProvenance(text, ports.settings)) {
    // A message that was taken over, as programs amend: whose lines it speaks of is seen once the commit is made.
    leaveOpen(hook, under.head);
    return undefined;
  }
  const change = await prepareChange(hook, under, text);
  for (const line of change.warnings) hook.say(line);
  return keep(hook, under, change, { trailers: change.trailers, shown: [] });
}

/** A commit under way, as far as a hook can tell. */
interface UnderWay {
  readonly kind: Exclude<CommitKind, 'replay' | 'unclear'>;
  readonly head: Head | 'unborn';
  readonly form: MessageForm;
  readonly calls: readonly GitCall[] | undefined;
}

/** `undefined` for a commit that is made again, which keeps what it has. */
async function underWay(
  hook: CommitHook,
  text: string,
  asked: { readonly source: string; readonly from?: string },
  above: ReturnType<typeof gitCallsAbove> | UnderWay['calls'],
  of: ReturnType<typeof readHead> | Head | 'unborn' | undefined,
): Promise<UnderWay | undefined> {
  const { repo, env, now } = hook;
  const [calls, head, config] = await Promise.all([above, of, readFormConfig(repo)]);
  if (head === undefined) throw new CannotPrepare('git could not read HEAD');
  const facts = { ...asked, states: await gitStates(repo), env, head, message: text, now };
  const kindBy = (known: UnderWay['calls']) => commitKind({ ...facts, ...(known && { calls: known }) });
  let kind = kindBy(calls);
  // Where asking takes time it is done only now: two commits of one second, and one that a person makes within a rebase.
  if (calls === undefined && (kind === 'unclear' || (kind === 'replay' && facts.states.has('rebase'))))
    kind = kindBy(await gitCallsAbove(hook.parentPid, true));
  if (kind === 'replay') return undefined;
  if (kind === 'unclear') {
    // git makes no commit of nothing.
    if (head === 'unborn' || (await stagedTree(repo)) !== head.tree) {
      leaveOpen(hook, head);
      throw new CannotPrepare('it could not be told whether this commit amends the last one');
    }
    kind = 'amend';
  }
  return { kind, head, form: formOf(text, config, env, calls), calls };
}

/** Keeps what was found, by what it is of, for the hooks that follow. */
function keep(
  { repo }: CommitHook,
  { kind, head, calls }: UnderWay,
  { files }: PreparedChange,
  more: Pick<Prepared, 'trailers' | 'shown' | 'template'>,
): Prepared {
  const [git, oid] = [calls?.[0]?.pid, oidOf(head)];
  const prepared: Prepared = {
    format: 1,
    kind,
    ...more,
    ...(files.tree !== undefined && { tree: files.tree }),
    ...(oid !== undefined && { head: oid }),
    ...(git !== undefined && { git }),
  };
  writePrepared(repo, prepared, { ...files, unwritten: more.trailers.length > 0 });
  return prepared;
}

/** Nothing is said of the commit under way before it is made: `post-commit` will look at it. */
function leaveOpen({ repo }: CommitHook, head: Head | 'unborn'): void {
  const oid = oidOf(head);
  writePrepared(
    repo,
    { format: 1, kind: 'new', trailers: [], shown: [] },
    { parents: ['unknown'], ...(oid !== undefined && { head: oid }), unwritten: false },
  );
}

function oidOf(head: Head | 'unborn' | undefined): string | undefined {
  return head === undefined || head === 'unborn' ? undefined : head.oid;
}

interface PreparedChange {
  readonly files: Omit<PreparedFiles, 'unwritten'>;
  readonly trailers: readonly string[];
  readonly warnings: readonly string[];
}

async function prepareChange(
  { repo, now, ports }: CommitHook,
  { kind, head }: UnderWay,
  message: string,
): Promise<PreparedChange> {
  const reading = Promise.all([staged(repo, parentsOf(repo, kind, head), true), stagedTree(repo)]);
  ports.readAhead?.(repo);
  const [change, tree] = await reading;
  const oid = oidOf(head);
  const place = {
    parents: change.parents,
    ...(oid !== undefined && { head: oid }),
    ...(tree !== undefined && { tree }),
  };
  const amended = kind === 'amend' && head !== 'unborn' ? head : undefined;
  if (amended !== undefined) {
    const kept = await keptTrailers(repo, amended, message, ports.settings);
    // Its record is that of the amended commit too: `post-rewrite` moves it.
    if (kept !== undefined) return { files: place, trailers: kept, warnings: [] };
  }
  const replacing = kind === 'amend' || kind === 'squash' ? kind : undefined;
  const { files, summary, findings, write } = await ports.changeProvenance(repo, change, now, replacing);
  const blocked = blockedText(findings);
  const note = commitNote(change, files, now);
  return {
    files: { ...place, ...(note !== undefined && { note }), ...(blocked !== undefined && { blocked }) },
    trailers: write ? formatTrailers(summary, ports.settings, ports.displayToken) : [],
    warnings: warningLines(findings),
  };
}

/**
 * Where only the message is amended, the lines are those of the commit, and so are the accounts of them that it has and
 * the new message (bytes) does not: of a squash each.
 */
async function keptTrailers(
  repo: Repository,
  head: Head,
  message: string,
  settings: TrailerSettings,
): Promise<string[] | undefined> {
  const delta = await staged(repo, [head.oid]);
  if (delta.files.length > 0 || !hasProvenance(head.message, settings)) return undefined;
  return missingParts(fromBytes(message), [head.message], settings);
}

function parentsOf(repo: Repository, kind: CommitKind, head: Head | 'unborn'): readonly string[] {
  if (head === 'unborn') return [];
  if (kind === 'amend') return head.parents;
  return kind === 'merge' ? [head.oid, ...mergeHeads(repo)] : [head.oid];
}

async function staged(repo: Repository, parents: readonly string[], withContents = false): Promise<Change> {
  const result = await stagedChange(repo, parents, { withContents });
  if (result.kind === 'problem') throw new CannotPrepare(result.message);
  return result.change;
}

/** What a message brought along from another commit is about other lines. */
function strip(
  message: string,
  kind: CommitKind,
  source: string,
  head: Head | 'unborn',
  hook: CommitHook,
): string {
  const { settings } = hook.ports;
  const reused = kind === 'amend' || source === 'commit' || hasProvenance(message, settings);
  if (!reused) return message;
  const help = kind === 'amend' && head !== 'unborn' ? writtenTo(hook.repo, head) : {};
  return stripOurTrailers(message, settings, {
    isAmended: kind === 'amend',
    ...(help.written && { written: help.written.map(toBytes) }),
  });
}

function writtenTo(repo: Repository, head: Head): { written?: string[] } {
  const written = lastWritten(repo, head.oid);
  return written === undefined ? {} : { written };
}

function preview(lines: readonly string[]): string[] {
  return ['', 'Colophon adds to this commit:', ...lines.map((line) => `  ${line}`)];
}

function commentLine(form: MessageForm, line: string): string {
  return line === '' ? form.comment : `${form.comment} ${line}`;
}

function readFormConfig(repo: Repository): Promise<Map<string, string>> {
  return readConfig(repo, /^(?:core\.comment(?:char|string)|commit\.cleanup)$/);
}

function formOf(
  text: string,
  config: ReadonlyMap<string, string>,
  env: NodeJS.ProcessEnv,
  calls: readonly GitCall[] | undefined,
): MessageForm {
  const call = calls?.[0];
  const asked = call?.command === 'commit' ? readCommitArguments(call.args).cleanup : undefined;
  return messageForm(text, messageConfig(config), env.GIT_EDITOR !== ':', asked);
}

/** The scissors and what git put below them are not the message. */
function splitMessage(text: string, form: MessageForm): { above: string; below: string } {
  const cut = `${form.comment} ------------------------ >8 ------------------------\n`;
  const at = !form.editor ? -1 : text.startsWith(cut) ? 0 : text.indexOf(`\n${cut}`) + 1 || -1;
  return at === -1 ? { above: text, below: '' } : { above: text.slice(0, at), below: text.slice(at) };
}

async function add(
  repo: Repository,
  file: string,
  trailers: readonly string[],
  form: MessageForm,
): Promise<void> {
  mkdirSync(repo.colophonDir, { recursive: true });
  const problem = await addTrailers(repo, file, trailers, form);
  if (problem !== undefined) throw new CannotPrepare(`git could not add the trailers: ${problem}`);
}

/** A message may be in any encoding: it is handled as bytes, one UTF-16 code unit each. */
function readMessage(file: string): string {
  return readFileSync(file, 'latin1');
}

function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function fromBytes(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
