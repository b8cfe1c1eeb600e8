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
    return this.#origins.get(line) ?? 'unknown';
  }
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
 *    the new name, which has a record of its own from then on.
 */
export class Sight {
  readonly #files = new Map<string, SeenFile>();

  /** The editor saves this text. @param written the lines that were written there just now */
  saved(path: string, text: string, written: readonly string[]): void {
    const file = this.#saw(path, text);
    for (const line of written) file.lines.set(line, file.count);
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

  knows({ path, from }: Pick<AddedFile, 'path' | 'from'>, line: string): boolean {
    const file = this.#files.get(path) ?? this.#files.get(from ?? path);
    const last = file?.lines.get(line);
    return file !== undefined && last !== undefined && file.count - last <= remembered;
  }

  #saw(path: string, text: string): SeenFile {
    const file = this.#files.get(path) ?? { count: 0, lines: new Map<string, number>() };
    this.#files.set(path, file);
    file.count++;
    for (const line of linesOf(text)) {
      const last = file.lines.get(line);
      if (last === undefined) continue;
      if (file.count - last > remembered) file.lines.delete(line);
      else file.lines.set(line, file.count);
    }
    return file;
  }
}

interface SeenFile {
  /** How many texts of it were seen. */
  count: number;
  /** By line, the number of the last text that it stood in. */
  readonly lines: Map<string, number>;
}

const remembered = 4;

/** A file that a commit changes, with the lines that it adds, by number: the form of law 3. */
export interface AddedFile {
  readonly path: string;
  readonly from?: string;
  readonly added: ReadonlyMap<number, string>;
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
    return [{ ...file, added: new Map(numbers) }];
  });
}

/** Of a file that is renamed into a stricter zone, every line counts. */
function everyLine(
  repo: TestRepo,
  commit: string,
  { path, from, added }: AddedFile,
): ReadonlyMap<number, string> {
  const enters = from !== undefined && path.startsWith(restricted) && !from.startsWith(restricted);
  if (!enters) return added;
  return new Map(linesOf(repo.git('show', `${commit}:${path}`)).map((line, i) => [i + 1, line]));
}

function parsePatch(patch: string): AddedFile[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map((part) => {
      const path = / b\/(.*)$/m.exec(part.split('\n')[0]!)![1]!;
      const from = /^rename from (.*)$/m.exec(part)?.[1];
      const added = new Map<number, string>();
      let next = 0;
      let inHunk = false;
      for (const line of part.split('\n')) {
        const hunk = /^@@ -\S+ \+(\d+)/.exec(line);
        if (hunk) [next, inHunk] = [Number(hunk[1]), true];
        else if (inHunk && line.startsWith('+')) added.set(next++, line.slice(1));
      }
      return { path, added, ...(from !== undefined && { from }) };
    });
}

export function linesOf(text: string): string[] {
  return text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
}
