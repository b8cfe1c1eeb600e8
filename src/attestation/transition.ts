import { createHash } from 'node:crypto';

/** `<mode> <oid>` of one path in one tree, as `git diff-tree --raw` prints them: `100644 3b18e512…`. */
export type State = string;

/** What happened to one path between two trees. */
export interface Transition {
  /** POSIX, from the repository's root, as git stores it. */
  readonly path: string;
  readonly from: State;
  readonly to: State;
}

const statePattern = /^(?:000000|040000|100644|100755|100664|120000|160000) (?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isState(text: string): boolean {
  return statePattern.test(text);
}

/** The state of a path that is not there. */
export function absent(oidLength: number): State {
  return `000000 ${'0'.repeat(oidLength)}`;
}

export function isAbsent(state: State): boolean {
  return state.startsWith('000000 ');
}

export function modeOf(state: State): string {
  return state.slice(0, 6);
}

export function oidOf(state: State): string {
  return state.slice(7);
}

/** Whether a state is that of a file with this content. */
export function hasContent(state: State, content: Buffer): boolean {
  const oid = oidOf(state);
  const hash = createHash(oid.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${content.length}\0`).update(content).digest('hex') === oid;
}

/** In the order of their paths' UTF-16 units, so that the same change is always the same bytes. */
export function inOrder(transitions: readonly Transition[]): Transition[] {
  return [...transitions].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
