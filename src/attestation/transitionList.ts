import { createHash } from 'node:crypto';
import { isRecord } from '../text/isRecord';
import { parseJson } from '../text/parseJson';
import { isTransitions, maxListed, type TransitionListName } from './statement';
import { inOrder, type Transition } from './transition';

/** Of a stored list: 50,000 paths of usual length. */
export const maxListBytes = 16 * 1024 * 1024;

/**
 * The one way to write a list down that a statement names by its digest.
 * @param nonce of the statement, so that each list is one statement's alone
 */
export function listText(transitions: readonly Transition[], nonce: string): string {
  const rows = inOrder(transitions).map(({ path, from, to }) => ({ path, from, to }));
  return `${JSON.stringify({ nonce, transitions: rows })}\n`;
}

export function listName(text: string, count: number): TransitionListName {
  return { sha256: createHash('sha256').update(text).digest('hex'), count };
}

/** Reads a stored list back, or nothing where it is none: only the very bytes that `listText` makes are taken. */
export function readList(bytes: Buffer): readonly Transition[] | undefined {
  if (bytes.length > maxListBytes || bytes[0] !== 0x7b) return undefined;
  const text = bytes.toString('utf8');
  const value = parseJson(text);
  if (!isRecord(value) || typeof value.nonce !== 'string') return undefined;
  const { nonce, transitions } = value;
  if (!isTransitions(transitions) || transitions.length > maxListed) return undefined;
  return Buffer.from(listText(transitions, nonce)).equals(bytes) ? transitions : undefined;
}
