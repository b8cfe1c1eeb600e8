import * as path from 'node:path';
import * as vscode from 'vscode';
import { type CatFile, catFiles } from '../../git/objects/objects';
import type { Repository } from '../../git/repository/repository';
import type { VirtualDocuments } from '../window/virtualDocuments';

/** A file on both sides of a change; an oid of zeros where it is not there. */
export interface ShownFile {
  readonly path: string;
  /** The name before, where it was another. */
  readonly from?: string;
  readonly oldOid: string;
  readonly newOid: string;
}

/** Opens the diff of exactly these files, as git has them: neither side is the file on the disk. */
export async function showChanges(
  virtualDocuments: VirtualDocuments,
  repo: Repository,
  title: string,
  files: readonly ShownFile[],
): Promise<void> {
  const contents = await catFiles(repo, new Set(files.flatMap(({ oldOid, newOid }) => [oldOid, newOid])));
  const side = (name: string, oid: string) =>
    virtualDocuments.make(name, textOf(contents.get(oid), oid), oid);
  const resources = files.map((file) => [
    vscode.Uri.file(path.join(repo.root, file.path)),
    side(file.from ?? file.path, file.oldOid),
    side(file.path, file.newOid),
  ]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

/** What cannot be shown must not look like an empty file. */
function textOf(content: CatFile | undefined, oid: string): string {
  if (/^0+$/.test(oid)) return '';
  if (content?.kind === 'ok' && !content.content.includes(0)) return content.content.toString('utf8');
  if (content?.kind === 'ok')
    return `${vscode.l10n.t('Binary file of {0} bytes: {1}', content.content.length, oid)}\n`;
  if (content?.kind === 'too-large')
    return `${vscode.l10n.t('Too large to show, {0} bytes: {1}', content.bytes, oid)}\n`;
  return `${vscode.l10n.t('Not a file of this repository: {0}', oid)}\n`;
}
