import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gitAiRef } from '../../provenance/written/gitAiNote';
import { notesRef } from '../../provenance/written/note';
import { gitIn, type Repository } from '../repository/repository';
import { catFiles, textOf } from './objects';

/** The notes of some commits. */
export interface Notes {
  /** By commit, as text; one without a note is not in it. */
  readonly texts: ReadonlyMap<string, string>;
  /** They have a note, and it could not be read: a partial clone lists notes that are on another machine. */
  readonly unread: ReadonlySet<string>;
}

/** Never throws. @param listed see `listNotes`, where somebody has asked already */
export async function readNotes(
  repo: Repository,
  commits: ReadonlySet<string>,
  listed?: ReadonlyMap<string, string>,
): Promise<Notes> {
  const all = listed ?? (await listNotes(repo));
  const blobs = new Map(
    [...commits].flatMap((commit) => (all.has(commit) ? [[commit, all.get(commit)!]] : [])),
  );
  const contents = await catFiles(repo, new Set(blobs.values()));
  const texts = waitingNotes(repo, commits);
  const unread = new Set<string>();
  for (const [commit, blob] of blobs) {
    if (texts.has(commit)) continue;
    const text = textOf(contents, blob);
    if (text === undefined) unread.add(commit);
    else texts.set(commit, text);
  }
  return { texts, unread };
}

/** Which commits have a note under `ref`, to the blobs that hold them. */
export async function listNotes(repo: Repository, ref: string = notesRef): Promise<Map<string, string>> {
  // `<note> <commit>`, one a line: git-notes(1), `list`. Without the ref it fails, and there are none.
  const listed = await gitIn(repo, ['notes', `--ref=${ref}`, 'list'], { timeoutMs: 60_000 });
  const rows = listed.stdout.toString('latin1').split('\n');
  return new Map(
    rows.flatMap((row) => {
      const [note, commit] = row.split(' ');
      return note && commit ? [[commit, note]] : [];
    }),
  );
}

/** Whether the repository may have notes of ours, or of git-ai; without asking git, which lists all of them. */
export function mayHaveNotes(repo: Repository): boolean {
  const { commonDir, colophonDir } = repo;
  const loose = [
    join(commonDir, notesRef),
    join(commonDir, gitAiRef),
    join(colophonDir, 'commits'),
    // Another format of references: who does not read it does not know.
    join(commonDir, 'reftable'),
  ];
  if (loose.some((name) => existsSync(name))) return true;
  try {
    const packed = readFileSync(join(commonDir, 'packed-refs'), 'latin1');
    return packed.includes(notesRef) || packed.includes(gitAiRef);
  } catch {
    return false;
  }
}

/** By commit, the notes that the shim of `post-commit` could not write yet. */
export function waitingNotes(repo: Repository, commits?: ReadonlySet<string>): Map<string, string> {
  const folder = join(repo.colophonDir, 'commits');
  const all = existsSync(folder) ? readdirSync(folder) : [];
  const names = all.filter((name) => (commits ? commits.has(name) : /^[0-9a-f]{40,64}$/.test(name)));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/**
 * Makes the notes of commits, all at once: one commit on the ref, whose folders git arranges.
 * @returns what went wrong, or `undefined`
 */
export async function writeNotes(
  repo: Repository,
  notes: ReadonlyMap<string, string>,
  what: string,
  ref: string = notesRef,
): Promise<string | undefined> {
  if (notes.size === 0) return undefined;
  const [identity, tip] = await Promise.all([
    gitIn(repo, ['var', 'GIT_COMMITTER_IDENT']),
    gitIn(repo, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]),
  ]);
  if (identity.code !== 0) return identity.stderr.trim();
  const parts = [`commit ${ref}`, `committer ${identity.stdout.toString('utf8').trim()}`, data(what)];
  if (tip.code === 0) parts.push(`from ${tip.stdout.toString('latin1').trim()}`);
  for (const [commit, text] of notes) parts.push(`N inline ${commit}`, data(text));
  // git-fast-import(1). It refuses to move a ref that somebody else has moved meanwhile.
  const result = await gitIn(repo, ['fast-import', '--quiet', '--done'], {
    input: `${parts.join('\n')}\ndone\n`,
    timeoutMs: 60_000,
  });
  if (result.code !== 0) return result.stderr.trim().split('\n')[0] || 'git fast-import failed';
  if (ref !== notesRef) return undefined;
  for (const commit of notes.keys()) rmSync(join(repo.colophonDir, 'commits', commit), { force: true });
  return undefined;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
