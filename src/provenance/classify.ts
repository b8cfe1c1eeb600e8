import type { Change, ChangeSignal, HostReason, SelectionSignal, SuggestionSignal } from './signals';
import type { Source } from './source';

/** One change with what was seen around it, when no more is to be expected. */
export interface Observation {
  readonly signal: ChangeSignal;
  /** The text each change took away. */
  readonly removed: readonly string[];
  /** The document never became unsaved: the change came from the disk. */
  readonly disk: boolean;
  /** Made by a save: between its start and its end. */
  readonly saving: boolean;
  /** The selection event that followed. */
  readonly selection?: SelectionSignal;
  /** What a paste was about to insert. */
  readonly paste?: string;
  /** Our inline provider was asked after the previous change and before this one. */
  readonly before?: SuggestionSignal;
  /** The host asked for ghost text at the end of this change: it took the change for a person's doing. */
  readonly asked: boolean;
  /** How the previous change of this document was read. */
  readonly previous?: { readonly source: Source; readonly at: number };
}

/**
 * `insert`: new text, whose unchanged ends keep their sources. `type`, `paste`: all of it is new (a paste of text
 * that was copied here carries it). `keep`: the editor rearranged text, which keeps its sources; what is new gets `source`.
 * `restore`: undo or redo. `disk`: whatever is on the disk now.
 */
export type Reading =
  | { readonly as: 'insert' | 'type' | 'paste' | 'keep' | 'disk'; readonly source: Source }
  | { readonly as: 'restore' };

export type NameAssistant = (extensionId: string) => string;

const PREVIOUS_MS = 60_000;
/** A program that edits piece by piece leaves no longer pauses than this. */
const PROGRAM_MS = 1000;

/** How one change is to be read. The host's own account decides where there is one; else the stable signals. */
export function classify(seen: Observation, nameAssistant: NameAssistant): Reading {
  const { signal } = seen;
  const at = signal.at;
  if (signal.reason) return { as: 'restore' };
  if (signal.host) return byHost(seen, signal.host, nameAssistant);
  if (seen.disk) return { as: 'disk', source: { origin: 'unknown', cause: 'disk', at } };
  if (seen.saving) return tool('save', 'observed', at);
  if (seen.paste !== undefined && isPaste(signal.changes, seen.paste)) return paste(seen, 'observed');
  const keyboard = seen.selection?.by === 'keyboard';
  if (keyboard && isTyping(seen)) return human('typed', 'observed', at);
  const completion = byCompletion(seen);
  if (completion) return completion;
  // A paste that no provider was told of: it is long, and the editor says it came from the keyboard.
  if (keyboard && signal.active && endsAtCursor(seen)) return paste(seen, 'inferred');
  return byShape(seen) ?? unknown('edit', at);
}

