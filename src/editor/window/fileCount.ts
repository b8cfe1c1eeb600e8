import * as l10n from '../../text/l10n';

export function fileCount(files: number): string {
  return files === 1 ? l10n.t('1 file') : l10n.t('{0} files', files);
}
