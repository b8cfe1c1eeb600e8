import type { RangeCommit } from '../../git/objects/commits';
import type { ChangedFile } from '../../git/objects/patch';
import { aiLinesOf, type Counts } from '../../provenance/source';
import { type Mark, type Names, readMarks } from '../../provenance/written/marks';
import { readTrailers, sumDetails } from '../../provenance/written/readTrailers';
import type { TrailerSettings } from '../../provenance/written/trailers';
import { defined } from '../../text/defined';
import { type AuditedAssistant, type CommitNotes, type Noted, readNoted } from './auditNoted';

/** What a figure rests on, best first: our line-level note, git-ai's, our trailers, a mark that another tool left. */
export type AuditSource = 'note' | 'git-ai' | 'trailer' | 'mark';
export const auditSources: readonly AuditSource[] = ['note', 'git-ai', 'trailer', 'mark'];

/** How much a source says of lines. A mark is of a whole commit: which of its lines it means, nobody has recorded. */
export const confidenceOf: Readonly<Record<AuditSource, 'high' | 'medium' | 'low'>> = {
  note: 'high',
  'git-ai': 'medium',
  trailer: 'medium',
  mark: 'low',
};

/**
 * The added lines of a commit, each counted once. `note`, `git-ai` and `trailer` are lines that are said to be AI's;
 * `mark` are all lines of a commit that has no more than a mark, of which at most all are. `unknown` is what nothing
 * is said of.
 */
export interface AuditLines {
  note: number;
  'git-ai': number;
  trailer: number;
  mark: number;
  human: number;
  pasted: number;
  tool: number;
  unknown: number;
}

/** A file that a commit changed and that holds, or may hold, AI lines of it. */
export interface AuditedFile {
  readonly path: string;
  readonly from?: string;
  /** The object that the lines are those of. */
  readonly blob: string;
  readonly added: number;
  /** AI lines among them; absent where it is not known which lines they are. */
  readonly ai?: number;
  /** The first of those lines, else the first added one; 1-based in `blob`. */
  readonly first?: number;
  readonly link?: true;
}

/** A commit with AI lines, or that may have some. */
export interface AuditedCommit {
  readonly commit: string;
  /** Seconds since the epoch; absent where the commit has no date that a calendar knows. */
  readonly at?: number;
  readonly source: AuditSource;
  readonly added: number;
  readonly lines: AuditLines;
  /** AI lines as its trailers have them, which a rebase may have made more than it adds. */
  readonly claimed?: number;
  readonly assistants: readonly AuditedAssistant[];
  readonly marks: readonly Mark[];
  /** Of its AI lines, where that is said. */
  readonly evidence: Readonly<Record<string, number>>;
  readonly zones: Readonly<Record<string, number>>;
  readonly vendors: Readonly<Record<string, number>>;
  readonly attested: boolean;
  readonly files: readonly AuditedFile[];
}

/** Of any commit. */
export interface ReadCommit {
  readonly at?: number;
  readonly lines: AuditLines;
  readonly added: number;
  /** `none`: it says of its lines that none are AI's, and has no mark. `unmarked`: it says nothing. */
  readonly kind: AuditSource | 'none' | 'unmarked';
  /** Has a note or an `AI-Provenance` that cannot be read. */
  readonly unreadable: boolean;
  readonly marks: readonly Mark[];
  readonly audited?: AuditedCommit;
}

/** The last second of the year 9999: beyond, no calendar of a report goes. */
const lastSecond = 253_402_300_799;

