import { randomBytes } from 'node:crypto';
import type { Transition } from '../../attestation/transition';
import * as l10n from '../../text/l10n';
import { endsWhole, oneLine, splitNul } from '../repository/git';
import { readPath } from '../repository/path';
import { gitIn, type Repository } from '../repository/repository';
import { inOwnStore } from './ownStore';
import { said } from './range';
import { scanTree, treeChange } from './tree';

interface Merge {
  readonly oid: string;
  readonly parents: readonly string[];
}

/** What a merge itself did to paths: from what git would have made of its parents, or from its first parent. */
export type OwnWork = readonly Transition[];

const timeoutMs = 120_000;
const atOnce = 3;

/**
 * Of each merge, what it makes of its parents that git alone would not: a path that is taken back, or dropped, or
 * resolved by hand. A merge of which that cannot be told did everything itself. A string is what went wrong.
 * @param matters of a path: whether it is asked for; merges that differ in no such path from any parent are left out
 */
export async function ownWorkOfMerges(
  repo: Repository,
  merges: readonly Merge[],
  matters: (path: string) => boolean,
): Promise<ReadonlyMap<string, OwnWork> | string> {
  const touched = await touchedByMerges(repo, merges);
  if (typeof touched === 'string') return touched;
  const asked = merges.filter(({ oid }) => touched.get(oid)?.some(matters));
  const found = new Map<string, OwnWork>();
  if (asked.length === 0) return found;
  return inOwnStore(repo, async (own, folder) => {
    const queue = [...asked];
    const problems: string[] = [];
    const work = async () => {
      for (let merge = queue.shift(); merge !== undefined; merge = queue.shift()) {
        const result = await ownWork(own, folder, merge);
        if (typeof result === 'string') problems.push(result);
        else found.set(merge.oid, result);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return problems[0] ?? found;
  });
}

async function ownWork(repo: Repository, folder: string, merge: Merge): Promise<OwnWork | string> {
  const { oid, parents } = merge;
  let [tip = ''] = parents;
  let tree: string | undefined;
  let conflicts: readonly string[] = [];
  for (const other of parents.slice(1)) {
    const merged = await mergeTree(repo, folder, tip, other);
    if (typeof merged === 'string') return merged;
    if (merged === undefined) return againstEach(repo, merge);
    ({ tree, conflicts } = merged);
    if (conflicts.length > 0 && parents.length > 2) return againstEach(repo, merge);
    if (other === parents.at(-1)) break;
    const made = await commitTree(repo, tree, [tip, other]);
    if (made === undefined) return againstEach(repo, merge);
    tip = made;
  }
  const [change, made] = await Promise.all([
    treeChange(repo, tree!, oid),
    gitIn(repo, ['rev-parse', '--verify', `${oid}^{tree}`], { timeoutMs }),
  ]);
  if (typeof change === 'string') return change;
  // Two trees that are not one differ in something: a git that says nothing has not looked.
  const madeTree = oneLine(made);
  const isSame = madeTree === tree;
  const isTold = made.code === 0 && /^[0-9a-f]{40,64}$/.test(madeTree) && madeTree.length === tree!.length;
  if (!isTold || isSame !== (change.transitions.length === 0 && change.unreadable.length === 0))
    return said(l10n.t('git could not compare the trees'), made);
  const known = new Set(change.transitions.map(({ path }) => path));
  // Of a conflict, git may leave one side in place, so that to take it looks like doing nothing.
  const resolved = new Set(conflicts.filter((path) => !known.has(path)));
  if (resolved.size === 0) return change.transitions;
  const states = await scanTree(repo, oid, resolved);
  if (typeof states === 'string') return states;
  const same = Array.from(resolved, (path) => ({
    path,
    from: states.stateAt(path),
    to: states.stateAt(path),
  }));
  return [...change.transitions, ...same];
}

/** Where git cannot merge: every path in which the merge differs from any parent. */
async function againstEach(repo: Repository, { oid, parents }: Merge): Promise<OwnWork | string> {
  const found = new Map<string, Transition>();
  for (const parent of parents) {
    const change = await treeChange(repo, parent, oid);
    if (typeof change === 'string') return change;
    for (const one of change.transitions) if (!found.has(one.path)) found.set(one.path, one);
  }
  return [...found.values()];
}

/**
 * What git makes of two commits; with conflicts, a tree that has marks in some files. `undefined` where it says that it
 * makes nothing of them; a string is what went wrong.
 */
async function mergeTree(repo: Repository, folder: string, ours: string, theirs: string) {
  const settings = ['-c', 'merge.renames=true', '-c', 'merge.directoryRenames=conflict'];
  const how = ['--write-tree', '--no-messages', '--name-only', '-z', '--allow-unrelated-histories'];
  const args = [...settings, 'merge-tree', ...how, ours, theirs];
  // Started there, git reads no attributes of what is checked out: they must not decide what conflicts.
  const result = await gitIn({ ...repo, root: folder }, args, { timeoutMs });
  const [first = Buffer.alloc(0), ...rest] = splitNul(result.stdout);
  const tree = first.toString('latin1');
  const conflicts = rest.map((name) => readPath(name).path).filter((path) => path !== '');
  const isWhole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(tree) && endsWhole(result.stdout);
  const isRight = result.code === 0 || (result.code === 1 && conflicts.length > 0);
  if (isWhole && isRight) return { tree, conflicts };
  // git-merge-tree(1), *Exit status*: neither 0 nor 1 where the merge could not be done; 128 is git's own word for that.
  return result.code === 128 ? undefined : said(l10n.t('git could not merge'), result);
}

async function commitTree(
  repo: Repository,
  tree: string,
  parents: readonly string[],
): Promise<string | undefined> {
  const who = { NAME: 'Colophon', EMAIL: 'none', DATE: '@0 +0000' };
  const env = Object.fromEntries(
    Object.entries(who).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]),
  );
  const args = ['commit-tree', '--no-gpg-sign', tree, ...parents.flatMap((parent) => ['-p', parent])];
  const result = await gitIn(repo, args, { input: '', env });
  const oid = oneLine(result);
  return result.code === 0 && /^[0-9a-f]{40,64}$/.test(oid) ? oid : undefined;
}

