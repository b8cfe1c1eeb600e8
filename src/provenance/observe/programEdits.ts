import type { Source } from '../source';
import type { TextChange } from './signals';

/** Fewer new words and signs may be anybody's: a header, a closed tag, a renamed name. */
const TOKENS_MIN = 6;
/** Pieces shorter than this on average are keys: somebody types in a shared window. */
const PIECE_MIN = 3;
const PIECES_MIN = 3;
/** A program that writes piece by piece leaves no longer pauses than this, in milliseconds. */
const PAUSE_MS = 1000;
const TOKEN = /[\p{L}\p{N}_$]+|[^\p{L}\p{N}_$\s]/gu;

/**
 * Text that an extension wrote while an assistant that writes files by itself was active. The editor does not say which
 * extension it was, and so no assistant is named.
 */
export function agentSource(at: number): Source {
  return { origin: 'ai', evidence: 'inferred', cause: 'agent', at };
}

/** Whether a program wrote something new: more than it took away, here or elsewhere in the same edit. */
export function isWriting(changes: readonly TextChange[], removed: readonly string[]): boolean {
  const texts = changes.map(({ text }) => text);
  return (
    newTokens(texts.join('\n'), removed.join('\n')) >= TOKENS_MIN &&
    // Many small changes are a renaming, or a formatter's.
    texts.some((text, i) => newTokens(text, removed[i]!) >= TOKENS_MIN)
  );
}

function newTokens(text: string, removed: string): number {
  const old = new Map<string, number>();
  for (const token of removed.match(TOKEN) ?? []) old.set(token, (old.get(token) ?? 0) + 1);
  let count = 0;
  for (const token of text.match(TOKEN) ?? []) {
    const left = old.get(token) ?? 0;
    if (left > 0) old.set(token, left - 1);
    else count++;
  }
  return count;
}

/** What a program has written in one place, piece after piece. Offsets of the text with all of them. */
export interface ProgramStream {
  readonly start: number;
  readonly text: string;
  readonly pieces: number;
  /** So much of the text is known to be a model's. */
  readonly known: number;
  /** Of the first piece, and of the last. */
  readonly began: number;
  readonly at: number;
}

/** `stream` with one more piece, which goes on from its end; else a new one. */
export function streamOn(stream: ProgramStream | undefined, change: TextChange, at: number): ProgramStream {
  const goesOn =
    stream !== undefined &&
    at - stream.at <= PAUSE_MS &&
    change.start === change.end &&
    change.start === stream.start + stream.text.length;
  if (!goesOn) return { start: change.start, text: change.text, pieces: 1, known: 0, began: at, at };
  return { ...stream, text: stream.text + change.text, pieces: stream.pieces + 1, at };
}

/** Whether it is what only language models do: text that appears in pieces of words, one behind the other. */
export function isModelStream({ text, pieces }: ProgramStream): boolean {
  return pieces >= PIECES_MIN && text.length / pieces >= PIECE_MIN && newTokens(text, '') >= TOKENS_MIN;
}
