import * as l10n from '../../text/l10n';

/** Files that are listed at once. */
export const PAGE = 1000;

interface FilePage {
  /** `core: first 1,000 of 12,345 tracked files`. */
  readonly title: string;
  readonly files: readonly string[];
  /** The row that shows more, where there are more. */
  readonly next?: string;
}

/** The first `count` files of a zone, and what the list says of the others. */
export function filePage(zone: string, files: readonly string[] | undefined, count: number): FilePage {
  if (files === undefined)
    return { title: l10n.t('{0}: git could not list the tracked files', zone), files: [] };
  const total = files.length.toLocaleString('en');
  const rest = files.length - count;
  if (rest <= 0) {
    const title =
      files.length === 1
        ? l10n.t('{0}: 1 tracked file', zone)
        : l10n.t('{0}: {1} tracked files', zone, total);
    return { title, files };
  }
  return {
    title: l10n.t('{0}: first {1} of {2} tracked files', zone, count.toLocaleString('en'), total),
    files: files.slice(0, count),
    next: l10n.t('Show the next {0}', Math.min(PAGE, rest).toLocaleString('en')),
  };
}
