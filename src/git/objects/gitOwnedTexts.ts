import { splitNul } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';
import { catFiles, textOf } from './objects';

/** What git holds of texts that no branch leads to, and that a command may bring back and be rid of. */
export interface GitOwnedTexts {
  /** The commits of the stash. */
  readonly stashed: readonly string[];
  /** Paths, POSIX from the root, where the index differs from HEAD, each with either blob. */
  readonly staged: readonly (readonly [path: string, oid: string])[];
}

const timeoutMs = 4_000;
/** Of all texts together; with more, nobody waits for the comparison. */
const maxTotalBytes = 8_000_000;
const maxPaths = 100;

/** A string is what went wrong. */
export async function gitOwnedNow(repo: Repository): Promise<GitOwnedTexts | string> {
  const raw = ['--cached', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff'];
  const [stash, index] = await Promise.all([
    gitIn(repo, ['rev-list', '--walk-reflogs', '--ignore-missing', 'refs/stash', '--'], { timeoutMs }),
    gitIn(repo, ['diff', ...raw], { timeoutMs }),
  ]);
  if (index.code !== 0) return `git could not list what is staged: ${index.stderr.trim().split('\n')[0]}`;
  // Without a stash there is no such ref.
  const stashed = stash.code === 0 ? stash.stdout.toString('utf8').split('\n').filter(Boolean) : [];
  return { stashed, staged: blobsIn(index.stdout) };
}

/** What may be merged, picked or fetched, beside all refs and what they were. */
const heads = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'REBASE_HEAD', 'ORIG_HEAD', 'FETCH_HEAD'];

/**
 * Each text that git has, or had when it was asked for `kept`, of each of `paths`. `undefined` where git cannot say, or
 * there are too many.
 */
export async function gitOwnedTexts(
  repo: Repository,
  paths: readonly string[],
  { stashed, staged }: GitOwnedTexts,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  if (paths.length > maxPaths) return undefined;
  const found = await Promise.all(
    heads.map((name) => gitIn(repo, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`])),
  );
  const tips = found.flatMap(({ code, stdout }) => (code === 0 ? stdout.toString('utf8').trim() : []));
  const from = ['--all', '--reflog', '--ignore-missing', ...tips, ...stashed];
  const form = ['--full-history', '-m', '--root', '--raw', '-z', '--no-abbrev', '--no-renames', '--format='];
  const listed = await gitIn(repo, ['log', ...form, ...from, '--', ...paths], {
    timeoutMs,
    env: { GIT_LITERAL_PATHSPECS: '1' },
  });
  if (listed.code !== 0) return undefined;
  const blobs = [...blobsIn(listed.stdout), ...staged];
  const contents = await catFiles(repo, new Set(blobs.map(([, oid]) => oid)), { maxTotalBytes });
  const texts = new Map<string, string[]>(paths.map((path) => [path, []]));
  for (const [path, oid] of blobs) {
    const text = textOf(contents, oid);
    if (text === undefined) return undefined;
    texts.get(path)?.push(text);
  }
  return texts;
}

/** `:<mode> <mode> <oid> <oid> <status>`, and the path: both blobs of it. Links and submodules have no text. */
function blobsIn(raw: Buffer): [path: string, oid: string][] {
  const fields = splitNul(raw).map((field) => field.toString('utf8'));
  return fields.flatMap((field, i) => {
    const [, before, after, old, now] =
      /^\s*:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/.exec(field) ?? [];
    if (before === undefined) return [];
    const sides = [[after, now] as const, [before, old] as const];
    return sides.flatMap(([mode, oid]) =>
      mode!.startsWith('100') && !/^0+$/.test(oid!) ? [[fields[i + 1]!, oid!] as [string, string]] : [],
    );
  });
}
