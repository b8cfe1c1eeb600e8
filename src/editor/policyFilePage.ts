/** Files that are listed at once. */
export const PAGE = 1000;

export interface FilePage {
  /** `core: first 1,000 of 12,345 tracked files`. */
  readonly title: string;
  readonly files: readonly string[];
  /** The row that shows more, where there are more. */
  readonly next?: string;
}

/** The first `count` files of a zone, and what the list says of the others. */
export function filePage(zone: string, files: readonly string[] | undefined, count: number): FilePage {
  if (files === undefined) return { title: `${zone}: git could not list the tracked files`, files: [] };
  const total = files.length.toLocaleString('en');
  const rest = files.length - count;
  if (rest <= 0) {
    return { title: `${zone}: ${total} tracked ${files.length === 1 ? 'file' : 'files'}`, files };
  }
  return {
    title: `${zone}: first ${count.toLocaleString('en')} of ${total} tracked files`,
    files: files.slice(0, count),
    next: `Show the next ${Math.min(PAGE, rest).toLocaleString('en')}`,
  };
}
