import { type BlamedLine, blame } from '../../git/objects/blame';
import { committedRecords } from '../../git/objects/committedRecords';
import { readHeadFiles } from '../../git/objects/headFiles';
import type { Repository } from '../../git/repository/repository';
import { readLedger } from '../../git/store/ledgerReader';
import { decideLines } from '../../provenance/decide';
import type { LineRecord } from '../../provenance/source';
import { defined } from '../../text/defined';
import { isLineOf, runsFor } from '../commit/lineRecords';

/** A line as `colophon blame` says it; fields may be added, never renamed. */
export interface BlameLine {
  /** 1-based. */
  readonly line: number;
  readonly origin: LineRecord['origin'];
  readonly evidence?: LineRecord['evidence'];
  readonly assistant?: string;
  readonly model?: string;
  /** Who said so, `Name <email>`, and when, in milliseconds since the epoch. */
  readonly declared?: LineRecord['declared'];
  /** Absent for a line that is in no commit. */
  readonly commit?: string;
}

/** What was found of a file, and the lines that it is about: those that git stores, whatever a filter makes of them. */
export interface Blame {
  readonly lines: readonly BlameLine[];
  readonly texts: readonly string[];
}

/**
 * Origin and evidence of each line of a file of the working tree: from the note of the commit that it comes from, and
 * for lines in no commit from the ledger. What neither says is unknown. A string is what went wrong.
 */
export async function blameFile(repo: Repository, path: string): Promise<Blame | string> {
  const lines = await blame(repo, path);
  if (typeof lines === 'string') return lines;
  const texts = lines.map((line) => line.text);
  const text = texts.map((line) => `${line}\n`).join('');
  const [noted, fresh] = await Promise.all([
    committedRecords(repo, lines),
    freshRecords(repo, path, text, lines),
  ]);
  const found = lines.map(({ commit }, i): BlameLine => {
    const record = commit === undefined ? fresh.get(i + 1) : noted[i];
    const by = record?.by?.[0];
    return defined({
      line: i + 1,
      origin: record?.origin ?? 'unknown',
      evidence: record?.evidence,
      assistant: by?.assistant,
      model: by?.model,
      declared: record?.declared,
      commit,
    });
  });
  return { lines: found, texts };
}

async function freshRecords(
  repo: Repository,
  path: string,
  text: string,
  lines: readonly BlamedLine[],
): Promise<Map<number, LineRecord>> {
  const numbers = lines.flatMap(({ commit }, i) => (commit === undefined ? [i + 1] : []));
  if (numbers.length === 0) return new Map();
  const base = (await readHeadFiles(repo, [path]))?.texts.get(path);
  const runs = runsFor({ path }, text, base, readLedger(repo.colophonDir));
  const records = decideLines(text, runs, numbers, () => true, isLineOf(base ?? ''));
  return new Map(records.map((record) => [record.line, record]));
}
