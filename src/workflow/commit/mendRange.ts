import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTrailers } from '../../git/hooks/message';
import { gitStates } from '../../git/hooks/state';
import { commitChange } from '../../git/objects/change';
import { headCommit } from '../../git/objects/headFiles';
import { readNotes, writeNotes } from '../../git/objects/notes';
import { catFiles } from '../../git/objects/objects';
import { resolveRange } from '../../git/objects/range';
import { oneLine } from '../../git/repository/git';
import { gitIn, type Repository } from '../../git/repository/repository';
import type { CompiledPolicy } from '../../policy/compiled';
import { parseNote } from '../../provenance/written/readNote';
import { ourTrailers, stripOurTrailers } from '../../provenance/written/stripTrailers';
import { formatTrailers } from '../../provenance/written/trailers';
import { changeProvenance } from './changeProvenance';
import type { EarlierRecords } from './lineRecords';
import { notedLines } from './notedRecords';

interface MendOptions {
  readonly policy: CompiledPolicy;
  /** Full oids: the commits that are to say where their lines came from. */
  readonly wanted: ReadonlySet<string>;
  readonly displayToken: (assistantId: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Mended {
  /** Of the commits that were wanted, those that say something now. */
  readonly mended: number;
  /** The new head. */
  readonly head: string;
  /** Commits that were signed, and are not any more. */
  readonly unsigned: number;
}

/**
 * Makes commits of a range again with trailers that say where their lines came from, and all that follow them; the trees
 * stay as they are, so that no file changes and nothing can conflict. What nobody recorded is *unknown*. Authors,
 * committers and dates stay too: nobody has a part in a commit for having said what it is. A string is what went wrong,
 * and then nothing was changed.
 * @param range `<base>..<head>`; head must be what is checked out
 */
export async function mendRange(
  repo: Repository,
  range: string,
  options: MendOptions,
): Promise<Mended | string> {
  const resolved = await resolveRange(repo, range);
  if (resolved.kind === 'problem') return resolved.message;
  const { commits, head } = resolved.range;
  resolved.range.dispose();
  if ((await headCommit(repo)) !== head)
    return 'Only the branch that is checked out can be mended. Switch to it: git switch <branch>';
  const states = [...(await gitStates(repo))].filter((state) => state !== 'squash');
  if (states.length > 0) return `A ${states[0]} is under way. Finish it, or give it up, and mend then.`;
  const made = new Map<string, string>();
  let [mended, unsigned] = [0, 0];
  for (const oid of commits) {
    const raw = await rawCommit(repo, oid);
    if (raw === undefined) return `The commit ${oid} cannot be read. Check the repository with git fsck.`;
    const isWanted = options.wanted.has(oid);
    if (!isWanted && !raw.parents.some((parent) => made.has(parent))) continue;
    const message = isWanted ? await toldMessage(repo, oid, raw, options) : raw.message;
    if (typeof message !== 'string') return message.problem;
    if (message !== raw.message) mended++;
    if (raw.isSigned) unsigned++;
    const parents = raw.parents.map((parent) => made.get(parent) ?? parent);
    const again = await writeCommit(repo, raw, parents, message);
    if (again === undefined) return `The commit ${oid} could not be made again.`;
    if (again !== oid) made.set(oid, again);
  }
  const next = made.get(head) ?? head;
  if (next !== head) {
    const moved = await gitIn(repo, ['update-ref', '-m', 'colophon mend', 'HEAD', next, head]);
    if (moved.code !== 0) return `The branch could not be moved: ${moved.stderr.trim()}`;
    await moveNotes(repo, made);
  }
  return { mended, head: next, unsigned };
}

/** One commit as it is stored, one UTF-16 code unit a byte. */
interface RawCommit {
  /** Without parents, signature and what is of a signature. */
  readonly header: readonly string[];
  readonly parents: readonly string[];
  readonly message: string;
  readonly isSigned: boolean;
}

async function rawCommit(repo: Repository, oid: string): Promise<RawCommit | undefined> {
  const found = (await catFiles(repo, [oid])).get(oid);
  if (found?.kind !== 'ok') return undefined;
  const text = found.content.toString('latin1');
  const end = text.indexOf('\n\n');
  if (end < 0) return undefined;
  const lines = text.slice(0, end).split(/\n(?! )/);
  const isOfSignature = (line: string) => /^gpgsig(?:-sha256)? /.test(line);
  return {
    header: lines.filter((line) => !line.startsWith('parent ') && !isOfSignature(line)),
    parents: lines.flatMap((line) => (line.startsWith('parent ') ? [line.slice('parent '.length)] : [])),
    message: text.slice(end + 2),
    isSigned: lines.some(isOfSignature),
  };
}

async function writeCommit(
  repo: Repository,
  { header }: RawCommit,
  parents: readonly string[],
  message: string,
): Promise<string | undefined> {
  const [tree = '', ...rest] = header;
  const lines = [tree, ...parents.map((parent) => `parent ${parent}`), ...rest];
  const input = Buffer.from(`${lines.join('\n')}\n\n${message}`, 'latin1');
  const result = await gitIn(repo, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input });
  const oid = oneLine(result);
  return result.code === 0 && /^[0-9a-f]{40,64}$/.test(oid) ? oid : undefined;
}

/** The message with what is known of the commit's lines; what attests to them stays. */
async function toldMessage(
  repo: Repository,
  oid: string,
  { parents, message }: RawCommit,
  { policy, displayToken, now }: MendOptions,
): Promise<string | { readonly problem: string }> {
  const read = await commitChange(repo, oid, parents, { withContents: true });
  if (read.kind === 'problem') return { problem: read.message };
  const { texts } = await readNotes(repo, new Set([oid]));
  const note = parseNote(texts.get(oid) ?? '') ?? [];
  const earlier: EarlierRecords = async (_repo, _replacing, files) => {
    const noted = await notedLines(repo, oid, parents, [note]);
    const known = new Map(
      noted.map((file) => [file.path, new Map(file.lines.map((one) => [one.line, one]))]),
    );
    return files.map((file) => {
      const own = known.get(file.path);
      return {
        ...file,
        lines: file.lines.map((line) => (line.evidence === undefined && own?.get(line.line)) || line),
      };
    });
  };
  const { summary } = await changeProvenance(repo, read.change, { policy, now, replacing: 'amend', earlier });
  const attested = ourTrailers(message, policy.trailers).filter((line) => {
    return policy.trailers.attestedBy !== false && line.startsWith(`${policy.trailers.attestedBy}:`);
  });
  const told = formatTrailers(summary, policy.trailers, displayToken);
  const bare = stripOurTrailers(message, policy.trailers);
  mkdirSync(repo.colophonDir, { recursive: true });
  const folder = mkdtempSync(join(repo.colophonDir, 'mend-'));
  try {
    const file = join(folder, 'message');
    writeFileSync(file, bare, 'latin1');
    const form = { comment: '#', cleanup: 'verbatim', editor: false } as const;
    const kept = attested.filter((line) => !told.includes(line));
    const problem = await addTrailers(repo, file, [...told, ...kept], form);
    return problem === undefined ? readFileSync(file, 'latin1') : { problem };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A note's lines are those of the blobs that it names, and these are the same. */
async function moveNotes(repo: Repository, made: ReadonlyMap<string, string>): Promise<void> {
  const { texts } = await readNotes(repo, new Set(made.keys()));
  const moved = new Map([...texts].map(([oid, text]) => [made.get(oid)!, text]));
  if (moved.size > 0) await writeNotes(repo, moved, 'Notes moved by colophon');
}
