import { FreshText, type Random } from '../support/random';
import type { TestRepo } from '../support/repo';

/** Where a line came from, as the generator knows that wrote it. `mixed`: a person's, and less of it an assistant's. */
export type LineOrigin = 'human' | 'ai' | 'mixed' | 'pasted' | 'unknown';

export const restricted = 'train/';

/** Every line that was ever written, by its content, which no other line has. */
export class Lines {
  readonly #origins = new Map<string, LineOrigin>();
  readonly #fresh = new FreshText();

  /** A new line, in the parts that are inserted one after another. No two lines share a character. */
  write(origin: LineOrigin): readonly (readonly [by: Exclude<LineOrigin, 'mixed'>, text: string])[] {
    const parts: [Exclude<LineOrigin, 'mixed'>, string][] =
      origin === 'mixed'
        ? [
            ['human', this.#fresh.character().repeat(8)],
            ['ai', this.#fresh.character().repeat(3)],
          ]
        : [[origin, this.#fresh.character().repeat(6)]];
    this.#origins.set(parts.map(([, text]) => text).join(''), origin);
    return parts;
  }

  /** What was not written by the generator, nobody saw. */
  originOf(line: string): LineOrigin {
    return this.#origins.get(unformatted(line)) ?? 'unknown';
  }
}

/** A line without what the formatters of `programs.ts` make of it. */
export function unformatted(line: string): string {
  return line.replace(/^ *(.*?);*$/, '$1');
}

export const originNames: readonly LineOrigin[] = ['human', 'ai', 'mixed', 'pasted', 'unknown'];

export function pickOrigin(random: Random): LineOrigin {
  return random.pick(['human', 'human', 'ai', 'ai', 'ai', 'mixed', 'pasted', 'unknown']);
}

/**
 * What the editor of one working tree has seen: which of its lines the record must know. A line may be `unknown` to
 * the record, whatever it is, only by one of these rules:
 * 1. it was not written in an editor of this working tree: the ledger is one a tree (DESIGN, law 7);
 * 2. it was out of its file while the editor saw more than `remembered` other texts of that file: the ledger keeps a
 *    bounded number of texts (law 6);
 * 3. its file was renamed behind the editor's back: so far that git does not see it, or the editor then wrote under
 *    the new name, which has a record of its own from then on;
 * 4. the change only formats it, or renames its file in a merge, or moves it to a stricter zone in another form than it was written in; or it came back
 *    to its file in a form that the editor had not seen.
 */
export class Sight {
  readonly #files = new Map<string, SeenFile>();

  /** The editor saves this text. @param written the lines that were written there just now */
  saved(path: string, text: string, written: readonly string[]): void {
    const file = this.#saw(path, text);
    for (const line of written)
      file.lines.set(line, { last: file.count, forms: new Set([line]), isBack: false });
  }

  /** The editor reads this text, which others have put in the place of its own. */
  reloaded(path: string, text: string): void {
    this.#saw(path, text);
  }

  renamed(from: string, to: string): void {
    const file = this.#files.get(from);
    if (file) this.#files.set(to, file);
    this.#files.delete(from);
  }

  knows({ path, from, formatted, isWhole }: Omit<AddedFile, 'added'>, line: string): boolean {
    const file = this.#files.get(path) ?? this.#files.get(from ?? path);
    const seen = file?.lines.get(unformatted(line));
    if (file === undefined || seen === undefined || file.count - seen.last > remembered) return false;
    if (isWhole !== true) return formatted?.has(line) !== true;
    return seen.forms.size === 1 && seen.forms.has(line) && !seen.isBack;
  }

  #saw(path: string, text: string): SeenFile {
    const file = this.#files.get(path) ?? { count: 0, lines: new Map<string, SeenLine>() };
    this.#files.set(path, file);
    file.count++;
    for (const form of linesOf(text)) {
      const seen = file.lines.get(unformatted(form));
      if (seen === undefined) continue;
      const isBack = file.count - seen.last > 1;
      if (file.count - seen.last > remembered || (isBack && !seen.forms.has(form)))
        file.lines.delete(unformatted(form));
      else {
        seen.isBack ||= isBack;
        seen.last = file.count;
        seen.forms.add(form);
      }
    }
    return file;
  }
}

interface SeenLine {
  /** The number of the last text that it stood in. */
  last: number;
  readonly forms: Set<string>;
  /** It was gone from its file in between: who wrote it again, nobody saw. */
  isBack: boolean;
}

interface SeenFile {
  /** How many texts of it were seen. */
  count: number;
  readonly lines: Map<string, SeenLine>;
}

const remembered = 4;

/** A file that a commit changes, with the lines that it adds, by number: the form of law 3. */
export interface AddedFile {
  readonly path: string;
  readonly from?: string;
  readonly added: ReadonlyMap<number, string>;
  /** Those of them that stood there already, in another form. */
  readonly formatted?: ReadonlySet<string>;
  /** It enters a stricter zone: every line counts. */
  readonly isWhole?: boolean;
}

const form = '-p --text -U0 --no-ext-diff --no-textconv --diff-algorithm=histogram -M50%'.split(' ');
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** What a commit adds, by git alone; of a merge the lines that no parent has. */
export function addedBy(repo: TestRepo, commit: string): AddedFile[] {
  const [, ...parents] = repo.git('rev-list', '--parents', '-n1', commit).trim().split(' ');
  const bases = parents.length > 0 ? parents : [emptyTree];
  const [first = [], ...others] = bases.map((base) =>
    parsePatch(repo.git('diff-tree', '-r', ...form, base, commit)),
  );
  return first.flatMap((file) => {
    const same = others.map((side) => side.find(({ path }) => path === file.path));
    if (same.includes(undefined)) return [];
    const numbers = [...everyLine(repo, commit, file)].filter(([line]) =>
      same.every((o) => o!.added.has(line)),
    );
    // A side to which git finds no rename has the lines all the same.
    const isMoved = others.length > 0 && file.from !== undefined;
    const formatted = isMoved ? new Set(numbers.map(([, line]) => line)) : file.formatted;
    return [
      {
        ...file,
        added: new Map(numbers),
        isWhole: entersStricter(file),
        ...(formatted !== undefined && { formatted }),
      },
    ];
  });
}

/** Of a file that is renamed into a stricter zone, every line counts. */
function everyLine(repo: TestRepo, commit: string, file: AddedFile): ReadonlyMap<number, string> {
  const { path, added } = file;
  if (!entersStricter(file)) return added;
  return new Map(linesOf(repo.git('show', `${commit}:${path}`)).map((line, i) => [i + 1, line]));
}

function entersStricter({ path, from }: AddedFile): boolean {
  return from !== undefined && path.startsWith(restricted) && !from.startsWith(restricted);
}

function parsePatch(patch: string): AddedFile[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map((part) => {
      const path = / b\/(.*)$/m.exec(part.split('\n')[0]!)![1]!;
      const from = /^rename from (.*)$/m.exec(part)?.[1];
      const added = new Map<number, string>();
      const removed = new Set<string>();
      let next = 0;
      let inHunk = false;
      for (const line of part.split('\n')) {
        const hunk = /^@@ -\S+ \+(\d+)/.exec(line);
        if (hunk) [next, inHunk] = [Number(hunk[1]), true];
        else if (inHunk && line.startsWith('+')) added.set(next++, line.slice(1));
        else if (inHunk && line.startsWith('-')) removed.add(line.slice(1));
      }
      const gone = new Set([...removed].map(unformatted));
      const formatted = new Set(
        [...added.values()].filter((l) => !removed.has(l) && gone.has(unformatted(l))),
      );
      return { path, added, formatted, ...(from !== undefined && { from }) };
    });
}

export function linesOf(text: string): string[] {
  return text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
}
