import { readPath } from '../repository/path';

/** A run of added lines: the first, 1-based in the new file, and how many. */
export type AddedLines = readonly [start: number, count: number];

type FileStatus = 'added' | 'copied' | 'deleted' | 'modified' | 'renamed' | 'type-changed' | 'unmerged';

/** One path of a change, as `git diff --raw` has it, with the lines that its patch adds. */
export interface ChangedFile {
  /** POSIX, from the repository's root; see `GitPath`. */
  readonly path: string;
  /** In the base, for a rename or copy. */
  readonly from?: string;
  /** `path` or `from` is not UTF-8: such a path cannot be verified. */
  readonly notUtf8?: true;
  readonly status: FileStatus;
  /** All zeros where there is none. */
  readonly oldOid: string;
  readonly newOid: string;
  /** Octal: `100644`, `100755`, `120000` (symbolic link), `160000` (submodule), `000000` (none). */
  readonly oldMode: string;
  readonly newMode: string;
  /** In order; empty for a binary file. */
  readonly added: readonly AddedLines[];
  /** The new content holds a NUL byte: its lines are not counted. */
  readonly binary: boolean;
  /** Of a merge, where any parent has the file under another name: against each of them; see `asEntered`. */
  readonly sides?: readonly ChangedFile[];
}

const statuses: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  C: 'copied',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type-changed',
  U: 'unmerged',
};

type Mutable = { -readonly [K in keyof ChangedFile]: ChangedFile[K] } & { added: AddedLines[] };

/** Longer than any path that git can hold; a header line beyond it is not git's. */
const maxHeader = 1024 * 1024;
const unknownForm = 'git diff printed something of an unknown form';
const newline = 10;
const plus = 43;
const minus = 45;

/**
 * Reads `--raw -z -p -U0 --text --full-index` as it comes, in one pass: first the raw records, one empty field,
 * then the patch, whose sections follow the order of the records (a change of type has two sections, an unmerged
 * path none). Lines are counted by the hunk headers alone, so that no content can pass for a header; paths are
 * taken from the records alone, so that no name can either. A line's length costs no memory.
 */
export class PatchReader {
  private readonly files: Mutable[] = [];
  private inPatch = false;
  private rest: Buffer = Buffer.alloc(0);
  /** Sections of the patch still to come, as indexes into `files`. */
  private sections: number[] = [];
  private current: Mutable | undefined;
  private minusLeft = 0;
  private plusLeft = 0;
  /** The kind of the line we are in the middle of; 0 at the start of one. */
  private inLine = 0;
  private broken: string | undefined;

  push(chunk: Buffer): void {
    if (this.broken !== undefined) return;
    let data = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    this.rest = Buffer.alloc(0);
    if (!this.inPatch) data = this.readRecords(data);
    if (this.inPatch) this.readPatch(data);
    else this.rest = data;
  }

  /** What was read, or in a few words what was wrong with it. */
  end(): ChangedFile[] | string {
    if (this.broken !== undefined) return this.broken;
    const complete = this.inPatch
      ? this.sections.length === 0
      : this.sections.length === 0 && this.rest.length === 0;
    if (!complete || this.minusLeft + this.plusLeft + this.inLine !== 0)
      return 'the output of git diff ends too early';
    return this.files;
  }

  /** Takes whole records; returns what is left, which is the patch once `inPatch` is set. */
  private readRecords(data: Buffer): Buffer {
    let at = 0;
    while (at < data.length) {
      if (data[at] === 0) {
        this.inPatch = true;
        return data.subarray(at + 1);
      }
      const headEnd = data.indexOf(0, at);
      if (headEnd === -1) break;
      const head = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([ACDMRTU])\d*$/.exec(
        data.toString('latin1', at, headEnd),
      );
      if (head === null) {
        this.broken = unknownForm;
        break;
      }
      const firstEnd = data.indexOf(0, headEnd + 1);
      if (firstEnd === -1) break;
      const [, oldMode = '', newMode = '', oldOid = '', newOid = '', letter = ''] = head;
      const two = letter === 'R' || letter === 'C';
      const lastEnd = two ? data.indexOf(0, firstEnd + 1) : firstEnd;
      if (lastEnd === -1) break;
      const first = readPath(data.subarray(headEnd + 1, firstEnd));
      const last = two ? readPath(data.subarray(firstEnd + 1, lastEnd)) : first;
      const sections = letter === 'U' ? 0 : letter === 'T' ? 2 : 1;
      for (let i = 0; i < sections; i++) this.sections.push(this.files.length);
      this.files.push({
        path: last.path,
        ...(two && { from: first.path }),
        ...((first.notUtf8 || last.notUtf8) && { notUtf8: true as const }),
        status: statuses[letter]!,
        oldOid,
        newOid,
        oldMode,
        newMode,
        added: [],
        binary: false,
      });
      at = lastEnd + 1;
    }
    return data.subarray(at);
  }

  private readPatch(data: Buffer): void {
    let at = 0;
    let nul = data.indexOf(0);
    while (at < data.length && this.broken === undefined) {
      const end = data.indexOf(newline, at);
      if (this.minusLeft + this.plusLeft + this.inLine === 0) {
        if (end === -1) {
          this.rest = Buffer.from(data.subarray(at));
          if (this.rest.length > maxHeader) this.broken = unknownForm;
          return;
        }
        this.readHeader(data, at, end);
        at = end + 1;
        continue;
      }
      if (this.inLine === 0) this.startLine(data[at]!);
      const stop = end === -1 ? data.length : end;
      while (nul !== -1 && nul < at) nul = data.indexOf(0, at);
      if (this.inLine === plus && nul !== -1 && nul < stop && this.current) this.current.binary = true;
      if (end === -1) return;
      this.inLine = 0;
      at = end + 1;
    }
  }

  private startLine(kind: number): void {
    if (kind === plus && this.plusLeft > 0) this.plusLeft--;
    else if (kind === minus && this.minusLeft > 0) this.minusLeft--;
    else if (kind !== 0x5c) this.broken = unknownForm;
    this.inLine = kind;
  }

  private readHeader(data: Buffer, at: number, end: number): void {
    if (data[at] === 0x40) {
      const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(
        data.toString('latin1', at, Math.min(end, at + 100)),
      );
      if (hunk === null || !this.current) {
        this.broken = unknownForm;
        return;
      }
      this.minusLeft = Number(hunk[1] ?? 1);
      this.plusLeft = Number(hunk[3] ?? 1);
      if (this.plusLeft > 0) this.current.added.push([Number(hunk[2]), this.plusLeft]);
    } else if (data.toString('latin1', at, Math.min(end, at + 11)) === 'diff --git ') {
      const index = this.sections.shift();
      this.current = index === undefined ? undefined : this.files[index];
      if (this.current === undefined) this.broken = unknownForm;
    }
  }
}
