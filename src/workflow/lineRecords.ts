import type { Change } from '../git/change';
import { readLedger } from '../git/ledgerReader';
import { catFiles } from '../git/objects';
import type { ChangedFile } from '../git/patch';
import type { Repository } from '../git/repository';
import { settleBase } from '../provenance/base';
import { carry, carryFrom } from '../provenance/carry';
import { decideLines } from '../provenance/decide';
import type { Folded, Version } from '../provenance/ledger';
import { type Runs, runsOf } from '../provenance/runs';
import type { FileProvenance, Source } from '../provenance/source';

/** A mark for text that the change's base holds; no commit has this name. */
const BASE = 'base';
const UNSEEN: Source = { origin: 'unknown', cause: 'unobserved' };

export interface ChangeRecord {
  readonly files: readonly FileProvenance[];
  /** By path: the new text and its sources, for those who ask which characters. */
  readonly texts: ReadonlyMap<string, { readonly text: string; readonly runs: Runs }>;
  readonly folded: Folded;
}

/**
 * The origin of each added line of a change: what the ledger knows of the file, carried by diff to the new content.
 * @param notInBase commits that the ledger may name but the change's base does not hold: the one being amended.
 * @param everyLine paths whose every line counts, since they enter a stricter zone.
 * @param folded the ledger, where it was read already.
 */
export async function recordChange(
  repo: Repository,
  change: Change,
  notInBase: ReadonlySet<string>,
  everyLine: (file: ChangedFile) => boolean,
  folded = readLedger(repo.colophonDir),
): Promise<ChangeRecord> {
  const files = change.files.filter((file) => !file.binary && (file.added.length > 0 || everyLine(file)));
  const oids = new Set(
    files.flatMap((file) => [file.newOid, file.oldOid]).filter((oid) => !/^0+$/.test(oid)),
  );
  const contents = change.contents ?? (await catFiles(repo, oids));
  const textOf = (oid: string): string | undefined => {
    const content = contents.get(oid);
    return content?.kind === 'ok' ? content.content.toString('utf8') : undefined;
  };
  const records: FileProvenance[] = [];
  const texts = new Map<string, { text: string; runs: Runs }>();
  for (const file of files) {
    const lines = everyLine(file) ? undefined : linesIn(file);
    const name = { path: file.path, ...(file.from !== undefined && { from: file.from }) };
    const text = textOf(file.newOid);
    if (text === undefined) {
      // A submodule, or larger than we read: its lines are counted, and nothing is known of them.
      records.push({
        ...name,
        lines: [...(lines ?? linesIn(file))].map((line) => ({ line, origin: 'unknown' })),
      });
      continue;
    }
    const runs = runsFor(file, text, textOf(file.oldOid), folded);
    texts.set(file.path, { text, runs });
    const inBase = (commit: string) => !notInBase.has(commit);
    records.push({ ...name, lines: decideLines(text, runs, lines ?? everyLineOf(text), inBase) });
  }
  return { files: records, texts, folded };
}

/** The sources of a file's new text: what the ledger knows, carried by diff; else what the base has. */
export function runsFor(
  file: { readonly path: string; readonly from?: string },
  text: string,
  base: string | undefined,
  folded: Folded,
): Runs {
  const known =
    folded.files.get(file.path)?.versions ??
    (file.from === undefined ? undefined : folded.files.get(file.from)?.versions) ??
    [];
  if (known.length === 0) {
    return base === undefined
      ? runsOf(text.length, UNSEEN)
      : carry(base, runsOf(base.length, null), text, UNSEEN);
  }
  // Whole lines of the base are no insertions of this change, whichever way they came to be committed.
  const settled = (version: Version): Version =>
    base === undefined ? version : { ...version, runs: settleBase(version.text, version.runs, base, BASE) };
  const exact = known.find((version) => version.text === text);
  return exact ? settled(exact).runs : carryFrom(known.map(settled), text, UNSEEN);
}

function* linesIn(file: ChangedFile): Generator<number> {
  for (const [start, count] of file.added) for (let i = 0; i < count; i++) yield start + i;
}

function everyLineOf(text: string): number[] {
  return Array.from({ length: text.split('\n').length }, (_, i) => i + 1);
}
