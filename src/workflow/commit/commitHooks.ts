import { mkdirSync, readFileSync } from 'node:fs';
import { gitCallsAbove } from '../../git/hooks/caller';
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
import { type Change, stagedChange } from '../../git/objects/change';
import { type Head, readHead } from '../../git/objects/head';
import { readConfig } from '../../git/repository/config';
import type { Repository } from '../../git/repository/repository';
import {
  clearPrepared,
  lastWritten,
  markWritten,
  type PreparedFiles,
  readPrepared,
  writePrepared,
} from '../../git/store/prepared';
import { hasProvenance } from '../../provenance/written/findTrailers';
import { ourTrailers, stripOurTrailers, withoutDoubled } from '../../provenance/written/stripTrailers';
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
  const { repo, env, now } = hook;
  clearPrepared(repo);
  const text = readMessage(file);
  const [calls, head, config] = await Promise.all([
    gitCallsAbove(hook.parentPid),
    readHead(repo),
    readFormConfig(repo),
  ]);
  if (head === undefined) throw new CannotPrepare('git could not read HEAD');
  const facts = { source, states: gitStates(repo), env, head, message: text, now };
  const kind = commitKind({ ...facts, ...(from !== undefined && { from }), ...(calls && { calls }) });
  if (kind === 'replay') return;
  if (kind === 'unclear')
    throw new CannotPrepare('it could not be told whether this commit amends the last one');

  const form = formOf(text, config, env, calls);
  const { above, below } = splitMessage(text, form);
  const squashed = kind === 'squash' && hasProvenance(above, hook.ports.settings);
  const prepared = await prepareChange(hook, kind, head);
  const bare = squashed ? above : strip(above, kind, source, head, hook);
  // A squash's message says what its commits said; a second account of the same lines would be added to it.
  const lines = squashed ? [] : withoutDoubled(prepared.trailers, fromBytes(bare), hook.ports.settings);

  const cleaned = cleanMessage(bare, form);
  const inPlace = !form.editor || bare !== above;
  const shown = inPlace || lines.length === 0 ? [] : preview(lines);
  const edited = shown.length === 0 ? bare + below : showInEditor(bare + below, form, shown.map(toBytes));
  // A trailer in an empty message would make it one that is not: git must still see that it is empty.
  const written = inPlace && !isEmptyMessage(cleaned);
  writePrepared(
    repo,
    {
      format: 1,
      kind,
      trailers: lines,
      shown: shown.map((line) => commentLine(form, line)),
      ...(source === 'template' && { template: fromBytes(cleaned) }),
    },
    { ...prepared.files, unwritten: lines.length > 0 },
  );
  if (edited !== text) writeMessage(file, edited);
  if (written) {
    await add(repo, file, lines, form);
    markWritten(repo);
  }
  for (const line of prepared.warnings) hook.say(line);
}

/**
 * `commit-msg`: sees to it that the final message holds the trailers, once, and that an emptied one stays empty. It
 * does not look at the index again: git took its tree before `prepare-commit-msg`, and what a person stages while
 * the editor is open is not in this commit.
 */
export async function commitMsg(hook: CommitHook, file: string): Promise<void> {
  const { repo, env } = hook;
  const prepared = readPrepared(repo);
  if (prepared === undefined) return;
  const text = readMessage(file);
  const [calls, config] = await Promise.all([gitCallsAbove(hook.parentPid), readFormConfig(repo)]);
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
  const keep = trailers.length === 0 && prepared.kind === 'squash';
  const result = keep ? unshown + below : bare + below;
  if (result !== text) writeMessage(file, result);
  await add(repo, file, withoutDoubled(trailers, fromBytes(bare), settings), form);
  markWritten(repo);
}

interface PreparedChange {
  readonly files: Omit<PreparedFiles, 'unwritten'>;
  readonly trailers: readonly string[];
  readonly warnings: readonly string[];
}

async function prepareChange(
  hook: CommitHook,
  kind: Exclude<CommitKind, 'replay' | 'unclear'>,
  head: Head | 'unborn',
): Promise<PreparedChange> {
  const { repo, now, ports } = hook;
  const reading = staged(repo, parentsOf(repo, kind, head), true);
  ports.readAhead?.(repo);
  const change = await reading;
  const place = { parents: change.parents, ...(head !== 'unborn' && { head: head.oid }) };
  const amended = kind === 'amend' && head !== 'unborn' ? head : undefined;
  if (amended !== undefined) {
    const kept = await keptTrailers(repo, amended, ports.settings);
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

/** Where only the message is amended, the lines are those of the commit, and so are the trailers it has. */
async function keptTrailers(
  repo: Repository,
  head: Head,
  settings: TrailerSettings,
): Promise<string[] | undefined> {
  const delta = await staged(repo, [head.oid]);
  if (delta.files.length > 0 || !hasProvenance(head.message, settings)) return undefined;
  return ourTrailers(head.message, settings, writtenTo(repo, head));
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
  return stripOurTrailers(message, settings, help.written ? { written: help.written.map(toBytes) } : {});
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
  calls: Awaited<ReturnType<typeof gitCallsAbove>>,
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
