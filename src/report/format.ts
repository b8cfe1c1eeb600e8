import * as l10n from '../text/l10n';
/** A count as people read it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

export function commitCount(value: number): string {
  return value === 1 ? l10n.t('1 commit') : l10n.t('{0} commits', count(value));
}

export function lineCount(value: number): string {
  return value === 1 ? l10n.t('1 line') : l10n.t('{0} lines', count(value));
}

export function fileCount(value: number): string {
  return value === 1 ? l10n.t('1 file') : l10n.t('{0} files', count(value));
}

/** A part of a whole; never 0 % or 100 % unless it is that. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  if (part === whole) return '100 %';
  const percent = (part / whole) * 100;
  return percent < 0.1 ? '< 0.1 %' : percent > 99.9 ? '> 99.9 %' : `${percent.toFixed(1)} %`;
}