function byHost(seen: Observation, host: HostReason, nameAssistant: NameAssistant): Reading {
  const at = seen.signal.at;
  const text = (key: string) =>
    typeof host.metadata[key] === 'string' ? (host.metadata[key] as string) : undefined;
  const ai = (cause: string): Reading => {
    const extension = text('$extensionId');
    // `<vendor>|<model>`: whose contract it is says the assistant.
    const model = text('$modelId')?.split('|').at(-1);
    const session = text('$$sessionId');
    return {
      as: 'insert',
      source: {
        origin: 'ai',
        evidence: 'host',
        cause,
        ...(extension && { assistant: nameAssistant(extension) }),
        ...(model && { model }),
        ...(session && { session }),
        at,
      },
    };
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
      return rearranged(seen) ?? unknown('edit', at);
    default:
      return rearranged(seen) ?? unknown('edit', at);
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
  if (signal.active && changes.length === 1 && isGhost(seen)) {
    return { as: 'insert', source: { origin: 'ai', evidence: 'inferred', cause: 'suggestion', at } };
  }
  return rearranged(seen);
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
  if (isRename(pairs)) return tool('rename', 'inferred', at);
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

/** The changes that bring text; Enter on a blank line also takes its indentation away. */
function inserting(seen: Observation): readonly Change[] {
  return seen.signal.changes.filter((c) => c.text !== '');
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
function surrounds(changes: readonly Change[]): boolean {
  return changes.length % 2 === 0 && changes.every((c) => c.start === c.end && c.text.length === 1);
}

/** What the paste provider saw is what came, up to line ends and indentation, in one place or spread over cursors. */
function isPaste(changes: readonly Change[], text: string): boolean {
  const offered = squeeze(text);
  if (offered === '') return changes.every((c) => isBlank(c.text));
  return (
    changes.every((c) => squeeze(c.text) === offered) ||
    squeeze(changes.map((c) => c.text).join('')) === offered
  );
}

function isCompletion(change: Change, removed: string, selected: string): boolean {
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

/**
 * Ghost text: the host was asked for it at this place just before, the change starts at or before the cursor, and
 * leaves one empty cursor at its end. An edit by an extension at the cursor looks nearly the same: hence `inferred`.
 */
function isGhost(seen: Observation): boolean {
  const change = seen.signal.changes[0]!;
  const asked = seen.before;
  if (!asked || seen.selection === undefined || seen.selection.by !== undefined) return false;
  if (seen.selection.cursors.length !== 1 || !seen.selection.cursors[0]!.empty) return false;
  if (isBlank(trimCommon(seen.removed[0]!, change.text))) return false;
  const removedLines = seen.removed[0]!.split('\n').length - 1;
  const covers =
    asked.line >= change.line &&
    asked.line <= change.line + removedLines &&
    (asked.line > change.line || asked.character >= change.character);
  return covers && endsAtCursor(seen) && seen.asked;
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

/** The same small stretch replaced by the same small stretch in several places. */
function isRename(pairs: readonly (readonly [string, string])[]): boolean {
  const [a, b] = pairs[0]!;
  return (
    pairs.length > 1 &&
    /^[\p{L}\p{N}_$]+$/u.test(b) &&
    /^[\p{L}\p{N}_$]+$/u.test(a) &&
    pairs.every(([x, y]) => x === a && y === b)
  );
}

/** Every selection's cursor stands where a change's text ends. */
function endsAtCursor(seen: Observation): boolean {
  const cursors = seen.selection?.cursors;
  const changes = inserting(seen);
  if (!cursors || cursors.length !== changes.length) return false;
  if (changes.length > 1) return true;
  const { line, character } = endOf(changes[0]!);
  const cursor = cursors[0]!;
  if (cursor.line === line && cursor.character === character) return true;
  // Enter between brackets: the cursor is on the new line in the middle.
  return isBlank(changes[0]!.text) && cursor.line > changes[0]!.line && cursor.line < line;
}

export function endOf(change: Change): { line: number; character: number } {
  const newline = change.text.lastIndexOf('\n');
  if (newline < 0) return { line: change.line, character: change.character + change.text.length };
  return {
    line: change.line + change.text.split('\n').length - 1,
    character: change.text.length - newline - 1,
  };
}

function typedLately(seen: Observation): boolean {
  const p = seen.previous;
  return p !== undefined && p.source.cause === 'typed' && seen.signal.at - p.at <= PREVIOUS_MS;
}

function editedLately(seen: Observation): boolean {
  const p = seen.previous;
  return p !== undefined && p.source.cause === 'edit' && seen.signal.at - p.at <= PROGRAM_MS;
}

function trimCommon(from: string, to: string): string {
  let i = 0;
  while (i < from.length && i < to.length && from[i] === to[i]) i++;
  let j = 0;
  while (j < from.length - i && j < to.length - i && from[from.length - 1 - j] === to[to.length - 1 - j]) j++;
  return to.slice(i, to.length - j);
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

function human(cause: string, evidence: 'host' | 'observed' | 'inferred', at: number): Reading {
  return { as: 'type', source: { origin: 'human', evidence, cause, at } };
}

function tool(cause: string, evidence: 'host' | 'observed' | 'inferred', at: number): Reading {
  return { as: 'keep', source: { origin: 'tool', evidence, cause, at } };
}

function unknown(cause: string, at: number): Reading {
  return { as: 'insert', source: { origin: 'unknown', cause, at } };
}

function paste(seen: Observation, evidence: 'host' | 'observed' | 'inferred'): Reading {
  return { as: 'paste', source: { origin: 'pasted', evidence, cause: 'paste', at: seen.signal.at } };
}
