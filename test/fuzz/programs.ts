import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ran } from '../support/repo';

/** git in one working tree, as a walk runs it and writes it down. */
export interface Hand {
  readonly gitDir: string;
  readonly run: (args: readonly string[], extra?: { env?: NodeJS.ProcessEnv; input?: string }) => Ran;
  /** The lines that git answers; none where it fails. */
  readonly ask: (...args: string[]) => string[];
}

export type HookName = 'pre-commit' | 'prepare-commit-msg' | 'commit-msg' | 'post-commit';

/** As programs start a hook that is not git's own `commit`. */
export function startHook(hand: Hand, name: HookName, ...args: string[]): Ran {
  return hand.run(['hook', 'run', '--ignore-missing', name, ...(args.length > 0 ? ['--', ...args] : [])]);
}

export interface ProgramCommit {
  /** Those that it runs, but `prepare-commit-msg`, which it may have run at another time. */
  readonly hooks: readonly HookName[];
  readonly message: string;
  /** Of its own, as git gui's. */
  readonly file: string;
  readonly parents: readonly string[];
  /** Of the commit that it stands in for. */
  readonly date?: string;
}

/**
 * A commit of what is staged, by a program that writes it itself: libgit2 and jj run no hooks, JGit, GitPython and
 * dulwich all but `prepare-commit-msg`.
 * @returns its name; `undefined` where a hook or git refused, or there is nothing to commit
 */
export function commitByProgram(hand: Hand, commit: ProgramCommit): string | undefined {
  const { hooks, message, file, parents, date } = commit;
  if (hooks.includes('pre-commit') && startHook(hand, 'pre-commit').code !== 0) return undefined;
  const path = join(hand.gitDir, file);
  writeFileSync(path, message);
  if (hooks.includes('commit-msg') && startHook(hand, 'commit-msg', path).code !== 0) return undefined;
  const [tree] = hand.ask('write-tree');
  if (tree === undefined || (parents[0] !== undefined && treeOf(hand, parents[0]) === tree)) return undefined;
  const made = writeCommit(hand, tree, parents, { file: path, ...(date !== undefined && { date }) });
  hand.run(['update-ref', '-m', 'commit by a program', 'HEAD', made]);
  if (hooks.includes('post-commit')) startHook(hand, 'post-commit');
  return made;
}

function treeOf(hand: Hand, commit: string): string | undefined {
  return hand.ask('rev-parse', `${commit}^{tree}`)[0];
}

/** A commit of plumbing: no hook sees it. */
export function writeCommit(
  hand: Hand,
  tree: string,
  parents: readonly string[],
  { message = '', file, date }: { message?: string; file?: string; date?: string },
): string {
  const from = file === undefined ? ['-F', '-'] : ['-F', file];
  const ran = hand.run(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), ...from], {
    ...(file === undefined && { input: message }),
    ...(date !== undefined && { env: { GIT_AUTHOR_DATE: date } }),
  });
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran.stdout.trim();
}

/** As `git log --format=%ad --date=raw`, for `GIT_AUTHOR_DATE`. */
function dateOf(hand: Hand, commit: string): string {
  return `@${hand.ask('log', '-1', '--format=%ad', '--date=raw', commit)[0]!}`;
}

/** What a forge makes of a branch: one commit on top of HEAD, which it then pulls. */
export function squashOnForge(hand: Hand, branch: string, message: string): string | undefined {
  const merged = hand.run(['merge-tree', '--write-tree', 'HEAD', branch]);
  const tree = merged.stdout.split('\n')[0]!;
  const [head] = hand.ask('rev-parse', 'HEAD');
  if (merged.code !== 0 || head === undefined || tree === treeOf(hand, head)) return undefined;
  const made = writeCommit(hand, tree, [head], { message });
  hand.run(['merge', '-q', '--ff-only', made]);
  return made;
}

/** A commit made again, and of which; two of one where it was split. */
export type Remade = readonly [from: string, to: string][];

/**
 * As `git history reword`, and jj, StGit or git-revise: commits are written again from their trees, and the branch is set
 * to them.
 * @param commits what is made again, the oldest first, each the only parent of the next; of the first the message changes
 */
export function rewordHistory(hand: Hand, commits: readonly string[]): Remade {
  return remake(hand, commits, (target, parents, message, date) => [
    writeCommit(hand, treeOf(hand, target)!, parents, { message: `Reworded ${message}`, date }),
  ]);
}

/** As `git history split`: some of the paths that the first changes go before the rest; both keep its message. */
export function splitHistory(hand: Hand, commits: readonly string[], paths: readonly string[]): Remade {
  return remake(hand, commits, (target, parents, message, date) => {
    const index = join(hand.gitDir, 'split-index');
    const env = { GIT_INDEX_FILE: index };
    mkdirSync(dirname(index), { recursive: true });
    hand.run(['read-tree', ...(parents[0] === undefined ? ['--empty'] : [parents[0]])], { env });
    for (const path of paths) {
      const [mode, , oid] = hand.ask('ls-tree', target, '--', path)[0]?.split(/\s/) ?? [];
      hand.run(
        oid === undefined
          ? ['update-index', '--force-remove', '--', path]
          : ['update-index', '--add', '--cacheinfo', `${mode},${oid},${path}`],
        { env },
      );
    }
    const tree = hand.run(['write-tree'], { env }).stdout.trim();
    rmSync(index, { force: true });
    const first = writeCommit(hand, tree, parents, { message: `First of ${message}`, date });
    return [first, writeCommit(hand, treeOf(hand, target)!, [first], { message, date })];
  });
}

function remake(
  hand: Hand,
  commits: readonly string[],
  first: (target: string, parents: string[], message: string, date: string) => string[],
): Remade {
  const made: [string, string][] = [];
  let parents = hand.ask('rev-list', '--parents', '-n1', commits[0]!)[0]!.split(' ').slice(1);
  for (const [i, commit] of commits.entries()) {
    const message = hand.run(['log', '-1', '--format=%B', commit]).stdout;
    const date = dateOf(hand, commit);
    const again =
      i === 0
        ? first(commit, parents, message, date)
        : [writeCommit(hand, treeOf(hand, commit)!, parents, { message, date })];
    made.push(...again.map((to): [string, string] => [commit, to]));
    parents = [again.at(-1)!];
  }
  hand.run(['update-ref', '-m', 'history', 'HEAD', parents[0]!]);
  return made;
}

/**
 * A formatter in `pre-commit`, which indents each line and ends it with a semicolon: of the files that are staged, which it
 * stages again whole as lint-staged's tasks do, or of what is staged alone.
 */
export const formatters = {
  files: `git diff --cached --name-only --no-renames --diff-filter=AM | grep '[.]txt$' | while read -r file; do
  [ -f "$file" ] || continue
  sed -i 's/^ *\\([^; ]*\\);*$/  \\1;/' "$file" && git add -- "$file"
done`,
  index: `git diff --cached --name-only --no-renames --diff-filter=AM | grep '[.]txt$' | while read -r file; do
  mode=$(git ls-files -s -- "$file" | cut -d ' ' -f 1)
  oid=$(git cat-file blob ":$file" | sed 's/^ *\\([^; ]*\\);*$/  \\1;/' | git hash-object -w --stdin)
  git update-index --cacheinfo "$mode,$oid,$file"
done`,
};
