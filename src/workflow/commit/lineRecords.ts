import type { Change } from '../../git/objects/change';
import { catFiles, textOf } from '../../git/objects/objects';
import type { ChangedFile } from '../../git/objects/patch';
import { gitIn, type Repository } from '../../git/repository/repository';
import { readLedger } from '../../git/store/ledgerReader';
import { settleBase } from '../../provenance/carry/base';
import { carry, carryFrom, nearerThanBase } from '../../provenance/carry/carry';
import { decideLines } from '../../provenance/decide';
import type { Folded, Version } from '../../provenance/ledger';
import { type Runs, runsOf } from '../../provenance/runs';
import type { FileProvenance, Source } from '../../provenance/source';

/** A mark for text that the change's base holds; no commit has this name. */
const BASE = 'base';
const UNSEEN: Source = { origin: 'unknown', cause: 'unobserved' };

interface ChangeRecord {
  readonly files: readonly FileProvenance[];
  /** By path: the new text and its sources, for those who ask which characters. */
  readonly texts: ReadonlyMap<string, { readonly text: string; readonly runs: Runs }>;
  readonly folded: Folded;
}

/** Commits made in the place of others: of HEAD, or of those that a squash merge sums up. */
export type Replacing = 'amend' | 'squash';

/** Files' lines, with what the notes of the replaced commits say of those that nothing is known of here. */
export type EarlierRecords = (
  repo: Repository,
  replacing: Replacing,
  files: readonly FileProvenance[],
  texts: ChangeRecord['texts'],
) => Promise<readonly FileProvenance[]>;

export interface RecordOptions {
  readonly replacing?: Replacing;
  /** With `replacing`: another machine may know more. */
  readonly earlier?: EarlierRecords;
  /** Files whose every line counts, since they enter a stricter zone. */
  readonly everyLine: (file: ChangedFile) => boolean;
  /** The ledger, where it was read already. */
  readonly folded?: Folded;
}

/** The origin of each added line of a change: what the ledger knows of the file, carried by diff to the new content. */
export async function recordChange(
  repo: Repository,
  change: Change,
  { replacing, earlier, everyLine, folded = readLedger(repo.colophonDir) }: RecordOptions,
): Promise<ChangeRecord> {
  const files = change.files.filter((file) => !file.binary && (file.added.length > 0 || everyLine(file)));
  const oids = new Set(
    files.flatMap((file) => [file.newOid, file.oldOid]).filter((oid) => !/^0+$/.test(oid)),
  );
  const contents = change.contents ?? (await catFiles(repo, oids));
  const texts = new Map<string, { text: string; runs: Runs }>();
  const whitespaceChanged = new Map<string, (line: number, content: string) => boolean>();
  const asked = files.map((file) => {
    const name = { path: file.path, ...(file.from !== undefined && { from: file.from }) };
    const text = textOf(contents, file.newOid);
    // A submodule, or larger than we read: its lines are counted, and nothing is known of them.
    if (text === undefined) return { name, lines: [...linesIn(file)] };
    const isWhole = everyLine(file);
    const lines = isWhole ? everyLineOf(text) : [...linesIn(file)];
    const base = textOf(contents, file.oldOid);
    const runs = runsFor(file, text, base, folded, isWhole);
    whitespaceChanged.set(file.path, whitespaceChangedLines(file, base ?? ''));
    texts.set(file.path, { text, runs });
    return { name, lines };
  });
  const decided = (inBase: (commit: string) => boolean): FileProvenance[] =>
    asked.map(({ name, lines }) => {
      const known = texts.get(name.path);
      if (!known) return { ...name, lines: lines.map((line) => ({ line, origin: 'unknown' })) };
      return {
        ...name,
        lines: decideLines(known.text, known.runs, lines, inBase, whitespaceChanged.get(name.path)),
      };
    });
  // Most lines rest on no commit, and git need not be asked for any.
  const marks = new Set<string>();
  const records = decided((commit) => {
    if (commit !== BASE && commit !== change.base) marks.add(commit);
    return true;
  });
  const outside = await outsideBase(repo, marks, change);
  const final = outside.size === 0 ? records : decided((commit) => !outside.has(commit));
  const complete = final.every(({ lines }) => lines.every(({ evidence }) => evidence !== undefined));
  if (complete || !replacing || !earlier) return { files: final, texts, folded };
  return { files: await earlier(repo, replacing, final, texts), texts, folded };
}

/** Which of these commits the change's base does not hold: after an amend, a reset, a rebase. */
async function outsideBase(
  repo: Repository,
  marks: ReadonlySet<string>,
  change: Change,
): Promise<Set<string>> {
  const commits = [...marks].filter((mark) => /^[0-9a-f]{40,64}$/.test(mark));
  if (commits.length === 0) return new Set();
  const bases = change.parents.map((parent) => `^${parent}`);
  const listed = await gitIn(repo, ['rev-list', '--ignore-missing', '--stdin'], {
    input: `${[...commits, ...bases].join('\n')}\n`,
  });
  const outside = new Set(listed.stdout.toString('latin1').split('\n'));
  return new Set(commits.filter((commit) => outside.has(commit)));
}

/**
 * The sources of a file's new text: what the ledger knows, carried by diff; else what the base has.
 * @param isWhole every line counts: that the base has it too is no reason to say less of it
 */
export function runsFor(
  file: { readonly path: string; readonly from?: string },
  text: string,
  base: string | undefined,
  folded: Folded,
  isWhole = false,
): Runs {
  const versions =
    folded.files.get(file.path)?.versions ??
    (file.from === undefined ? undefined : folded.files.get(file.from)?.versions) ??
    [];
  // Whole lines of the base are no insertions of this change, whichever way they came to be committed.
  const settled = (version: Version): Version =>
    base === undefined ? version : { ...version, runs: settleBase(version.text, version.runs, base, BASE) };
  const exact = versions.find((version) => version.text === text);
  if (exact) return settled(exact).runs;
  const known = isWhole ? versions : nearerThanBase(versions, text, base);
  if (known.length > 0) return carryFrom(known.map(settled), text, UNSEEN);
  return base === undefined
    ? runsOf(text.length, UNSEEN)
    : carry(base, runsOf(base.length, null), text, UNSEEN);
}

/** Whether an added line is one of the base's, blanks aside. Few ask. */
function whitespaceChangedLines(file: ChangedFile, base: string): (line: number, content: string) => boolean {
  let added: Set<number> | undefined;
  const isOfBase = isLineOf(base);
  return (line, content) => {
    added ??= new Set(linesIn(file));
    return added.has(line) && isOfBase(line, content);
  };
}

/** Whether a text has a line, blanks aside: then a line that is added has other blanks than it had. */
export function isLineOf(base: string): (line: number, content: string) => boolean {
  const bare = (line: string) => line.replace(/\s+/g, '');
  let known: Set<string> | undefined;
  return (_, content) => {
    known ??= new Set(base.split('\n').map(bare));
    return known.has(bare(content));
  };
}

function* linesIn(file: ChangedFile): Generator<number> {
  for (const [start, count] of file.added) for (let i = 0; i < count; i++) yield start + i;
}

/** What stands after the last line break is a line only if it is something: as git counts. */
function everyLineOf(text: string): number[] {
  const count = text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0);
  return Array.from({ length: count }, (_, i) => i + 1);
}
