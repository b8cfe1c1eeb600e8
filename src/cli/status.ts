import type { Repository } from '../git/repository/repository';
import { createMatcher } from '../policy/matcher';
import { countLines } from '../provenance/decide';
import type { FileProvenance } from '../provenance/source';
import { printable } from '../text/printable';
import { catchUp } from '../workflow/commit/catchUp';
import { moveQueued } from '../workflow/commit/rewrite';
import { queuedPairs } from '../workflow/commit/rewriteQueue';
import { stagedProvenance } from '../workflow/commit/staged';
import { workingRecords } from '../workflow/commit/workingRecords';
import { countsText } from '../workflow/read/countsText';
import { readArguments } from './arguments';
import { findingsText } from './check';
import { type Io, refuse } from './io';
import { openRepository } from './openRepository';

const usage = `Usage: colophon status [--json]

Says where the added lines of the working tree came from, file by file, what the staged ones still need, and whether
the last commit lacks trailers. Keeps the record of the last commits that no hook saw, and moves records that waited for
notes of a partial clone.
Exit: 0 nothing stops a commit of what is staged, 1 a finding does, 2 it could not be told.
`;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, {}, usage, io);
  if (typeof read === 'number') return read;
  const { values } = read;
  const opened = await openRepository(io);
  if (!opened) return 2;
  const { repo, policy } = opened;
  const now = Date.now();
  const waiting = await unreadRecords(repo, now);
  const [working, staged, last] = await Promise.all([
    workingRecords(repo),
    stagedProvenance(repo, policy, now),
    catchUp(repo, policy, now),
  ]);
  const problem = [working, staged].find((result) => result.kind === 'problem');
  if (working.kind !== 'ok' || staged.kind !== 'ok')
    return refuse(io, problem?.kind === 'problem' ? problem.message : 'git could not be read.');
  const matcher = createMatcher(policy);
  const files = working.files.map((file) => {
    const { zone, mode } = matcher.decide(file.path);
    return { path: file.path, zone, mode, counts: countLines([file]), insertions: insertionsOf(file) };
  });
  const missing = last.head?.missing;
  const findings = [...(missing ? [missing] : []), ...staged.provenance.findings];
  const ok = findings.every(({ severity }) => severity !== 'block');
  if (values.json) {
    io.stdout(`${JSON.stringify({ ok, findings, files, leftOut: working.leftOut, waiting }, null, 2)}\n`);
    return ok ? 0 : 1;
  }
  if (files.length === 0) io.stdout('No added lines in the working tree.\n');
  for (const { path, zone, mode, counts } of files) {
    io.stdout(`${printable(path)}  ${zone} (${mode})\n  ${countsText(counts)}\n`);
  }
  if (working.leftOut > 0) io.stdout(`… and ${working.leftOut} files more, not looked at.\n`);
  if (waiting > 0)
    io.stdout(
      `\nRecords that wait for notes which this partial clone lists and does not hold: ${waiting}. With a network: git fetch --refetch --no-filter origin refs/notes/colophon, then colophon status.\n`,
    );
  if (missing) io.stdout(`\nOf the last commit:\n\n${findingsText([missing], io)}`);
  if (staged.provenance.findings.length > 0)
    io.stdout(`\nOf what is staged:\n\n${findingsText(staged.provenance.findings, io)}`);
  else if (staged.change.files.length > 0) io.stdout('\nNothing that is staged needs more.\n');
  return ok ? 0 : 1;
}

/** How many records wait for notes that could not be read; those that can be by now have moved. */
async function unreadRecords(repo: Repository, now: number): Promise<number> {
  if (queuedPairs(repo).waited === 0) return 0;
  await moveQueued(repo, now);
  return queuedPairs(repo).waited;
}

/** Neighbouring lines of one origin as one stretch: `[first, last]`, 1-based. */
function insertionsOf(
  file: FileProvenance,
): { lines: [number, number]; origin: string; assistant?: string }[] {
  const found: { lines: [number, number]; origin: string; assistant?: string }[] = [];
  for (const { line, origin, by } of file.lines) {
    const assistant = by?.[0]?.assistant;
    const last = found[found.length - 1];
    if (last && last.origin === origin && last.assistant === assistant && last.lines[1] === line - 1)
      last.lines[1] = line;
    else found.push({ lines: [line, line], origin, ...(assistant !== undefined && { assistant }) });
  }
  return found;
}
