import * as vscode from 'vscode';
import { commitChange } from '../../git/objects/change';
import { commitHeaders } from '../../git/objects/commitHeaders';
import { rootOf } from '../window/lineTarget';
import { fail } from '../window/messages';
import type { WindowServices } from '../window/windowServices';
import { showChanges } from './showChanges';

/** Beyond these a window has no use for a diff. */
const FILES_MAX = 200;

/** What a row of the history stands for: the diff of its commit. */
export async function showCommit(
  services: Pick<WindowServices, 'targets' | 'virtualDocuments'>,
  given: unknown,
): Promise<void> {
  const oid = (given as { readonly commit?: { readonly oid?: unknown } } | undefined)?.commit?.oid;
  const root = rootOf(given);
  if (typeof oid !== 'string' || !/^[0-9a-f]{40,64}$/.test(oid) || root === undefined) return;
  const tree = await services.targets.withGit(vscode.Uri.file(root));
  if (!tree) return;
  const [commit] = await commitHeaders(tree.repo, { oids: [oid] });
  const result = commit && (await commitChange(tree.repo, oid, commit.parents));
  if (!commit || result?.kind !== 'ok')
    return fail(vscode.l10n.t('Commit {0} could not be read.', oid.slice(0, 10)));
  const title = `${oid.slice(0, 10)} ${commit.subject}`;
  await showChanges(services.virtualDocuments, tree.repo, title, result.change.files.slice(0, FILES_MAX));
}