/** Reads what a commit and its notes say of its lines. Nothing of it is believed more than its source is worth. */
export function readCommit(
  commit: RangeCommit,
  notes: CommitNotes,
  names: Names,
  settings: TrailerSettings,
): ReadCommit {
  const { oid, author, committer, message, authored } = commit;
  const files = commit.files.filter(({ newMode }) => newMode !== '000000' && newMode !== '160000');
  const added = files.reduce((sum, file) => sum + linesOf(file), 0);
  const at = Number.isInteger(authored) && authored > 0 && authored <= lastSecond ? { at: authored } : {};
  const noted = readNoted(files, notes, names);
  const isOurs = /ai-provenance/i.test(message) || settings.provenance !== 'AI-Provenance';
  const { accounts, counts: told } = readTrailers(isOurs ? message : '', settings);
  const signed = [author, committer].map(({ name, email }) => `${name} <${email}>`);
  const marks = readMarks({ message, signed }, names);
  const unreadable =
    notes.own === 'unreadable' || notes.gitAi === 'unreadable' || (accounts.length > 0 && told === undefined);

  const claimed = told === undefined ? 0 : aiLinesOf(told);
  const says: Readonly<Record<AuditSource, boolean>> = {
    note: noted.note > 0,
    'git-ai': noted.gitAi > 0,
    trailer: claimed > 0,
    mark: marks.length > 0,
  };
  const source = auditSources.find((one) => says[one]);
  const lines = countOnce(added, noted, told, source);
  const common = { ...at, lines, added, unreadable, marks };
  if (source === undefined)
    return { ...common, kind: told !== undefined || noted.says ? 'none' : 'unmarked' };

  const isElsewhereToo = lines.trailer > 0 || source === 'trailer' || source === 'mark';
  const withText = files.filter((file) => linesOf(file) > 0);
  const auditedFile = (file: ChangedFile): AuditedFile | undefined => {
    const own = noted.files.get(file.path);
    if ((own === undefined && !isElsewhereToo) || file.oldOid === file.newOid) return undefined;
    const isOnly = source === 'trailer' && withText.length === 1 && withText[0] === file && claimed <= added;
    return defined({
      path: file.path,
      from: file.from,
      blob: file.newOid,
      added: linesOf(file),
      ai: own?.ai ?? (isOnly ? claimed : undefined),
      first: own?.first ?? (file.binary ? undefined : file.added[0]?.[0]),
      link: file.newMode === '120000' ? (true as const) : undefined,
    });
  };
  const details = (key: 'zones' | 'evidence' | 'vendors') => Object.fromEntries(sumDetails(accounts, key));
  return {
    ...common,
    kind: source,
    audited: {
      commit: oid,
      ...at,
      source,
      added,
      lines,
      ...(claimed > 0 && { claimed }),
      assistants: distinct([...noted.assistants, ...marks.map(assistantOf)]),
      marks,
      evidence: noted.note > 0 ? noted.evidence : details('evidence'),
      zones: details('zones'),
      vendors: details('vendors'),
      attested: accounts.some(({ attestedBy }) => attestedBy.length > 0),
      files: files.flatMap((file) => auditedFile(file) ?? []),
    },
  };
}

/** What a better source says of lines, a worse one does not say again. */
function countOnce(
  added: number,
  noted: Noted,
  told: Counts | undefined,
  source: AuditSource | undefined,
): AuditLines {
  const ai = noted.note + noted.gitAi;
  const trailer = Math.min(Math.max(0, (told ? aiLinesOf(told) : 0) - ai), added - ai);
  const mark = source === 'mark' ? added : 0;
  const lines = { note: noted.note, 'git-ai': noted.gitAi, trailer, mark, human: 0, pasted: 0, tool: 0 };
  let left = added - ai - trailer - mark;
  for (const origin of ['human', 'pasted', 'tool'] as const) {
    lines[origin] = Math.min(left, Math.max(noted[origin], told?.[origin] ?? 0));
    left -= lines[origin];
  }
  return { ...lines, unknown: left };
}

function linesOf({ binary, added }: ChangedFile): number {
  return binary ? 0 : added.reduce((sum, [, count]) => sum + count, 0);
}

function assistantOf({ assistant, name, named, model }: Mark): AuditedAssistant {
  return {
    ...(assistant === undefined ? { named: name ?? named } : { assistant }),
    ...(model !== undefined && { model }),
  };
}

/** An assistant without a model is no other than the same with one. */
function distinct(all: readonly AuditedAssistant[]): AuditedAssistant[] {
  const found = new Map<string, AuditedAssistant>();
  for (const one of all) found.set(JSON.stringify([one.assistant, one.named, one.model]), one);
  return [...found.values()].filter(
    (one) =>
      one.model !== undefined ||
      ![...found.values()].some(
        (other) =>
          other.model !== undefined && other.assistant === one.assistant && other.named === one.named,
      ),
  );
}
