import type { Cause } from '../source';
import type { Observation, Reading } from './observation';
import { agentSource, isWriting } from './programEdits';
import { endOf, endsAtCursor, inserting, isBlank, leavesInside, squeeze, trimCommon } from './shape';
import type { HostReason, TextChange } from './signals';
import { isGhost, isNextEdit } from './suggestion';

type NameAssistant = (extensionId: string) => string;

/** What is known of the assistants in this window. */
export interface KnownAssistants {
  readonly nameAssistant: NameAssistant;
  /** Whether one that writes files by itself is at hand; absent: none is known of. */
  readonly isAgentActive?: () => boolean;
}

const PREVIOUS_MS = 60_000;
/** What comes along with a completion follows it this closely. */
const COMPLETION_MS = 2000;
/** A menu of code actions may be open for this long, and what was chosen take its time. */
const ACTIONS_MS = 30_000;
/** A program that edits piece by piece leaves no longer pauses than this. */
const PROGRAM_MS = 1000;

/** How one change is to be read. The host's own account decides where there is one; else the stable signals. */
export function classify(seen: Observation, assistants: KnownAssistants): Reading {
  const { signal } = seen;
  const at = signal.at;
  if (signal.reason) return { as: 'restore' };
  if (signal.host) return byHost(seen, signal.host, assistants);
  if (seen.disk) return { as: 'disk', source: { origin: 'unknown', cause: 'disk', at } };
  if (seen.saving) return whileSaving(seen);
  if (seen.paste !== undefined && isPaste(signal.changes, seen.paste)) return paste(seen, 'observed');
  const keyboard = seen.selection?.by === 'keyboard';
  if (keyboard && isTyping(seen)) return human('typed', 'observed', at);
  const completion = byCompletion(seen);
  if (completion) return completion;
  // A paste that was announced to no provider: it is long, and the editor says it came from the keyboard.
  if (keyboard && signal.active && endsAtCursor(seen)) return paste(seen, 'inferred');
  return byShape(seen) ?? byProgram(seen, assistants);
}

/** A save makes changes of its own; a person who does not wait for it goes on. */
function whileSaving(seen: Observation): Reading {
  const { changes, at, active } = seen.signal;
  if (seen.selection?.by === 'keyboard' && isTyping(seen)) return human('typed', 'observed', at);
  // A formatter adds a sign at the cursor; a suggestion is longer.
  if (active && isGhost(seen) && /[\p{L}\p{N}]{2}/u.test(changes[0]!.text)) return accepted('suggestion', at);
  return tool('save', 'observed', at);
}

function byHost(seen: Observation, host: HostReason, assistants: KnownAssistants): Reading {
  const at = seen.signal.at;
  const text = (key: string) =>
    typeof host.metadata[key] === 'string' ? (host.metadata[key] as string) : undefined;
  const ai = (cause: Cause): Reading => {
    const extension = text('$extensionId');
    // `<vendor>|<model>`: whose contract it is says the assistant.
    const model = text('$modelId')?.split('|').at(-1);
    const session = text('$$sessionId');
    const named = {
      ...(extension && { assistant: assistants.nameAssistant(extension) }),
      ...(model && { model }),
      ...(session && { session }),
    };
    return { as: 'insert', source: { origin: 'ai', evidence: 'host', cause, ...named, at } };
  };
  switch (host.source) {
    case 'inlineCompletionAccept':
    case 'inlineCompletionPartialAccept':
      return ai(host.metadata.$nes === true ? 'next-edit' : 'suggestion');
    case 'Chat.applyEdits':
      return ai('chat');
    case 'inlineChat.applyEdits':
      return ai('inline-chat');
    case 'Chat.undoEdits':
    case 'Chat.reset':
      return { as: 'restore' };
    case 'cursor':
      return byCursor(seen, text);
    case 'suggest':
      return { as: 'insert', source: { origin: 'tool', evidence: 'host', cause: 'completion', at } };
    case 'snippet':
      return { as: 'insert', source: { origin: 'tool', evidence: 'host', cause: 'snippet', at } };
    case 'rename':
      return tool('rename', 'host', at);
    case 'codeAction':
      return tool('code-action', 'host', at);
    case 'eolChange':
      return tool('line-endings', 'host', at);
    case 'reloadFromDisk':
      return { as: 'disk', source: { origin: 'unknown', cause: 'disk', at } };
    case 'unknown':
      if (text('name') === 'formatEditsCommand') return tool('format', 'host', at);
      if (seen.saving) return tool('save', 'observed', at);
      // What commands of extensions without AI mostly use, and agents seldom.
      if (text('name') === 'MainThreadTextEditor') return rearranged(seen) ?? unknown('edit', at);
      return rearranged(seen) ?? byProgram(seen, assistants);
    default:
      return rearranged(seen) ?? byProgram(seen, assistants);
  }
}

