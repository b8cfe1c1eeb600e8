import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHeadFiles } from '../../git/objects/headFiles';
import { gitIn, type Repository } from '../../git/repository/repository';
import { readLedger } from '../../git/store/ledgerReader';
import { decideLines } from '../../provenance/decide';
import type { FileProvenance } from '../../provenance/source';
import { diff } from '../../text/diff';
import * as l10n from '../../text/l10n';
import { linesOf } from '../../text/lines';
import { isLineOf, runsFor } from './lineRecords';

const FILES_MAX = 5_000;
const BYTES_MAX = 8_000_000;

type WorkingRecords =
  | { readonly kind: 'ok'; readonly files: readonly FileProvenance[]; readonly leftOut: number }
  | { readonly kind: 'problem'; readonly message: string };

/** The origin of each line that the working tree adds to HEAD, staged or not, tracked or not. */
export async function workingRecords(repo: Repository): Promise<WorkingRecords> {
  const changed = await gitIn(repo, ['diff-files', '--name-only', '-z', '--no-relative']);
  const staged = await gitIn(repo, [
    'diff',
    '--cached',
    '--name-only',
    '-z',
    '--no-relative',
    '--no-renames',
  ]);
  const untracked = await gitIn(repo, ['ls-files', '-z', '--others', '--exclude-standard', '--full-name']);
  const failed = [changed, staged, untracked].find((result) => result.code !== 0);
  if (failed)
    return {
      kind: 'problem',
      message: l10n.t('git could not list the changed files: {0}', failed.stderr.trim()),
    };
  const names = [changed, staged, untracked].flatMap((result) => result.stdout.toString('utf8').split('\0'));
  const paths = [...new Set(names.filter((name) => name !== ''))].sort();
  const head = await readHeadFiles(repo, paths);
  const folded = readLedger(repo.colophonDir);
  const files: FileProvenance[] = [];
  for (const path of paths.slice(0, FILES_MAX)) {
    const text = readText(join(repo.root, path));
    if (text === undefined) continue;
    const base = head?.texts.get(path);
    const runs = runsFor({ path }, text, base, folded);
    const lines = decideLines(text, runs, addedLines(base ?? '', text), () => true, isLineOf(base ?? ''));
    if (lines.length > 0) files.push({ path, lines });
  }
  return { kind: 'ok', files, leftOut: Math.max(0, paths.length - FILES_MAX) };
}

/** 1-based numbers of the lines of `text` that a diff against `base` adds. */
function addedLines(base: string, text: string): number[] {
  const contents = (whole: string) => linesOf(whole).map((line) => whole.slice(line.start, line.end));
  const b = contents(text);
  const kept = new Set<number>();
  for (const match of diff(contents(base), b)) {
    for (let i = 0; i < match.length; i++) kept.add(match.bStart + i);
  }
  return b.flatMap((_, i) => (kept.has(i) ? [] : [i + 1]));
}

/** A regular file's text; nothing for links, folders, binary and very large files. */
function readText(file: string): string | undefined {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > BYTES_MAX) return undefined;
  try {
    const content = readFileSync(file);
    return content.includes(0) ? undefined : content.toString('utf8');
  } catch {
    return undefined;
  }
}