/** Of each merge, every path in which it differs from any of its parents. */
async function touchedByMerges(
  repo: Repository,
  merges: readonly Merge[],
): Promise<ReadonlyMap<string, readonly string[]> | string> {
  const found = new Map<string, string[]>();
  if (merges.length === 0) return found;
  const mark = randomBytes(16).toString('hex');
  const form = ['--name-only', '-z', '--no-renames', '--ignore-submodules=none', '--no-relative'];
  const args = ['diff-tree', '--stdin', '--always', '-m', '-r', ...form, `--format=${mark}%H${mark}`];
  const result = await gitIn(repo, args, {
    input: `${merges.map(({ oid }) => oid).join('\n')}\n`,
    timeoutMs,
    maxBytes: Number.POSITIVE_INFINITY,
  });
  const problem = said(l10n.t('git could not read the merges'), result);
  if (result.code !== 0 || !endsWhole(result.stdout)) return problem;
  const parts = partsBetween(result.stdout, Buffer.from(mark));
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const names = splitNul(parts[i + 1]!).map((name) => readPath(withoutBreaks(name)).path);
    const oid = parts[i]!.toString('latin1');
    found.set(oid, [...(found.get(oid) ?? []), ...names.filter((name) => name !== '')]);
  }
  return found.size === merges.length ? found : problem;
}

function partsBetween(output: Buffer, mark: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = output.indexOf(mark); at !== -1; at = output.indexOf(mark, from)) {
    parts.push(output.subarray(from, at));
    from = at + mark.length;
  }
  return [...parts, output.subarray(from)];
}

/** Between the header and the first name stands a line break. */
function withoutBreaks(name: Buffer): Buffer {
  let from = 0;
  while (name[from] === 10) from++;
  return name.subarray(from);
}