function byCursor(seen: Observation, host: (key: string) => string | undefined): Reading {
  const at = seen.signal.at;
  const added = seen.signal.changes.map((c) => c.text).join('');
  switch (host('kind')) {
    case 'type':
    case 'compositionType':
    case 'compositionEnd':
      return human('typed', 'host', at);
    case 'paste':
      return paste(seen, 'host');
    case 'cut':
      return tool('cut', 'host', at);
    default:
      if (host('detailedSource') === 'tab' && isBlank(added)) return human('typed', 'host', at);
      // A command of the editor: toggle comment, move line, …
      return tool('command', 'host', at);
  }
}

/** The stable signals for what is neither typed, pasted nor from the disk. */
function byShape(seen: Observation): Reading | undefined {
  const { signal } = seen;
  const { changes, at } = signal;
  if (changes.every((c) => c.text === '')) return tool('cut', 'observed', at);
  const byPerson = seen.asked && endsAtCursor(seen);
  // A line break amid the edits of a program is the program's.
  if (changes.every((c) => isBlank(c.text)) && signal.active && !editedLately(seen)) {
    // Enter and Tab are typed, but the editor reports no key for them.
    // Where ghost text may have been shown it may have been the first line of it, a bare line break.
    if (byPerson) return human('typed', seen.before ? 'inferred' : 'observed', at);
    if (endsAtCursor(seen) && typedLately(seen)) return human('typed', 'inferred', at);
  }
  if (signal.active && isGhost(seen)) return accepted('suggestion', at);
  return rearranged(seen) ?? (signal.active && isNextEdit(seen) ? accepted('next-edit', at) : undefined);
}

/** An edit by some extension: which one, nobody says. */
function byProgram(seen: Observation, { isAgentActive }: KnownAssistants): Reading {
  const { changes, at } = seen.signal;
  if (completesLately(seen))
    return { as: 'insert', source: { origin: 'tool', evidence: 'inferred', cause: 'completion', at } };
  const actions = seen.actions && at - seen.actions.at <= ACTIONS_MS ? seen.actions : undefined;
  if (actions?.last && seen.signal.active) return tool('code-action', 'inferred', at);
  return !actions && !isAtCursor(seen) && isWriting(changes, seen.removed) && isAgentActive?.() === true
    ? { as: 'insert', source: agentSource(at) }
    : unknown('edit', at);
}

/**
 * What a person's command does, and an agent seldom: it puts text where the cursor is, or leaves a place to fill in.
 * Where the host gives its reasons, those commands have one of their own.
 */
function isAtCursor(seen: Observation): boolean {
  return leavesInside(seen) || (!seen.signal.host && seen.signal.active && endsAtCursor(seen));
}

/** What comes along with a completion, elsewhere in the file, names it: the import of what was completed. */
function completesLately({ previous, signal }: Observation): boolean {
  return (
    previous?.source.cause === 'completion' &&
    signal.at - previous.at <= COMPLETION_MS &&
    signal.changes.some(({ text }) => text.includes(previous.text.trim()))
  );
}

/** What the suggest widget had selected. */
function byCompletion(seen: Observation): Reading | undefined {
  const { active, changes, at } = seen.signal;
  const selected = seen.before?.selected;
  if (!active || changes.length !== 1 || selected === undefined) return undefined;
  if (!isCompletion(changes[0]!, seen.removed[0]!, selected)) return undefined;
  return { as: 'insert', source: { origin: 'tool', evidence: 'observed', cause: 'completion', at } };
}

/** Text that the editor moved, wrapped, renamed or commented: nobody wrote it anew. */
function rearranged(seen: Observation): Reading | undefined {
  const { changes, at } = seen.signal;
  const pairs = changes.map((c, i) => [seen.removed[i]!, c.text] as const);
  if (pairs.every(([a, b]) => squeeze(a).toLowerCase() === squeeze(b).toLowerCase()))
    return tool('format', 'inferred', at);
  if (isMove(pairs) || pairs.every(isReorder)) return tool('move', 'inferred', at);
  if (isComment(pairs)) return tool('comment', 'inferred', at);
  if (seen.renames) return tool('rename', 'inferred', at);
  return undefined;
}

