import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../git/repository/repository';
import { writeWhole } from '../../git/repository/writeWhole';

/** Old and new commit. */
export type RewritePair = readonly [from: string, to: string];

/** What was made again and whose records have not moved; and how many of them have waited for a note before. */
export function queuedPairs(repo: Repository): { readonly pairs: RewritePair[]; readonly waited: number } {
  const [rewrites, unread] = queues(repo);
  const before = readPairs(unread);
  return { pairs: throughAll([...before, ...readPairs(rewrites)]), waited: before.length };
}

/** All have moved but for these, whose old note is not here. */
export function settleQueues(repo: Repository, left: readonly RewritePair[]): void {
  const [rewrites, unread] = queues(repo);
  if (left.length === 0) rmSync(unread, { force: true });
  else writeWhole(unread, left.map((pair) => `${pair.join(' ')}\n`).join(''));
  rmSync(rewrites, { force: true });
}

/** What cannot be moved at all would be tried for ever. */
export function forgetQueued(repo: Repository): void {
  rmSync(queues(repo)[0], { force: true });
}

/** `post-rewrite` is told that the record of the commit under way is not all that there is of it. */
export function expectUnread(repo: Repository): void {
  const [, unread] = queues(repo);
  if (!existsSync(unread)) writeFileSync(unread, '');
}

/** `rewrites` is written by the shims; `unread` holds the pairs whose old note is on another machine. */
function queues({ colophonDir }: Repository): readonly [rewrites: string, unread: string] {
  return [join(colophonDir, 'rewrites'), join(colophonDir, 'unread')];
}

/** `<old> <new>[ <more>]`, one a line: githooks(5), *post-rewrite*. */
function readPairs(file: string): RewritePair[] {
  if (!existsSync(file)) return [];
  const lines = new Set(readFileSync(file, 'latin1').split('\n'));
  return [...lines].flatMap((line): RewritePair[] => {
    const [, from, to] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64})(?: |$)/.exec(line) ?? [];
    return from && to ? [[from, to]] : [];
  });
}

/**
 * Two hooks may have said the same, and what a rebase made of a commit may have been amended on its way: then the new
 * commit is what came of it in the end.
 */
function throughAll(pairs: readonly RewritePair[]): RewritePair[] {
  const next = new Map(pairs);
  return pairs.map(([from, to]) => {
    const seen = new Set([from]);
    let last = to;
    for (let at: string | undefined = to; at !== undefined && !seen.has(at); at = next.get(at)) {
      seen.add(at);
      last = at;
    }
    return [from, last];
  });
}
