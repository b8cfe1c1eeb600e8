import * as vscode from 'vscode';
import { commitChange } from '../../git/objects/change';
import { commitHeaders } from '../../git/objects/commitHeaders';
import { rootOf } from '../window/lineTarget';
import type { Targets } from '../window/targets';
import type { VirtualDocuments } from '../window/virtualDocuments';
import { showChanges } from './showChanges';

/** Beyond these a window has no use for a diff. */
const FILES_MAX = 200;

interface ShowCommitServices {
  readonly targets: Targets;
  readonly virtualDocuments: VirtualDocuments;
}

/** What a row of the history stands for: the diff of its commit. */
export async function showCommit(parts: ShowCommitServices, given: unknown): Promise<void> {
  const oid = (given as { readonly commit?: { readonly oid?: unknown } } | undefined)?.commit?.oid;
  const root = rootOf(given);
  if (typeof oid !== 'string' || !/^[0-9a-f]{40,64}$/.test(oid) || root === undefined) return;
  const tree = await parts.targets.withGit(vscode.Uri.file(root));
  if (!tree) return;
  const [commit] = await commitHeaders(tree.repo, { oids: [oid] });
  const result = commit && (await commitChange(tree.repo, oid, commit.parents));
  if (!commit || result?.kind !== 'ok') {
    void vscode.window.showErrorMessage(vscode.l10n.t('Commit {0} could not be read.', oid.slice(0, 10)));
    return;
  }
  const title = `${oid.slice(0, 10)} ${commit.subject}`;
  await showChanges(parts.virtualDocuments, tree.repo, title, result.change.files.slice(0, FILES_MAX));
}