function isTyping(seen: Observation): boolean {
  const changes = inserting(seen);
  const cursors = seen.selection!.cursors;
  if (!changes.every((c) => isKey(c.text))) return false;
  if (changes.length > 1) return cursors.length === changes.length || surrounds(changes);
  const c = changes[0];
  if (!c) return false;
  const { line, character } = endOf(c);
  // The cursor may stand between a bracket and the one closed for it.
  return cursors.some(
    (at) => at.line === line && (at.character === character || at.character === character - 1),
  );
}

/** One key's text: a character, a bracket or quote with the one closed for it, or a composed word of another script. */
function isKey(text: string): boolean {
  const points = [...text];
  if (points.length <= 1 || /^\r?\n[ \t]*$/.test(text)) return true;
  if (points.length === 2 && CLOSED.has(text)) return true;
  return points.length <= 24 && !text.includes('\n') && points.every((p) => p > '\u007f');
}

const CLOSED = new Set(['()', '[]', '{}', '""', "''", '``', '<>', '**', '__', '$$']);

/** A bracket or quote typed around a selection. */
function surrounds(changes: readonly TextChange[]): boolean {
  return changes.length % 2 === 0 && changes.every((c) => c.start === c.end && c.text.length === 1);
}

/** What the paste provider saw is what came, up to line ends and indentation, in one place or spread over cursors. */
function isPaste(changes: readonly TextChange[], text: string): boolean {
  const offered = squeeze(text);
  if (offered === '') return changes.every((c) => isBlank(c.text));
  return (
    changes.every((c) => squeeze(c.text) === offered) ||
    squeeze(changes.map((c) => c.text).join('')) === offered
  );
}

function isCompletion(change: TextChange, removed: string, selected: string): boolean {
  const made = trimCommon(removed, change.text);
  return (
    change.text === selected ||
    (made !== '' && selected.endsWith(made)) ||
    plain(selected) === plain(change.text)
  );
}

/** A snippet's text without its placeholders, spaces left out. */
function plain(snippet: string): string {
  return squeeze(snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\{?\d+\}?/g, ''));
}

function isMove(pairs: readonly (readonly [string, string])[]): boolean {
  const gone = pairs.map(([a]) => squeeze(a)).filter((t) => t !== '');
  const come = pairs.map(([, b]) => squeeze(b)).filter((t) => t !== '');
  return gone.length > 0 && gone.length === come.length && gone.sort().join('\0') === come.sort().join('\0');
}

/** The same lines in another order. */
function isReorder([from, to]: readonly [string, string]): boolean {
  const lines = (text: string) => text.split('\n').map(squeeze).sort().join('\n');
  return from.includes('\n') && lines(from) === lines(to);
}

/** A comment's mark as the editor puts it in front of or around text: one of its own characters, or with a space. */
const COMMENT = /^\s*(?:\/\/|--|\/\*|\*\/|<!--|-->)\s*$|^(?:#|;|%|"|'|REM) $/;

function isComment(pairs: readonly (readonly [string, string])[]): boolean {
  return pairs.every(([a, b]) => (a === '' || COMMENT.test(a)) && (b === '' || COMMENT.test(b)));
}

function typedLately(seen: Observation): boolean {
  const p = seen.previous;
  return p !== undefined && p.source.cause === 'typed' && seen.signal.at - p.at <= PREVIOUS_MS;
}

function editedLately(seen: Observation): boolean {
  const p = seen.previous;
  return p !== undefined && p.source.cause === 'edit' && seen.signal.at - p.at <= PROGRAM_MS;
}

function human(cause: Cause, evidence: 'host' | 'observed' | 'inferred', at: number): Reading {
  return { as: 'type', source: { origin: 'human', evidence, cause, at } };
}

function tool(cause: Cause, evidence: 'host' | 'observed' | 'inferred', at: number): Reading {
  return { as: 'keep', source: { origin: 'tool', evidence, cause, at } };
}

function accepted(cause: Cause, at: number): Reading {
  return { as: 'insert', source: { origin: 'ai', evidence: 'inferred', cause, at } };
}

function unknown(cause: Cause, at: number): Reading {
  return { as: 'insert', source: { origin: 'unknown', cause, at } };
}

function paste(seen: Observation, evidence: 'host' | 'observed' | 'inferred'): Reading {
  return { as: 'paste', source: { origin: 'pasted', evidence, cause: 'paste', at: seen.signal.at } };
}
