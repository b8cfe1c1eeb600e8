import { createHash } from 'node:crypto';
import { unnotedRecords } from '../../git/objects/committedRecords';
import { listNotes, readNotes, writeNotes } from '../../git/objects/notes';
import { commitOf, hermetic, oidLines, said } from '../../git/objects/range';
import { gitIn, type Repository } from '../../git/repository/repository';
import type { LineRecord } from '../../provenance/source';
import { formatGitAiNote, gitAiRef } from '../../provenance/written/gitAiNote';
import { formatNote, type NoteFile } from '../../provenance/written/note';
import { parseNote } from '../../provenance/written/readNote';
import { notedLines } from '../commit/notedRecords';

/** What is recorded of the lines that one commit adds. */
interface ExportedCommit {
  readonly commit: string;
  /** Seconds since the epoch. */
  readonly committed: number;
  readonly files: readonly NoteFile[];
}

export interface Records {
  readonly commits: readonly ExportedCommit[];
  /** Commits without a note, whose files no other note names: of their lines nothing is recorded. */
  readonly without: number;
  /** Commits whose note is listed and could not be read. */
  readonly unread: readonly string[];
}

const timeoutMs = 120_000;

/** Reads the notes of a commit or of `<base>..<head>`. A string is what went wrong. */
export async function readRecords(given: Repository, text: string): Promise<Records | string> {
  const repo = hermetic(given);
  const [from = '', to, ...more] = text.split('..');
  if (more.length > 0 || from === '' || to === '' || to?.startsWith('.'))
    return `“${text}” is neither a commit nor a range. Write HEAD, or <base>..<head>.`;
  const names = to === undefined ? [from] : [from, to];
  const oids = await Promise.all(names.map((name) => commitOf(repo, name)));
  const missing = oids.indexOf(undefined);
  if (missing !== -1) return `There is no commit “${names[missing]}” here.`;
  const which = oids.length === 1 ? ['--no-walk', oids[0]!] : [`${oids[0]}..${oids[1]}`];
  const listed = await gitIn(repo, ['rev-list', '--topo-order', '--reverse', ...which, '--'], { timeoutMs });
  const commits = oidLines(listed);
  if (commits === undefined) return said('git could not list the commits', listed);
  const notes = await readNotes(repo, new Set(commits));
  const parsed = new Map<string, NoteFile[]>();
  for (const [commit, text] of notes.texts) {
    const note = parseNote(text);
    if (note !== undefined) parsed.set(commit, note);
  }
  const silent = commits.filter((commit) => !notes.texts.has(commit) && !notes.unread.has(commit));
  const byBlob = await unnotedRecords(repo, silent);
  const told = commits.filter((commit) => parsed.has(commit) || byBlob.has(commit));
  const heads = await headsOf(repo, told);
  if (typeof heads === 'string') return heads;
  const found: ExportedCommit[] = [];
  for (const commit of told) {
    const head = heads.get(commit);
    if (head === undefined) return `git did not say what the commit ${commit} is.`;
    const note = parsed.get(commit);
    // A note may be a copy: its lines are looked up in what the commit holds.
    const files = note ? await notedLines(repo, commit, head.parents, [note]) : byBlob.get(commit)!;
    found.push({ commit, committed: head.committed, files });
  }
  const unread = commits.filter((commit) => notes.unread.has(commit));
  return { commits: found, without: commits.length - told.length - unread.length, unread };
}

async function headsOf(
  repo: Repository,
  commits: readonly string[],
): Promise<Map<string, { parents: string[]; committed: number }> | string> {
  if (commits.length === 0) return new Map();
  const form = ['--no-walk=unsorted', '--stdin', '--no-show-signature', '--format=%H %ct %P'];
  const result = await gitIn(repo, ['log', ...form], { input: `${commits.join('\n')}\n`, timeoutMs });
  if (result.code !== 0) return said('git could not read the commits', result);
  const rows = result.stdout.toString('latin1').trimEnd().split('\n');
  return new Map(
    rows.map((row) => {
      const [oid = '', at, ...parents] = row.split(' ');
      return [oid, { parents: parents.filter(Boolean), committed: Number(at) }];
    }),
  );
}

/** An Agent Trace record (0.1.0) in one line, with the commit that it is of; the same for the same commit. */
export function agentTrace({ commit, committed, files }: ExportedCommit): string {
  const at = committed > 0 && committed <= 253_402_300_799 ? committed * 1000 : 0;
  const record = JSON.parse(formatNote(files, { id: uuidOf(commit), at })) as object;
  return `${JSON.stringify({ ...record, vcs: { type: 'git', revision: commit } })}\n`;
}

/** One line a stretch of lines with the same record. */
export function ndjson({ commit, files }: ExportedCommit): string {
  return files
    .flatMap(({ path, blob, lines }) =>
      stretches(lines).map(
        ({ start, end, record }) =>
          `${JSON.stringify({ commit, path, blob, start_line: start, end_line: end, ...record })}\n`,
      ),
    )
    .join('');
}

export function gitAi({ commit, files }: ExportedCommit, version: string): string | undefined {
  return formatGitAiNote(files, { commit, version, digest: sha256 });
}

/** Writes git-ai's notes where there is none: one that is there is another's. A string is what went wrong. */
export async function writeGitAiNotes(
  repo: Repository,
  notes: ReadonlyMap<string, string>,
): Promise<{ readonly written: number; readonly kept: number } | string> {
  const there = await listNotes(repo, gitAiRef);
  const fresh = new Map([...notes].filter(([commit]) => !there.has(commit)));
  const problem = await writeNotes(repo, fresh, 'Notes of Colophon, exported', gitAiRef);
  return problem ?? { written: fresh.size, kept: notes.size - fresh.size };
}

function stretches(lines: readonly LineRecord[]) {
  const found: { start: number; end: number; key: string; record: Omit<LineRecord, 'line'> }[] = [];
  for (const { line, ...record } of lines) {
    const key = JSON.stringify(record);
    const last = found.at(-1);
    if (last?.key === key && last.end === line - 1) last.end = line;
    else found.push({ start: line, end: line, key, record });
  }
  return found;
}

/** Version 8 of RFC 9562: made of what the record is of, so that it is the same at each export. */
function uuidOf(commit: string): string {
  const hex = sha256(`colophon agent-trace ${commit}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
