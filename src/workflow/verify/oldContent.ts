import { lineCountsOf } from '../../git/objects/objects';
import { gitIn, type Repository } from '../../git/repository/repository';
import { fold } from '../../policy/fold';
import type { CommitClaims } from '../../policy/rules/claims';
import type { RangeChange } from './rangeChange';

/**
 * What commits add that is not theirs: lines that they bring back as they revert a commit, and lines by which base made a
 * file grow that they move. Looked for only where a commit's message says too little; where git cannot say, nothing is.
 */
export async function withOldContent(
  { range, matcher }: RangeChange,
  commits: readonly CommitClaims[],
): Promise<CommitClaims[]> {
  const { repo, base, head } = range;
  const isStrict = (name: string) => matcher.zone(name).mode === 'attest';
  return Promise.all(
    commits.map(async (commit) => {
      const zones = [...commit.zones].filter(([name]) => isStrict(name));
      if (zones.length === 0 || commit.isMerge) return commit;
      if (commit.accounts.length === 0) {
        const paths = new Set(zones.flatMap(([, own]) => own));
        const reverts = await provenRevert(repo, [base, head], commit, [...paths]);
        return reverts === undefined ? commit : { ...commit, reverts };
      }
      return (await hasGrown(repo, base, commit)) ? { ...commit, hasGrown: true } : commit;
    }),
  );
}

const maxPaths = 200;

/** The commit of base or of the range whose lines, path by path, are all that this one adds. */
async function provenRevert(
  repo: Repository,
  tips: readonly string[],
  { commit, revertsTold }: CommitClaims,
  paths: readonly string[],
): Promise<string | undefined> {
  if (paths.length > maxPaths) return undefined;
  for (const told of revertsTold) {
    const known = await Promise.all(
      tips.map((tip) => gitIn(repo, ['merge-base', '--is-ancestor', told, tip])),
    );
    if (known.every(({ code }) => code !== 0)) continue;
    let isProven = true;
    for (const path of paths) {
      const [own, other] = await Promise.all([
        changedLines(repo, commit, path),
        changedLines(repo, told, path),
      ]);
      isProven &&=
        own !== undefined &&
        other !== undefined &&
        isWithin(own['+'], other['-']) &&
        isWithin(own['-'], other['+']);
    }
    if (isProven) return told;
  }
  return undefined;
}

/** The lines of one path that a commit adds and takes out, against its first parent. */
async function changedLines(
  repo: Repository,
  commit: string,
  path: string,
): Promise<Record<'+' | '-', string[]> | undefined> {
  const plain = ['--no-ext-diff', '--no-textconv', '--no-renames', '--no-color', '--no-relative'];
  const form = ['-r', '-p', '--text', '-U0', '--diff-algorithm=histogram', ...plain];
  const result = await gitIn(repo, ['diff-tree', ...form, `${commit}^1`, commit, '--', path], {
    timeoutMs: 60_000,
  });
  if (result.code !== 0) return undefined;
  const lines = result.stdout.toString('latin1').split('\n');
  // What stands above the first hunk are names.
  const first = lines.findIndex((line) => line.startsWith('@@ '));
  const hunks = first < 0 ? [] : lines.slice(first);
  const of = (sign: string) => hunks.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
  return { '+': of('+'), '-': of('-') };
}

/** Whether all of `part` are in `whole`, as often as they come. */
function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  const left = new Map<string, number>();
  for (const line of whole) left.set(line, (left.get(line) ?? 0) + 1);
  return part.every((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count > 0;
  });
}

const maxVersions = 200;

/**
 * Whether a commit that moves files, and speaks of fewer lines than it has, speaks of as many as it had when base's files
 * were as they once were: a rebase brings along what base has added to them since. Only of files that it takes from base.
 */
async function hasGrown(
  repo: Repository,
  base: string,
  { provenance, accounts, added, entering, brought }: CommitClaims,
): Promise<boolean> {
  const missing = added - (provenance?.lines ?? added);
  const sources = entering.flatMap(({ from, oldOid }) => (from === undefined ? [] : [{ from, oldOid }]));
  if (missing <= 0 || accounts.length !== 1 || brought.length > 0) return false;
  if (sources.length === 0 || sources.length !== entering.length) return false;
  const paths = sources.map(({ from }) => from);
  const form = ['--format=%H', `--max-count=${maxVersions}`, '--no-show-signature', '--full-history'];
  const listed = await gitIn(repo, ['log', ...form, base, '--', ...paths], { timeoutMs: 60_000 });
  const versions = listed.stdout.toString('latin1').split('\n').filter(Boolean);
  if (listed.code !== 0 || versions.length === 0 || paths.some((path) => /[\n"]/.test(path))) return false;
  const input = versions.flatMap((oid) => paths.map((path) => `${oid}:${path}\n`)).join('');
  const looked = await gitIn(repo, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input });
  const oids = looked.stdout
    .toString('latin1')
    .split('\n')
    .map((row) => /^([0-9a-f]{40,64}) blob$/.exec(row)?.[1]);
  if (looked.code !== 0 || oids.length !== versions.length * paths.length + 1) return false;
  const lines = await lineCountsOf(
    repo,
    oids.filter((oid) => oid !== undefined),
  );
  const totals = versions.map((_, index) => {
    const own = oids.slice(index * paths.length, (index + 1) * paths.length);
    return { own, total: own.reduce((sum, oid) => sum + ((oid && lines.get(oid)) || Number.NaN), 0) };
  });
  // What the commit moved must itself be a state of base, and not of an earlier commit of the range.
  const now = totals.find(({ own }) => own.every((oid, index) => oid === sources[index]!.oldOid));
  return now !== undefined && totals.some(({ total }) => now.total - total === missing);
}

/**
 * The commits of a range that a program brings, which is no assistant: its lines stay unknown, but no hook could have told
 * of them. Where the forge says who submits, it must be that program; elsewhere authors are whom commits name.
 * @param submitter a principal, by the forge's authenticated event
 */
export function withBots(commits: readonly CommitClaims[], submitter: string | undefined): CommitClaims[] {
  const plain = (email: string) => fold(email).replace(/^\d+\+(?=.*\[bot\]@)/, '');
  return commits.map((commit) => {
    const bot = plain(commit.author);
    if (!/\[bot\]@[^@]+$/.test(bot) || commit.byAssistant) return commit;
    // The forge commits what is done on its pages.
    const isAlone = [...commit.people].every(
      (email) => plain(email) === bot || email === 'noreply@github.com',
    );
    const isTold = submitter === undefined || plain(submitter) === bot;
    return isAlone && isTold ? { ...commit, isOfBot: true } : commit;
  });
}
